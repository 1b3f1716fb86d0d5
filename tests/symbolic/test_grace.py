"""Grace periods and stopped machines under every model."""

from itertools import product

import pytest

from spec.events import WRITER, Section, Structure
from spec.grace import law, markers, places
from spec.litmus.decision import decide
from spec.litmus.oneline import parse
from spec.models import MODELS
from spec.relation import Execution
from spec.search.solver import Solver
from spec.term import Number, equal
from spec.vocabulary import Location

X, Y = Location("x"), Location("y")
LOCK, UNLOCK, SYNC = "rcu_read_lock();", "rcu_read_unlock();", "synchronize_rcu();"

each_model = pytest.mark.parametrize("model", MODELS)


def words(text: str) -> str:
    """The models under which the question has the answer yes."""
    return " ".join(model for model in MODELS if decide(parse(text), model).word == "sometimes")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                f"P0: {LOCK} r0 = READ_ONCE(x); r1 = READ_ONCE(y); {UNLOCK} | "
                f"P1: WRITE_ONCE(y, 1); {SYNC} WRITE_ONCE(x, 1); | exists (0:r0=1 /\\ 0:r1=0)"
            ),
            "",
        ),
        (
            (
                f"P0: r0 = READ_ONCE(x); {LOCK} r1 = READ_ONCE(y); {UNLOCK} | "
                f"P1: WRITE_ONCE(y, 1); {SYNC} WRITE_ONCE(x, 1); | exists (0:r0=1 /\\ 0:r1=0)"
            ),
            "",
        ),
        (
            (
                f"P0: r0 = READ_ONCE(x); r1 = READ_ONCE(y); {LOCK} {UNLOCK} | "
                f"P1: WRITE_ONCE(y, 1); {SYNC} WRITE_ONCE(x, 1); | exists (0:r0=1 /\\ 0:r1=0)"
            ),
            "armv8 lkmm",
        ),
        (
            (
                f"P0: {LOCK} r0 = READ_ONCE(x); {UNLOCK} r1 = READ_ONCE(y); | "
                f"P1: WRITE_ONCE(y, 1); {SYNC} WRITE_ONCE(x, 1); | exists (0:r0=1 /\\ 0:r1=0)"
            ),
            "",
        ),
        (
            (
                f"P0: {LOCK} r0 = READ_ONCE(x); WRITE_ONCE(y, 1); {UNLOCK} | "
                f"P1: {LOCK} r0 = READ_ONCE(y); WRITE_ONCE(z, 1); {UNLOCK} | "
                f"P2: r0 = READ_ONCE(z); {SYNC} WRITE_ONCE(x, 1); | "
                "exists (0:r0=1 /\\ 1:r0=1 /\\ 2:r0=1)"
            ),
            "armv8 lkmm",
        ),
        (
            (
                f"P0: {LOCK} r0 = READ_ONCE(x); WRITE_ONCE(y, 1); {UNLOCK} | "
                f"P1: {LOCK} r0 = READ_ONCE(y); WRITE_ONCE(z, 1); {UNLOCK} | "
                f"P2: r0 = READ_ONCE(z); {SYNC} {SYNC} WRITE_ONCE(x, 1); | "
                "exists (0:r0=1 /\\ 1:r0=1 /\\ 2:r0=1)"
            ),
            "",
        ),
        (f"P0: {LOCK} {SYNC} {UNLOCK} WRITE_ONCE(x, 1); | exists (x=1)", ""),
        (f"P0: {LOCK} {UNLOCK} {SYNC} WRITE_ONCE(x, 1); | exists (x=1)", " ".join(MODELS)),
    ],
    ids=[
        "one section",
        "a load before the section",
        "both loads before the section",
        "a load behind the section",
        "two sections beat one grace period",
        "two sections and two grace periods",
        "a grace period in a section",
        "a grace period behind a section",
    ],
)
def test_sections_and_grace_periods(text: str, expected: str) -> None:
    """As many grace periods as sections on a cycle forbid it (the paper's rule)."""
    assert words(text) == expected


def test_each_pair_of_section_and_grace_period_is_decided_once() -> None:
    """Either the section ends first, or the grace period begins first."""
    structure = Structure(initial={X: 0})
    begin, end = (structure.add(WRITER, f"synchronize_rcu {at}", True) for at in ("begin", "end"))
    structure.grace_periods.append((begin, end))
    for _ in range(2):
        lock, unlock = (structure.add(1, f"rcu_read_{at}", True) for at in ("lock", "unlock"))
        structure.sections.append(Section("rcu", lock, unlock))
    edges = [*law(Execution(structure))]
    assert [(a, b) for a, b, _ in edges] == [(3, 1), (0, 2), (5, 1), (0, 4)]
    found = [(a, b) for a, b, _ in markers(Execution(structure))]
    assert found == [(0, 1), (2, 3), (2, 4), (2, 5), (3, 5), (4, 5)]


def stopped(*, section: bool, order: tuple[Location, Location]) -> tuple[Structure, list[Number]]:
    """A machine that is stopped to store two words, and a reader of both."""
    structure = Structure(initial={X: 0, Y: 0})
    structure.stops[7] = True
    for location in (X, Y):
        structure.add(WRITER, "store", True, location=location, written=1, block=7)
    begin = structure.add(1, "preempt_disable", True) if section else None
    seen = [structure.load(1, "load", location, True).read for location in order]
    if begin is not None:
        end = structure.add(1, "preempt_enable", True)
        structure.sections.append(Section("preemption", begin, end))
    structure.close()
    return structure, seen


@each_model
@pytest.mark.parametrize("order", [(X, Y), (Y, X)])
@pytest.mark.parametrize("section", [False, True])
def test_a_stopped_machine_is_one_step_under_every_model(
    section: bool, order: tuple[Location, Location], model: str
) -> None:
    """Loads do not change places across it, and with preemption off it is not in between."""
    structure, seen = stopped(section=section, order=order)
    solver = Solver()
    solver.add(*structure.assumptions, *MODELS[model](Execution(structure)))
    found = {
        values
        for values in product((0, 1), repeat=2)
        if solver.check(*map(equal, seen, values)).satisfiable
    }
    assert found == {(0, 0), (1, 1)} | (set() if section else {(0, 1)})


def test_a_machine_stops_between_sections_only() -> None:
    """The events of a section with preemption off share a place."""
    structure = Structure(initial={X: 0})
    events = [structure.load(1, "load", X, True)]
    begin = structure.add(1, "preempt_disable", True)
    events += [structure.load(1, "load", X, True) for _ in range(2)]
    section = Section("preemption", begin, structure.add(1, "preempt_enable", True))
    events.append(structure.load(1, "load", X, True))
    found = places(structure.events, [section])
    before, first, second, after = (found[event.index] for event in events)
    assert before < first == second < after
