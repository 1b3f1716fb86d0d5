"""What is moved under stressed readers, and which of their troubles that proves wrong."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Protocol, TypeAlias

from impl.free_pages import FreePages
from impl.hotplug import Hotplug
from impl.instance import Instance, Rebind
from impl.memory import Memory
from impl.observation import AllocationSeen, PassSeen
from impl.strategies import Strategy
from impl.strategies.strategy import fixed_list
from impl.tally import Tally, unmoved

NORMAL, MOVABLE = 0, 1
TOPOLOGY = Instance(
    lists=((2, 1, 4, 3),),  # node 0's fallback order: M0 N0 M1 N1
    types=(NORMAL, MOVABLE, NORMAL, MOVABLE),
    nodes=(0, 0, 1, 1),
    limit=MOVABLE,
)
REMOVABLE = (2, 4, 3)
REQUESTS = (
    replace(TOPOLOGY, limit=NORMAL),
    replace(TOPOLOGY, limit=MOVABLE),
    replace(TOPOLOGY, limit=NORMAL, mask=frozenset({0})),
    replace(TOPOLOGY, limit=MOVABLE, mask=frozenset({0})),
)
HOMES = (frozenset({0}), frozenset({1}))
"""The nodes that a task is moved between."""

Epochs: TypeAlias = dict[int, int]
"""For each zone that is listed, or has pages, a count that moves when it no longer is, or has."""


class Load(Protocol):
    """The writer of a stress run and the judge of its readers."""

    @property
    def moves(self) -> int:
        """How many moves are finished."""

    @property
    def most_readers(self) -> int | None:
        """How many readers it allows, None = any number."""

    @property
    def requests(self) -> tuple[Instance, ...]:
        """What readers ask for; the first has the layout of memory."""

    def write(self, memory: Memory, random: Random, go_on: Callable[[], bool]) -> None:
        """Move one thing after another while `go_on`."""

    def listed(self) -> Epochs:
        """Return the zones that are listed now."""

    def judge_pass(self, tally: Tally, seen: PassSeen, request: Instance, before: Epochs) -> None:
        """Count a pass, given what was listed before it."""

    def judge_allocation(
        self, tally: Tally, seen: AllocationSeen, request: Instance, sure: set[int]
    ) -> None:
        """Count an allocation; the zones in `sure` were listed and had pages all the time."""


class ListLoad:
    """Zones that go offline and online."""

    requests = REQUESTS
    most_readers = None

    def __init__(self, strategy: Strategy, pages: FreePages) -> None:
        self._strategy = strategy
        self._hotplug = Hotplug(TOPOLOGY.lists[0], REMOVABLE, pages)

    @property
    def moves(self) -> int:
        """The finished rebuilds."""
        return self._hotplug.rebuilds

    def write(self, memory: Memory, random: Random, go_on: Callable[[], bool]) -> None:
        """Rebuild the list."""
        self._strategy.writer(memory, TOPOLOGY, self._hotplug.changes(random, go_on))

    def listed(self) -> Epochs:
        """Return the zones that are online."""
        return self._hotplug.listed()

    def judge_pass(self, tally: Tally, seen: PassSeen, request: Instance, before: Epochs) -> None:
        """Hold the zones against it that were listed throughout."""
        tally.add_pass(seen, request, unmoved(before, self.listed()))

    def judge_allocation(
        self, tally: Tally, seen: AllocationSeen, request: Instance, sure: set[int]
    ) -> None:
        """Hold any zone against it that it could have had a page of."""
        tally.add_allocation(seen, premature=any(map(request.satisfies, sure)))


class MaskLoad:
    """A task that is moved from one node to the other and back, all its nodemasks at once.

    No zone is allowed throughout. A pass is blind if it is complete and has visited nothing, and
    an allocation gives up too early if zones of both nodes had pages: every version allows one.
    The masks belong to the task, so it is the only reader.
    """

    most_readers = 1

    def __init__(self, strategy: Strategy) -> None:
        self.moves = 0
        self._strategy = strategy
        self._versions = tuple(dict.fromkeys(strategy.masks, home) for home in HOMES)
        masks = dict.fromkeys(strategy.masks, HOMES)
        self._instance = replace(
            TOPOLOGY, masks=masks, policy="task" if "policy" in masks else "none"
        )

    @property
    def requests(self) -> tuple[Instance, ...]:
        """Requests of either kind."""
        return self._instance, replace(self._instance, limit=NORMAL)

    def write(self, memory: Memory, random: Random, go_on: Callable[[], bool]) -> None:
        """Rebind the masks."""
        self._strategy.rebind(memory, self._instance, self._rebinds(random, go_on))

    def listed(self) -> Epochs:
        """Return all zones: they stay."""
        return dict.fromkeys(TOPOLOGY.lists[0], 0)

    def judge_pass(self, tally: Tally, seen: PassSeen, request: Instance, before: Epochs) -> None:
        """Expect a visit."""
        del before
        tally.add_pass(seen, request, set())
        tally.blind_passes += seen.completed and not seen.visits

    def judge_allocation(
        self, tally: Tally, seen: AllocationSeen, request: Instance, sure: set[int]
    ) -> None:
        """Expect a page if there was one on each node."""
        nodes = {request.node(zone) for zone in sure if request.satisfies(zone)}
        tally.add_allocation(seen, premature=all(nodes & home for home in HOMES))

    def _rebinds(self, random: Random, go_on: Callable[[], bool]) -> Iterator[Rebind]:
        """Yield one rebind after another, each once the one before is made."""
        while go_on():
            old, new = self._versions[self.moves % 2], self._versions[1 - self.moves % 2]
            yield Rebind(self.moves + 1, old, new)
            self.moves += 1
            time.sleep(random.random() * 2e-4)


def load_of(strategy: Strategy, pages: FreePages) -> Load:
    """Return what a strategy is stressed with: its nodemasks if its list never moves."""
    return MaskLoad(strategy) if strategy.writer is fixed_list else ListLoad(strategy, pages)
