"""One solver over one event structure, asked many questions."""

import itertools
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

import z3

from spec.search.lowering import Lowering
from spec.term import Bool, Number, Term, Value, evaluate, implies, truth

NAME = f"z3 {z3.get_version_string()}"


OVERSTAYED = 75
"""How a process ends whose query would not."""
EXHAUSTED = 76
"""How a process ends that has run out of memory."""


OUT_OF_MEMORY = "out of memory"


@dataclass(frozen=True, slots=True)
class Budget:
    """What one question may cost.

    Attributes:
        rlimit: the solver's own deterministic resource units, 0 for no limit.
        timeout: milliseconds, 0 for no limit; a safety net, not reproducible.
        lethal: a query that heeds neither its time-out nor an interrupt ends the process, with
            ``OVERSTAYED``; for processes that somebody replaces.
    """

    rlimit: int = 0
    timeout: int = 0
    lethal: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver said: satisfiable, not, or why it gave up."""

    satisfiable: bool | None
    reason: str = ""


class Solver:
    """Assertions in Z3's finite-domain solver, with models that outlive it.

    Where memory runs out ``MemoryError`` is raised; a query is given up instead, unless its budget
    is lethal.

    Attributes:
        build_seconds: time spent translating terms.
        solve_seconds: time spent in the solver.
        assertions: everything asserted so far, as terms; the solver itself cannot be asked.
    """

    def __init__(self, budget: Budget = Budget(), *, seed: int = 0) -> None:
        self._budget = budget
        with _memory():
            self._context = z3.Context()
            self._solver = z3.SolverFor("QF_FD", ctx=self._context)
            self._solver.set("random_seed", seed)
            if budget.rlimit:
                self._solver.set("rlimit", budget.rlimit)
            if budget.timeout:
                self._solver.set("timeout", budget.timeout)
            self._lowering = Lowering(self._context)
        self._labels: dict[int, tuple[Term, z3.BoolRef]] = {}
        self._fresh = itertools.count()
        self._valuation: dict[str, Value] = {}
        self.assertions: list[Bool] = []
        self.build_seconds = 0.0
        self.solve_seconds = 0.0

    def add(self, *terms: Bool) -> None:
        """Assert the terms for good."""
        start = perf_counter()
        with _memory():
            for term in terms:
                if term is not True:
                    self.assertions.append(term)
                    self._lowering.assert_into(self._solver, term)
        self.build_seconds += perf_counter() - start

    def check(self, *assumptions: Bool) -> Answer:
        """Ask whether everything asserted holds together with the assumptions."""
        if any(assumption is False for assumption in assumptions):
            return Answer(satisfiable=False)
        labels = [self._label(item) for item in assumptions if isinstance(item, Term)]
        start = perf_counter()
        watchdogs = self._watchdogs()
        for watchdog in watchdogs:
            watchdog.start()
        try:
            outcome = self._solver.check(*labels)
        except z3.Z3Exception as error:
            self._endure(str(error))
            return Answer(satisfiable=None, reason=str(error))
        finally:
            for watchdog in watchdogs:
                watchdog.cancel()
            self.solve_seconds += perf_counter() - start
        if outcome == z3.unknown and "keyboard" in self._solver.reason_unknown():
            raise KeyboardInterrupt  # the solver took the signal for itself
        if outcome == z3.unknown:
            self._endure(self._solver.reason_unknown())
            return Answer(satisfiable=None, reason="the solver gave up within its budget")
        if outcome == z3.sat:
            self._remember()
        return Answer(satisfiable=outcome == z3.sat)

    def _endure(self, reason: str) -> None:
        """Give up this query and go on, but for a process that is better replaced.

        Raises:
            MemoryError: it is, as no later query would fare better.
        """
        if self._budget.lethal and "memory" in reason:
            raise MemoryError(reason)

    def _watchdogs(self) -> list[threading.Timer]:
        """A tactic may ignore the solver's own time-out, and even an interrupt."""
        allowed = self._budget.timeout / 1000
        if not allowed:
            return []
        watchdogs = [threading.Timer(2 * allowed, self._context.interrupt)]
        if self._budget.lethal:
            watchdogs.append(threading.Timer(3 * allowed + 1, os._exit, (OVERSTAYED,)))
        return watchdogs

    def value(self, term: Bool | Number) -> Value:
        """The term's value in the last model found."""
        return evaluate(term, self._valuation)

    def _label(self, term: Term) -> z3.BoolRef:
        if id(term) not in self._labels:
            label = truth(f"label {next(self._fresh)}")
            self.add(implies(label, term))
            start = perf_counter()
            with _memory():
                self._labels[id(term)] = (term, self._lowering.expression(label))
            self.build_seconds += perf_counter() - start
        return self._labels[id(term)][1]

    def _remember(self) -> None:
        with _memory():
            model = self._solver.model()
            self._valuation = {}
            for declaration in model.decls():
                value = model[declaration]
                self._valuation[declaration.name()] = (
                    value.as_long() if z3.is_bv_value(value) else z3.is_true(value)
                )


@contextmanager
def _memory() -> Iterator[None]:
    """That the solver has no memory left is said as Python says it.

    Raises:
        MemoryError: it has none.
    """
    try:
        yield
    except z3.Z3Exception as error:
        if OUT_OF_MEMORY in str(error):
            raise MemoryError(OUT_OF_MEMORY) from error
        raise
