"""Second opinions: right verdicts are confirmed, planted ones are not."""

import shlex
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import pytest
from z3 import z3core

from spec.errors import DisagreementError, UsageError
from spec.export.__main__ import main as export
from spec.instance import Bounds
from spec.opinion import confirm, solvers
from spec.page import applicable, property_named, strategy_named
from spec.properties import Property
from spec.search.question import Case
from spec.term import equal
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Verdict

SMALL = Bounds(2, 1, 1)

INSTALLED = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(find_spec(name) is None, reason=f"{name} is not installed"),
    )
    for name in solvers.SOLVERS
]


@pytest.fixture
def saying(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A second solver that is made up: it answers as told, and keeps what it was asked."""

    def arrange(*answers: str) -> list[str]:
        asked: list[str] = []
        waiting = iter(answers)

        def answer(text: str, _timeout: int) -> str:
            asked.append(text)
            return next(waiting)

        monkeypatch.setattr(solvers, "SOLVERS", {"oracle": answer})
        monkeypatch.setattr(solvers, "find_spec", lambda name: name)
        monkeypatch.setattr(solvers, "version", lambda _name: "1.0")
        return asked

    return arrange


def case_of(name: str, model: str = "sc", bounds: Bounds = SMALL) -> Case:
    """Everything about one strategy."""
    return Case(strategy_named(name), bounds, model=model)


def claimed(word: str, reader: str = "") -> Verdict:
    """A verdict that nobody came to."""
    return Verdict(word, SMALL, reader=reader)


@pytest.mark.parametrize("solver", INSTALLED)
@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("in_place", "sc"),
        ("list_all_zones", "sc"),
        ("seqcount_slow_path", "sc"),
        ("mask_union", "sc"),
        ("copy_swap", "lkmm"),
    ],
)
def test_every_verdict_is_confirmed(name: str, model: str, solver: str) -> None:
    """Proofs by the solver, refutations by a replay, and nothing is left."""
    case = case_of(name, model)
    for prop in applicable(case.strategy):
        verdicts = case.decide(prop)
        second = confirm(case, prop, verdicts, solver)
        assert {kind: who == "replay" for kind, who in second.items()} == {
            kind: verdict.word == REFUTED for kind, verdict in verdicts.items()
        }
        assert {who for who in second.values() if who != "replay"} <= {solvers.called(solver)}


@pytest.mark.parametrize("solver", INSTALLED)
@pytest.mark.parametrize(
    ("name", "prop", "kind", "claim", "ours", "theirs"),
    [
        ("in_place", "no_missed_zone", "online", PROVED, "there is no violation", "there is one"),
        (
            *("seqcount_everywhere", "no_missed_zone", "any", REFUTED),
            *("there is a violation", "there is none"),
        ),
        ("list_all_zones", "no_missed_zone", "reorder", PROVED, "it can happen that", "it cannot"),
        ("rwlock", "no_missed_zone", "any", VACUOUS, "it cannot happen that", "it can"),
        ("rwlock", "no_deadlock", "interrupt", PROVED, "there is no violation", "there is one"),
    ],
)
def test_a_wrong_verdict_is_a_disagreement(  # noqa: PLR0917 - one column each
    name: str, prop: str, kind: str, claim: str, ours: str, theirs: str, solver: str
) -> None:
    """Whoever is wrong: both opinions are told, and how to ask a third."""
    case, asked = case_of(name), property_named(prop)
    with pytest.raises(DisagreementError) as caught:
        confirm(case, asked, {kind: claimed(claim, "pass")}, solver)
    message = str(caught.value)
    assert f"says that {ours}" in message
    assert f"{solvers.called(solver)} that {theirs}" in message
    command = message.partition("what python -m spec.export ")[2].removesuffix(" writes")
    assert export(shlex.split(command)) == 0


@pytest.mark.parametrize("solver", INSTALLED)
@pytest.mark.parametrize(
    ("right", "wrong"),
    [("Z3_mk_bvule", "Z3_mk_bvult"), ("Z3_mk_or", "Z3_mk_and")],
)
@pytest.mark.parametrize(
    ("name", "prop"), [("seqcount_everywhere", "no_missed_zone"), ("in_place", "no_double_visit")]
)
def test_a_bug_on_the_way_to_the_solver_is_noticed(  # noqa: PLR0917 - one column each
    name: str, prop: str, right: str, wrong: str, solver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text does not go that way: a term that is lowered wrongly is written rightly."""
    asked = property_named(prop)
    with monkeypatch.context() as planted:
        planted.setattr(z3core, right, getattr(z3core, wrong))
        case = case_of(name)
        verdicts = case.decide(asked, ("online",))
    assert verdicts["online"].word != case_of(name).decide(asked, ("online",))["online"].word
    with pytest.raises(DisagreementError):
        confirm(case, asked, verdicts, solver)


def test_a_violation_that_the_replay_does_not_show() -> None:
    """Found by the search and not seen by who runs it: the scenario is told."""
    honest = property_named("no_missed_zone")

    def only_in_terms(instance: Any, run: Any) -> Any:
        return honest.violated(instance, run) if instance.symbolic else False

    prop = replace(honest, violated=only_in_terms)
    with pytest.raises(DisagreementError, match="does not violate no_missed_zone; please report"):
        confirm(case_of("in_place"), prop, {"any": claimed(REFUTED, "pass")}, "")


def both(case: Case, name: str, kind: str = "any") -> tuple[Property, dict[str, Verdict]]:
    """A property, and the verdict on it."""
    prop = property_named(name)
    return prop, case.decide(prop, (kind,))


def test_who_gives_up_has_no_opinion(saying: Any) -> None:
    """An empty name, and no disagreement."""
    case = case_of("seqcount_everywhere")
    prop, verdicts = both(case, "no_missed_zone")
    saying("unknown")
    assert confirm(case, prop, verdicts, "oracle") == {"any": ""}
    saying("unsat", "unknown")
    assert confirm(case, prop, verdicts, "oracle") == {"any": ""}
    saying("unsat", "sat")
    assert confirm(case, prop, verdicts, "oracle") == {"any": "oracle 1.0"}


def test_what_is_undecided_is_not_asked(saying: Any) -> None:
    """There is nothing to confirm."""
    asked = saying()
    case, prop = case_of("in_place"), property_named("no_missed_zone")
    assert confirm(case, prop, {"any": claimed(UNDECIDED)}, "oracle") == {"any": ""}
    assert not asked


def test_a_proof_for_any_rebuild_is_one_for_each_kind(saying: Any) -> None:
    """The violation is asked for once, and what makes the proof mean something for each kind."""
    asked = saying("unsat", "sat", "sat", "sat", "sat")
    case, prop = case_of("seqcount_everywhere"), property_named("no_missed_zone")
    second = confirm(case, prop, case.decide(prop), "oracle")
    assert set(second.values()) == {"oracle 1.0"}
    assert len(asked) == 5


def test_a_question_that_was_given_up_is_not_asked_again(saying: Any) -> None:
    """Of any rebuild, first for all kinds and then for itself."""
    case = case_of("seqcount_everywhere")
    prop, verdicts = both(case, "no_missed_zone")
    asked = saying("unknown")
    assert confirm(case, prop, verdicts, "oracle") == {"any": ""}
    assert len(asked) == 1


def test_a_disagreement_names_the_page(saying: Any) -> None:
    """Without it the command would be about a strategy that nobody knows."""
    case = case_of("seqcount_everywhere")
    prop, verdicts = both(case, "no_missed_zone")
    saying("sat")
    with pytest.raises(DisagreementError, match=r"spec.export smtlib --page 'my page.py' seqcount"):
        confirm(case, prop, verdicts, "oracle", page="my page.py")


def test_what_the_essence_does_not_prove_is_asked_of_the_allocation(saying: Any) -> None:
    """A violation without the fast path may be none with it; one of the allocation is."""
    case = case_of("seqcount_everywhere")
    prop, verdicts = both(case, "no_premature_oom")
    asked = saying("sat", "unsat", "sat")
    assert confirm(case, prop, verdicts, "oracle") == {"any": "oracle 1.0"}
    assert ["--reader allocation" in text for text in asked] == [False, True, False]
    saying("sat", "sat")
    with pytest.raises(DisagreementError, match="no_premature_oom-any-sc-allocation"):
        confirm(case, prop, verdicts, "oracle")


def test_a_refutation_that_takes_two_readers_goes_to_the_solver(saying: Any) -> None:
    """No schedule of one reader shows it, so the question does."""
    case, prop = case_of("seqcount_everywhere"), property_named("no_missed_zone")
    saying("sat")
    told = {"any": claimed(REFUTED, "pass")}
    assert confirm(case, prop, told, "oracle") == {"any": "oracle 1.0"}
    saying("unknown")
    assert confirm(case, prop, told, "oracle") == {"any": ""}


def test_instances_stay_confined(saying: Any) -> None:
    """What was proved of some instances is asked of these and no others."""
    case = case_of("in_place")
    case.within = lambda instance: equal(instance.used, 0)
    prop, verdicts = both(case, "no_missed_zone")
    assert verdicts["any"].word == VACUOUS
    asked = saying("unsat", "unsat")
    assert confirm(case, prop, verdicts, "oracle") == {"any": "oracle 1.0"}
    assert all("(assert (= rebuilds (_ bv0 1)))" in text for text in asked)


def test_without_a_second_solver_nothing_is_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told at once, refutations included."""
    monkeypatch.setattr(solvers, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match="cross-check"):
        confirm(case_of("in_place"), property_named("no_missed_zone"), {})
