"""What one reader saw, in values that can be compared."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PassSeen:
    """One accepted pass.

    `number` counts the passes a reader could make, skipped ones included: 0 is the fast path.
    `visits` are the zones in turn, the one that gave a page last. `completed` = the pass reached
    the terminator. `outside` = a slot outside the array was to be read, `freed` = a load read FREED
    or a word of a later life of the array; both count the pass's rejected attempts too. `page` is
    the zone whose page the pass took. `rejected` is how many attempts the pass's own check
    discarded before this one.
    """

    number: int
    visits: tuple[int, ...]
    completed: bool
    outside: bool = False
    freed: bool = False
    page: int | None = None
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class AllocationSeen:
    """One allocation.

    `passes` are the accepted ones in order. `zone` gave the page, None = none did. `gave_up` = the
    slow path ended in OOM, in the last look numbered `gave_up_number`, or, if that is None, because
    the first slot was found empty. An allocation that neither returned a page nor gave up was
    stopped by a read outside the array or of freed memory. `outside` and `freed` also count the
    search for the first slot and rejected attempts; `rejected` counts all discarded attempts,
    `restarts` the rounds that the slow path began anew.
    """

    passes: tuple[PassSeen, ...]
    zone: int | None
    gave_up: bool = False
    gave_up_number: int | None = None
    restarts: int = 0
    rejected: int = 0
    outside: bool = False
    freed: bool = False


@dataclass(frozen=True, slots=True)
class SlowPathSeen:
    """How a slow path ended: with a page of `zone`, giving up, or at what is no zoneref.

    `outside` and `freed` are as in `AllocationSeen`. What it went through before is not told, so
    that a slow path that comes back to where it was is known to.
    """

    zone: int | None
    gave_up: bool = False
    outside: bool = False
    freed: bool = False
