"""Questions as texts: other solvers find in them what the prover found."""

import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from spec.errors import UsageError
from spec.export.smtlib import Query, query, smtlib
from spec.instance import Bounds
from spec.masks import MASKS
from spec.page import applicable, property_named, strategy_named
from spec.search.question import Case
from spec.strategies import ALL
from spec.verdict import PROVED
from spec.vocabulary import Strategy
from tests.test_layering import ROOT

from .solvers import EACH, each_solver, said
from .verdicts import evidence

SMALL = Bounds(2, 1, 1)

STANDARD = {
    *("set-info", "set-option", "set-logic", "declare-const", "define-fun", "assert", "check-sat"),
    *("and", "or", "not", "ite", "=", "_", "concat", "bvule", "bvadd", "bvsub"),
    *("((_ extract", "((_ zero_extend"),
}
"""Commands, and the operators of QF_BV, that a text is made of."""


def disputed(strategy: Strategy, kinds: tuple[str, ...], model: str, solver: str) -> list[str]:
    """Questions behind the verdicts on a strategy that a solver answers in another way."""
    case = Case(strategy, SMALL, model=model)
    wrong = []
    for prop in applicable(strategy):
        asked = tuple(kind for kind in prop.kinds(strategy) if not kinds or kind in kinds)
        for kind, verdict in (case.decide(prop, asked) if asked else {}).items():
            answers = []
            for each in evidence(strategy, prop, kind, case.bounds, model, verdict):
                found = said(solver, each.text())
                answers.append(found)
                if each.expected and found is not (each.expected == "sat"):
                    wrong.append(f"{each.name}: {found}")
            assert None not in answers
    return wrong


@pytest.mark.parametrize("strategy", [*ALL, *MASKS], ids=lambda item: item.name)
def test_another_solver_reads_and_decides_alike(strategy: Strategy) -> None:
    """Z3's own parser and general solver: every property of every strategy, any rebuild."""
    assert not disputed(strategy, ("any",), "sc", "z3")


@pytest.mark.parametrize("solver", EACH[1:])
@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("in_place", "sc"),
        ("seqcount_everywhere", "sc"),
        ("copy_swap", "lkmm"),
        ("mask_union", "sc"),
    ],
)
def test_other_solvers_decide_alike(name: str, model: str, solver: str) -> None:
    """Some strategies and contexts, by solvers that share no line with Z3."""
    assert not disputed(strategy_named(name), ("any", "interrupt"), model, solver)


@pytest.mark.slow
@pytest.mark.parametrize("model", ["sc", "lkmm"])
@pytest.mark.parametrize("solver", EACH)
@pytest.mark.parametrize("strategy", [*ALL, *MASKS], ids=lambda item: item.name)
def test_every_solver_decides_everything_alike(strategy: Strategy, solver: str, model: str) -> None:
    """All kinds and contexts."""
    assert not disputed(strategy, (), model, solver)


def evidence_of(name: str, prop: str, kind: str = "any", **what: str) -> tuple[Query, ...]:
    """The questions behind a verdict."""
    strategy, asked = strategy_named(name), property_named(prop)
    case = Case(strategy, SMALL, model=what.get("model", "sc"))
    verdict = case.decide(asked, (kind,))[kind]
    return evidence(strategy, asked, kind, SMALL, case.model, verdict)


def told(asked: tuple[Query, ...]) -> list[tuple[str, str]]:
    """Who is asked about, and what is expected."""
    return [(each.reader, each.expected) for each in asked]


def test_a_proof_rests_on_all_readers_and_on_the_twin() -> None:
    """A pass, an allocation by its essence, and that the proof means something."""
    asked = evidence_of("seqcount_everywhere", "respects_request")
    assert told(asked) == [("pass", "unsat"), ("essence", "unsat"), ("pass", "sat")]
    asked = evidence_of("seqcount_everywhere", "no_premature_oom")
    assert told(asked) == [("essence", "unsat"), ("essence", "sat")]
    asked = evidence_of("seqcount_everywhere", "terminates")
    assert told(asked) == [
        *(("settled", "unsat"), ("slow_path", "unsat")),
        *(("settled", "sat"), ("slow_path", "sat")),
    ]


def test_a_refutation_rests_on_one_question() -> None:
    """The reader that violates the property does."""
    assert told(evidence_of("in_place", "no_missed_zone")) == [("pass", "sat")]
    assert told(evidence_of("seqcount_everywhere", "no_deadlock", "interrupt")) == [
        ("interrupt", "sat")
    ]


def test_what_is_vacuous_has_a_twin_that_is_not_seen() -> None:
    """Nothing can happen there."""
    asked = evidence_of("list_all_zones", "no_missed_zone", "reorder")
    assert told(asked) == [("pass", "unsat"), ("pass", "unsat")]


