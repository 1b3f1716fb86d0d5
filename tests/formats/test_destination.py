"""Where results go: nothing is half written, and nothing is lost."""

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.errors import UsageError
from spec.formats import FORMATS, render
from spec.formats.destination import Destination, check, deliver, destinations, write
from spec.verdict import PROVED, Verdict

from .samples import BOUNDS, IN_PLACE, sample


def to(path: Path | str, form: str = "junit") -> Destination:
    """A destination as it comes from the command line."""
    return Destination(f"--out {form}:{path}", form, str(path))


def test_a_format_and_a_path_are_told_apart_at_the_first_colon(tmp_path: Path) -> None:
    """So a path may have colons, and a drive letter is nothing special."""
    (one,) = destinations([f"junit:{tmp_path}/C:x.xml"], FORMATS)
    assert (one.form, one.path) == ("junit", f"{tmp_path}/C:x.xml")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["report.xml"], "--out takes FORMAT:PATH, such as junit:report.xml, not 'report.xml'"),
        (["junit:"], "--out takes FORMAT:PATH"),
        ([""], "--out takes FORMAT:PATH"),
        (["junti:x.xml"], "there is no format 'junti': did you mean junit"),
        (["C:\\x.xml"], "there is no format 'C': choose from json, junit"),
        (["junit:-", "sarif:-"], "--out junit:- and --out sarif:- both go to stdout: give each"),
        (["junit:x", "sarif:./x"], "--out junit:x and --out sarif:./x both go to x: give each"),
        (["junit:missing/x.xml"], "--out junit:missing/x.xml cannot be written: name a file in"),
        (["junit:."], "--out junit:. cannot be written"),
    ],
)
def test_what_makes_no_sense_is_told_in_one_sentence(
    given: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before any work is done, and nothing is made."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as raised:
        destinations(given, FORMATS)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)
    assert not list(tmp_path.iterdir())


def test_checking_makes_no_file(tmp_path: Path) -> None:
    """A run that is interrupted early leaves nothing behind."""
    check(str(tmp_path / "x"), "--output x")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_noticed_early(tmp_path: Path) -> None:
    """And not after hours of work."""
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="cannot be written"):
        check(str(tmp_path / "x"), "--output x")


@given(text=st.text())
def test_what_is_written_can_be_read(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """To the letter, and nothing stays beside it."""
    folder = tmp_path_factory.mktemp("written")
    write(str(folder / "x"), text)
    assert (folder / "x").read_bytes() == text.encode()
    assert [path.name for path in folder.iterdir()] == ["x"]


def test_what_is_no_text_does_not_keep_a_result_from_being_written(tmp_path: Path) -> None:
    """A path with a byte that is no UTF-8, and a name with half a character, become escapes."""
    result = sample()
    odd = replace(IN_PLACE, name="odd\ud800")
    result.pages = {odd.name: "odd\udc80.py"}
    result.add(odd, "no_missed_zone", {"any": Verdict(PROVED, BOUNDS)})
    document = result.document()
    for form in FORMATS:
        write(str(tmp_path / form), render(document, form))
        told = (tmp_path / form).read_text(encoding="utf-8")
        assert "odd\\ud800::no_missed_zone is PROVED" in told or form == "json"
        assert "odd\\udc80.py" in told or "odd%80.py" in told


def test_a_file_that_is_replaced_keeps_its_mode_and_its_links(tmp_path: Path) -> None:
    """A symbolic link still points to it."""
    (tmp_path / "real").write_text("old")
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to("real")
    write(str(tmp_path / "link"), "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"
    assert (tmp_path / "real").stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_mode_of_any_other(tmp_path: Path) -> None:
    """As the umask says."""
    write(str(tmp_path / "x"), "text")
    (tmp_path / "y").touch()
    assert (tmp_path / "x").stat().st_mode == (tmp_path / "y").stat().st_mode


def test_a_device_is_written_to_and_not_replaced() -> None:
    """``/dev/null`` takes everything and stays what it is."""
    check(os.devnull, "--output")
    write(os.devnull, "text")
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_what_stops_in_the_middle_leaves_the_old_file(
    failure: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is often noticed as late as this, and Ctrl-C comes whenever it comes."""

    def stop(_descriptor: int) -> None:
        raise failure

    (tmp_path / "x").write_text("old")
    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(type(failure)):
        write(str(tmp_path / "x"), "new")
    assert (tmp_path / "x").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_text_that_cannot_be_written_is_said_and_the_others_are_written(tmp_path: Path) -> None:
    """With one sentence that names each file."""
    said: list[str] = []
    texts = {to("/dev/full"): "lost?", to(tmp_path / "x"): "kept", to("-", "sarif"): "asked for"}
    with pytest.raises(UsageError) as raised:
        deliver(texts, said.append)
    assert said == ["lost?", "asked for"]
    assert (tmp_path / "x").read_text() == "kept\n"
    assert str(raised.value) == (
        "--out junit:/dev/full cannot be written (No space left on device): "
        "the result went to stdout instead"
    )
