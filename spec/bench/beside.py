"""Side by side with Spin: on one instance, and for every list.

Spin gets each question in the form that suits it best: one instance is a program of constants,
compiled fast; for every list it is either one such program after another, or one optimized
program in which it chooses the lists itself. An enumeration that takes too long is sampled, and
what is printed for all of it is marked as extrapolated. It is told twice: with everything, and
as if every program had been translated and compiled before.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from spec.bench import spin, topology
from spec.bench.measurement import (
    AT_LEAST,
    EXTRAPOLATED,
    MEASURED,
    Measured,
    Times,
    repeated,
)
from spec.bench.scaling import asked
from spec.errors import UsageError
from spec.export.promela import any_list, promela
from spec.instance import Bounds
from spec.page import property_named, strategy_named
from spec.scenario import Scenario
from spec.verdict import PROVED, REFUTED, UNDECIDED

QUERIES = (
    ("in_place", "no_missed_zone"),
    ("in_place", "zone_always_visible"),
    ("stop_machine_nopreempt", "sees_one_list"),
    ("seqcount_everywhere", "sees_one_list"),
    ("copy_swap_grace", "no_missed_zone"),
    ("rwlock", "no_missed_zone"),
)
INSTANCES = (((1, 2, 3, 4), (4, 3, 2, 1)), ((1, 2, 3, 4), (2, 4), (1, 2, 3, 4)))
EVERY_LIST = ((2, 1), (3, 1), (4, 1), (4, 2))
"""Zones and rebuilds at most."""

OURS = "z3"
ONE_INSTANCE = "Spin"
ONE_RUN = "Spin, lists chosen in one run"
EACH = "Spin, instance after instance"
EACH_SEARCH = "the same, search alone"


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured.

    Attributes:
        repeats: of everything but an enumeration.
        limit: seconds for one search of Spin.
        samples: instances that an enumeration is extrapolated from.
        enumerated: the most instances that are all searched.
        megabytes: memory for one search of Spin.
        optimized: whether the one program for every list is.
    """

    repeats: int = 3
    limit: float = 60.0
    samples: int = 5
    enumerated: int = 150
    megabytes: int = 4096
    optimized: bool = True


def beside(effort: Effort, sizes: tuple[tuple[int, int], ...] = EVERY_LIST) -> Iterator[Measured]:
    """Every row, ours before Spin's.

    Args:
        effort: how much is measured.
        sizes: zones and rebuilds of the questions for every list.

    Raises:
        UsageError: Spin or a compiler is missing, or answers something else than z3.
    """
    for strategy, prop in QUERIES:
        for lists in INSTANCES:
            yield from _one_instance(strategy, prop, lists, effort)
    for zones, rebuilds in sizes:
        for strategy, prop in QUERIES:
            yield from every_list(strategy, prop, Bounds(zones, rebuilds), effort)


def _one_instance(
    strategy: str, prop: str, lists: topology.Lists, effort: Effort
) -> Iterator[Measured]:
    scenario = topology.instance(strategy, prop, lists, 0)
    told = "the lists " + " -> ".join(" ".join(map(str, names)) for names in lists)
    bounds = Bounds(scenario.zones, scenario.changes)
    within = topology.exactly(scenario)
    ours = repeated(lambda: asked(strategy, prop, bounds, within=within), effort.repeats)
    yield _row(strategy, prop, told, OURS, ours, repeats=effort.repeats)
    theirs = repeated(lambda: _searched(scenario, effort), effort.repeats)
    _same(strategy, prop, told, ours.outcome, theirs.outcome)
    yield _row(strategy, prop, told, ONE_INSTANCE, theirs, repeats=effort.repeats)


def every_list(strategy: str, prop: str, bounds: Bounds, effort: Effort) -> Iterator[Measured]:
    """One question for every list: ours, Spin's in one run, and Spin's instance after instance.

    Args:
        strategy: its name.
        prop: the property's name.
        bounds: most zones and rebuilds.
        effort: how much is measured.

    Raises:
        UsageError: Spin or a compiler is missing, or answers something else than z3.
    """
    told = _bounds(bounds)
    ours = repeated(lambda: asked(strategy, prop, bounds), effort.repeats)
    size = bounds.zones
    yield _row(strategy, prop, told, OURS, ours, repeats=effort.repeats, size=size)
    text = any_list(strategy_named(strategy), property_named(prop), bounds, reader="pass")
    chosen = _run(text, effort, optimized=effort.optimized)
    _same(strategy, prop, told, ours.outcome, chosen.outcome)
    how = AT_LEAST if chosen.outcome == UNDECIDED else MEASURED
    yield _row(strategy, prop, told, ONE_RUN, chosen, repeats=1, how=how, size=size)
    yield from _enumerated(strategy, prop, bounds, ours.outcome, effort)


