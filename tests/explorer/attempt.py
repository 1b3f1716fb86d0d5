"""The steps of one attempt at a pass, or at ``first()``: guard, section, pointer, check."""

from collections.abc import Callable, Iterable

from .course import attempt, begin_pass, end_round, enter, find_first, next_round, settle
from .memory import COUNTS, LIVE, SEQ
from .state import Local, Move, Trial
from .walk import closed, load_index, load_pages, load_zone


def moves(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    """Take the reader's next step at each position of ``mask`` that lets it."""
    return _STEPS[local.at](trial, local, mask)


def _cookie(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    for value, _, where in trial.memory.readings(SEQ):
        if mask & where and value % 2 == 0:
            yield Move(find_first(trial, local._replace(cookie=value)), mask & where)


def _guard(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    kind = trial.strategy.guard
    for value, _, where in trial.memory.readings(trial.strategy.check):
        now = mask & where
        if not now or (kind == "seqcount" and value % 2):
            continue
        array = value % 2 if kind == "latch" else 0
        yield Move(enter(trial, local._replace(cookie=value, array=array)), now)


def _open(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    section = trial.strategy.section
    if section == "preempt":
        parts = [(trial.memory.steps, mask)]
    elif section == "lock":
        free = sum(where for value, _, where in trial.memory.readings(COUNTS) if not value)
        parts = [(trial.memory.locks, mask & free)]
    else:
        parts = trial.memory.sections(mask)
    fresh = local.finding or local.cache is None
    after = "live" if trial.strategy.live and fresh else "zone_idx"
    for sealed, now in parts:
        if now:
            yield Move(local._replace(at=after, sealed=sealed), now)


def _live(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    for value, _, where in trial.memory.readings(LIVE):
        if mask & where:
            yield Move(local._replace(at="zone_idx", array=value), mask & where)


def _close(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    return closed(trial, local._replace(sealed=0), mask)


def _check(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    for value, _, where in trial.memory.readings(trial.strategy.check):
        if not mask & where:
            continue
        if value == local.cookie:
            yield from settle(trial, local, mask & where)
        else:
            yield Move(attempt(trial, local), mask & where)


def _recheck(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    for value, _, where in trial.memory.readings(SEQ):
        if not mask & where:
            continue
        if value != local.cookie:
            yield Move(next_round(trial, local), mask & where)
        elif local.finding:
            yield from end_round(trial, local, mask & where)
        else:
            yield Move(begin_pass(trial, local, local.number + 1), mask & where)


_STEPS: dict[str, Callable[[Trial, Local, int], Iterable[Move]]] = {
    "cookie": _cookie,
    "guard": _guard,
    "open": _open,
    "live": _live,
    "zone_idx": load_index,
    "zone": load_zone,
    "pages": load_pages,
    "close": _close,
    "check": _check,
    "recheck": _recheck,
}
