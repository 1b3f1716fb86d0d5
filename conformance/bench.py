"""How fast the search for outcomes is: ``python -m conformance.bench [STRATEGY ...]``.

One row for each strategy: an allocation of one try in each seventh small instance, searched over
all schedules and whoever has pages, on one core, in processor time, the median of a few runs.

Exit codes: 0 measured, 2 a usage error, 130 interrupted, with the rows there are by then, 141
nobody reads the output any more.
"""

import sys
from collections.abc import Sequence
from statistics import median
from time import process_time

from tabulate import tabulate

from conformance.equality import table
from conformance.instances import every
from conformance.judgement import EVERY, PAGES
from conformance.summary import NUMBERS
from spec.command import Parser, exit_code
from spec.errors import UsageError
from spec.page import nearest
from spec.streams import say, tell

STRIDE = 7
"""How many instances there are for each that is searched."""

HEADS = ("strategy", *NUMBERS, "runs", "median s", "min-max s", "accesses a second")


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
    return exit_code(lambda: _main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    rows: list[tuple[str, list[int], list[float]]] = []
    names, repeats = _asked(arguments)
    try:
        for name in names:
            rows.append((name, *timed(name, repeats)))
            tell(f"{name}: {median(rows[-1][2]):.2f} s")
    finally:  # what is there at Ctrl-C is told
        if rows:
            say(report(rows))
    return 0


def _asked(arguments: Sequence[str] | None) -> tuple[tuple[str, ...], int]:
    """The strategies, and how many runs of each.

    Raises:
        UsageError: the command line makes no sense.
    """
    parser = Parser(prog="python -m conformance.bench", description=__doc__)
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
