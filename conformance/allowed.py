"""Asks the solver whether the spec allows what a running reader did, on whatever schedule."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import cast

from conformance.account import Account, PassAccount
from conformance.judgement import EVERY
from conformance.weak import Read
from spec.events import WRITER
from spec.instance import Bounds, Instance
from spec.kinds import plus_flag
from spec.pinning import pinned
from spec.program import unroll
from spec.properties import PROPERTIES
from spec.relation import is_load, is_store
from spec.run import GaveUp, Pass, Visit
from spec.scenario import Scenario
from spec.search.minimal import decode, interleaved
from spec.search.question import Inquiry
from spec.search.solver import Budget
from spec.term import Bool, Number, all_of, either, equal, implies, negate, number, pick, truth

MOVES = {"seqcount_latch": 2}
"""How often one rebuild can send a reader back, where that is more than once.

A rebuild moves a sequence count twice, but who waits for an even one is sent back once.
"""


@cache
def model(strategy: str, reader: str, bounds: Bounds, under: str = "sc") -> "Model":
    """The model of a strategy and a reader under a memory model, built once."""
    return Model(strategy, reader, bounds, under)


@dataclass(frozen=True, slots=True)
class _Told:
    """What would be told of one pass, in variables of the solver.

    Attributes:
        number: of the pass.
        visits: the zone at each position, 0 behind the end.
        completed: it reached the terminator.
        found: it returned a page.
        rejected: how many attempts before it were discarded.
    """

    number: int
    visits: tuple[Number, ...]
    completed: Bool
    found: Bool
    rejected: Number


class Model:
    """One strategy and one reader with every retry that the rebuilds can cause.

    A run that wants another retry than were unrolled is never allowed, so this is checked too.
    """

    def __init__(self, strategy: str, reader: str, bounds: Bounds, under: str = "sc") -> None:
        attempts = bounds.rebuilds * MOVES.get(strategy, 1) + 1
        attempts += len(EVERY[strategy].masks) > 1  # for a policy that is ignored from then on
        program = unroll(EVERY[strategy], reader, bounds, attempts=attempts)
        self._found = interleaved(program, Budget()) if under == "sc" else None
        self._inquiry = (
            self._found.inquiry if self._found else Inquiry(program, Budget(), model=under)
        )
        self._fresh = count()
        self._terms: dict[tuple[int, int], tuple[object, Bool]] = {}
        run = program.run
        self._passes = [self._pass(item) for item in run.passes]
        self._ends = [
            GaveUp(self._named_flag(end.happened), end.last_try, end.last_look)
            for end in run.gave_up
        ]
        self._outside = self._named_flag(run.outside)
        self._freed = self._named_flag(run.freed)
        most = attempts * (attempts + 1)
        self._rejected_first = self._named_number(run.rejected_first, most)
        self._restarts = self._named_number(run.restarts, most)

    @property
    def instance(self) -> Instance:
        """All instances inside the bounds."""
        return self._inquiry.program.instance

    def allows(self, scenario: Scenario, told: Account) -> bool:
        """Whether some schedule lets the reader do exactly this in the scenario's instance."""
        answer = self._inquiry.solver.check(*self._instance(scenario), *self._run(told))
        assert answer.satisfiable is not None, answer.reason
        return answer.satisfiable

    def outcomes(self, scenario: Scenario) -> dict[Account, tuple[Read, ...]]:
        """All that the reader is allowed to do in the scenario's instance.

        Without passes that broke at once, which the symbolic run does not tell from others. Each
        with the stores that the reader's loads take in one such run (see `conformance.weak`).
        """
        instance = list(self._instance(scenario))
        other = truth(f"other outcome {next(self._fresh)}")
        run, solver = self._inquiry.program.run, self._inquiry.solver
        found: dict[Account, tuple[Read, ...]] = {}
        while True:
            answer = solver.check(*instance, self._flag(run.exhausted, held=False), other)
            assert answer.satisfiable is not None, answer.reason
            if not answer.satisfiable:
                return found
            told = self._account()
            found[told.telling] = tuple(self._reads())
            solver.add(implies(other, negate(all_of(*self._run(told)))))

    def tells(self, told: Account) -> Bool:
        """That the reader does exactly this."""
        return all_of(*self._run(told))

    def other_than(self, known: Iterable[Bool], within: Bool = True) -> Account | None:
        """Something that the reader is allowed to do otherwise than is known, in any instance.

        Args:
            known: instances and what the reader does in them.
            within: the instances that are asked about.
        """
        beyond = truth(f"other than known {next(self._fresh)}")
        solver = self._inquiry.solver
        solver.add(*(implies(beyond, negate(each)) for each in known))
        exhausted = self._inquiry.program.run.exhausted
        answer = solver.check(beyond, within, self._flag(exhausted, held=False))
        assert answer.satisfiable is not None, answer.reason
        return self._account().telling if answer.satisfiable else None

    def retries_enough(self, scenario: Scenario | None = None, *, within: Bool = True) -> bool:
        """Whether no run wants another retry than were unrolled.

        Args:
            scenario: only its instance is meant.
            within: only these instances are.
        """
        exhausted = self._inquiry.program.run.exhausted
        instance = () if scenario is None else self._instance(scenario)
        answer = self._inquiry.solver.check(*instance, within, exhausted)
        assert answer.satisfiable is not None, answer.reason
        return not answer.satisfiable

    def example(self) -> Scenario:
        """The run that was found to be allowed last, with a schedule that leads to it.

        Not where memory is weak: what has no schedule there is allowed as well.
        """
        assert self._found is not None
        return decode(self._found, PROPERTIES[0])

    def _account(self) -> Account:
        """The run that was found last."""
        value = self._inquiry.solver.value
        ends = [(end.last_try, end.last_look) for end in self._ends if value(end.happened)]
        return Account(
            passes=tuple(
                PassAccount(
                    number=item.number,
                    visits=tuple(zone for each in item.visits if (zone := int(value(each)))),
                    completed=bool(value(item.completed)),
                    found=bool(value(item.found)),
                    rejected=int(value(item.rejected)),
                )
                for item in self._passes
            ),
            gave_up=ends[0] if ends else None,
            outside=bool(value(self._outside)),
            freed=bool(value(self._freed)),
            rejected_first=int(value(self._rejected_first)),
            restarts=int(value(self._restarts)),
        )

    def _reads(self) -> Iterator[Read]:
        """The store that each load takes in the run that was found last."""
        names = ("writer", *["reader"] * self._inquiry.program.bounds.readers)
        structure, value = self._inquiry.program.structure, self._inquiry.solver.value
        numbers: dict[int, Read] = {}
        count = [0] * len(names)
        happening = [event for event in structure.events if value(event.guard)]
        for event in happening:
            if is_store(event):
                numbers[event.index] = (names[event.thread], count[event.thread])
                count[event.thread] += 1
        for event in happening:
            if event.thread != WRITER and is_load(event) and not event.ghost:
                yield next(
                    None if source.store is None else numbers[source.store.index]
                    for source in structure.sources[event.index]
                    if value(source.chosen)
                )

    def _pass(self, item: Pass) -> _Told:
        zones = self._inquiry.program.instance.zones
        longest = max(array.copies for array in self._inquiry.program.strategy.arrays)
        return _Told(
            number=item.number,
            visits=tuple(
                self._named_number(self._nth(item.visits, position), zones)
                for position in range(longest * (zones + 1) + 1)
            ),
            completed=self._named_flag(item.completed),
            found=self._named_flag(item.found),
            rejected=self._named_number(item.rejected, self._inquiry.program.attempts),
        )

    def _named_number(self, term: Number, most: int) -> Number:
        """A variable for a term: its value need not be worked out from those of all others."""
        if isinstance(term, int):
            return term
        name = number(f"told {next(self._fresh)}", most)
        self._inquiry.solver.add(equal(name, term))
        return name

    def _named_flag(self, term: Bool) -> Bool:
        if isinstance(term, bool):
            return term
        name = truth(f"told {next(self._fresh)}")
        self._inquiry.solver.add(either(name, term, negate(term)))
        return name

    def _nth(self, visits: list[Visit], position: int) -> Number:
        before: Number = 0
        found: Number = 0
        for visit in visits:
            here = all_of(visit.happened, equal(before, position))
            found = pick(here, self._inquiry.program.instance.zone(visit.word), found)
            before = plus_flag(before, visit.happened, len(visits))
        return found

    def _instance(self, scenario: Scenario) -> Iterator[Bool]:
        """The scenario's instance, and no other that is alike."""
        for term, value in pinned(self._inquiry.program.instance, scenario):
            if isinstance(value, bool):
                yield self._flag(cast("Bool", term), held=value)
            else:
                yield self._number(term, value)

    def _run(self, told: Account) -> Iterator[Bool]:
        """Every field of the run; a pass that was not told of did not take place."""
        passes = {item.number: item for item in told.passes}
        if not passes.keys() <= {item.number for item in self._passes}:
            yield False
        for record in self._passes:
            item = passes.get(record.number)
            visits = item.visits if item else ()
            if len(visits) >= len(record.visits):
                yield False
            for at, zone in enumerate(record.visits):
                yield self._number(zone, visits[at] if at < len(visits) else 0)
            yield self._flag(record.completed, item is not None and item.completed)
            yield self._flag(record.found, item is not None and item.found)
            yield self._number(record.rejected, item.rejected if item else 0)
        if told.gave_up not in (None, *((end.last_try, end.last_look) for end in self._ends)):
            yield False
        for end in self._ends:
            yield self._flag(end.happened, told.gave_up == (end.last_try, end.last_look))
        yield self._flag(self._outside, told.outside)
        yield self._flag(self._freed, told.freed)
        yield self._number(self._rejected_first, told.rejected_first)
        yield self._number(self._restarts, told.restarts)
        yield self._flag(self._inquiry.program.run.exhausted, held=False)

    def _number(self, number: Number, value: int) -> Bool:
        """``number == value``, the same term each time so that the solver knows it again."""
        key = (id(number), value)
        if key not in self._terms:
            self._terms[key] = (number, equal(number, value))
        return self._terms[key][1]

    def _flag(self, flag: Bool, held: bool) -> Bool:
        key = (id(flag), -1 - held)
        if key not in self._terms:
            self._terms[key] = (flag, flag if held else negate(flag))
        return self._terms[key][1]
