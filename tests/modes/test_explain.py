"""``--explain``: asked of whoever works, and told in any form."""

import json

import pytest

from spec.modes import explain
from spec.verdict import PROVED, REFUTED
from tests.cli.command import run, schedule_of

CELL = "append_copy_grace::no_missed_zone"
SMALL = ("--zones", "2", "--rebuilds", "1", "--tries", "1")


def test_every_model_shows_the_schedule_of_its_own() -> None:
    """Shortest under that model; none where it is proved."""
    outcome = run("--explain", CELL, "--model", "tso", "--model", "armv8", *SMALL)
    first, second = outcome.out.split("\n\n" + "REFUTED")
    assert first.startswith(f"PROVED  {CELL}")
    assert "--replay" not in first
    assert "model=armv8" in schedule_of(second)


def test_an_interleaving_has_the_reason_of_interleavings() -> None:
    """And behind it that of the model, which says what else happens there."""
    target = "append_copy_wmb::no_missed_zone"
    plain = run("--explain", target, *SMALL).out.splitlines()
    weak = run("--explain", target, *SMALL, "--model", "armv8").out.splitlines()
    assert "reads=" not in weak[-1]
    (why,) = [line for line in plain if line.startswith("why ")]
    at = weak.index(why)
    assert weak[at + 1].startswith("also    under armv8 ")


def test_any_form_of_a_result_has_the_schedule() -> None:
    """The broadest kind that refutes has it, and it can be run again."""
    outcome = run("--explain", CELL, "--model", "armv8", *SMALL, "--format", "json")
    kinds = json.loads(outcome.out)["verdicts"]["armv8"]["append_copy_grace"]["no_missed_zone"]
    assert {kind for kind, told in kinds.items() if told["schedule"]} == {"any"}
    assert run("--replay", kinds["any"]["schedule"]).code == 0
    assert {told["verdict"] for told in kinds.values()} == {PROVED, REFUTED}


def test_whoever_works_says_the_same() -> None:
    """Processes, this one, and the cache."""
    argv = ("--explain", CELL, "--model", "armv8", *SMALL)
    apart, here = run(*argv, "--no-cache", "-j", "1"), run(*argv, "-j", "0")
    assert apart == here == run(*argv)


def test_a_schedule_that_takes_a_second_reader_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """The verdict stands without it."""
    monkeypatch.setattr(explain, "answers", lambda *_: [""])
    outcome = run("--explain", "in_place::no_missed_zone", *SMALL)
    assert (outcome.code, outcome.err) == (0, "no schedule is shown: it takes a second reader\n")
    assert "--replay" not in outcome.out
