"""Which orders, dependencies and barriers the strategies need, and where they do."""

import pytest

from impl.exhaustive import ends
from impl.instance import Instance
from impl.machine import MachineName
from impl.observation import PassSeen
from impl.programs import initial_memory, pass_reader, writer
from impl.strategies import STRATEGIES
from tests.impl.forgetful import Kind, without

SWAPPED = Instance(lists=((1, 2), (2, 1)), types=(0, 0), nodes=(0, 0), limit=0)
"""A request that every zone satisfies: a pass sees one of the two lists or something is wrong."""

NEEDED: dict[str, dict[str, set[Kind]]] = {
    "copy_swap_grace": {"writer": {"release", "synchronize_rcu"}, "reader": {"address"}},
    "seqcount_everywhere": {"writer": {"smp_wmb"}, "reader": {"acquire", "smp_rmb"}},
    "seqcount_latch": {"writer": {"smp_wmb"}, "reader": {"address", "smp_rmb"}},
    "rwlock": {"writer": {"release"}, "reader": {"acquire"}},
    "stop_machine_restart": {"writer": set(), "reader": set()},
}
"""For each strategy whose passes see one list, what its threads cannot do without on ARMv8.

The writer's acquire and the reader's release of `rwlock` keep a load before a later store of the
same thread, which this machine does anyway.
"""

ASKED: tuple[Kind, ...] = (
    "acquire",
    "release",
    "address",
    "smp_wmb",
    "smp_rmb",
    "synchronize_rcu",
)
SLOW = {"seqcount_latch"}


def is_torn(seen: object) -> bool:
    """Whether a pass saw none of the lists, or freed memory."""
    assert isinstance(seen, PassSeen)
    return seen.freed or seen.outside or seen.visits not in SWAPPED.lists


def tears(name: str, machine: MachineName, thread: str = "", kind: Kind = "smp_mb") -> bool:
    """Whether some pass is torn, where one thread leaves out one kind of order."""
    strategy = STRATEGIES[name]
    programs = {
        "writer": writer(strategy, SWAPPED),
        "reader": pass_reader(strategy, SWAPPED),
    }
    if thread:
        programs[thread] = without(programs[thread], kind)
    found = ends(programs, initial_memory(strategy, SWAPPED), machine)
    assert len({end.results for end in found}) > 1
    return any(is_torn(end.results[1]) for end in found)


def cases() -> list[object]:
    """Every strategy with every thread and kind."""
    return [
        pytest.param(
            name,
            thread,
            kind,
            marks=pytest.mark.slow if name in SLOW else (),
            id=f"{name}-{thread}-{kind}",
        )
        for name in NEEDED
        for thread in ("writer", "reader")
        for kind in ASKED
    ]


@pytest.mark.parametrize(("name", "thread", "kind"), cases())
def test_what_a_strategy_needs_on_armv8(name: str, thread: str, kind: Kind) -> None:
    """A pass is torn if and only if something that is needed is left out."""
    assert tears(name, "armv8_graph", thread, kind) == (kind in NEEDED[name][thread])


@pytest.mark.parametrize("machine", ["sc", "tso"])
@pytest.mark.parametrize(
    ("name", "thread", "kind"),
    [
        (name, thread, kind)
        for name, threads in NEEDED.items()
        for thread, kinds in threads.items()
        for kind in sorted(kinds)
    ],
)
def test_what_x86_gives_for_nothing(
    name: str, thread: str, kind: Kind, machine: MachineName
) -> None:
    """Of all that, only the grace period is needed where memory is stronger."""
    assert tears(name, machine, thread, kind) == (kind == "synchronize_rcu")


@pytest.mark.parametrize("name", sorted(NEEDED.keys() - SLOW))
def test_with_all_orders_no_pass_is_torn(name: str) -> None:
    """The strategies as they are see one list."""
    assert not tears(name, "armv8_graph")


@pytest.mark.parametrize("name", ["append_copy_wmb", "append_copy_rmb"])
def test_the_barriers_of_append_copy_leave_no_more_than_x86_shows(name: str) -> None:
    """Only with barriers on both sides is what a pass sees the same as on x86."""
    strategy = STRATEGIES[name]
    programs = {
        "writer": writer(strategy, SWAPPED),
        "reader": pass_reader(strategy, SWAPPED),
    }
    start = initial_memory(strategy, SWAPPED)
    strong, weak = (
        {end.results[1] for end in ends(programs, start, machine)}
        for machine in ("tso", "armv8_graph")
    )
    assert strong <= weak
    assert (strong == weak) == (name == "append_copy_rmb")
