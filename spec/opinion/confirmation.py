"""Second opinions on verdicts: a proof's questions go to another solver, a refutation is replayed.

Who gives no answer in time has no opinion, and that is no disagreement.
"""

from collections.abc import Mapping
from dataclasses import replace

from spec.errors import DisagreementError
from spec.export.smtlib.evidence import twins, violations
from spec.export.smtlib.query import Query, query
from spec.instance import Bounds
from spec.opinion.replaying import replayed
from spec.opinion.solvers import answer, called, chosen
from spec.program import Within
from spec.properties import Property
from spec.search.question import Case
from spec.search.solver import NAME
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Verdict
from spec.vocabulary import Strategy

REPLAY = "replay"


def confirm(
    case: Case,
    prop: Property,
    verdicts: Mapping[str, Verdict],
    solver: str = "",
    timeout: int = 0,
    *,
    page: str = "",
    lethal: bool = False,
) -> dict[str, str]:
    """Who confirms each verdict on a property: a solver with its version, ``replay``, or nobody.

    Args:
        case: what decided.
        prop: the property.
        verdicts: for each kind, what was decided.
        solver: who is asked about proofs; the first that is installed by default.
        timeout: milliseconds for one question, 0 for no limit.
        page: the path of a page of the user's, for who looks into a disagreement.
        lethal: a solver that ignores its time-out ends the process.

    Raises:
        DisagreementError: somebody else comes to another result; the message has both.
        UsageError: no second solver is installed, or not the one named.
    """
    other = _Other(case, prop, chosen(solver), timeout, page=page, lethal=lethal)
    second = dict.fromkeys(verdicts, "")
    refuted = {kind: item.reader for kind, item in verdicts.items() if item.word == REFUTED}
    for reader in dict.fromkeys(refuted.values()):
        kinds = [kind for kind, item in refuted.items() if item == reader]
        shown = replayed(case, prop, kinds, reader)
        for kind in kinds:
            second[kind] = REPLAY if kind in shown else other.refutes(kind, reader)
    whole = "any" in verdicts and verdicts["any"].word == PROVED and other.proves("any")
    for kind, verdict in verdicts.items():
        if verdict.word not in (REFUTED, UNDECIDED) and (whole or other.proves(kind)):
            second[kind] = other.finds_it(kind, verdict.word)
    return second


class _Other:
    """A second solver that is asked about one property of one case."""

    def __init__(
        self, case: Case, prop: Property, solver: str, timeout: int, *, page: str, lethal: bool
    ) -> None:
        self._case = case
        self._prop = prop
        self._solver = solver
        self._timeout = timeout
        self._page = page
        self._lethal = lethal
        self._name = called(solver)
        self._proved: dict[str, bool] = {}

    def proves(self, kind: str) -> bool:
        """Nothing violates the property, for no reader; False if it gave up on one."""
        if kind not in self._proved:
            asked = violations(*self._question(kind))
            self._proved[kind] = all(self._unsatisfiable(each, kind) for each in asked)
        return self._proved[kind]

    def _unsatisfiable(self, asked: Query, kind: str) -> bool:
        said = self._answer(asked)
        if said and asked.reader == "essence":  # says nothing about a whole allocation
            asked = query(*self._question(kind)[:5], "allocation", within=self._case.within)
            said = self._answer(asked)
        if said:
            raise self._disagreement(asked, "there is no violation", "there is one")
        return said is False

    def finds_it(self, kind: str, word: str) -> str:
        """Its name, if it finds the "sometimes" twin where it was found, and nowhere else."""
        asked = twins(*self._question(kind))
        said = [self._answer(each) for each in asked]
        if word == PROVED and False in said:
            told = f"it can happen that {self._prop.sometimes}"
            raise self._disagreement(asked[said.index(False)], told, "it cannot")
        if word == VACUOUS and all(said):
            told = f"it cannot happen that {self._prop.sometimes}"
            raise self._disagreement(asked[-1], told, "it can")
        decided = all(said) if word == PROVED else False in said
        return self._name if decided else ""

    def refutes(self, kind: str, reader: str) -> str:
        """Its name, if it finds a violation that no replay of a single reader shows."""
        asked = query(*self._question(kind)[:5], reader, within=self._case.within)
        said = self._answer(asked)
        if said is False:
            raise self._disagreement(asked, "there is a violation", "there is none")
        return self._name if said else ""

    def _question(self, kind: str) -> tuple[Strategy, Property, str, Bounds, str, Within | None]:
        case = self._case
        return case.strategy, self._prop, kind, case.bounds, case.model, case.within

    def _answer(self, asked: Query) -> bool | None:
        return answer(self._solver, asked.text(), self._timeout, lethal=self._lethal)

    def _disagreement(self, asked: Query, ours: str, theirs: str) -> DisagreementError:
        return DisagreementError(
            f"{asked.name}: {NAME} says that {ours}, {self._name} that {theirs}; "
            f"please report, with what {replace(asked, page=self._page).command} writes"
        )
