"""Readers stop where the array does, and give back what a rejected pass took."""

from impl.allocator import alloc_pages, read_pass
from impl.instance import Change, Instance
from impl.memory import Location, Memory
from impl.observation import AllocationSeen
from impl.programs import initial_memory
from impl.schedule import in_order, replay
from impl.scheduler import run
from impl.strategies import STRATEGIES

TWO = Instance(((1, 2),), types=(0, 0), nodes=(0, 0), limit=0)


class Purse:
    """Pages that remember who took and returned one."""

    def __init__(self) -> None:
        self.events: list[tuple[str, int]] = []

    def take(self, zone: int, number: int) -> bool:
        """Give a page of any zone."""
        self.events.append((f"take in {number}", zone))
        return True

    def put_back(self, zone: int) -> None:
        """Take one back."""
        self.events.append(("put back", zone))


def test_page_of_a_rejected_pass_is_put_back() -> None:
    """The page that a rejected pass took is returned before the next attempt."""
    strategy = STRATEGIES["seqcount_everywhere"]
    purse = Purse()
    done = run(
        {
            "writer": lambda m: strategy.writer(m, TWO, [Change((2, 1))]),
            "reader": lambda m: alloc_pages(m, strategy, TWO, purse),
        },
        initial_memory(strategy, TWO),
        replay(["reader"] * 3 + ["writer"], then=in_order),
    )
    assert purse.events == [("take in 0", 1), ("put back", 1), ("take in 0", 2)]
    seen = done.results["reader"]
    assert isinstance(seen, AllocationSeen)
    assert (seen.zone, seen.rejected) == (2, 1)


def test_reclaim_runs_between_tries_only() -> None:
    """Reclaim is called after every try but the last."""
    strategy = STRATEGIES["in_place"]
    empty = Instance(((1,),), (0,), (0,), limit=0, pages_from={1: None})
    for tries in (1, 2, 4):
        calls: list[int] = []

        def program(memory: Memory, tries: int = tries, calls: list[int] = calls) -> object:
            return alloc_pages(
                memory, strategy, empty, tries=tries, reclaim=lambda: calls.append(1)
            )

        run({"reader": program}, initial_memory(strategy, empty), in_order)
        assert len(calls) == tries - 1


def test_reading_outside_the_array_ends_pass_and_allocation() -> None:
    """A list without a terminator leads outside, which ends an allocation without giving up."""
    strategy = STRATEGIES["in_place"]
    short = Instance(((1,),), (0,), (0,), limit=0, pages_from={1: None})
    initial = {**initial_memory(strategy, short), Location("zonerefs[1].zone"): 1}
    done = run({"reader": lambda m: read_pass(m, strategy, short)}, initial, in_order)
    assert str(done.results["reader"]).startswith(
        "PassSeen(number=0, visits=(1, 1), completed=False, outside=True"
    )
    done = run({"reader": lambda m: alloc_pages(m, strategy, short)}, initial, in_order)
    seen = done.results["reader"]
    assert isinstance(seen, AllocationSeen)
    assert (seen.zone, seen.gave_up, seen.outside, len(seen.passes)) == (None, False, True, 1)


def test_first_slot_outside_the_array_ends_an_allocation() -> None:
    """A search for the first slot that leads outside stops the slow path."""
    strategy = STRATEGIES["in_place"]
    short = Instance(((1,),), (1,), (0,), limit=0)
    overwritten = {Location("zonerefs[1].zone_idx"): 1}

    def spoil(memory: Memory) -> None:
        for location, value in overwritten.items():
            memory.store(location, value)

    done = run(
        {"writer": spoil, "reader": lambda m: alloc_pages(m, strategy, short)},
        initial_memory(strategy, short),
        replay(["reader"] * 3 + ["writer"], then=in_order),
    )
    seen = done.results["reader"]
    assert isinstance(seen, AllocationSeen)
    assert (seen.gave_up, seen.outside, len(seen.passes)) == (False, True, 1)
