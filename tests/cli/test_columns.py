"""Schedules as columns."""

from dataclasses import replace

import pytest

from spec.columns import columns, table
from spec.interpreter import replay
from spec.page import strategy_named
from spec.scenario import parse
from spec.setting import setting
from spec.vocabulary import Array, Cell, Pointer, Reader

MOVE = "lists=1.2 types=0.0 nodes=0.1 masks=nodes:1/0"
BOTH = "lists=1 types=0.0 nodes=0.0 masks=policy:1/0+mems:0.1/0"
SINCE = "1 from pass 0 on, 2 never  (pass 0 is the fast path, "


def _columns(text: str) -> str:
    scenario = parse(text)
    strategy = strategy_named(scenario.strategy)
    return columns(replay(strategy, scenario), strategy)


def _cells(text: str, column: str) -> list[str]:
    head, _, *rows = _columns(text).splitlines()
    at = [name.strip() for name in head.split(" | ")].index(column)
    return [[*map(str.strip, row.split("|"))][at] for row in rows if row.count("|") > at - 1]


def test_the_passes_of_an_allocation_are_marked() -> None:
    """With the numbers that say since when a zone has pages; a single pass has no mark."""
    text = "in_place::no_premature_oom lists=1/2.1 types=0.0 pages=0.never tries=1"
    marked = _cells(f"{text} reader=allocation schedule=w1r14", "reader")
    assert [cell for cell in marked if cell and "[" not in cell] == [
        "pass 0: fast path",
        "slow path",
        "pass 1: try 1",
        "pass 2: last look",
    ]
    alone = _cells(f"{text} reader=pass schedule=r2", "reader")
    assert all("[" in cell for cell in alone if cell)


def test_a_second_round_begins_the_slow_path_again() -> None:
    """Passes go on being counted; what is loaded before a try belongs to none."""
    marked = _cells(
        "seqcount_slow_path::no_premature_oom reader=allocation lists=1.2/2 types=0.0 nodes=0.1 "
        "mask=1 pages=never.never tries=1 schedule=r14w6r9",
        "reader",
    )
    marks = [cell for cell in marked if cell and "[" not in cell]
    assert marks == [
        "pass 0: fast path",
        *("slow path", "seq -> 0", "pass 1: try 1", "seq -> 2"),
        *("slow path again", "seq -> 2", "pass 3: try 1"),
    ]


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
        (f"mask_in_place::x {MOVE} schedule=w1", "writer", ["nodes = {0}"]),
        (f"mask_in_place::x {MOVE} schedule=r3", "reader", ["nodes -> {1}"]),
        (
            f"mask_in_place_wide::x {MOVE} schedule=w2",
            "writer",
            ["nodes[0] = {0}", "nodes[1] = {}"],
        ),
        (
            f"mask_in_place_wide::x {MOVE} schedule=r6",
            "reader",
            ["nodes[0] -> {}", "nodes[1] -> {1}"],
        ),
        (f"mask_copy_swap::x {MOVE} schedule=r4", "reader", ["policy -> 0", "nodes.0 -> {1}"]),
        (f"mask_copy_swap::x {MOVE} schedule=w2", "writer", ["nodes.1 = {0}", "policy = 1"]),
        (
            "v6_4::x lists=1/1 types=0 schedule=w9",
            "writer",
            ["local_irq_save()", "spin_lock()", "seq = 1", "local_irq_restore()"],
        ),
        ("v6_0::x reader=console lists=1/1 types=0 schedule=r1", "reader", ["console := 1"]),
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


