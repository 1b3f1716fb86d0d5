"""Lock words: 0 while nobody holds the lock, else a number for the holder."""

from dataclasses import dataclass

from impl.condition import FREE
from impl.memory import Location, Memory, Value


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock of which nothing matters but who holds it; who waits for it is waited on in turn."""

    location: Location

    def take(self, memory: Memory, holder: int = 1) -> None:
        """Wait until nobody holds the lock, and take it."""

        def held(value: Value) -> Value:
            del value
            return holder

        memory.update(self.location, FREE, held, order="acquire")

    def release(self, memory: Memory) -> None:
        """Give it back."""
        memory.store(self.location, 0, order="release")


CONSOLE = Lock(Location("console"))
"""What printk() takes, and whoever works on the tty may hold already."""

MMAP_LOCK = Lock(Location("mmap_lock"))
"""mm->mmap_lock: a page fault holds it (1), and so does who rebinds policies of mappings (2)."""
