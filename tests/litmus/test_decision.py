"""Decisions agree with an enumeration of all executions, on programs nobody chose.

``tests/axioms/enumeration.py`` goes through every execution and asks the literal axioms;
``spec.litmus.decision`` asks a solver. They share neither the unrolling nor the encoding.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import pytest

from spec import coherence
from spec.axioms.check import allowed, flags
from spec.errors import UsageError
from spec.litmus import decision, kernel_format
from spec.litmus.decision import MODELS, decide
from spec.litmus.oneline import parse
from spec.litmus.program import (
    Address,
    Constant,
    Contents,
    Expression,
    Operation,
    Program,
    Register,
)
from tests.axioms.enumeration import Execution, executions
from tests.axioms.expressions import addresses

from . import large
from .generated import program

State = tuple[tuple[Expression, Expression], ...]
"""What registers and locations hold in the end."""

MOST = 150
"""Programs with more candidate executions are left to the slow tests."""


@dataclass(frozen=True)
class Outcomes:
    """What the enumeration says of a program.

    Attributes:
        states: each final state of any candidate, with the models that allow it.
        races: whether the kernel's model warns of a data race.
    """

    states: dict[State, set[str]]
    races: bool

    def telling(self, most: int) -> list[State]:
        """States that tell models apart come first, then impossible ones, then the rest."""
        told = {0: 1, len(MODELS): 2}
        ranked = sorted(self.states, key=lambda state: told.get(len(self.states[state]), 0))
        return ranked[:most]


def outcomes(test: Program, most: int) -> Outcomes | None:
    """All final states; None if there are too many executions."""
    places = {number: name for name, number in addresses(test).items()}
    found = [*islice(executions(test), most + 1)]
    if len(found) > most:
        return None
    states: dict[State, set[str]] = {}
    races = False
    for one in found:
        fine = states.setdefault(state_of(one, places), set())
        for model in MODELS:
            racing = model == "lkmm" and test.plain and not races
            if (model not in fine or racing) and allowed(one.graph, model) is None:
                fine.add(model)
                races |= racing and "data-race" in flags(one.graph)
    return Outcomes(states, races)


def state_of(one: Execution, places: dict[int, str]) -> State:
    """The final state of an execution, with addresses by name."""

    def value(number: int) -> Expression:
        return Address(places[number]) if number in places else Constant(number)

    registers = [
        (Register(name, thread), value(number))
        for (thread, name), number in sorted(one.registers.items())
        if not name.startswith("<")
    ]
    memory = [(Contents(name), value(number)) for name, number in sorted(one.memory.items())]
    return (*registers, *memory)


def asking(test: Program, state: State) -> Program:
    """The test with the question whether it can end in this state."""
    condition: Expression = Constant(1)
    for name, value in state:
        condition = Operation("&&", (condition, Operation("==", (name, value))))
    return replace(test, condition=condition)


def agree(seed: int, *, plain: bool, executions_: int, states: int) -> bool:
    """Whether there was anything to compare; if there was, it agreed."""
    test = program(seed, plain_too=plain)
    found = outcomes(test, executions_)
    if found is None or test.plain != plain:
        return False
    for state in found.telling(states):
        for model in MODELS:
            decided = decide(asking(test, state), model)
            word = "sometimes" if model in found.states[state] else "never"
            assert decided.word == word, (seed, model, state)
            assert (decided.graph is None) == (word == "never")
            racing = model == "lkmm" and found.races
            assert ("data-race" in decided.flags) == racing, (seed, state)
    return True


SEEDS = range(54)
PLAIN = range(1000, 1024)


@pytest.mark.parametrize("part", range(6))
def test_random_programs_have_the_verdicts_of_the_enumeration(part: int) -> None:
    """All primitives, two or three threads: every model, the states that tell models apart."""
    compared = [agree(seed, plain=False, executions_=MOST, states=2) for seed in SEEDS[part::6]]
    assert sum(compared) >= len(compared) // 2


@pytest.mark.parametrize("part", range(2))
def test_random_programs_with_plain_accesses(part: int) -> None:
    """The same, and whether the kernel's model warns of a data race."""
    compared = [agree(seed, plain=True, executions_=40, states=2) for seed in PLAIN[part::2]]
    assert sum(compared) >= len(compared) // 3