@pytest.mark.parametrize(
    ("text", "column", "states"),
    [
        (f"mask_union::x {MOVE} schedule=w2", "nodes", ["{1}", "{0,1}", "{0}"]),
        (f"mask_in_place_wide::x {MOVE} schedule=w2", "nodes", ["{1}", "{0,1}", "{0}"]),
        (f"mask_copy_swap::x {MOVE} schedule=w2", "nodes.0", ["{1}"]),
        (f"mask_copy_swap::x {MOVE} schedule=w2", "nodes.1", ["{0}"]),
        (f"mask_copy_swap::x {MOVE} schedule=r1", "nodes.1", []),
        (f"mask_copy_swap_wide::x {MOVE} schedule=w3", "nodes.1", ["{0}"]),
        (f"v6_0_masks::x {BOTH} policy=task schedule=w7", "mems", ["{0,1}", "{0}"]),
        (f"v6_0_masks::x {BOTH} policy=task schedule=w7", "policy", ["{1}", "{0}"]),
    ],
)
def test_a_mask_stands_where_it_changes(text: str, column: str, states: list[str]) -> None:
    """All words of a mask are one set; a copy is there from its first word on."""
    assert [state for state in _cells(text, column) if state] == states


def test_a_policy_that_nobody_has_is_no_column() -> None:
    """Without a policy, only the cpuset's mask is obeyed."""
    assert " policy " not in _columns(f"v6_0_masks::x {BOTH} schedule=w5")


@pytest.mark.parametrize("wide", ["", "_wide"])
def test_a_zone_that_a_mask_rejects_is_not_visited(wide: str) -> None:
    """The load of the mask decides, not the load of the zone."""
    told = _cells(f"mask_in_place{wide}::x {MOVE} schedule=r8", "visited")
    assert told == ["", "", "", "", "", "", "2", "", ""]


@pytest.mark.parametrize(
    "text",
    [
        f"mask_in_place::x {MOVE} schedule=r8",
        f"mask_in_place::x {MOVE} schedule=r5w1r3",
        f"mask_copy_swap::x {MOVE} schedule=r2w2r7",
        "in_place::x lists=1/2.1 types=0.0 schedule=w1r4",
        f"v6_0_masks::x {BOTH} policy=task schedule=r1w7r6",
        "seqcount_everywhere::x lists=1.2/2 types=0.0 schedule=r3w6r9",
    ],
)
def test_what_is_shown_as_visited_is_what_the_walk_visited(text: str) -> None:
    """The column agrees with what the properties are asked about."""
    scenario = parse(text)
    shown = replay(strategy_named(scenario.strategy), scenario)
    assert shown.finished
    zone = scenario.instance().zone
    assert [*shown.visited[-1]] == [zone(visit.word) for visit in shown.run.passes[-1].visits]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (
            "seqcount_everywhere::no_deadlock reader=interrupt lists=1/1 types=0 schedule=w1",
            ["", "stands still (interrupted)", "", "waits for seq", ""],
        ),
        (
            "rwlock::no_deadlock reader=interrupt lists=1/1 types=0 schedule=w1",
            ["", "stands still (interrupted)", "", "waits for cnts", ""],
        ),
        (
            "v6_0::no_deadlock reader=console lists=1/1 types=0 pages=never tries=1 schedule=r6w6",
            ["", "waits for console", "", "waits for seq", ""],
        ),
    ],
)
def test_who_waits_for_good_stands_in_the_last_row(text: str, row: list[str]) -> None:
    """It takes no step, so the row has no number."""
    assert [cell.strip() for cell in _columns(text).splitlines()[-1].split("|")] == row


def test_whoever_only_waits_is_not_said_to_wait_for_good() -> None:
    """The writer may still go on."""
    told = _columns("seqcount_everywhere::no_deadlock reader=task lists=1/1 types=0 schedule=w1")
    assert "waits" not in told


def test_a_loop_is_shown_from_retry_to_retry() -> None:
    """The label stands before the steps that are repeated, and again behind them."""
    told = _cells(
        "v6_6::terminates reader=slow_path lists=1.2/2 types=0.0 nodes=0.1 mask=1 pages=0.0 "
        "tries=1 schedule=r6w9r4",
        "reader",
    )
    assert told[-6:] == [
        "retry:",
        "zonerefs[1].zone_idx -> 0",
        "zonerefs[1].zone -> END",
        "zonerefs[0].zone_idx -> 0",
        "zonerefs[0].zone -> 2",
        "retry: and so on",
    ]


