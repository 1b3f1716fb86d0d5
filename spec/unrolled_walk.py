"""The walk of a reader, unrolled into events: every slot that it may come to."""

from collections.abc import Callable, Iterator
from typing import Any

from spec.errors import PageError
from spec.events import Event, Structure, barrier
from spec.instance import FREED_IDX, Instance
from spec.run import Pass, Run
from spec.term import (
    Bool,
    Number,
    all_of,
    any_of,
    at_most,
    bit,
    equal,
    less,
    negate,
    pick,
)
from spec.vocabulary import (
    Between,
    Condition,
    Copy,
    Fence,
    Location,
    Mask,
    Order,
    Place,
    Strategy,
    Unless,
)

Masks = tuple[Mask | Copy | Unless, ...]


class UnrolledWalk:
    """What a reader of a page is made of: loads, barriers and the way from slot to slot.

    Attributes:
        run: what the reader did, for the properties.
        fast: on the fast path.
        held: what surrounds the whole gave.
    """

    def __init__(
        self,
        structure: Structure,
        instance: Instance,
        strategy: Strategy,
        thread: int,
        *,
        attempts: int,
        life_of: dict[int, int],
        count_width: int,
        pages_matter: bool,
        bystander: bool = False,
    ) -> None:
        self.run = Run()
        self._structure = structure
        self._instance = instance
        self._strategy = strategy
        self._thread = thread
        self._attempts = attempts
        self._life_of = life_of
        self._count_width = count_width
        self._pages_matter = pages_matter
        self._bystander = bystander
        self._guard: Bool = True
        self._branched: tuple[int, ...] = ()
        self._onward: Bool = False
        self._loads: list[int] = []
        self._pass: Pass | None = None
        self._retry: Bool = False
        self._stuck: Bool = False
        self._ended: Bool = False
        self._found: Bool = False
        self._saw: list[Bool] = []
        self._last_word: list[int] = []
        self._ignored: Bool = False
        self._settled = False
        self._preferred: Any = None
        self._rejected: Bool = False
        self._open: list[tuple[str, Event]] = []
        self._in_vain: Bool = False
        self.fast = True
        self.held: Any = None

    def _load(
        self,
        location: Location,
        guard: Bool,
        *,
        address: tuple[int, ...] = (),
        action: str = "load",
        order: Order = "once",
        ordered: Bool = True,
    ) -> Event:
        event = self._structure.load(
            self._thread,
            action,
            location,
            guard,
            address=address,
            order=order,
            takes_effect=ordered,
        )
        self._loads.append(event.index)
        if self._settled:
            self._structure.settled.add(event.index)
        seen = [source.chosen for source in self._structure.sources[event.index][1:]]
        if seen:
            self._saw.append(all_of(guard, any_of(*seen)))
        return event

    def fence(self, fence: Fence, *, when: Bool = True) -> None:
        """See ``Reader``."""
        if when is not False:
            self._structure.add(self._thread, barrier(fence), all_of(self._guard, when))

    def _advance(self, onward: Bool) -> None:
        self._onward = any_of(self._onward, onward)

    def _scan(
        self, start: Place, between: Between, masks: Masks = ()
    ) -> Iterator[tuple[Bool, Number]]:
        """Go from slot to slot; yields each zone that the filter leaves, with "it is taken up"."""
        if self._bystander:
            self._ended = True
            return
        instance = self._instance
        for _, array in start.arrays:
            if array not in self._strategy.arrays:
                raise PageError(
                    f"the walk reads an array {array.name!r} that is not the one in the Strategy "
                    "at the end of the page: use the same Array"
                )
        if len({(array.copies, array.one_word) for _, array in start.arrays}) > 1:
            raise PageError(
                "the walk chooses between arrays of different sizes, or of different words: "
                "let them have the same copies and one_word"
            )
        copies = start.arrays[0][1].copies
        size = (instance.zones + 1) * copies
        self._onward = False
        ended: list[Bool] = []
        if start.slots and start is not self._preferred:  # which is some slot, or there is no walk
            nowhere = negate(any_of(*start.slots))
            ended.append(all_of(self._guard, nowhere, negate(self._stuck)))
        for slot in range(size):
            starts = start.slots[slot] if start.slots else slot == 0
            arrives = any_of(all_of(self._guard, starts), self._onward)
            fits = instance.fits(slot, copies)
            out = all_of(arrives, negate(fits))
            self._leave(out)
            here = all_of(arrives, fits)
            self._onward = False
            if start.arrays[0][1].one_word:
                word = self._word(start, slot, "", here, between)
                idx = instance.type_of(word)
                inside = here
            else:
                idx = self._word(start, slot, "zone_idx", here, between)
                inside = all_of(here, at_most(idx, instance.limit))
                word = self._word(start, slot, "zone", inside, between)
            if not start.arrays[0][1].one_word:
                self._free_seen(all_of(here, self._is(start, idx, FREED_IDX)))
            self._free_seen(all_of(inside, self._is(start, word, instance.freed)))
            usable = all_of(
                inside, at_most(idx, instance.limit), negate(self._is(start, word, instance.freed))
            )
            skipped = all_of(
                here, negate(at_most(idx, instance.limit)), negate(self._is(start, idx, FREED_IDX))
            )
            null = equal(instance.zone(word), 0)
            ended.append(all_of(usable, null))
            zone = all_of(usable, negate(null))
            taken = self._among(word, all_of(zone, instance.allowed(word)), masks)
            yield taken, word
            self._advance(any_of(skipped, all_of(zone, negate(taken))))
        self._leave(self._onward)
        self._ended = any_of(*ended)
        self._branched = tuple(self._loads)

    def _among(self, word: Number, taken: Bool, masks: Masks) -> Bool:
        """Whether a zone that the walk would take up passes the masks, each loaded in turn."""
        for each in masks:
            mask = self._mine(each if isinstance(each, Mask) else each.mask)
            if mask is None:
                continue
            tested = all_of(taken, self._is_tested(each))
            inside = self._holds(mask, self._instance.node_of(word), tested, each)
            taken = all_of(taken, any_of(negate(tested), inside))
        return taken

    def _is_tested(self, each: Mask | Copy | Unless) -> Bool:
        if isinstance(each, Unless):
            return negate(self._given(each.policy))
        return self._given(each if isinstance(each, Mask) else each.mask)

    def _mine(self, mask: Mask) -> Mask | None:
        """The strategy's own mask of this name; None where masks do not move."""
        mine = self._strategy.own(mask)
        if mine is None and self._strategy.moves == "masks":
            raise PageError(
                f"the walk tests a mask {mask.name!r} that is not in the Strategy's masks: add it"
            )
        return mine

    def _given(self, mask: Mask) -> Bool:
        """The mask is no policy, or the request has one that is not ignored."""
        names = list(self._instance.masks)
        if len(names) == 1 or mask.name != names[0]:
            return True
        return negate(any_of(self._instance.policy_of("none"), self._ignored))

    def _holds(self, mask: Mask, node: Number, tested: Bool, each: Mask | Copy | Unless) -> Bool:
        """Whether the mask has the node: a load of the one word that has the node's bit."""
        copy = each if isinstance(each, Copy) else None
        inside: Bool = False
        for version in self._instance.versions if copy else (0,):
            here = equal(copy.version.number, version) if copy else True
            for at in range(mask.words):
                nodes = mask.nodes(at, self._instance.zones)
                mine = all_of(tested, here, any_of(*(equal(node, number) for number in nodes)))
                if mine is False:
                    continue
                address = copy.version.loads if copy else ()
                event = self._load(mask.word(at, version), mine, address=address)
                bits = (
                    all_of(equal(node, number), bit(event.read, place))
                    for place, number in enumerate(nodes)
                )
                inside = any_of(inside, all_of(mine, any_of(*bits)))
        return inside

    def only_if(self, condition: Bool) -> Iterator[None]:
        """See ``Reader``."""
        outer = self._guard
        self._guard = all_of(outer, condition)
        if self._guard is not False:
            yield
        self._guard = all_of(outer, negate(self._in_vain))

    def policy_of(self, owner: str) -> Bool:
        """See ``Reader``."""
        return self._instance.policy_of(owner)

    def ignore_if_disjoint(
        self, policy: Mask, mems: Mask, *, confirm: Callable[[], Condition] | None = None
    ) -> Condition:
        """See ``Reader``."""
        both = [mine for mask in (policy, mems) if (mine := self._mine(mask))]
        if not both:
            return Condition(False)
        if len({mask.words for mask in both}) > 1:
            raise PageError("policy and cpuset have as many words, one as the other")
        asked = all_of(self._guard, self._given(policy))
        shared: list[Bool] = []
        for at in range(both[0].words):
            words = [self._load(mask.word(at), asked).read for mask in both]
            places = range(len(both[0].nodes(at, self._instance.zones)))
            shared += [all_of(*(bit(word, place) for word in words)) for place in places]
        outer, self._guard = self._guard, asked
        confirmed = confirm().holds if confirm else True
        self._guard = outer
        disjoint = all_of(asked, negate(any_of(*shared)), confirmed)
        self._ignored = any_of(self._ignored, disjoint)
        self._branched = tuple(self._loads)
        return Condition(disjoint)

    def _is(self, start: Place, value: Number, freed: int) -> Bool:
        if start.life is None:
            return False
        return equal(value if freed == FREED_IDX else self._instance.zone(value), freed)

    def _leave(self, out: Bool) -> None:
        self.run.outside = any_of(self.run.outside, out)
        self._stuck = any_of(self._stuck, out)

    def _free_seen(self, seen: Bool) -> None:
        self.run.freed = any_of(self.run.freed, seen)
        self._stuck = any_of(self._stuck, seen)

    def _word(self, start: Place, slot: int, part: str, guard: Bool, between: Between) -> Number:
        value: Number = 0
        idx = part == "zone_idx"
        acquire = between.acquire_idx if idx else between.acquire_zone
        self._branched = tuple(self._loads)
        mine: list[int] = []
        for holds, array in start.arrays:
            location = Location(array.name, slot, part)
            meant = all_of(guard, holds)
            if meant is False:
                continue
            event = self._load(
                location,
                meant,
                address=start.address,
                order="once" if acquire is False else "acquire",
                ordered=acquire is False or acquire,
            )
            if part == "zone" and between.dependency is not False:
                self._structure.dependencies += [
                    (load, event.index, between.dependency) for load in self._last_word
                ]
            mine.append(event.index)
            value = event.read if holds is True else pick(holds, event.read, value)
            if start.life is not None:
                late = any_of(
                    *(
                        all_of(source.chosen, less(start.life, self._life_of[source.store.index]))
                        for source in self._structure.sources[event.index]
                        if source.store is not None
                    )
                )
                self.run.freed = any_of(self.run.freed, all_of(meant, late))
        self._last_word = mine
        for fence, when in between.after_idx if idx else between.after_zone:
            self.fence(fence, when=when)
        return value
