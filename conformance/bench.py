"""How fast the search for outcomes is: ``python -m conformance.bench [STRATEGY ...]``.

One row for each strategy: an allocation of one try in each seventh small instance, searched over
all schedules and whoever has pages, on one core, in processor time, the median of a few runs.

Exit codes: 0 measured, 2 a usage error, 130 interrupted, with the rows there are by then, 141
nobody reads the output any more.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from statistics import median
from time import process_time
from typing import NoReturn

from tabulate import tabulate

from conformance.equality import table
from conformance.instances import every
from conformance.judgement import EVERY, PAGES
from conformance.summary import NUMBERS
from spec.errors import UsageError
from spec.page import nearest

STRIDE = 7
"""How many instances there are for each that is searched."""

HEADS = ("strategy", *NUMBERS, "runs", "median s", "min-max s", "accesses a second")


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see python -m conformance.bench --help")


def timed(name: str, repeats: int) -> tuple[list[int], list[float]]:
    """What a search takes: numbers that are the same in each run, and the seconds of each.

    Args:
        name: of the strategy.
        repeats: how many runs.
    """
    scenarios = list(every(name, "allocation"))[::STRIDE]
    numbers, seconds = list[int](), list[float]()
    for _ in range(repeats):
        start = process_time()
        numbers = [*table(scenarios).numbers]
        seconds.append(process_time() - start)
    return numbers, seconds


def names_of(arguments: Sequence[str]) -> tuple[str, ...]:
    """The strategies that are asked for, each once; without any, those of lists.

    Raises:
        UsageError: there is no such strategy.
    """
    for name in arguments:
        if name not in EVERY:
            raise UsageError(f"there is no strategy {name!r}{nearest(name, list(EVERY))}")
    return tuple(dict.fromkeys(arguments or PAGES))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit code."""
    rows: list[tuple[str, list[int], list[float]]] = []
    code = 0
    try:
        names, repeats = _asked(arguments)
        for name in names:
            rows.append((name, *timed(name, repeats)))
            print(f"{name}: {median(rows[-1][2]):.2f} s", file=sys.stderr, flush=True)
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        code = 130
    try:
        if rows:
            print(report(rows), flush=True)
    except BrokenPipeError:
        # The interpreter flushes once more on its way out; let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code


def _asked(arguments: Sequence[str] | None) -> tuple[tuple[str, ...], int]:
    """The strategies, and how many runs of each.

    Raises:
        UsageError: the command line makes no sense.
    """
    parser = _Arguments(prog="python -m conformance.bench", description=__doc__)
    parser.add_argument("strategy", nargs="*", help="default: those of lists")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="runs, default 3")
    options = parser.parse_args(arguments)
    if options.repeat < 1:
        raise UsageError("--repeat takes a number above 0")
    return names_of(options.strategy), options.repeat


def report(rows: Sequence[tuple[str, list[int], list[float]]]) -> str:
    """The rows, and one for all of them."""
    at = NUMBERS.index("accesses")
    lines = [
        [
            *(name, *numbers, len(seconds), f"{median(seconds):.2f}"),
            *(f"{min(seconds):.2f}-{max(seconds):.2f}", round(numbers[at] / median(seconds))),
        ]
        for name, numbers, seconds in rows
    ]
    accesses = sum(numbers[at] for _, numbers, _ in rows)
    total = sum(median(seconds) for *_, seconds in rows)
    empty = [""] * (len(NUMBERS) - at - 1)
    rate = round(accesses / total)
    lines.append(["all", *[""] * at, accesses, *empty, "", f"{total:.2f}", "", rate])
    return tabulate(lines, HEADS, disable_numparse=True, colalign=("left", *["right"] * 9))


if __name__ == "__main__":
    sys.exit(main())
