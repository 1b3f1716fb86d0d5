"""Asks every era a question of its history, and finds the schedule to show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from spec.eras import PAIRS
from spec.history.bugs import BUGS, Bug
from spec.history.findings import FINDINGS, Finding
from spec.history.question import Question
from spec.interpreter import Replay, replay
from spec.page import property_named
from spec.scenario import parse
from spec.search.minimal import minimal_violation
from spec.search.question import Case
from spec.search.solver import Budget
from spec.verdict import PROVED, REFUTED, UNDECIDED
from spec.vocabulary import Strategy


@dataclass(frozen=True, slots=True)
class Row:
    """One bug or finding, asked of every era.

    Attributes:
        entry: what it is about.
        words: the verdict for each era, by name; empty for a bug outside the model.
        shown: the shortest schedule, in the first era that has the bug, or the finding's.
        era: that era.
        cured: the verdict on that era with the finding's cure; empty for a bug.
    """

    entry: Bug | Finding
    words: dict[str, str] = field(default_factory=dict)
    shown: Replay | None = None
    era: str = ""
    cured: str = ""

    @property
    def has_it(self) -> tuple[str, ...]:
        """The eras that have it."""
        return tuple(era for era, word in self.words.items() if word == REFUTED)

    @property
    def undecided(self) -> bool:
        """Something about it was given up."""
        return UNDECIDED in {*self.words.values(), self.cured}

    def differs(self, era: str) -> bool:
        """What was found about the era is not what is said of it."""
        word = self.words[era]
        return word not in (UNDECIDED, REFUTED if era in self.entry.eras else PROVED)

    @property
    def as_expected(self) -> bool:
        """As far as it was decided, those eras that are said to have it do, and the cure helps."""
        return not any(map(self.differs, self.words)) and self.cured in ("", PROVED, UNDECIDED)

    def document(self) -> dict[str, Any]:
        """The row as plain JSON."""
        entry = self.entry
        told: dict[str, Any] = {"name": entry.name, "said": entry.said, "verdicts": self.words}
        if entry.question is not None:
            told |= {"asks": entry.question.text, "expected": list(entry.eras)}
        if isinstance(entry, Bug):
            told |= {"year": entry.year, "commit": entry.commit, "outside": entry.outside}
        else:
            told |= {
                "consequence": entry.consequence,
                "cure": entry.cured_by,
                "cured": self.cured,
            }
        if self.shown is not None:
            told |= {"era": self.era, "replay": self.shown.scenario.text()}
        return told

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """The row that a document tells of; its schedule is run again."""
        entry, era = ENTRIES[document["name"]], document.get("era", "")
        shown = None
        if entry.question is not None and "replay" in document:
            shown = replay(entry.question.of(era), parse(document["replay"]))
        return cls(entry, document["verdicts"], shown, era, document.get("cured", ""))


ENTRIES: Mapping[str, Bug | Finding] = {entry.name: entry for entry in (*BUGS, *FINDINGS)}
"""Everything there is to ask about, by name."""


def of_every_era(entry: Bug | Finding, budget: Budget, *, seed: int = 0) -> Row:
    """Ask every era about one bug or finding.

    Args:
        entry: what it is about.
        budget: for each query.
        seed: of the solver.

    Raises:
        UndecidedError: the schedule could not be minimised within the budget.
    """
    question = entry.question
    if question is None:
        return Row(entry)
    words = {era: _word(question, question.of(era), budget, seed) for era in PAIRS}
    has_it = [era for era, word in words.items() if word == REFUTED]
    if not has_it:
        return Row(entry, words)
    wanted = entry.era if isinstance(entry, Finding) else entry.shown
    era = wanted if wanted in has_it else has_it[0]
    strategy = question.of(era)
    shown = minimal_violation(
        strategy,
        property_named(question.prop),
        question.kind,
        question.bounds,
        budget,
        within=question.within,
    )
    cured = ""
    if isinstance(entry, Finding):
        cured = _word(question, entry.cure(strategy), budget, seed)
    return Row(entry, words, shown, era, cured)


def _word(question: Question, strategy: Strategy, budget: Budget, seed: int) -> str:
    case = Case(strategy, question.bounds, budget, seed, within=question.within)
    kinds = (question.kind,)
    return case.decide(property_named(question.prop), kinds)[question.kind].word
