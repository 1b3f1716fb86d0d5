"""Verdicts: what was decided about one property of one strategy under one kind of rebuild."""

from dataclasses import dataclass

from spec.instance import Bounds

PROVED, REFUTED, VACUOUS, UNDECIDED = "PROVED", "REFUTED", "VACUOUS", "UNDECIDED"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One verdict; the bounds belong to it.

    Attributes:
        word: PROVED, REFUTED, VACUOUS or UNDECIDED.
        bounds: what the claim covers.
        reason: why it is undecided, or what was seen to be reachable beside a proof.
        reader: the reader that violates the property, where one does.
    """

    word: str
    bounds: Bounds
    reason: str = ""
    reader: str = ""
