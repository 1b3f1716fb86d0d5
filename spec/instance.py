"""Instances: every list, zone, request and page state inside the bounds, in one set of terms.

A zone is a word that carries its fixed attributes beside its number, so a pointer that was loaded
brings the zone's own type, node membership and pages along. The same class holds concrete values:
then every term is a Python constant.

Two reductions, both exact. Zones are renamed so that L0 is 1, 2, 3, ... in order; nothing else
tells zones apart. Types are two classes, 0 and 1, because the only question asked of a type is
whether it is at most the limit, and the terminator's 0 always is.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as default

from spec.term import (
    Bool,
    Number,
    all_of,
    any_of,
    at_most,
    bit,
    either,
    equal,
    field,
    implies,
    join,
    less,
    negate,
    number,
    pick,
)

KINDS = ("online", "offline", "reorder", "any")
MASK_KINDS = ("widen", "narrow", "move", "any")
OWNER_KINDS = ("cpuset", "mempolicy", "vma_policy", "any")
CONTEXTS = ("task", "interrupt", "console")
KERNELS = ("no_rt", "preempt_rt")
OWNERS = ("none", "task", "vma")
TYPE_BITS = 3
FREED_IDX = (1 << TYPE_BITS) - 1


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far the search looks; a verdict is a claim about everything inside.

    Attributes:
        zones: most zones of an instance, at least 2.
        rebuilds: most rebuilds, at least 1.
        tries: slow-path tries of a round, before the last look, at least 1.
        readers: concurrent readers; 0 lets the strategy decide: two where a reader stores
            or holds an RCU section, else one.
    """

    zones: int = 4
    rebuilds: int = 2
    tries: int = 2
    readers: int = 0


