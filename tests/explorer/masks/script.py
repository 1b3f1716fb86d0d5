"""What the writers of lists and masks do, step by step, for one instance."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from tests.explorer.instance import Instance
from tests.explorer.memory import SEQ, Cell, Step, Store
from tests.explorer.writers import overwrite, stop_machine, store

from .setting import Setting

MEMS_SEQ: Cell = ("mems_seq", 0, 0)
POINTER: Cell = ("pointer", 0, 0)
MMAP: Cell = ("mmap_lock", 0, 0)
CONSOLE: Cell = ("console", 0, 0)
LOCKS: dict[str, Cell | None] = {"mmap": MMAP, "console": CONSOLE, "reading": None}
"""What a reader holds, and the word it finds 0 before; nothing keeps it from counting itself."""

Action = Step | str
"""A step of the writer's, or something it does that is not in memory: "irqs off", "irqs on",
"lock" (a spin lock) and "lock irqsave", "unlock" and "unlock irqrestore"."""


@dataclass(frozen=True, slots=True)
class Masks:
    """The shape of the masks in memory.

    Attributes:
        nodes: how many nodes there are.
        wide: two words a mask, the first with the lower half of the nodes.
    """

    nodes: int
    wide: bool

    @property
    def words(self) -> int:
        """Words in a mask."""
        return 2 if self.wide else 1

    def word_of(self, node: int) -> int:
        """The number of the word that has the node."""
        return int(self.wide and node >= (self.nodes + 1) // 2)

    def cells(self, name: str, mask: int) -> list[tuple[Cell, int]]:
        """The words of a mask, ascending, and what they hold."""
        return [
            ((name, 0, word), sum(1 << n for n in self._within(word) if mask >> n & 1))
            for word in range(self.words)
        ]

    def _within(self, word: int) -> list[int]:
        return [node for node in range(self.nodes) if self.word_of(node) == word]

    def stored(self, name: str, mask: int) -> list[Action]:
        """Store a mask."""
        return [store(cell, value) for cell, value in self.cells(name, mask)]


Writer = Callable[[Setting, Masks], list[Action]]


def _taking(name: str, cell: Cell, value: int) -> Step:
    return Step((Store(cell, value),), name)


def _vma_policy(setting: Setting, masks: Masks, version: int) -> list[Action]:
    """Rebind the policy of a VMA, under its lock; nothing for any other owner."""
    if setting.owner != "vma":
        return []
    new = masks.stored("policy", setting.policy[version])
    return [_taking("mmap", MMAP, 2), *new, store(MMAP, 0)]


def in_place(setting: Setting, masks: Masks) -> list[Action]:
    """The only mask, one store (a word)."""
    return [one for new in setting.mems[1:] for one in masks.stored("mems", new)]


def union(setting: Setting, masks: Masks) -> list[Action]:
    """The only mask, through the union of old and new."""
    script: list[Action] = []
    for old, new in pairwise(setting.mems):
        script += masks.stored("mems", old | new) + masks.stored("mems", new)
    return script


def union_counted(setting: Setting, masks: Masks) -> list[Action]:
    """The same with a wait for readers in between."""
    script: list[Action] = []
    for old, new in pairwise(setting.mems):
        script += [*masks.stored("mems", old | new), Step((), "reading")]
        script += masks.stored("mems", new)
    return script


def union_bracketed(setting: Setting, masks: Masks) -> list[Action]:
    """The union between an odd and an even count."""
    script: list[Action] = []
    for version, (old, new) in enumerate(pairwise(setting.mems)):
        script += [store(MEMS_SEQ, 2 * version + 1), *masks.stored("mems", old | new)]
        script += [*masks.stored("mems", new), store(MEMS_SEQ, 2 * version + 2)]
    return script


def copy_swap(setting: Setting, masks: Masks) -> list[Action]:
    """A fresh copy for each version, and a pointer to it."""
    script: list[Action] = []
    for version, new in enumerate(setting.mems[1:], 1):
        script += [*masks.stored(f"nodes.{version}", new), store(POINTER, version)]
    return script


def _task_policy(setting: Setting, masks: Masks, version: int) -> tuple[list[Action], list[Action]]:
    """A task's policy in two steps: the union of old and new, then the new one."""
    if setting.owner != "task":
        return [], []
    old, new = setting.policy[version - 1 : version + 1]
    return masks.stored("policy", old | new), masks.stored("policy", new)


