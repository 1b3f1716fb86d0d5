"""Whether something has the form of an answer: whatever a cache says may be anybody's."""

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isfinite
from typing import Any

from spec.claims.ledger import row
from spec.claims.thread import BY_NUMBER
from spec.eras import PAIRS
from spec.history.survey import ENTRIES, Row
from spec.opinion.confirmation import REPLAY
from spec.opinion.solvers import SOLVERS
from spec.placed import Site
from spec.scenario import READERS, parse
from spec.verdict import PROVED, REFUTED, VACUOUS
from spec.work.job import Ask, Json

TIMES = ("seconds", "build", "solve")
"""What may differ between two answers to one question."""

DECIDED = (PROVED, REFUTED, VACUOUS)
MOST = 1_000
"""Readers of a verdict, at most."""


def understood(strategy: str, ask: Ask, answer: Json) -> bool:
    """It has the form of a decided answer to this question about this strategy."""
    try:
        return _is_answer(strategy, ask, answer)
    except Exception:  # noqa: BLE001 - whatever it is that goes wrong, it is no answer of ours
        return False


def _is_answer(strategy: str, ask: Ask, answer: Json) -> bool:
    parts = {key: answer[key] for key in answer if key not in TIMES}
    if not all(_is_time(answer[key]) for key in TIMES if key in answer):
        return False
    if ask.what == "decide":
        return _keys(parts) == {"verdicts", "second"} and _is_decided(ask, parts)
    return _keys(parts) == {ask.what} and FORMS[ask.what](strategy, ask, parts[ask.what])


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and isfinite(value) and value >= 0 and value is not True


def _keys(value: object) -> set[str]:
    return {*value} if isinstance(value, dict) else set()


def _is_decided(ask: Ask, parts: Json) -> bool:
    kinds, verdicts, second = ask.order["kinds"], parts["verdicts"], parts["second"]
    return (
        isinstance(verdicts, dict)
        and list(verdicts) == list(kinds)
        and all(map(_is_verdict, verdicts.values()))
        and isinstance(second, dict)
        and {*second} <= {*kinds}
        and all(map(_is_opinion, second.values()))
    )


def _is_verdict(item: object) -> bool:
    match item:
        case [str(word), str(), str(reader), int(readers)]:
            known = reader in READERS if word == REFUTED and reader else not reader
            return word in DECIDED and known and type(readers) is int and 0 <= readers <= MOST
    return False


def _is_opinion(told: object) -> bool:
    return told in ("", REPLAY) or (isinstance(told, str) and told.split()[0] in SOLVERS)


def _is_schedule(strategy: str, ask: Ask, text: Any) -> bool:
    if text == "":
        return True
    told, order = parse(text), ask.order
    about = (told.strategy, told.prop, told.model)
    return about == (strategy, order["property"], order["model"]) and told.text() == text


def _is_claim(_: str, ask: Ask, told: Any) -> bool:
    word, evidence = told["verdict"], told["evidence"]
    same = told == row(BY_NUMBER[ask.order["claim"]], word, evidence)
    return same and isinstance(word, str) and isinstance(evidence, str)


def _is_history(_: str, ask: Ask, told: Any) -> bool:
    words = told["verdicts"]
    asked = ENTRIES[ask.order["entry"]].question is not None
    return (
        told["name"] == ask.order["entry"]
        and list(words) == (list(PAIRS) if asked else [])
        and all(word in DECIDED for word in words.values())
        and told.get("cured", "") in ("", *DECIDED)
        and _plain(Row.of(told).document()) == told
    )


def _is_races(strategy: str, _: Ask, told: Any) -> bool:
    texts = {"word": str, "example": str, "rebuild": int, "reader": str}
    race = {**texts, "writer_wants": str, "reader_wants": str}
    form = {
        "strategy": str,
        "races": [race],
        "shared": int,
        "ordered_by": [str],
        "rechecked": bool,
        "accepted": bool,
        "undecided": str,
    }
    return _fits(told, form) and told["strategy"] == strategy and not told["undecided"]


def _is_odds(strategy: str, ask: Ask, told: Any) -> bool:
    share = {
        "lists": str,
        "racing_runs": int,
        "violating_runs": int,
        "each_run_alike": Fraction,
        "each_step_drawn": Fraction,
        "chance_of_racing": Fraction,
        "chance_of_violating": Fraction,
    }
    worst = {
        "scenarios": int,
        "racing_scenarios": int,
        "each_run_alike": (None, share),
        "each_step_drawn": (None, share),
        "each_run_alike_by_kind": {...: share},
    }
    form = {
        "version": int,
        "ratio": Fraction,
        "reach": (None, dict.fromkeys(ask.order["reach"], int)),
        "skipped": [str],
        "shares": {...: {...: worst}},
    }
    return _fits(told, form) and _keys(told["shares"]) <= {strategy}


def _is_barriers(strategy: str, ask: Ask, told: Any) -> bool:
    site = {"side": str, "kind": str, "where": str, "each_slot": bool}
    form: dict[str, Any] = {
        "strategy": str,
        "property": str,
        "model": str,
        "rebuild": str,
        "bounds": dict.fromkeys(ask.order["bounds"], int),
        "complete": bool,
        "helps": bool,
        "sets": [[site]],
    }
    if ask.order["reasons"]:
        reason = {"schedule": str, "having": [site]}
        form["reasons"] = [(reason, {**reason, "without": site})]
    if not _fits(told, form):
        return False
    order = ask.order
    about = (told["strategy"], told["property"], told["model"], told["rebuild"], told["bounds"])
    asked = (strategy, order["property"], order["model"], order["kind"], order["bounds"])
    shown = [each["schedule"] for each in told.get("reasons", ()) if each["schedule"]]
    costs = [Site(**each).cost for chosen in told["sets"] for each in chosen]
    return (
        about == asked and all(parse(text).strategy for text in shown) and min(costs, default=1) > 0
    )


def _fits(value: Any, form: Any) -> bool:
    """A type, a list or a dictionary of forms, or one of several; ``...`` is any key."""
    if isinstance(form, tuple):
        return any(_fits(value, each) for each in form)
    if isinstance(form, list):
        return isinstance(value, list) and all(_fits(each, form[0]) for each in value)
    if isinstance(form, dict):
        if not isinstance(value, dict):
            return False
        forms = dict.fromkeys(value, form[...]) if ... in form else form
        return {*value} == {*forms} and all(_fits(value[key], forms[key]) for key in forms)
    if form is Fraction:
        return isinstance(value, str) and str(Fraction(value)) == value
    return value is None if form is None else type(value) is form


def _plain(document: Any) -> Any:
    return json.loads(json.dumps(document))


FORMS: Mapping[str, Callable[[str, Ask, Any], bool]] = {
    "schedule": _is_schedule,
    "claim": _is_claim,
    "history": _is_history,
    "odds": _is_odds,
    "barriers": _is_barriers,
    "races": _is_races,
}
