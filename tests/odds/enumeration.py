"""Every maximal interleaving, one by one: no merging, no counting, each schedule replayed whole."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import count
from typing import NamedTuple

from spec.behaviour import initial_memory
from spec.interpreter import Replay, replay
from spec.machine import Machine, Thread
from spec.odds.share import Share
from spec.plain_reader import PlainReader
from spec.plain_writer import Ask, PlainWriter
from spec.properties import Property
from spec.run import Run
from spec.scenario import Scenario
from spec.vocabulary import Strategy


class Ran(NamedTuple):
    """One maximal run.

    Attributes:
        schedule: who took each step, to the end of both.
        chance: of these draws.
    """

    schedule: str
    chance: Fraction


class Numbers(NamedTuple):
    """What ``Share`` says, counted the long way."""

    racing: int
    violating: int
    racing_chance: Fraction
    violating_chance: Fraction


def runs(strategy: Strategy, scenario: Scenario, ratio: Fraction) -> Iterator[Ran]:
    """All maximal runs, each from the start: a thread that has to wait is not drawn."""
    draws = {"w": ratio / (1 + ratio), "r": 1 / (1 + ratio)}
    chosen = ""
    while True:
        choices = list(_run(strategy, scenario, chosen))
        schedule = "".join(taken for taken, _ in choices)
        chance = Fraction(1)
        for taken, able in choices:
            chance *= draws[taken] if len(able) == 2 else 1
        yield Ran(schedule, chance)
        last = max((at for at, choice in enumerate(choices) if choice == ("r", "rw")), default=-1)
        if last < 0:
            return
        chosen = schedule[:last] + "w"


def _run(strategy: Strategy, scenario: Scenario, chosen: str) -> Iterator[tuple[str, str]]:
    """Who takes each step and who could: as chosen, and then the reader as long as it can."""

    def write(ask: Ask) -> None:
        writer = PlainWriter(ask, strategy, scenario)
        for number in range(1, scenario.changes + 1):
            writer.rebuild(number)

    def read(ask: Ask) -> Run:
        reader = PlainReader(ask, strategy, scenario, scenario.instance())
        return reader.read_pass() if scenario.reader == "pass" else reader.allocation()

    machine = Machine(initial_memory(strategy, scenario))
    threads = {"r": Thread("reader", read), "w": Thread("writer", write)}
    for thread in threads.values():
        _advance(thread)
    for at in count():
        able = "".join(
            who
            for who, thread in threads.items()
            if thread.waiting is not None and machine.can(thread.waiting)
        )
        if not able:
            return
        who = chosen[at] if at < len(chosen) else able[0]
        yield who, able
        request = threads[who].waiting
        assert request is not None
        threads[who].answers.append(machine.take(threads[who].name, request))
        _advance(threads[who])


def _advance(thread: Thread) -> None:
    thread.advance()
    while thread.waiting is not None and thread.waiting.is_note:
        thread.answers.append(None)
        thread.advance()


def races(shown: Replay) -> bool:
    """A step of the writer lies between the reader's first and last load."""
    loads = [
        at
        for at, step in enumerate(shown.trace)
        if step.thread == "reader" and step.action in ("load", "wait", "update")
    ]
    return any(step.thread == "writer" for step in shown.trace[loads[0] : loads[-1]])


def numbers(
    strategy: Strategy, scenario: Scenario, prop: Property, ratio: Fraction = Fraction(1)
) -> Numbers:
    """Count the racing runs and those of them that violate."""
    found = Numbers(0, 0, Fraction(0), Fraction(0))
    for schedule, chance in runs(strategy, scenario, ratio):
        # What happens when the reader is done is no business of its own.
        until = schedule[: schedule.rindex("r") + 1]
        shown = replay(strategy, replace(scenario, schedule=until))
        assert shown.finished
        if races(shown):
            violates = bool(prop.violated(shown.scenario.instance(), shown.run))
            found = Numbers(
                found.racing + 1,
                found.violating + violates,
                found.racing_chance + chance,
                found.violating_chance + chance * violates,
            )
    return found


def told(share: Share) -> Numbers:
    """The same four numbers of a share."""
    return Numbers(
        share.racing.runs, share.violating.runs, share.racing.chance, share.violating.chance
    )
