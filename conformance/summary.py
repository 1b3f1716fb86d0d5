"""What the comparisons of outcomes took, printed behind the tests, whoever ran them."""

from collections.abc import Iterable, Iterator
from typing import Any

from tabulate import tabulate

PROPERTY = "outcomes compared"
"""The name under which a test notes a row: a strategy, a reader, and the numbers."""

NUMBERS = ("instances", "schedules", "given up", "accesses", "outcomes")


def lines(reports: Iterable[Any]) -> Iterator[str]:
    """The table of all rows that tests noted, added up for each strategy and reader.

    Args:
        reports: of pytest, on tests that have run.
    """
    sums: dict[tuple[str, str], list[int]] = {}
    for report in reports:
        for name, noted in getattr(report, "user_properties", ()):
            if name == PROPERTY and report.when == "call":
                strategy, reader, *numbers = noted
                before = sums.get((strategy, reader), [0] * len(numbers))
                sums[strategy, reader] = [a + b for a, b in zip(before, numbers, strict=True)]
    if sums:
        rows = [[*names, *numbers] for names, numbers in sorted(sums.items())]
        rows.append(["all", "", *map(sum, zip(*sums.values(), strict=True))])
        yield from tabulate(rows, ["strategy", "reader", *NUMBERS]).splitlines()
