"""What follows what: fast path, rounds, tries, last look, and what each end violates."""

from .state import COMPLETED, NEVER, WALKING, Cache, Local, Move, Trial
from .verdict import judge_giving_up, judge_pass


def start(trial: Trial) -> Local:
    """The reader before its first step."""
    unknown = ((0, NEVER),) * len(trial.instance.types) if trial.open_pages else ()
    return attempt(trial, Local("", pages=unknown))


def attempt(trial: Trial, local: Local) -> Local:
    """Begin a pass, or ``first()``, or begin it again: forget all that the last one saw."""
    local = local._replace(visits=(), fate=WALKING, slot=0, array=0)
    if trial.strategy.guard:
        return local._replace(at="guard", cookie=0)
    return enter(trial, local)


def enter(trial: Trial, local: Local) -> Local:
    """Go to the section, if there is one, and to the start slot."""
    cache = None if local.finding else local.cache
    if cache and trial.strategy.guard and cache.generation != local.cookie:
        cache = None
    if cache:
        local = local._replace(slot=cache.slot, array=cache.array)
    return local._replace(at="open" if trial.strategy.section else "zone_idx")


def begin_pass(trial: Trial, local: Local, number: int) -> Local:
    """Go on to the pass of that number.

    Bounds on pages below the number are levelled: any later end of the run compares them with
    ``number - 1`` or more (the last try of a round that ends), and any later visit with
    ``number`` or more, so that bounds below are all alike.
    """
    pages = tuple(
        (low if low >= number else 0, high if high >= number else 0) for low, high in local.pages
    )
    return attempt(trial, local._replace(number=number, finding=False, pages=pages))


def begin_round(trial: Trial, local: Local, number: int) -> Local:
    """Go to ``restart:``; ``number`` is one less than that of the round's first try."""
    local = local._replace(number=number, finding=True, cache=None)
    if trial.strategy.rounds:
        return local._replace(at="cookie", cookie=0, slot=0, visits=(), fate=WALKING)
    return find_first(trial, local)


def find_first(trial: Trial, local: Local) -> Local:
    """Recompute the first slot, where the strategy keeps it; otherwise go to the first try."""
    if trial.strategy.cached:
        return attempt(trial, local)
    return begin_pass(trial, local, local.number + 1)


def next_round(trial: Trial, local: Local) -> Local:
    """Restart: numbers of passes that were skipped stay unused."""
    span = trial.tries + 1
    passed = local.number if local.finding else local.number - 1
    return begin_round(trial, local, (passed // span + 1) * span)


def settle(trial: Trial, local: Local, mask: int) -> list[Move]:
    """Accept what the attempt did and go on."""
    if local.finding:
        return _settle_first(trial, local, mask)
    broken = judge_pass(trial, local)
    if trial.observing:
        record = (local.number, local.visits, local.fate == COMPLETED)
        local = local._replace(history=(*local.history, record))
    if not trial.allocating or local.fate != COMPLETED:
        return [Move(local._replace(at="done"), mask, broken)]
    span = trial.tries + 1
    if local.number == 0:
        return [Move(begin_round(trial, local, 0), mask, broken)]
    if local.number % span == 0:
        ends = end_round(trial, local, mask)
        return [Move(end.local, end.mask, end.broken | broken) for end in ends]
    if local.number % span == trial.tries and trial.strategy.rounds:
        local = local._replace(at="recheck", slot=0, visits=(), fate=WALKING)
        return [Move(local, mask, broken)]
    return [Move(begin_pass(trial, local, local.number + 1), mask, broken)]


def _settle_first(trial: Trial, local: Local, mask: int) -> list[Move]:
    if local.fate > 0:
        generation = local.cookie if trial.strategy.guard else 0
        cache = Cache(local.slot, local.array, generation)
        local = local._replace(cache=cache)
        return [Move(begin_pass(trial, local, local.number + 1), mask)]
    if local.fate != COMPLETED:
        return [Move(local._replace(at="done"), mask)]
    if trial.strategy.rounds:
        return [Move(local._replace(at="recheck", slot=0, fate=WALKING), mask)]
    return end_round(trial, local, mask)


def end_round(trial: Trial, local: Local, mask: int) -> list[Move]:
    """Give up: OOM."""
    return [
        Move(local._replace(at="oom"), where, broken)
        for where, broken in judge_giving_up(trial, local, mask)
    ]
