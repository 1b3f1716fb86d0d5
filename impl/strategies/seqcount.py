"""Overwrite in place under a sequence counter that readers compare.

`seqcount_slow_path` is mainline since 3d36424b3b58 (6.0): zonelist_iter_begin() and
check_retry_zonelist(). `seqcount_everywhere` compares in every pass. `seqcount_latch` writes two
copies in turn and sends readers to the one at rest: raw_write_seqcount_latch().
"""

from collections.abc import Iterable

from impl.condition import EVEN
from impl.instance import Change, Instance
from impl.memory import Location, Memory, Value
from impl.scan import Place, Scan, Scanned
from impl.section import Section
from impl.sequence import SEQ
from impl.strategies.in_place import bare, layout, zonerefs
from impl.strategies.strategy import Check, Strategy
from impl.zonelist import TwoWordArray, overwrite


def _layout(instance: Instance) -> dict[Location, Value]:
    return {**layout(instance), SEQ.location: 0}


def _write(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    array = zonerefs(instance)
    for number, change in enumerate(changes, 1):
        with SEQ.writing(memory, number):  # write_seqlock(&zonelist_update_seq)
            overwrite(memory, array, instance, change.zones)


def _everywhere(instance: Instance) -> Section:
    head = Place(zonerefs(instance))

    def section(memory: Memory, cached: Place | None, scan: Scan) -> Scanned:
        while True:
            cookie = SEQ.begin(memory)
            seen = scan(cached or head)
            if not SEQ.moved(memory, cookie):
                return seen

    return section


def _copies(instance: Instance) -> tuple[TwoWordArray, TwoWordArray]:
    """The copies that readers use while the counter is even, and while it is odd."""
    return TwoWordArray("A", instance.capacity), TwoWordArray("B", instance.capacity)


def _latch_layout(instance: Instance) -> dict[Location, Value]:
    even, odd = _copies(instance)
    first = instance.lists[0]
    return {SEQ.location: 0, **even.contents(first, instance), **odd.contents(first, instance)}


def _write_latch(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    seq = 0
    for change in changes:
        for array in _copies(instance):
            memory.fence("smp_wmb")
            seq += 1
            memory.store(SEQ.location, seq)  # raw_write_seqcount_latch(&seq)
            memory.fence("smp_wmb")
            overwrite(memory, array, instance, change.zones)


def _latch(instance: Instance) -> Section:
    even, odd = _copies(instance)

    def section(memory: Memory, cached: Place | None, scan: Scan) -> Scanned:
        del cached
        while True:
            seq = memory.load_word(SEQ.location)  # raw_read_seqcount_latch(&seq)
            array = even if EVEN(seq.value) else odd  # &copies[seq & 1]: an address
            seen = scan(Place(array.reached(seq.view)))
            if not SEQ.moved(memory, seq.value):
                return seen

    return section


SEQCOUNT_EVERYWHERE = Strategy("seqcount_everywhere", _layout, _write, _everywhere)
SEQCOUNT_SLOW_PATH = Strategy(
    "seqcount_slow_path", _layout, _write, bare, keeps_first=True, check=Check((SEQ,))
)
SEQCOUNT_LATCH = Strategy("seqcount_latch", _latch_layout, _write_latch, _latch)
