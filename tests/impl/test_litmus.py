"""The machines reach what the reference simulator allows, no more, and no less but load buffering.

`tests/litmus/data/reference.tsv` has the verdicts of herd7 on small programs; its columns `tso` and
`armv8` were asked of the programs without RCU, `lkmm` of all.
"""

from functools import cache
from pathlib import Path

import pytest

from impl.exhaustive import End, ends, explored
from impl.machine import MachineName
from impl.realization import realized
from impl.schedule import replay
from impl.scheduler import run
from impl.state_space import StateSpace, admit_all
from tests.impl.armv8_axioms import allows
from tests.impl.oneline import Litmus, parsed

TABLE = Path(__file__).parent.parent / "litmus" / "data" / "reference.tsv"


@cache
def rows(group: str) -> tuple[dict[str, str], ...]:
    """The rows of a group by column."""
    names, *lines = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines())
    found = (dict(zip(names, line, strict=True)) for line in lines)
    return tuple(row for row in found if row["group"] == group)


@cache
def ends_of(program: str, machine: MachineName) -> dict[End, tuple[str, ...]]:
    """Every end of a program."""
    litmus = parsed(program)
    return ends(litmus.threads, litmus.initial, machine)


def reached(program: str, machine: MachineName) -> bool:
    """Whether some schedule ends as the test asks."""
    return any(map(parsed(program).is_satisfied, ends_of(program, machine)))


def reaching(group: str, machine: MachineName) -> set[str]:
    """The rows whose final state a machine reaches."""
    return {row["id"] for row in rows(group) if reached(row["program"], machine)}


def allowed(group: str, model: str) -> set[str]:
    """The rows whose final state a model allows."""
    return {row["id"] for row in rows(group) if row[model] == "sometimes"}


def test_the_table_asks_enough() -> None:
    """Both verdicts of each model are there, and RCU has its own rows."""
    assert len(rows("core")) > 300
    for model in ("tso", "armv8"):
        assert 80 < len(allowed("core", model)) < len(rows("core")) - 80
    assert len(rows("rcu")) - len(allowed("rcu", "lkmm")) > 40


def test_sequential_consistency_reaches_no_row() -> None:
    """The table has only final states that no interleaving leads to."""
    assert reaching("core", "sc") == allowed("core", "sc")
    assert not allowed("core", "sc")


def test_store_buffers_reach_just_what_x86_allows() -> None:
    """First in, first out buffers with forwarding are x86-TSO, row by row."""
    assert reaching("core", "tso") == allowed("core", "tso")


def test_the_axioms_are_those_of_the_reference() -> None:
    """What the machine is compared with below allows just what the reference allows."""
    own = {row["id"] for row in rows("core") if allows(parsed(row["program"]), load_store=False)}
    assert own == allowed("core", "armv8")


@pytest.mark.untraced
@pytest.mark.parametrize("machine", ["armv8", "armv8_graph"])
def test_pools_and_views_reach_all_of_armv8_but_load_buffering(machine: MachineName) -> None:
    """A row is reached if and only if it is allowed with every load kept before later stores.

    So what is reached is allowed, and each allowed row that is not reached becomes forbidden when
    [R];po;[W] is added to the external axiom.
    """
    without = {row["id"] for row in rows("core") if allows(parsed(row["program"]), load_store=True)}
    assert reaching("core", machine) == without
    assert without < allowed("core", "armv8")


@pytest.mark.untraced
@pytest.mark.parametrize("machine", ["sc", "tso", "armv8_graph"])
def test_grace_periods_reach_nothing_that_the_kernel_forbids(machine: MachineName) -> None:
    """With RCU, what a machine reaches is allowed by the kernel's own model."""
    found = reaching("rcu", machine)
    assert found <= allowed("rcu", "lkmm")
    assert bool(found) == (machine != "sc")


def differing(group: str) -> list[str]:
    """The rows on which the two machines of ARMv8 do not have the same ends."""
    return [
        row["id"]
        for row in rows(group)
        if ends_of(row["program"], "armv8").keys() != ends_of(row["program"], "armv8_graph").keys()
    ]


@pytest.mark.untraced
def test_both_descriptions_of_armv8_have_the_same_ends() -> None:
    """Not only the final state asked for: every end of every program without RCU."""
    assert differing("core") == []


@pytest.mark.slow
def test_both_descriptions_of_armv8_have_the_same_ends_with_rcu() -> None:
    """Nor does a grace period tell them apart."""
    assert differing("rcu") == []


@pytest.mark.untraced
@pytest.mark.parametrize("machine", ["tso", "armv8", "armv8_graph"])
def test_nothing_is_lost_by_taking_private_steps_first(machine: MachineName) -> None:
    """The search finds the same ends when it tries every order of all steps."""
    for row in [*rows("core")[::20], *rows("rcu")[::40]]:
        litmus = parsed(row["program"])
        space = StateSpace(litmus.threads, litmus.initial, machine, admit_all)
        space.stops = True
        assert explored(space).ends.keys() == ends_of(row["program"], machine).keys()


def happened(litmus: Litmus, end: End, schedule: tuple[str, ...]) -> bool:
    """Whether an end comes about on the machine whose stores leave one by one."""
    moves = realized(litmus.threads, litmus.initial, schedule)
    done = run(litmus.threads, litmus.initial, replay(moves), machine="armv8")
    returned = tuple(done.results[name] for name in litmus.threads)
    return not done.unfinished and End(returned, tuple(done.memory.items())) == end


@pytest.mark.parametrize(
    ("group", "every"),
    [
        ("core", 7),
        ("rcu", 7),
        pytest.param("core", 1, marks=pytest.mark.slow),
        pytest.param("rcu", 1, marks=pytest.mark.slow),
    ],
)
def test_every_end_is_realized_by_leaving_stores(group: str, every: int) -> None:
    """For each end there is an order in which stores leave that brings it about."""
    count = 0
    for row in rows(group)[::every]:
        litmus = parsed(row["program"])
        for end, schedule in ends_of(row["program"], "armv8_graph").items():
            assert happened(litmus, end, schedule), row["program"]
            count += 1
    assert count > 100
