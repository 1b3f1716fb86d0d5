"""What a reader did, as a value: runs that did the same are counted together."""

from collections.abc import Iterable
from dataclasses import dataclass

from spec.instance import Instance
from spec.run import GaveUp, Pass, Run, Visit


@dataclass(frozen=True, slots=True)
class PassSeen:
    """One accepted pass.

    Attributes:
        number: as in ``Pass``.
        zones: visited, in order.
        completed: as in ``Pass``.
        found: as in ``Pass``.
        begun: for a fixed list: how many steps the writer had taken when it began.
    """

    number: int
    zones: tuple[int, ...]
    completed: bool
    found: bool
    begun: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything about a run that a property can ask.

    Attributes:
        passes: in the order of their numbers.
        gave_up: how the slow path ended without a page: the last try and the last look.
        outside: as in ``Run``.
        freed: as in ``Run``.
    """

    passes: tuple[PassSeen, ...]
    gave_up: tuple[tuple[int, int | None], ...]
    outside: bool
    freed: bool

    def run(self, instance: Instance, kept: Iterable[tuple[bool, ...]] = ()) -> Run:
        """The run again, for a property.

        Args:
            instance: whose zones were visited.
            kept: for a fixed list: for each number of steps the writer had taken, whether each
                zone has had pages from then to the reader's end.
        """
        pages = tuple(kept)
        return Run(
            passes=[
                Pass(
                    item.number,
                    [Visit(True, instance.words[zone]) for zone in item.zones],
                    completed=item.completed,
                    found=item.found,
                    pages_kept=None if item.begun is None else pages[item.begun],
                )
                for item in self.passes
            ],
            gave_up=[GaveUp(True, *numbers) for numbers in self.gave_up],
            outside=self.outside,
            freed=self.freed,
        )


def outcome_of(run: Run, instance: Instance, begins: dict[int, int]) -> Outcome:
    """What a finished reader did.

    Args:
        run: as the reader left it.
        instance: the reader's, whose zone words the visits hold.
        begins: for each pass that was noted, how many steps the writer had taken.
    """
    passes = tuple(
        PassSeen(
            item.number,
            tuple(_number(instance, visit.word) for visit in item.visits),
            bool(item.completed),
            bool(item.found),
            begins.get(item.number),
        )
        for item in run.passes
    )
    gave_up = tuple((end.last_try, end.last_look) for end in run.gave_up if end.happened)
    return Outcome(passes, gave_up, bool(run.outside), bool(run.freed))


def _number(instance: Instance, word: object) -> int:
    assert isinstance(word, int)
    zone = instance.zone(word)
    assert isinstance(zone, int)
    return zone
