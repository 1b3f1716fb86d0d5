"""The folder of answers: what goes in comes out, what is damaged does not, and nobody is hurt."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.cache.store import Store, canonical, default_folder, replace

QUESTION = {"what": "decide", "order": {"property": "no_missed_zone", "kinds": ["any"]}}
ANSWER = {"verdicts": {"any": ["PROVED", "seen: it", "", 1]}, "second": {}, "seconds": 0.25}

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.text(max_size=5), plain, max_size=4)


class Told:
    """A store in a folder, and what it complained about."""

    def __init__(self, folder: Path) -> None:
        self.warnings: list[str] = []
        self.store = Store(folder, self.warnings.append)

    def entry(self) -> Path:
        """The one entry that there is."""
        (path,) = (path for path in self.store.folder.rglob("*") if path.is_file())
        return path


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """A store whose folder is not there yet."""
    return Told(tmp_path / "cache")


@given(question=objects, answer=objects)
def test_what_is_kept_is_found_again(
    tmp_path_factory: pytest.TempPathFactory, question: dict[str, Any], answer: dict[str, Any]
) -> None:
    """Any JSON object is the key of any other."""
    told = Told(tmp_path_factory.mktemp("cache"))
    assert told.store.get(question) is None
    told.store.put(question, answer)
    assert told.store.get(question) == answer
    assert not told.warnings


def test_the_order_of_keys_does_not_matter(told: Told) -> None:
    """A question is the same however it is written down."""
    told.store.put({"a": 1, "b": 2}, ANSWER)
    assert told.store.get({"b": 2, "a": 1}) == ANSWER


def test_a_later_answer_takes_the_place_of_an_earlier_one(told: Told) -> None:
    """There is one entry for a question."""
    told.store.put(QUESTION, ANSWER)
    told.store.put(QUESTION, {"undecided": "no"})
    assert told.store.get(QUESTION) == {"undecided": "no"}
    assert told.entry().is_file()


@given(data=st.data())
def test_an_entry_that_is_cut_short_is_told_and_not_used(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """However much is left of it."""
    told = Told(tmp_path_factory.mktemp("cache"))
    told.store.put(QUESTION, ANSWER)
    whole = told.entry().read_bytes()
    told.entry().write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    assert told.store.get(QUESTION) is None
    assert len(told.warnings) == 1
    assert str(told.entry()) in told.warnings[0]


@given(data=st.data())
def test_an_entry_in_which_a_byte_is_changed_gives_no_other_answer(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Another kind of white space may pass; whatever else is changed is told and not used."""
    told = Told(tmp_path_factory.mktemp("cache"))
    told.store.put(QUESTION, ANSWER)
    whole = bytearray(told.entry().read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[at]))
    blank = chr(whole[at]).isspace() and chr(byte) in " \t\r\n"
    whole[at] = byte
    told.entry().write_bytes(whole)
    found = told.store.get(QUESTION)
    assert found == ANSWER if blank else found is None
    assert len(told.warnings) == (found is None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '"entry"',
        "{}",
        "not json",
        "[" * 100_000,
        '{"version": 1}',
        '{"version": 1, "question": {}, "answer": {}, "digest": ""}',
        '{"version": 1, "question": 1e999999, "answer": [], "digest": 7}',
        json.dumps({"version": 1, "question": QUESTION, "answer": [1], "digest": ""}),
        json.dumps({"version": 2, "question": QUESTION, "answer": ANSWER, "digest": ""}),
    ],
    ids=range(12),
)
def test_a_file_of_somebody_else_is_told_and_not_used(told: Told, text: str) -> None:
    """It does not matter how it came to have the name of an entry; a new answer replaces it."""
    told.store.put(QUESTION, ANSWER)
    told.entry().write_text(text, encoding="utf-8")
    assert told.store.get(QUESTION) is None
    assert len(told.warnings) == 1
    told.store.put(QUESTION, ANSWER)
    assert told.store.get(QUESTION) == ANSWER


def test_the_entry_of_another_question_is_told_and_not_used(told: Told) -> None:
    """An entry that was moved says itself that it is about something else."""
    told.store.put(QUESTION, ANSWER)
    first = told.entry()
    moved = first.read_bytes()
    first.unlink()
    told.store.put({**QUESTION, "what": "schedule"}, {"schedule": ""})
    told.entry().write_bytes(moved)
    assert told.store.get({**QUESTION, "what": "schedule"}) is None
    assert len(told.warnings) == 1


