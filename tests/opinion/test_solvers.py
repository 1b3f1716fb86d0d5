"""Which second solver is asked, and what is said where there is none."""

import signal
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec

import pytest

from spec.errors import DisagreementError, UsageError
from spec.opinion import solvers

INSTALLED = [name for name in solvers.SOLVERS if find_spec(name) is not None]


def installed(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Only these packages are there."""
    monkeypatch.setattr(solvers, "find_spec", lambda name: name if name in names else None)


@pytest.mark.parametrize(
    ("names", "expected"),
    [(("cvc5", "bitwuzla"), "bitwuzla"), (("bitwuzla",), "bitwuzla"), (("cvc5",), "cvc5")],
)
def test_the_fastest_that_is_installed_is_asked(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], expected: str
) -> None:
    """Unless another is named."""
    installed(monkeypatch, *names)
    assert solvers.chosen() == expected
    assert [solvers.chosen(name) for name in names] == [*names]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("", "--cross-check needs bitwuzla or cvc5, which is not installed: pip install "),
        ("cvc5", "--cross-check needs cvc5, which is not installed: pip install "),
    ],
)
def test_a_missing_solver_is_told_with_the_extra_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, asked: str, message: str
) -> None:
    """One sentence, and what to type."""
    installed(monkeypatch)
    with pytest.raises(UsageError) as caught:
        solvers.chosen(asked)
    assert str(caught.value) == message + "'zonelist-spec[cross-check]'"


def test_a_solver_that_nobody_knows() -> None:
    """Only those whose answers are understood are asked."""
    with pytest.raises(UsageError, match="asked of bitwuzla or cvc5, not of 'minisat'"):
        solvers.chosen("minisat")


@pytest.mark.parametrize("said", ['(error "no such logic")', "", "SAT"])
def test_what_is_no_answer_is_no_silence(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reply is told, whatever it is."""
    monkeypatch.setattr(solvers, "SOLVERS", {"oracle": lambda _text, _timeout: said})
    monkeypatch.setattr(solvers, "version", lambda _name: "1.0")
    with pytest.raises(DisagreementError) as caught:
        solvers.answer("oracle", "(check-sat)")
    assert f"oracle 1.0 was asked a question and said {said!r}" in str(caught.value)


STUCK = """
from threading import Lock
from spec.opinion import solvers
held = Lock()
held.acquire()
solvers.SOLVERS = {"oracle": lambda _text, _timeout: held.acquire()}
solvers.answer("oracle", "(check-sat)", timeout=1, lethal=True)
"""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no timers here")
def test_a_solver_that_never_stops_takes_its_process_along() -> None:
    """Where that is allowed, as a worker is replaced."""
    done = subprocess.run([sys.executable, "-c", STUCK], check=False)
    assert done.returncode == -signal.SIGALRM


HOLES = 12


def pigeons() -> str:
    """More pigeons than holes: short to write, and beyond any solver that resolves clauses."""
    lines = ["(set-logic QF_BV)"]
    names = [[f"p{bird}_{hole}" for hole in range(HOLES)] for bird in range(HOLES + 1)]
    lines += [f"(declare-const {name} Bool)" for row in names for name in row]
    lines += [f"(assert (or {' '.join(row)}))" for row in names]
    lines += [
        f"(assert (not (and {names[one][hole]} {names[two][hole]})))"
        for hole in range(HOLES)
        for one in range(HOLES + 1)
        for two in range(one)
    ]
    return "\n".join([*lines, "(check-sat)"])


@pytest.mark.parametrize("name", INSTALLED or [pytest.param("", marks=pytest.mark.skip("none"))])
def test_answers(name: str) -> None:
    """Yes, no, and none in time."""
    text = "(set-logic QF_BV)(declare-const p Bool)(assert p)"
    assert solvers.answer(name, text + "(check-sat)") is True
    assert solvers.answer(name, text + "(assert (not p))(check-sat)") is False
    assert solvers.answer(name, pigeons(), timeout=1) is None
    assert solvers.called(name) == f"{name} {version(name)}"
