"""Places and commands that a report points to."""

import json
from pathlib import Path

import pytest

from spec.finding import findings
from spec.formats import render
from spec.formats.pointer import Document, command, place

from .samples import sample


def document(page: str) -> Document:
    """A document about a user's page, and about one of ours."""
    result = sample()
    result.pages = {"in_place": page}
    return result.document()


def places(page: str) -> list[str]:
    """Where its findings are."""
    told = document(page)
    return [place(told, finding)[0] for finding in findings(told["verdicts"])]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which one is, two below what may become a repository."""
    inside = tmp_path / "sub" / "folder"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    return inside


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("./own.py", "sub/folder/own.py"),
        ("../own.py", "sub/own.py"),
        ("..//../own.py", "own.py"),
        ("own.py", "sub/folder/own.py"),
        ("../../../own.py", "../../../own.py"),
    ],
)
def test_a_page_in_a_repository_is_named_from_its_root(
    given: str, told: str, folder: Path, tmp_path: Path
) -> None:
    """Wherever one is in it, by each form that has places; ours are named as ever."""
    (tmp_path / ".git").touch()
    first, *_, last = places(given)
    assert (first, last) == (told, "spec/strategies/seqcount_latch.py")
    assert places(str(folder / "own.py"))[0] == "sub/folder/own.py"
    assert f"file={told}," in render(document(given), "github")
    results = json.loads(render(document(given), "sarif"))["runs"][0]["results"]
    location = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": told, "uriBaseId": "%SRCROOT%"}


@pytest.mark.parametrize(
    ("given", "told"), [("./own.py", "own.py"), ("a/.././own.py", "own.py"), ("/a//b", "/a/b")]
)
def test_a_page_elsewhere_is_named_as_given_but_for_detours(
    given: str, told: str, folder: Path
) -> None:
    """There is no root to name it from."""
    assert folder.is_dir()
    assert places(given)[0] == told


def test_a_command_is_what_a_shell_takes() -> None:
    """Quoted where it has to be."""
    assert command("", "--replay", "a b") == "python -m spec.prove --replay 'a b'"
    assert command("my page.py", "-x") == "python -m spec.prove 'my page.py' -x"
