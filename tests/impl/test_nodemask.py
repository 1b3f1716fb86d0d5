"""Nodemasks in one word and in two hold the nodes that were stored, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impl.memory import Location, Memory
from impl.nodemask import Nodemask, intersect
from impl.schedule import in_order
from impl.scheduler import run

NODES = 5
SETS = st.frozensets(st.integers(0, NODES - 1))


def test_a_wide_mask_has_the_lower_half_in_its_first_word() -> None:
    """The middle node of an odd number is in the first word."""
    wide = Nodemask("m", 3, wide=True)
    assert wide.contents(frozenset({1, 2})) == {"m[0]": 0b10, "m[1]": 0b1}
    assert Nodemask("m", 3).contents(frozenset({1, 2})) == {"m": 0b110}
    assert Nodemask("m", 1, wide=True).contents(frozenset({0})) == {"m[0]": 1, "m[1]": 0}


@given(first=SETS, then=SETS, wide=st.booleans())
def test_a_stored_mask_has_its_nodes(
    *, first: frozenset[int], then: frozenset[int], wide: bool
) -> None:
    """Every node is found by one load, and each word is one store, in ascending order."""
    mask = Nodemask("m", NODES, wide)

    def program(memory: Memory) -> frozenset[int]:
        mask.store(memory, then)
        return frozenset(node for node in range(NODES) if mask.has(memory, node))

    done = run({"a": program}, mask.contents(first), in_order)
    assert done.results["a"] == then
    operations = [step.operation for step in done.trace]
    assert operations == ["store"] * (1 + wide) + ["load"] * NODES
    stored = [step.location for step in done.trace[: 1 + wide]]
    assert stored == list(mask.locations)


@given(left=SETS, right=SETS, wide=st.booleans())
def test_masks_intersect_if_they_have_a_node_in_common(
    *, left: frozenset[int], right: frozenset[int], wide: bool
) -> None:
    """All words of both are loaded, alternately, whatever they are."""
    one, other = Nodemask("l", NODES, wide), Nodemask("r", NODES, wide)
    initial = {**one.contents(left), **other.contents(right)}
    done = run({"a": lambda memory: intersect(memory, one, other)}, initial, in_order)
    assert done.results["a"] == bool(left & right)
    words = ["l[0]", "r[0]", "l[1]", "r[1]"] if wide else ["l", "r"]
    assert [step.location for step in done.trace] == words


@pytest.mark.parametrize("wide", [False, True])
def test_a_mask_behind_a_pointer_depends_on_its_load(*, wide: bool) -> None:
    """The view of the pointer's load is that of every load of the mask."""
    seen: list[int] = []

    class Noting:
        def load(self, location: Location, *, after: int = 0) -> int:
            del location
            seen.append(after)
            return 1

    mask = Nodemask("m", 2, wide).reached(6)
    assert mask.has(Noting(), 0)  # type: ignore[arg-type]  # it loads and no more
    assert seen == [6]
    assert mask == Nodemask("m", 2, wide)
