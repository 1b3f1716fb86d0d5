"""The running code where memory is weak: what a reader can see, and how it is made to see it."""

from random import Random

import pytest

from conformance.weak import (
    Kind,
    UnreachableError,
    happen,
    outcomes,
    programs,
    reads_of,
    witnesses,
)
from impl.instance import Event, Instance
from impl.machine import MachineName
from impl.observation import PassSeen
from impl.programs import initial_memory
from impl.schedule import replay
from impl.scheduler import run
from impl.strategies import ALL, STRATEGIES, Strategy

pytestmark = pytest.mark.untraced

SWAPPED = Instance(lists=((1, 2), (2, 1)), types=(1, 0), nodes=(0, 0), limit=0)
LEAVES = Instance(lists=((1, 2), (2,)), types=(1, 0), nodes=(0, 0), limit=0)
ARRIVES = Instance(lists=((2,), (1, 2)), types=(1, 0), nodes=(0, 0), limit=0)
EMPTY = Instance(
    lists=((1, 2),),
    types=(0, 0),
    nodes=(0, 0),
    limit=0,
    pages_from={1: None, 2: None},
    events=(Event(2, 1),),
    pages0={1: 0, 2: 0},
)
"""A fixed list: nobody has pages until zone 2 gains some."""

MACHINES: tuple[MachineName, ...] = ("tso", "armv8")
KINDS: tuple[Kind, ...] = ("pass", "allocation")
WALKS = 40

every_strategy = pytest.mark.parametrize("strategy", ALL, ids=lambda strategy: strategy.name)
each_kind = pytest.mark.parametrize("kind", KINDS)


def instances(strategy: Strategy) -> tuple[Instance, ...]:
    """Two zones and one rebuild or event, as the strategy has it."""
    return (EMPTY,) if strategy.has_pages else (SWAPPED, LEAVES, ARRIVES)


@each_kind
@every_strategy
def test_x86_shows_a_reader_nothing_new(strategy: Strategy, kind: Kind) -> None:
    """One writer's stores come to memory in order, and readers do not store without a lock."""
    for instance in instances(strategy):
        strong = outcomes(strategy, instance, "sc", kind)
        assert outcomes(strategy, instance, "tso", kind) == strong


@each_kind
@every_strategy
def test_armv8_takes_nothing_away(strategy: Strategy, kind: Kind) -> None:
    """Whatever a reader can see where memory is strong, it can see where it is weak."""
    for instance in instances(strategy):
        strong = outcomes(strategy, instance, "sc", kind)
        assert strong <= outcomes(strategy, instance, "armv8", kind)


@pytest.mark.parametrize("machine", MACHINES)
@each_kind
@every_strategy
def test_every_outcome_happens_and_can_be_asked_for(
    strategy: Strategy, kind: Kind, machine: MachineName
) -> None:
    """Its schedule leads to it, and so does the list of stores that the reader's loads took."""
    for instance in instances(strategy):
        threads = programs(strategy, instance, kind)
        start = initial_memory(strategy, instance)
        for seen, schedule in witnesses(strategy, instance, machine, kind).items():
            done = run(threads, start, replay(schedule), machine=machine)
            assert done.unfinished == ()
            assert done.results["reader"] == seen
            again = happen(strategy, instance, machine, reads_of(done), kind)
            assert reads_of(again) == reads_of(done)
            assert again.results["reader"] == seen


@pytest.mark.parametrize("machine", MACHINES)
@each_kind
@every_strategy
def test_a_walk_at_random_ends_in_an_outcome(
    strategy: Strategy, kind: Kind, machine: MachineName
) -> None:
    """The search leaves nothing out that some schedule comes across."""
    random = Random(f"{strategy.name}/{kind}/{machine}")
    for instance in instances(strategy):
        threads = programs(strategy, instance, kind)
        start = initial_memory(strategy, instance)
        known = outcomes(strategy, instance, machine, kind)
        for _ in range(WALKS):
            done = run(threads, start, lambda moves, _: random.choice(moves), machine=machine)
            assert done.results["reader"] in known


@pytest.mark.parametrize(
    ("name", "is_told_apart"),
    [
        ("in_place", True),
        ("append_copy_wmb", True),
        ("append_copy_rmb", True),
        ("seqcount_everywhere", False),
        ("seqcount_latch", False),
        ("seqcount_slow_path", True),
        ("copy_swap_grace", False),
        ("rwlock", False),
        ("stop_machine_preempt", False),
    ],
)
def test_which_strategies_show_weak_memory(name: str, *, is_told_apart: bool) -> None:
    """A pass over a list with no barrier between its loads sees what no interleaving explains."""
    strategy = STRATEGIES[name]
    weak = outcomes(strategy, SWAPPED, "armv8")
    assert (weak > outcomes(strategy, SWAPPED, "sc")) == is_told_apart


READS = (1, None)
"""The new index of slot 0, which is the writer's second store, and the old pointer."""


def test_a_pointer_older_than_the_index_is_read_on_armv8() -> None:
    """An index that passes the limit and a pointer from before: the request is not respected."""
    strategy = STRATEGIES["in_place"]
    done = happen(strategy, SWAPPED, "armv8", READS)
    seen = done.results["reader"]
    assert isinstance(seen, PassSeen)
    assert not SWAPPED.satisfies(seen.visits[0])
    assert reads_of(done)[:2] == (("writer", 1), None)
    assert [str(step) for step in done.trace if step.operation in ("leave", "load")][:3] == [
        "writer: zonerefs[0].zone_idx = 0 in memory",
        "reader: zonerefs[0].zone_idx -> 0",
        "reader: zonerefs[0].zone -> 1",
    ]


def test_what_cannot_happen_is_said() -> None:
    """The error tells the first load that cannot be made to read as asked."""
    with pytest.raises(
        UnreachableError,
        match=r"^No run of tso makes load 2 of the reader read the initial value after the 1 ",
    ):
        happen(STRATEGIES["in_place"], SWAPPED, "tso", READS)
    with pytest.raises(UnreachableError, match=r"makes load 1 of the reader read store 3 of the w"):
        happen(STRATEGIES["in_place"], SWAPPED, "armv8", (3,))
    with pytest.raises(UnreachableError, match=r"finishes with fewer loads than 9\.$"):
        happen(STRATEGIES["in_place_one_word"], SWAPPED, "armv8", (None, None, None, *[None] * 6))
