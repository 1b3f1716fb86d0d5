"""Episodes: one writer and one reader on real threads over a small list, every step recorded."""

import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count
from random import Random
from threading import Barrier
from typing import Literal, TypeAlias

from impl.instance import Instance
from impl.memory import Memory
from impl.observation import AllocationSeen, PassSeen
from impl.programs import allocation_reader, initial_memory, pass_reader, writer
from impl.recorder import recorded
from impl.strategies.strategy import Strategy
from impl.stress_instance import drawn_instance
from impl.stress_run import random_of, switching_often
from impl.threads import Machine
from impl.trace import Step

ReaderKind: TypeAlias = Literal["pass", "allocation"]
"""What the reader makes: one pass, or one allocation."""

READERS: tuple[ReaderKind, ...] = ("pass", "allocation")

YIELDS = 0.3
"""How likely a thread is to let others go first before a step."""


@dataclass(frozen=True, slots=True)
class Episode:
    """What happened to one instance: the steps in order, and what the reader says it did.

    `tries` are those of one round of an allocation; a pass has no use for them.
    """

    strategy: str
    instance: Instance
    reader: ReaderKind
    tries: int
    steps: tuple[Step, ...]
    seen: PassSeen | AllocationSeen

    @property
    def overlaps(self) -> bool:
        """Whether the writer took a step between the reader's first and its last."""
        names = [step.thread for step in self.steps]
        first, last = names.index("reader"), len(names) - names[::-1].index("reader")
        return "writer" in names[first:last]


def episodes(strategy: Strategy, seed: int) -> Generator[Episode, None, None]:
    """Run one episode after another, without end.

    Args:
        strategy: Of writer and reader.
        seed: Decides what is asked of the threads, not how they interleave.
    """
    with switching_often(), ThreadPoolExecutor(2) as pool:
        for number in count():  # pragma: no branch - it never ends
            random = random_of(seed, f"episode {number}")
            instance = drawn_instance(strategy, random)
            yield _episode(pool, strategy, instance, random)


def _episode(
    pool: ThreadPoolExecutor, strategy: Strategy, instance: Instance, random: Random
) -> Episode:
    """Let a writer and a reader loose on an instance at the same time."""
    kind, tries = random.choice(READERS), random.randint(1, 2)
    machine = Machine(initial_memory(strategy, instance))
    steps: list[Step] = []
    together = Barrier(2)

    def call(name: str, program: Callable[[Memory], object], seed: float) -> object:
        pause = partial(_pause, Random(seed))  # noqa: S311  # nothing here is secret
        together.wait()
        with recorded(machine, name, steps, pause) as memory:
            return program(memory)

    if kind == "pass":
        reader = pass_reader(strategy, instance)
    else:
        reader = allocation_reader(strategy, instance, tries=tries)
    written = pool.submit(call, "writer", writer(strategy, instance), random.random())
    read = pool.submit(call, "reader", reader, random.random())
    written.result()
    seen = read.result()
    assert isinstance(seen, PassSeen | AllocationSeen)
    return Episode(strategy.name, instance, kind, tries, tuple(steps), seen)


def _pause(random: Random) -> None:
    """Let another thread go first, now and then."""
    if random.random() < YIELDS:
        time.sleep(0)
