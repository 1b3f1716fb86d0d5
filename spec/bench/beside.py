"""Side by side with Spin: on one instance, and for every list.

Spin gets each question in the form that suits it best: one instance is a program of constants,
compiled fast; for every list it is either one such program after another, or one optimized
program in which it chooses the lists itself. An enumeration that takes too long is sampled, and
what is printed for all of it is marked as extrapolated. Both sides have one reader, as Spin's
programs have.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter

from spec.bench import spin, topology
from spec.bench.effort import Effort
from spec.bench.machine import ROOT
from spec.bench.measurement import Measured, Run, limits, repeats
from spec.bench.scaling import asked
from spec.errors import DisagreementError
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

AXIS = "instances"
"""What grows where a question is for every list."""


def beside(effort: Effort, sizes: tuple[tuple[int, int], ...] = EVERY_LIST) -> Iterator[Measured]:
    """Every row, ours before Spin's.

    Args:
        effort: how much is measured.
        sizes: zones and rebuilds of the questions for every list.

    Raises:
        UsageError: Spin or a compiler is missing.
        DisagreementError: Spin answers something else than z3.
    """
    yield repeats(
        effort.repeated(_started),
        part="spin",
        question="starting up",
        setting="Python imports the prover",
        tool=OURS,
    )
    for strategy, prop in QUERIES:
        for lists in INSTANCES:
            yield from _one_instance(strategy, prop, lists, effort)
    for zones, rebuilds in sizes:
        for strategy, prop in QUERIES:
            yield from every_list(strategy, prop, Bounds(zones, rebuilds), effort)


def _started() -> Run:
    """What ours takes before its first question, once; every program of Spin's starts anew."""
    begun = perf_counter()
    subprocess.run([sys.executable, "-c", "import spec.bench.scaling"], cwd=ROOT, check=True)
    return Run("", perf_counter() - begun, 0.0)


def _one_instance(
    strategy: str, prop: str, lists: topology.Lists, effort: Effort
) -> Iterator[Measured]:
    scenario = topology.instance(strategy, prop, lists, 0)
    about = {
        "part": "spin",
        "question": f"{strategy}::{prop}",
        "setting": "the lists " + " -> ".join(" ".join(map(str, names)) for names in lists),
    }
    bounds = Bounds(scenario.zones, scenario.changes, readers=1)
    within = topology.exactly(scenario)
    ours = effort.repeated(lambda: asked(strategy, prop, bounds, within=within))
    yield (mine := repeats(ours, tool=OURS, **about))
    theirs = effort.repeated(lambda: _searched(scenario, effort))
    yield (other := repeats(theirs, tool=ONE_INSTANCE, **about))
    _same(mine, other)


def every_list(strategy: str, prop: str, bounds: Bounds, effort: Effort) -> Iterator[Measured]:
    """One question for every list: ours, Spin's in one run, and Spin's instance after instance.

    Args:
        strategy: its name.
        prop: the property's name.
        bounds: most zones and rebuilds; there is one reader.
        effort: how much is measured.

    Raises:
        UsageError: Spin or a compiler is missing.
        DisagreementError: Spin answers something else than z3.
    """
    bounds = replace(bounds, readers=1)
    rebuilds = "1 rebuild" if bounds.rebuilds == 1 else f"{bounds.rebuilds} rebuilds"
    about = {
        "part": "spin",
        "question": f"{strategy}::{prop}",
        "setting": f"every list, {bounds.zones} zones, {rebuilds}, 1 reader",
        "axis": AXIS,
        "size": topology.count(bounds.zones, bounds.rebuilds),
    }
    ours = effort.repeated(lambda: asked(strategy, prop, bounds))
    yield (mine := repeats(ours, tool=OURS, **about))
    text = any_list(strategy_named(strategy), property_named(prop), bounds, reader="pass")
    chosen = effort.repeated(lambda: _run(text, effort, optimized=effort.optimized))
    yield (other := repeats(chosen, tool=ONE_RUN, **about))
    _same(mine, other)
    yield (other := _enumerated(strategy, prop, bounds, mine, effort))
    _same(mine, other)


def _enumerated(
    strategy: str, prop: str, bounds: Bounds, ours: Measured, effort: Effort
) -> Measured:
    """One instance after another, all or a sample; in any order up to a violation."""
    total, most = ours.size, effort.enumerated
    each = topology.drawn(strategy, prop, bounds.zones, bounds.rebuilds)
    if ours.outcome == PROVED and total <= most:
        each = topology.instances(strategy, prop, bounds.zones, bounds.rebuilds)
    elif ours.outcome == PROVED:
        most = effort.samples
    runs: list[Run] = []
    for scenario in islice(each, most):
        runs.append(effort.once(partial(_searched, scenario, effort)))
        if runs[-1].outcome == REFUTED:
            break
    outcome, stopped = runs[-1].outcome, limits(runs)
    if outcome == REFUTED:  # found in this time, whatever was given up on the way
        stopped, total = "", len(runs)
    elif ours.outcome != PROVED:
        stopped, total = stopped or f"{most} instances", len(runs)
    return replace(
        ours,
        tool=EACH,
        outcome=UNDECIDED if stopped else outcome,
        runs=tuple((run.build, run.search) for run in runs),
        instances=total,
        stopped=stopped,
    )


def _searched(scenario: Scenario, effort: Effort) -> Run:
    """One instance by Spin, from its program to the verdict."""
    strategy, prop = strategy_named(scenario.strategy), property_named(scenario.prop)
    return _run(promela(strategy, prop, scenario), effort, optimized=False)


def _run(text: str, effort: Effort, *, optimized: bool) -> Run:
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
    return Run(word, sum(done.seconds[:2]), done.seconds[2], done.stopped)


def _same(ours: Measured, theirs: Measured) -> None:
    """Make sure that two answers are one.

    Raises:
        DisagreementError: they are not.
    """
    if UNDECIDED not in (ours.outcome, theirs.outcome) and ours.outcome != theirs.outcome:
        raise DisagreementError(
            f"{ours.question}, {ours.setting}: {ours.tool} finds {ours.outcome} "
            f"and {theirs.tool} {theirs.outcome}: one of them is wrong"
        )
