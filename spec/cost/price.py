"""The cost of one strategy: what its page does on lists of a few lengths, as functions of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from spec.behaviour import initial_memory
from spec.cost.affine import ZERO, Count, Point, fit
from spec.cost.recording import StuckError
from spec.cost.rehearsal import FAST, allocation, rebuild, scenario_of
from spec.cost.tally import Item, is_mask_word, is_zoneref, tally
from spec.vocabulary import Strategy

LENGTHS = (1, 2, 3, 4)
TOUCHED = ("slots", "words")


@dataclass(frozen=True, slots=True)
class Measure:
    """Counts as functions of the lengths of lists.

    Attributes:
        counts: what there is of each kind, zero left out.
    """

    counts: Mapping[Item, Count]

    def count(self, kind: str, name: str = "") -> Count:
        """How many of one kind."""
        return self.counts.get(Item(kind, name), ZERO)

    def named(self, kind: str) -> dict[Item, Count]:
        """All of one kind, by name."""
        return {item: count for item, count in self.counts.items() if item.kind == kind}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader pays while nobody rebuilds, over ``n``, the zones in the list.

    Attributes:
        first_slot: the fast path that finds a page in the first slot.
        whole_list: the fast path that finds none.
        round: one round of the slow path that finds none and does not restart.
        on_top: of that round, what is no slot of a walk.
    """

    first_slot: Measure
    whole_list: Measure
    round: Measure
    on_top: Measure


@dataclass(frozen=True, slots=True)
class Cost:
    """What one strategy costs.

    Attributes:
        strategy: the page's id.
        tries: slow-path tries of the round, before the last look.
        reading: the reader's, without a nodemask; None if it waits for a rebuild for ever.
        masked: the same for a request with a nodemask.
        rebuild: the writer's for one rebuild while nobody reads, over ``n`` and ``m``, the zones of
            the new and the old list, and ``k``, the nodes of the new one; None if it never ends.
        memory: words of all arrays, cells and pointers, over ``N``, the zones of the longest list.
    """

    strategy: str
    tries: int
    reading: Reading | None
    masked: Reading | None
    rebuild: Measure | None
    memory: Count


def costs(strategy: Strategy, tries: int = 2) -> Cost:
    """Count what the page does.

    Args:
        strategy: the page.
        tries: slow-path tries of a round, before the last look.
    """
    return Cost(
        strategy.name,
        tries,
        _reading(strategy, tries, masked=False),
        _reading(strategy, tries, masked=True),
        _rebuild(strategy),
        fit(("N",), {(size,): _words(strategy, size) for size in LENGTHS}),
    )


def _reading(strategy: Strategy, tries: int, *, masked: bool) -> Reading | None:
    parts: list[dict[Point, Counter[Item]]] = [{}, {}, {}, {}]
    for size in LENGTHS:
        try:
            found = allocation(strategy, size, tries, found=True, masked=masked)
            all_of_it = allocation(strategy, size, tries, found=False, masked=masked)
        except StuckError:
            return None
        fast = [item for item in all_of_it if item.phase in FAST]
        slow = [item for item in all_of_it if item.phase not in FAST]
        beside = [i for i in slow if i.phase != "walk" or not is_zoneref(i, strategy)]
        for part, noted in zip(parts, (found, fast, slow, beside), strict=True):
            part[size,] = tally(noted, strategy, masked=masked and not strategy.masks)
    return Reading(*(_measure(("n",), part) for part in parts))


def _rebuild(strategy: Strategy) -> Measure | None:
    counted: dict[Point, Counter[Item]] = {}
    for new, old in product(LENGTHS, LENGTHS):
        for nodes in range(1, new + 1):
            try:
                noted = rebuild(strategy, new, old, nodes)
            except StuckError:
                return None
            counts = tally(noted, strategy, masked=False)
            # Which slots old and new list share is no affine matter, and no cost of the writer's.
            counted[new, old, nodes] = Counter(
                {item: count for item, count in counts.items() if item.kind not in TOUCHED}
            )
    return _measure(("n", "m", "k"), counted)


def _measure(variables: tuple[str, ...], counted: Mapping[Point, Counter[Item]]) -> Measure:
    items = sorted({item for counts in counted.values() for item in counts})
    fitted = {
        item: fit(variables, {point: counts[item] for point, counts in counted.items()})
        for item in items
    }
    return Measure({item: count for item, count in fitted.items() if count})


def _words(strategy: Strategy, zones: int) -> int:
    """Words of memory that the page names."""
    names = tuple(range(1, zones + 1))
    nodes = tuple(range(zones))
    versions = (frozenset(nodes), frozenset(nodes))
    memory = initial_memory(strategy, scenario_of(strategy, (names, names), nodes, versions))
    mine = {array.name for array in strategy.arrays}
    mine |= {cell.name for cell in strategy.cells}
    mine |= {pointer.name for pointer in strategy.pointers}
    return sum(word.name in mine or is_mask_word(word, strategy) for word in memory)