@dataclass(frozen=True, slots=True)
class Instance:
    """Lists, zones, request and pages, symbolic or concrete.

    Attributes:
        zones: how many zones there are.
        used: how many rebuilds this instance has.
        types: the type of each zone, from zone 1 on.
        nodes: the node of each zone.
        limit: the request's ``highest_zoneidx``.
        masked: whether the request has a nodemask.
        mask: for each node, whether it is in the mask.
        pages_from: for each zone, the first pass in which it has pages.
        lists: each list, entry by entry, one zone word each, 0 behind its end.
        words: the word of each zone, NULL first.
        never: the ``pages_from`` of a zone that gets no pages.
        constraints: what makes the terms an instance.
        page_events: for each event of a fixed list, the zone that gains or loses pages.
        pages_before: the zones that have pages at first, for a fixed list.
        symbolic: whether any of it is a term.
        masks: for each nodemask that moves, every version of it: for each node, whether it is in;
            a policy's mask comes before the cpuset's.
        owner: of the policy, by number in ``OWNERS``.
        node_bits: bits of the node in a zone's word, where masks move.
    """

    zones: int
    used: Number
    types: tuple[Number, ...]
    nodes: tuple[Number, ...]
    limit: Number
    masked: Bool
    mask: tuple[Bool, ...]
    pages_from: tuple[Number, ...]
    lists: tuple[tuple[Number, ...], ...]
    words: tuple[Number, ...]
    never: int
    constraints: tuple[Bool, ...] = ()
    page_events: tuple[Number, ...] = ()
    pages_before: tuple[Bool, ...] = ()
    symbolic: bool = True
    masks: Mapping[str, tuple[tuple[Bool, ...], ...]] = default(default_factory=dict)
    owner: Number = 0
    node_bits: int = 0

    @property
    def id_bits(self) -> int:
        """Bits of a zone number, FREED included."""
        return (self.zones + 1).bit_length()

    @property
    def freed(self) -> int:
        """The zone word of a freed array."""
        return self.zones + 1

    def zone(self, word: Number) -> Number:
        """The number of the zone that a pointer word designates, 0 for NULL."""
        return field(word, 0, self.id_bits)

    def type_of(self, word: Number) -> Number:
        """The zone's own type."""
        return field(word, self.id_bits, TYPE_BITS)

    def allowed(self, word: Number) -> Bool:
        """The zone's own node is in the mask, or there is no mask."""
        return bit(word, self.id_bits + TYPE_BITS)

    def pages(self, word: Number) -> Number:
        """The first pass in which the zone has pages."""
        return field(word, self.id_bits + TYPE_BITS + 1, self.never.bit_length())

    def satisfies(self, word: Number) -> Bool:
        """The zone satisfies the request, by its own type and node."""
        return all_of(at_most(self.type_of(word), self.limit), self.allowed(word))

    def node_of(self, word: Number) -> Number:
        """The zone's own node, where masks move."""
        return field(word, self.id_bits + TYPE_BITS + 1 + self.never.bit_length(), self.node_bits)

    @property
    def versions(self) -> range:
        """The versions of the masks; just one where they do not move."""
        return range(max((len(versions) for versions in self.masks.values()), default=1))

    def policy_of(self, owner: str) -> Bool:
        """The request's policy belongs to ``none``, ``task`` or ``vma``."""
        return equal(self.owner, OWNERS.index(owner))

    def satisfies_at(self, word: Number, version: int) -> Bool:
        """The zone satisfies the request with this version of the masks."""
        return all_of(self.satisfies(word), *self._allowing(word, lambda at: at == version))

    def satisfies_always(self, word: Number) -> Bool:
        """The zone satisfies the request with every version of the masks."""
        return all_of(
            *(
                implies(self.has(version), self.satisfies_at(word, version))
                for version in self.versions
            )
        )

    def satisfies_once(self, word: Number) -> Bool:
        """The zone satisfies the request with some version of each of the masks."""
        return all_of(self.satisfies(word), *self._allowing(word, self.has))

    def _allowing(self, word: Number, counts: Callable[[int], Bool]) -> Iterator[Bool]:
        """For each mask, that a version which counts has the zone's node, or it is not obeyed."""
        node = self.node_of(word)
        for name, versions in self.masks.items():
            policy = len(self.masks) > 1 and name == next(iter(self.masks))
            yield any_of(
                self.policy_of("none") if policy else False,
                *(
                    all_of(counts(version), equal(node, at), here)
                    for version, nodes in enumerate(versions)
                    for at, here in enumerate(nodes)
                ),
            )

    def at_every_moment(self, holds: Callable[[Number], Bool], name: str) -> Bool:
        """With every version of the masks some zone satisfies the request and is as asked."""
        return all_of(
            *(
                any_of(
                    negate(self.has(version)),
                    self.some_zone(
                        lambda word: all_of(
                            self.listed_throughout(word),
                            self.satisfies_at(word, version),  # noqa: B023
                            holds(word),
                        ),
                        f"{name} {version}" if version else name,
                    ),
                )
                for version in self.versions
            )
        )

    def has(self, rebuild: int) -> Bool:
        """The instance has a list of this number."""
        return at_most(rebuild, self.used)

    def present(self, rebuild: int, slot: int) -> Bool:
        """The list is long enough to have an entry at this slot."""
        return negate(equal(self.zone(self.lists[rebuild][slot]), 0))

    def fits(self, slot: int, copies: int) -> Bool:
        """The slot is inside an array with room for so many longest lists and terminators."""
        within = slot // copies
        if within == 0:
            return True
        if within > self.zones:
            return False
        return any_of(
            *(
                all_of(self.has(rebuild), self.present(rebuild, within - 1))
                for rebuild in range(len(self.lists))
            )
        )

    def listed(self, zone: Number, rebuild: int) -> Bool:
        """The list names the zone."""
        return any_of(*(equal(self.zone(word), zone) for word in self.lists[rebuild]))

    def listed_throughout(self, word: Number) -> Bool:
        """Every list of the instance names the zone."""
        zone = self.zone(word)
        return all_of(
            *(
                implies(self.has(rebuild), self.listed(zone, rebuild))
                for rebuild in range(len(self.lists))
            )
        )

    def all_satisfy(self) -> Bool:
        """Every zone of every list satisfies the request."""
        return all_of(
            *(
                implies(
                    all_of(self.has(rebuild), self.present(rebuild, slot)),
                    self.satisfies(self.lists[rebuild][slot]),
                )
                for rebuild in range(len(self.lists))
                for slot in range(self.zones)
            )
        )

    def some_zone(self, holds: Callable[[Number], Bool], name: str) -> Bool:
        """Some zone is as asked; only ever asserted, never denied, so one witness stands for it."""
        if not self.symbolic:
            return any_of(*(holds(word) for word in self.words[1:]))
        witness = number(f"{name}: zone", self.zones)
        word = join(
            (
                (witness, self.id_bits),
                (select(witness, self._attributes()), self._attribute_bits()),
            )
        )
        return all_of(
            less(0, witness),
            at_most(witness, self.zones),
            *(self._named_once(rebuild, witness) for rebuild in range(1, len(self.lists))),
            holds(word),
        )

    def _named_once(self, rebuild: int, zone: Number) -> Bool:
        """The list does not repeat this zone: known anyway, but said so it need not be derived."""
        seen: Bool = False
        once: list[Bool] = []
        for word in self.lists[rebuild]:
            here = equal(self.zone(word), zone)
            once.append(negate(all_of(seen, here)))
            seen = any_of(seen, here)
        return all_of(*once)

    def _attribute_bits(self) -> int:
        return TYPE_BITS + 1 + self.never.bit_length() + self.node_bits

    def _attributes(self) -> list[Number]:
        return [field(word, self.id_bits, self._attribute_bits()) for word in self.words]

    def pages_at(self, zone: Number, event: int) -> Bool:
        """Whether the zone of a fixed list has pages after so many events."""
        flips = [
            all_of(self.has(index + 1), equal(self.page_events[index], zone))
            for index in range(event)
        ]
        state: Bool = any_of(
            *(
                all_of(equal(zone, index + 1), before)
                for index, before in enumerate(self.pages_before)
            )
        )
        for flip in flips:
            state = either(flip, negate(state), state)
        return state


def select(index: Number, values: list[Number]) -> Number:
    """``values[index]``; beyond the end, the last one."""
    chosen = values[-1]
    for position in range(len(values) - 2, -1, -1):
        chosen = pick(equal(index, position), values[position], chosen)
    return chosen
