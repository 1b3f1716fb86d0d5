"""The relations of one finished execution that every memory model starts from.

Names are those of herd's ``stdlib.cat`` and ``cos.cat`` (herdtools7 7.58): ``po``, ``loc``, ``int``
and ``ext`` (here ``internal`` and ``external``), ``rf``, ``co``, ``fr``, ``rfi``, ``rfe``, ...
"""

from dataclasses import dataclass
from functools import cached_property

from spec.axioms.algebra import Events, Relation, gather, identity, product, relation, union
from spec.axioms.graph import Graph, Stop

LOCKED = ("LKR", "LKW", "UL", "LF", "RL", "RU")
"""Tags of lock accesses (``lock.cat``)."""


@dataclass(frozen=True)
class Execution:
    """What follows from a graph, computed when it is first asked for.

    Attributes:
        graph: the execution; it must not change any more.
    """

    graph: Graph

    @property
    def size(self) -> int:
        """How many events there are."""
        return len(self.graph.nodes)

    @property
    def everything(self) -> Events:
        """``_``: all events."""
        return (1 << self.size) - 1

    def tagged(self, *tags: str) -> Events:
        """All events that carry one of these tags."""
        wanted = frozenset(tags)
        return gather(node.index for node in self.graph.nodes if node.tags & wanted)

    def kind(self, kind: str) -> Events:
        """All events of a kind: ``R``, ``W`` or ``F``."""
        return gather(node.index for node in self.graph.nodes if node.kind == kind)

    @cached_property
    def reads(self) -> Events:
        """R."""
        return self.kind("R")

    @cached_property
    def writes(self) -> Events:
        """W, the initial stores too."""
        return self.kind("W")

    @cached_property
    def accesses(self) -> Events:
        """M."""
        return self.reads | self.writes

    @cached_property
    def initial(self) -> Events:
        """IW: the initial stores, which belong to no thread."""
        return gather(node.index for node in self.graph.nodes if node.thread < 0)

    @cached_property
    def threads(self) -> dict[int, list[int]]:
        """The events of each thread in program order."""
        found: dict[int, list[int]] = {}
        for node in self.graph.nodes:
            if node.thread >= 0:
                found.setdefault(node.thread, []).append(node.index)
        return found

    @cached_property
    def po(self) -> Relation:
        """Program order."""
        return relation(
            self.size,
            (
                (first, second)
                for events in self.threads.values()
                for place, first in enumerate(events)
                for second in events[place + 1 :]
            ),
        )

    @cached_property
    def internal(self) -> Relation:
        """``int``: events of one thread; an initial store only with itself."""
        return self.po | self.po.inverse() | identity(self.size, self.everything)

    @cached_property
    def external(self) -> Relation:
        """``ext``: the rest."""
        return product(self.size, self.everything, self.everything) - self.internal

    @cached_property
    def loc(self) -> Relation:
        """Accesses to one location."""
        places: dict[object, Events] = {}
        for node in self.graph.nodes:
            if node.kind != "F":
                places[node.location] = places.get(node.location, 0) | 1 << node.index
        return union(
            relation(self.size), *(product(self.size, place, place) for place in places.values())
        )

    @cached_property
    def po_loc(self) -> Relation:
        """``po & loc``."""
        return self.po & self.loc

    @cached_property
    def rf(self) -> Relation:
        """From a store to each read that got its value."""
        return relation(self.size, ((store, read) for read, store in self.graph.rf.items()))

    @cached_property
    def co(self) -> Relation:
        """The order of each location's stores."""
        return relation(
            self.size,
            (
                (first, second)
                for stores in self.graph.co.values()
                for place, first in enumerate(stores)
                for second in stores[place + 1 :]
            ),
        )

    @cached_property
    def fr(self) -> Relation:
        """From a read to each store that came after the one it read from."""
        return self.rf.inverse() @ self.co

    @cached_property
    def rfi(self) -> Relation:
        """``rf & int``."""
        return self.rf & self.internal

    @cached_property
    def rfe(self) -> Relation:
        """``rf & ext``."""
        return self.rf & self.external

    @cached_property
    def coe(self) -> Relation:
        """``co & ext``."""
        return self.co & self.external

    @cached_property
    def fre(self) -> Relation:
        """``fr & ext``."""
        return self.fr & self.external

    @cached_property
    def com(self) -> Relation:
        """``rf | co | fr``."""
        return self.rf | self.co | self.fr

    @cached_property
    def addr(self) -> Relation:
        """Address dependencies."""
        return relation(self.size, self.graph.addr)

    @cached_property
    def data(self) -> Relation:
        """Data dependencies."""
        return relation(self.size, self.graph.data)

    @cached_property
    def ctrl(self) -> Relation:
        """Control dependencies."""
        return relation(self.size, self.graph.ctrl)

    @cached_property
    def lock_rmw(self) -> Relation:
        """``lk-rmw``: a lock's read and the store that is next in program order (``lock.cat``)."""
        pairs = self.po_loc.within(self.tagged("LKR"), self.tagged("LKW"))
        return pairs - self.po @ self.po

    @cached_property
    def rmw(self) -> Relation:
        """Both halves of each read-modify-write that took place, taken locks included."""
        return relation(self.size, self.graph.rmw) | self.lock_rmw

    @property
    def atomicity(self) -> Relation:
        """``rmw & (fre ; coe)``: what must be empty, under every model."""
        return self.rmw & (self.fre @ self.coe)

    def fencerel(self, fences: Events) -> Relation:
        """``po ; [fences] ; po``: what stands on both sides of one of them."""
        return self.po.within(self.everything, fences) @ self.po

    @cached_property
    def stopped(self) -> Relation:
        """What a stopped machine orders, on whichever CPUs.

        What came before is before the step and what came after, the step is before what came after,
        and inside the step program order holds.
        """
        return union(relation(self.size), *(self._around(stop) for stop in self.graph.stops))

    def _around(self, stop: Stop) -> Relation:
        inside, before = gather(stop.inside), self.initial
        for thread, events in self.threads.items():
            places = [place for place, event in enumerate(events) if event in stop.inside]
            if places:
                before |= gather(events[: places[0]])
                inside |= gather(events[places[0] : places[-1] + 1])
            else:
                before |= gather(events[: stop.before.get(thread, 0)])
        after = self.everything & ~(before | inside)
        return (
            product(self.size, before, inside | after)
            | product(self.size, inside, after)
            | self.po.within(inside, inside)
        )

    @cached_property
    def sections(self) -> list[tuple[int, int]]:
        """``rcu-rscs``: each read-side section's lock and unlock, nested ones too.

        An unlock without a lock, or the other way round, is no section (``linux-kernel.bell``).
        """
        found = []
        for events in self.threads.values():
            waiting: list[int] = []
            for event in events:
                tags = self.graph.nodes[event].tags
                if "rcu-lock" in tags:
                    waiting.append(event)
                elif "rcu-unlock" in tags and waiting:
                    found.append((waiting.pop(), event))
        return found

    @cached_property
    def grace_periods(self) -> list[tuple[int, int]]:
        """Each grace period's begin and end: one event, or two of one thread.

        A begin without an end is a grace period that nobody waited for.
        """
        found = []
        for events in self.threads.values():
            begun: list[int] = []
            for event in events:
                tags = self.graph.nodes[event].tags
                if "sync-rcu" in tags:
                    found.append((event, event))
                elif "sync-rcu-begin" in tags:
                    begun.append(event)
                elif "sync-rcu-end" in tags and begun:
                    found.append((begun.pop(), event))
        return found

    @property
    def synchronizing(self) -> Events:
        """The fences that begin or end a grace period; each is a full barrier."""
        return self.tagged("sync-rcu", "sync-rcu-begin", "sync-rcu-end")
