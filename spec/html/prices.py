"""What readers and writers pay, as rows of two tables; the counts are those of the document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spec.cost.table import READERS, STUCK, TERMS, WRITERS

Measure = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One path of a strategy's reader, or its writer.

    Attributes:
        strategy: the page's id.
        path: ``fast``, ``fast, nodemask`` or ``slow``; empty for a writer's.
        cells: what stands below the heads of its table; one, if there is nothing to count.
    """

    strategy: str
    path: str
    cells: tuple[str, ...]


READER_HEADS = (
    "loads", "branches", "dependent loads", "barriers, x86", "barriers, arm64", "shared stores",
    "cache lines", "sections", "waits for",
)  # fmt: skip
WRITER_HEADS = (
    "stores", "barriers, x86", "barriers, arm64", "waits for", "stopped CPUs", "arrays freed",
    "sections", "memory (words)",
)  # fmt: skip


def readers(costs: Mapping[str, Any]) -> list[tuple[Row, ...]]:
    """For each strategy a row for each path, and one for the fast path with a nodemask."""
    return [tuple(_reader(name, cost)) for name, cost in costs.items()]


def _reader(name: str, cost: Mapping[str, Any]) -> Iterator[Row]:
    plain, masked = cost["reader"], cost["reader_with_nodemask"]
    if plain is None:
        yield Row(name, "", (STUCK,))
        return
    yield Row(name, "fast", _path(plain["first_slot"], plain["whole_list"], {}))
    yield Row(name, "fast, nodemask", _path(masked["first_slot"], masked["whole_list"], {}))
    yield Row(name, "slow", _path(plain["round"], plain["round"], plain["on_top_of_walks"]))


def _path(least: Measure, most: Measure, on_top: Measure) -> tuple[str, ...]:
    """The cells of one path; in brackets what is no slot of a walk."""
    return (
        *(
            _span(least, most, kind) + (f" ({on_top[kind]})" if kind in on_top else "")
            for kind in ("loads", "branches")
        ),
        _span(least, most, "chained"),
        *(_named(least, most, kind) for kind in ("x86", "arm64")),
        *(_span(least, most, kind) for kind in ("stores", "lines")),
        *(_named(least, most, kind) for kind in ("sections", "waits")),
    )


def writers(costs: Mapping[str, Any]) -> list[tuple[Row, ...]]:
    """For each strategy the row for one rebuild."""
    return [(Row(name, "", tuple(_writer(cost))),) for name, cost in costs.items()]


def _writer(cost: Mapping[str, Any]) -> Iterator[str]:
    rebuild = cost["writer"]
    if rebuild is None:
        yield STUCK
        return
    yield _span(rebuild, rebuild, "stores")
    yield from (_named(rebuild, rebuild, kind) for kind in ("x86", "arm64", "waits"))
    yield "all" if "stopped" in rebuild else "-"
    yield _span(rebuild, rebuild, "freed")
    yield _named(rebuild, rebuild, "sections")
    yield cost["memory_words"]


def _span(least: Measure, most: Measure, kind: str) -> str:
    """How many of one kind, from the least to the most; ``-`` for none."""
    return _from_to(least.get(kind, "0"), most.get(kind, "0"))


def _from_to(least: str, most: str) -> str:
    if least == most:
        return "-" if least == "0" else least
    return f"{least} .. {most}"


def _named(least: Measure, most: Measure, kind: str) -> str:
    """All of one kind, with a number in front where it is not 1; ``-`` for none."""
    few, many = least.get(kind, {}), most.get(kind, {})
    counted = {name: _from_to(few.get(name, "0"), many.get(name, "0")) for name in many | few}
    told = (name if number == "1" else f"{number} {name}" for name, number in counted.items())
    return ", ".join(told) or "-"


def legend(costs: Mapping[str, Any]) -> list[str]:
    """What the counts mean, and the words in them."""
    tries = ", ".join(sorted({str(cost["tries"]) for cost in costs.values()}))
    cells = [
        text for rows in (readers(costs), writers(costs)) for row in rows for text in row[0].cells
    ]
    terms = (
        f"{term.strip()}: {text}." for term, text in TERMS.items() if term in " ".join(cells) + " "
    )
    return [READERS.format(tries=f"{tries} tries"), WRITERS, *terms]
