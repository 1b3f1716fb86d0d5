"""Overwrite the one array in place, with nothing that keeps readers out.

`in_place` is the kernel from 11cd8638c37f to 5.19; `in_place_null_first` has the store order of
the years before 9d3be21bf9c0, when stop_machine hid it.
"""

from collections.abc import Iterable
from functools import partial

from impl.instance import Change, Instance, Zones
from impl.memory import NULL, Location, Memory, Stores, Value
from impl.scan import Place
from impl.section import Section, bracketed
from impl.strategies.strategy import Strategy
from impl.zonelist import Array, OneWordArray, TwoWordArray, overwrite


def zonerefs(instance: Instance) -> TwoWordArray:
    """The array embedded in pg_data_t."""
    return TwoWordArray("zonerefs", instance.capacity)


def one_word_zonerefs(instance: Instance) -> OneWordArray:
    """The same array with one word a slot."""
    return OneWordArray("zonerefs", instance.capacity)


def layout(instance: Instance) -> dict[Location, Value]:
    """The first list in the array."""
    return zonerefs(instance).contents(instance.lists[0], instance)


def bare(instance: Instance) -> Section:
    """A scan with nothing around it."""
    return bracketed(Place(zonerefs(instance)))


def write(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    """Overwrite slots in ascending order."""
    array = zonerefs(instance)
    for change in changes:
        overwrite(memory, array, instance, change.zones)


def overwrite_null_first(memory: Stores, array: Array, instance: Instance, new: Zones) -> None:
    """Empty slot 0, then append zone by zone with a new terminator after each node's zones."""
    terminate = partial(array.write, memory, zone=NULL, zone_idx=0)
    terminate(slot=0)
    for slot, zone in enumerate(new):
        array.write(memory, slot, zone, instance.zone_idx(zone))
        if slot + 1 == len(new) or instance.node(zone) != instance.node(new[slot + 1]):
            terminate(slot=slot + 1)


def _write_null_first(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    array = zonerefs(instance)
    for change in changes:
        overwrite_null_first(memory, array, instance, change.zones)


def _one_word_layout(instance: Instance) -> dict[Location, Value]:
    return one_word_zonerefs(instance).contents(instance.lists[0], instance)


def _one_word_bare(instance: Instance) -> Section:
    return bracketed(Place(one_word_zonerefs(instance)))


def _write_one_word(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    array = one_word_zonerefs(instance)
    for change in changes:
        overwrite(memory, array, instance, change.zones)


IN_PLACE = Strategy("in_place", layout, write, bare, keeps_first=True)
IN_PLACE_FROM_HEAD = Strategy("in_place_from_head", layout, write, bare)
IN_PLACE_NULL_FIRST = Strategy(
    "in_place_null_first", layout, _write_null_first, bare, keeps_first=True
)
IN_PLACE_ONE_WORD = Strategy(
    "in_place_one_word", _one_word_layout, _write_one_word, _one_word_bare, keeps_first=True
)
