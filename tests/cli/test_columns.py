"""Schedules as columns."""

from dataclasses import replace

import pytest

from spec.columns import columns, setting, table
from spec.interpreter import replay
from spec.page import strategy_named
from spec.scenario import parse
from spec.vocabulary import Array, Pointer


def _columns(text: str) -> str:
    scenario = parse(text)
    strategy = strategy_named(scenario.strategy)
    return columns(replay(strategy, scenario), strategy)


def _cells(text: str, column: str) -> list[str]:
    head, _, *rows = _columns(text).splitlines()
    at = [name.strip() for name in head.split(" | ")].index(column)
    return [[*map(str.strip, row.split("|"))][at] for row in rows if row.count("|") > at - 1]


def test_the_schedule_of_four_steps_is_a_table() -> None:
    """Time runs down, threads across, and the list stands where it changes."""
    assert _columns("in_place::no_missed_zone lists=1/2.1 types=0.0 schedule=w1r4") == (
        "step | writer               | zonerefs | reader                    | visited\n"
        "-----+----------------------+----------+---------------------------+--------\n"
        "     |                      | 1 . .    |                           |\n"
        "1    | zonerefs[0].zone = 2 | 2 . .    |                           |\n"
        "2    |                      |          | zonerefs[0].zone_idx -> 0 |\n"
        "3    |                      |          | zonerefs[0].zone -> 2     | 2\n"
        "4    |                      |          | zonerefs[1].zone_idx -> 0 |\n"
        "5    |                      |          | zonerefs[1].zone -> END   |"
    )


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    """No line ends in a blank."""
    assert table(["a", "b"], [["long", ""], ["", "x"]]) == ("a    | b\n-----+--\nlong |\n     | x")


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("rwlock::x lists=1/1 types=0 schedule=r2", "reader", ["cnts := 2"]),
        ("rwlock::x lists=1/1 types=0 schedule=w6", "writer", ["cnts := 1", "cnts = 0"]),
        (
            "stop_machine_preempt::x lists=1/2.1 types=0.0 schedule=w1",
            "writer",
            ["stop_machine: 6 stores"],
        ),
        (
            "copy_swap_grace::x lists=1/1 types=0 schedule=r2w6",
            "reader",
            ["rcu_read_lock()", "live -> A"],
        ),
        (
            "copy_swap_grace::x lists=1/1 types=0 schedule=w8",
            "writer",
            ["live = B", "synchronize_rcu() {", "} synchronize_rcu()", "A[0].zone = FREED"],
        ),
        ("copy_swap::x lists=1/1 types=0 schedule=r3w6r1", "A", ["1 .", "x ."]),
        ("copy_swap::x lists=1/1 types=0 schedule=r3w6r1", "visited", ["x"]),
        ("copy_swap::x lists=1/1 types=0 schedule=r3w6r1", "reader", ["A[0].zone -> FREED"]),
        ("in_place_one_word::x lists=1/2.1 types=0.0 schedule=w1r2", "visited", ["2"]),
        ("in_place_one_word::x lists=1 types=0 schedule=r2", "reader", ["zonerefs[1] -> END"]),
        ("in_place_one_word::x lists=1 types=1 limit=0 schedule=r1", "visited", [""]),
        ("in_place::x lists=1.2 types=0.0 nodes=0.1 mask=1 schedule=r4", "visited", ["", "2"]),
        (
            (
                "list_all_zones::x reader=allocation lists=1 types=0 events=1 before=0 tries=1 "
                "schedule=r2w1r1"
            ),
            "writer",
            ["pages[1] = 1"],
        ),
        ("seqcount_everywhere::x lists=1/1 types=0 schedule=r1w1", "reader", ["seq -> 0"]),
    ],
)
def test_a_step_is_told_in_kernel_words(text: str, column: str, words: list[str]) -> None:
    """Loads have arrows, stores equal signs, updates :=, markers the kernel's names."""
    told = _cells(text, column)
    assert set(words) <= set(told), told


def test_each_walk_begins_with_nothing_visited() -> None:
    """The second pass of an allocation does not continue the first one's visits."""
    told = _cells(
        "in_place_from_head::x reader=allocation lists=1.2 types=0.0 pages=never.never tries=1 "
        "schedule=r12",
        "visited",
    )
    assert [word for word in told if word] == ["1", "1 2", "1", "1 2"]


def test_a_pointer_is_told_by_the_arrays_of_its_page() -> None:
    """A page may name its pointer and its arrays as it likes."""
    old, new = Array("old"), Array("new", spare=True)
    pointer = Pointer("current", (old, new))

    def walk(reader: object, _preferred: object) -> None:
        reader.walk(reader.dereference(pointer))  # type: ignore[attr-defined]

    strategy = replace(
        strategy_named("copy_swap"), arrays=(old, new), pointers=(pointer,), walk=walk
    )
    scenario = parse("copy_swap::x lists=1 types=0 schedule=r2")
    told = columns(replay(strategy, scenario), strategy)
    assert "current -> old" in told
    assert "old[0].zone_idx -> 0" in told


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "in_place::x lists=1.2/2 types=0.1 nodes=0.1 limit=1 schedule=r1",
            [
                "lists   1 2 -> 2",
                "zones   1 is N0, 2 is M1  (type and node; N below M)",
                "request limit M, no nodemask",
            ],
        ),
        (
            "in_place::x lists=1 types=5 nodes=0 limit=6 mask=0.2 schedule=r1",
            [
                "lists   1",
                "zones   1 is 50  (type and node; N below M)",
                "request limit 6, nodemask {0, 2}",
            ],
        ),
        (
            "in_place::x reader=allocation lists=1.2 types=0.0 pages=1.never tries=1 schedule=r1",
            [
                "lists   1 2",
                "zones   1 is N0, 2 is N0  (type and node; N below M)",
                "request limit N, no nodemask",
                (
                    "pages   1 from pass 1 on, 2 never  "
                    "(pass 0 is the fast path, 2 the first round's last look)"
                ),
            ],
        ),
        (
            "list_all_zones::x lists=1.2 types=0.0 events=2.1 before=1.0 schedule=r1",
            [
                "lists   1 2",
                "zones   1 is N0, 2 is N0  (type and node; N below M)",
                "request limit N, no nodemask",
                "pages   at first in 1; then changing in 2, 1",
            ],
        ),
        (
            "list_all_zones::x lists=1 types=0 events=1 before=0 schedule=r1",
            [
                "lists   1",
                "zones   1 is N0  (type and node; N below M)",
                "request limit N, no nodemask",
                "pages   at first in no zone; then changing in 1",
            ],
        ),
    ],
)
def test_the_setting_tells_lists_zones_request_and_pages(text: str, lines: list[str]) -> None:
    """Everything a schedule depends on stands above it."""
    assert setting(parse(text)).splitlines() == lines


def test_events_survive_the_printed_line() -> None:
    """A schedule over moving pages is read back as it was written."""
    text = (
        "list_all_zones::x reader=pass lists=1.2 types=0.0 nodes=0.0 limit=0 mask=empty "
        "events=2.1 before=1.0 schedule=r1"
    )
    assert parse(text).text() == text
