"""How many of the planted bugs were found, printed behind the tests whoever ran them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

PROPERTY = "mutant"
"""The name under which a test notes its bug, as in `name: how it ended`."""

ALIVE = "alive"
"""How a bug ends that is listed as equivalent, and is."""

REFUSED = "refused"
"""How a bug ends that makes a page break a rule."""

KINDS = {"test_code_mutants": "impl/", "test_page_mutants": "pages of the spec"}
"""Where the bugs of a test module are planted."""


def lines(reports: Iterable[Any]) -> Iterator[str]:
    """For each kind of bug: how many there are, how many were found, how many cannot be.

    Args:
        reports: of pytest, of tests that have run.
    """
    counts: dict[str, Counter[str]] = {}
    for report in reports:
        module = getattr(report, "nodeid", "").partition(".py")[0].rpartition("/")[2]
        noted = dict(getattr(report, "user_properties", ()))
        if module in KINDS and PROPERTY in noted and report.when == "call":
            how = str(noted[PROPERTY]).rpartition(": ")[2]
            found = counts.setdefault(module, Counter())
            found["failed" if report.failed else ALIVE if how == ALIVE else "found"] += 1
            found[REFUSED] += how == REFUSED
    for module, found in sorted(counts.items()):
        known = f"; {found[ALIVE]} more change nothing" if found[ALIVE] else ""
        refused = f", {found[REFUSED]} of them by a rule for pages" if found[REFUSED] else ""
        total = found["found"] + found["failed"]
        yield f"{found['found']} of {total} bugs planted in {KINDS[module]} found{refused}{known}"
