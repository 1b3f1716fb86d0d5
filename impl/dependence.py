"""Which steps of different threads cannot be told apart by their order.

A step is what it touches and what of that it changes: words of memory, and what every thread holds
under the names of this module. Two steps are independent if neither changes what the other touches.
Then, wherever both can be taken, each can be taken after the other, and either order leads to the
same state; and where one of them has to wait, the other does not end the wait.
"""

from collections.abc import Hashable, Iterable, Iterator
from typing import NamedTuple, TypeAlias, cast

from impl.access import Access
from impl.interrupt import Interrupt
from impl.trace import Store

Thing: TypeAlias = Hashable
"""A location, or a pair of what a thread may hold and its name."""

GRACE_PERIODS = ("grace periods", "begun")
"""How many have begun: a read-side section is after all of them."""


class Footprint(NamedTuple):
    """What a step touches, and what of it it changes."""

    touched: frozenset[Thing]
    changed: frozenset[Thing]

    def depends_on(self, other: "Footprint") -> bool:
        """Whether the order of two steps of different threads may matter."""
        return not (
            self.changed.isdisjoint(other.touched) and other.changed.isdisjoint(self.touched)
        )


class Footprints:
    """The footprints of the steps of some threads."""

    def __init__(self, threads: Iterable[str], interrupt: Interrupt | None) -> None:
        self._threads = tuple(threads)
        self._interrupt = interrupt
        self._known: dict[int, tuple[Access, Footprint]] = {}

    def of(self, access: Access) -> Footprint:
        """Return what a step touches and changes, whenever it is taken.

        An interrupt and the thread that it interrupts share a CPU, so the order of their steps
        always matters.
        """
        known = self._known.get(id(access))
        if known is not None:
            return known[1]
        changed = {*_changed(access)}
        if self._interrupt is not None:
            cpu = (self._interrupt.handler, self._interrupt.interrupted)
            if access.step.thread in cpu:
                changed.add(cpu)
        touched = changed | {*self._only_touched(access)}
        footprint = Footprint(frozenset(touched), frozenset(changed))
        self._known[id(access)] = (access, footprint)  # kept, so that no other has its id
        return footprint

    def _only_touched(self, access: Access) -> Iterator[Thing]:
        """What a step sees without changing it."""
        others = [name for name in self._threads if name != access.step.thread]
        operation = access.step.operation
        if operation in ("load", "wait"):
            yield access.step.location
        elif operation == "rcu_read_lock":
            yield GRACE_PERIODS
        elif operation == "synchronize_rcu_end":
            yield from (("section", name) for name in others)
        elif operation == "stop_machine":
            yield from (("preemption off", name) for name in others)


def _changed(access: Access) -> Iterator[Thing]:
    """What a step changes."""
    thread, operation, location, value = access.step[:4]
    if operation in ("store", "rmw"):
        yield location
    elif operation == "stop_machine":
        yield from (place for place, _ in cast("tuple[Store, ...]", value))
    elif operation in ("rcu_read_lock", "rcu_read_unlock"):
        yield ("section", thread)
    elif operation in ("preempt_disable", "preempt_enable"):
        yield ("preemption off", thread)
    elif operation == "synchronize_rcu_begin":
        yield GRACE_PERIODS
