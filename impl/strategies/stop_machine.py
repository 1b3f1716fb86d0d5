"""Overwrite the array while every CPU is stopped: the kernel up to 4.13.

The `_restart` strategies are what the 2017 thread did not consider: a generation that moves inside
the stopped rebuild, looked at before and after each pass.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from impl.instance import Change, Instance, Zones
from impl.memory import Location, Memory, Stores, Value
from impl.scan import Place, Scan, Scanned
from impl.section import Section, bracketed, preempt_disable, preempt_enable
from impl.strategies.in_place import bare, layout, zonerefs
from impl.strategies.strategy import Opening, Strategy
from impl.zonelist import Array, overwrite

GENERATION = Location("generation")


def write_stopped(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    """Overwrite the whole list in one step."""
    array = zonerefs(instance)
    for change in changes:
        memory.stop_machine(
            partial(overwrite, array=array, instance=instance, new=change.zones)
        )  # stop_machine(__build_all_zonelists, pgdat, NULL)


def _overwrite_and_count(
    memory: Stores, array: Array, instance: Instance, new: Zones, generation: int
) -> None:
    overwrite(memory, array, instance, new)
    memory.store(GENERATION, generation)


def _write_counted(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    rebuild = partial(_overwrite_and_count, array=zonerefs(instance), instance=instance)
    for generation, change in enumerate(changes, 1):
        memory.stop_machine(partial(rebuild, new=change.zones, generation=generation))


def _counted_layout(instance: Instance) -> dict[Location, Value]:
    return {**layout(instance), GENERATION: 0}


def _preempt_off(instance: Instance) -> Section:
    return bracketed(Place(zonerefs(instance)), preempt_disable, preempt_enable)


def _of_generation(scan: Scan, generation: int) -> Scan:
    """Return the same scan, whose places remember the generation."""
    return lambda place: scan(replace(place, generation=generation))


def _restarted(inner: Opening) -> Opening:
    """Repeat a pass from slot 0 until the generation did not move during it.

    No barrier: a CPU that was stopped did all before the stop before it, and all after it after.
    """

    def opening(instance: Instance) -> Section:
        once: Callable[[Memory, Place | None, Scan], Scanned] = inner(instance)

        def section(memory: Memory, cached: Place | None, scan: Scan) -> Scanned:
            while True:
                generation = memory.load(GENERATION)
                assert isinstance(generation, int)
                is_current = cached is not None and cached.generation == generation
                seen = once(
                    memory, cached if is_current else None, _of_generation(scan, generation)
                )
                if memory.load(GENERATION) == generation:
                    return seen

        return section

    return opening


STOP_MACHINE_PREEMPT = Strategy(
    "stop_machine_preempt", layout, write_stopped, bare, keeps_first=True
)
STOP_MACHINE_NOPREEMPT = Strategy(
    "stop_machine_nopreempt", layout, write_stopped, _preempt_off, keeps_first=True
)
STOP_MACHINE_RESTART = Strategy(
    "stop_machine_restart", _counted_layout, _write_counted, _restarted(bare), keeps_first=True
)
STOP_MACHINE_NOPREEMPT_RESTART = Strategy(
    "stop_machine_nopreempt_restart",
    _counted_layout,
    _write_counted,
    _restarted(_preempt_off),
    keeps_first=True,
)
