"""Questions go out, answers come back: from the cache where they are there, else from who works."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from spec.cache.sources import SOLVER, model
from spec.cache.store import Store, canonical
from spec.errors import DisagreementError
from spec.interruption import Interruption
from spec.opinion.confirmation import REPLAY
from spec.opinion.solvers import called
from spec.verdict import UNDECIDED
from spec.work.job import Ask, Backend, Event, Job, Json, Page
from spec.work.shape import understood

Heard = Callable[[Ask, Json, bool], None]
"""Takes a question, its answer so far, and whether an earlier run gave it."""


class Watcher(Protocol):
    """Whoever wants to know how it goes."""

    def expects(self, asks: int) -> None:
        """So many more questions will be answered."""

    def begins(self, worker: int, about: str) -> None:
        """Somebody is at a question."""

    def answers(self, worker: int, about: str, seconds: float, told: str) -> None:
        """A question is answered; ``told`` says how, in a few words."""

    def waits(self) -> None:
        """A moment has gone by."""


@dataclass(slots=True)
class Asking:
    """Everything that is asked in one run.

    Attributes:
        backend: who works.
        watcher: who is told.
        timeout: milliseconds for a solver's query, 0 for no limit.
        store: where answers are kept; None for nowhere.
        verify: ask again what is in the cache, and compare.
        build: seconds spent on building queries.
        solve: seconds spent on solving them.
        disputed: questions to which the cache has another answer than now.
    """

    backend: Backend
    watcher: Watcher
    timeout: int = 0
    store: Store | None = None
    verify: bool = False
    build: float = 0.0
    solve: float = 0.0
    disputed: set[Ask] = field(default_factory=set)
    _under_way: dict[Job, tuple[Heard, Callable[[], None]]] = field(default_factory=dict)
    _identities: dict[Page, str] = field(default_factory=dict)

    def ask(
        self, page: Page, asks: Sequence[Ask], heard: Heard, then: Callable[[], None] = lambda: None
    ) -> None:
        """Ask questions of one worker, one behind the other; it is the cache that is asked first.

        Args:
            page: what they are about.
            asks: the questions.
            heard: is told of answers as they come.
            then: is called when all are answered or given up.
        """
        missing = []
        self.watcher.expects(len(asks))
        for ask in asks:
            answer = None if self.verify else self._kept(page, ask)
            if answer is None:
                missing.append(ask)
            else:
                heard(ask, answer, True)
                self.watcher.answers(-1, ask.about, 0.0, "cached")
        if not missing:
            then()
            return
        job = Job(page, tuple(missing), self.timeout)
        self._under_way[job] = heard, then
        self.backend.submit(job)

    def gather(
        self, asks: Iterable[tuple[Page, Ask]], into: dict[Ask, Json], interruption: Interruption
    ) -> None:
        """Ask questions of whoever is free, and wait for the answers.

        Args:
            asks: the questions, with the pages they are about.
            into: takes the answers.
            interruption: stops it; what is answered by then is kept.

        Raises:
            DisagreementError: two descriptions disagree, or the cache and now.
            KeyboardInterrupt: it was stopped.
            UsageError: a page or an option is to be changed.
            WorkError: whoever works failed.
        """

        def heard(ask: Ask, answer: Json, _cached: bool) -> None:
            into[ask] = answer

        with interruption.noticed():
            interruption.check()
            for page, ask in asks:
                self.ask(page, (ask,), heard)
            while self.busy:
                self.step()
                interruption.check()

    @property
    def busy(self) -> bool:
        """Some question is open."""
        return self.backend.busy

    def step(self) -> None:
        """Wait a little for the next thing to happen.

        Raises:
            DisagreementError: two descriptions disagree, or the cache and now.
            UsageError: a page or an option is to be changed.
            WorkError: whoever works failed.
        """
        event = self.backend.event()
        self.watcher.waits()
        if event is None:
            return
        heard, then = self._under_way[event.job]
        if event.what == "done":
            del self._under_way[event.job]
            then()
            return
        ask = event.job.asks[event.at]
        if event.what == "begun":
            self.watcher.begins(event.worker, ask.about)
            return
        if event.what in ("answered", "lost"):
            self._settle(event, ask)
        heard(ask, event.answer, False)

    def _settle(self, event: Event, ask: Ask) -> None:
        """An answer is whole: it is counted, compared with the cache and kept."""
        answer = event.answer
        self.build += answer.get("build", 0.0)
        self.solve += answer.get("solve", 0.0)
        self.watcher.answers(event.worker, ask.about, answer.get("seconds", 0.0), told(answer))
        if self.store is None or not decided(answer):
            return
        before = self._kept(event.job.page, ask) if self.verify else None
        if before is not None and (
            _essence(ask, before) != _essence(ask, answer) or _contradicts(before, answer)
        ):
            self.disputed.add(ask)
            raise DisagreementError(
                f"{ask.about}: the cache says {_told(ask, before)}, "
                f"and now it is {_told(ask, answer)}"
            )
        self.store.put(self._question(event.job.page, ask), answer)

    def _kept(self, page: Page, ask: Ask) -> Json | None:
        if self.store is None:
            return None
        answer = self.store.get(self._question(page, ask))
        if answer is None or (understood(page.name, ask, answer) and decided(answer)):
            return answer
        self.store.warn(f"the cache's answer about {ask.about} is not understood, and is not used")
        return None

    def _question(self, page: Page, ask: Ask) -> dict[str, Any]:
        if page not in self._identities:
            self._identities[page] = page.identity()
        second = ask.order.get("second", "")
        return {
            "what": ask.what,
            "order": dict(ask.order),
            "page": self._identities[page],
            "strategy": page.name,
            "sources": model(),
            "solver": SOLVER,
            "second": called(second) if second else "",
        }


def decided(answer: Json) -> bool:
    """Nothing about it was given up, no second opinion either."""
    words = [item[0] for item in answer.get("verdicts", {}).values()]
    confirmed = all(answer.get("second", {}).values())
    return "undecided" not in answer and UNDECIDED not in words and confirmed


def told(answer: Json) -> str:
    """An answer in a few words."""
    words = {item[0].lower() for item in answer.get("verdicts", {}).values()}
    return ", ".join(sorted(words)) or ("undecided" if "undecided" in answer else "done")


def _essence(ask: Ask, answer: Json) -> str:
    """What a second run must say again: of a verdict the word; who refutes it is up to a budget."""
    if ask.what == "decide":
        return canonical({kind: item[0] for kind, item in answer["verdicts"].items()})
    return _told(ask, answer)


def _told(ask: Ask, answer: Json) -> str:
    told = ("verdicts", "second") if ask.what == "decide" else (ask.what,)
    return canonical({key: answer[key] for key in told})


def _contradicts(one: Json, other: Json) -> bool:
    """Both have a second opinion of a solver, and not of the same one."""
    names = [
        {kind: told.split()[0] for kind, told in each["second"].items() if told not in ("", REPLAY)}
        for each in (one, other)
        if "second" in each
    ]
    return len(names) > 1 and any(
        names[0][kind] != names[1][kind] for kind in {*names[0]} & {*names[1]}
    )
