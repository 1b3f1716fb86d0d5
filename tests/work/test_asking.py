"""The cache is asked first, workers for the rest; what is kept is decided, and never believed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from spec.cache.store import Store
from spec.errors import DisagreementError
from spec.instance import Bounds
from spec.search import question as asking_solvers
from spec.search import solver as solving
from spec.verdict import REFUTED, UNDECIDED
from spec.work import asking as module
from spec.work.asking import Asking
from spec.work.inquest import Scope
from spec.work.job import Ask, Event, Job, Json, Page
from tests.cli.command import run

from .samples import SCOPE, Minutes, Stage, answer, decide, decided, proving, questions, words

PAGE = Page("in_place")
ASKS = tuple(decide(name) for name in ("no_missed_zone", "no_double_visit", "respects_request"))


class Desk:
    """Someone who asks, with a cache in a folder."""

    def __init__(self, folder: Path) -> None:
        self.warnings: list[str] = []
        self.folder = folder
        self.minutes = Minutes()
        self.stage = Stage()
        self.heard: list[tuple[Ask, Json, bool]] = []

    def asks(
        self, *asks: Ask, play: Callable[[Job], Iterator[Event]] = proving, **more: Any
    ) -> Asking:
        """Ask until everything is answered, as a run of its own."""
        self.stage, self.minutes, self.heard = Stage(play), Minutes(), []
        store = Store(self.folder, self.warnings.append)
        asking = Asking(self.stage, self.minutes, store=store, **more)
        asking.ask(PAGE, asks, lambda *heard: self.heard.append(heard))
        while asking.busy:
            asking.step()
        return asking

    def entries(self) -> list[Path]:
        """What is kept."""
        return sorted(path for path in self.folder.rglob("*") if path.is_file())

    def plant(self, ask: Ask, kept: Json) -> None:
        """Put an answer into the cache that no run gave, with a digest that is right."""
        asking = Asking(Stage(), Minutes(), store=Store(self.folder, self.warnings.append))
        assert asking.store is not None
        asking.store.put(asking._question(PAGE, ask), kept)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk whose cache is empty."""
    return Desk(tmp_path / "cache")


def test_what_is_in_the_cache_is_not_asked_again(desk: Desk) -> None:
    """All is heard, with where it came from; only what is missing goes out."""
    desk.asks(*ASKS[:2])
    assert [cached for *_, cached in desk.heard] == [False, False]
    desk.asks(*ASKS)
    assert desk.stage.asks == [ASKS[2]]
    assert [(ask, cached) for ask, _, cached in desk.heard] == [
        (ASKS[0], True),
        (ASKS[1], True),
        (ASKS[2], False),
    ]
    desk.asks(*ASKS)
    assert desk.stage.jobs == []
    assert [told for _, told, _ in desk.heard] == [answer(ask) for ask in ASKS]


def test_what_follows_is_called_once_all_is_answered(desk: Desk) -> None:
    """Whether by workers or from the cache."""
    heard, followed = list[Ask](), list[int]()
    for _ in range(2):
        asking = Asking(Stage(), Minutes(), store=Store(desk.folder, desk.warnings.append))
        asking.ask(
            PAGE, ASKS, lambda ask, *_: heard.append(ask), lambda: followed.append(len(heard))
        )
        while asking.busy:
            asking.step()
    assert followed == [3, 6]


def test_whoever_watches_is_told(desk: Desk) -> None:
    """How many are asked, which begins, and how each is answered."""
    desk.asks(ASKS[0])
    desk.asks(*ASKS[:2])
    name = "the page::no_{}".format
    assert desk.minutes.expected == 2
    assert desk.minutes.begun == [name("double_visit")]
    assert desk.minutes.answered == [
        (-1, name("missed_zone"), 0.0, "cached"),
        (0, name("double_visit"), 0.5, "proved"),
    ]


def test_time_is_counted_where_it_was_spent(desk: Desk) -> None:
    """An answer from the cache took none."""
    spent = desk.asks(*ASKS[:2])
    assert (spent.build, spent.solve) == (0.5, 0.25)
    spent = desk.asks(*ASKS[:2])
    assert (spent.build, spent.solve) == (0.0, 0.0)