def _enumerated(
    strategy: str, prop: str, bounds: Bounds, outcome: str, effort: Effort
) -> Iterator[Measured]:
    """All instances one after another; in any order up to a violation, if there is one."""
    told = _bounds(bounds)
    total = topology.count(bounds.zones, bounds.rebuilds)
    whole, how = 1.0, MEASURED
    gather: Callable[[list[float]], float] = sum
    each = topology.drawn(strategy, prop, bounds.zones, bounds.rebuilds)
    most = effort.enumerated
    if outcome == PROVED and total <= most:
        each = topology.instances(strategy, prop, bounds.zones, bounds.rebuilds)
    elif outcome == PROVED:
        whole, how, gather, most = float(total), EXTRAPOLATED, median, effort.samples
    runs: list[Times] = []
    for scenario in islice(each, most):
        runs.append(_searched(scenario, effort))
        if outcome == PROVED:
            _same(strategy, prop, scenario.text(), PROVED, runs[-1].outcome)
        elif runs[-1].outcome == REFUTED:
            break
    seen = {run.outcome for run in runs}
    if UNDECIDED in seen or (outcome == REFUTED and REFUTED not in seen):
        outcome, how = UNDECIDED, AT_LEAST
    build = whole * gather([run.build for run in runs])
    search = whole * gather([run.search for run in runs])
    for tool, seconds in ((EACH, build + search), (EACH_SEARCH, search)):
        times = Times(outcome, seconds - search, search, seconds)
        number = f", {total if whole > 1 else len(runs):,} of them"
        yield _row(
            strategy,
            prop,
            told,
            tool + number,
            times,
            repeats=len(runs),
            how=how,
            size=bounds.zones,
        )


def _bounds(bounds: Bounds) -> str:
    """What a question for every list is asked of."""
    rebuilds = "1 rebuild" if bounds.rebuilds == 1 else f"{bounds.rebuilds} rebuilds"
    return f"every list, {bounds.zones} zones, {rebuilds}"


def _searched(scenario: Scenario, effort: Effort) -> Times:
    """One instance by Spin, from its program to the verdict."""
    strategy, prop = strategy_named(scenario.strategy), property_named(scenario.prop)
    return _run(promela(strategy, prop, scenario), effort, optimized=False)


def _run(text: str, effort: Effort, *, optimized: bool) -> Times:
    with tempfile.TemporaryDirectory() as folder:
        done = spin.search(
            text,
            Path(folder),
            optimized=optimized,
            timeout=effort.limit,
            megabytes=effort.megabytes,
            hash_bits=24 if optimized else 16,
        )
    word = {True: REFUTED, False: PROVED, None: UNDECIDED}[done.violated]
    return Times(word, sum(done.seconds[:2]), done.seconds[2], sum(done.seconds))


def _same(strategy: str, prop: str, told: str, ours: str, theirs: str) -> None:
    """Make sure that two answers are one.

    Raises:
        UsageError: they are not.
    """
    if theirs not in (ours, UNDECIDED):
        raise UsageError(
            f"{strategy}::{prop}, {told}: z3 finds {ours} and Spin {theirs}: one of them is wrong"
        )


def _row(
    strategy: str,
    prop: str,
    setting: str,
    tool: str,
    times: Times,
    *,
    repeats: int,
    how: str = MEASURED,
    size: int = 0,
) -> Measured:
    return Measured(
        part="spin",
        question=f"{strategy}::{prop}",
        setting=setting,
        tool=tool,
        outcome=times.outcome,
        build=times.build,
        search=times.search,
        seconds=times.seconds,
        repeats=repeats,
        how=how,
        axis="zones, every list" if size else "",
        size=size,
    )
