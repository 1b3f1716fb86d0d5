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
        self._spins: Bool = False
        self._held_open: list[tuple[str, Event, Bool]] = []

    def slow_path(self) -> Run:
        """The loop of the slow path, with a slot and a cookie from before all rebuilds were over.

        The first try and ``should_reclaim_retry()`` go over settled memory. Once they have led
        back to ``retry:``, or the try to itself, they always will: nothing that they look at
        changes any more, and nor does what they were given.
        """
        strategy = self._strategy
        with self._surrounded():
            self.fast = False
            cookie = strategy.begin(self) if strategy.begin else None
            kept: Any = None
            if strategy.first:
                kept, empty = self._recompute()
                unfit = any_of(empty, self._stuck, self._rejected)
                self._guard = all_of(self._guard, negate(unfit))
            self._stand_still()
            stale = self._check("retry", cookie, self._guard)
            self._guard = all_of(self._guard, negate(stale))
            self._guard = self._one_pass(0, kept)
            self.run.endless = self._rejected
            if strategy.reclaim_retry:
                self._pass = Pass(0)
                self._found = False
                strategy.reclaim_retry(self)
                self._pass = None
                self.run.endless = any_of(self.run.endless, all_of(self._guard, self._found))
            self.run.came_through = self._guard
            self._settled = False
        return self._finished()

    def settled(self) -> Run:
        """A pass and two rounds of the slow path, once the writer has come to its end.

        What surrounds them may be older. A pass that is rejected now always will be; a round that
        begins again has reason to do so once, if it leaves something behind, and no more.
        """
        strategy = self._strategy
        with self._surrounded():
            self._stand_still()
            self._one_pass(0, None)
            self.run.endless = self._rejected
            self._guard = all_of(self._guard, negate(self._rejected))
            self.fast = False
            self.run.came_through = self._guard
            for _ in range(2):
                cookie = strategy.begin(self) if strategy.begin else None
                if strategy.first:
                    self._recompute()
                    self.run.endless = any_of(self.run.endless, self._rejected)
                    self._guard = all_of(self._guard, negate(self._rejected))
                moved = strategy.moved(self, cookie).holds if strategy.moved else False
                self._guard = all_of(self._guard, moved)
            self.run.endless = any_of(self.run.endless, self._guard)
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
        vain = any_of(self._in_vain, self._spins)
        self.run.deadlocked = all_of(vain, negate(self.halt.interrupts_off))
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
        waits_for_reader = all_of(self.run.came_through, self.halt.blocked)
        self.run.deadlocked = any_of(all_of(self._in_vain, stands), waits_for_reader)
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
        """The fast path, and if it fails a round of the slow path that never sleeps."""
        strategy = self._strategy
        with self._surrounded():
            self._guard = self._one_pass(0, None)
            self._go_on()
            self.fast = False
            cookie = strategy.begin(self) if strategy.begin else None
            kept: Any = None
            empty: Bool = False
            if strategy.first:
                path = self._guard
                kept, empty = self._recompute()
                empty = all_of(path, empty)
                self._guard = all_of(path, negate(empty), negate(self._stuck))
                self._go_on()
            failed = self._one_pass(1, kept)
            self._guard = any_of(failed, empty)
            self._go_on()
            if strategy.moved:
                strategy.moved(self, cookie)
            self._guard = True
            self._go_on()
            self.run.came_through = self._guard

    def _go_on(self) -> None:
        """Behind a loop that may have been left by waiting in vain, or not at all."""
        self._spins = any_of(self._spins, self._rejected)
        self._guard = all_of(self._guard, negate(self._in_vain), negate(self._spins))

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
