"""Questions: every verdict has its word, its bounds and its reason."""

import pytest

from spec.instance import KINDS, Bounds
from spec.page import applicable
from spec.properties import PROPERTIES, by_name
from spec.search.question import Case
from spec.search.solver import Answer, Budget
from spec.strategies import ALL
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS
from spec.vocabulary import Strategy

PAGES = {strategy.name: strategy for strategy in ALL}
SMALL = Bounds(zones=2, rebuilds=1, tries=1)

each_page = pytest.mark.parametrize("strategy", ALL, ids=lambda strategy: strategy.name)


def words(strategy: Strategy, prop: str, **what: object) -> dict[str, str]:
    """The words for all kinds."""
    case = Case(strategy, SMALL, **what)  # type: ignore[arg-type]
    return {kind: verdict.word for kind, verdict in case.decide(by_name(prop)).items()}


@pytest.mark.parametrize(
    "prop", [prop.name for prop in PROPERTIES if prop.applies(PAGES["list_all_zones"])]
)
def test_a_proof_about_nothing_is_vacuous(prop: str) -> None:
    """No list of list_all_zones is ever reordered, so nothing is proved about it."""
    found = words(PAGES["list_all_zones"], prop)
    assert found["reorder"] == VACUOUS
    assert found["any"] == PROVED


def test_a_vacuous_verdict_says_what_is_never_seen() -> None:
    """The reason names the event that would make the proof mean something."""
    case = Case(PAGES["list_all_zones"], SMALL)
    verdicts = case.decide(by_name("no_missed_zone"))
    assert verdicts["reorder"].reason == "never seen: a pass completed after a rebuild"
    assert verdicts["online"].reason == "seen: a pass completed after a rebuild"


@each_page
def test_a_question_that_costs_too_much_is_undecided(strategy: Strategy) -> None:
    """A budget that is used up proves and refutes nothing."""
    case = Case(strategy, Bounds(2, 2, 1), Budget(rlimit=1))
    for verdict in case.decide(by_name("no_missed_zone")).values():
        assert verdict.word == UNDECIDED
        assert verdict.reason


NO, YES, GIVEN_UP = (Answer(satisfiable=found) for found in (False, True, None))


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"online": NO, "offline": NO, "reorder": NO}, UNDECIDED),
        ({"online": NO, "offline": NO, "reorder": GIVEN_UP}, UNDECIDED),
        ({"online": YES, "offline": NO, "reorder": GIVEN_UP}, REFUTED),
    ],
)
def test_a_mix_of_kinds_is_no_safer_than_its_own_answer(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, Answer], word: str
) -> None:
    """Where the solver gives up on all kinds together, proofs of each are none of the mix."""
    given = told | {"any": GIVEN_UP}
    monkeypatch.setattr(Case, "_ask", lambda _case, _prop, kind: (given[kind], "pass"))
    assert words(PAGES["in_place"], "no_missed_zone")["any"] == word


@pytest.mark.parametrize("rlimit", [15_000, 30_000, 60_000, 120_000])
@pytest.mark.parametrize("name", ["copy_swap_grace_cached", "append_copy_grace", "list_all_zones"])
def test_what_a_budget_leaves_decided_is_right(name: str, rlimit: int) -> None:
    """However much is given up, the rest is as without a limit."""
    free, short = (
        Case(PAGES[name], Bounds(2, 2, 1), budget) for budget in (Budget(), Budget(rlimit))
    )
    for prop in applicable(PAGES[name]):
        for kind, verdict in short.decide(prop).items():
            assert verdict.word in (UNDECIDED, free.decide(prop)[kind].word), (prop.name, kind)


@each_page
def test_verdicts_do_not_depend_on_the_seed(strategy: Strategy) -> None:
    """The solver's luck changes no word."""
    name = "no_premature_oom_last_look"
    assert words(strategy, name, seed=0) == words(strategy, name, seed=5)


def test_a_verdict_knows_its_bounds_and_its_reader() -> None:
    """The bounds say how many readers there were; a refutation says which reader it is about."""
    case = Case(PAGES["in_place"], SMALL)
    verdict = case.decide(by_name("no_missed_zone"))["any"]
    assert (verdict.word, verdict.reader) == (REFUTED, "pass")
    assert verdict.bounds == Bounds(2, 1, 1, 1)
    verdict = case.decide(by_name("no_premature_oom"))["any"]
    assert (verdict.word, verdict.reader) == (REFUTED, "allocation")
    assert Case(PAGES["rwlock"], SMALL).bounds.readers == 2
    assert Case(PAGES["rwlock"], Bounds(2, 1, 1, 1)).bounds.readers == 1


def test_only_the_kinds_asked_for_are_decided() -> None:
    """One kind alone has the verdict it has among all."""
    prop = by_name("sees_one_list")
    everything = Case(PAGES["stop_machine_preempt"], SMALL).decide(prop)
    for kind in KINDS:
        alone = Case(PAGES["stop_machine_preempt"], SMALL).decide(prop, (kind,))
        assert alone == {kind: everything[kind]}


@pytest.mark.slow
@each_page
def test_more_rebuilds_refute_no_less(strategy: Strategy) -> None:
    """A violation inside some bounds is inside larger ones."""
    small, large = Case(strategy, SMALL), Case(strategy, Bounds(2, 2, 1))
    for prop in PROPERTIES:
        if prop.applies(strategy):
            more = large.decide(prop)
            for kind, verdict in small.decide(prop).items():
                assert verdict.word != REFUTED or more[kind].word == REFUTED


def test_time_is_accounted_for() -> None:
    """Building and solving are told apart."""
    case = Case(PAGES["in_place"], SMALL)
    assert case.build_seconds == case.solve_seconds == 0
    case.decide(by_name("no_missed_zone"))
    assert case.build_seconds > 0
    assert case.solve_seconds > 0