def _undecided(job: Job) -> Iterator[Event]:
    yield Event(job, "answered", 0, answer(job.asks[0], UNDECIDED))
    told = answer(job.asks[1])
    told["verdicts"]["any"] = [UNDECIDED, "the solver gave up", "", 1]
    yield Event(job, "answered", 1, told)
    yield Event(job, "lost", 2, {"undecided": "its process ended twice (SIGKILL)"})
    yield Event(job, "done")


def test_what_is_undecided_is_never_kept(desk: Desk) -> None:
    """Not even where only one kind is; it is asked again by the next run."""
    desk.asks(*ASKS, play=_undecided)
    assert desk.entries() == []
    desk.asks(*ASKS)
    assert desk.stage.asks == list(ASKS)


def test_an_answer_that_may_still_grow_is_heard_and_not_kept(desk: Desk) -> None:
    """Only a whole answer is an answer."""

    def growing(job: Job) -> Iterator[Event]:
        told = answer(job.asks[0])
        part = {**told, "verdicts": {"online": told["verdicts"]["online"]}}
        yield Event(job, "told", 0, part)
        assert desk.entries() == []
        yield Event(job, "answered", 0, told)
        yield Event(job, "done")

    desk.asks(ASKS[0], play=growing)
    assert [list(told["verdicts"]) for _, told, _ in desk.heard] == [["online"], ["online", "any"]]
    assert len(desk.entries()) == 1


MISUNDERSTOOD: dict[str, dict[str, Any]] = {
    "nothing": {},
    "undecided": answer(ASKS[0], UNDECIDED),
    "given up": answer(ASKS[0], undecided="no"),
    "a word too many": answer(ASKS[0], "MAYBE"),
    "a kind too few": answer(decide(kinds=("any",))),
    "a kind too many": answer(decide(kinds=("offline", "online", "any"))),
    "kinds in another order": answer(decide(kinds=("any", "online"))),
    "verdicts that are a list": {"verdicts": [], "second": {}},
    "a verdict that is a word": {"verdicts": {"online": "PROVED", "any": "PROVED"}, "second": {}},
    "a verdict that is short": {
        "verdicts": {"online": ["PROVED"], "any": ["PROVED"]},
        "second": {},
    },
    "a verdict that is empty": {"verdicts": {"online": [], "any": []}, "second": {}},
    "a verdict that is nothing": {"verdicts": {"online": None, "any": None}, "second": {}},
    "a word that is a list": {"verdicts": {"online": [[], "", "", 1], "any": [[], "", "", 1]}},
    "a reason that is a number": {
        "verdicts": {"online": ["PROVED", 1, "", 1], "any": ["PROVED", 1, "", 1]},
        "second": {},
    },
    "readers that are a word": {
        "verdicts": {"online": ["PROVED", "", "", "1"], "any": ["PROVED", "", "", "1"]},
        "second": {},
    },
    "no second": {"verdicts": answer(ASKS[0])["verdicts"]},
    "times that are words": answer(ASKS[0], seconds="long"),
    "times that are no number": answer(ASKS[0], seconds=float("nan")),
    "times without end": answer(ASKS[0], build=float("inf")),
    "more than an answer": answer(ASKS[0], more=[1]),
    "a second nobody": answer(ASKS[0], second={"any": "me"}),
    "a second of another kind": answer(ASKS[0], second={"all": "cvc5 1.4.2"}),
    "a reader that is none": {
        "verdicts": {kind: [REFUTED, "", "nonsense", 1] for kind in ("online", "any")},
        "second": {},
    },
    "readers that are too many": {
        "verdicts": {kind: [REFUTED, "", "pass", 10**400] for kind in ("online", "any")},
        "second": {},
    },
}


@pytest.mark.parametrize("verify", [False, True])
@pytest.mark.parametrize("what", MISUNDERSTOOD)
def test_an_entry_that_is_no_answer_is_told_and_asked_again(
    desk: Desk, what: str, verify: bool
) -> None:
    """Although its digest is right; the answer then takes its place."""
    desk.plant(ASKS[0], MISUNDERSTOOD[what])
    desk.asks(ASKS[0], verify=verify)
    assert desk.stage.asks == [ASKS[0]]
    assert [told for _, told, _ in desk.heard] == [answer(ASKS[0])]
    assert len(desk.warnings) == 1
    assert "the page::no_missed_zone" in desk.warnings[0]
    desk.asks(ASKS[0])
    assert desk.stage.asks == []
    assert len(desk.warnings) == 1


