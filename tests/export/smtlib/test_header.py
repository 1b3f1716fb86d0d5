"""What a text says about itself; ``python -m tests.export.smtlib.test_header`` writes it anew."""

from pathlib import Path

import pytest

from spec.export.smtlib import of_scenario, query
from spec.instance import Bounds
from spec.page import property_named, strategy_named
from spec.scenario import parse

from .verdicts import evidence

GOLDEN = Path(__file__).parent / "golden"
SMALL = Bounds(2, 1, 1)
SCENARIO = (
    "in_place::no_missed_zone reader=pass lists=2.1/1 types=0.0 nodes=0.0 limit=0 schedule=r2w4r2"
)


def header_of(text: str) -> str:
    """The comments up to the list of events."""
    return text.partition("; Events")[0]


def texts() -> dict[str, str]:
    """One whole text, and the beginnings of others, by name."""
    in_place, missed = strategy_named("in_place"), property_named("no_missed_zone")
    seqcount, early = strategy_named("seqcount_everywhere"), property_named("no_premature_oom")
    deadlock = property_named("no_deadlock")
    proof = evidence(seqcount, early, "offline", SMALL, "lkmm")
    pinned = parse(SCENARIO)
    return {
        "in_place": query(in_place, missed, "any", SMALL, "sc").text(),
        "essence": header_of(proof[0].text()),
        "twin": header_of(proof[1].text()),
        "context": header_of(query(seqcount, deadlock, "interrupt", SMALL, "tso").text()),
        "scenario": header_of(of_scenario(in_place, missed, pinned).text()),
        "instance": header_of(of_scenario(in_place, missed, pinned, schedule=False).text()),
    }


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.iterdir()))
def test_a_text_says_what_it_asks_and_what_the_answers_mean(name: str) -> None:
    """Strategy, property, kind, bounds, model, and each answer; to the byte."""
    assert texts()[name] == (GOLDEN / f"{name}.smt2").read_text(encoding="utf-8")


def test_there_is_nothing_else_to_compare() -> None:
    """Every text has its file, and every file its text."""
    assert sorted(texts()) == sorted(path.stem for path in GOLDEN.iterdir())


if __name__ == "__main__":
    for name, text in texts().items():
        (GOLDEN / f"{name}.smt2").write_text(text, encoding="utf-8")