def test_a_loop_that_ends_is_not_continued() -> None:
    """A try that finds a page goes on to nothing."""
    told = _cells(
        "v6_6::terminates reader=slow_path lists=1 types=0 pages=0 tries=1 schedule=r6", "reader"
    )
    assert told.count("retry:") == 1
    assert "retry: and so on" not in told


def test_a_pass_that_is_repeated_for_nothing_goes_on() -> None:
    """A check that rejects every attempt has no ``retry:`` to show."""
    seq = Cell("seq")

    def walk(reader: Reader, _preferred: None) -> None:
        reader.walk(Array("zonerefs"))
        reader.retry_if(reader.load(seq) == 0)

    strategy = replace(strategy_named("in_place_from_head"), walk=walk, cells=(seq,))
    scenario = parse("in_place_from_head::terminates reader=settled lists=1 types=0 schedule=r10")
    told = columns(replay(strategy, scenario), strategy).splitlines()[-1]
    assert told.split("|")[3].strip() == "and so on"


@pytest.mark.parametrize(("prop", "sleeps"), [("no_sleep_in_atomic", 1), ("no_missed_zone", 0)])
@pytest.mark.parametrize("steps", ["r9", "r9w1r1"])
def test_a_sleep_is_shown_where_it_is_forbidden_and_asked_about(
    prop: str, sleeps: int, steps: str
) -> None:
    """Behind the last step before it, for the property that it violates."""
    strategy = replace(
        strategy_named("in_place_from_head"), around=lambda reader: reader.preemption_off()
    )
    scenario = parse(
        f"in_place_from_head::{prop} reader=no_rt lists=1/1 types=0 tries=1 schedule={steps}"
    )
    told = columns(replay(strategy, scenario), strategy)
    assert told.count("sleeps") == sleeps


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
            "mask_in_place::x lists=1 types=0.0 nodes=0.0 masks=nodes:0/0.1 schedule=r1",
            [
                "lists   1",
                "zones   1 is N0, 2 is N0  (type and node; N below M)",
                "request limit N",
                "masks   nodes {0} -> {0,1}",
            ],
        ),
        *[
            (
                f"v6_0_masks::x {BOTH} policy={policy} schedule=r1",
                [
                    "lists   1",
                    "zones   1 is N0, 2 is N0  (type and node; N below M)",
                    "request limit N",
                    f"masks   mems {{0,1}} -> {{0}}{told}",
                ],
            )
            for policy, told in {
                "none": " (cpuset)",
                "task": ", policy {1} -> {0} (mempolicy)",
                "vma": ", policy {1} -> {0} (vma_policy)",
            }.items()
        ],
        *[
            (
                f"rwlock::x reader={reader} lists=1.2 types=0.0 pages=0.never schedule=r1",
                [
                    "lists   1 2",
                    "zones   1 is N0, 2 is N0  (type and node; N below M)",
                    "request limit N, no nodemask",
                    f"reader  {told}",
                    f"pages   {pages}",
                ],
            )
            for reader, told, pages in (
                ("slow_path", "the slow path's loop", "in 1 throughout"),
                (
                    "settled",
                    "a pass and a round of the slow path beside nobody",
                    "in 1 throughout",
                ),
                ("task", "a task on another CPU", f"{SINCE}1 the slow path)"),
                ("interrupt", "an interrupt on the writer's CPU", f"{SINCE}1 the slow path)"),
                ("console", "holds the console's lock", f"{SINCE}1 the slow path)"),
                (
                    "no_rt",
                    "an allocation without PREEMPT_RT",
                    f"{SINCE}3 the first round's last look)",
                ),
                (
                    "preempt_rt",
                    "an allocation on PREEMPT_RT",
                    f"{SINCE}3 the first round's last look)",
                ),
            )
        ],
        (
            "rwlock::x reader=slow_path lists=1 types=0 pages=never schedule=r1",
            [
                "lists   1",
                "zones   1 is N0  (type and node; N below M)",
                "request limit N, no nodemask",
                "reader  the slow path's loop",
                "pages   in no zone throughout",
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
