"""The strategies: a writer each, and what stands around the reader's loads."""

from dataclasses import dataclass

from . import writers
from .instance import Instance
from .memory import GENERATION, SEQ, Cell, Memory


@dataclass(frozen=True, slots=True)
class Strategy:
    """A third description of an update strategy, sharing nothing with the other two.

    Attributes:
        writer: the writer's steps for an instance.
        cached: the slow path keeps the first satisfying slot across its tries.
        guard: what each attempt loads before and after: "" (nothing), "generation", "seqcount"
            (waits for an even count) or "latch" (its parity chooses the array).
        section: what each walk and ``first()`` is inside of: "", "preempt", "rcu" or "lock".
        live: the array is found through a pointer, loaded inside the section.
        rounds: the slow path takes a cookie and checks it before it gives up.
        one_word: one load gives index and pointer.
        copies: how often the capacity of a plain array the array has.
        nodes_matter: the writer's steps depend on which zones share a node.
        events: nothing is rebuilt, pages are words.
    """

    writer: writers.Writer
    cached: bool = True
    guard: str = ""
    section: str = ""
    live: bool = False
    rounds: bool = False
    one_word: bool = False
    copies: int = 1
    nodes_matter: bool = False
    events: bool = False

    @property
    def check(self) -> Cell:
        """The word that the guard loads."""
        return GENERATION if self.guard == "generation" else SEQ

    def capacity(self, instance: Instance) -> int:
        """The number of slots in an array."""
        return self.copies * (max(map(len, instance.lists)) + 1)

    def memory(self, instance: Instance) -> Memory:
        """All contents of memory for the instance."""
        initial: dict[Cell, int] = {}
        for slot, zone in enumerate(instance.lists[0]):
            for array in (0, 1) if self.guard == "latch" else (0,):
                initial["slot", array, slot] = zone
                initial["zone", array, slot] = zone
                initial["zone_idx", array, slot] = instance.types[zone - 1]
        for zone, pages in enumerate(instance.pages0, 1):
            initial["pages", 0, zone] = pages
        return Memory(initial, self.writer(instance))


_APPEND = Strategy(writers.append_copy, copies=2)

STRATEGIES: dict[str, Strategy] = {
    "in_place": Strategy(writers.in_place),
    "in_place_from_head": Strategy(writers.in_place, cached=False),
    "in_place_one_word": Strategy(writers.one_word, one_word=True),
    "in_place_null_first": Strategy(writers.null_first, nodes_matter=True),
    "stop_machine_preempt": Strategy(writers.stop_machine),
    "stop_machine_nopreempt": Strategy(writers.stop_machine, section="preempt"),
    "stop_machine_restart": Strategy(writers.stop_machine, guard="generation"),
    "stop_machine_nopreempt_restart": Strategy(
        writers.stop_machine, guard="generation", section="preempt"
    ),
    # Fences are no steps under SC: the three are one program.
    "append_copy": _APPEND,
    "append_copy_wmb": _APPEND,
    "append_copy_rmb": _APPEND,
    "append_copy_from_head": Strategy(writers.append_copy, copies=2, cached=False),
    "append_copy_grace": Strategy(writers.append_copy_grace, copies=2, cached=False, section="rcu"),
    "append_copy_grace_cached": Strategy(writers.append_copy_grace, copies=2, section="rcu"),
    "seqcount_everywhere": Strategy(writers.seqcount, cached=False, guard="seqcount"),
    "seqcount_slow_path": Strategy(writers.seqcount, rounds=True),
    "seqcount_latch": Strategy(writers.seqcount_latch, cached=False, guard="latch"),
    "copy_swap_grace": Strategy(writers.copy_swap_grace, cached=False, section="rcu", live=True),
    "copy_swap": Strategy(writers.copy_swap, cached=False, section="rcu", live=True),
    "copy_swap_grace_cached": Strategy(writers.copy_swap_grace, section="rcu", live=True),
    "list_all_zones": Strategy(writers.pages_only, cached=False, events=True),
    "rwlock": Strategy(writers.rwlock, cached=False, section="lock"),
    "rwlock_cached": Strategy(writers.rwlock, section="lock"),
}
