"""The models side by side: shapes that tell them apart, and what holds of all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.litmus.decision import MODELS, decide
from spec.litmus.oneline import parse

from .expressions import examples

CYCLES = {
    "SB": ("WRITE_ONCE(x, 1); {} r0 = READ_ONCE(y);", "WRITE_ONCE(y, 1); {} r0 = READ_ONCE(x);",
           "0:r0=0 /\\ 1:r0=0"),
    "MP": ("WRITE_ONCE(x, 1); {} WRITE_ONCE(y, 1);", "r0 = READ_ONCE(y); {} r1 = READ_ONCE(x);",
           "1:r0=1 /\\ 1:r1=0"),
    "LB": ("r0 = READ_ONCE(x); {} WRITE_ONCE(y, 1);", "r0 = READ_ONCE(y); {} WRITE_ONCE(x, 1);",
           "0:r0=1 /\\ 1:r0=1"),
    "R": ("WRITE_ONCE(x, 1); {} WRITE_ONCE(y, 1);", "WRITE_ONCE(y, 2); {} r0 = READ_ONCE(x);",
          "y=2 /\\ 1:r0=0"),
    "S": ("WRITE_ONCE(x, 2); {} WRITE_ONCE(y, 1);", "r0 = READ_ONCE(y); {} WRITE_ONCE(x, 1);",
          "1:r0=1 /\\ x=2"),
    "2+2W": ("WRITE_ONCE(x, 1); {} WRITE_ONCE(y, 2);", "WRITE_ONCE(y, 1); {} WRITE_ONCE(x, 2);",
             "x=1 /\\ y=1"),
}  # fmt: skip
WEAK = "tso armv8 lkmm"
EXPECTED = {
    ("SB", "", ""): WEAK,
    ("SB", "smp_mb();", ""): WEAK,
    ("SB", "smp_mb();", "smp_mb();"): "",
    ("SB", "smp_wmb();", "smp_rmb();"): WEAK,
    ("SB", "atomic_inc(&z);", "smp_mb();"): "armv8 lkmm",
    ("SB", "synchronize_rcu();", "smp_mb();"): "",
    ("MP", "", ""): "armv8 lkmm",
    ("MP", "smp_wmb();", ""): "armv8 lkmm",
    ("MP", "smp_wmb();", "smp_rmb();"): "",
    ("MP", "smp_rmb();", "smp_wmb();"): "armv8 lkmm",
    ("MP", "smp_mb();", "smp_rmb();"): "",
    ("LB", "", ""): "armv8 lkmm",
    ("LB", "smp_mb();", "smp_rmb();"): "lkmm",
    ("LB", "smp_mb();", "smp_mb();"): "",
    ("R", "", ""): WEAK,
    ("R", "smp_mb();", "smp_mb();"): "",
    ("R", "smp_wmb();", "smp_mb();"): "lkmm",
    ("S", "", ""): "armv8 lkmm",
    ("S", "smp_wmb();", "smp_mb();"): "",
    ("2+2W", "", ""): "armv8 lkmm",
    ("2+2W", "smp_wmb();", "smp_wmb();"): "lkmm",
    ("2+2W", "smp_mb();", "smp_mb();"): "",
}


def words(text: str) -> str:
    """The models under which it can happen, strongest first."""
    return " ".join(model for model in MODELS if decide(parse(text), model).word == "sometimes")


@pytest.mark.parametrize("cycle", EXPECTED, ids=" ".join)
def test_cycles_of_two_threads(cycle: tuple[str, str, str]) -> None:
    """Each with what stands between the two accesses of each thread."""
    first, second, question = CYCLES[cycle[0]]
    text = f"P0: {first.format(cycle[1])} | P1: {second.format(cycle[2])} | exists ({question})"
    assert words(text) == EXPECTED[cycle]


MANY = {
    "everybody sees a store at once, or the kernel does not say so": (
        (
            "P0: WRITE_ONCE(x, 1); | P1: WRITE_ONCE(y, 1); | "
            "P2: r0 = READ_ONCE(x); {0} r1 = READ_ONCE(y); | "
            "P3: r0 = READ_ONCE(y); {0} r1 = READ_ONCE(x); | "
            "exists (2:r0=1 /\\ 2:r1=0 /\\ 3:r0=1 /\\ 3:r1=0)"
        ),
        {"": "armv8 lkmm", "smp_rmb();": "lkmm", "smp_mb();": ""},
    ),
    "what was seen is seen by whoever hears of it": (
        (
            "P0: WRITE_ONCE(x, 1); | P1: r0 = READ_ONCE(x); {0} WRITE_ONCE(y, 1); | "
            "P2: r0 = READ_ONCE(y); smp_rmb(); r1 = READ_ONCE(x); | "
            "exists (1:r0=1 /\\ 2:r0=1 /\\ 2:r1=0)"
        ),
        {"": "armv8 lkmm", "if (r0 == 1) {{ }}": "armv8 lkmm", "smp_mb();": ""},
    ),
    "two stores of two threads and one who sees both": (
        (
            "P0: WRITE_ONCE(x, 1); smp_store_release(y, 1); | "
            "P1: r0 = smp_load_acquire(y); {0} WRITE_ONCE(z, 1); | "
            "P2: WRITE_ONCE(z, 2); smp_mb(); r0 = READ_ONCE(x); | "
            "exists (1:r0=1 /\\ z=2 /\\ 2:r0=0)"
        ),
        {"": "lkmm", "smp_mb();": ""},
    ),
}


@pytest.mark.parametrize("name", MANY)
def test_cycles_of_many_threads(name: str) -> None:
    """Cumulativity: the kernel's model promises less than one store for all."""
    text, answers = MANY[name]
    found = {
        between: words(text.format(between.format() if "{" in between else between))
        for between in answers
    }
    assert found == answers


ACCESSES = ["WRITE_ONCE({0}, {1});", "smp_store_release({0}, {1});", "r{2} = READ_ONCE({0});",
            "r{2} = smp_load_acquire({0});", "r{2} = xchg_relaxed(&{0}, {1});", "smp_mb();",
            "smp_wmb();", "smp_rmb();", "atomic_inc(&{0});"]  # fmt: skip
statements = st.tuples(st.sampled_from(ACCESSES), st.sampled_from("xy"), st.integers(1, 2))
bodies = st.lists(statements, min_size=2, max_size=4)


@given(first=bodies, second=bodies, at=st.integers(0, 3), other=st.integers(0, 3))
@examples(25)
def test_whatever_sc_allows_all_allow_and_the_kernel_allows_most(
    first: list[tuple[str, str, int]], second: list[tuple[str, str, int]], at: int, other: int
) -> None:
    """All accesses are marked: nothing here is a race."""

    def body(thread: list[tuple[str, str, int]]) -> str:
        lines = [
            text.format(name, value, place) for place, (text, name, value) in enumerate(thread)
        ]
        return " ".join(["r0 = READ_ONCE(x);" if not place else line
                         for place, line in enumerate(["", *lines])])  # fmt: skip

    question = f"x={at % 3} /\\ y={other % 3} /\\ 0:r0={at // 3} /\\ 1:r0={other // 3}"
    found = words(f"P0: {body(first)} | P1: {body(second)} WRITE_ONCE(y, 2); | exists ({question})")
    if "sc" in found:
        assert found == " ".join(MODELS)
    if found:
        assert "lkmm" in found
    if "tso" in found:
        assert "armv8" in found
