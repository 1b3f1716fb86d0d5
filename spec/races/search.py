"""Going through the marked parts of a page's executions until a pair races or none is left."""

from dataclasses import dataclass, field

from spec.axioms.check import allowed, racing_pairs
from spec.axioms.graph import Graph
from spec.errors import DisagreementError
from spec.events import Event
from spec.models import MODELS
from spec.program import Program
from spec.races.drawing import PLAIN, drawn
from spec.races.skeleton import Pair, Skeleton, conflicting, skeleton
from spec.relation import Execution
from spec.search.solver import Budget, Solver
from spec.term import Bool, implies, negate, truth

MOST_SKELETONS = 4_000
"""How many marked parts are gone through before the question is given up."""

UNSEEN = truth("a marked part not seen before")


class UndecidedError(Exception):
    """The solver gave up, or there are too many marked parts."""


@dataclass(slots=True)
class RaceSearch:
    """The executions of one program that the kernel's model allows.

    Zonerefs are plain from here on, but for acquires and releases: the program's events are tagged.

    Attributes:
        program: one strategy and one kind of reader, unrolled.
        budget: for each question to the solver.
    """

    program: Program
    budget: Budget = field(default_factory=Budget)
    _solver: Solver = field(init=False)
    _known: list[Skeleton] = field(default_factory=list)
    _complete: bool = False

    def __post_init__(self) -> None:
        structure = self.program.structure
        arrays = {array.name for array in self.program.strategy.arrays}
        for event in structure.events:
            zoneref = event.location is not None and event.location.name in arrays
            if zoneref and event.order == "once":
                event.tags |= {PLAIN}
        self._solver = Solver(self.budget)
        self._solver.add(
            *self.program.instance.constraints,
            *structure.assumptions,
            *MODELS["lkmm"](Execution(structure)),
        )

    def pairs(self) -> list[Pair]:
        """Every store and load that may race, the first slots, stores and loads first."""
        names = [array.name for array in self.program.strategy.arrays]

        def key(pair: Pair) -> tuple[int, int, int, int]:
            store, load = pair
            assert store.location is not None
            slot = store.location.slot or 0
            return names.index(store.location.name), slot, store.index, load.index

        return sorted(conflicting(self.program.structure), key=key)

    def race(self, store: Event, load: Event, given: Bool = True) -> Graph | None:
        """An allowed execution in which the two race, or None.

        Args:
            store: a plain store.
            load: a plain load of the same word, by another thread.
            given: what else holds in the execution.

        Raises:
            UndecidedError: the solver gave up, or there are too many marked parts.
            DisagreementError: the literal axioms do not say so of the execution that was found.
        """
        if store.block in self.program.structure.stops:
            return None  # whatever another CPU does comes wholly before the step or behind it
        for item in self._known:
            found = self._inside(item, store, load, given)
            if found is not None:
                return found
        while not self._complete and self._another():
            if len(self._known) == MOST_SKELETONS:
                raise UndecidedError(
                    f"there are more than {MOST_SKELETONS} marked parts: lower a bound"
                )
            item = skeleton(self.program.structure, self._solver.value)
            self._solver.add(implies(UNSEEN, negate(item.holds)))
            self._known.append(item)
            found = self._inside(item, store, load, given)
            if found is not None:
                return found
        return None

    def _another(self) -> bool:
        self._complete = not self._holds(UNSEEN)
        return not self._complete

    def _inside(self, item: Skeleton, store: Event, load: Event, given: Bool) -> Graph | None:
        """The execution with this marked part in which the two race, if there is one."""
        if (store.index, load.index) not in item.racing:
            return None
        if not self._holds(item.holds, item.coherent, store.guard, load.guard, given):
            return None
        drawing = drawn(self.program.structure, self._solver.value, marked_only=False)
        forbidden = allowed(drawing.graph, "lkmm")
        place = drawing.place
        race = {place[store.index], place[load.index]}
        if forbidden or race not in [set(pair) for pair in racing_pairs(drawing.graph)]:
            told = f"is forbidden by {forbidden.axiom}" if forbidden else "has no such race"
            raise DisagreementError(
                f"the execution in which {store.location} races in {self.program.strategy.name} "
                f"{told}; please report it"
            )
        return drawing.graph

    def _holds(self, *conditions: Bool) -> bool:
        answer = self._solver.check(*conditions)
        if answer.satisfiable is None:
            raise UndecidedError(answer.reason)
        return answer.satisfiable
