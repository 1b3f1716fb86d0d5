"""Is the oracle itself right? Known facts, the search over lists, and schedules one by one."""

from collections.abc import Callable
from itertools import product
from random import Random

import pytest

from tests.explorer.memory import Cell
from tests.explorer.table import table

from .pages import PAGES
from .reader import Steps
from .request import Begin, Broken, GaveUp, Load, Outlive, Pages, Passed, Request, Take
from .script import CONSOLE, LOCKS, MEMS_SEQ, MMAP, Masks
from .search import Known
from .setting import MASK_KINDS, OWNER_KINDS, Setting, kinds_of, mask_settings
from .table import Trial, cells_of, deadlocks, findings, interruptible, settings_for

MOVED = Setting(((1, 2),), (0, 0), (0, 1), mems=(0b10, 0b01))
"""The cpuset moves from the second zone's node to the first's, while the walk is between them."""


def trial(page: str, setting: Setting, tries: int = 1, nodes: int = 2) -> Trial:
    """A page by name in an instance."""
    return Trial(PAGES[page], setting, tries=tries, nodes=nodes)


@pytest.mark.parametrize(
    ("page", "hidden"),
    [
        ("mask_in_place", True),
        ("mask_union", True),
        ("mask_union_counted", False),
        ("mask_seqcount_after_oom", True),
        ("mask_copy_swap", False),
    ],
)
def test_a_cpuset_that_moves_hides_both_zones(page: str, hidden: bool) -> None:
    """One walk can find neither zone allowed, unless the writer waits or readers keep a copy."""
    found = findings(trial(page, MOVED), frozenset({"eligible_zone_always_visible"}))
    assert bool(found) == hidden


def test_a_torn_mask_is_empty() -> None:
    """Two words in place: after the first store no node is left, as a single word never shows."""
    asked = frozenset({"no_premature_oom"})
    moved = Setting(((1, 2),), (0, 0), (0, 1), mems=(0b01, 0b10))
    assert findings(trial("mask_in_place_wide", moved), asked) == asked
    assert not findings(trial("mask_in_place", moved), asked)


def test_the_console_and_the_count_wait_for_each_other() -> None:
    """6.0 prints while the count is odd; 6.4 defers it."""
    rebuilt = Setting(((1, 2), (2,)), (0, 0), (0, 1), 0b11)
    assert deadlocks(trial("v6_0", rebuilt), "console")
    assert not deadlocks(trial("v6_4", rebuilt), "console")
    assert not deadlocks(trial("v6_0", rebuilt), "task")


def test_an_interrupt_waits_for_the_writer_it_interrupted() -> None:
    """With interrupts on between the odd count and the even one, and only then."""
    rebuilt = Setting(((1, 2), (2,)), (0, 0), (0, 1), 0b11)
    for page, waits in (("v6_0", True), ("v6_4", False), ("v6_6", False), ("v4_14", False)):
        assert deadlocks(trial(page, rebuilt), "interrupt") == waits


def test_the_retry_check_of_6_16_ends_the_lasso() -> None:
    """A list, or a task's policy, that changes after the first slot is cached."""
    rebuilt = Setting(((1,), (2, 1)), (0, 0), (0, 1), 0b10)
    rebuilt_first = Setting(((1, 2), (2, 1)), (0, 0), (0, 1), 0b10)
    policy = Setting(((1, 2),), (0, 0), (0, 1), None, "task", (0b11, 0b11), (0b10, 0b01))
    asked = frozenset({"terminates"})
    for old, new, setting in (
        ("v6_6", "v6_16", rebuilt_first),
        ("v6_6_masks", "v6_16_masks", policy),
    ):
        assert findings(trial(old, setting), asked) == asked
        assert not findings(trial(new, setting), asked)
    assert not findings(trial("v6_6", rebuilt), asked)


def test_where_interrupts_come() -> None:
    """Before the first step and after the last, and not in between."""
    task = trial("v4_14_masks", Setting(((1,),), (0,), (0,), None, "none", (1, 2)))
    assert [cell for step in task.script for cell, _, _ in step.stores] == [
        MEMS_SEQ,
        ("mems", 0, 0),
        ("mems", 0, 0),
        MEMS_SEQ,
    ]
    assert interruptible(task.actions) == 0b10001
    assert interruptible(trial("mask_union", MOVED).actions) == 0b111


def test_a_bracket_only_where_it_seemed_needed() -> None:
    """3.4 to 4.12 leave the count alone for a VMA's policy and masks that overlap."""
    same = (0b11, 0b11)
    for owner, mems, counted in (
        ("task", (0b11, 0b01), True),
        ("vma", (0b11, 0b01), False),
        ("vma", (0b10, 0b01), True),
        ("none", (0b11, 0b10), False),
    ):
        policy = () if owner == "none" else same
        script = trial("v4_7_masks", Setting(((1,),), (0,), (0,), None, owner, mems, policy)).script
        stored = [cell for step in script for cell, _, _ in step.stores]
        assert (MEMS_SEQ in stored) == counted
        assert (MMAP in stored) == (owner == "vma")


def test_words_of_a_mask() -> None:
    """The first word has the lower half of the nodes, and the odd one."""
    assert [Masks(3, True).word_of(node) for node in range(3)] == [0, 0, 1]
    assert Masks(3, True).cells("mems", 0b110) == [(("mems", 0, 0), 0b010), (("mems", 0, 1), 0b100)]
    assert Masks(3, False).cells("mems", 0b110) == [(("mems", 0, 0), 0b110)]