@pytest.mark.parametrize("verify", [False, True])
def test_a_damaged_entry_is_told_once_and_asked_again(desk: Desk, verify: bool) -> None:
    """However the cache is used."""
    desk.asks(ASKS[0])
    desk.entries()[0].write_text("half", encoding="utf-8")
    desk.asks(ASKS[0], verify=verify)
    assert desk.stage.asks == [ASKS[0]]
    assert len(desk.warnings) == 1


@pytest.mark.parametrize("kept", [{}, {"schedule": 1}, {"schedule": "x", "undecided": "no"}])
def test_a_schedule_is_understood_only_as_a_text(desk: Desk, kept: Json) -> None:
    """The same holds for other kinds of question."""
    ask = replace(ASKS[0], what="schedule")
    text = "in_place::no_missed_zone reader=pass lists=1/1 types=0 nodes=0 limit=0 schedule=w1r4"
    good = {"schedule": text, "seconds": 1.0}

    def shown(job: Job) -> Iterator[Event]:
        yield Event(job, "answered", 0, good)
        yield Event(job, "done")

    desk.plant(ask, kept)
    desk.asks(ask, play=shown)
    assert len(desk.warnings) == 1
    desk.asks(ask, play=shown)
    assert desk.stage.asks == []
    assert [told for _, told, _ in desk.heard] == [good]


def test_a_cache_that_is_verified_is_asked_again_and_agrees(desk: Desk) -> None:
    """Times and who else had time for an opinion may differ; the answers are those found now."""
    desk.plant(ASKS[0], answer(ASKS[0], seconds=7.0, build=1.0, second={"any": "cvc5 1.4.2"}))
    desk.asks(*ASKS, verify=True)
    assert desk.stage.asks == list(ASKS)
    assert [cached for *_, cached in desk.heard] == [False] * 3


def test_another_reader_or_seen_event_is_no_disagreement(desk: Desk) -> None:
    """Under a budget one may be given up, and then another refutes."""
    planted = answer(ASKS[0], REFUTED)
    desk.plant(
        ASKS[0],
        {
            **planted,
            "verdicts": {kind: [REFUTED, "", "allocation", 2] for kind in planted["verdicts"]},
        },
    )

    def refuted(job: Job) -> Iterator[Event]:
        yield Event(job, "answered", 0, planted)
        yield Event(job, "done")

    desk.asks(ASKS[0], play=refuted, verify=True)
    assert [told for _, told, _ in desk.heard] == [planted]


def test_a_second_opinion_of_somebody_else_is_a_disagreement(desk: Desk) -> None:
    """Who was asked is a part of the question; a replay is nobody's opinion."""
    now = answer(ASKS[0], second={"online": "cvc5 1.4.2", "any": "cvc5 1.4.2"})

    def confirmed(job: Job) -> Iterator[Event]:
        yield Event(job, "answered", 0, now)
        yield Event(job, "done")

    desk.plant(ASKS[0], {**now, "second": {"online": "cvc5 1.3", "any": "replay"}})
    desk.asks(ASKS[0], play=confirmed, verify=True)
    desk.plant(ASKS[0], {**now, "second": {"any": "bitwuzla 0.9"}})
    with pytest.raises(DisagreementError, match="bitwuzla"):
        desk.asks(ASKS[0], play=confirmed, verify=True)


def test_a_cache_that_says_something_else_is_a_disagreement(desk: Desk) -> None:
    """Both are told, and the cache keeps what it had for whoever looks into it."""
    planted = answer(ASKS[0], REFUTED)
    desk.plant(ASKS[0], planted)
    with pytest.raises(DisagreementError, match=r"REFUTED.*and now it is.*PROVED"):
        desk.asks(ASKS[0], verify=True)
    desk.asks(ASKS[0])
    assert [told for _, told, _ in desk.heard] == [planted]


