"""What a report tells beside the table: the thread, the history, the odds, the barriers.

Each part is asked in pieces, of the same workers and the same cache as the table.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from spec.advice import document as barriers_document
from spec.claims.thread import CLAIMS
from spec.errors import UsageError
from spec.history.survey import ENTRIES
from spec.interruption import Interruption
from spec.odds.scenarios import Reach
from spec.odds.survey import countable, together
from spec.properties import Property
from spec.result import Result
from spec.selection import Question
from spec.verdict import REFUTED
from spec.work import orders
from spec.work.asking import Asking
from spec.work.inquest import Scope
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
    asks: list[tuple[Page, Ask]] = []
    if whole:
        asks += [
            (Page(), orders.claim(claim.number, scope.bounds, scope.budget)) for claim in CLAIMS
        ]
        asks += [(Page(), orders.history(name, scope.budget, scope.seed)) for name in ENTRIES]
    asks += [(pages[name], ask) for name, ask in _barriers(scope, result)]
    asks += [(pages[name], ask) for name, ask in _odds(questions)]
    pieces: dict[Ask, Json] = {}
    try:
        asking.gather(asks, pieces, interruption)
    except KeyboardInterrupt:
        result.interrupted = True
    found: dict[str, list[Json]] = {}
    for _, ask in asks:
        if ask.what in pieces.get(ask, {}):
            found.setdefault(ask.what, []).append(pieces[ask][ask.what])
    for what, name, document in (
        ("claim", "claims", list),
        ("history", "history", list),
        ("odds", "odds", together),
        ("barriers", "barriers", barriers_document),
    ):
        if what in found:
            result.sections[name] = document(found[what])


def _odds(questions: Iterable[Question]) -> Iterator[tuple[str, Ask]]:
    asked: dict[str, list[Property]] = {}
    for question in questions:
        if question.strategy.moves == "lists":
            asked.setdefault(question.strategy.name, []).append(question.prop)
    for name, props in asked.items():
        with suppress(UsageError):  # none of them is about one run
            counted, _ = countable(props)
            yield name, orders.odds(name, [prop.name for prop in counted], "1", REACH)


def _barriers(scope: Scope, result: Result) -> Iterator[tuple[str, Ask]]:
    """For each property that only reordering breaks: the barriers that would keep it."""
    bounds = replace(scope.bounds, zones=min(scope.bounds.zones, 3), rebuilds=1, tries=1)
    verdicts = result.verdicts()
    interleaved = verdicts.get("sc", {})
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
                    yield name, orders.barriers(name, prop, broken[-1], bounds, scope.budget, model)
