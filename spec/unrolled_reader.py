"""The reader of a page, unrolled into events: every slot, every attempt, every round."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from spec.events import Section
from spec.run import GaveUp, Pass, Run, Visit
from spec.term import (
    Bool,
    Number,
    all_of,
    any_of,
    at_most,
    count,
    either,
    equal,
    field,
    implies,
    negate,
    pick,
    plus,
)
from spec.unrolled_update import update
from spec.unrolled_walk import Masks, UnrolledWalk
from spec.values import between_loads
from spec.vocabulary import (
    Array,
    Between,
    Cell,
    Check,
    Condition,
    Fence,
    Loaded,
    Location,
    Order,
    Place,
    Pointer,
    place,
)


class UnrolledReader(UnrolledWalk):
    """Records what one reader of a page does."""

    # --- programs -------------------------------------------------------------------------

    def read_pass(self) -> Run:
        """One pass from slot 0, without pages: walk to the terminator."""
        with self._surrounded():
            self._one_pass(0, None)
        return self._finished()

    def allocation(self, tries: int, rounds: int, *, fast_path: bool = True) -> Run:
        """``__alloc_pages()``: the fast path, then the slow path.

        Args:
            tries: of a round, before the last look.
            rounds: how often ``restart:`` is reached at most.
            fast_path: whether to begin with it.
        """
        with self._surrounded():
            if fast_path:
                self._guard = self._one_pass(0, None)
            self.fast = False
            again: list[Bool] = []
            for turn in range(rounds):  # restart:
                self._guard = self._round(turn * (tries + 1), tries)
                again.append(self._guard)
                if self._guard is False:
                    break
            self.run.restarts = count(again)
            self.run.exhausted = any_of(self.run.exhausted, self._guard)
        return self._finished()

    def _round(self, base: int, tries: int) -> Bool:
        """From ``restart:`` to the OOM killer; returns when the next round begins."""
        strategy = self._strategy
        cookie = strategy.begin(self) if strategy.begin else None
        path = self._guard
        kept: Any = None
        empty: Bool = False
        restart: Bool = False
        if strategy.first:
            kept, empty = self._recompute()
            self._guard = all_of(path, negate(empty), negate(self._stuck), negate(self._rejected))
            empty = all_of(path, empty)
        for number in range(base + 1, base + tries + 1):
            if number > base + 1:  # retry:
                self._sleep()
                restart = any_of(restart, self._check("retry", cookie, self._guard))
                self._guard = all_of(self._guard, negate(restart))
            self._guard = self._one_pass(number, kept)
        failed, last = self._guard, base + tries + 1
        stale = self._check("oom", cookie, failed, nopage=empty)
        self.run.gave_up.append(GaveUp(all_of(empty, negate(stale)), max(base - 1, 0), None))
        self._guard = all_of(failed, negate(stale))
        self._sleep()
        hopeless = self._one_pass(last, kept)  # the last look
        late = self._check("last look", cookie, hopeless)
        self.run.gave_up.append(GaveUp(all_of(hopeless, negate(late)), last - 1, last))
        restart = any_of(restart, stale, late)
        self.run.retried = any_of(self.run.retried, restart)
        return restart

    def _sleep(self) -> None:
        """Direct reclaim, which sleeps."""
        if self._open:
            self.run.slept = any_of(self.run.slept, self._guard)

    def _check(self, where: Check, cookie: Any, here: Bool, *, nopage: Bool = False) -> Bool:
        """The retry check of the slow path, if it is made at this place; when it says restart."""
        strategy = self._strategy
        asked = any_of(
            here if where in strategy.checks else False,
            nopage if "nopage" in strategy.checks else False,
        )
        if strategy.moved is None or asked is False:
            return False
        self._guard = asked
        return all_of(asked, strategy.moved(self, cookie).holds)

    @contextmanager
    def _surrounded(self) -> Iterator[None]:
        """What surrounds a whole pass or allocation, whichever way it comes to an end."""
        outer = self._guard
        with self._strategy.around(self) if self._strategy.around else nullcontext() as self.held:
            yield
            self._guard = all_of(outer, negate(self._in_vain))

    def _finished(self) -> Run:
        self.run.saw_rebuild = any_of(*self._saw) if self._saw else True
        return self.run

    def _recompute(self) -> tuple[Any, Bool]:
        outcome: Any = None
        empty: Bool = False

        def attempt() -> Bool:
            nonlocal outcome, empty
            found = self._strategy.first(self) if self._strategy.first else None
            accepted = negate(self._retry)
            empty = any_of(empty, all_of(self._guard, accepted, self._ended))
            taken = all_of(self._guard, accepted)
            outcome = found if outcome is None else _merge(taken, found, outcome)
            return accepted

        self.run.rejected_first = plus(self.run.rejected_first, self._repeat(attempt))
        return outcome, empty

    def _one_pass(self, number: int, kept: Any) -> Bool:
        """Run one pass, repeated while its check rejects it; returns "ended without a page"."""
        record = Pass(number)
        self.run.passes.append(record)
        self._preferred = kept
        if self._strategy.moves == "pages" and number and not self._bystander:
            record.pages_kept = tuple(self._pages_kept())
        failed: Bool = False

        def attempt() -> Bool:
            nonlocal failed
            self._pass = Pass(number)
            self._strategy.walk(self, kept)
            accepted = negate(self._retry)
            for visit in self._pass.visits:
                record.visits.append(Visit(all_of(visit.happened, accepted), visit.word))
            completed = all_of(self._guard, accepted, self._ended)
            record.completed = any_of(record.completed, completed)
            record.found = any_of(record.found, all_of(self._guard, accepted, self._found))
            failed = any_of(failed, completed)
            self._pass = None
            return accepted

        record.rejected = self._repeat(attempt)
        return failed

    def _repeat(self, attempt: Callable[[], Bool]) -> Number:
        """Unroll ``do { ... } while (retry)``; returns how many attempts are discarded."""
        outer = self._guard
        discarded: list[Bool] = []
        stuck: Bool = False
        for _ in range(self._attempts):
            self._retry, self._ended, self._stuck, self._found = False, False, False, False
            accepted = attempt()
            stuck = any_of(stuck, all_of(self._guard, accepted, self._stuck))
            again = all_of(self._guard, negate(accepted))
            self.run.retried = any_of(self.run.retried, again)
            discarded.append(again)
            self._guard = again
            if again is False:
                break
        self.run.exhausted = any_of(self.run.exhausted, self._guard)
        self._rejected = self._guard
        self._stuck = stuck
        self._guard = outer
        return count(discarded)

    # --- accesses -------------------------------------------------------------------------

    def load(self, cell: Cell, *, order: Order = "once", ordered: Bool = True) -> Loaded:
        """See ``Reader``."""
        event = self._load(Location(cell.name), self._guard, order=order, ordered=ordered)
        return Loaded(event.read, (event.index,))

    def wait(
        self,
        cell: Cell,
        until: Callable[[Loaded], Condition],
        *,
        order: Order = "once",
        ordered: Bool = True,
    ) -> Loaded:
        """See ``Reader``."""
        self._may_wait(cell, until)
        event = self._load(
            Location(cell.name), self._guard, action="wait", order=order, ordered=ordered
        )
        seen = Loaded(event.read, (event.index,))
        self._structure.assumptions.append(implies(self._guard, until(seen).holds))
        self._branched = tuple(self._loads)
        return seen

    def _may_wait(self, cell: Cell, until: Callable[[Loaded], Condition]) -> None:
        """What a reader awaits is assumed to come; where that is the question, it may not."""

    def store(self, cell: Cell, value: int, *, order: Order = "once", ordered: Bool = True) -> None:
        """See ``Reader``."""
        self._structure.require(Location(cell.name))
        self._structure.add(
            self._thread,
            "store",
            self._guard,
            location=Location(cell.name),
            written=value,
            order=order,
            takes_effect=ordered,
            behind=self._branched,
        )

    def update(
        self,
        cell: Cell,
        *,
        when: Callable[[Loaded], Condition],
        change: Callable[[Loaded], Loaded | int],
        order: Order,
        ordered: Bool = True,
    ) -> None:
        """See ``Reader``."""
        self._may_wait(cell, when)
        update(
            self._structure,
            self._thread,
            self._guard,
            cell,
            when,
            change,
            order,
            width=self._count_width,
            behind=self._branched,
            ordered=ordered,
        )
        self._branched = tuple(self._loads)

    def dereference(
        self, pointer: Pointer, *, order: Order = "once", ordered: Bool = True
    ) -> Place:
        """See ``Reader``."""
        event = self._load(Location(pointer.name), self._guard, order=order, ordered=ordered)
        odd = equal(field(event.read, 0, 1), 1)
        first, second = pointer.arrays
        return Place(((negate(odd), first), (odd, second)), life=event.read, address=(event.index,))

    def retry_if(self, condition: Condition) -> None:
        """See ``Reader``."""
        self._retry = any_of(self._retry, condition.holds)
        self._branched = tuple(self._loads)

    @contextmanager
    def _section(self, kind: str, begin: str, end: str) -> Iterator[None]:
        first = self._structure.add(self._thread, begin, self._guard)
        self._open.append((kind, first))
        yield
        self._open.pop()
        last = self._structure.add(self._thread, end, self._guard)
        self._structure.sections.append(Section(kind, first, last))

    def rcu_section(self) -> Any:
        """See ``Reader``."""
        return self._section("rcu", "rcu_read_lock", "rcu_read_unlock")

    def preemption_off(self) -> Any:
        """See ``Reader``."""
        return self._section("preemption", "preempt_disable", "preempt_enable")

    # --- walks ----------------------------------------------------------------------------

    def walk(
        self,
        start: Array | Place,
        *,
        between: Fence | Between | None = None,
        masks: Masks = (),
    ) -> None:
        """See ``Reader``."""
        assert self._pass is not None
        for here, word in self._scan(place(start), between_loads(between), masks):
            happened = here
            self._pass.visits.append(Visit(happened, word))
            page = all_of(happened, self._has_page(word, happened))
            self._found = any_of(self._found, page)
            self._advance(all_of(happened, negate(page)))

    def first(
        self,
        start: Array | Place,
        *,
        between: Fence | Between | None = None,
        masks: Masks = (),
    ) -> Place:
        """See ``Reader``."""
        where = place(start)
        slots = []
        for here, _ in self._scan(where, between_loads(between), masks):
            slots.append(here)
            self._advance(False)
        return Place(where.arrays, tuple(slots), where.life, where.address)

    def _has_page(self, word: Number, happened: Bool) -> Bool:
        assert self._pass is not None
        instance = self._instance
        if self._strategy.moves == "pages" and self._pages_matter:
            zone = instance.zone(word)
            return any_of(
                *(
                    all_of(
                        equal(zone, at),
                        equal(
                            self._load(
                                Location("pages", at), all_of(happened, equal(zone, at))
                            ).read,
                            1,
                        ),
                    )
                    for at in range(1, instance.zones + 1)
                    if equal(zone, at) is not False
                )
            )
        if not instance.never:
            return False
        return at_most(instance.pages(word), self._pass.number)

    def _pages_kept(self) -> Iterator[Bool]:
        for at in range(1, self._instance.zones + 1):
            event = self._load(Location("pages", at), self._guard)
            event.ghost = True
            yield all_of(self._guard, equal(event.read, 1), self._structure.ghost_keeps(event))


def _merge(accepted: Bool, new: Any, old: Any) -> Any:
    """The outcome of the accepted attempt, among the attempts so far."""
    if isinstance(new, tuple) and not isinstance(new, Place):
        return tuple(_merge(accepted, left, right) for left, right in zip(new, old, strict=True))
    if isinstance(new, Loaded):
        return Loaded(pick(accepted, new.number, old.number))
    slots = tuple(
        either(accepted, left, right) for left, right in zip(new.slots, old.slots, strict=True)
    )
    return Place(new.arrays, slots, new.life, new.address)
