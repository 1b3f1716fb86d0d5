"""Overwrite in place under a read-write lock held for each scan.

The counter of the kernel's qrwlock, whose lowest byte is the writer's; its queue is left out.
"""

from collections.abc import Iterable

from impl.instance import Change, Instance
from impl.memory import Location, Memory, Value
from impl.scan import Place
from impl.section import Section, bracketed
from impl.strategies.in_place import layout, zonerefs
from impl.strategies.strategy import Strategy
from impl.zonelist import overwrite

CNTS = Location("cnts")
LOCKED = 0xFF
"""_QW_LOCKED: a writer holds the lock."""
BIAS = 0x200
"""_QR_BIAS: what one reader adds."""


def _has_no_writer(value: Value) -> bool:
    assert isinstance(value, int)
    return value & LOCKED == 0


def _is_free(value: Value) -> bool:
    return value == 0


def _is_any(value: Value) -> bool:
    del value
    return True


def _add_reader(value: Value) -> Value:
    assert isinstance(value, int)
    return value + BIAS


def _drop_reader(value: Value) -> Value:
    assert isinstance(value, int)
    return value - BIAS


def _set_writer(value: Value) -> Value:
    del value
    return LOCKED


def read_lock(memory: Memory) -> None:
    """Wait until no writer holds the lock, and count this reader."""
    memory.update(CNTS, _has_no_writer, _add_reader, order="acquire")  # queued_read_lock()


def read_unlock(memory: Memory) -> None:
    """Count this reader out."""
    memory.update(CNTS, _is_any, _drop_reader, order="release")  # atomic_sub_return_release()


def write_lock(memory: Memory) -> None:
    """Wait until nobody holds the lock, and take it."""
    memory.update(CNTS, _is_free, _set_writer, order="acquire")  # atomic_try_cmpxchg_acquire()


def write_unlock(memory: Memory) -> None:
    """Release the lock."""
    memory.store(CNTS, 0, order="release")  # smp_store_release(&lock->wlocked, 0)


def _layout(instance: Instance) -> dict[Location, Value]:
    return {**layout(instance), CNTS: 0}


def _write(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    array = zonerefs(instance)
    for change in changes:
        write_lock(memory)
        overwrite(memory, array, instance, change.zones)
        write_unlock(memory)


def _locked(instance: Instance) -> Section:
    return bracketed(Place(zonerefs(instance)), read_lock, read_unlock)


RWLOCK = Strategy("rwlock", _layout, _write, _locked)
RWLOCK_CACHED = Strategy("rwlock_cached", _layout, _write, _locked, keeps_first=True)
