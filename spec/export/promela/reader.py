"""The reader of a page as Promela: the page is run, and what it asks for is written down."""

# ruff: noqa: ARG002 - steps are in order anyway: nothing depends on what orders them

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from spec.errors import UsageError
from spec.export.promela.judgement import Judgement
from spec.export.promela.notation import Lines, Names, bare, fit, shown, value
from spec.export.promela.walk import Walk
from spec.export.promela.writer import updated
from spec.term import Bool, Number, any_of, at_most, equal, minus, negate, pick, plus
from spec.vocabulary import (
    Array,
    Between,
    Cell,
    Check,
    Condition,
    Copy,
    Fence,
    Loaded,
    Mask,
    Order,
    Place,
    Pointer,
    Strategy,
    Unless,
    place,
)

Masks = tuple[Mask | Copy | Unless, ...]


class PromelaReader:
    """Writes down what a reader of a page does, each step that depends on others by itself.

    Attributes:
        text: the body of the process.
        fast: on the fast path.
        held: what surrounds the whole gave.
    """

    def __init__(
        self, strategy: Strategy, judgement: Judgement, names: Names, *, frees: bool
    ) -> None:
        self.text = Lines()
        self.fast = True
        self.held: Any = None
        self._strategy = strategy
        self._judgement = judgement
        self._setting = judgement.setting
        self._names = names
        self._walk = Walk(self.text, judgement, names, frees=frees)
        self._locals: list[str] = []
        self._rejected: list[Bool] = []
        self._attempts = 0
        self._number: Number | None = None

    def declarations(self) -> list[str]:
        """The variables of the process."""
        mine = [f"int {', '.join(self._locals)};"] if self._locals else []
        return [*mine, *self._walk.declarations(), *self._judgement.declarations()]

    def read(self, reader: str) -> None:
        """Write down one pass, or an allocation.

        Raises:
            UsageError: there is no Promela for this reader.
        """
        if reader == "allocation" and self._strategy.moves != "lists":
            raise UsageError("there is no Promela for an allocation whose pages move: take a pass")
        with self._strategy.around(self) if self._strategy.around else nullcontext() as self.held:
            if reader == "pass":
                self._one_pass(None, None)
            else:
                self._allocation()
                self.text.label("finished")

    # --- programs -------------------------------------------------------------------------

    def _allocation(self) -> None:
        """``__alloc_pages()``: the fast path, then rounds of the slow path."""
        self._next_if_failed(0, None)
        self.fast = False
        base: Number = 0
        if self._strategy.moved:
            self._locals.append("base")
            base = value("base")
            self.text.label("restart")
        cookie = self._strategy.begin(self) if self._strategy.begin else None
        kept = self._recompute(base, cookie) if self._strategy.first else None
        last = self._setting.tries + 1
        for number in range(1, last):
            if number > 1:
                self._check("retry", cookie)
            self._next_if_failed(plus(base, number), kept)
        self._check("oom", cookie)
        self.text.add("/* the last look */")
        self._next_if_failed(plus(base, last), kept)
        self._check("last look", cookie)
        self._judgement.gave_up(self.text, plus(base, last - 1), plus(base, last))

    def _next_if_failed(self, number: Number, kept: Any) -> None:
        self._one_pass(number, kept)
        self.text.add("if", ":: !ended -> goto finished;", ":: else -> d_step {")
        with self.text.indented():
            self._forget()
        self.text.add("}", "fi;")

    def _forget(self) -> None:
        self.text.add("ended = false;")
        self._walk.forget()
        self._judgement.forget(self.text)

    def _recompute(self, base: Number, cookie: Any) -> Any:
        assert self._strategy.first
        kept = self._attempt(self._strategy.first)
        self.text.add("if", ":: ended -> ended = false;")
        with self.text.indented():
            self._check("nopage", cookie)
            before = pick(at_most(1, base), minus(base, 1), 0) if self._strategy.moved else 0
            self._judgement.gave_up(self.text, before, None)
            self.text.add("goto finished;")
        self.text.add(":: !ended && broken -> goto finished;", ":: else", "fi;")
        return kept

    def _check(self, where: Check, cookie: Any) -> None:
        """The retry check of the slow path, if it is made at this place."""
        strategy = self._strategy
        if strategy.moved is None or where not in strategy.checks:
            return
        moved = strategy.moved(self, cookie).holds
        next_round, late = plus(value("base"), self._setting.tries + 1), self._setting.late
        base = pick(at_most(late, next_round), late, next_round)
        self.text.add(f"if  /* {where} */", f":: {bare(moved)} ->")
        with self.text.indented():
            self.text.add(f"base = {shown(base)};", "goto restart;")
        self.text.add(":: else", "fi;")

    def _one_pass(self, number: Number | None, kept: Any) -> None:
        """Write one pass down, repeated while its check rejects it."""
        self._number = number
        self._attempt(lambda reader: self._strategy.walk(reader, kept))
        judged = Lines(2)
        self._judgement.accepted(judged)
        if judged.lines:
            self.text.add("d_step {  /* what was visited counts */")
            self.text.lines += judged.lines
            self.text.add("};")

    def _attempt(self, body: Callable[["PromelaReader"], Any]) -> Any:
        self._attempts += 1
        label = f"attempt_{self._attempts}"
        self._rejected = []
        self._walk.begin()
        at = len(self.text.lines)
        outcome = body(self)
        again = any_of(*self._rejected)
        if again is not False:
            self.text.lines.insert(at, f"{label}: skip;")
            self.text.add("if", f":: {bare(again)} -> d_step {{  /* this attempt does not count */")
            with self.text.indented():
                self._forget()
            self.text.add("};", f"goto {label};", ":: else", "fi;")
        return outcome

    # --- accesses -------------------------------------------------------------------------

    def _fresh(self, name: str) -> str:
        """A variable for what is loaded."""
        self._locals.append(self._names.of(f"{name} {len(self._locals) + 1}"))
        return self._locals[-1]

    def load(self, cell: Cell, *, order: Order = "once", ordered: Bool = True) -> Loaded:
        """See ``Reader``."""
        name = self._names.of(cell.name)
        mine = self._fresh(name)
        self.text.add(f"{mine} = {name};")
        return Loaded(value(mine))

    def wait(
        self,
        cell: Cell,
        until: Callable[[Loaded], Condition],
        *,
        order: Order = "once",
        ordered: Bool = True,
    ) -> Loaded:
        """See ``Reader``."""
        name = self._names.of(cell.name)
        mine = self._fresh(name)
        self.text.add(f"d_step {{ {bare(until(Loaded(value(name))).holds)} -> {mine} = {name} }};")
        return Loaded(value(mine))

    def store(
        self,
        cell: Cell,
        value: int,
        *,
        order: Order = "once",
        ordered: Bool = True,
    ) -> None:
        """See ``Reader``."""
        self.text.add(f"{self._names.of(cell.name)} = {fit(value, cell.name)};")

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
        self.text.add(updated(self._names.of(cell.name), when, change))

    def dereference(
        self,
        pointer: Pointer,
        *,
        order: Order = "once",
        ordered: Bool = True,
    ) -> Place:
        """See ``Reader``."""
        name = self._names.of(pointer.name)
        mine = self._fresh(name)
        self.text.add(f"{mine} = {name};  /* the rebuild that published it */")
        odd = equal(Loaded(value(mine)).__and__(1).number, 1)
        first, second = pointer.arrays
        return Place(((negate(odd), first), (odd, second)), life=value(mine))

    def fence(self, fence: Fence, *, when: Bool = True) -> None:
        """See ``Reader``."""
        if when is not False:
            self.text.add(f"/* {fence.value} */")

    def retry_if(self, condition: Condition) -> None:
        """See ``Reader``."""
        self._rejected.append(condition.holds)

    @contextmanager
    def rcu_section(self) -> Iterator[None]:
        """See ``Reader``."""
        self.text.add("rcu = true;  /* rcu_read_lock() */")
        yield
        self.text.add("d_step { rcu = false; awaited = false };  /* rcu_read_unlock() */")

    @contextmanager
    def preemption_off(self) -> Iterator[None]:
        """See ``Reader``."""
        self.text.add("preempt = true;  /* preempt_disable() */")
        yield
        self.text.add("preempt = false;  /* preempt_enable() */")

    def only_if(self, condition: Bool) -> Iterator[None]:
        """See ``Reader``."""
        if condition is not False:
            with self.text.when(condition):
                yield

    def policy_of(self, owner: str) -> Bool:
        """See ``Reader``."""
        return self._setting.policy == owner

    def ignore_if_disjoint(
        self,
        policy: Mask,
        mems: Mask,
        *,
        confirm: Callable[[], Condition] | None = None,
    ) -> Condition:
        """See ``Reader``; where masks do not move, there is none to ignore."""
        return Condition(False)

    # --- walks ----------------------------------------------------------------------------

    def walk(
        self,
        start: Array | Place,
        *,
        between: Fence | Between | None = None,
        masks: Masks = (),
    ) -> None:
        """See ``Reader``."""
        self._walk.visit(place(start), between, self._number)

    def first(
        self,
        start: Array | Place,
        *,
        between: Fence | Between | None = None,
        masks: Masks = (),
    ) -> Place:
        """See ``Reader``."""
        return self._walk.first(place(start), between)
