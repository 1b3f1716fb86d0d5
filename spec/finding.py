"""Verdicts in sentences: above all those that differ from their page, and open questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from spec.cell import Told, unexpected
from spec.verdict import UNDECIDED

MORE = "raise --rlimit or --timeout, or lower a bound"
"""What helps where a question was given up."""

STOPPED = "the run was stopped before"
"""Why nothing is decided where others of the same question are."""

ENDS = {
    "interrupted": "interrupted: what is missing was not decided",
    "stopped": "stopped at the first unexpected verdict: what is missing was not asked",
}
"""By the field of a document: why a run may be without some of its verdicts."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Verdicts that are alike, but for the kind.

    Attributes:
        strategy: the page.
        prop: the property.
        model: the memory model.
        kinds: what they were given for.
        verdict: the word.
        expected: the word that the page expects.
        because: why the page expects it.
        reason: why nothing was decided; else empty.
    """

    strategy: str
    prop: str
    model: str
    kinds: tuple[str, ...]
    verdict: str
    expected: str
    because: str
    reason: str

    @property
    def undecided(self) -> bool:
        """It is an open question, and no difference."""
        return self.verdict == UNDECIDED

    @property
    def advice(self) -> str:
        """What helps, or what the page says to the contrary."""
        if self.undecided:
            return "run it again" if self.reason == STOPPED else MORE
        return f"the page says: {self.because}"

    @property
    def target(self) -> str:
        """As ``--explain`` takes it."""
        return f"{self.strategy}::{self.prop}"

    def sentence(self) -> str:
        """The finding in one sentence."""
        under = ", ".join(self.kinds) + ("" if self.model == "sc" else f" and {self.model}")
        if self.undecided:
            return f"{self.target} is undecided under {under}: {self.reason}"
        return f"{self.target} is {self.verdict} under {under}, the page expects {self.expected}"


def findings(verdicts: Mapping[str, Any]) -> list[Finding]:
    """All there are: first the differences, then the open questions, each as in the table.

    Args:
        verdicts: those of a document, by model, strategy, property and kind.
    """
    kinds: dict[Finding, list[str]] = {}
    for finding, told in each(verdicts):
        if finding.undecided or unexpected(told):
            kinds.setdefault(replace(finding, kinds=()), []).extend(finding.kinds)
    found = [replace(finding, kinds=tuple(names)) for finding, names in kinds.items()]
    return sorted(found, key=lambda finding: finding.undecided)


def unfinished(document: Mapping[str, Any]) -> dict[str, str]:
    """Those of ``ENDS`` that are so; none where everything was asked."""
    return {field: told for field, told in ENDS.items() if document[field]}


def each(verdicts: Mapping[str, Any]) -> Iterator[tuple[Finding, Told]]:
    """Every verdict, the models of one question side by side, and what the document says of it.

    Args:
        verdicts: those of a document, by model, strategy, property and kind.
    """
    for strategy in dict.fromkeys(name for told in verdicts.values() for name in told):
        pages = {model: told[strategy] for model, told in verdicts.items() if strategy in told}
        for prop in dict.fromkeys(name for told in pages.values() for name in told):
            for model, page in pages.items():
                for kind, told in page.get(prop, {}).items():
                    word, expected = told["verdict"], told["expected"]
                    reason = told["reason"] if word == UNDECIDED else ""
                    yield (
                        Finding(
                            strategy, prop, model, (kind,), word, expected, told["because"], reason
                        ),
                        told,
                    )
