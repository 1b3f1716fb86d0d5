"""How fast the search for outcomes is: ``python -m conformance.bench [STRATEGY ...]``.

One row for each strategy: an allocation of one try in each seventh small instance, searched over
all schedules and whoever has pages, on one core, in processor time.
"""

import argparse
import sys
from collections.abc import Sequence
from time import process_time

from tabulate import tabulate

from conformance.equality import table
from conformance.instances import every
from conformance.judgement import EVERY, PAGES
from conformance.summary import NUMBERS
from spec.errors import UsageError

STRIDE = 7
"""How many instances there are for each that is searched."""

HEADS = ("strategy", *NUMBERS, "seconds", "accesses a second")


def timed(name: str) -> list[object]:
    """One row.

    Args:
        name: of the strategy.
    """
    scenarios = list(every(name, "allocation"))[::STRIDE]
    start = process_time()
    done = table(scenarios)
    seconds = process_time() - start
    return [name, *done.numbers, f"{seconds:.2f}", round(done.accesses / seconds)]


def names_of(arguments: Sequence[str]) -> tuple[str, ...]:
    """The strategies that are asked for; without any, those of lists.

    Raises:
        UsageError: there is no such strategy.
    """
    for name in arguments:
        if name not in EVERY:
            raise UsageError(f"there is no strategy {name!r}: name one of {', '.join(EVERY)}")
    return tuple(arguments or PAGES)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m conformance.bench", description=__doc__)
    parser.add_argument("strategy", nargs="*", help="default: those of lists")
    try:
        names = names_of(parser.parse_args(arguments).strategy)
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    rows = [timed(name) for name in names]
    accesses, seconds = (sum(float(str(row[at])) for row in rows) for at in (4, 6))
    rows.append(["all", *[""] * 3, int(accesses), "", f"{seconds:.2f}", round(accesses / seconds)])
    print(tabulate(rows, HEADS, disable_numparse=True, colalign=("left", *["right"] * 7)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
