"""The whole table: which questions make it up, and in which order they are asked.

Where sequential consistency is among the models it is asked first, because what it refutes is
refuted under every other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from spec.finding import STOPPED
from spec.instance import Bounds
from spec.interruption import Interruption
from spec.result import Details, Result
from spec.search.solver import Budget
from spec.selection import Question
from spec.verdict import REFUTED, UNDECIDED, Verdict
from spec.work.asking import Asking
from spec.work.job import Ask, Json, Page
from spec.work.orders import about, schedule, setting
from spec.work.shortest import shorter, smaller

Cell = tuple[str, str, str]
"""A strategy, a property and a memory model."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Inside what the questions are asked, and what else is wanted beside verdicts.

    Attributes:
        bounds: zones, rebuilds, tries, readers.
        models: the memory models, ``sc`` first if it is among them.
        budget: for each query.
        seed: of the solver.
        cross_check: the second solver; empty for none.
        schedules: find the shortest schedule for what is refuted.
        stop: at the first verdict that differs from its page.
    """

    bounds: Bounds
    models: tuple[str, ...]
    budget: Budget = field(default_factory=Budget)
    seed: int = 0
    cross_check: str = ""
    schedules: bool = False
    stop: bool = False


@dataclass(slots=True)
class Inquest:
    """One run over a table.

    Attributes:
        scope: inside what.
        pages: of every strategy asked about, by its name.
        asking: takes the questions.
        interruption: stops it.
    """

    scope: Scope
    pages: Mapping[str, Page]
    asking: Asking
    interruption: Interruption = field(default_factory=Interruption)
    _answers: dict[Cell, Json] = field(default_factory=dict)
    _cells: dict[Ask, Cell] = field(default_factory=dict)
    _cached: set[Cell] = field(default_factory=set)
    _schedules: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    _waiting: dict[tuple[str, str], list[tuple[Question, str]]] = field(default_factory=dict)
    _differs: bool = False

    def run(self, questions: Sequence[Question], result: Result) -> None:
        """Ask everything, and write what is found into the result, in the order of the questions.

        Whatever ends it, what is decided by then is written, but for what there are two answers to.

        Raises:
            DisagreementError: two descriptions disagree.
            UsageError: a page or an option is to be changed.
            WorkError: whoever works failed.
        """
        by_strategy: dict[str, list[Question]] = {}
        for question in questions:
            by_strategy.setdefault(question.strategy.name, []).append(question)
        try:
            with self.interruption.noticed():
                self.interruption.check()
                for asked in by_strategy.values():
                    self._begin(asked)
                while self.asking.busy and not (self.scope.stop and self._differs):
                    self.asking.step()
                    self.interruption.check()
        except KeyboardInterrupt:
            result.interrupted = True
        finally:
            result.build_seconds += self.asking.build
            result.solve_seconds += self.asking.solve
            for ask in self.asking.disputed:
                self._answers.pop(self._cells.get(ask, ("", "", "")), None)
            for question in questions:
                for name in self.scope.models:
                    self._write(question, name, result)

    def _begin(self, questions: list[Question]) -> None:
        """The first memory model; the others follow when it is done, if it refutes for them."""
        first, *others = self.scope.models
        if first == "sc":
            self._ask(questions, first, lambda: self._follow(questions, others))
        else:
            self._follow(questions, [first, *others])

    def _follow(self, questions: list[Question], models: list[str]) -> None:
        for name in reversed(models):  # the richest model takes longest
            self._ask(questions, name, lambda: None)

    def _ask(self, questions: list[Question], name: str, then: Callable[[], None]) -> None:
        by_ask = {self._decide(question, name): question for question in questions}
        self._cells |= {
            ask: (question.strategy.name, question.prop.name, name)
            for ask, question in by_ask.items()
        }

        def heard(ask: Ask, answer: Json, cached: bool) -> None:
            question, cell = by_ask[ask], self._cells[ask]
            self._answers[cell] = _joined(self._answers.get(cell, {}), answer, question.kinds)
            if cached:
                self._cached.add(cell)
            if self.scope.stop:
                alone = Result(self.scope.bounds, self.scope.models, "")
                self._write(question, name, alone)
                self._differs = self._differs or any(alone.unexpected())

        def after() -> None:
            if self.scope.schedules:
                for question in questions:
                    self._show(question, name)
            then()

        self.asking.ask(self.pages[questions[0].strategy.name], tuple(by_ask), heard, after)

    def _decide(self, question: Question, name: str) -> Ask:
        strategy, prop = question.strategy.name, question.prop.name
        known = self._refuted((strategy, prop, "sc")) if name != "sc" else {}
        order = {
            "property": prop,
            "kinds": list(question.kinds),
            "refuted": {kind: verdict.reader for kind, verdict in known.items()},
            "second": self.scope.cross_check,
            **self._setting(name),
        }
        return Ask("decide", about(strategy, prop, name), order)

    def _setting(self, name: str) -> dict[str, Any]:
        scope = self.scope
        return setting(scope.bounds, scope.budget, scope.seed, name)

    def _show(self, question: Question, name: str) -> None:
        """Ask for the shortest schedule of the broadest kind that is refuted."""
        strategy, prop = question.strategy.name, question.prop.name
        refuted = list(self._refuted((strategy, prop, name)))
        if not refuted:
            return
        cell, bounds, known = (strategy, prop, name, refuted[-1]), self.scope.bounds, ""
        if name != "sc" and refuted[-1] in self._refuted((strategy, prop, "sc")):
            usual = self._schedules.get((strategy, prop, "sc", refuted[-1]))
            if usual is None:
                self._waiting.setdefault((strategy, prop), []).append((question, name))
                return
            bounds, known = smaller(bounds, usual, question.prop, name)

        def heard(_: Ask, answer: Json, _cached: bool) -> None:
            found = answer.get("schedule", "")
            self._schedules[cell] = shorter(found, known) if "undecided" not in answer else ""
            for waiting in self._waiting.pop((strategy, prop), []):
                self._show(*waiting)

        if bounds.zones:
            within = setting(bounds, self.scope.budget, self.scope.seed, name)
            ask = schedule(strategy, prop, refuted[-1], within)
            self.asking.ask(self.pages[strategy], (ask,), heard)
        else:
            self._schedules[cell] = known

    def _refuted(self, cell: Cell) -> dict[str, Verdict]:
        """What is refuted, from the narrowest kind to the broadest."""
        verdicts = self._verdicts(cell)
        return {kind: verdict for kind, verdict in verdicts.items() if verdict.word == REFUTED}

    def _verdicts(self, cell: Cell) -> dict[str, Verdict]:
        told = self._answers.get(cell, {}).get("verdicts", {})
        return {
            kind: Verdict(word, replace(self.scope.bounds, readers=readers), reason, reader)
            for kind, (word, reason, reader, readers) in told.items()
        }

    def _write(self, question: Question, name: str, result: Result) -> None:
        cell = question.strategy.name, question.prop.name, name
        answer = self._answers.get(cell)
        if answer is None:
            return
        known = self._verdicts(cell)
        given_up = Verdict(UNDECIDED, self.scope.bounds, answer.get("undecided", STOPPED))
        verdicts = {kind: known.get(kind, given_up) for kind in question.kinds}
        details = {kind: self._details(cell, kind, answer) for kind in verdicts}
        result.add(question.strategy, question.prop.name, verdicts, name, details)

    def _details(self, cell: Cell, kind: str, answer: Json) -> Details:
        return {
            "seconds": answer.get("seconds", 0.0) / max(len(answer.get("verdicts", {})), 1),
            "cached": cell in self._cached,
            "second": answer.get("second", {}).get(kind, ""),
            "schedule": self._schedules.get((*cell, kind), ""),
        }


def _joined(before: Json, answer: Json, kinds: Sequence[str]) -> Json:
    """An answer with what was decided before its worker died and the question was asked again."""
    known = {**answer.get("verdicts", {})}
    for kind, told in before.get("verdicts", {}).items():
        if told[0] != UNDECIDED and known.get(kind, [UNDECIDED])[0] == UNDECIDED:
            known[kind] = told
    return {**answer, "verdicts": {kind: known[kind] for kind in kinds if kind in known}}