def test_many_stores_are_ordered_in_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """By ranks, with the same answers."""
    monkeypatch.setattr(coherence, "FEW", 0)
    assert sum(agree(seed, plain=False, executions_=MOST, states=1) for seed in range(60, 70)) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("part", range(20))
def test_many_random_programs(part: int) -> None:
    """More programs, more states, more executions."""
    for seed in range(10_000 + part, 11_000, 20):
        agree(seed, plain=False, executions_=600, states=8)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_many_random_programs_with_plain_accesses(part: int) -> None:
    """The same for programs that the kernel's model would rather not see."""
    for seed in range(20_000 + part, 20_300, 10):
        agree(seed, plain=True, executions_=150, states=4)


def words(text: str) -> str:
    """The models under which the question of a line has the answer yes."""
    return " ".join(model for model in MODELS if decide(parse(text), model).word == "sometimes")


LINES = {
    "an update reads no value that its own thread has overwritten": (
        "P0: WRITE_ONCE(x, 2); r0 = xchg_relaxed(&x, 1); | exists (0:r0=0)",
        "",
    ),
    "the order of stores is the one that was found": (
        (
            "P0: atomic_add(1, &y); | P1: WRITE_ONCE(y, 1); r0 = READ_ONCE(y); | "
            "exists (1:r0=1 /\\ y=2)"
        ),
        "sc tso armv8 lkmm",
    ),
    "a cmpxchg that fails is a locked instruction all the same": (
        (
            "P0: WRITE_ONCE(x, 1); r0 = cmpxchg(&z, 1, 2); r1 = READ_ONCE(y); | "
            "P1: WRITE_ONCE(y, 1); smp_mb(); r0 = READ_ONCE(x); | exists (0:r1=0 /\\ 1:r0=0)"
        ),
        "armv8 lkmm",
    ),
    "a trylock that fails only looks": (
        (
            "P0: WRITE_ONCE(x, 1); r0 = spin_trylock(&s); r1 = READ_ONCE(y); | "
            "P1: spin_lock(&s); WRITE_ONCE(y, 1); smp_mb(); r0 = READ_ONCE(x); | "
            "exists (0:r0=0 /\\ 0:r1=0 /\\ 1:r0=0)"
        ),
        "tso armv8 lkmm",
    ),
    "a load after an update that failed stays after it": (
        (
            "P0: r0 = cmpxchg_relaxed(&x, 9, 1); r1 = READ_ONCE(y); | "
            "P1: WRITE_ONCE(y, 1); smp_wmb(); WRITE_ONCE(x, 1); | exists (0:r0=1 /\\ 0:r1=0)"
        ),
        "armv8 lkmm",
    ),
    "an acquire is not undone by one that fails": (
        (
            "P0: r0 = smp_load_acquire(x); r1 = cmpxchg_acquire(&z, 9, 1); r2 = READ_ONCE(y); | "
            "P1: WRITE_ONCE(y, 1); smp_wmb(); WRITE_ONCE(x, 1); | exists (0:r0=1 /\\ 0:r2=0)"
        ),
        "",
    ),
    "a grace period inside a section waits for itself": (
        (
            "P0: rcu_read_lock(); synchronize_rcu(); rcu_read_unlock(); WRITE_ONCE(x, 1); | "
            "exists (x=1)"
        ),
        "",
    ),
    "a section is no fence for what stands around it": (
        (
            "P0: WRITE_ONCE(x, 1); rcu_read_lock(); rcu_read_unlock(); r0 = READ_ONCE(y); | "
            "P1: WRITE_ONCE(y, 1); smp_mb(); r0 = READ_ONCE(x); | exists (0:r0=0 /\\ 1:r0=0)"
        ),
        "tso armv8 lkmm",
    ),
    "smp_mb__after_unlock_lock() alone is nothing on arm64 and x86": (
        (
            "P0: WRITE_ONCE(x, 1); smp_mb__after_unlock_lock(); r0 = READ_ONCE(y); | "
            "P1: WRITE_ONCE(y, 1); smp_mb(); r0 = READ_ONCE(x); | exists (0:r0=0 /\\ 1:r0=0)"
        ),
        "tso armv8 lkmm",
    ),
    "smp_rmb() does not order the load of an atomic that returns nothing": (
        (
            "P0: atomic_inc(&x); smp_rmb(); r0 = READ_ONCE(y); | "
            "P1: WRITE_ONCE(y, 1); smp_wmb(); r0 = xchg_release(&x, 5); | "
            "exists (x=6 /\\ 0:r0=0)"
        ),
        "armv8 lkmm",
    ),
    "an acquire may be satisfied before the store that is forwarded to it is seen": (
        (
            "P0: atomic_inc(&x); r0 = smp_load_acquire(x); WRITE_ONCE(y, 1); | "
            "P1: WRITE_ONCE(y, 2); smp_mb(); r0 = READ_ONCE(x); | "
            "exists (0:r0=1 /\\ 1:r0=0 /\\ y=2)"
        ),
        "armv8 lkmm",
    ),
    "what an update stores depends on what it loads, and no register is in between": (
        (
            "P0: atomic_inc(&x); smp_mb(); WRITE_ONCE(y, 1); | "
            "P1: atomic_inc(&y); r0 = READ_ONCE(y); WRITE_ONCE(x[r0 & 0], 5); | "
            "exists (1:r0=2 /\\ x=6)"
        ),
        "armv8",
    ),
    "what an update returns depends on what it adds": (
        (
            "P0: r0 = READ_ONCE(x); r1 = atomic_add_return_relaxed(r0, &z); "
            "r2 = READ_ONCE(y[r1 & 0]); | "
            "P1: WRITE_ONCE(y, 1); smp_wmb(); WRITE_ONCE(x, 1); | exists (0:r0=1 /\\ 0:r2=0)"
        ),
        "",
    ),
    "what a load returns depends on where it looked": (
        (
            "P0: r0 = READ_ONCE(x); r1 = z[r0 & 0]; r2 = READ_ONCE(y[r1 & 0]); | "
            "P1: WRITE_ONCE(y, 1); smp_wmb(); WRITE_ONCE(x, 1); | exists (0:r0=1 /\\ 0:r2=0)"
        ),
        "",
    ),
    "a machine keeps a dependency on a plain load": (
        (
            "P0: r0 = *x; r1 = READ_ONCE(y[r0 & 0]); | "
            "P1: WRITE_ONCE(y, 1); smp_mb(); WRITE_ONCE(x, 1); | exists (0:r0=1 /\\ 0:r1=0)"
        ),
        "lkmm",
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_what_a_disagreement_once_taught(name: str) -> None:
    """Small programs on which the search and the axioms once disagreed, or easily could."""
    text, expected = LINES[name]
    assert words(text) == expected


def test_always_is_told_from_sometimes_where_it_is_asked() -> None:
    """Only then; the second question costs as much as the first."""
    always = parse("P0: r0 = READ_ONCE(x); | forall (0:r0=0)")
    assert decide(always, "sc", both=True).word == "always"
    assert decide(always, "sc").word == "sometimes"
    maybe = parse("P0: r0 = READ_ONCE(x); | P1: WRITE_ONCE(x, 1); | exists (0:r0=0)")
    assert decide(maybe, "sc", both=True).word == "sometimes"


def test_a_filter_leaves_executions_out() -> None:
    """What does not satisfy it is not looked at."""
    test = parse("P0: r0 = READ_ONCE(x); | P1: WRITE_ONCE(x, 1); | exists (0:r0=0)")
    assert decide(test, "lkmm").word == "sometimes"
    seen = Operation("==", (Register("r0", 0), Constant(1)))
    assert decide(replace(test, filter=seen), "lkmm").word == "never"


def test_a_decision_shows_its_execution() -> None:
    """Nodes, values and who read from whom; negative numbers are C ints."""
    test = parse("P0: WRITE_ONCE(x, 0 - 1); | P1: r0 = READ_ONCE(x); | exists (1:r0 < 0)")
    decided = decide(test, "armv8")
    assert decided.final == {"1:r0": -1}
    assert decided.graph is not None
    assert [(node.thread, node.kind) for node in decided.graph.nodes] == [
        (-1, "W"),
        (0, "W"),
        (1, "R"),
    ]
    assert decided.graph.rf == {2: 1}
    assert decided.graph.co == {"x": [0, 1]}
    assert allowed(decided.graph, "armv8") is None


def test_the_order_of_many_stores_is_shown_as_it_is() -> None:
    """Whatever order the question asks for."""
    text = (
        "P0: WRITE_ONCE(x, 1); | P1: WRITE_ONCE(x, 2); | P2: WRITE_ONCE(x, 3); | "
        "P3: r0 = READ_ONCE(x); r1 = READ_ONCE(x); | exists (3:r0={} /\\ 3:r1={} /\\ x={})"
    )
    for order in ((1, 2, 3), (3, 2, 1), (2, 3, 1), (3, 1, 2)):
        decided = decide(parse(text.format(*order)), "sc")
        assert decided.graph is not None
        shown = [decided.graph.nodes[at].value for at in decided.graph.co["x"]]
        assert shown == [0, *order]


LARGE = {
    "two writers and two readers": (large.seqlock(2, 2), ""),
    "no barrier before the second look": (large.seqlock(2, 2, rmb=""), "armv8 lkmm"),
    "three writers and three readers": (large.seqlock(3, 3), ""),
    "two writers and four readers": (large.seqlock(2, 4), ""),
    "four increments of two words": (large.counters(4), ""),
    "five exchanges": (large.exchanges(5), ""),
    "four readers and four grace periods": (large.grace_periods(4), ""),
    "the same without sections": (large.grace_periods(4, section=False), "armv8 lkmm"),
    "a ring of six with barriers": (large.ring(6, "smp_mb();"), ""),
    "a ring of six without": (large.ring(6, ""), "tso armv8 lkmm"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_large_programs(name: str) -> None:
    """Four to six threads with up to sixty accesses, which no enumeration gets through."""
    text, expected = LARGE[name]
    test = kernel_format.parse(text).program
    found = [model for model in MODELS if decide(test, model).word == "sometimes"]
    assert " ".join(found) == expected


def racing() -> Iterator[tuple[str, bool]]:
    """Message passing with plain data, and whether it races."""
    text = "P0: *x = 1; {}; | P1: r0 = {}; if (r0 == 1) {{ r1 = *x; }} | exists (1:r0=1)"
    yield text.format("WRITE_ONCE(y, 1)", "READ_ONCE(y)"), True
    yield text.format("smp_store_release(y, 1)", "READ_ONCE(y)"), True
    yield text.format("smp_store_release(y, 1)", "smp_load_acquire(y)"), False


def test_a_data_race_is_flagged() -> None:
    """By the kernel's model only."""
    for text, races in racing():
        assert decide(parse(text), "lkmm").flags == (("data-race",) if races else ())
        assert decide(parse(text), "armv8").flags == ()


def test_too_many_executions_with_plain_accesses_are_undecided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And the reason says what would help."""
    monkeypatch.setattr(decision, "MOST_EXECUTIONS", 2)
    text = "P0: *x = 1; | P1: WRITE_ONCE(y, 1); | P2: r0 = READ_ONCE(y); r1 = READ_ONCE(y); | "
    decided = decide(parse(f"{text}exists (x=7)"), "lkmm")
    assert (decided.word, decided.reason) == (
        "undecided",
        "more than 2 executions with plain accesses: mark some of them",
    )


def test_a_program_that_is_too_large_is_refused() -> None:
    """In one sentence, before any solver is asked."""
    many = " ".join(["WRITE_ONCE(x, 1);"] * 300)
    with pytest.raises(UsageError, match="300 accesses are too many: at most 240 are decided"):
        decide(parse(f"P0: {many} | exists (x=1)"), "sc")
