"""What one reader did, as told by the running code and by the spec, in one form to compare."""

from dataclasses import dataclass, replace

from impl.observation import AllocationSeen, PassSeen
from spec.instance import Instance
from spec.run import Run
from spec.term import Number


@dataclass(frozen=True, slots=True)
class PassAccount:
    """One accepted pass.

    Attributes:
        number: fast path 0, then every try and last look of every round.
        visits: the zones taken up, in order.
        completed: it reached the terminator.
        found: it returned a page of the last zone it visited.
        rejected: how many attempts were discarded before it.
    """

    number: int
    visits: tuple[int, ...] = ()
    completed: bool = False
    found: bool = False
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """Everything one reader did.

    Attributes:
        passes: in the order of their numbers.
        gave_up: number of the last try and of the last look, None where the first slot was
            empty; None if it did not give up.
        outside: a slot outside the array was to be read.
        freed: something freed, or of the array's next life, was read.
        rejected_first: how many searches for the first slot were discarded.
        restarts: how often the slow path began anew.
    """

    passes: tuple[PassAccount, ...]
    gave_up: tuple[int, int | None] | None = None
    outside: bool = False
    freed: bool = False
    rejected_first: int = 0
    restarts: int = 0

    @property
    def retried(self) -> bool:
        """An attempt was discarded or the slow path began anew."""
        attempts = self.rejected_first + sum(item.rejected for item in self.passes)
        return attempts + self.restarts > 0

    @property
    def telling(self) -> "Account":
        """The same without passes that broke before anything came of them.

        The spec's symbolic run has every pass, and nothing sets one that did not take place
        apart from one that broke at once.
        """
        kept = [item for item in self.passes if item != PassAccount(item.number)]
        return replace(self, passes=tuple(kept))


def of_running(seen: PassSeen | AllocationSeen, tries: int) -> Account:
    """What the running reader says it did."""
    if isinstance(seen, PassSeen):
        return Account((_of_pass(seen),), outside=seen.outside, freed=seen.freed)
    gave_up: tuple[int, int | None] | None = None
    if seen.gave_up and seen.gave_up_number is not None:
        gave_up = (seen.gave_up_number - 1, seen.gave_up_number)
    elif seen.gave_up:
        gave_up = (max(seen.restarts * (tries + 1) - 1, 0), None)
    return Account(
        passes=tuple(map(_of_pass, seen.passes)),
        gave_up=gave_up,
        outside=seen.outside,
        freed=seen.freed,
        rejected_first=seen.rejected - sum(item.rejected for item in seen.passes),
        restarts=seen.restarts,
    )


def _of_pass(seen: PassSeen) -> PassAccount:
    found = seen.page is not None
    return PassAccount(seen.number, seen.visits, seen.completed, found, seen.rejected)


def of_spec(run: Run, instance: Instance) -> Account:
    """What a concrete run of a page did."""
    ends = [end for end in run.gave_up if end.happened]
    passes = []
    for item in run.passes:
        visits = [instance.zone(visit.word) for visit in item.visits if visit.happened]
        zones = tuple(zone for zone in visits if isinstance(zone, int))
        completed, found = bool(item.completed), bool(item.found)
        passes.append(PassAccount(item.number, zones, completed, found, _plain(item.rejected)))
    return Account(
        passes=tuple(passes),
        gave_up=(ends[0].last_try, ends[0].last_look) if ends else None,
        outside=bool(run.outside),
        freed=bool(run.freed),
        rejected_first=_plain(run.rejected_first),
        restarts=_plain(run.restarts),
    )


def _plain(number: Number) -> int:
    assert isinstance(number, int)
    return number
