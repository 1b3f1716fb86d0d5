"""Asks the solver whether the spec allows what a running reader did, on whatever schedule."""

from collections.abc import Iterator
from functools import cache

from conformance.account import Account
from conformance.judgement import PAGES
from spec.instance import Bounds, plus_flag
from spec.program import unroll
from spec.properties import PROPERTIES
from spec.run import Pass, Visit
from spec.scenario import Scenario
from spec.search.minimal import decode, ordered
from spec.search.question import Inquiry
from spec.search.solver import Budget
from spec.term import Bool, Number, all_of, equal, negate, pick

MOVES = {"seqcount_latch": 2}
"""How often one rebuild can send a reader back, where that is more than once.

A rebuild moves a sequence count twice, but who waits for an even one is sent back once.
"""


@cache
def model(strategy: str, reader: str, bounds: Bounds) -> "Model":
    """The model of a strategy and a reader, built once."""
    return Model(strategy, reader, bounds)


class Model:
    """One strategy and one reader with every retry that the rebuilds can cause.

    A run that wants another retry than were unrolled is never allowed, so this is checked too.
    """

    def __init__(self, strategy: str, reader: str, bounds: Bounds) -> None:
        attempts = bounds.rebuilds * MOVES.get(strategy, 1) + 1
        program = unroll(PAGES[strategy], reader, bounds, attempts=attempts)
        self._inquiry = Inquiry(program, Budget())
        self._found = ordered(self._inquiry)
        self._terms: dict[tuple[int, int], tuple[object, Bool]] = {}
        self._told: dict[int, list[Number]] = {
            item.number: self._sequence(item) for item in program.run.passes
        }

    def allows(self, scenario: Scenario, told: Account) -> bool:
        """Whether some schedule lets the reader do exactly this in the scenario's instance."""
        answer = self._inquiry.solver.check(*self._instance(scenario), *self._run(told))
        assert answer.satisfiable is not None, answer.reason
        return answer.satisfiable

    def example(self) -> Scenario:
        """The last run that was found to be allowed, with a schedule that leads to it."""
        return decode(self._found, PROPERTIES[0])

    def _sequence(self, item: Pass) -> list[Number]:
        """The zone at each position of what a pass visits, 0 behind the end."""
        longest = max(array.copies for array in self._inquiry.program.strategy.arrays)
        longest *= self._inquiry.program.instance.zones + 1
        return [self._nth(item.visits, position) for position in range(longest + 1)]

    def _nth(self, visits: list[Visit], position: int) -> Number:
        before: Number = 0
        found: Number = 0
        for visit in visits:
            here = all_of(visit.happened, equal(before, position))
            found = pick(here, self._inquiry.program.instance.zone(visit.word), found)
            before = plus_flag(before, visit.happened, len(visits))
        return found

    def _instance(self, scenario: Scenario) -> Iterator[Bool]:
        """The scenario's instance, its types and nodes renamed as the search has them."""
        instance = self._inquiry.program.instance
        yield self._number(instance.used, len(scenario.events) or len(scenario.lists) - 1)
        for names, words in zip(scenario.lists, instance.lists, strict=False):
            for at, word in enumerate(words):
                yield self._number(instance.zone(word), names[at] if at < len(names) else 0)
        yield self._number(instance.limit, 0)
        for term, kind in zip(instance.types, scenario.types, strict=True):
            yield self._number(term, int(kind > scenario.limit))
        labels = {node: at for at, node in enumerate(dict.fromkeys(scenario.nodes))}
        for term, node in zip(instance.nodes, scenario.nodes, strict=True):
            yield self._number(term, labels[node])
        yield self._flag(instance.masked, scenario.mask is not None)
        for node, label in labels.items():
            yield self._flag(instance.mask[label], node in (scenario.mask or ()))
        if instance.never:
            for term, first in zip(instance.pages_from, scenario.pages_from, strict=True):
                never = instance.never if first is None else min(first, instance.never)
                yield self._number(term, never)
        for term, zone in zip(instance.page_events, scenario.events, strict=False):
            yield self._number(term, zone)
        for has, held in zip(instance.pages_before, scenario.pages_before, strict=True):
            yield self._flag(has, held)

    def _run(self, told: Account) -> Iterator[Bool]:
        """Every field of the run; a pass that was not told of did not take place."""
        run = self._inquiry.program.run
        passes = {item.number: item for item in told.passes}
        if not passes.keys() <= self._told.keys():
            yield False
        for record in run.passes:
            item = passes.get(record.number)
            visits = item.visits if item else ()
            positions = self._told[record.number]
            if len(visits) >= len(positions):
                yield False
            for at, zone in enumerate(positions):
                yield self._number(zone, visits[at] if at < len(visits) else 0)
            yield self._flag(record.completed, item is not None and item.completed)
            yield self._flag(record.found, item is not None and item.found)
        ends = [(end.last_try, end.last_look) for end in run.gave_up]
        if told.gave_up not in (None, *ends):
            yield False
        for end in run.gave_up:
            yield self._flag(end.happened, told.gave_up == (end.last_try, end.last_look))
        yield self._flag(run.outside, told.outside)
        yield self._flag(run.freed, told.freed)
        yield self._flag(run.retried, told.retried)
        yield self._flag(run.exhausted, held=False)

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
