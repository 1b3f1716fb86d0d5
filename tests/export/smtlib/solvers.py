"""Solvers that read SMT-LIB 2 by themselves: all that are installed."""

from importlib.util import find_spec

import pytest
import z3

from spec.opinion.solvers import SOLVERS, answer


def z3_reads(text: str) -> bool | None:
    """What Z3 makes of a text: its own parser and its general solver, not the finite-domain one."""
    solver = z3.Solver(ctx=z3.Context())
    solver.from_string(text)
    return {"sat": True, "unsat": False}.get(str(solver.check()))


def said(name: str, text: str) -> bool | None:
    """Whether this solver finds the text satisfiable."""
    return z3_reads(text) if name == "z3" else answer(name, text)


NAMES = ("z3", *SOLVERS)

EACH = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(find_spec(name) is None, reason=f"{name} is not installed"),
    )
    for name in NAMES
]

each_solver = pytest.mark.parametrize("solver", EACH)
