"""Measurements as tables."""

from collections.abc import Sequence
from dataclasses import replace

from tabulate import tabulate

from spec.bench.beside import OURS
from spec.bench.document import Comparison, Pair, ratio, typical
from spec.bench.measurement import (
    AT_LEAST,
    AT_LEAST_EXTRAPOLATED,
    EXTRAPOLATED,
    MEASURED,
    Measured,
)

MARKS = {MEASURED: "", AT_LEAST: "> ", EXTRAPOLATED: "~ ", AT_LEAST_EXTRAPOLATED: "> ~ "}
LEGEND = """\
> at least: a limit of time, memory or depth, which the verdict names, ended it; ~ extrapolated: the mean of the
instances that were run, times all there are; everything else was measured, of runs the one with the median total.
min-max: of single runs; of an enumeration, of single instances. An enumeration ends at its first violation.
all/z3: in all, in times of what z3 takes in all; search/z3: the search alone, as if Spin's programs had been translated
and compiled before, in times of what z3 takes in all. Each program of Spin's and each compiler starts anew, and that is
in their times; Python starts once for all questions, and what that takes is in the first row only."""  # noqa: E501 - as it is printed

TIMES = ("runs", "build s", "solve s", "in all s", "min-max s", "solver %")


def report(rows: Sequence[Measured]) -> str:
    """All rows, a table for each part."""
    parts = dict.fromkeys(row.part for row in rows)
    shown = {"table": _tables, "litmus": _litmus, "scaling": _scaling, "spin": _spin}
    return "\n\n".join(shown[part]([row for row in rows if row.part == part]) for part in parts)


def line(row: Measured) -> str:
    """One row in words, for whoever waits."""
    told = f"{row.part}: {row.question}, {row.setting}, {row.tool}: {_outcome(row)}"
    return f"{told.rstrip(': ')}: {MARKS[row.how]}{_told(row.seconds)} s"


def _tables(rows: list[Measured]) -> str:
    """A table for each family, and the sum below it."""
    texts = []
    for setting in dict.fromkeys(row.setting for row in rows):
        mine = [row for row in rows if row.setting == setting]
        lines = [[row.question, row.outcome, *_times(row)] for row in mine]
        both = sum(row.build for row in mine), sum(row.search for row in mine)
        total = _times(replace(mine[0], runs=(both,)))
        lines.append(["all of it", "", "", *total[1:4], "", total[5]])
        texts.append(_table(lines, [setting, "verdicts", *TIMES]))
    return "\n\n".join(texts)


def _litmus(rows: list[Measured]) -> str:
    lines = [
        [row.setting, str(len(row.runs)), _told(1000 * row.seconds), _spread(row, 1000)]
        for row in rows
    ]
    return _table(lines, ["litmus tests", "runs", "ms each", "min-max ms"])


def _scaling(rows: list[Measured]) -> str:
    lines = []
    for row in rows:
        bounds = row.setting.partition(": ")[2]
        lines.append([row.question, row.axis, bounds, row.outcome, *_times(row)])
    return _table(lines, ["single query", "over", "bounds", "verdict", *TIMES])


def _spin(rows: list[Measured]) -> str:
    """What Spin takes, in times of what we take."""
    ours = {(row.question, row.setting): row.seconds for row in rows if row.tool == OURS}
    lines = []
    for row in rows:
        mark = MARKS[row.how]
        mine = row.tool == OURS
        base = ours.get((row.question, row.setting), row.seconds)
        asked = [row.question, row.setting] if mine else ["", ""]
        seconds = [mark + _told(each) for each in (row.build, row.search, row.seconds)]
        times = [f"{mark}{ratio(each, base):,.1f}" for each in (row.seconds, row.search)]
        told = [row.tool, _outcome(row), _runs(row), *seconds, _spread(row)]
        lines.append([*asked, *told, *(["", ""] if mine else times)])
    heads = ["query", "asked of", "by", "verdict", "runs", "build s", "search s", "in all s"]
    return f"{_table(lines, [*heads, 'min-max s', 'all/z3', 'search/z3'])}\n{LEGEND}"


def comparison(found: Comparison) -> str:
    """Two runs, and the ratios."""
    lines = []
    for pair in found.measured:
        old, new = ([_told(one.seconds), _spread(one)] for one in (pair.old, pair.new))
        lines.append([*pair.new.key, *old, *new, f"{pair.times:.2f}{SPREADS[pair.spread]}"])
    heads = ["part", "query", "asked of", "by", "old s", "min-max", "new s", "min-max", "new/old"]
    told = [_table(lines, heads), SPREAD] if lines else ["nothing was measured in both"]
    if lines:
        mean = typical([pair.times for pair in found.measured])
        told.append(f"geometric mean of {len(lines)} ratios: {mean:.2f}")
    if found.other:
        told.append(f"{_rows(len(found.other))} extrapolated or stopped in one or both: no ratio")
    if found.alone:
        told.append(f"{_rows(found.alone)} in one of the two only")
    return "\n".join([*told, *map(_change, found.changed)])


SPREADS = {True: " =", False: "", None: " ?"}
SPREAD = "= no difference: the runs of one overlap those of the other; ? no repeats to tell by"


def _rows(many: int) -> str:
    return "1 row is" if many == 1 else f"{many} rows are"


def _change(pair: Pair) -> str:
    old, new = pair.old, pair.new
    return f"changed: {', '.join(new.key)}: {_outcome(old)}, then {_outcome(new)}"


def _outcome(row: Measured) -> str:
    return f"{row.outcome}: {row.stopped}" if row.stopped else row.outcome


def _runs(row: Measured) -> str:
    """How many, and of how many instances."""
    if len(row.runs) < row.instances:
        return f"{len(row.runs)} of {row.instances:,}"
    return f"{len(row.runs)} instances" if row.instances else str(len(row.runs))


def _spread(row: Measured, factor: int = 1) -> str:
    low, high = row.spread
    return f"{_told(factor * low)}-{_told(factor * high)}"


def _told(seconds: float) -> str:
    return f"{seconds:.3f}" if seconds < 10 else f"{seconds:,.1f}"


def _times(row: Measured) -> list[str]:
    """How many runs, seconds, and the solver's share of them."""
    share = round(100 * ratio(row.search, row.seconds)) if row.seconds else 0
    seconds = [_told(each) for each in (row.build, row.search, row.seconds)]
    return [_runs(row), *seconds, _spread(row), str(share)]


def _table(lines: list[list[str]], heads: Sequence[str]) -> str:
    return tabulate(lines, heads, disable_numparse=True)
