"""What the spec and the running code call the same thing: the one table that pairs their names.

Everything is translated from the spec to the running code, so that a difference is shown in the
words of the code that ran.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from impl.memory import FREED, Location
from impl.trace import Step
from spec import machine
from spec.interpreter import Replay
from spec.vocabulary import Location as Word

OF_MASKS = "_masks"
"""What the name of an era ends in where its masks move; the running code has it under one name."""


class Row(NamedTuple):
    """One thing under its three names."""

    spec: str
    impl: str
    kernel: str


ACTIONS = (
    #    spec                  | impl                  | kernel
    Row("load", "load", "READ_ONCE()"),
    Row("wait", "wait", "while (READ_ONCE(s->sequence) & 1) cpu_relax()"),
    Row("store", "store", "WRITE_ONCE()"),
    Row("update", "rmw", "atomic_add_return_acquire(), atomic_try_cmpxchg_acquire()"),
    Row("stop_machine", "stop_machine", "stop_machine(__build_all_zonelists, pgdat, NULL)"),
    Row("rcu_read_lock", "rcu_read_lock", "rcu_read_lock()"),
    Row("rcu_read_unlock", "rcu_read_unlock", "rcu_read_unlock()"),
    Row("synchronize_rcu begin", "synchronize_rcu_begin", "synchronize_rcu() is called"),
    Row("synchronize_rcu end", "synchronize_rcu_end", "synchronize_rcu() returns"),
    Row("preempt_disable", "preempt_disable", "preempt_disable()"),
    Row("preempt_enable", "preempt_enable", "preempt_enable()"),
    Row("local_irq_save", "local_irq_save", "local_irq_save(), local_irq_disable()"),
    Row("local_irq_restore", "local_irq_restore", "local_irq_restore(), local_irq_enable()"),
    Row("spin_lock", "spin_lock", "spin_lock(&zonelist_update_seq.lock)"),
)

WORDS = (
    #    spec       | impl       | kernel
    Row("zonerefs", "zonerefs", "zonelist->_zonerefs"),
    Row("A", "A", "the first of two copies of zonelist->_zonerefs"),
    Row("B", "B", "the second of two copies of zonelist->_zonerefs"),
    Row("seq", "seq", "zonelist_update_seq"),
    Row("generation", "generation", "a count moved inside stop_machine()"),
    Row("live", "live", "an RCU pointer to the copy in use"),
    Row("cnts", "cnts", "lock->cnts of an rwlock_t"),
    Row("pages", "pages", "zone_managed_pages(zone) > 0"),
    Row("nodes", "nodes", "the one nodemask of a request; nodes.1 is a copy of it"),
    Row("policy", "policy", "pol->nodes; where copies are swapped, task->mempolicy"),
    Row("mems", "mems", "current->mems_allowed"),
    Row("mems_seq", "mems_seq", "current->mems_allowed_seq"),
    Row("reading", "reading", "current->mems_allowed_change_disable"),
    Row("mmap_lock", "mmap_lock", "mm->mmap_lock"),
    Row("console", "console", "port->lock of a serial console"),
)

VALUES: dict[str, Callable[[Any], Any]] = {
    # The spec numbers the lives of both arrays in turn, the running code names the array.
    "live": lambda life: "AB"[life % 2],
    # Bit 0 and 2 for each reader in the spec; _QW_LOCKED and _QR_BIAS in the running code.
    "cnts": lambda count: (count & 1) * 0xFF + (count >> 1) * 0x200,
}

_OPERATIONS = {row.spec: row.impl for row in ACTIONS}
_NAMES = {row.spec: row.impl for row in WORDS}


def location(word: Word) -> Location:
    """The running code's name of a word."""
    name, dot, version = word.name.partition(".")
    return Location(str(word._replace(name=_NAMES[name] + dot + version)))


def value(word: Word, held: Any) -> Any:
    """What the running code has in a word where the spec has ``held``."""
    if held == machine.FREED:
        return FREED
    return VALUES.get(word.name, lambda same: same)(held)


def step(taken: machine.Step) -> Step:
    """The step that the running code takes where the spec takes this one."""
    operation: Any = _OPERATIONS[taken.action]
    if taken.action == "stop_machine":
        stores = tuple((location(word), value(word, held)) for word, held in taken.value)
        return Step(taken.thread, operation, None, stores)
    if taken.location is None:
        return Step(taken.thread, operation)
    held = value(taken.location, taken.value)
    return Step(taken.thread, operation, location(taken.location), held)


def steps(replay: Replay) -> tuple[Step, ...]:
    """The steps that the running code takes where the spec takes the replay's."""
    return tuple(map(step, replay.trace))


def memory(words: dict[Word, Any]) -> dict[Location, Any]:
    """The running code's memory where the spec's holds these words."""
    return {location(word): value(word, held) for word, held in words.items()}
