"""How long single questions take as bounds grow."""

from collections.abc import Iterator
from time import perf_counter

from spec.bench.effort import Effort
from spec.bench.measurement import Measured, Run, repeats
from spec.instance import Bounds
from spec.models import MODELS
from spec.page import property_named, strategy_named
from spec.program import Within
from spec.search.question import Case

SIZES = (2, 4, 8, 16, 32)
REBUILDS = (1, 2, 3, 4)
TRIES = (1, 2, 3, 4)
QUERIES = (
    ("in_place", "no_missed_zone"),
    ("append_copy", "sees_one_list"),
    ("seqcount_everywhere", "sees_one_list"),
    ("seqcount_latch", "sees_one_list"),
    ("copy_swap_grace", "no_missed_zone"),
    ("rwlock", "no_missed_zone"),
    ("seqcount_slow_path", "no_premature_oom"),
)
OVER_TRIES = (
    ("in_place", "no_premature_oom"),
    ("seqcount_slow_path", "no_premature_oom"),
    ("seqcount_slow_path", "no_premature_oom_last_look"),
)


def asked(
    strategy: str, prop: str, bounds: Bounds, model: str = "sc", within: Within | None = None
) -> Run:
    """One question under any kind of rebuild, from the page to the verdict."""
    start = perf_counter()
    case = Case(strategy_named(strategy), bounds, model=model, within=within)
    word = case.decide(property_named(prop), ("any",))["any"].word
    seconds = perf_counter() - start
    return Run(word, seconds - case.solve_seconds, case.solve_seconds)


def scaling(zones: tuple[int, ...], model: str, effort: Effort) -> Iterator[Measured]:
    """Every query over zones, over rebuilds, over tries, and under every memory model.

    Args:
        zones: sizes, each at least 2; the other axes are at the smaller of 4 and the largest.
        model: where the axis is another.
        effort: how often each is asked.
    """
    at = min(4, max(zones))
    for strategy, prop in QUERIES:
        for size in zones:
            yield _row((strategy, prop), Bounds(size), model, effort, ("zones", size))
    for strategy, prop in QUERIES:
        for size in REBUILDS:
            yield _row((strategy, prop), Bounds(at, size), model, effort, ("rebuilds", size))
    for strategy, prop in OVER_TRIES:
        for size in TRIES:
            yield _row((strategy, prop), Bounds(at, tries=size), model, effort, ("tries", size))
    for strategy, prop in QUERIES:
        for size, each in enumerate(MODELS):
            yield _row((strategy, prop), Bounds(at), each, effort, ("model", size))


def _row(
    query: tuple[str, str], bounds: Bounds, model: str, effort: Effort, axis: tuple[str, int]
) -> Measured:
    strategy, prop = query
    return repeats(
        effort.repeated(lambda: asked(strategy, prop, bounds, model)),
        part="scaling",
        question=f"{strategy}::{prop}",
        setting=(
            f"over {axis[0]}: {bounds.zones} zones, {bounds.rebuilds} rebuilds, "
            f"{bounds.tries} tries, {model}"
        ),
        axis=axis[0],
        size=axis[1],
    )
