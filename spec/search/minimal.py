"""The one schedule worth printing: minimal, and the same whatever the solver's mood.

Fewest rebuilds and zones are found by asking inside smaller bounds; then switches, writer steps,
and every number of the instance and the schedule in turn is made as small as it can be.
"""

from collections.abc import Iterator
from dataclasses import replace

from spec.errors import DisagreementError, UsageError
from spec.events import WRITER, Event
from spec.instance import Bounds
from spec.interpreter import Replay, replay
from spec.program import unroll
from spec.properties import Property
from spec.scenario import Scenario
from spec.search.question import Inquiry
from spec.search.solver import Budget, Solver
from spec.term import (
    Bool,
    Number,
    all_of,
    any_of,
    at_most,
    bit,
    count,
    equal,
    less,
    negate,
    pick,
    width,
)
from spec.vocabulary import Strategy


class UndecidedError(Exception):
    """The solver gave up while a schedule was being minimised."""


def minimal_violation(
    strategy: Strategy, prop: Property, kind: str, bounds: Bounds, budget: Budget
) -> Replay | None:
    """The smallest violation inside the bounds, replayed; None if there is none.

    Raises:
        UndecidedError: the budget was used up.
        DisagreementError: the replay does not show the violation.
    """
    found = _smallest(strategy, prop, kind, bounds, budget)
    if found is None:
        return None
    _minimise(found)
    return checked(strategy, prop, decode(found, prop))


def checked(strategy: Strategy, prop: Property, scenario: Scenario) -> Replay:
    """Replay a scenario and make sure that it violates the property.

    Raises:
        DisagreementError: it does not.
    """
    try:
        shown = replay(strategy, scenario)
    except UsageError as error:
        raise DisagreementError(f"{scenario.text()}: {error}") from error
    if not prop.violated(scenario.instance(), shown.run):
        raise DisagreementError(
            f"the replay does not violate {prop.name}; please report: {scenario.text()}"
        )
    return shown


def _smallest(
    strategy: Strategy, prop: Property, kind: str, bounds: Bounds, budget: Budget
) -> Inquiry | None:
    """An inquiry inside the smallest bounds that have a violation."""
    for reader in prop.readers:
        for rebuilds in range(bounds.rebuilds + 1):
            for zones in range(1, bounds.zones + 1):
                size = replace(bounds, rebuilds=rebuilds, zones=zones, readers=1)
                if reader == "allocation":
                    essence = Inquiry(unroll(strategy, reader, size, essence=True), budget)
                    if essence.violated(prop, kind).satisfiable is False:
                        continue
                inquiry = Inquiry(unroll(strategy, reader, size), budget)
                answer = inquiry.violated(prop, kind)
                if answer.satisfiable is None:
                    raise UndecidedError(answer.reason)
                if answer.satisfiable:
                    inquiry.solver.add(inquiry.violation(prop), inquiry.kind(kind))
                    inquiry.solver.add(equal(inquiry.program.instance.used, rebuilds))
                    return inquiry
    return None


def _minimise(inquiry: Inquiry) -> None:
    solver = inquiry.solver
    solver.add(*_tidy(inquiry))
    if not solver.check().satisfiable:
        raise UndecidedError("the solver gave up while minimising")
    _fewest(solver, _switches(inquiry))
    for number in _objectives(inquiry):
        for position in reversed(range(width(number))):
            clear = negate(bit(number, position))
            if clear is True:
                continue
            if solver.value(clear):
                solver.add(clear)
                continue
            answer = solver.check(clear)
            if answer.satisfiable is None:
                raise UndecidedError(answer.reason)
            solver.add(clear if answer.satisfiable else negate(clear))
            if not answer.satisfiable and not solver.check().satisfiable:
                raise UndecidedError("the solver gave up while minimising")


def _fewest(solver: Solver, conditions: list[Bool]) -> None:
    """Let as few of the conditions hold as can be, and assert it."""
    for most in range(len(conditions) + 1):
        few = no_more_than(most, conditions)
        answer = solver.check(few)
        if answer.satisfiable is None:
            raise UndecidedError(answer.reason)
        if answer.satisfiable:
            solver.add(few)
            return


def no_more_than(most: int, conditions: list[Bool]) -> Bool:
    """At most so many of the conditions hold, counted in unary: the solver propagates that well."""
    reached: list[Bool] = [False] * (most + 1)
    for condition in conditions:
        reached = [
            any_of(here, all_of(condition, reached[level - 1] if level else True))
            for level, here in enumerate(reached)
        ]
    return negate(reached[most])


