"""What failed last time: remembered across runs, and no trouble where it cannot be read."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.cache.last import NAME, last_failed, remember

names = st.sets(st.sampled_from([f"{page}::{prop}::sc::any" for page in "abc" for prop in "xyz"]))


def test_nothing_failed_before_the_first_run(tmp_path: Path) -> None:
    """Nor is a folder made to say so."""
    assert last_failed(tmp_path / "cache") == frozenset()
    remember(tmp_path / "cache", ["a::x::sc::any"], [])
    assert not (tmp_path / "cache").exists()


@given(runs=st.lists(st.tuples(names, names), max_size=5))
def test_a_name_is_remembered_until_it_is_asked_and_does_not_fail(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[set[str], set[str]]]
) -> None:
    """The latest run that asked about a name says whether it failed."""
    folder = tmp_path_factory.mktemp("cache")
    latest: dict[str, bool] = {}
    for asked, among in runs:
        failed = asked & among
        remember(folder, asked, failed)
        latest |= {name: name in failed for name in asked}
    assert last_failed(folder) == {name for name, failed in latest.items() if failed}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[" * 100_000,
        '{"a::x::sc::any": 1}',
        '[1, null, "no name", ["a::x::sc::any"], "a::x"]',
        "\udcff",
    ],
    ids=range(7),
)
def test_a_file_that_makes_no_sense_is_as_if_it_were_not_there(tmp_path: Path, text: str) -> None:
    """It is written anew by the next run."""
    (tmp_path / NAME).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert last_failed(tmp_path) == frozenset()
    remember(tmp_path, ["a::x::sc::any"], ["a::x::sc::any"])
    assert last_failed(tmp_path) == {"a::x::sc::any"}


def test_what_makes_sense_among_other_things_is_taken(tmp_path: Path) -> None:
    """A name is a name."""
    (tmp_path / NAME).write_text(json.dumps([1, "a::x::sc::any"]), encoding="utf-8")
    assert last_failed(tmp_path) == {"a::x::sc::any"}


def test_a_folder_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    """Whoever asked for it decides what that means."""
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")
    assert last_failed(tmp_path / "cache") == frozenset()
    with pytest.raises(OSError, match="exists"):
        remember(tmp_path / "cache", ["a::x::sc::any"], ["a::x::sc::any"])