def _two_steps(setting: Setting, masks: Masks, version: int, *between: Action) -> list[Action]:
    """Everything but a VMA's policy, through unions."""
    old, new = setting.mems[version - 1 : version + 1]
    widened, rebound = _task_policy(setting, masks, version)
    return [
        *masks.stored("mems", old | new),
        *widened,
        *between,
        *rebound,
        *masks.stored("mems", new),
    ]


def two_plain(setting: Setting, masks: Masks) -> list[Action]:
    """2.6.34: unions, and nothing around them."""
    script: list[Action] = []
    for version in range(1, len(setting.mems)):
        script += _two_steps(setting, masks, version) + _vma_policy(setting, masks, version)
    return script


def two_counted(setting: Setting, masks: Masks) -> list[Action]:
    """2.6.35: unions, a wait for readers, then the new masks."""
    script: list[Action] = []
    for version in range(1, len(setting.mems)):
        script += _two_steps(setting, masks, version, Step((), "reading"))
        script += _vma_policy(setting, masks, version)
    return script


def two_sometimes_bracketed(setting: Setting, masks: Masks) -> list[Action]:
    """3.4 to 4.12: unions, counted only for a task's policy or where no node stays."""
    script: list[Action] = []
    count = 0
    for version in range(1, len(setting.mems)):
        old, new = setting.mems[version - 1 : version + 1]
        steps = _two_steps(setting, masks, version)
        if setting.owner == "task" or not old & new:
            begin, end = store(MEMS_SEQ, count + 1), store(MEMS_SEQ, count + 2)
            count += 2
            steps = ["irqs off", begin, *steps, end, "irqs on"]
        script += steps + _vma_policy(setting, masks, version)
    return script


def two_bracketed(setting: Setting, masks: Masks) -> list[Action]:
    """Since 4.13: always counted, a task's policy in one go."""
    script: list[Action] = []
    for version in range(1, len(setting.mems)):
        old, new = setting.mems[version - 1 : version + 1]
        _, rebound = _task_policy(setting, masks, version)
        script += ["irqs off", store(MEMS_SEQ, 2 * version - 1)]
        script += [*masks.stored("mems", old | new), *rebound, *masks.stored("mems", new)]
        script += [store(MEMS_SEQ, 2 * version), "irqs on"]
        script += _vma_policy(setting, masks, version)
    return script


def _listed(setting: Setting) -> Instance:
    return Instance(setting.lists, setting.types, setting.nodes, 0)


def list_stopped(setting: Setting, _masks: Masks) -> list[Action]:
    """A list at a time, everybody stopped."""
    return [*stop_machine(_listed(setting))]


def list_in_place(setting: Setting, _masks: Masks) -> list[Action]:
    """Overwrite under the readers."""
    return [one for new in setting.lists[1:] for one in overwrite(_listed(setting), new)]


def _list_counted(setting: Setting, rebuild: int, printk: list[Action]) -> list[Action]:
    begin, end = store(SEQ, 2 * rebuild - 1), store(SEQ, 2 * rebuild)
    return [begin, *overwrite(_listed(setting), setting.lists[rebuild]), *printk, end]


def list_seqlock(setting: Setting, _masks: Masks) -> list[Action]:
    """6.0: interrupts on, and a message printed while the count is odd."""
    printk: list[Action] = [_taking("console", CONSOLE, 1), store(CONSOLE, 0)]
    script: list[Action] = []
    for rebuild in range(1, len(setting.lists)):
        script += ["lock", *_list_counted(setting, rebuild, printk), "unlock"]
    return script


def list_seqlock_irqs_off(setting: Setting, _masks: Masks) -> list[Action]:
    """6.4: interrupts off, then the lock; messages deferred."""
    script: list[Action] = []
    for rebuild in range(1, len(setting.lists)):
        counted = _list_counted(setting, rebuild, [])
        script += ["irqs off", "lock", *counted, "unlock", "irqs on"]
    return script


def list_seqlock_irqsave(setting: Setting, _masks: Masks) -> list[Action]:
    """6.6: one primitive that takes the lock and, off PREEMPT_RT, disables interrupts."""
    script: list[Action] = []
    for rebuild in range(1, len(setting.lists)):
        counted = _list_counted(setting, rebuild, [])
        script += ["lock irqsave", *counted, "unlock irqrestore"]
    return script
