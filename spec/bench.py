"""``python -m spec.bench``: how long the tables, single large queries and litmus tests take.

Build time is unrolling and translating a page; solve time is the solver's. Nothing in the test
suite depends on either.
"""

import argparse
import sys
from time import perf_counter

from tabulate import tabulate

from spec.eras import ERAS
from spec.instance import Bounds
from spec.litmus.decision import decide
from spec.litmus.oneline import parse
from spec.masks import MASKS
from spec.models import MODELS
from spec.page import applicable, property_named, strategy_named
from spec.search.question import Case
from spec.strategies import ALL
from spec.vocabulary import Strategy

SIZES = (4, 8, 16, 32)
QUERIES = (
    ("in_place", "no_missed_zone"),
    ("append_copy", "sees_one_list"),
    ("seqcount_everywhere", "sees_one_list"),
    ("seqcount_latch", "sees_one_list"),
    ("copy_swap_grace", "no_missed_zone"),
    ("rwlock", "no_missed_zone"),
    ("seqcount_slow_path", "no_premature_oom"),
)


LITMUS = (
    (
        "P0: WRITE_ONCE(x, 1); smp_wmb(); WRITE_ONCE(y, 1); | "
        "P1: r0 = READ_ONCE(y); smp_rmb(); r1 = READ_ONCE(x); | exists (1:r0=1 /\\ 1:r1=0)"
    ),
    (
        "P0: WRITE_ONCE(x, 1); r1 = READ_ONCE(y); | P1: WRITE_ONCE(y, 1); r1 = READ_ONCE(x); | "
        "exists (0:r1=0 /\\ 1:r1=0)"
    ),
    (
        "P0: r0 = READ_ONCE(z); WRITE_ONCE(x, 1); | P1: r0 = READ_ONCE(x); smp_mb(); "
        "WRITE_ONCE(y, 1); | P2: r0 = READ_ONCE(y); smp_store_release(z, 1); | "
        "exists (0:r0=1 /\\ 1:r0=1 /\\ 2:r0=1)"
    ),
)
ROUNDS = 50


def timed(strategy: str, prop: str, zones: int, model: str) -> list[str]:
    """One row: a single question about one property under any kind of rebuild."""
    case = Case(strategy_named(strategy), Bounds(zones=zones), model=model)
    start = perf_counter()
    verdict = case.decide(property_named(prop), ("any",))["any"]
    return [
        f"{strategy}::{prop}",
        model,
        str(zones),
        verdict.word,
        f"{case.build_seconds:.2f}",
        f"{case.solve_seconds:.2f}",
        f"{perf_counter() - start:.2f}",
    ]


def litmus(model: str) -> list[str]:
    """One row: the mean over a few small litmus tests, parsed and decided again and again."""
    start = perf_counter()
    for _ in range(ROUNDS):
        for text in LITMUS:
            decide(parse(text), model)
    each = (perf_counter() - start) / (ROUNDS * len(LITMUS))
    return [model, f"{1000 * each:.2f}"]


FAMILIES = {"the thread's strategies": ALL, "masks": MASKS, "eras": ERAS}


def table(strategies: tuple[Strategy, ...], model: str) -> list[list[str]]:
    """One row for each strategy: every property, every kind of rebuild, rebind or context."""
    rows = []
    for strategy in strategies:
        case = Case(strategy, Bounds(), model=model)
        start = perf_counter()
        for prop in applicable(strategy):
            case.decide(prop)
        rows.append(
            [
                strategy.name,
                f"{case.build_seconds:.2f}",
                f"{case.solve_seconds:.2f}",
                f"{perf_counter() - start:.2f}",
            ]
        )
    total = [sum(float(row[at]) for row in rows) for at in (1, 2, 3)]
    return [*rows, ["all of it", *(f"{seconds:.2f}" for seconds in total)]]


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m spec.bench", description=__doc__)
    parser.add_argument(
        "--zones", type=int, nargs="+", default=SIZES, help="sizes of the single queries"
    )
    parser.add_argument("--model", choices=MODELS, default="sc", help="default sc")
    parser.add_argument("--no-table", action="store_true", help="no table")
    options = parser.parse_args(argv)
    if min(options.zones) < 2:
        print("error: --zones takes sizes of at least 2", file=sys.stderr)
        return 2
    for name, strategies in () if options.no_table else FAMILIES.items():
        heads = [f"{name}, {options.model}", "build s", "solve s", "in all s"]
        rows = table(strategies, options.model)
        print(tabulate(rows, heads, disable_numparse=True), end="\n\n")
    heads = ["single query", "model", "zones", "verdict", "build s", "solve s", "in all s"]
    rows = [
        timed(strategy, prop, size, options.model)
        for strategy, prop in QUERIES
        for size in options.zones
    ]
    print(tabulate(rows, heads, disable_numparse=True), end="\n\n")
    heads = ["litmus tests", "ms each"]
    print(tabulate([litmus(model) for model in MODELS], heads, disable_numparse=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
