"""Solvers beside the prover's own: they get a question as text, as anybody's solver would.

Both packages are optional. Nothing but the text leads from the prover to them.
"""

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from spec.errors import DisagreementError, UsageError

EXTRA = "pip install 'zonelist-spec[cross-check]'"


def _bitwuzla(text: str, timeout: int) -> str:
    package: Any = import_module("bitwuzla")
    options = package.Options()
    if timeout:
        options.set(package.Option.TIME_LIMIT_PER, timeout)
    parser = package.Parser(package.TermManager(), options)
    parser.parse(text, parse_only=True, parse_file=False)
    return str(parser.bitwuzla().check_sat())


def _cvc5(text: str, timeout: int) -> str:
    package: Any = import_module("cvc5")
    solver = package.Solver(package.TermManager())
    solver.setOption("bitblast", "eager")  # a hundred times as fast on these questions
    if timeout:
        solver.setOption("tlimit-per", str(timeout))
    parser = package.InputParser(solver)
    parser.setStringInput(package.InputLanguage.SMT_LIB_2_6, text, "question")
    answer = ""
    while not (command := parser.nextCommand()).isNull():
        answer = command.invoke(solver, parser.getSymbolManager()).strip() or answer
    return answer


SOLVERS: Mapping[str, Callable[[str, int], str]] = {"bitwuzla": _bitwuzla, "cvc5": _cvc5}
"""What asks each solver, the fastest at these questions first."""


ANSWERS: Mapping[str, bool | None] = {"sat": True, "unsat": False, "unknown": None}
"""What a solver may say."""


def chosen(name: str = "") -> str:
    """The solver of this name, or the first that is installed.

    Raises:
        UsageError: there is no such solver, it is not installed, or none is.
    """
    if name and name not in SOLVERS:
        raise UsageError(f"a second opinion is asked of {' or '.join(SOLVERS)}, not of {name!r}")
    for each in (name,) if name else SOLVERS:
        if find_spec(each) is not None:
            return each
    raise UsageError(
        f"--cross-check needs {name or ' or '.join(SOLVERS)}, which is not installed: {EXTRA}"
    )


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """End the process after so long; a solver lets no thread of ours run meanwhile, to do that."""
    if not seconds or not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def called(name: str) -> str:
    """The solver's name with its version."""
    return f"{name} {version(name)}"


def answer(name: str, text: str, timeout: int = 0, *, lethal: bool = False) -> bool | None:
    """Whether a question is satisfiable; None if the solver gives up.

    Args:
        name: of one of ``SOLVERS`` that is installed.
        text: the question in SMT-LIB 2.
        timeout: milliseconds, 0 for no limit.
        lethal: a solver that ignores its time-out ends the process, by ``SIGALRM``.

    Raises:
        DisagreementError: the solver does not understand the question.
    """
    with _alarm(3 * timeout / 1000 + 1 if timeout and lethal else 0):
        said = SOLVERS[name](text, timeout)
    word = said.partition(" ")[0]  # as in "unknown (TIMEOUT)"
    if word not in ANSWERS:
        raise DisagreementError(
            f"{called(name)} was asked a question and said {said!r}, which is none of "
            f"{', '.join(ANSWERS)}"
        )
    return ANSWERS[word]