def test_of_several_twins_nothing_is_expected_where_one_of_them_is_unsat() -> None:
    """Which of them it is, nobody has said."""
    strategy, prop = strategy_named("seqcount_everywhere"), property_named("terminates")
    verdict = Case(strategy, SMALL).decide(prop, ("any",))["any"]
    asked = evidence(strategy, prop, "any", SMALL, "sc", replace(verdict, word="VACUOUS"))
    assert told(asked)[2:] == [("settled", ""), ("slow_path", "")]


@each_solver
def test_the_essence_and_the_allocation_say_the_same_of_a_proof(solver: str) -> None:
    """What is proved without the fast path is so with it."""
    strategy, prop = strategy_named("seqcount_everywhere"), property_named("no_premature_oom")
    for reader in ("essence", "allocation"):
        text = smtlib(strategy, prop, "any", SMALL, "sc", reader)
        assert said(solver, text) is False


@pytest.mark.slow
@pytest.mark.parametrize("solver", EACH[1:2])
@pytest.mark.parametrize("strategy", [*ALL, *MASKS], ids=lambda item: item.name)
def test_no_proof_needs_the_essence(strategy: Strategy, solver: str) -> None:
    """Inside the default bounds, the whole allocation is asked what its essence was."""
    case = Case(strategy, Bounds())
    for prop in applicable(strategy):
        if "allocation" in prop.readers and case.decide(prop, ("any",))["any"].word == PROVED:
            text = smtlib(strategy, prop, "any", case.bounds, "sc", "allocation")
            assert said(solver, text) is False, prop.name


def test_the_reader_is_the_last_one_by_default() -> None:
    """The one that does the most."""
    prop = property_named("respects_request")
    asked = query(strategy_named("in_place"), prop, "any", SMALL, "sc")
    assert asked.reader == "allocation"
    told = replace(asked, expected="sat", because="if all is as the page says, REFUTED").text()
    assert told == smtlib(strategy_named("in_place"), prop, "any", SMALL, "sc")


def test_only_the_standard_is_used() -> None:
    """No command and no operator that a solver need not know."""
    for name, prop, model in (
        ("rwlock", "no_premature_oom", "lkmm"),
        ("mask_seqcount", "respects_request", "armv8"),
        ("append_copy", "sees_one_list", "tso"),
    ):
        text = smtlib(strategy_named(name), property_named(prop), "any", SMALL, model)
        code = "\n".join(line for line in text.splitlines() if not line.startswith(";"))
        code = re.sub(r"\|[^|]*\|", "x", code)
        heads = set(re.findall(r"\(\(_ \w+|(?<=\()[^\s()]+", code))
        assert heads <= STANDARD
        assert text.isascii()
        assert text.endswith("\n(check-sat)\n")


PROGRAM = """
import hashlib
from spec.export.smtlib import smtlib
from spec.instance import Bounds
from spec.page import property_named, strategy_named
for name, prop, model in (
    ("in_place", "no_missed_zone", "sc"), ("rwlock", "no_premature_oom", "lkmm"),
    ("mask_seqcount", "no_premature_oom", "armv8"), ("copy_swap_grace", "sees_one_list", "tso"),
):
    asked = strategy_named(name), property_named(prop)
    print(hashlib.sha256(smtlib(*asked, "any", Bounds(3, 2, 1), model).encode()).hexdigest())
"""


def test_the_same_question_is_the_same_bytes() -> None:
    """In one process and in another, whose sets and dicts hash otherwise."""
    printed = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1
    assert len({*printed.pop().split()}) == 4


@pytest.mark.parametrize(
    ("name", "prop", "kind", "model", "reader", "message"),
    [
        ("list_all_zones", "terminates", "any", "sc", "", "says nothing about list_all_zones"),
        ("in_place", "no_missed_zone", "task", "sc", "", "online, offline, reorder, any, not"),
        ("in_place", "no_missed_zone", "any", "x86", "", "the model is sc, tso, armv8, lkmm"),
        ("in_place", "no_missed_zone", "any", "sc", "allocation", "of the reader pass, not"),
        ("in_place", "no_missed_zone", "any", "sc", "essence", "of the reader pass, not"),
        ("in_place", "no_missed_zone", "any", "sc", "writer", "not 'writer'"),
    ],
)
def test_what_makes_no_sense_is_told(  # noqa: PLR0917 - one column each
    name: str, prop: str, kind: str, model: str, reader: str, message: str
) -> None:
    """A question that nobody asks is a usage error in one sentence."""
    with pytest.raises(UsageError, match=message):
        smtlib(strategy_named(name), property_named(prop), kind, SMALL, model, reader)
