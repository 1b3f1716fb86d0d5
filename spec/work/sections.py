"""What a report tells beside the table: the thread, the history, the odds, the barriers.

Each part is asked in pieces, of the same workers and the same cache as the table.
"""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from spec.history.bugs import BUGS
from spec.history.findings import FINDINGS
from spec.interruption import Interruption
from spec.odds.scenarios import Reach
from spec.result import Result
from spec.selection import Question
from spec.verdict import REFUTED
from spec.work.asking import Asking
from spec.work.inquest import Scope, about
from spec.work.job import Ask, Json, Page

REACH = Reach()
"""How far is looked for the lists with the worst odds."""


def sections(
    asking: Asking,
    scope: Scope,
    questions: Iterable[Question],
    pages: dict[str, Page],
    result: Result,
    *,
    interruption: Interruption,
    whole: bool,
) -> None:
    """Find out what belongs to the table in the result, and write it there.

    Args:
        asking: takes the questions.
        scope: of the table.
        questions: of the table.
        pages: of its strategies, by name.
        result: of the table.
        interruption: stops it.
        whole: it is the table of the thread, to which its claims and the history belong.
    """
    pieces: dict[Ask, Json] = {}

    def heard(ask: Ask, answer: Json, _cached: bool) -> None:
        pieces[ask] = answer

    asks: list[tuple[Page, Ask]] = []
    if whole:
        asks += [(Page(), ask) for ask in (_claims(scope), *_history(scope))]
    asks += [(pages[name], ask) for name, ask in _barriers(scope, result)]
    asks += [(pages[name], ask) for name, ask in _odds(questions)]
    try:
        with interruption.noticed():
            interruption.check()
            for page, ask in asks:
                asking.ask(page, (ask,), heard)
            while asking.busy:
                asking.step()
                interruption.check()
    except KeyboardInterrupt:
        result.interrupted = True
    answers = [pieces[ask] for _, ask in asks if ask in pieces]
    for name, found in (
        ("claims", [row for each in answers for row in each.get("claims", ())]),
        ("history", [row for each in answers for row in each.get("history", ())]),
        ("odds", _joined(answers, "odds", "shares")),
        ("barriers", _joined(answers, "barriers", "placements")),
    ):
        if found:
            result.sections[name] = found


def _joined(answers: list[Json], name: str, within: str) -> dict[str, Any]:
    """Documents that differ in one part, as one: the parts are put together."""
    documents = [answer[name] for answer in answers if name in answer]
    if not documents:
        return {}
    parts = [document[within] for document in documents]
    together = (
        [item for part in parts for item in part]
        if isinstance(parts[0], list)
        else {key: value for part in parts for key, value in part.items()}
    )
    return {**documents[0], within: together}


def _claims(scope: Scope) -> Ask:
    order = {"bounds": asdict(scope.bounds), "rlimit": scope.budget.rlimit}
    return Ask("claims", "the claims of the thread", order)


def _history(scope: Scope) -> list[Ask]:
    return [
        Ask(
            "history",
            f"{entry.name} of the history",
            {"entry": entry.name, "rlimit": scope.budget.rlimit, "seed": scope.seed},
        )
        for entry in (*BUGS, *FINDINGS)
    ]


def _odds(questions: Iterable[Question]) -> list[tuple[str, Ask]]:
    asked: dict[str, list[str]] = {}
    for question in questions:
        if question.strategy.moves == "lists":
            asked.setdefault(question.strategy.name, []).append(question.prop.name)
    return [
        (
            name,
            Ask(
                "odds",
                f"{name}: odds",
                {"properties": properties, "reach": asdict(REACH), "rlimit": 0},
            ),
        )
        for name, properties in asked.items()
    ]


def _barriers(scope: Scope, result: Result) -> list[tuple[str, Ask]]:
    """For each property that only reordering breaks: the barriers that would keep it."""
    bounds = replace(scope.bounds, zones=min(scope.bounds.zones, 3), rebuilds=1, tries=1)
    verdicts = result.verdicts()
    interleaved = verdicts.get("sc", {})
    asks = []
    for model, strategies in verdicts.items():
        for name, properties in strategies.items():
            if result.asked[name].moves != "lists":
                continue
            for prop, kinds in properties.items():
                known = interleaved.get(name, {}).get(prop, {})
                broken = [
                    kind
                    for kind, item in kinds.items()
                    if item["verdict"] == REFUTED
                    and kind in known
                    and known[kind]["verdict"] != REFUTED
                ]
                if broken:
                    order = {
                        "property": prop,
                        "model": model,
                        "kind": broken[-1],
                        "bounds": asdict(bounds),
                        "rlimit": scope.budget.rlimit,
                    }
                    told = f"{about(name, prop, model)}: barriers"
                    asks.append((name, Ask("barriers", told, order)))
    return asks
