"""The table: the same verdicts in the same order, whoever answers, and whatever stops it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.cache.store import Store
from spec.errors import DisagreementError, UsageError
from spec.finding import STOPPED
from spec.interruption import Interruption
from spec.models import MODELS
from spec.result import Result
from spec.search.question import Case
from spec.search.solver import Budget
from spec.selection import Question
from spec.strategies.in_place import STRATEGY as IN_PLACE
from spec.verdict import PROVED, REFUTED, UNDECIDED
from spec.vocabulary import proved
from spec.work.asking import Asking
from spec.work.crew import Crew
from spec.work.here import Here
from spec.work.inquest import Inquest, Scope
from spec.work.job import Ask, Backend, Event, Job, Page, WorkError
from spec.work.progress import Silent
from spec.work.shortest import shorter, smaller

from .samples import (
    SCOPE,
    SMALL,
    STRATEGIES,
    Around,
    Stage,
    answer,
    decided,
    plainly,
    proving,
    questions,
    words,
)

EVERY_MODEL = replace(SCOPE, models=tuple(MODELS))
SAMPLE = questions(
    ("in_place", "rwlock", "append_copy_wmb"),
    ("no_missed_zone", "no_use_after_free", "no_deadlock"),
)


@pytest.fixture(scope="session")
def plain() -> list[tuple[str, ...]]:
    """The verdicts of the sample, by their cases alone."""
    return plainly(EVERY_MODEL, SAMPLE)


@pytest.mark.parametrize("backend", [Here, lambda: Crew(2)])
def test_whoever_works_the_verdicts_are_the_same(
    backend: Callable[[], Backend], plain: list[tuple[str, ...]], tmp_path: Path
) -> None:
    """As those of the cases alone, in the same order; and once more from the cache."""
    warnings: list[str] = []
    store = Store(tmp_path, warnings.append)
    first = decided(backend(), EVERY_MODEL, SAMPLE, store=store)
    assert words(first) == plain
    assert not any(item.cached for item in first.decisions)
    nobody = Stage()
    again = decided(nobody, EVERY_MODEL, SAMPLE, store=store)
    assert (words(again), nobody.jobs, warnings) == (plain, [], [])
    assert all(item.cached for item in again.decisions)


def test_the_sample_has_verdicts_of_both_sorts(plain: list[tuple[str, ...]]) -> None:
    """And some that only reordering refutes."""
    under = {(name, prop, kind, model): word for name, prop, model, kind, word, _ in plain}
    assert {PROVED, REFUTED} <= set(under.values())
    assert any(
        word == REFUTED and under[name, prop, kind, "sc"] == PROVED
        for (name, prop, kind, _), word in under.items()
    )


@given(data=st.data())
def test_decisions_are_in_the_order_of_the_questions(data: st.DataObject) -> None:
    """In whatever order they are made."""
    stage = Stage(whose=lambda size: data.draw(st.integers(0, size - 1)))
    result = decided(stage, EVERY_MODEL, SAMPLE)
    assert [(item.strategy, item.prop, item.model, item.kind) for item in result.decisions] == [
        (question.strategy.name, question.prop.name, name, kind)
        for question in SAMPLE
        for name in MODELS
        for kind in question.kinds
    ]


def refuting(job: Job) -> Iterator[Event]:
    """The broadest kind is refuted by every model, and all kinds under lkmm."""
    for at, ask in enumerate(job.asks):
        told = answer(ask)
        for kind in ask.order["kinds"]:
            if kind == "any" or ask.order["model"] == "lkmm":
                told["verdicts"][kind] = [REFUTED, "", "pass", 1]
        yield Event(job, "answered", at, told)
    yield Event(job, "done")


def test_what_interleaving_refutes_is_known_to_the_other_models() -> None:
    """Sequential consistency is asked first, and the others are told what it refutes."""
    stage = Stage(refuting)
    decided(stage, EVERY_MODEL, SAMPLE)
    seen: set[tuple[str, str]] = set()
    for job in stage.jobs:
        for ask in job.asks:
            cell = job.page.name, ask.order["property"]
            if ask.order["model"] == "sc":
                seen.add(cell)
                assert ask.order["refuted"] == {}
            else:
                assert cell in seen
                assert set(ask.order["refuted"]) == {"any"} & set(ask.order["kinds"])
    assert len(stage.asks) == len(SAMPLE) * len(MODELS)


def test_models_without_interleaving_know_nothing() -> None:
    """Where sequential consistency is not among the models it is not asked."""
    stage = Stage(refuting)
    decided(stage, replace(SCOPE, models=("tso", "lkmm")), SAMPLE)
    assert {ask.order["model"] for ask in stage.asks} == {"tso", "lkmm"}
    assert all(ask.order["refuted"] == {} for ask in stage.asks)


def test_the_first_unexpected_verdict_stops() -> None:
    """What is decided by then is the result; nothing else is waited for."""
    hopeful = replace(
        IN_PLACE, expect={**IN_PLACE.expect, "no_missed_zone": proved("somebody hopes so")}
    )
    (first, *rest) = questions(
        ("in_place",), ("no_missed_zone", "no_double_visit", "respects_request")
    )
    asked = [replace(first, strategy=hopeful), *rest]
    stage = Stage(refuting)
    result = decided(stage, replace(SCOPE, stop=True), asked)
    assert {item.prop for item in result.decisions} == {"no_missed_zone"}
    assert result.exit_code() == 1
    assert not result.interrupted
    everything = decided(Stage(refuting), SCOPE, asked)
    assert len(everything.decisions) > len(result.decisions)


@pytest.mark.parametrize("events", range(12))
def test_an_interruption_keeps_what_is_decided(events: int) -> None:
    """After however many events it comes: what was told by then is in the result, in order.

    Of a question that was begun to be answered, the kinds that are missing are undecided.
    """
    interruption = Interruption()
    told: list[tuple[str, str]] = []

    def slowly(job: Job) -> Iterator[Event]:
        for at, ask in enumerate(job.asks):
            yield Event(job, "begun", at)
            whole = answer(ask)["verdicts"]
            for count in range(1, len(whole) + 1):
                part = {kind: whole[kind] for kind in list(whole)[:count]}
                told.append((ask.order["property"], list(part)[-1]))
                yield Event(job, "told", at, {**answer(ask), "verdicts": part})
            yield Event(job, "answered", at, answer(ask))
        yield Event(job, "done")

    def pressed(_: Event | None) -> None:
        seen.append(None)
        interruption.requested = len(seen) > events

    seen: list[None] = []
    result = decided(Around(Stage(slowly), pressed), interruption=interruption)
    assert (result.interrupted, result.exit_code()) == (True, 130)
    missing = [item for item in result.decisions if item.verdict.reason == STOPPED]
    known = [item for item in result.decisions if item not in missing]
    assert [(item.prop, item.kind) for item in known] == told
    assert all(item.verdict.word == UNDECIDED for item in missing)
    assert {item.prop for item in missing} <= {prop for prop, _ in told[-1:]}
    assert len(told) == len(set(told))


def test_an_interruption_that_came_before_stops_at_once() -> None:
    """Nobody is asked anything."""
    interruption, stage = Interruption(), Stage()
    interruption.requested = True
    result = decided(stage, interruption=interruption)
    assert (result.interrupted, result.decisions, stage.jobs) == (True, [], [])


@pytest.mark.parametrize("error", [DisagreementError, UsageError, WorkError])
@pytest.mark.parametrize("events", range(12))
def test_an_error_keeps_what_is_decided(error: type[Exception], events: int) -> None:
    """It comes through, and what was answered before it is in the result."""
    told: list[str] = []

    def failing(event: Event | None) -> None:
        seen.append(None)
        if len(seen) > events:
            raise error("it says why")
        if event is not None and event.what == "answered":
            told.append(event.job.asks[event.at].order["property"])

    seen: list[None] = []
    asked = questions()
    result = Result(SCOPE.bounds, SCOPE.models, "")
    pages = {name: Page(name) for name in STRATEGIES}
    desk = Asking(Around(Stage(), failing), Silent())
    with pytest.raises(error, match="it says why"):
        Inquest(SCOPE, pages, desk).run(asked, result)
    props = [item.prop for item in result.decisions if item.verdict.word == PROVED]
    assert list(dict.fromkeys(props)) == list(dict.fromkeys(told))
    assert not [item for item in result.decisions if item.verdict.word != PROVED]


def test_what_the_cache_contradicts_is_not_in_the_result(tmp_path: Path) -> None:
    """Nobody knows which of the two answers is right; those before are not touched."""
    store = Store(tmp_path, print)
    asked = questions(("in_place",), ("no_missed_zone", "no_double_visit"))
    decided(Stage(refuting), SCOPE, asked, store=store)
    result = Result(SCOPE.bounds, SCOPE.models, "")

    def turning(job: Job) -> Iterator[Event]:
        *_, done = whole = list(refuting(job))
        for event in whole[:-1]:
            part = answer(job.asks[event.at])
            same = event.answer if event.at == 0 else part
            yield Event(job, "told", event.at, same)
            yield Event(job, "answered", event.at, same)
        yield done

    desk = Asking(Stage(turning), Silent(), store=store, verify=True)
    with pytest.raises(DisagreementError, match="no_double_visit: the cache says"):
        Inquest(SCOPE, {"in_place": Page("in_place")}, desk).run(asked, result)
    assert {item.prop for item in result.decisions} == {"no_missed_zone"}


ONE = questions(("in_place",), ("no_missed_zone",))


def _verdicts(ask: Ask, **by_kind: str) -> dict[str, object]:
    told = answer(ask)["verdicts"]
    return {kind: [word, *told[kind][1:]] for kind, word in by_kind.items()}


def test_what_is_lost_is_undecided_and_what_was_told_is_kept() -> None:
    """The reason stands at each kind that is not decided."""

    def losing(job: Job) -> Iterator[Event]:
        part = _verdicts(job.asks[0], offline=PROVED)
        yield Event(job, "told", 0, {"verdicts": part})
        yield Event(job, "lost", 0, {"verdicts": part, "undecided": "its process ended twice"})
        yield Event(job, "done")

    result = decided(Stage(losing), SCOPE, ONE)
    found = {item.kind: (item.verdict.word, item.verdict.reason) for item in result.decisions}
    assert found.pop("offline") == (PROVED, "it is PROVED")
    assert set(found) == {"online", "reorder", "any"}
    assert set(found.values()) == {(UNDECIDED, "its process ended twice")}
    assert result.exit_code() in (1, 4)


def test_what_was_told_before_a_worker_died_is_kept() -> None:
    """Although whoever was asked again got less far, or gave up on it."""

    def dying(job: Job) -> Iterator[Event]:
        (ask,) = job.asks
        yield Event(job, "begun", 0)
        yield Event(job, "told", 0, {"verdicts": _verdicts(ask, online=REFUTED, any=REFUTED)})
        yield Event(job, "begun", 0)
        second = _verdicts(ask, online=UNDECIDED, offline=PROVED)
        yield Event(job, "told", 0, {"verdicts": second})
        yield Event(job, "lost", 0, {"verdicts": second, "undecided": "ended twice"})
        yield Event(job, "done")

    result = decided(Stage(dying), SCOPE, ONE)
    assert [(item.kind, item.verdict.word) for item in result.decisions] == [
        ("online", REFUTED),
        ("offline", PROVED),
        ("reorder", UNDECIDED),
        ("any", REFUTED),
    ]


def test_a_lost_answer_does_not_keep_the_other_models_from_being_asked() -> None:
    """They are asked with what is known."""

    def losing(job: Job) -> Iterator[Event]:
        if job.asks[0].order["model"] == "sc":
            yield Event(job, "lost", 0, {"undecided": "ended twice"})
            yield Event(job, "done")
        else:
            yield from proving(job)

    result = decided(Stage(losing), EVERY_MODEL, ONE)
    by_model = {item.model: item.verdict.word for item in result.decisions}
    assert by_model == {name: UNDECIDED if name == "sc" else PROVED for name in MODELS}


def showing(found: dict[tuple[str, int], str]) -> Callable[[Job], Iterator[Event]]:
    """Everything is refuted, and these are the schedules, by model and zones."""

    def play(job: Job) -> Iterator[Event]:
        if job.asks[0].what == "decide":
            yield from refuting(job)
            return
        order = job.asks[0].order
        text = found.get((order["model"], order["bounds"]["zones"]), "")
        yield Event(job, "answered", 0, {"schedule": text})
        yield Event(job, "done")

    return play


LISTS = "in_place::no_missed_zone reader=pass lists=1.2/2 types=0.0 nodes=0.0 limit=0"


def _shown(result: Result) -> dict[tuple[str, str], str]:
    return {(item.model, item.kind): item.schedule for item in result.decisions if item.schedule}


def test_a_schedule_is_found_for_what_is_refuted() -> None:
    """Of the broadest kind; what one zone less does not shorten is that of interleaving."""
    stage = Stage(showing({("sc", 2): f"{LISTS} schedule=r3w3r1"}))
    result = decided(stage, replace(EVERY_MODEL, schedules=True), ONE)
    assert _shown(result) == {
        (name, "any"): f"{LISTS}{'' if name == 'sc' else f' model={name}'} schedule=r3w3r1"
        for name in MODELS
    }
    asked = [ask.order for ask in stage.asks if ask.what == "schedule"]
    assert [order["bounds"]["zones"] for order in asked if order["model"] == "sc"] == [2]
    assert {order["bounds"]["zones"] for order in asked if order["model"] != "sc"} == {1}
    assert {order["kind"] for order in asked} == {"any"}
    assert len(asked) == len(MODELS)


def test_a_weaker_model_may_have_a_shorter_schedule() -> None:
    """It is found with fewer zones, and shown instead."""
    less = "in_place::no_missed_zone reader=pass lists=1/1 types=0 nodes=0 limit=0 model=lkmm"
    found = {("sc", 2): f"{LISTS} schedule=r3w3r1", ("lkmm", 1): f"{less} schedule=w1r1"}
    shown = _shown(decided(Stage(showing(found)), replace(EVERY_MODEL, schedules=True), ONE))
    assert shown["lkmm", "any"] == f"{less} schedule=w1r1"
    assert shown["tso", "any"] == f"{LISTS} model=tso schedule=r3w3r1"


@pytest.mark.parametrize(
    ("usual", "zones"),
    [
        ("", 2),
        (f"{LISTS.replace('1.2/2', '1.2/2/1')} schedule=r3w3r1", 2),
        (f"{LISTS.replace('reader=pass', 'reader=allocation pages=0.0')} schedule=r3w3r1", 2),
        (f"{LISTS} schedule=r3w3r1", 1),
        (
            "in_place::no_missed_zone reader=pass lists=1/1 types=0 nodes=0 limit=0 schedule=r1",
            0,
        ),
    ],
)
def test_where_a_weaker_model_is_asked_for_a_shorter_schedule(usual: str, zones: int) -> None:
    """Everywhere, if nothing is known or there are more sizes that come first; else below."""
    within, known = smaller(SMALL, usual, ONE[0].prop, "tso")
    assert within.zones == zones
    assert bool(known) == (zones < SMALL.zones)


def test_a_shorter_schedule_is_of_the_same_reader() -> None:
    """The readers come first: what a costlier one does with fewer zones is not shorter."""
    known = f"{LISTS} schedule=r3w3r1"
    costlier = known.replace("reader=pass", "reader=allocation pages=0.0")
    assert shorter(costlier, known) == shorter("", known) == known
    assert shorter(costlier, "") == costlier
    assert shorter("", "") == ""


@pytest.mark.parametrize("name", MODELS)
def test_a_schedule_comes_from_whoever_works(name: str) -> None:
    """It is one that can be replayed, of the page, the property and the model it stands at."""
    scope = Scope(replace(SMALL, tries=2), (name,), schedules=True)
    result = decided(Here(), scope, ONE)
    (item,) = (item for item in result.decisions if item.schedule)
    assert item.kind == "any"
    assert item.schedule.startswith("in_place::no_missed_zone reader=pass")


def test_a_budget_that_is_too_small_is_undecided() -> None:
    """As it is for the case alone."""
    budget = Budget(rlimit=1)
    asked = [Question(ONE[0].strategy, ONE[0].prop, ("any",))]
    (alone,) = Case(ONE[0].strategy, SMALL, budget).decide(ONE[0].prop, ("any",)).values()
    (item,) = decided(Here(), replace(SCOPE, budget=budget), asked).decisions
    assert (item.verdict.word, item.verdict.reason) == (alone.word, alone.reason)
    assert alone.word == UNDECIDED
