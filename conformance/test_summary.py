"""What the comparisons took is printed."""

from types import SimpleNamespace

from conformance import summary


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
