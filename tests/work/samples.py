"""Small tables, somebody who answers as told, and what people say who watch."""

from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from spec.instance import Bounds
from spec.interruption import Interruption
from spec.page import strategy_named
from spec.result import Decision, Result
from spec.search.question import Case
from spec.selection import Question, select
from spec.verdict import PROVED
from spec.work.asking import Asking
from spec.work.inquest import Inquest, Scope
from spec.work.job import Ask, Backend, Event, Job, Json, Page
from spec.work.progress import Silent

ROOT = Path(__file__).parent.parent.parent
SMALL = Bounds(2, 1, 1, 0)
SCOPE = Scope(SMALL, ("sc",))
STRATEGIES = ("in_place", "rwlock")
PROPERTIES = ("no_missed_zone", "no_double_visit", "no_deadlock")

OWN = '''"""A page of somebody's own."""

from dataclasses import replace

from spec.strategies.in_place import STRATEGY as OURS

STRATEGY = replace(OURS, name="own")
'''

Play = Callable[[Job], Iterator[Event]]


def decide(
    prop: str = "no_missed_zone", kinds: tuple[str, ...] = ("online", "any"), **more: Any
) -> Ask:
    """One property of a page, at small bounds."""
    order = {
        "property": prop,
        "kinds": list(kinds),
        "refuted": {},
        "second": "",
        "model": "sc",
        "bounds": {"zones": 2, "rebuilds": 1, "tries": 1, "readers": 0},
        "rlimit": 0,
        "seed": 0,
    }
    return Ask("decide", f"the page::{prop}", order | more)


def answer(ask: Ask, word: str = PROVED, **more: Any) -> dict[str, Any]:
    """The same verdict for all kinds."""
    verdicts = {kind: [word, f"it is {word}", "", 1] for kind in ask.order["kinds"]}
    return {
        "verdicts": verdicts,
        "second": {},
        "seconds": 0.5,
        "build": 0.25,
        "solve": 0.125,
        **more,
    }


def proving(job: Job) -> Iterator[Event]:
    """Everything is proved."""
    for at, ask in enumerate(job.asks):
        yield Event(job, "begun", at)
        yield Event(job, "answered", at, answer(ask))
    yield Event(job, "done")


class Stage:
    """A backend that plays what it is told.

    Args:
        play: what happens to a job.
        whose: whose turn it is, of so many jobs; the first by default.
    """

    def __init__(self, play: Play = proving, whose: Callable[[int], int] = lambda _: 0) -> None:
        self._play = play
        self._whose = whose
        self._on: list[Iterator[Event]] = []
        self.jobs: list[Job] = []

    def submit(self, job: Job) -> None:
        """Begin to play it."""
        self.jobs.append(job)
        self._on.append(self._play(job))

    @property
    def asks(self) -> list[Ask]:
        """All that was asked."""
        return [ask for job in self.jobs for ask in job.asks]

    @property
    def busy(self) -> bool:
        """Something is still on."""
        return bool(self._on)

    def event(self) -> Event | None:
        """What happens next."""
        at = self._whose(len(self._on))
        event = next(self._on[at])
        if event.what == "done":
            del self._on[at]
        return event

    def close(self) -> None:
        """Nothing is on any more."""
        self._on.clear()


class Around:
    """A backend, and something else that happens after each event.

    Args:
        backend: who works.
        after: takes the event, None where there is none.
    """

    def __init__(self, backend: Backend, after: Callable[[Event | None], object]) -> None:
        self.submit = backend.submit
        self.close = backend.close
        self._backend = backend
        self._after = after

    @property
    def busy(self) -> bool:
        """As the backend is."""
        return self._backend.busy

    def event(self) -> Event | None:
        """What happens next."""
        event = None
        try:
            event = self._backend.event()
        finally:
            self._after(event)
        return event


class Minutes(Silent):
    """A watcher who writes everything down."""

    def __init__(self) -> None:
        self.expected = 0
        self.begun: list[str] = []
        self.answered: list[tuple[int, str, float, str]] = []

    def expects(self, asks: int) -> None:
        """So many more."""
        self.expected += asks

    def begins(self, worker: int, about: str) -> None:  # noqa: ARG002
        """Somebody is at it."""
        self.begun.append(about)

    def answers(self, worker: int, about: str, seconds: float, told: str) -> None:
        """It is answered."""
        self.answered.append((worker, about, seconds, told))


def events_of(backend: Backend, *jobs: Job) -> list[Event]:
    """Everything that happens to some jobs."""
    for job in jobs:
        backend.submit(job)
    events: deque[Event] = deque()
    while backend.busy:
        event = backend.event()
        if event is not None:
            events.append(event)
    return list(events)


def essence(told: Json) -> dict[str, Any]:
    """An answer without times."""
    return {key: told[key] for key in told if key not in ("seconds", "build", "solve")}


def answers_of(events: list[Event]) -> dict[tuple[Job, int], dict[str, Any]]:
    """The whole answers among events, without times; each question has one."""
    whole = [event for event in events if event.what in ("answered", "lost")]
    found = {(event.job, event.at): essence(event.answer) for event in whole}
    assert len(found) == len(whole), "a question is answered twice"
    return found


def questions(
    strategies: tuple[str, ...] = STRATEGIES, properties: tuple[str, ...] = PROPERTIES
) -> list[Question]:
    """A small table."""
    return select(tuple(strategy_named(name) for name in strategies), properties, (), "")


def decided(
    backend: Backend,
    scope: Scope = SCOPE,
    asked: list[Question] | None = None,
    interruption: Interruption | None = None,
    **asking: Any,
) -> Result:
    """A table, worked off."""
    asked = questions() if asked is None else asked
    pages = {question.strategy.name: Page(question.strategy.name) for question in asked}
    result = Result(scope.bounds, scope.models, "")
    desk = Asking(backend, asking.pop("watcher", Silent()), **asking)
    try:
        Inquest(scope, pages, desk, interruption or Interruption()).run(asked, result)
    finally:
        backend.close()
    return result


def words(result: Result) -> list[tuple[str, ...]]:
    """Every verdict with what it is about, in order."""
    return [_told(item) for item in result.decisions]


def _told(item: Decision) -> tuple[str, ...]:
    verdict = item.verdict
    return (item.strategy, item.prop, item.model, item.kind, verdict.word, verdict.reader)


def plainly(scope: Scope, asked: list[Question]) -> list[tuple[str, ...]]:
    """Every verdict of a table by its case alone: no worker, no cache, no order of answers."""
    told: list[tuple[str, ...]] = []
    cases: dict[tuple[str, str], Case] = {}
    for question in asked:
        for model in scope.models:
            name = question.strategy.name
            known = cases[name, "sc"].known if (name, "sc") in cases and model != "sc" else {}
            case = cases.setdefault(
                (name, model), Case(question.strategy, scope.bounds, model=model, interleaved=known)
            )
            for kind, verdict in case.decide(question.prop, question.kinds).items():
                told.append((name, question.prop.name, model, kind, verdict.word, verdict.reader))
    return told
