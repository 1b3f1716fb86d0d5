"""What one reader did, as told by the running code and by the spec, in one form to compare."""

from dataclasses import dataclass, replace

from impl.observation import AllocationSeen, PassSeen
from spec.instance import Instance
from spec.run import Run


@dataclass(frozen=True, slots=True)
class PassAccount:
    """One accepted pass.

    Attributes:
        number: fast path 0, then every try and last look of every round.
        visits: the zones taken up, in order.
        completed: it reached the terminator.
        found: it returned a page of the last zone it visited.
    """

    number: int
    visits: tuple[int, ...]
    completed: bool
    found: bool


@dataclass(frozen=True, slots=True)
class Account:
    """Everything one reader did.

    Attributes:
        passes: in the order of their numbers.
        gave_up: number of the last try and of the last look, None where the first slot was
            empty; None if it did not give up.
        outside: a slot outside the array was to be read.
        freed: something freed, or of the array's next life, was read.
        retried: an attempt was discarded or the slow path restarted.
    """

    passes: tuple[PassAccount, ...]
    gave_up: tuple[int, int | None] | None = None
    outside: bool = False
    freed: bool = False
    retried: bool = False

    @property
    def telling(self) -> "Account":
        """The same without passes that broke before anything came of them.

        The spec's symbolic run has every pass, and nothing sets one that did not take place
        apart from one that broke at once.
        """
        kept = [item for item in self.passes if item.visits or item.completed or item.found]
        return replace(self, passes=tuple(kept))


def of_running(seen: PassSeen | AllocationSeen, tries: int) -> Account:
    """What the running reader says it did."""
    if isinstance(seen, PassSeen):
        retried = seen.rejected > 0
        return Account((_of_pass(seen),), None, seen.outside, seen.freed, retried)
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
        retried=seen.rejected > 0 or seen.restarts > 0,
    )


def _of_pass(seen: PassSeen) -> PassAccount:
    return PassAccount(seen.number, seen.visits, seen.completed, seen.page is not None)


def of_spec(run: Run, instance: Instance) -> Account:
    """What a concrete run of a page did."""
    ends = [end for end in run.gave_up if end.happened]
    passes = []
    for item in run.passes:
        visits = [instance.zone(visit.word) for visit in item.visits if visit.happened]
        zones = tuple(zone for zone in visits if isinstance(zone, int))
        passes.append(PassAccount(item.number, zones, bool(item.completed), bool(item.found)))
    return Account(
        passes=tuple(passes),
        gave_up=(ends[0].last_try, ends[0].last_look) if ends else None,
        outside=bool(run.outside),
        freed=bool(run.freed),
        retried=bool(run.retried),
    )