def test_kinds_of_rebinds() -> None:
    """One mask: what the new one is to the old; two: whose moves."""
    for versions, kind in (
        ((1, 3), "widen"),
        ((3, 2), "narrow"),
        ((1, 2), "move"),
        ((1, 1), "any"),
    ):
        assert kinds_of(Setting(((1,),), (0,), (0,), mems=versions)) == {kind, "any"}
    assert kinds_of(Setting(((1,),), (0,), (0,), mems=(1,))) == {*MASK_KINDS}
    for owner, kind in (("none", "cpuset"), ("task", "mempolicy"), ("vma", "vma_policy")):
        one = Setting(((1,),), (0,), (0,), None, owner, (1, 3), (1, 1))
        assert kinds_of(one, two=True) == {kind, "any"}
    still = Setting(((1,),), (0,), (0,), None, "task", (1, 1), (1, 3))
    assert kinds_of(still, two=True) == {"any"}
    assert {
        kind
        for one in mask_settings(2, 1, two=True, wide=False)
        for kind in kinds_of(one, two=True)
    } == {*OWNER_KINDS}


@pytest.mark.parametrize(
    ("era", "page"),
    [
        ("v2_6_34", "stop_machine_preempt"),
        ("v4_4", "stop_machine_preempt"),
        ("v4_7", "stop_machine_preempt"),
        ("v4_14", "in_place"),
        ("v6_0", "seqcount_slow_path"),
        ("v6_6", "seqcount_slow_path"),
    ],
)
def test_eras_rebuild_lists_as_the_search_over_lists_has_it(era: str, page: str) -> None:
    """Where only lists move, an era is one of the strategies that the other search knows."""
    known = table(2, 1, 1, strategies=[page])
    cells = cells_of(PAGES[era], 2, 1, 1)
    for (name, prop, kind), refuted in known.items():
        if "oom" not in prop or era not in ("v2_6_34", "v4_4"):
            assert cells[prop, kind] == refuted, (name, prop, kind)


Answering = Callable[[Request], int]


def one_by_one(given: Trial, start: Callable[[], Steps], moments: tuple[int, ...]) -> set[str]:
    """Run every schedule by itself, on memory that is really written: what some run violates."""
    broken: set[str] = set()
    for since in product(moments, repeat=len(given.setting.types)):
        schedule: list[int] = []
        while True:
            broken |= _run(given, start, since, schedule)
            while schedule and schedule[-1] == len(given.script):
                schedule.pop()
            if not schedule:
                break
            schedule[-1] += 1
    return broken


def _run(
    given: Trial, start: Callable[[], Steps], since: tuple[int, ...], schedule: list[int]
) -> set[str]:
    """One schedule: for each of the reader's steps, how many of the writer's come before it."""
    memory = given.initial()
    held: set[str] = set()
    broken: set[str] = set()
    done = taken = 0
    steps = start()
    request = next(steps, None)
    known = Known(tuple((moment, moment) for moment in since))
    while request is not None:
        answer = 0
        if isinstance(request, Broken):
            broken.add(request.prop)
        elif isinstance(request, Pages):
            answer = int(since[request.zone - 1] <= request.number)
        elif isinstance(request, Passed | GaveUp):
            broken |= given.judge(request, known)
        elif not isinstance(request, Begin):
            if taken == len(schedule):
                schedule.append(done)
            while done < schedule[taken]:
                if given.script[done].waits in held:
                    schedule[taken:] = [len(given.script)]
                    return broken
                memory |= {cell: value for cell, value, _ in given.script[done].stores}
                done += 1
            taken += 1
            passes, answer = _answer(request, memory, held, done == len(given.script))
            if not passes:
                return _cut(schedule, taken, broken)
        try:
            request = steps.send(answer)
        except StopIteration:
            request = None
    return _cut(schedule, taken, broken)


def _cut(schedule: list[int], taken: int, broken: set[str]) -> set[str]:
    del schedule[taken:]
    return broken


def _answer(
    request: Request, memory: dict[Cell, int], held: set[str], finished: bool
) -> tuple[bool, int]:
    """Whether the step can be taken now, and what it answers."""
    if isinstance(request, Load):
        value = memory.get(request.cell, 0)
        return not (request.even and value % 2), value
    if isinstance(request, Take):
        cell = LOCKS[request.name]
        held.add(request.name)
        return cell is None or not memory.get(cell, 0), 0
    return isinstance(request, Outlive) and finished, 0


@pytest.mark.parametrize(
    "page",
    [
        "mask_in_place_wide",
        "mask_union_counted",
        "mask_copy_swap",
        "v2_6_34_masks",
        "v2_6_35_masks",
        "v4_4_masks",
        "v4_7_masks",
        "v4_12_masks",
        "v4_14_masks",
        "v6_16_masks",
    ],
)
def test_the_search_finds_what_running_every_schedule_finds(page: str) -> None:
    """Sets of positions, open pages and runs taken for one change nothing."""
    random = Random(page)
    choice = [one for one in settings_for(PAGES[page], 2, 1) if len(one.mems) == 2]
    for setting in random.sample(choice, 5):
        given = trial(page, setting)
        for start, moments in (
            (given.reader.one_pass, (0,)),
            (given.reader.allocation, (0, 1, 2, 3, 9)),
            (given.reader.lasso, (0, 9)),
        ):
            names = {*given.broken(start)} - {"no_deadlock"}
            assert names == {*given.broken(start, merging=False)} - {"no_deadlock"}
            if len(given.script) * len(setting.nodes) < 7:
                assert names == one_by_one(given, start, moments)


def test_no_console_in_masks() -> None:
    """Only a rebuild of lists prints."""
    for name, page in PAGES.items():
        if not page.lists:
            given = trial(name, next(iter(settings_for(page, 2, 1))))
            assert all(cell != CONSOLE for step in given.script for cell, _, _ in step.stores)