def test_bytes_that_are_no_text_are_told_and_not_used(told: Told) -> None:
    """Nothing in a file can stop a run."""
    told.store.put(QUESTION, ANSWER)
    told.entry().write_bytes(b"\xff\xfe\x00")
    assert told.store.get(QUESTION) is None
    assert "cannot be read" in told.warnings[0]


def test_a_folder_in_the_place_of_an_entry_is_told_and_not_used(told: Told) -> None:
    """Nor can what is no file."""
    told.store.put(QUESTION, ANSWER)
    path = told.entry()
    path.unlink()
    path.mkdir()
    assert told.store.get(QUESTION) is None
    assert len(told.warnings) == 1


def test_a_file_in_the_place_of_the_folder_is_told_once(tmp_path: Path) -> None:
    """Nothing is found there, nothing is kept there, and one sentence says so."""
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")
    told = Told(tmp_path / "cache")
    for number in range(3):
        question = {**QUESTION, "number": number}
        assert told.store.get(question) is None
        told.store.put(question, ANSWER)
    assert len(told.warnings) == 1
    assert str(tmp_path / "cache") in told.warnings[0]


def _full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("call", ["replace", "fdopen", "mkdir"])
def test_a_full_disk_is_told_once_and_leaves_nothing_behind(
    told: Told, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it is that fails; what was kept before is still there."""
    told.store.put(QUESTION, ANSWER)
    kept = told.entry()
    monkeypatch.setattr(os, call, _full)
    for number in range(3):
        told.store.put({**QUESTION, "number": number}, ANSWER)
    assert told.warnings == [
        f"nothing more is kept in the cache {told.store.folder}: No space left on device"
    ]
    assert told.entry() == kept
    assert told.store.get(QUESTION) == ANSWER


def test_a_write_that_is_cut_off_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even a temporary file is left, whatever stops it."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "file"
    replace(path, "before")
    monkeypatch.setattr(os, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        replace(path, "after")
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


SHARING = """
import sys
from pathlib import Path
from spec.cache.store import Store

told = []
store = Store(Path(sys.argv[1]), told.append)
for turn in range(150):
    question = {"number": turn % 5}
    found = store.get(question)
    if found is not None:
        assert found["number"] == turn % 5 and len(found["long"]) == 20_000, found
    store.put(question, {"number": turn % 5, "who": sys.argv[2], "long": "x" * 20_000})
assert not told, told
"""


def test_runs_that_share_a_folder_never_see_half_an_entry(tmp_path: Path) -> None:
    """Three processes write and read the same five entries as fast as they can."""
    runs = [
        subprocess.Popen([sys.executable, "-c", SHARING, str(tmp_path), str(number)])
        for number in range(3)
    ]
    assert [run.wait(timeout=300) for run in runs] == [0, 0, 0]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 5
    assert all(path.suffix == ".json" and not path.name.startswith(".") for path in files)


def test_an_entry_is_plain_json_that_repeats_its_question(told: Told) -> None:
    """Anybody can read what is kept, with any tool."""
    told.store.put(QUESTION, ANSWER)
    entry = json.loads(told.entry().read_text(encoding="ascii"))
    assert (entry["question"], entry["answer"]) == (QUESTION, ANSWER)


@given(value=plain)
def test_the_canonical_text_is_json_of_the_value(value: object) -> None:
    """Nothing is lost in it, and it is plain ASCII."""
    assert json.loads(canonical(value)) == value
    assert canonical(value).isascii()


def test_the_folder_follows_the_users_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """``XDG_CACHE_HOME``, or ``.cache`` at home where that is not set or empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "zonelist-spec"
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for unset in ("", None):
        if unset is None:
            monkeypatch.delenv("XDG_CACHE_HOME")
        else:
            monkeypatch.setenv("XDG_CACHE_HOME", unset)
        assert default_folder() == tmp_path / ".cache" / "zonelist-spec"


def test_who_has_no_home_has_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user whom the system does not know, and no variable that tells."""

    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nobody)
    assert default_folder() is None
