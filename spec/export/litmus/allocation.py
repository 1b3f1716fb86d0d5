"""The reader, P1, as ``__alloc_pages()``: every pass of the fast and the slow path written out.

What comes behind a pass is inside the block of its having ended without a page. A pass that its
own check rejects is not repeated, as in ``WrittenReader``; a round of the slow path is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from spec.errors import UsageError
from spec.export.litmus.code import Code
from spec.export.litmus.reader import WrittenReader
from spec.export.litmus.walk import FIRST, FOUND, TERMINATOR
from spec.scenario import Scenario
from spec.term import Bool, equal, number
from spec.vocabulary import Check, Strategy


@dataclass(frozen=True, slots=True)
class GivenUp:
    """One place where the slow path gives up.

    Attributes:
        register: that is 1 if it did.
        last_try: number of the last pass that could run before the last look.
        last_look: number of the last look, None if the first slot was empty.
    """

    register: str
    last_try: int
    last_look: int | None


@dataclass(slots=True)
class Allocation:
    """One allocation as text.

    Attributes:
        reader: writes its passes.
        strategy: the page.
        scenario: the instance.
        gave_up: every place where it gives up.
    """

    reader: WrittenReader
    strategy: Strategy
    scenario: Scenario
    gave_up: list[GivenUp] = field(default_factory=list)

    @property
    def _code(self) -> Code:
        return self.reader.code

    def write(self, rounds: int) -> None:
        """Write all of it.

        Args:
            rounds: how often ``restart:`` is reached at most.

        Raises:
            UsageError: who has pages is itself in memory.
        """
        if self.strategy.moves == "pages":
            raise UsageError(
                f"{self.strategy.name} keeps in memory who has pages, and since when is no word "
                "of a litmus test: give a property of a pass, with reader=pass"
            )
        with self.reader.surrounded(), self._failed(0, None):
            self.reader.fast = False
            self._rounds(0, rounds)

    def _rounds(self, base: int, left: int) -> None:
        restart = self._round(base)
        if left > 1:
            with self._code.block(_is(restart, 1)):
                self._rounds(base + self.scenario.tries + 1, left - 1)

    def _round(self, base: int) -> str:
        """From ``restart:`` to the OOM killer; returns the register that says whether it restarts.

        Args:
            base: how many passes the earlier rounds have, but for the fast path.
        """
        strategy, restart = self.strategy, self._code.register("restart")
        cookie = strategy.begin(self.reader) if strategy.begin else None
        if strategy.first is None:
            self._tries(base + 1, base, None, cookie, restart)
            return restart
        kept = strategy.first(self.reader)
        found = self.reader.ends[-1]
        with (
            self._code.block(_is(found, TERMINATOR)),
            self._unless_moved("nopage", cookie, restart),
        ):
            self._give_up(max(base - 1, 0), None)
        with self._code.block(_is(found, FIRST)):
            self._tries(base + 1, base, kept, cookie, restart)
        return restart

    def _tries(self, at: int, base: int, kept: Any, cookie: Any, restart: str) -> None:
        """A try and all that comes behind it, up to the last look."""
        last = base + self.scenario.tries + 1
        if at == last:
            with (
                self._unless_moved("oom", cookie, restart),
                self._failed(last, kept),
                self._unless_moved("last look", cookie, restart),
            ):
                self._give_up(last - 1, last)
        elif at == base + 1:
            with self._failed(at, kept):
                self._tries(at + 1, base, kept, cookie, restart)
        else:
            with self._unless_moved("retry", cookie, restart), self._failed(at, kept):
                self._tries(at + 1, base, kept, cookie, restart)

    @contextmanager
    def _failed(self, at: int, kept: Any) -> Iterator[None]:
        """What comes behind a pass that ends without a page."""
        first = self.scenario.pages_from
        self.reader.rich = frozenset(
            zone for zone, since in enumerate(first, 1) if since is not None and since <= at
        )
        self.strategy.walk(self.reader, kept)
        with self._code.block(_is(self.reader.end, TERMINATOR)):
            yield

    @contextmanager
    def _unless_moved(self, where: Check, cookie: Any, restart: str) -> Iterator[None]:
        """What comes behind the retry check, if it is made here and does not say restart."""
        strategy = self.strategy
        if strategy.moved is None or where not in strategy.checks:
            yield
            return
        with self._code.block(strategy.moved(self.reader, cookie).holds) as ever:
            if ever:
                self._code.say(f"{restart} = 1;")
        with self._code.block(_is(restart, 0)):
            yield

    def _give_up(self, last_try: int, last_look: int | None) -> None:
        register = self._code.register("oom")
        self._code.say(f"{register} = 1;")
        self.gave_up.append(GivenUp(register, last_try, last_look))


def _is(register: str, value: int) -> Bool:
    return equal(number(register, FOUND), value)
