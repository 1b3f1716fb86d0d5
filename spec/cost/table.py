"""Costs as text: one table for readers, one for writers, and what the counts mean."""

import json
from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import Any

from tabulate import tabulate

from spec.cost.affine import Affine, Count, fit
from spec.cost.price import LENGTHS, Cost, Measure, Reading
from spec.cost.wording import Part, barriers, counted, lines, listed, span

READER_HEADS = (
    "strategy", "path", "loads", "branches", "barriers\nx86 / arm64", "shared\nstores",
    "cache\nlines", "also",
)  # fmt: skip
WRITER_HEADS = (
    "strategy", "stores", "barriers\nx86 / arm64", "waits for", "stopped\nCPUs", "arrays\nfreed",
    "also", "memory\n(words)",
)  # fmt: skip

READERS = (
    "Readers of a list of n zones while nobody rebuilds. fast: a page in the first slot .. none in "
    "the whole list. slow: a round without a page, {tries} and the last look; in brackets what is "
    "no slot of a walk. Each slot's index is compared with the limit and its pointer with NULL; "
    "what is done with a zone itself is not counted. Lines are 64 bytes, a zoneref 16, in one word "
    "8; w = ceil((n+1)/4). Any other word has its own."
)
WRITERS = (
    "Writers, one rebuild while nobody reads: n, m zones in the new and the old list, k nodes in "
    "the new, N zones in the longest; 1x is one list in place, two words a slot. Locks between "
    "writers are not counted, nor is giving memory back."
)
TERMS = {
    "lock": "a locked instruction (smp_mb() or an atomic one); the other barriers are the "
    "compiler's alone on x86",
    "rmw-": "an atomic read-modify-write that is acquire (-a) or release (-l)",
    "spin ": "the reader waits there while a rebuild is on",
    "dep": "a load whose value is another load's address",
    "rcu": "a section: two changes of a counter of the task's own with PREEMPT_RCU, else nothing",
    "preempt": "a section: two changes of a counter of the CPU's own with PREEMPT_COUNT, else "
    "nothing",
    "grace period": "until every section that had begun is over",
}
"""Words of the tables that are explained where they occur."""

WIDTH = 140
"""Columns of the legend."""
LIST = "w"
"""The lines of a list in two words a slot, in the tables."""
STUCK = "waits for ever when nobody rebuilds"


def table(prices: Sequence[Cost], style: str) -> str:
    """Both tables and what they mean, or the document as text.

    Args:
        prices: the costs, in the order in which they are printed.
        style: ``table``, ``github`` or ``json``.
    """
    if style == "json":
        return json.dumps(document(prices), indent=2)
    tries = ", ".join(sorted({_tries(price.tries) for price in prices}))
    readers = _table(READER_HEADS, _together(prices, _reader_rows), style)
    writers = _table(WRITER_HEADS, _together(prices, _writer_rows), style)
    terms = [
        f"{term.strip()}: {text}." for term, text in TERMS.items() if term in readers + writers
    ]
    legend = [READERS.format(tries=tries), nodemask(prices), WRITERS, *terms]
    told = "\n".join(line for text in legend for line in wrap(text, WIDTH))
    return f"{readers}\n\n{writers}\n\n{told}"


def _tries(number: int) -> str:
    return "1 try" if number == 1 else f"{number} tries"


def _table(heads: Sequence[str], rows: list[list[str]], style: str) -> str:
    if style == "github":
        rows = [[cell.replace("\n", "<br>") for cell in row] for row in rows]
        heads = [head.replace("\n", " ") for head in heads]
        return tabulate(rows, heads, tablefmt="github", disable_numparse=True)
    return tabulate(rows, heads, tablefmt="simple", disable_numparse=True)


def _together(prices: Sequence[Cost], rows: Callable[[Cost], tuple[str, ...]]) -> list[list[str]]:
    """A row for all strategies that pay the same."""
    names: dict[tuple[str, ...], list[str]] = {}
    for price in prices:
        names.setdefault(rows(price), []).append(price.strategy)
    return [["\n".join(same), *row] for row, same in names.items()]


