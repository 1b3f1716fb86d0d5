"""Measurements as tables."""

from collections.abc import Sequence

from tabulate import tabulate

from spec.bench.document import Compared, ratio, typical
from spec.bench.measurement import AT_LEAST, EXTRAPOLATED, MEASURED, Measured

MARKS = {MEASURED: "", AT_LEAST: "> ", EXTRAPOLATED: "~ "}
LEGEND = "> was stopped then; ~ extrapolated from the median of a sample; all else was measured"


def report(rows: Sequence[Measured]) -> str:
    """All rows, a table for each part."""
    parts = dict.fromkeys(row.part for row in rows)
    shown = {"table": _tables, "litmus": _litmus, "scaling": _scaling, "spin": _spin}
    return "\n\n".join(shown[part]([row for row in rows if row.part == part]) for part in parts)


def _tables(rows: list[Measured]) -> str:
    """A table for each family, and the sum below it."""
    texts = []
    for setting in dict.fromkeys(row.setting for row in rows):
        mine = [row for row in rows if row.setting == setting]
        lines = [[row.question, *_times(row)] for row in mine]
        total = Measured(
            part="table",
            question="all of it",
            setting=setting,
            build=sum(row.build for row in mine),
            search=sum(row.search for row in mine),
            seconds=sum(row.seconds for row in mine),
        )
        lines.append([total.question, *_times(total)])
        texts.append(_table(lines, [setting, *TIMES]))
    return "\n\n".join(texts)


def _litmus(rows: list[Measured]) -> str:
    lines = [[row.setting, f"{1000 * row.seconds:.2f}"] for row in rows]
    return _table(lines, ["litmus tests", "ms each"])


def _scaling(rows: list[Measured]) -> str:
    lines = [
        [row.question, row.setting.partition(": ")[2], row.outcome, *_times(row)] for row in rows
    ]
    return _table(lines, ["single query", "bounds", "verdict", *TIMES])


def _spin(rows: list[Measured]) -> str:
    """What Spin takes, in times of what we take."""
    ours = {(row.question, row.setting): row.seconds for row in rows if row.tool == "z3"}
    lines = []
    for row in rows:
        mark = MARKS[row.how]
        mine = row.tool == "z3"
        times = ratio(row.seconds, ours.get((row.question, row.setting), row.seconds))
        lines.append(
            [
                row.question if mine else "",
                row.setting if mine else "",
                row.tool,
                row.outcome,
                f"{mark}{row.build:.2f}",
                f"{mark}{row.search:.2f}",
                f"{mark}{row.seconds:.2f}",
                "" if mine else f"{mark}{times:,.1f}",
            ]
        )
    heads = ["query", "asked of", "by", "verdict", "build s", "search s", "in all s", "times z3"]
    return f"{_table(lines, heads)}\n{LEGEND}"


def comparison(pairs: Sequence[Compared], alone: int) -> str:
    """Two runs, and the ratios.

    Args:
        pairs: what is in both.
        alone: how many measurements are in one of them only.
    """
    lines = [
        [new.part, new.question, new.setting, new.tool, f"{old.seconds:.3f}", f"{new.seconds:.3f}",
         f"{times:.2f}"]
        for old, new, times in pairs
    ]  # fmt: skip
    heads = ["part", "query", "asked of", "by", "old s", "new s", "new/old"]
    told = f"geometric mean of {len(pairs)} ratios: {typical(pairs):.2f}"
    more = f"; {alone} measurements are in one of the two only" if alone else ""
    return f"{_table(lines, heads)}\n{told}{more}"


TIMES = ("build s", "solve s", "in all s", "solver %")


def _times(row: Measured) -> list[str]:
    """Seconds, and the solver's share of them."""
    share = round(100 * ratio(row.search, row.seconds)) if row.seconds else 0
    return [f"{row.build:.2f}", f"{row.search:.2f}", f"{row.seconds:.2f}", str(share)]


def _table(lines: list[list[str]], heads: Sequence[str]) -> str:
    return tabulate(lines, heads, disable_numparse=True)
