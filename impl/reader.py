"""A reader between two accesses to the list: what it tests, keeps and checks."""

from collections.abc import Callable

from impl.instance import Instance
from impl.memory import Memory
from impl.nodemask import Nodemask
from impl.observation import PassSeen
from impl.scan import Place, Scanned, scan
from impl.section import Section
from impl.strategies.strategy import Cookies, Strategy, Where


def always(zone: int) -> bool:
    """Stop at the first zone."""
    del zone
    return True


def never(zone: int) -> bool:
    """Stop at no zone."""
    del zone
    return False


class Reader:
    """Attempts at scans within a strategy's section, and what went wrong in any of them.

    It finds the request's nodemasks when it is made, which are the first loads of its program.
    """

    def __init__(self, memory: Memory, strategy: Strategy, instance: Instance) -> None:
        self.memory = memory
        self.strategy = strategy
        self.instance = instance
        self.outside = self.freed = False
        self.rejected = 0
        self._section: Section = strategy.section(instance)
        self.tested = strategy.request(memory, instance)

    def attempt(
        self,
        cached: Place | None,
        stop: Callable[[int], bool],
        masks: tuple[Nodemask, ...],
        undo: Callable[[int], None] | None = None,
    ) -> Scanned:
        """Scan until an attempt is accepted; `undo` gives back the page of one that is not."""
        before: Scanned | None = None

        def once(place: Place) -> Scanned:
            nonlocal before
            if before is not None:
                self.rejected += 1
                if undo is not None and before.stopped is not None:
                    undo(before.visits[-1])
            before = scan(self.memory, self.instance, place, stop, masks)
            self.outside = self.outside or before.outside
            self.freed = self.freed or before.freed or before.late
            return before

        return self._section(self.memory, cached, once)

    def walk(
        self,
        number: int,
        cached: Place | None,
        stop: Callable[[int], bool],
        undo: Callable[[int], None] | None = None,
    ) -> PassSeen:
        """Make the pass of that number."""
        outside, freed, rejected = self.outside, self.freed, self.rejected
        self.outside = self.freed = False
        seen = self.attempt(cached, stop, self.tested.everywhere, undo)
        result = PassSeen(
            number=number,
            visits=seen.visits,
            completed=seen.completed,
            outside=self.outside,
            freed=self.freed,
            page=None if seen.stopped is None else seen.visits[-1],
            rejected=self.rejected - rejected,
        )
        self.outside, self.freed = self.outside or outside, self.freed or freed
        return result

    def find_first(self) -> Scanned:
        """Look for the slot that the tries of a round begin at."""
        return self.attempt(None, always, self.strategy.first(self.tested))

    def begin(self) -> Cookies:
        """Take the cookies of a round."""
        check = self.strategy.check
        return () if check is None else check.begin(self.memory)

    def restarts(self, where: Where, cookies: Cookies) -> bool:
        """Check, if the strategy does so there, whether the round has to begin anew."""
        check = self.strategy.check
        if check is None or where not in check.places:
            return False
        again, self.tested = check.repeats(self.memory, cookies, self.tested)
        return again
