"""The one schedule worth printing: minimal, and the same whatever the solver's mood.

Fewest rebuilds and zones are found by asking inside smaller bounds; then loads that no interleaving
explains, switches, writer steps, and every number of the instance and the schedule in turn is made
as small as it can be.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spec.axioms.check import allowed
from spec.errors import DisagreementError, UsageError
from spec.events import STANDS_STILL, WRITER, Event
from spec.instance import OWNERS, Bounds
from spec.interpreter import Replay, replay
from spec.program import Program, Within, unroll
from spec.properties import Property
from spec.replayed_graph import graph_of
from spec.scenario import Scenario
from spec.search.interleaving import Interleaving, is_step
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


@dataclass(frozen=True, slots=True)
class Found:
    """A violation inside the smallest bounds that have one, still to be made small.

    Attributes:
        inquiry: whose solver holds the violation.
        interleaving: the order in which it will be shown.
    """

    inquiry: Inquiry
    interleaving: Interleaving

    @property
    def unexplained(self) -> list[Bool]:
        """For each of the reader's loads, that it happens and the order does not explain it."""
        events = self.inquiry.program.structure.events
        return [
            all_of(events[load].guard, negate(explained))
            for load, explained in self.interleaving.explained.items()
            if not events[load].ghost
        ]


def minimal_violation(  # noqa: PLR0917 - a question in full
    strategy: Strategy,
    prop: Property,
    kind: str,
    bounds: Bounds,
    budget: Budget,
    model: str = "sc",
    within: Within | None = None,
) -> Replay | None:
    """The smallest violation inside the bounds, replayed; None if there is none.

    Args:
        strategy: the page.
        prop: the property that is violated.
        kind: of rebuild or rebind, or the context.
        bounds: zones, rebuilds and tries at most.
        budget: for each question.
        model: the memory model.
        within: confines the instances.

    Raises:
        UndecidedError: the budget was used up.
        DisagreementError: the replay does not show the violation.
    """
    found = _smallest(strategy, prop, kind, bounds, budget, model, within)
    if found is None:
        return None
    _minimise(found)
    return checked(strategy, prop, decode(found, prop))


def checked(strategy: Strategy, prop: Property, scenario: Scenario) -> Replay:
    """Replay a scenario and make sure that it violates the property, and may happen.

    Raises:
        DisagreementError: it does not, or the memory model's axioms forbid it.
    """
    try:
        shown = replay(strategy, scenario)
    except UsageError as error:
        raise DisagreementError(f"{scenario.text()}: {error}") from error
    if not prop.violated(scenario.instance(), shown.run):
        raise DisagreementError(
            f"the replay does not violate {prop.name}; please report: {scenario.text()}"
        )
    forbidden = allowed(graph_of(shown), scenario.model)
    if forbidden is not None:
        raise DisagreementError(
            f"{scenario.model} forbids this execution by {forbidden.axiom}; "
            f"please report: {scenario.text()}"
        )
    return shown


def _smallest(  # noqa: PLR0917 - a question in full
    strategy: Strategy,
    prop: Property,
    kind: str,
    bounds: Bounds,
    budget: Budget,
    model: str,
    within: Within | None,
) -> Found | None:
    for reader in prop.readers or (kind,):
        for rebuilds in range(bounds.rebuilds + 1):
            for zones in range(1, bounds.zones + 1):
                size = replace(bounds, rebuilds=rebuilds, zones=zones, readers=1)
                if reader == "allocation":
                    core = unroll(strategy, reader, size, essence=True, within=within)
                    essence = Inquiry(core, budget, model=model)
                    if essence.violated(prop, kind).satisfiable is False:
                        continue
                program = unroll(strategy, reader, size, within=within)
                found = interleaved(program, budget) if model == "sc" else None
                inquiry = found.inquiry if found else Inquiry(program, budget, model=model)
                answer = inquiry.violated(prop, kind)
                if answer.satisfiable is None:
                    raise UndecidedError(answer.reason)
                if answer.satisfiable:
                    inquiry.solver.add(inquiry.violation(prop), inquiry.kind(kind))
                    inquiry.solver.add(equal(program.instance.used, rebuilds))
                    return found or ordered(inquiry)
    return None


def ordered(inquiry: Inquiry) -> Found:
    """The inquiry with an order of its steps, in which whatever it finds can be shown."""
    found = Found(inquiry, Interleaving(inquiry.program.structure))
    inquiry.solver.add(*found.interleaving.constraints())
    if inquiry.model in ("", "sc"):
        inquiry.solver.add(*found.interleaving.explained.values())
    else:
        inquiry.solver.add(*found.interleaving.standstills())
    return found


def interleaved(program: Program, budget: Budget, *, seed: int = 0) -> Found:
    """An inquiry under sequential consistency in which whatever it finds can be shown.

    An order that explains every load is all that the model asks for.
    """
    return ordered(Inquiry(program, budget, model="", seed=seed))


