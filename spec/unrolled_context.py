"""Readers whose question is whether they ever come to an end, unrolled into events.

A loop that never ends, and a wait that nobody ends, are both about memory that no longer changes:
loads that return what their location holds in the end are ``settled``. So one time round a loop is
enough: what it did once on settled memory it will do for ever.
"""

from collections.abc import Callable
from typing import Any

from spec.events import STANDS_STILL, WRITER, Event
from spec.halt import Halt
from spec.run import Pass, Run
from spec.term import Bool, all_of, any_of, implies, negate, truth
from spec.unrolled_reader import UnrolledReader
from spec.vocabulary import Cell, Condition, Loaded, Location


class UnrolledContext(UnrolledReader):
    """A reader in a context, beside a writer who may stand still for good."""

    def __init__(self, *arguments: Any, halt: Halt | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.halt = halt
        self._stuck_waits = False
        self._held_open: list[tuple[str, Event, Bool]] = []

    def slow_path(self) -> Run:
        """The loop of the slow path, with a slot and a cookie from before all rebuilds were over.

        The first try and ``should_reclaim_retry()`` go over settled memory. Once they have led
        back to ``retry:``, they always will: nothing that they look at changes any more.
        """
        strategy = self._strategy
        with self._surrounded():
            self.fast = False
            cookie = strategy.begin(self) if strategy.begin else None
            kept: Any = None
            if strategy.first:
                kept, empty = self._recompute()
                self._guard = all_of(self._guard, negate(empty), negate(self._stuck))
            self._stand_still()
            stale = self._check("retry", cookie, self._guard)
            self._guard = all_of(self._guard, negate(stale))
            self._guard = self._one_pass(0, kept)
            if strategy.reclaim_retry:
                self._pass = Pass(0)
                self._found = False
                strategy.reclaim_retry(self)
                self._pass = None
                self.run.endless = all_of(self._guard, self._found)
            self.run.came_through = self._guard
            self._settled = False
        return self._finished()

    def settled(self) -> Run:
        """A pass and a round of the slow path while nobody moves: no reason to repeat anything."""
        strategy = self._strategy
        self._stand_still()
        with self._surrounded():
            path = self._guard
            self._one_pass(0, None)
            rejected = all_of(path, self.run.retried)
            self._guard = all_of(path, negate(self.run.retried))
            self.fast = False
            cookie = strategy.begin(self) if strategy.begin else None
            if strategy.first:
                path = self._guard
                self._recompute()
                rejected = any_of(rejected, all_of(path, self.run.retried))
                self._guard = all_of(path, negate(self.run.retried))
            path = self._guard
            moved = strategy.moved(self, cookie).holds if strategy.moved else False
            self.run.endless = any_of(rejected, all_of(path, moved))
            self.run.came_through = path
        return self._finished()

    def interrupt(self) -> Run:
        """An atomic allocation in an interrupt on the writer's CPU, which stands still meanwhile.

        It obeys no policy: that is the interrupted task's, mm/mempolicy.c.
        """
        self._stand_still()
        self._stuck_waits = True
        self._structure.assumptions.append(self._instance.policy_of("none"))
        self._atomic()
        assert self.halt is not None
        self.run.deadlocked = all_of(self._in_vain, negate(self.halt.interrupts_off))
        return self._finished()

    def task(self, *, console: bool = False) -> Run:
        """An allocation beside a writer on another CPU.

        Args:
            console: with the console's lock held all the while.
        """
        self._stuck_waits = True
        lock = self._strategy.second_lock
        if console:
            self._structure.assumptions.append(self._instance.policy_of("none"))
        if console and lock:
            self.update(lock, when=lambda held: held == 0, change=lambda _held: 1, order="acquire")
        self._atomic()
        if console and lock:
            self.store(lock, 0, order="release")
        assert self.halt is not None
        stands = any_of(self.halt.finished, self.halt.blocked, self._holds_up())
        self.run.deadlocked = all_of(self._in_vain, stands)
        return self._finished()

    def _stand_still(self) -> None:
        """From here on nobody but the reader does anything any more."""
        self._settled = True
        here = self._structure.add(self._thread, STANDS_STILL, True, ghost=True)
        for event in self._structure.events:
            step = not event.ghost and not event.action.startswith("smp_")
            if event.thread == WRITER and step:
                self._structure.before.append((event.index, here.index, event.guard))

    def _atomic(self) -> None:
        """The fast path, then a round of the slow path that never sleeps."""
        strategy = self._strategy
        with self._surrounded():
            self._one_pass(0, None)
            self._guard = negate(self._in_vain)
            self.fast = False
            cookie = strategy.begin(self) if strategy.begin else None
            kept: Any = None
            if strategy.first:
                kept, empty = self._recompute()
                self._guard = all_of(negate(self._in_vain), negate(empty), negate(self._stuck))
            self._one_pass(1, kept)
            self._guard = negate(self._in_vain)
            if strategy.moved:
                strategy.moved(self, cookie)
            self.run.came_through = self._guard
        self._guard = negate(self._in_vain)

    def _may_wait(self, cell: Cell, until: Callable[[Loaded], Condition]) -> None:
        """Where a wait may be in vain, it is so if what it finds is there for good."""
        if not self._stuck_waits:
            return
        vain = all_of(self._guard, truth(f"{len(self._structure.events)} in vain"))
        probe = self._structure.load_shared(
            self._thread, "wait", Location(cell.name), vain, self._count_width, ghost=True
        )
        self._structure.settled.add(probe.index)
        unmet = negate(until(Loaded(probe.read)).holds)
        self._structure.assumptions.append(implies(vain, unmet))
        self._in_vain = any_of(self._in_vain, vain)
        self._held_open += [(kind, begin, vain) for kind, begin in self._open]
        self._guard = all_of(self._guard, negate(vain))

    def _holds_up(self) -> Bool:
        """The writer waits for the end of a section in which the reader waits."""
        assert self.halt is not None
        found: list[Bool] = []
        for kind, stands, begin in self.halt.sections:
            for mine, section, vain in self._held_open:
                if kind != mine:
                    continue
                held = all_of(stands, vain)
                if begin is not None:
                    early = truth(f"section {section.index} before grace {begin.index} begins")
                    held = all_of(held, early)
                    self._structure.before.append((section.index, begin.index, held))
                found.append(held)
        return any_of(*found)
