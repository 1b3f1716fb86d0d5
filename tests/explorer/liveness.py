"""What never ends, in the strategies that rewrite lists: restarts, waits, sleep inside sections.

No zone has pages, so that an allocation goes all the way. None of these writers disables
interrupts or takes a lock but its own.
"""

from collections.abc import Iterator

from .attempt import moves
from .course import start
from .instance import KINDS, kinds_of
from .representatives import representatives
from .state import Local, Trial
from .strategies import STRATEGIES, Strategy

CONTEXTS = ("task", "interrupt", "console")
KERNELS = ("no_rt", "preempt_rt")


def waiting(name: str) -> bool:
    """Whether a strategy's reader restarts or waits, so that there is something to ask."""
    strategy = STRATEGIES[name]
    return bool(strategy.guard) or strategy.rounds or strategy.section == "lock"


def _alone(trial: Trial, position: int) -> Iterator[tuple[Local, Local | None]]:
    """An allocation beside a writer that stands still: its steps; None where it has to wait."""
    local = start(trial)
    known: set[Local] = set()
    while local.at not in ("done", "oom") and local not in known:
        known.add(local)
        following = [move.local for move in moves(trial, local, 1 << position)]
        yield local, following[0] if following else None
        if not following:
            return
        (local,) = following


def _rejected(before: Local, after: Local) -> bool:
    """Whether the step was a check that found something changed."""
    if before.at == "recheck":
        return after.at == "cookie"
    same = (before.number, before.finding) == (after.number, after.finding)
    return before.at == "check" and after.at == "guard" and same


def endless(trial: Trial) -> bool:
    """Whether anything is repeated beside a writer that stands still."""
    return any(
        after is not None and _rejected(before, after)
        for position in range(trial.memory.length + 1)
        for before, after in _alone(trial, position)
    )


def sleeps(trial: Trial) -> bool:
    """Whether a section is open between two passes, where the slow path sleeps."""
    return any(
        after is not None and after.number != before.number and after.sealed
        for position in range(trial.memory.length + 1)
        for before, after in _alone(trial, position)
    )


def interrupt_waits(trial: Trial) -> bool:
    """Whether a reader on the writer's own CPU waits for the writer."""
    return any(
        after is None
        for position in range(trial.memory.length + 1)
        for _, after in _alone(trial, position)
    )


def stuck(trial: Trial) -> bool:
    """Whether a reader on another CPU can wait for something that never comes."""
    memory = trial.memory
    known: dict[Local, int] = {}
    frontier = {start(trial): memory.all}
    while frontier:
        following: dict[Local, int] = {}
        for local, mask in frontier.items():
            possible = 0
            for move in moves(trial, local, memory.all):
                possible |= move.mask
            if any(
                mask >> at & 1 and not memory.reach(1 << at, local.sealed) & possible
                for at in range(memory.length + 1)
            ):
                return True
            for move in moves(trial, local, mask):
                if move.local.at in ("done", "oom"):
                    continue
                reached = memory.reach(move.mask, move.local.sealed)
                new = reached & ~known.get(move.local, 0)
                if new:
                    known[move.local] = known.get(move.local, 0) | new
                    following[move.local] = following.get(move.local, 0) | new
        frontier = following
    return False


def liveness(name: str, zones: int, rebuilds: int, tries: int) -> dict[tuple[str, str], bool]:
    """Property and kind, context or kernel: whether some instance in the bounds refutes it."""
    strategy: Strategy = STRATEGIES[name]
    cells = {("terminates", kind): False for kind in KINDS}
    cells |= {("no_deadlock", context): False for context in CONTEXTS}
    cells |= {("no_sleep_in_atomic", kernel): False for kernel in KERNELS}
    for instance in representatives(strategy, zones, rebuilds):
        trial = Trial(strategy, instance, True, tries)
        if endless(trial):
            cells |= {("terminates", kind): True for kind in kinds_of(instance)}
        if interrupt_waits(trial):
            cells["no_deadlock", "interrupt"] = True
        if stuck(trial):
            # No writer here wants the console that the one reader holds.
            cells |= {("no_deadlock", context): True for context in ("task", "console")}
        if sleeps(trial):
            cells |= {("no_sleep_in_atomic", kernel): True for kernel in KERNELS}
    return cells
