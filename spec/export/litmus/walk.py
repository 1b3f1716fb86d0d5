"""The walk of the reader: from slot to slot, as far as it can ever come."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from spec.errors import PageError
from spec.export.litmus.code import Code
from spec.export.litmus.loading import Loading
from spec.export.litmus.memory import Held, Memory
from spec.instance import Instance
from spec.machine import FREED
from spec.plain_writer import capacity
from spec.term import Bool, all_of, any_of, bit, equal, less, negate, number
from spec.vocabulary import Array, Between, Copy, Location, Mask, Place, Unless

Masks = tuple[Mask | Copy | Unless, ...]
TERMINATOR, GONE, OUTSIDE, FIRST, FOUND = range(1, 6)
"""How a walk comes to its end: what it meets, that it was only to find a first slot, or a page."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One walk over one array.

    Attributes:
        start: where it begins.
        array: the array.
        between: what orders its loads.
        masks: the nodemasks in memory that it obeys.
        end: the register that tells how it ended.
    """

    start: Place
    array: Array
    between: Between
    masks: Masks
    end: str


class Walk(Loading):
    """A reader that goes from slot to slot.

    Attributes:
        end: the register that tells how the last walk came to its end, empty before it.
        ends: such registers of all walks, those to find a first slot included.
        rich: the zones that have a page for this pass; who finds one walks no further.
        again: the register that is 1 if the pass is not accepted, empty if there is no check.
        late: the register that is 1 if a word was loaded that is younger than its array.
        visits: the registers that tell of a zone taken up, slot by slot: which value is which.
    """

    def __init__(self, code: Code, memory: Memory, instance: Instance) -> None:
        super().__init__(code, memory, instance)
        self.end = self.again = self.late = ""
        self.ends: list[str] = []
        self.rich: frozenset[int] = frozenset()
        self.visits: dict[str, dict[int, int]] = {}
        self._names: dict[str, str] = {}
        self._found = ""
        self._may_end = self._may_find = False

    def _first(self, start: Place, between: Between, masks: Masks) -> tuple[Bool, ...]:
        """Find the first slot; returns for each slot whether it is the one."""
        self._found = self.code.register("first")
        found = self._found
        self._scan(start, between, masks)
        self._found = ""
        size = max(capacity(self._memory.scenario, array) for _, array in start.arrays)
        return tuple(equal(number(found, size), slot) for slot in range(1, size + 1))

    def _scan(self, start: Place, between: Between, masks: Masks) -> str:
        """Walk; returns the register that tells how it ended."""
        self._names = {}
        end = self.code.register("end")
        self.ends.append(end)
        for _, array in start.arrays:
            if array not in self._memory.strategy.arrays:
                raise PageError(
                    f"the walk reads an array {array.name!r} that is not the one in the Strategy "
                    "at the end of the page: use the same Array"
                )
        ways = [(holds, _Way(start, array, between, masks, end)) for holds, array in start.arrays]
        self._one_of([(holds, way) for holds, way in ways if holds is not False])
        return end

    def _one_of(self, ways: list[tuple[Bool, _Way]]) -> None:
        """Walk over the array that is meant, which is exactly one."""
        (holds, way), *others = ways
        if holds is True or not others:
            self._slots(way)
            return
        with self.code.block(holds):
            self._slots(way)
        with self.code.otherwise():
            self._one_of(others)

    def _slots(self, way: _Way) -> None:
        """Every slot, the next one where the walk goes on from the last."""
        begins, going = way.start.slots, equal(number(way.end, FOUND), 0)
        slots = range(capacity(self._memory.scenario, way.array))
        if begins:
            for slot in slots:
                begun = all_of(any_of(*begins[: slot + 1]), going)
                with ExitStack() as inside:
                    inside.enter_context(self.code.block(begun))
                    self._slot(way, slot, inside)
            with self.code.block(all_of(any_of(*begins), going)):
                self.code.say(f"{way.end} = {OUTSIDE};")
            before = (number(end, FOUND) for end in self.ends[:-1])
            broken = any_of(*(equal(end, how) for end in before for how in (GONE, OUTSIDE)))
            with self.code.block(negate(any_of(*begins, broken))):
                self.code.say(f"{way.end} = {TERMINATOR};")
            return
        with ExitStack() as inside:
            if all(self._slot(way, slot, inside) for slot in slots):
                self.code.say(f"{way.end} = {OUTSIDE};")

    def _slot(self, way: _Way, slot: int, inside: ExitStack) -> bool:
        """One slot, up to where the walk goes on; returns whether it ever does."""
        one, limit = way.array.one_word, self._memory.scenario.limit
        held = self._word(way, slot, "" if one else "zone_idx")
        indexes = {at: each.value for at, each in held.meanings.items() if each.value != FREED}
        self._may_find = False
        admitted = [at for at, idx in indexes.items() if (idx[1] if one else idx) <= limit]
        if not self._ends(held, FREED, way, GONE, inside):
            return False
        if len(admitted) == len(indexes):
            held = held if one else self._word(way, slot, "zone")
            if not (one or self._ends(held, FREED, way, GONE, inside)):
                return False
            self._take(way, slot, held, admitted if one else held.meanings)
            onward = self._ends(held, (0, 0) if one else 0, way, TERMINATOR, inside)
        else:
            self._may_end = False
            with ExitStack() as within:
                if within.enter_context(self.code.block(held.means(admitted))):
                    held = held if one else self._word(way, slot, "zone")
                    if one or self._ends(held, FREED, way, GONE, within):
                        self._take(way, slot, held, admitted if one else held.meanings)
                        self._ends(held, (0, 0) if one else 0, way, TERMINATOR, within)
            onward = True
        may_end = len(admitted) < len(indexes) and self._may_end
        if self._found or self._may_find or may_end:
            inside.enter_context(self.code.block(equal(number(way.end, FOUND), 0)))
        return onward

    def _ends(self, held: Held, value: Any, way: _Way, how: int, inside: ExitStack) -> bool:
        """The walk ends where this was loaded; what comes next is for all else, if there is any."""
        holds = held.equals(value)
        with self.code.block(holds) as ever:
            if ever:
                self._may_end = True
                self.code.say(f"{way.end} = {how};")
        if not isinstance(holds, bool):
            inside.enter_context(self.code.otherwise())
        return holds is not True

    def _word(self, way: _Way, slot: int, part: str) -> Held:
        """Load a word of a slot: ``zone_idx``, ``zone``, or the one word that it has."""
        idx, start, between = part == "zone_idx", way.start, way.between
        short = {"": "word", "zone_idx": "idx"}.get(part, part)
        by = start.address
        if part == "zone" and between.dependency:
            by += self._latest
        acquire = between.acquire_idx if idx else between.acquire_zone
        held = self._load(
            Location(way.array.name, slot, part),
            "acquire" if acquire else "once",
            by,
            self._named(f"{short}{slot}"),
        )
        for fence, when in between.after_idx if idx else between.after_zone:
            if when:
                self.code.say(f"{fence.value};")
        if start.life is not None:
            self._look_late(start, held)
        return held

    def _look_late(self, start: Place, held: Held) -> None:
        """Note a word that was stored after the array was published again."""
        assert start.life is not None
        late = any_of(
            *(
                all_of(held.means([at]), less(start.life, stored.life))
                for at, stored in held.meanings.items()
            )
        )
        if late is False or not self._memory.lives:
            return
        self.late = self.late or self.code.register("late")
        with self.code.block(late):
            self.code.say(f"{self.late} = 1;")

    # --- zones ----------------------------------------------------------------------------

    def _take(self, way: _Way, slot: int, held: Held, among: Iterable[int]) -> None:
        """Take up the zone, if the request and the masks leave it."""
        words = self._instance.words
        zones = {at: _zone(held.meanings[at].value) for at in among}
        taken = {
            at: zone for at, zone in zones.items() if zone and self._instance.allowed(words[zone])
        }
        tested = [each for each in way.masks if self._is_tested(each) is not False]
        if not tested and not self._found:
            self.visits.setdefault(held.register, {}).update(taken)
            self._look_for_page(way, held, taken)
            return
        with ExitStack() as inside:
            holds = held.means(taken)
            for each in tested:
                if inside.enter_context(self.code.block(holds)):
                    holds = self._passes(held, taken, each)
            if not inside.enter_context(self.code.block(holds)):
                return
            if self._found:
                self.code.say(f"{self._found} = {slot + 1};")
                self.code.say(f"{way.end} = {FIRST};")
                return
            taking = self._named(f"took{slot}")
            self.code.say(f"{taking} = {held.register};")
            self.visits.setdefault(taking, {}).update(taken)
            self._look_for_page(way, held, taken)

    def _look_for_page(self, way: _Way, held: Held, taken: dict[int, int]) -> None:
        """An allocation that finds a page is over."""
        rich = [value for value, zone in taken.items() if zone in self.rich]
        with self.code.block(held.means(rich)) as ever:
            if ever:
                self._may_find = True
                self.code.say(f"{way.end} = {FOUND};")

    def _own(self, each: Mask | Copy | Unless) -> Mask | None:
        return self._memory.strategy.own(each if isinstance(each, Mask) else each.mask)

    def _is_tested(self, each: Mask | Copy | Unless) -> Bool:
        mask = self._own(each)
        if mask is None:
            return False
        return negate(self._given(each.policy)) if isinstance(each, Unless) else self._given(mask)

    def _passes(self, held: Held, taken: dict[int, int], each: Mask | Copy | Unless) -> Bool:
        """Whether a mask has the zone's node, if it is tested: a load of the word that tells."""
        mask, copy = self._own(each), each if isinstance(each, Copy) else None
        assert mask is not None
        scenario = self._memory.scenario
        inside: Bool = False
        tested = self._is_tested(each)
        with self.code.block(tested):
            for version in range(scenario.changes + 1) if copy else (0,):
                for at in range(mask.words):
                    nodes = [*mask.nodes(at, scenario.zones)]
                    mine = {
                        value: nodes.index(scenario.nodes[zone - 1])
                        for value, zone in taken.items()
                        if scenario.nodes[zone - 1] in nodes
                    }
                    here = equal(copy.version.number, version) if copy else True
                    meant = all_of(here, held.means(mine))
                    with self.code.block(meant) as ever:
                        if ever:
                            by = copy.version.loads if copy else ()
                            word = self._load(mask.word(at, version), by=by).number
                            has = any_of(
                                *(
                                    all_of(held.means([value]), bit(word, place))
                                    for value, place in mine.items()
                                )
                            )
                            inside = any_of(inside, all_of(meant, has))
        return any_of(negate(tested), inside)

    def _named(self, short: str) -> str:
        """The register of this walk for this, the same for every array."""
        if short not in self._names:
            self._names[short] = self.code.register(short)
        return self._names[short]


def _zone(value: Any) -> int:
    """The zone that a pointer, or a word with pointer and index, designates; 0 for none."""
    zone = value[0] if isinstance(value, tuple) else value
    return 0 if zone == FREED else int(zone)
