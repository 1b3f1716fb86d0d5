"""Nodemasks in shared memory: `nodemask_t`, in one word or in two."""

from dataclasses import dataclass, field, replace

from impl.memory import Location, Memory, Stores, Value, View


@dataclass(frozen=True, slots=True)
class Nodemask:
    """The nodemask of that name, for the nodes 0 .. `nodes` - 1.

    One word has a bit for each node. Where it is `wide`, the first of two words has the lower half
    of the nodes, the middle one included, and the second word the others: the kernel's mask where
    MAX_NUMNODES is more than a word has bits. `view` is that of the load that gave the pointer to
    this mask: loads of its words depend on it.
    """

    name: str
    nodes: int
    wide: bool = False
    view: View = field(default=0, compare=False)

    @property
    def locations(self) -> tuple[Location, ...]:
        """The words, lowest nodes first."""
        if self.wide:
            return Location(f"{self.name}[0]"), Location(f"{self.name}[1]")
        return (Location(self.name),)

    def contents(self, nodes: frozenset[int]) -> dict[Location, Value]:
        """Return the words of a mask that holds these nodes."""
        values = dict.fromkeys(self.locations, 0)
        for node in nodes:
            location, bit = self._place(node)
            values[location] |= 1 << bit
        return dict(values)

    def store(self, memory: Stores, nodes: frozenset[int]) -> None:
        """Store the words of these nodes in ascending order, one access each."""
        for location, value in self.contents(nodes).items():
            memory.store(location, value)

    def has(self, memory: Memory, node: int) -> bool:
        """Load the word that has a node, and return the node's bit: node_isset()."""
        location, bit = self._place(node)
        word = memory.load(location, after=self.view)
        assert isinstance(word, int)
        return bool(word >> bit & 1)

    def reached(self, view: View) -> "Nodemask":
        """Return this mask behind a pointer that a load returned."""
        return replace(self, view=view)

    def _place(self, node: int) -> tuple[Location, int]:
        """Return the word that has a node, and its bit in there."""
        half = (self.nodes + 1) // 2 if self.wide else self.nodes
        number, bit = divmod(node, half)
        return self.locations[number], bit


def intersect(memory: Memory, left: Nodemask, right: Nodemask) -> bool:
    """Load word after word of both masks; whether they have a node in common: nodes_intersects().

    All words are loaded, though the kernel may stop at the first that has such a node.
    """
    common = False
    for one, other in zip(left.locations, right.locations, strict=True):
        words = memory.load(one, after=left.view), memory.load(other, after=right.view)
        assert isinstance(words[0], int)
        assert isinstance(words[1], int)
        common |= bool(words[0] & words[1])
    return common