def _reader_rows(price: Cost) -> tuple[str, ...]:
    reading = price.reading
    if reading is None:
        return ("", STUCK, *[""] * (len(READER_HEADS) - 3))
    fast = (reading.first_slot, reading.whole_list)
    slow = (reading.round, reading.round)
    cells = [
        ("fast", "slow"),
        *(_with_brackets(reading, fast, slow, kind) for kind in ("loads", "branches")),
        (barriers(fast), barriers(slow)),
        (counted(fast, "stores"), counted(slow, "stores")),
        (lines(fast, LIST), lines(slow, LIST)),
        (_also(fast), _also(slow)),
    ]
    return tuple("\n".join(cell) for cell in cells)


def _with_brackets(reading: Reading, fast: Part, slow: Part, kind: str) -> tuple[str, str]:
    extra = reading.on_top.count(kind)
    return counted(fast, kind), counted(slow, kind) + (f" ({extra})" if extra else "")


def _also(part: Part) -> str:
    least, most = (measure.count("chained") for measure in part)
    number = span(least, most)
    told = [listed(part, "sections"), listed(part, "waits", lambda name: f"spin {name}")]
    if least or most:
        told.append("dep" if number == "1" else f"{number} dep")
    return ", ".join(text for text in told if text != "-") or "-"


def _writer_rows(price: Cost) -> tuple[str, ...]:
    memory = f"{price.memory}{_times(price.memory)}"
    if price.rebuild is None:
        return ("", "", "for ever", "", "", "", memory)
    part = (price.rebuild, price.rebuild)
    return (
        counted(part, "stores"),
        barriers(part),
        listed(part, "waits"),
        "all" if price.rebuild.count("stopped") else "-",
        counted(part, "freed"),
        listed(part, "sections"),
        memory,
    )


def _times(memory: Count) -> str:
    """How many lists in place that is, in the long run."""
    slope = dict(memory.slopes).get("N", 0) if isinstance(memory, Affine) else 0
    return f" ({slope / 2:g}x)" if slope else ""


def nodemask(prices: Sequence[Cost]) -> str:
    """What a nodemask adds on the fast path, and for which strategies something else."""
    names: dict[str, list[str]] = {}
    for price in prices:
        if price.reading and price.masked:
            names.setdefault(_added(price.reading, price.masked), []).append(price.strategy)
    if not names:
        return ""
    usual, *others = sorted(names, key=lambda added: -len(names[added]))
    told = [f"{added} for {', '.join(names[added])}" for added in others]
    return "; ".join([f"A nodemask adds {usual} on the fast path", *told]) + "."


def _added(plain: Reading, masked: Reading) -> str:
    told = []
    for kind in ("loads", "branches"):
        least = _difference(plain.first_slot, masked.first_slot, kind)
        most = _difference(plain.whole_list, masked.whole_list, kind)
        if least or most:
            told.append(f"{span(least, most)} {kind}")
    return " and ".join(told) or "nothing"


def _difference(plain: Measure, masked: Measure, kind: str) -> Count:
    return fit(
        ("n",),
        {(n,): masked.count(kind).at(n=n) - plain.count(kind).at(n=n) for n in LENGTHS},
    )


def document(prices: Sequence[Cost]) -> dict[str, Any]:
    """All counts for JSON: by strategy, part and kind, each as text in its variables."""
    return {
        price.strategy: {
            "tries": price.tries,
            "reader": _reading(price.reading),
            "reader_with_nodemask": _reading(price.masked),
            "writer": price.rebuild and _measure(price.rebuild),
            "memory_words": str(price.memory),
        }
        for price in prices
    }


def _reading(reading: Reading | None) -> dict[str, Any] | None:
    if reading is None:
        return None
    return {
        "first_slot": _measure(reading.first_slot),
        "whole_list": _measure(reading.whole_list),
        "round": _measure(reading.round),
        "on_top_of_walks": _measure(reading.on_top),
    }


def _measure(measure: Measure) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for item, count in measure.counts.items():
        if item.name:
            told.setdefault(item.kind, {})[item.name] = str(count)
        else:
            told[item.kind] = str(count)
    if measure.named("slots") or measure.count("words"):
        told["lines"] = lines((measure, measure))
    return told
