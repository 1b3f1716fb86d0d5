"""One concrete instance as a question, with its schedule or for all of them."""

import shlex
from collections.abc import Iterator
from dataclasses import replace

from spec.errors import UsageError
from spec.events import WRITER, Event
from spec.export.smtlib.query import READERS, Query, about, structure
from spec.instance import Bounds, select
from spec.interpreter import Replay, replay
from spec.kinds import plus_flag
from spec.machine import Request
from spec.pinning import condition
from spec.plain_writer import PlainWriter
from spec.program import rounds_of, unroll
from spec.properties import Property
from spec.scenario import Scenario
from spec.search.interleaving import Interleaving, is_step
from spec.term import (
    Bool,
    Number,
    all_of,
    any_of,
    at_most,
    count,
    equal,
    implies,
    less,
)
from spec.vocabulary import Strategy


def of_scenario(
    strategy: Strategy, prop: Property, scenario: Scenario, *, schedule: bool = True
) -> Query:
    """The question whether a scenario violates a property.

    Args:
        strategy: the page.
        prop: the property.
        scenario: an instance and a schedule.
        schedule: pin the schedule too: its steps are the first; what comes after them is free.
            Otherwise every schedule of the instance is asked about.

    Returns:
        The question; ``sat`` is expected of it if the replayed schedule violates the property,
        ``unsat`` if the schedule is pinned and over, and does not.

    Raises:
        UsageError: the property is not asked of this reader, or a step cannot be taken.
    """
    readers = prop.readers or prop.contexts
    if not prop.applies(strategy) or scenario.reader not in readers:
        raise UsageError(
            f"{prop.name} is asked of {', '.join(readers)}, not of {scenario.reader} "
            f"in {strategy.name}"
        )
    shown = replay(strategy, scenario)
    violated = bool(prop.violated(scenario.instance(), shown.run))
    attempts, rounds = (_attempts(shown), 0) if schedule else (1, most_rounds(strategy, scenario))
    program = unroll(strategy, scenario.reader, _bounds(scenario), attempts, rounds=rounds)
    groups = structure(program, "" if schedule and scenario.model == "sc" else scenario.model)
    groups["Pinned: this instance."] = [*condition(program.instance, scenario)]
    if schedule:
        order = Interleaving(program.structure)
        groups["Ranks: the reader's steps among the writer's."] = [
            *order.constraints(),
            *(order.standstills() if scenario.model != "sc" else ()),
        ]
        groups[f"Pinned: the schedule {scenario.schedule}."] = [*_schedule(order, scenario)]
    groups[f"Violated: {prop.meaning}."] = [prop.violated(program.instance, program.run)]
    over = shown.finished and scenario.reader in ("pass", "allocation")
    over = over and strategy.moves != "pages"  # whether pages stay is told by what is still to come
    told = scenario.text()
    if not schedule:
        told = replace(scenario, schedule="", reads=()).text().removesuffix(" schedule=")
    header = (
        *about(strategy, prop, scenario.model),
        f"instance  {told}",
        f"reader    {READERS.get(scenario.reader, f'in the context {scenario.reader}')}",
        "zones     are numbered by the first list, types are 0 up to the limit and 1 above it",
        *_answers(schedule=schedule),
    )
    expected = "sat" if violated else "unsat" if schedule and over else ""
    name = f"{strategy.name}-{prop.name}-{'scenario' if schedule else 'instance'}"
    return Query(name, scenario.reader, shlex.quote(told), header, groups, program, expected)


def _answers(*, schedule: bool) -> Iterator[str]:
    told = "this schedule, whatever follows it," if schedule else "any schedule of this instance"
    none = "it does not" if schedule else "none does"
    yield f"asks      whether {told} violates the property"
    yield "sat       it does" + ("" if schedule else ", and the model is one that does")
    yield f"unsat     {none}"


def _bounds(scenario: Scenario) -> Bounds:
    return Bounds(scenario.zones, scenario.changes, scenario.tries, 1)


def _attempts(shown: Replay) -> int:
    """As often as the reader began anew, and once more."""
    run = shown.run
    again = [run.restarts, run.rejected_first, *(item.rejected for item in run.passes)]
    return 1 + max(int(number) for number in again if isinstance(number, int))


def most_rounds(strategy: Strategy, scenario: Scenario) -> int:
    """How often the slow path comes to ``restart:`` at most.

    Once, and once more for each store that moves a word which a check may look at.
    """
    stored: list[str] = []

    def ask(request: Request) -> None:
        if request.action == "stop_machine":
            stored.extend(location.name for location, _ in request.value)
        elif request.action in ("store", "update") and request.location is not None:
            stored.append(request.location.name)

    writer = PlainWriter(ask, strategy, scenario)
    for number in range(1, scenario.changes + 1):
        writer.rebuild(number)
    return max(rounds_of(strategy), 1 + sum(stored.count(cell.name) for cell in strategy.cells))


def _schedule(order: Interleaving, scenario: Scenario) -> Iterator[Bool]:
    """The reader's first steps come behind as many of the writer's, and read what they should."""
    written = 0
    behind: list[Number] = []
    for letter in scenario.steps():
        written += letter == "w"
        if letter == "r":
            behind.append(written)
    writer = order.writer_steps()
    reads = dict(scenario.reads)
    before: Number = 0
    for event in order.structure.events:
        if event.thread == WRITER or not is_step(event):
            continue
        pinned = all_of(event.guard, less(before, len(behind)))
        rank = order.ranks[event.index]
        done = count(all_of(taken, at_most(at, rank)) for at, taken in writer)
        if behind:
            yield implies(pinned, equal(done, select(before, behind)))
        if event.index in order.explained:
            stale = any_of(*(equal(before, step - 1) for step in reads))
            yield any_of(order.explained[event.index], all_of(pinned, stale))
        for step, source in reads.items():
            here = all_of(pinned, equal(before, step - 1))
            yield implies(here, _reads(order, writer, event, source))
        before = plus_flag(before, event.guard, len(order.structure.events))
    yield at_most(len(behind), before)


def _reads(order: Interleaving, writer: list[tuple[int, Bool]], event: Event, step: int) -> Bool:
    """The event reads from this step of the writer's, or the initial value."""
    return any_of(
        *(
            all_of(
                source.chosen,
                equal(_number(order, writer, source.store), step) if source.store else step == 0,
            )
            for source in order.structure.sources.get(event.index, ())
            if source.store is None or source.store.thread == WRITER
        )
    )


def _number(order: Interleaving, writer: list[tuple[int, Bool]], store: Event) -> Number:
    """Which of the steps that the writer takes this is, counted from 1."""
    rank = order.ranks[store.index]
    return count(taken for at, taken in writer if at_most(at, rank) is True)
