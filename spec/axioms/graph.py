"""One finished execution: events, who read from whom, and the order of each location's stores."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Node:
    """One event.

    Attributes:
        index: position in ``Graph.nodes``.
        thread: from 0; -1 for the initial stores.
        kind: ``R``, ``W`` or ``F``.
        location: any name, None for a fence.
        value: read or written.
        tags: what the kernel's model calls it. For accesses one of ``plain once acquire release``,
            and where it applies ``noreturn`` (read of an atomic that returns nothing), ``full``
            (both halves of a fully ordered read-modify-write that took place), ``rmw`` (either half
            of one that took place), ``failed`` (the read of a conditional one that did not),
            ``LKR LKW UL LF RL RU`` (lock accesses), ``initial``. For fences one of
            ``mb rmb wmb barrier before-atomic after-atomic after-spinlock after-unlock-lock
            rcu-lock rcu-unlock sync-rcu``, or ``sync-rcu-begin`` and later in the same thread
            ``sync-rcu-end`` for a grace period that is two events.
    """

    index: int
    thread: int
    kind: str
    location: object = None
    value: int = 0
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stop:
    """A stopped machine: one step while every CPU stands still, a full barrier on all of them.

    Attributes:
        inside: the events of the step.
        before: for each other thread, how many of its events came before the stop; a thread that is
            missing did everything after it.
    """

    inside: frozenset[int]
    before: dict[int, int]


@dataclass(slots=True)
class Graph:
    """An execution.

    Attributes:
        nodes: initial stores first, then each thread's events in program order, thread by thread.
        rf: for each read, the store it read from.
        co: for each location its stores in coherence order, the initial one first.
        addr: pairs (read, access) with an address dependency.
        data: pairs (read, store) with a data dependency.
        ctrl: pairs (read, access) with a control dependency.
        rmw: pairs (read, store) of read-modify-writes that took place.
        stops: the stopped machines, where there are any.
    """

    nodes: list[Node] = field(default_factory=list)
    rf: dict[int, int] = field(default_factory=dict)
    co: dict[object, list[int]] = field(default_factory=dict)
    addr: set[tuple[int, int]] = field(default_factory=set)
    data: set[tuple[int, int]] = field(default_factory=set)
    ctrl: set[tuple[int, int]] = field(default_factory=set)
    rmw: set[tuple[int, int]] = field(default_factory=set)
    stops: list[Stop] = field(default_factory=list)
