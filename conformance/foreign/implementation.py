"""A foreign implementation as two programs, of which every schedule can be searched."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

from conformance.foreign import outcomes
from conformance.foreign.adapter import Adapter, told
from conformance.foreign.heap import Given, Heap, IdleError
from conformance.foreign.outcomes import Failed, Lists, Outcome, Way
from conformance.foreign.reference import ABSENT, Reference, of_start, words
from impl.memory import Location, Memory
from impl.scheduler import Program
from impl.state_space import StateSpace, admit_all
from spec.errors import UsageError

T = TypeVar("T")


class Search:
    """What an implementation can do.

    Args:
        adapter: of the implementation.
    """

    def __init__(self, adapter: Adapter) -> None:
        self.adapter = adapter
        self._stored: set[Location] = set()

    def ways(self, lists: Lists) -> dict[Outcome, Way]:
        """Every outcome, each with a schedule of the fewest switches, then of the fewest steps.

        Args:
            lists: the first, and each that a rebuild makes of it.

        Raises:
            UsageError: the implementation cannot be watched, or does too much.
        """
        return self._settled(lists, outcomes.every)

    def way(self, lists: Lists, schedule: Iterable[str]) -> Way:
        """Where a schedule leads.

        Args:
            lists: as above.
            schedule: names of threads; who cannot go is passed over. Behind it, the writer comes
                to its end, then the reader.

        Raises:
            UsageError: as above.
        """
        turns = tuple(schedule)
        return self._settled(lists, partial(outcomes.one, turns=turns))

    def _settled(self, lists: Lists, look: Callable[[StateSpace, Lists, Reference], T]) -> T:
        """What comes out once all words that are stored are known."""
        start = of_start(_call(self.adapter.start, list(lists[0])))
        while True:
            given = Given(start, frozenset(self._stored), self._stored)
            try:
                found = look(self._space(lists, given), lists, start)
            except UsageError:
                if self._stored == given.shared:
                    raise
            else:
                if self._stored == given.shared:
                    return found

    def _space(self, lists: Lists, given: Given) -> StateSpace:
        initial: dict[Location, Any] = dict.fromkeys(sorted(given.shared), ABSENT)
        initial |= {where: held for where, held in words(given.start) if where in given.shared}
        return StateSpace(self._programs(lists, given), initial, "sc", admit_all)

    def _programs(self, lists: Lists, given: Given) -> dict[str, Program]:
        listed = sorted({zone for zones in lists for zone in zones})

        def rebuilds(zonelist: object) -> None:
            for zones in lists[1:]:
                self.adapter.write(zonelist, list(zones))

        def visits(zonelist: object) -> Outcome:
            returned: Any = self.adapter.read(zonelist)
            found = tuple(returned) if isinstance(returned, Iterable) else returned
            if isinstance(found, tuple) and all(zone in listed for zone in found):
                return found
            return Failed(f"read() returns {found!r}, and the zones in a list are {listed}")

        return {
            "writer": lambda memory: _run("writer", "write", rebuilds, memory, given),
            "reader": lambda memory: _run("reader", "read", visits, memory, given),
        }


def _run(
    thread: str, name: str, call: Callable[[object], T], memory: Memory, given: Given
) -> T | Failed:
    """What a thread returns; Failed if it raises something or never comes to an end."""
    heap = Heap(memory, thread, given, _run.__code__)
    try:
        try:
            returned = call(heap.start)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a user's code raises
            heap.finish()
            return Failed(f"{name}() raises {told(error)}")
        heap.finish()
    except IdleError:
        return Failed(f"the {thread} goes on for ever: nothing that it looks at ever changes")
    return returned


def _call(start: Callable[[list[int]], object], zones: list[int]) -> object:
    try:
        return start(zones)
    except Exception as error:
        raise UsageError(f"start({zones}) raises {told(error)}") from error
