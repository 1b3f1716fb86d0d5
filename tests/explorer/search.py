"""The search over all schedules, breadth first in the reader's steps."""

from typing import NamedTuple

from .attempt import moves
from .course import start
from .instance import Instance
from .state import Local, PassRecord, Trial
from .strategies import STRATEGIES

Schedule = tuple[int, ...]
"""For each reader step, how many writer steps came before it; never decreasing."""


class Outcome(NamedTuple):
    """What one run shows of itself.

    Attributes:
        passes: the accepted passes.
        returned: the zone whose page was returned, None without one.
        gave_up: the slow path gave up.
        restarts: rounds of the slow path beyond the first.
    """

    passes: tuple[PassRecord, ...]
    returned: int | None
    gave_up: bool
    restarts: int


class Outcomes(NamedTuple):
    """What all runs violate and, if asked for, show."""

    broken: frozenset[str]
    seen: frozenset[Outcome]


def trial_of(
    strategy: str, instance: Instance, reader: str, *, tries: int = 2, observing: bool = False
) -> Trial:
    """The trial of a strategy by name, for the reader "pass" or "allocation"."""
    if reader not in ("pass", "allocation"):
        raise ValueError(f"reader is {reader!r}: use 'pass' or 'allocation'")
    return Trial(STRATEGIES[strategy], instance, reader == "allocation", tries, observing=observing)


def outcome_of(trial: Trial, local: Local) -> Outcome:
    """What a finished run shows."""
    passed = local.number if local.finding else max(0, local.number - 1)
    returned = local.fate if trial.allocating and local.fate > 0 and not local.finding else None
    return Outcome(local.history, returned, local.at == "oom", passed // (trial.tries + 1))


def search(trial: Trial, wanted: frozenset[str] | None = None) -> Outcomes:
    """Go through all schedules, or until all properties in ``wanted`` are violated.

    A search state is the reader's own state with the set of positions at which its next step can
    be taken; one visit to a state does all its positions at once.
    """
    memory = trial.memory
    first = start(trial)
    known = {first: memory.all}
    frontier = {first: memory.all}
    broken: set[str] = set()
    seen: set[Outcome] = set()
    while frontier:
        following: dict[Local, int] = {}
        for local, mask in frontier.items():
            for move in moves(trial, local, mask):
                if move.broken:
                    broken |= move.broken
                    if wanted is not None and wanted <= broken:
                        return Outcomes(frozenset(broken), frozenset(seen))
                after = move.local
                if after.at in ("done", "oom"):
                    if trial.observing:
                        seen.add(outcome_of(trial, after))
                    continue
                old = known.get(after, 0)
                new = memory.reach(move.mask, after.sealed) & ~old
                if new:
                    known[after] = old | new
                    following[after] = following.get(after, 0) | new
        frontier = following
    return Outcomes(frozenset(broken), frozenset(seen))


def explore(
    strategy: str, instance: Instance, reader: str, *, tries: int = 2, observing: bool = False
) -> Outcomes:
    """All that any schedule of the instance violates; with ``observing`` all outcomes too."""
    return search(trial_of(strategy, instance, reader, tries=tries, observing=observing))


class _Arrival(NamedTuple):
    before: Local
    mask: int


def violation(
    strategy: str, instance: Instance, reader: str, prop: str, *, tries: int = 2
) -> Schedule | None:
    """A schedule with the fewest reader steps that violates the property, None without one."""
    trial = trial_of(strategy, instance, reader, tries=tries)
    memory = trial.memory
    first = start(trial)
    known = {first: memory.all}
    layers: list[dict[Local, list[_Arrival]]] = [{first: []}]
    frontier = {first: memory.all}
    while frontier:
        following: dict[Local, int] = {}
        arrivals: dict[Local, list[_Arrival]] = {}
        for local, mask in frontier.items():
            for move in moves(trial, local, mask):
                if prop in move.broken:
                    last = _lowest(move.mask)
                    return (*_back(trial, layers, local, last), last)
                after = move.local
                if after.at in ("done", "oom"):
                    continue
                old = known.get(after, 0)
                new = memory.reach(move.mask, after.sealed) & ~old
                if new:
                    following[after] = following.get(after, 0) | new
                    arrivals.setdefault(after, []).append(_Arrival(local, move.mask))
        for after, new in following.items():
            known[after] = known.get(after, 0) | new
        layers.append(arrivals)
        frontier = following
    return None


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def _back(
    trial: Trial, layers: list[dict[Local, list[_Arrival]]], local: Local, position: int
) -> list[int]:
    """The positions of the steps that led to ``local``, its own step being at ``position``."""
    schedule: list[int] = []
    for layer in reversed(layers[1:]):
        sealed = local.sealed
        choices = [
            (at, arrival.before)
            for arrival in layer[local]
            for at in range(position, -1, -1)
            if arrival.mask >> at & 1 and trial.memory.reach(1 << at, sealed) >> position & 1
        ]
        position, local = max(choices, key=lambda choice: choice[0])
        schedule.insert(0, position)
    return schedule


def replay(
    strategy: str, instance: Instance, reader: str, schedule: Schedule, *, tries: int = 2
) -> frozenset[str]:
    """Run one schedule and return what it violates.

    Raises:
        ValueError: the schedule takes a step that has to wait.
    """
    trial = trial_of(strategy, instance, reader, tries=tries)
    local, at, broken = start(trial), 0, set[str]()
    for position in schedule:
        if not trial.memory.reach(1 << at, local.sealed) >> position & 1:
            raise ValueError(f"the writer cannot go from {at} to {position}")
        (move,) = moves(trial, local, 1 << position)
        local, at = move.local, position
        broken |= move.broken
    return frozenset(broken)
