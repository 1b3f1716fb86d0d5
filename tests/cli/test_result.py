"""The result that every report is rendered from."""

from spec.instance import Bounds
from spec.page import strategy_named
from spec.result import Result
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Verdict

BOUNDS = Bounds(4, 2, 2, 1)
IN_PLACE = strategy_named("in_place")


def _result(words: dict[str, str], prop: str = "no_missed_zone") -> Result:
    result = Result(BOUNDS, ("sc",), "z3")
    result.add(IN_PLACE, prop, {kind: Verdict(word, BOUNDS) for kind, word in words.items()})
    return result


def test_as_expected_is_0() -> None:
    """Nothing differs and nothing is open."""
    result = _result({"online": REFUTED, "any": REFUTED})
    assert result.exit_code() == 0
    assert list(result.unexpected()) == []


def test_a_difference_is_1_even_beside_something_undecided() -> None:
    """What is known to be wrong comes before what is not known."""
    result = _result({"online": PROVED, "any": UNDECIDED})
    assert result.exit_code() == 1
    assert [item.kind for item in result.unexpected()] == ["online"]


def test_undecided_is_4_and_never_unexpected() -> None:
    """A question that was given up differs from nothing."""
    result = _result({"online": REFUTED, "any": UNDECIDED})
    assert result.exit_code() == 4
    assert list(result.unexpected()) == []


def test_an_interrupt_is_130_whatever_was_decided() -> None:
    """An interrupted run has not seen everything."""
    result = _result({"online": PROVED})
    result.interrupted = True
    assert result.exit_code() == 130


def test_totals_count_each_decision_once() -> None:
    """An unexpected verdict is counted as such and not under its word."""
    result = _result({"online": PROVED, "offline": REFUTED, "reorder": VACUOUS, "any": UNDECIDED})
    assert result.totals() == (
        "0 proved, 1 refuted as expected, 0 vacuous as expected, 2 unexpected, 1 undecided"
    )


def test_properties_stand_in_their_usual_order() -> None:
    """Whatever was decided first."""
    result = _result({"any": REFUTED}, "sees_one_list")
    result.add(IN_PLACE, "no_missed_zone", {"any": Verdict(REFUTED, BOUNDS)})
    assert result.properties() == ["no_missed_zone", "sees_one_list"]
    assert result.strategies() == ["in_place"]


def test_the_document_is_made_of_plain_values() -> None:
    """Verdicts by strategy, property and kind, with the bounds they belong to."""
    result = _result({"any": REFUTED})
    result.build_seconds, result.solve_seconds = 0.12345, 2.0
    document = result.document()
    assert document["seconds"] == {"build": 0.123, "solve": 2.0}
    assert document["bounds"]["zones"] == 4
    told = document["verdicts"]["sc"]["in_place"]["no_missed_zone"]["any"]
    assert (told["verdict"], told["expected"], told["readers"]) == (REFUTED, REFUTED, 1)
