"""Readers that allocate and free under memory pressure while one writer moves zones or masks."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from random import Random
from threading import Event, Thread

from impl.allocator import alloc_pages, read_pass
from impl.free_pages import FreePages
from impl.instance import Instance
from impl.strategies import Strategy
from impl.stress_load import TOPOLOGY, load_of
from impl.tally import Tally, unmoved
from impl.threads import Machine, ThreadMemory

PAGES_PER_ZONE = 4
PAGES_HELD = 3
SWITCH_INTERVAL = 1e-5


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one stress run; `seconds` is how long it took."""

    strategy: str
    readers: int
    seconds: float
    rebuilds: int
    tally: Tally

    def __str__(self) -> str:
        tally = self.tally
        rows: tuple[tuple[str, int | str], ...] = (
            ("strategy", self.strategy),
            ("readers", self.readers),
            ("allocations", tally.allocations),
            ("allocations/s", round(tally.allocations / self.seconds)),
            ("failed allocations", tally.failed),
            ("passes", tally.passes),
            ("rebuilds", self.rebuilds),
            ("missed zones", tally.missed_zones),
            ("blind passes", tally.blind_passes),
            ("doubled visits", tally.doubled_visits),
            ("premature OOM", tally.premature_oom),
            ("out of bounds", tally.out_of_bounds),
            ("use after free", tally.use_after_free),
            ("restarts", tally.restarts),
        )
        return "\n".join(f"{name:<20}{value:>24}" for name, value in rows)


class _Stress:
    """One run: the machine, its pages, its writer and its readers."""

    def __init__(self, strategy: Strategy) -> None:
        self._strategy = strategy
        self._pages = FreePages(TOPOLOGY.lists[0], PAGES_PER_ZONE)
        self.load = load_of(strategy, self._pages)
        self._machine = Machine(strategy.layout(self.load.requests[0]))
        self._done = Event()
        self._errors: list[BaseException] = []

    def run(self, seed: int, readers: int, go_on: Callable[[], bool]) -> Tally:
        """Run the writer while `go_on`, and readers as long as it runs; return what they saw."""
        tallies = [Tally() for _ in range(readers)]
        calls = [partial(self._write, random_of(seed, "writer"), go_on)]
        for number, tally in enumerate(tallies):
            calls.append(partial(self._read, random_of(seed, f"reader {number}"), tally))
        threads = [Thread(target=self._guard, args=(call,)) for call in calls]
        with switching_often():
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        if self._errors:
            raise self._errors[0]
        total = Tally()
        for tally in tallies:
            total.add(tally)
        return total

    def _guard(self, call: Callable[[], None]) -> None:
        """Call; an error ends the run and is raised by it."""
        try:
            call()
        except BaseException as error:  # noqa: BLE001  # raised again by run()
            self._errors.append(error)
            self._done.set()

    def _write(self, random: Random, go_on: Callable[[], bool]) -> None:
        def unfinished() -> bool:
            return go_on() and not self._done.is_set()

        try:
            with self._machine.memory() as memory:
                self.load.write(memory, random, unfinished)
        finally:
            self._done.set()

    def _read(self, random: Random, tally: Tally) -> None:
        held: list[int] = []
        with self._machine.memory() as memory:
            while True:
                instance = random.choice(self.load.requests)
                listed = self.load.listed()
                seen = read_pass(memory, self._strategy, instance)
                self.load.judge_pass(tally, seen, instance, listed)
                zone = self._allocate(memory, random, instance, tally)
                if zone is not None:
                    held.append(zone)
                if len(held) > PAGES_HELD or (held and zone is None):
                    self._pages.free(held.pop(random.randrange(len(held))))
                if self._done.is_set():
                    return

    def _allocate(
        self, memory: ThreadMemory, random: Random, instance: Instance, tally: Tally
    ) -> int | None:
        """Allocate a page, and count what can be said for certain."""
        listed = self.load.listed()
        nonempty = self._pages.nonempty()

        def reclaim() -> None:
            nonlocal nonempty
            self._pages.reclaim(random, count=2)
            nonempty = self._pages.nonempty()
            time.sleep(0)

        seen = alloc_pages(memory, self._strategy, instance, self._pages, reclaim=reclaim)
        throughout = unmoved(listed, self.load.listed())
        sure = throughout & unmoved(nonempty, self._pages.nonempty())
        self.load.judge_allocation(tally, seen, instance, sure)
        return seen.zone


def random_of(seed: int, name: str) -> Random:
    """Return the choices of one thread, or of whoever bears that name."""
    return Random(f"{seed}/{name}")  # noqa: S311  # nothing here is secret


@contextmanager
def switching_often() -> Iterator[None]:
    """Let the interpreter switch threads far more often than it would."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def stress(
    strategy: Strategy,
    *,
    readers: int = 2,
    seed: int = 0,
    seconds: float | None = None,
    rebuilds: int | None = None,
) -> Report:
    """Run readers against a writer of lists or nodemasks until either bound is reached.

    Args:
        strategy: The strategy of both.
        readers: How many threads read, at least 1; where nodemasks move there is no other.
        seed: Decides what each thread asks for, not how threads interleave.
        seconds: The bound on time, None = none.
        rebuilds: The bound on rebuilds or rebinds, None = none.

    Raises:
        ValueError: If there is no bound.
    """
    if seconds is None and rebuilds is None:
        raise ValueError("Give seconds, rebuilds or both: the run would never end.")
    start = time.monotonic()
    run = _Stress(strategy)
    readers = min(readers, run.load.most_readers or readers)

    def go_on() -> bool:
        return (seconds is None or time.monotonic() - start < seconds) and (
            rebuilds is None or run.load.moves < rebuilds
        )

    tally = run.run(seed, readers, go_on)
    elapsed = time.monotonic() - start
    return Report(strategy.name, readers, elapsed, run.load.moves, tally)
