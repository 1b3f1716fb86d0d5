"""Verdicts in words, as JSON, and what they mean for the exit code."""

from collections.abc import Mapping

import pytest

from spec.litmus import oneline
from spec.litmus.answer import Answer, Count
from spec.litmus.decision import Decision

from .drawings import message_passing

YES = Decision("tso", "sometimes", graph=message_passing(), final={"1:r0": 1, "x": 0})
NO = Decision("sc", "never")
LATE = Decision("lkmm", "undecided", "timeout")
RACY = Decision("lkmm", "never", flags=("data-race",))

PICTURE = """\
  P0                      | P1
  WRITE_ONCE(x, 1)        | smp_load_acquire(y) -> 1
  smp_wmb()               | *x -> 0
  smp_store_release(y, 1) |
  P1's smp_load_acquire(y) -> 1 reads from P0's smp_store_release(y, 1)
  P1's *x -> 0                  reads from initial value 0
  final state: 1:r0=1 x=0"""


def answer(
    *decisions: Decision, expected: Mapping[str, str] | None = None, quantifier: str = "exists"
) -> Answer:
    """An answer to the test T."""
    program = oneline.parse(f"P0: WRITE_ONCE(x, 1); | {quantifier} (x=1)", "T")
    return Answer("T", program, decisions, expected or {})


def test_a_row_is_one_line() -> None:
    """A verdict that is not as expected has a mark, and so has the end of the line."""
    assert answer(NO, YES).line() == "T  sc=never  tso=sometimes"
    expected = {"sc": "never", "tso": "never", "lkmm": "never"}
    assert answer(NO, YES, LATE, expected=expected).line() == (
        "T  sc=never  tso=sometimes!  lkmm=undecided  expected tso=never  (lkmm: timeout)"
    )
    assert answer().line() == "T  nothing is asked"


def test_a_program_has_a_verdict_for_each_model_and_executions() -> None:
    """Unless one wants it quiet."""
    told = answer(NO, YES, RACY, LATE)
    assert told.story(quiet=True) == (
        "sc: never\ntso: sometimes\nlkmm: never, data-race\nlkmm: undecided (timeout)"
    )
    assert told.story() == (
        f"sc: never\ntso: sometimes\n{PICTURE}\nlkmm: never, data-race\nlkmm: undecided (timeout)"
    )


@pytest.mark.parametrize(
    ("quantifier", "word"),
    [("exists", "Allowed"), ("~exists", "Forbidden"), ("forall", "Required")],
)
def test_a_kernel_test_is_told_as_the_kernels_tools_do(quantifier: str, word: str) -> None:
    """Test, observation, flags."""
    assert answer(RACY, quantifier=quantifier).observation() == (
        f"Test T {word}\nObservation T Never\nFlag data-race"
    )


def test_a_kernel_test_under_other_models_names_them() -> None:
    """And what the file expects of the kernel's own."""
    told = answer(NO, RACY, expected={"lkmm": "sometimes"})
    assert told.observation(quiet=True) == (
        "Test T Allowed\nModel sc\nObservation T Never\n"
        "Model lkmm\nObservation T Never\nFlag data-race\nThe file expects Sometimes!"
    )
    assert PICTURE in answer(YES).observation()


def test_the_json_form_has_everything() -> None:
    """Also where nothing was expected."""
    found = answer(NO, YES, expected={"sc": "never"}).document()
    assert found["name"] == "T"
    assert found["models"]["sc"] == {
        "verdict": "never",
        "expected": "never",
        "reason": "",
        "flags": [],
        "final": {},
        "execution": None,
    }
    assert found["models"]["tso"]["expected"] is None
    assert found["models"]["tso"]["final"] == {"1:r0": 1, "x": 0}
    assert found["models"]["tso"]["execution"]["threads"]["P1"] == [
        "smp_load_acquire(y) -> 1",
        "*x -> 0",
    ]


def test_counts() -> None:
    """A verdict without an expectation is neither an agreement nor a disagreement."""
    count = Count()
    count.add(answer(NO, YES, expected={"sc": "never"}))
    assert (count.line(), count.exit_code()) == ("1 rows, 1 agreements, 0 disagreements", 0)
    count.add(answer(LATE, expected={"lkmm": "never"}))
    assert (count.line(), count.exit_code()) == (
        "2 rows, 1 agreements, 0 disagreements, 1 undecided",
        4,
    )
    count.add(answer(NO, expected={"sc": "always"}))
    count.broken.append("one")
    assert (count.line(), count.exit_code()) == (
        "3 rows, 1 agreements, 1 disagreements, 1 undecided, 1 rows not understood",
        1,
    )


@pytest.mark.parametrize(
    ("codes", "worst"),
    [({6}, 6), ({6, 4}, 4), ({6, 4, 1}, 1), ({1, 2}, 2), ({2, 3}, 3), ({3, 130}, 130)],
)
def test_the_exit_code_is_the_worst(codes: set[int], worst: int) -> None:
    """A skipped file matters least."""
    assert Count(answers=1, codes=codes).exit_code() == worst


def test_nothing_to_decide_has_its_own_exit_code() -> None:
    """Unless something could not be understood."""
    assert Count().exit_code() == 5
    assert Count(codes={2}).exit_code() == 2
