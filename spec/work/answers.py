"""How each kind of question is answered, in whatever process."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from spec.advice import described, reasons
from spec.claims.ledger import judged
from spec.claims.thread import BY_NUMBER
from spec.history.survey import ENTRIES, of_every_era
from spec.instance import Bounds
from spec.odds.scenarios import Reach
from spec.odds.survey import given_lists, worst_lists
from spec.odds.wording import ratio_of, readings_of
from spec.opinion.confirmation import confirm
from spec.page import property_named
from spec.races.survey import races
from spec.search.minimal import UndecidedError, minimal_violation
from spec.search.placement import needed, placements
from spec.search.question import Case
from spec.search.solver import Budget
from spec.verdict import REFUTED, UNDECIDED, Verdict
from spec.vocabulary import Strategy
from spec.work.job import Ask, Job, Json

PATIENCE = 60_000
"""Milliseconds for a second solver's query where no other limit is given."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something about one question.

    Attributes:
        at: its place in the job.
        answer: as far as it is known; None when work on it begins.
        whole: nothing is to follow.
    """

    at: int
    answer: Json | None = None
    whole: bool = False


def answers(job: Job, *, lethal: bool = False) -> Iterator[Said]:
    """Answer the questions of a job.

    Args:
        job: the questions.
        lethal: a query that ignores its time-out may end this process.

    Raises:
        DisagreementError: two descriptions disagree.
    """
    desk = _Desk(job, lethal)
    for at, ask in enumerate(job.asks):
        yield Said(at)
        if ask.what == "decide":
            yield from desk.decided(at, ask)
        else:
            yield Said(at, desk.found(ask), whole=True)


@dataclass(slots=True)
class _Desk:
    """What the questions of a job share."""

    job: Job
    lethal: bool
    _strategy: Strategy | None = None
    _cases: dict[str, Case] = field(default_factory=dict)

    @property
    def strategy(self) -> Strategy:
        if self._strategy is None:
            self._strategy = self.job.page.strategy()
        return self._strategy

    def budget(self, ask: Ask) -> Budget:
        return Budget(ask.order["rlimit"], self.job.timeout, self.lethal)

    def case(self, ask: Ask) -> Case:
        order = ask.order
        key = json.dumps([order["bounds"], order["rlimit"], order["seed"], order["model"]])
        if key not in self._cases:
            self._cases[key] = Case(
                self.strategy,
                Bounds(**order["bounds"]),
                self.budget(ask),
                order["seed"],
                order["model"],
                interleaved={},
            )
        return self._cases[key]

    def decided(self, at: int, ask: Ask) -> Iterator[Said]:
        case, prop = self.case(ask), property_named(ask.order["property"])
        kinds = tuple(ask.order["kinds"])
        refuted = {
            kind: Verdict(REFUTED, case.bounds, reader=reader)
            for kind, reader in ask.order["refuted"].items()
        }
        case.interleaved = {prop.name: refuted}
        begun, built, solved = perf_counter(), case.build_seconds, case.solve_seconds
        verdicts: dict[str, Verdict] = {}
        second: dict[str, str] = {}

        def answer() -> dict[str, Any]:
            return {
                "verdicts": {
                    kind: [item.word, item.reason, item.reader, item.bounds.readers]
                    for kind in kinds
                    if (item := verdicts.get(kind)) is not None
                },
                "second": second,
                "seconds": perf_counter() - begun,
                "build": case.build_seconds - built,
                "solve": case.solve_seconds - solved,
            }

        for kind, verdict in case.decided(prop, kinds):
            verdicts[kind] = verdict
            yield Said(at, answer())
        if ask.order["second"]:
            decided = {kind: verdicts[kind] for kind in kinds}
            patience = self.job.timeout or PATIENCE
            second = confirm(
                *(case, prop, decided, ask.order["second"], patience),
                page=self.job.page.path,
                lethal=self.lethal,
            )
        yield Said(at, answer(), whole=True)

    def found(self, ask: Ask) -> dict[str, Any]:
        """The answer to any other kind of question; ``undecided`` says why there is none."""
        begun = perf_counter()
        try:
            told = self._found(ask)
        except UndecidedError as error:
            told = {"undecided": str(error)}
        return told | {"seconds": perf_counter() - begun}

    def _found(self, ask: Ask) -> dict[str, Any]:
        order, budget = ask.order, self.budget(ask)
        match ask.what:
            case "schedule":
                return {"schedule": self._schedule(ask)}
            case "barriers":
                return {"barriers": self._barriers(ask)}
            case "claim":
                row = judged(BY_NUMBER[order["claim"]], Bounds(**order["bounds"]), budget)
                return {"claim": row, **_given_up(row["verdict"] == UNDECIDED)}
            case "history":
                found = of_every_era(ENTRIES[order["entry"]], budget, seed=order["seed"])
                return {"history": found.document(), **_given_up(found.undecided)}
            case "odds":
                return {"odds": self._odds(ask)}
            case _:
                racing = races(self.strategy, Bounds(**order["bounds"]), budget)
                return {"races": racing.document(), **_given_up(bool(racing.undecided))}

    def _odds(self, ask: Ask) -> dict[str, Any]:
        order, ratio = ask.order, ratio_of(ask.order["ratio"])
        strategies = [self.strategy]
        props = [property_named(name) for name in order["properties"]]
        reach = Reach(**order["reach"])
        if order["lists"]:
            readings = readings_of(order["lists"], reach.tries)
            return given_lists(strategies, props, readings, ratio).document()
        return worst_lists(strategies, props, reach, ratio).document()

    def _barriers(self, ask: Ask) -> dict[str, Any]:
        order, budget = ask.order, self.budget(ask)
        found = placements(
            self.strategy,
            property_named(order["property"]),
            Bounds(**order["bounds"]),
            budget,
            order["model"],
            order["kind"],
        )
        if not order["reasons"]:
            return described(found)
        why = needed(found, 0, budget) if found.sets else []
        return described(found) | {"reasons": reasons(found, why)}

    def _schedule(self, ask: Ask) -> str:
        order = ask.order
        shown = minimal_violation(
            self.strategy,
            property_named(order["property"]),
            order["kind"],
            Bounds(**order["bounds"]),
            self.budget(ask),
            order["model"],
        )
        return "" if shown is None else shown.scenario.text()


def _given_up(part: bool) -> dict[str, str]:
    return {"undecided": "a part of it was given up"} if part else {}
