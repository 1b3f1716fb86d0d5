"""An execution in words: what each thread did, whom it read from, in which order stores won."""

from collections import Counter
from collections.abc import Mapping

from spec.axioms.graph import Graph, Node

_BARRIERS = {
    "mb": "smp_mb()",
    "rmb": "smp_rmb()",
    "wmb": "smp_wmb()",
    "barrier": "barrier()",
    "before-atomic": "smp_mb__before_atomic()",
    "after-atomic": "smp_mb__after_atomic()",
    "after-spinlock": "smp_mb__after_spinlock()",
    "after-unlock-lock": "smp_mb__after_unlock_lock()",
    "rcu-lock": "rcu_read_lock()",
    "rcu-unlock": "rcu_read_unlock()",
    "sync-rcu": "synchronize_rcu()",
}
_LOCKS = {
    "LKR": "spin_lock({0})",
    "LKW": "spin_lock({0})",
    "UL": "spin_unlock({0})",
    "LF": "spin_trylock({0}) -> 0",
    "RL": "spin_is_locked({0}) -> 1",
    "RU": "spin_is_locked({0}) -> 0",
}
_LOADS = {
    "plain": "*{0} -> {1}",
    "once": "READ_ONCE({0}) -> {1}",
    "acquire": "smp_load_acquire({0}) -> {1}",
}
_STORES = {
    "plain": "*{0} = {1}",
    "once": "WRITE_ONCE({0}, {1})",
    "release": "smp_store_release({0}, {1})",
}
_SUFFIXES = {"acquire": "_acquire", "release": "_release"}


class Told:
    """A graph's events in words.

    Args:
        graph: the execution.
        addresses: names of the numbers that are addresses of locations.
    """

    def __init__(self, graph: Graph, addresses: Mapping[int, str]) -> None:
        self.graph = graph
        self.addresses = addresses
        self.merged = self._merged()
        self.texts = self._texts()

    def _merged(self) -> dict[int, int]:
        """For the store of each read-modify-write and of each taken lock, its load."""
        pairs = {store: load for load, store in self.graph.rmw}
        for node, after in zip(self.graph.nodes, self.graph.nodes[1:], strict=False):
            if "LKR" in node.tags and "LKW" in after.tags and node.location == after.location:
                pairs[after.index] = node.index
        return pairs

    def value(self, number: int) -> str:
        """A number, or the address that it is."""
        return f"&{self.addresses[number]}" if number in self.addresses else str(number)

    def _texts(self) -> dict[int, str]:
        """Every event's text; one that a thread repeats has a number after it."""
        plain = {node.index: self._text(node) for node in self.graph.nodes}
        for store, load in self.merged.items():
            plain[store] = plain[load] = self._update(load, store)
        steps = [node for node in self.graph.nodes if node.index not in self.merged]
        times = Counter((node.thread, plain[node.index]) for node in steps)
        seen: Counter[tuple[int, str]] = Counter()
        texts = {}
        for node in steps:
            key = (node.thread, plain[node.index])
            seen[key] += 1
            repeated = times[key] > 1 and node.thread >= 0
            texts[node.index] = key[1] + (f" [{seen[key]}]" if repeated else "")
        return texts | {store: texts[load] for store, load in self.merged.items()}

    def _text(self, node: Node) -> str:
        if node.thread < 0:
            return f"initial value {self.value(node.value)}"
        if node.kind == "F":
            return next(
                (_BARRIERS[tag] for tag in sorted(node.tags) if tag in _BARRIERS), "barrier"
            )
        for words in (_LOCKS, _LOADS if node.kind == "R" else _STORES):
            for tag, text in words.items():
                if tag in node.tags:
                    return text.format(node.location, self.value(node.value))
        verb = "reads" if node.kind == "R" else "writes"
        return f"{verb} {node.location}: {self.value(node.value)}"

    def _update(self, load: int, store: int) -> str:
        old, new = self.graph.nodes[load], self.graph.nodes[store]
        if old.tags & _LOCKS.keys():
            return f"spin_lock({old.location})"
        tags = old.tags | new.tags
        suffix = next((suffix for tag, suffix in _SUFFIXES.items() if tag in tags), "")
        return f"update{suffix}({old.location}): {self.value(old.value)} to {self.value(new.value)}"

    def owner(self, index: int) -> str:
        """An event with its thread, as others refer to it."""
        node = self.graph.nodes[index]
        text = self.texts[index]
        return text if node.thread < 0 else f"P{node.thread}'s {text}"

    def steps(self, thread: int) -> list[int]:
        """A thread's events in program order; a read-modify-write is one of them."""
        return [
            node.index
            for node in self.graph.nodes
            if node.thread == thread and node.index not in self.merged
        ]

    def threads(self) -> list[int]:
        """The threads that do anything."""
        return sorted({node.thread for node in self.graph.nodes if node.thread >= 0})

    def reads(self) -> list[tuple[int, int]]:
        """Each load with the store that it read from, in order."""
        return sorted(self.graph.rf.items())

    def orders(self) -> dict[str, list[int]]:
        """For each location that was stored to more than once, its stores in coherence order."""
        return {
            str(location): [store for store in stores if self.graph.nodes[store].thread >= 0]
            for location, stores in self.graph.co.items()
            if sum(self.graph.nodes[store].thread >= 0 for store in stores) > 1
        }


def execution(graph: Graph, addresses: Mapping[int, str]) -> list[str]:
    """The lines that show an execution: threads as columns, then sources and coherence."""
    told = Told(graph, addresses)
    columns = [
        [f"P{thread}", *(told.texts[index] for index in told.steps(thread))]
        for thread in told.threads()
    ]
    lines = _table(columns)
    width = max((len(told.owner(load)) for load, _ in told.reads()), default=0)
    for load, store in told.reads():
        lines.append(f"{told.owner(load):{width}} reads from {told.owner(store)}")
    for location, stores in told.orders().items():
        lines.append(f"stores to {location}: {', then '.join(map(told.owner, stores))}")
    return lines


def _table(columns: list[list[str]]) -> list[str]:
    height = max(map(len, columns), default=0)
    widths = [max(map(len, column)) for column in columns]
    return [
        " | ".join(
            (column[row] if row < len(column) else "").ljust(width)
            for column, width in zip(columns, widths, strict=True)
        ).rstrip()
        for row in range(height)
    ]


def document(graph: Graph, addresses: Mapping[int, str]) -> dict[str, object]:
    """The same as plain JSON values."""
    told = Told(graph, addresses)
    return {
        "threads": {
            f"P{thread}": [told.texts[index] for index in told.steps(thread)]
            for thread in told.threads()
        },
        "reads_from": [
            {"load": told.owner(load), "store": told.owner(store)} for load, store in told.reads()
        ],
        "coherence": {
            location: [told.owner(store) for store in stores]
            for location, stores in told.orders().items()
        },
    }
