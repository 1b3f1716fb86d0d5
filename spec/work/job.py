"""What is handed to whoever works: plain JSON, so that it can cross any border."""

import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol, Self

from spec.cache.sources import SOLVER, digest, is_installed, model, of_modules
from spec.errors import UsageError
from spec.page import BROUGHT, read, strategy_named
from spec.vocabulary import Strategy

Json = Mapping[str, Any]
What = Literal["decide", "schedule", "claim", "history", "odds", "barriers", "races"]


@dataclass(frozen=True, slots=True)
class Page:
    """A strategy that can travel: one of ours by its name, a user's with its text.

    Attributes:
        name: of the strategy; empty where an answer is about all of ours.
        path: of a user's page, as given.
        text: of a user's page.
        modules: that a user's page imports, each with a digest.
    """

    name: str = ""
    path: str = ""
    text: str = ""
    modules: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of_user(cls, name: str, path: str, text: str) -> Self:
        """A page that was read in this process."""
        return cls(name, path, text, tuple(of_modules(BROUGHT).items()))

    def strategy(self) -> Strategy:
        """The strategy itself.

        Raises:
            PageError: the page does not import here.
            UsageError: something that it imports is not what it was.
        """
        if not self.path:
            return strategy_named(self.name)
        for name in of_modules(BROUGHT):  # an earlier job may have come with an earlier version
            if not is_installed(name):
                del sys.modules[name]
        strategy = read(self.path, self.text)
        now = of_modules(BROUGHT)
        changed = [name for name, before in self.modules if now.get(name) != before]
        if changed:
            raise UsageError(
                f"{self.path} imports {', '.join(changed)}, which changed or is not the same "
                "everywhere: run it again, and leave it alone while it runs"
            )
        return strategy

    def identity(self) -> str:
        """What tells this page from all others; ours are part of the model's sources."""
        return digest(self.path, self.text, *sum(self.modules, ())) if self.path else self.name


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """One thing to find out.

    Attributes:
        what: which kind of question.
        about: how people call it.
        order: all that the answer depends on, beside the page, the model's sources and the solver.
    """

    what: What
    about: str
    order: Json


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Questions that one worker answers one behind the other, as they share what they build.

    Attributes:
        page: what they are about.
        asks: the questions.
        timeout: milliseconds for a solver's query, 0 for no limit.
    """

    page: Page
    asks: tuple[Ask, ...]
    timeout: int = 0

    def document(self, left: tuple[int, ...]) -> dict[str, Any]:
        """The job as JSON, with the questions that are left, by their place in ``asks``."""
        return {
            "page": asdict(self.page),
            "asks": [[at, asdict(self.asks[at])] for at in left],
            "timeout": self.timeout,
            "sources": model(),
            "solver": SOLVER,
        }

    @classmethod
    def of(cls, document: Json) -> tuple[Self, tuple[int, ...]]:
        """A job that was handed over, and the places that its questions had.

        Raises:
            UsageError: it comes from another version.
        """
        if document["sources"] != model():
            raise UsageError(
                "a worker has other sources of zonelist-spec: install the same version everywhere, "
                "and leave it alone while it runs"
            )
        if document["solver"] != SOLVER:
            raise UsageError(
                f"a worker has {SOLVER}, and it takes {document['solver']}: "
                "install the same version everywhere"
            )
        asks = tuple(Ask(**ask) for _, ask in document["asks"])
        page = document["page"] | {"modules": tuple(map(tuple, document["page"]["modules"]))}
        job = cls(Page(**page), asks, document["timeout"])
        return job, tuple(at for at, _ in document["asks"])


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to a question of a job.

    Attributes:
        job: whose.
        what: ``begun``; ``told``, with an answer that may still grow; ``answered``; ``lost``, with
            the reason in the answer; or ``done``, when the whole job is.
        at: the question's place in the job.
        answer: what is known so far.
        worker: who is at it, counted from 0.
    """

    job: Job
    what: Literal["begun", "told", "answered", "lost", "done"]
    at: int = -1
    answer: Json = field(default_factory=dict)
    worker: int = 0


class Backend(Protocol):
    """Whoever works."""

    def submit(self, job: Job) -> None:
        """Queue a job."""

    def event(self) -> Event | None:
        """The next event, None if there is none for a while.

        Raises:
            DisagreementError: two descriptions disagree.
            UsageError: a page or an option is to be changed.
            WorkError: whoever works failed.
        """

    @property
    def busy(self) -> bool:
        """Jobs are queued or under way."""

    def close(self) -> None:
        """Stop, whatever is under way."""


class WorkError(Exception):
    """A defect: a worker failed, and its traceback is the message."""