def _minimise(found: Found) -> None:
    solver = found.inquiry.solver
    if not solver.check().satisfiable:
        raise UndecidedError("the solver gave up while minimising")
    if found.inquiry.model:
        _fewest(solver, found.unexplained)
    solver.add(*_tidy(found))
    if not solver.check().satisfiable:
        raise UndecidedError("the solver gave up while minimising")
    _fewest(solver, _switches(found))
    for number in _objectives(found):
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


def _switches(found: Found) -> list[Bool]:
    """One condition for each time the other thread takes over."""
    ranks = found.interleaving.ranks
    moves: list[Bool] = []
    before: Number = 0
    for event in found.inquiry.program.structure.events:
        if event.thread != WRITER and is_step(event):
            moves += [less(before, ranks[event.index])] * (2 if moves else 1)
        elif not _waits_in_vain(found, event):
            continue
        before = ranks[event.index]
    return moves


def _waits_in_vain(found: Found, event: Event) -> bool:
    """A reader that gets here stays here: what comes behind has its rank, and is not done."""
    settled = found.inquiry.program.structure.settled
    return event.thread != WRITER and event.ghost and event.index in settled


def _readers_events(found: Found) -> list[Event]:
    return [
        event
        for event in found.inquiry.program.structure.events
        if event.thread != WRITER and is_step(event)
    ]


def _ends_with_reader(found: Found) -> bool:
    """What the writer does behind the reader's last step is of no interest."""
    return found.inquiry.program.reader in ("pass", "allocation")


def _tidy(found: Found) -> Iterator[Bool]:
    """A reader's step that is not taken, or follows at once, has the rank of the one before."""
    steps = found.interleaving.writer_steps()
    before: Number = 0
    for event in found.inquiry.program.structure.events:
        placed = event.action == STANDS_STILL or _waits_in_vain(found, event)
        if event.thread == WRITER or not (is_step(event) or placed):
            continue
        rank = found.interleaving.ranks[event.index]
        moved = any_of(*(all_of(taken, equal(rank, at)) for at, taken in steps))
        yield any_of(equal(rank, before), all_of(event.guard, moved))
        before = rank


def _objectives(found: Found) -> Iterator[Number]:
    instance, ranks = found.inquiry.program.instance, found.interleaving.ranks
    events = _readers_events(found)
    last = ranks[events[-1].index] if _ends_with_reader(found) else found.interleaving.last
    yield count(all_of(taken, at_most(at, last)) for at, taken in found.interleaving.writer_steps())
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
    yield instance.owner
    for versions in instance.masks.values():
        yield from (pick(here, 1, 0) for nodes in versions for here in nodes)
    yield from (ranks[event.index] for event in events)


def decode(found: Found, prop: Property) -> Scenario:
    """The solver's model as a scenario."""
    program, value = found.inquiry.program, found.inquiry.solver.value
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
        schedule=_schedule(found),
        model=found.inquiry.model or "sc",
        reads=tuple(_reads(found)),
        tries=program.bounds.tries,
        events=tuple(int(value(zone)) for zone in instance.page_events[:used]),
        pages_before=tuple(bool(value(has)) for has in instance.pages_before),
        masks=tuple(
            (
                name,
                tuple(
                    frozenset(node for node in zones if value(nodes[node]))
                    for nodes in versions[: used + 1]
                ),
            )
            for name, versions in instance.masks.items()
        ),
        policy=OWNERS[int(value(instance.owner))],
    )


def _schedule(found: Found) -> str:
    value, ranks = found.inquiry.solver.value, found.interleaving.ranks
    keyed: list[tuple[int, int, int, str]] = []
    for at, taken in found.interleaving.writer_steps():
        if value(taken):
            keyed.append((at, 0, 0, "w"))
    for event in _readers_events(found):
        if value(event.guard):
            rank = int(value(ranks[event.index]))
            keyed.append((rank, event.thread, event.index, "rst"[event.thread - 1]))
    letters = [letter for *_, letter in sorted(keyed)]
    needed = max((source for _, source in _reads(found)), default=0)
    while (
        letters and _ends_with_reader(found) and letters[-1] != "r" and letters.count("w") > needed
    ):
        letters.pop()
    return compressed(letters)


def _reads(found: Found) -> Iterator[tuple[int, int]]:
    """The reader's steps that the order does not explain, and the writer's step each reads from."""
    if found.inquiry.model in ("", "sc"):
        return  # it explains them all
    value, ranks = found.inquiry.solver.value, found.interleaving.ranks
    structure = found.inquiry.program.structure
    taken = [at for at, holds in found.interleaving.writer_steps() if value(holds)]
    steps = [event for event in _readers_events(found) if value(event.guard)]
    for at, event in enumerate(steps, 1):
        explained = found.interleaving.explained.get(event.index, True)
        if value(explained):
            continue
        sources = structure.sources[event.index]
        store = next(source.store for source in sources if value(source.chosen))
        yield at, 0 if store is None else taken.index(int(value(ranks[store.index]))) + 1


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
