"""What one reader did: the only thing a property looks at.

In a symbolic run every field is a term; in a replayed one it is a plain Python value.
"""

from dataclasses import dataclass, field

from spec.instance import Instance
from spec.term import Bool, Number, all_of, any_of, at_most, equal, negate, select_flag


@dataclass(frozen=True, slots=True)
class Visit:
    """The walk took up a zone.

    Attributes:
        happened: whether it did, and the attempt it belongs to was accepted.
        word: the zone pointer.
    """

    happened: Bool
    word: Number


@dataclass(slots=True)
class Pass:
    """One accepted pass.

    Attributes:
        number: fast path 0, then every try and last look of every round.
        visits: in order.
        completed: it reached the terminator and its own check accepted it.
        found: it returned a page and its own check accepted it.
        rejected: how many attempts before it were discarded.
        pages_kept: for a fixed list: the zones that have pages from its beginning on.
    """

    number: int
    visits: list[Visit] = field(default_factory=list)
    completed: Bool = False
    found: Bool = False
    rejected: Number = 0
    pages_kept: tuple[Bool, ...] | None = None


@dataclass(frozen=True, slots=True)
class GaveUp:
    """The slow path gave up.

    Attributes:
        happened: whether it did, here.
        last_try: number of the last pass that could run before the last look.
        last_look: number of the last look, None if the first slot was empty.
    """

    happened: Bool
    last_try: int
    last_look: int | None


@dataclass(slots=True)
class Run:
    """Everything a reader did.

    Attributes:
        passes: in the order of their numbers.
        gave_up: the ways in which the slow path can end without a page.
        outside: a slot outside the array was about to be read.
        freed: a word was read that had been freed, or stored in the array's next life.
        retried: an attempt was discarded, or the slow path restarted.
        rejected_first: how many searches for the first slot were discarded, in all rounds.
        restarts: how often the slow path began anew.
        exhausted: another retry was wanted than the unrolling has.
        saw_rebuild: some load read what a rebuild stored.
        endless: the reader came back to where it was, and nobody else moves.
        deadlocked: the reader waits, and whoever could end that waits too, or cannot run.
        slept: a thread slept, or took a lock that sleeps, where that is forbidden.
        came_through: the reader came to its end.
    """

    passes: list[Pass] = field(default_factory=list)
    gave_up: list[GaveUp] = field(default_factory=list)
    outside: Bool = False
    freed: Bool = False
    retried: Bool = False
    rejected_first: Number = 0
    restarts: Number = 0
    exhausted: Bool = False
    saw_rebuild: Bool = False
    endless: Bool = False
    deadlocked: Bool = False
    slept: Bool = False
    came_through: Bool = False

    def has_pages(self, instance: Instance, word: Number, number: int) -> Bool:
        """The zone has pages from the pass of this number on, or from an earlier one."""
        kept = self._kept(number)
        if kept is None:
            return at_most(instance.pages(word), number)
        return select_flag(instance.zone(word), kept)

    def first_has_pages(self, instance: Instance, word: Number, number: int) -> Bool:
        """The zone has pages from exactly this pass on."""
        kept = self._kept(number)
        if kept is None:
            return equal(instance.pages(word), number)
        zone, earlier = instance.zone(word), self._kept(number - 1) or ()
        return all_of(select_flag(zone, kept), negate(select_flag(zone, earlier)))

    def _kept(self, number: int) -> tuple[Bool, ...] | None:
        return next((item.pages_kept for item in self.passes if item.number == number), None)

    def completed(self) -> Bool:
        """Some pass completed."""
        return any_of(*(item.completed for item in self.passes))

    def visited(self, number: int, instance: Instance, word: Number) -> Bool:
        """The pass took up the zone."""
        zone = instance.zone(word)
        return any_of(
            *(
                all_of(visit.happened, equal(instance.zone(visit.word), zone))
                for item in self.passes
                if item.number == number
                for visit in item.visits
            )
        )
