"""How long the tables, single large queries and litmus tests take, and Spin beside them.

Build time is unrolling and translating a page; solve time is the solver's; of a few runs it is the
median. Nothing in the test suite depends on either.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from spec.bench import spin
from spec.bench.beside import Effort, beside
from spec.bench.document import compared, document, parsed
from spec.bench.machine import machine
from spec.bench.measurement import Measured
from spec.bench.plots import available, plot
from spec.bench.report import comparison, report
from spec.bench.scaling import SIZES, scaling
from spec.bench.tables import FAMILIES, litmus, table
from spec.errors import UsageError
from spec.models import MODELS

PARTS = ("table", "scaling", "litmus", "spin")


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    options = _parser().parse_args(argv)
    try:
        return _compare(*options.compare) if options.compare else _run(options)
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m spec.bench", description=__doc__)
    parser.add_argument(
        "part",
        nargs="*",
        metavar="PART",
        help=f"of {', '.join(PARTS)}; default all but spin, which takes half an hour",
    )
    parser.add_argument(
        "--zones", type=int, nargs="+", default=SIZES, help="sizes of the single queries"
    )
    parser.add_argument("--model", choices=MODELS, default="sc", help="default sc")
    parser.add_argument("--no-table", action="store_true", help="no table")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="runs, default 3")
    parser.add_argument(
        "--limit", type=float, default=60, metavar="S", help="seconds for a search of Spin's"
    )
    parser.add_argument(
        "--samples", type=int, default=5, metavar="N", help="instances to extrapolate from"
    )
    parser.add_argument("--json", metavar="FILE", help="write all of it to this file too")
    parser.add_argument("--plots", metavar="FOLDER", help="draw it, as SVG")
    parser.add_argument("--compare", nargs=2, metavar=("OLD", "NEW"), help="two --json files")
    return parser


def _run(options: argparse.Namespace) -> int:
    """Measure, then print.

    Raises:
        UsageError: an option makes no sense, or something that it takes is missing.
    """
    if min(options.zones) < 2:
        raise UsageError("--zones takes sizes of at least 2")
    if options.repeat < 1 or options.samples < 1 or options.limit <= 0:
        raise UsageError("--repeat, --samples and --limit take numbers above 0")
    for part in options.part:
        if part not in PARTS:
            raise UsageError(f"there is no part {part!r}: choose from {', '.join(PARTS)}")
    parts = options.part or [part for part in PARTS if part != "spin"]
    if "spin" in parts and (name := spin.missing()):
        raise UsageError(f"the part spin needs {name}: install Spin and a C compiler")
    if options.plots:
        available()
    rows = list(_measured(options, [part for part in PARTS if part in parts]))
    told = machine()
    if options.json:
        text = json.dumps(document(told, rows), indent=1)
        try:
            Path(options.json).write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise UsageError(f"--json cannot write {options.json}: {error.strerror}") from error
    drawn = plot(rows, options.plots) if options.plots else []
    print(report(rows), end="\n\n")
    print(", ".join(f"{name} {value}" for name, value in told.items()))
    for path in drawn:
        print(path)
    return 0


def _measured(options: argparse.Namespace, parts: list[str]) -> Iterator[Measured]:
    if "table" in parts and not options.no_table:
        for name, strategies in FAMILIES.items():
            yield from table(name, strategies, options.model)
    if "scaling" in parts:
        yield from scaling(tuple(options.zones), options.model, options.repeat)
    if "litmus" in parts:
        yield from litmus(options.repeat)
    if "spin" in parts:
        effort = Effort(options.repeat, options.limit, options.samples)
        yield from beside(effort)


def _compare(old: str, new: str) -> int:
    """Print how two runs differ.

    Raises:
        UsageError: a file is no run.
    """
    (was_on, before), (is_on, now) = parsed(old), parsed(new)
    pairs = compared(before, now)
    print(comparison(pairs, len({row.key for row in before} ^ {row.key for row in now})))
    for name in was_on:
        if was_on[name] != is_on.get(name):
            print(f"{name}: {was_on[name]}, then {is_on.get(name, 'unknown')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