def _switches(inquiry: Inquiry) -> list[Bool]:
    """One condition for each time the other thread takes over."""
    ranks = inquiry.order.ranks
    moves: list[Bool] = []
    before: Number = 0
    for event in _readers_events(inquiry):
        moves += [less(before, ranks[event.index])] * (2 if moves else 1)
        before = ranks[event.index]
    return moves


def _readers_events(inquiry: Inquiry) -> list[Event]:
    return [
        event
        for event in inquiry.program.structure.events
        if event.thread != WRITER and not event.ghost and not event.action.startswith("smp_")
    ]


def _writer_steps(inquiry: Inquiry) -> list[tuple[int, Bool]]:
    """Each writer step's rank and whether it is taken; a block is one step."""
    steps: dict[int, Bool] = {}
    for event in inquiry.program.structure.events:
        if event.thread == WRITER and not event.action.startswith("smp_"):
            rank = inquiry.order.ranks[event.index]
            assert isinstance(rank, int)
            steps[rank] = any_of(steps.get(rank, False), event.guard)
    return sorted(steps.items())


def _tidy(inquiry: Inquiry) -> Iterator[Bool]:
    """A reader's step that is not taken, or follows at once, has the rank of the one before."""
    steps = _writer_steps(inquiry)
    before: Number = 0
    for event in _readers_events(inquiry):
        rank = inquiry.order.ranks[event.index]
        moved = any_of(*(all_of(taken, equal(rank, at)) for at, taken in steps))
        yield any_of(equal(rank, before), all_of(event.guard, moved))
        before = rank


def _objectives(inquiry: Inquiry) -> Iterator[Number]:
    instance, ranks = inquiry.program.instance, inquiry.order.ranks
    events = _readers_events(inquiry)
    last = ranks[events[-1].index]
    yield count(all_of(taken, at_most(at, last)) for at, taken in _writer_steps(inquiry))
    for names in instance.lists:
        yield from (instance.zone(word) for word in names)
    yield from instance.page_events
    yield from (pick(has, 1, 0) for has in instance.pages_before)
    yield from instance.types
    yield from instance.nodes
    yield instance.limit
    yield pick(instance.masked, 1, 0)
    yield from (pick(here, 1, 0) for here in instance.mask)
    yield from instance.pages_from
    yield from (ranks[event.index] for event in events)


def decode(inquiry: Inquiry, prop: Property) -> Scenario:
    """The solver's model as a scenario."""
    program, value = inquiry.program, inquiry.solver.value
    instance = program.instance
    used = int(value(instance.used))
    lists = tuple(
        tuple(zone for word in names if (zone := int(value(instance.zone(word)))))
        for names in instance.lists[: used + 1]
    )
    zones = range(instance.zones)
    mask = None
    if value(instance.masked):
        mask = frozenset(node for node in zones if value(instance.mask[node]))
    pages = tuple(int(value(first)) for first in instance.pages_from)
    return Scenario(
        strategy=program.strategy.name,
        prop=prop.name,
        reader=program.reader,
        lists=lists,
        types=tuple(int(value(item)) for item in instance.types),
        nodes=tuple(int(value(item)) for item in instance.nodes),
        limit=int(value(instance.limit)),
        mask=mask,
        pages_from=tuple(None if instance.never in (0, first) else first for first in pages),
        schedule=_schedule(inquiry),
        tries=program.bounds.tries,
        events=tuple(int(value(zone)) for zone in instance.page_events[:used]),
        pages_before=tuple(bool(value(has)) for has in instance.pages_before),
    )


def _schedule(inquiry: Inquiry) -> str:
    value, ranks = inquiry.solver.value, inquiry.order.ranks
    keyed: list[tuple[int, int, int, str]] = []
    for at, taken in _writer_steps(inquiry):
        if value(taken):
            keyed.append((at, 0, 0, "w"))
    for event in _readers_events(inquiry):
        if value(event.guard):
            rank = int(value(ranks[event.index]))
            keyed.append((rank, event.thread, event.index, "rst"[event.thread - 1]))
    letters = [letter for *_, letter in sorted(keyed)]
    while letters and letters[-1] != "r":
        letters.pop()
    return compressed(letters)


def compressed(letters: list[str]) -> str:
    """Run-length code: ``rrw`` is ``r2w1``."""
    text = ""
    at = 0
    while at < len(letters):
        end = at
        while end < len(letters) and letters[end] == letters[at]:
            end += 1
        text += f"{letters[at]}{end - at}"
        at = end
    return text
