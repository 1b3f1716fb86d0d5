"""Tests that were decided, in words and as JSON values.

``document()`` is the JSON form; ``VERSION`` changes when a consumer would have to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from spec.litmus.decision import Decision
from spec.litmus.program import Program
from spec.litmus.shown import document as drawn
from spec.litmus.shown import execution

VERSION = 1

_KINDS = {"exists": "Allowed", "~exists": "Forbidden", "forall": "Required"}
_UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Answer:
    """One test and what was decided about it.

    Attributes:
        name: its id, its name, or the text itself.
        program: the test.
        decisions: one for each model that was asked about.
        expected: verdicts by model, where there is an expectation.
    """

    name: str
    program: Program
    decisions: tuple[Decision, ...]
    expected: Mapping[str, str] = field(default_factory=dict)

    def differs(self, decision: Decision) -> bool:
        """Decided, and not as expected."""
        expected = self.expected.get(decision.model)
        return expected is not None and decision.word not in (expected, _UNDECIDED)

    def codes(self) -> set[int]:
        """Exit codes that this answer calls for."""
        found = {1 for decision in self.decisions if self.differs(decision)}
        return found | {4 for decision in self.decisions if decision.word == _UNDECIDED}

    def line(self) -> str:
        """One line: every verdict, and what was expected instead."""
        if not self.decisions:
            return f"{self.name}  nothing is asked"
        told = [
            f"{decision.model}={decision.word}{'!' * self.differs(decision)}"
            for decision in self.decisions
        ]
        wrong = [
            f"{decision.model}={self.expected[decision.model]}"
            for decision in self.decisions
            if self.differs(decision)
        ]
        because = [
            f"{decision.model}: {decision.reason}" for decision in self.decisions if decision.reason
        ]
        return "  ".join(
            [
                self.name,
                *told,
                *([f"expected {' '.join(wrong)}"] if wrong else []),
                *([f"({'; '.join(because)})"] if because else []),
            ]
        )

    def story(self, *, quiet: bool = False) -> str:
        """For a program of one line: a verdict for each model, and an execution for each yes."""
        lines = []
        for decision in self.decisions:
            reason = f" ({decision.reason})" if decision.reason else ""
            flags = "".join(f", {flag}" for flag in decision.flags)
            lines.append(f"{decision.model}: {decision.word}{flags}{reason}")
            if not quiet:
                lines += self._execution(decision)
        return "\n".join(lines)

    def observation(self, *, quiet: bool = False) -> str:
        """For a kernel litmus test: as the kernel's own tools word it."""
        program = self.program
        lines = [f"Test {program.name} {_KINDS[program.quantifier]}"]
        several = [decision.model for decision in self.decisions] != ["lkmm"]
        for decision in self.decisions:
            if several:
                lines.append(f"Model {decision.model}")
            reason = f" ({decision.reason})" if decision.reason else ""
            lines.append(f"Observation {program.name} {decision.word.capitalize()}{reason}")
            lines += [f"Flag {flag}" for flag in decision.flags]
            if self.differs(decision):
                expected = self.expected[decision.model].capitalize()
                lines.append(f"The file expects {expected}!")
            if not quiet:
                lines += self._execution(decision)
        return "\n".join(lines)

    def _execution(self, decision: Decision) -> list[str]:
        if decision.graph is None:
            return []
        values = " ".join(f"{name}={number}" for name, number in decision.final.items())
        lines = [*execution(decision.graph, decision.addresses), f"final state: {values}"]
        return [f"  {line}" for line in lines]

    def document(self) -> dict[str, Any]:
        """The answer as plain JSON values."""
        return {
            "name": self.name,
            "quantifier": self.program.quantifier,
            "models": {
                decision.model: {
                    "verdict": decision.word,
                    "expected": self.expected.get(decision.model),
                    "reason": decision.reason,
                    "flags": list(decision.flags),
                    "final": decision.final,
                    "execution": None
                    if decision.graph is None
                    else drawn(decision.graph, decision.addresses),
                }
                for decision in self.decisions
            },
        }


@dataclass(slots=True)
class Count:
    """What a run came to.

    Attributes:
        answers: tests that were decided.
        codes: the exit codes that anything called for.
        agreements: verdicts as expected.
        disagreements: verdicts not as expected.
        undecided: verdicts that were not reached.
        broken: rows and files that could not be understood, and why.
        skipped: files that use what is not read, and why.
    """

    answers: int = 0
    codes: set[int] = field(default_factory=set)
    agreements: int = 0
    disagreements: int = 0
    undecided: int = 0
    broken: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        """Count an answer."""
        self.answers += 1
        self.codes |= answer.codes()
        for decision in answer.decisions:
            if decision.word == _UNDECIDED:
                self.undecided += 1
            elif answer.differs(decision):
                self.disagreements += 1
            elif decision.model in answer.expected:
                self.agreements += 1

    def line(self) -> str:
        """The last line of a table."""
        told = (
            f"{self.answers} rows, {self.agreements} agreements, {self.disagreements} disagreements"
        )
        if self.undecided:
            told += f", {self.undecided} undecided"
        if self.broken:
            told += f", {len(self.broken)} rows not understood"
        return told

    def exit_code(self) -> int:
        """The worst of the codes; 5 if there was nothing to decide."""
        if not self.codes and not self.answers:
            return 5
        return next((code for code in _WORST if code in self.codes), 0)

    def document(self, answers: list[Answer]) -> dict[str, Any]:
        """The whole run as plain JSON values."""
        return {
            "version": VERSION,
            "exit_code": self.exit_code(),
            "agreements": self.agreements,
            "disagreements": self.disagreements,
            "undecided": self.undecided,
            "broken": self.broken,
            "skipped": self.skipped,
            "tests": [answer.document() for answer in answers],
        }


_WORST = (130, 3, 2, 1, 4, 6)
"""Exit codes, the worst first."""
