"""Claims are judged from verdicts, so other verdicts give other judgements."""

from dataclasses import dataclass
from fractions import Fraction

import pytest

from spec.claims.facts import Facts
from spec.claims.thread import BY_NUMBER, CLAIMS, FALSE, TRUE
from spec.odds.comparison import Comparison, Sides
from spec.verdict import PROVED, REFUTED

JUDGES = {claim.number: claim.judge for claim in CLAIMS}


@dataclass(frozen=True)
class Given:
    """Facts that are given: one word for all verdicts but the exceptions, one set of barriers."""

    word: str
    exceptions: dict[str, str]
    needs: tuple[str, ...] | None = ()
    larger: int = 0
    racing: int = 0

    def verdict(
        self, strategy: str, prop: str, kind: str, rebuilds: int | None = None, model: str = "sc"
    ) -> str:
        """The word."""
        del kind, rebuilds, model
        exceptions = self.exceptions
        return exceptions.get(f"{strategy}__{prop}", exceptions.get(strategy, self.word))

    def barriers(self, strategy: str, prop: str, kind: str, model: str) -> tuple[str, ...] | None:
        """The set, for all models but x86."""
        del strategy, prop, kind
        return () if model == "tso" else self.needs

    def odds(self, first: str, second: str, prop: str) -> Comparison:
        """So many lists where the first is worse, and so many where it races at all."""
        worse = ("1.2/2", Fraction(1, 2), Fraction(1, 3)) if self.larger else None
        sides = Sides(smaller=1, larger=self.larger, for_larger=worse)
        return Comparison(first, second, prop, 2, (self.racing, 2), {"runs alike": sides})


def _all(word: str, needs: tuple[str, ...] | None = (), **exceptions: str) -> Facts:
    return Given(word, exceptions, needs)


@pytest.mark.parametrize(
    ("number", "facts", "word"),
    [
        (1, _all(PROVED), TRUE),
        (1, _all(REFUTED), FALSE),
        (
            1,
            _all(PROVED, stop_machine_preempt=REFUTED),
            "TRUE ONLY IF the walk is not preempted, and nothing is carried over it",
        ),
        (2, _all(REFUTED), TRUE),
        (2, _all(PROVED), FALSE),
        (3, _all(REFUTED), TRUE),
        (3, _all(PROVED), FALSE),
        (4, _all(PROVED), TRUE),
        (4, _all(REFUTED), FALSE),
        (
            4,
            _all(REFUTED, in_place__zone_always_visible=PROVED),
            "TRUE ONLY IF the request excludes no zone, by limit or nodemask",
        ),
        (5, _all(PROVED), TRUE),
        (5, _all(REFUTED), "FALSE as a guarantee: an OOM is reachable"),
        (6, _all(REFUTED), TRUE),
        (6, _all(PROVED), FALSE),
        (7, _all(REFUTED), FALSE),
        (7, _all(PROVED), TRUE),
        (8, _all(REFUTED), "TRUE: it needs none on the reader's side"),
        (
            8,
            _all(REFUTED, ("fast path: smp_rmb()", "writer: smp_wmb()")),
            "FALSE under armv8, lkmm: the walk needs barriers, not under tso",
        ),
        (
            8,
            _all(REFUTED, None),
            "FALSE under armv8, lkmm: the walk needs barriers, not under tso",
        ),
        (9, _all(REFUTED), FALSE),
        (9, _all(PROVED), "TRUE: the fast path pays nothing"),
        (
            9,
            _all(PROVED, ("slow path: smp_rmb()",), seqcount_slow_path__respects_request=REFUTED),
            (
                "TRUE ONLY IF enough means not giving up too early before the last look: "
                "then the fast path pays nothing"
            ),
        ),
        (
            9,
            _all(PROVED, ("fast path: smp_rmb()",)),
            "TRUE: the fast path pays under armv8, lkmm",
        ),
        (10, _all(PROVED), FALSE),
        (10, _all(REFUTED), FALSE),
        (
            10,
            _all(REFUTED, stop_machine_restart=PROVED),
            "TRUE ONLY IF the walk can be preempted; even then in_place adds kinds",
        ),
        (11, Given(PROVED, {}), TRUE),
        (11, Given(PROVED, {}, larger=1, racing=1), FALSE),
        (
            11,
            Given(PROVED, {}, larger=1),
            "TRUE ONLY IF no walk is preempted; if one is, the lists decide",
        ),
        (12, _all(REFUTED), "FALSE as stated: one event at the wrong moment is enough"),
        (12, _all(PROVED), TRUE),
        (13, _all(PROVED), FALSE),
        (13, _all(PROVED, in_place_null_first=REFUTED), TRUE),
    ],
)
def test_a_verdict_decides_a_claim(number: int, facts: Facts, word: str) -> None:
    """The word follows from the facts, whatever they are."""
    judged, evidence = JUDGES[number](facts)
    assert judged == word
    assert evidence


def test_kinds_that_refute_are_named_as_evidence() -> None:
    """Or that there is none."""
    assert JUDGES[2](_all(REFUTED))[1].endswith("refuted by online, offline, reorder")
    assert JUDGES[2](_all(PROVED))[1].endswith("refuted by no kind of rebuild")


def test_claims_are_numbered_as_in_the_ledger() -> None:
    """1 to 13, in order."""
    assert [claim.number for claim in CLAIMS] == [*BY_NUMBER] == list(range(1, 14))
