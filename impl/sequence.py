"""Sequence counts: a writer makes them odd and even again, a reader compares."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from impl.condition import EVEN
from impl.memory import Location, Memory, Value


@dataclass(frozen=True, slots=True)
class SequenceCount:
    """The count in one word."""

    location: Location

    def begin(self, memory: Memory) -> Value:
        """Wait for the writer to be out, and return the count: read_seqbegin()."""
        return memory.wait(self.location, EVEN, order="acquire")

    def moved(self, memory: Memory, cookie: Value) -> bool:
        """Whether a writer went in since the count was taken: read_seqretry()."""
        memory.fence("smp_rmb")
        return memory.load(self.location) != cookie

    @contextmanager
    def writing(self, memory: Memory, number: int) -> Iterator[None]:
        """Keep the count odd for the `number`-th time, counted from 1."""
        memory.store(self.location, 2 * number - 1)  # write_seqcount_begin()
        memory.fence("smp_wmb")
        yield
        memory.fence("smp_wmb")
        memory.store(self.location, 2 * number)  # write_seqcount_end()


SEQ = SequenceCount(Location("seq"))
"""zonelist_update_seq."""

MEMS_SEQ = SequenceCount(Location("mems_seq"))
"""current->mems_allowed_seq."""
