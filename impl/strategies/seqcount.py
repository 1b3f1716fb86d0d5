"""Overwrite in place under a sequence counter that readers compare.

`seqcount_slow_path` is mainline since 3d36424b3b58 (6.0): zonelist_iter_begin() and
check_retry_zonelist(). `seqcount_everywhere` compares in every pass. `seqcount_latch` writes two
copies in turn and sends readers to the one at rest: raw_write_seqcount_latch().
"""

from collections.abc import Iterable

from impl.instance import Change, Instance
from impl.memory import Location, Memory, Value
from impl.scan import Place, Scan, Scanned
from impl.section import Section
from impl.strategies.in_place import bare, layout, zonerefs
from impl.strategies.strategy import Check, Strategy
from impl.zonelist import TwoWordArray, overwrite

SEQ = Location("seq")


def _is_even(value: Value) -> bool:
    assert isinstance(value, int)
    return value % 2 == 0


def _begin(memory: Memory) -> Value:
    """Wait for the writer to be out, and return the cookie: read_seqbegin()."""
    return memory.wait(SEQ, _is_even, order="acquire")


def _moved(memory: Memory, cookie: Value) -> bool:
    """Whether a writer went in since the cookie was taken: read_seqretry()."""
    memory.fence("smp_rmb")
    return memory.load(SEQ) != cookie


def _layout(instance: Instance) -> dict[Location, Value]:
    return {**layout(instance), SEQ: 0}


def _write(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    array = zonerefs(instance)
    seq = 0
    for change in changes:
        memory.store(SEQ, seq + 1)  # write_seqlock(&zonelist_update_seq)
        memory.fence("smp_wmb")
        overwrite(memory, array, instance, change.zones)
        memory.fence("smp_wmb")
        seq += 2
        memory.store(SEQ, seq)  # write_sequnlock(&zonelist_update_seq)


def _everywhere(instance: Instance) -> Section:
    head = Place(zonerefs(instance))

    def section(memory: Memory, cached: Place | None, scan: Scan) -> Scanned:
        while True:
            cookie = _begin(memory)
            seen = scan(cached or head)
            if not _moved(memory, cookie):
                return seen

    return section


def _copies(instance: Instance) -> tuple[TwoWordArray, TwoWordArray]:
    """The copies that readers use while the counter is even, and while it is odd."""
    return TwoWordArray("A", instance.capacity), TwoWordArray("B", instance.capacity)


def _latch_layout(instance: Instance) -> dict[Location, Value]:
    even, odd = _copies(instance)
    first = instance.lists[0]
    return {SEQ: 0, **even.contents(first, instance), **odd.contents(first, instance)}


def _write_latch(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    seq = 0
    for change in changes:
        for array in _copies(instance):
            memory.fence("smp_wmb")
            seq += 1
            memory.store(SEQ, seq)  # raw_write_seqcount_latch(&seq)
            memory.fence("smp_wmb")
            overwrite(memory, array, instance, change.zones)


def _latch(instance: Instance) -> Section:
    even, odd = _copies(instance)

    def section(memory: Memory, cached: Place | None, scan: Scan) -> Scanned:
        del cached
        while True:
            seq = memory.load_word(SEQ)  # raw_read_seqcount_latch(&seq)
            array = even if _is_even(seq.value) else odd  # &copies[seq & 1]: an address
            seen = scan(Place(array.reached(seq.view)))
            if not _moved(memory, seq.value):
                return seen

    return section


SEQCOUNT_EVERYWHERE = Strategy("seqcount_everywhere", _layout, _write, _everywhere)
SEQCOUNT_SLOW_PATH = Strategy(
    "seqcount_slow_path", _layout, _write, bare, keeps_first=True, check=Check(_begin, _moved)
)
SEQCOUNT_LATCH = Strategy("seqcount_latch", _latch_layout, _write_latch, _latch)