def test_what_is_undecided_now_is_no_disagreement(desk: Desk) -> None:
    """A verification may be given up, too."""
    desk.asks(*ASKS)
    desk.asks(*ASKS, play=_undecided, verify=True)
    desk.asks(*ASKS)
    assert desk.stage.asks == []


CHANGES: dict[str, Scope] = {
    "zones": replace(SCOPE, bounds=Bounds(3, 1, 1, 0)),
    "rebuilds": replace(SCOPE, bounds=Bounds(2, 2, 1, 0)),
    "tries": replace(SCOPE, bounds=Bounds(2, 1, 2, 0)),
    "readers": replace(SCOPE, bounds=Bounds(2, 1, 1, 2)),
    "model": replace(SCOPE, models=("tso",)),
    "seed": replace(SCOPE, seed=1),
    "rlimit": replace(SCOPE, budget=replace(SCOPE.budget, rlimit=1_000_000)),
    "a second opinion": replace(SCOPE, cross_check="cvc5"),
    "who gives it": replace(SCOPE, cross_check="bitwuzla"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_an_answer_depends_on_makes_another_question(desk: Desk, what: str) -> None:
    """What was asked otherwise is of no use."""
    store = Store(desk.folder, desk.warnings.append)
    decided(Stage(), store=store)
    again = Stage()
    decided(again, CHANGES[what], store=store)
    assert len(again.asks) == len(questions())


def test_how_it_is_worked_off_makes_no_other_question(desk: Desk) -> None:
    """Neither time nor when to stop is a part of any answer."""
    store = Store(desk.folder, desk.warnings.append)
    first = decided(Stage(), store=store)
    nobody = Stage()
    budget = replace(SCOPE.budget, timeout=5, lethal=True)
    again = decided(nobody, replace(SCOPE, stop=True, budget=budget), store=store, timeout=5)
    assert nobody.jobs == []
    assert words(again) == words(first)


def test_other_sources_or_another_solver_make_another_question(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So do another property, other kinds and another page."""
    desk.asks(ASKS[0])
    for others in (ASKS[1], decide(kinds=("any",)), decide(refuted={"online": "pass"})):
        desk.asks(others)
        assert desk.stage.asks == [others]
    monkeypatch.setattr(module, "SOLVER", "z3-solver 0")
    desk.asks(ASKS[0])
    assert desk.stage.asks == [ASKS[0]]
    monkeypatch.setattr(module, "model", lambda: "another digest")
    desk.asks(ASKS[0])
    assert desk.stage.asks == [ASKS[0]]
    monkeypatch.undo()
    desk.asks(ASKS[0])
    assert desk.stage.asks == []


COMMAND = ("--strategy", "in_place", "--property", "no_missed_zone", "--zones", "2", "-j", "0")


def test_a_hit_builds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time no page is unrolled and no solver made, and the table is the same."""
    command = (*COMMAND, "--cache-dir", str(tmp_path))
    first = run(*command)

    def built(*_: object, **__: object) -> None:
        raise AssertionError("something is built")

    monkeypatch.setattr(asking_solvers, "unroll", built)
    monkeypatch.setattr(solving.Solver, "__init__", built)
    assert run(*command) == first
    assert first.code == 0
    assert run(*command, "--no-cache").code == 3


def test_a_planted_answer_is_found_out(tmp_path: Path) -> None:
    """Exit code 3, and both answers are printed."""
    command = (*COMMAND, "--cache-dir", str(tmp_path), "--rebuild", "any")
    true = run(*command).out
    (path,) = tmp_path.rglob("*/*.json")
    entry = json.loads(path.read_text(encoding="utf-8"))
    entry["answer"]["verdicts"]["any"] = ["PROVED", "", "", 1]
    Store(tmp_path, print).put(entry["question"], entry["answer"])
    assert run(*command).code == 1
    found = run(*command, "--cache-verify")
    assert (found.code, found.out) == (3, "")
    assert found.err.startswith("disagreement: in_place::no_missed_zone")
    assert '["PROVED"' in found.err
    assert '["REFUTED"' in found.err
    assert run(*command, "--no-cache").out == true
