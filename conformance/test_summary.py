"""What the comparisons took is printed, and how fast the search is."""

from types import SimpleNamespace

import pytest

from conformance import bench, summary
from conformance.judgement import PAGES


def report(*numbers: int, when: str = "call", name: str = summary.PROPERTY) -> SimpleNamespace:
    """A test's report that has noted a row."""
    return SimpleNamespace(when=when, user_properties=[(name, ("in_place", "pass", *numbers))])


def test_rows_are_added_up() -> None:
    """Once for each test, though it is reported on three times; other notes are left out."""
    reports = [
        report(1, 2, 3, 4, 5),
        report(1, 2, 3, 4, 5, when="teardown"),
        report(10, 20, 30, 40, 50),
        report(7, 7, 7, 7, 7, name="another"),
        SimpleNamespace(),
    ]
    heads, _, row, total = summary.lines(reports)
    assert heads.split() == ["strategy", "reader", *" ".join(summary.NUMBERS).split()]
    assert row.split() == ["in_place", "pass", "11", "22", "33", "44", "55"]
    assert total.split() == ["all", "11", "22", "33", "44", "55"]


def test_nothing_is_printed_of_nothing() -> None:
    """No test has compared anything."""
    assert not list(summary.lines([]))


def test_a_row_is_printed_for_each_strategy(capsys: pytest.CaptureFixture[str]) -> None:
    """And one for all of them, with their accesses."""
    assert bench.main(["rwlock", "list_all_zones"]) == 0
    *_, rwlock, list_all_zones, both = (
        line.split() for line in capsys.readouterr().out.splitlines()
    )
    assert (rwlock[0], list_all_zones[0], both[0]) == ("rwlock", "list_all_zones", "all")
    assert int(both[1]) == int(rwlock[4]) + int(list_all_zones[4])


def test_an_unknown_strategy_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """In one sentence that names those there are."""
    assert bench.main(["nope"]) == 2
    assert capsys.readouterr().err.startswith("error: there is no strategy 'nope': name one of st")


def test_without_a_name_all_strategies_of_lists_are_measured() -> None:
    """The thread's own."""
    assert bench.names_of([]) == tuple(PAGES)
