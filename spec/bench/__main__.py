"""How long the tables, single large queries and litmus tests take, and Spin beside them.

Build time is unrolling and translating a page; solve time is the solver's; of a few runs it is the
one with the median total. Nothing in the test suite depends on either.

Exit codes: 0 measured or compared, 1 an outcome differs between two files, 2 a usage error, 3 an
internal error or a disagreement, 130 interrupted, with what there is by then, 141 nobody reads the
output any more.
"""

import argparse
import json
import sys
from collections.abc import Iterator

from spec.bench import spin
from spec.bench.beside import beside
from spec.bench.document import compared, document, parsed
from spec.bench.effort import Effort
from spec.bench.machine import machine
from spec.bench.measurement import Measured
from spec.bench.plots import plot, prepared
from spec.bench.report import comparison, line, report
from spec.bench.scaling import SIZES, scaling
from spec.bench.tables import FAMILIES, litmus, table
from spec.command import Parser, exit_code
from spec.errors import UsageError
from spec.formats.destination import STDOUT, Destination, check, deliver
from spec.interruption import Interruption
from spec.models import MODELS
from spec.page import nearest
from spec.streams import say, tell

PARTS = ("table", "scaling", "litmus", "spin")
USED = {
    "zones": ("scaling",),
    "model": ("table", "scaling"),
    "limit": ("spin",),
    "samples": ("spin",),
    "plots": ("scaling", "spin"),
}
"""Options that not every part has a use for, and the parts that have."""


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    return exit_code(lambda: _main(argv))


def _main(argv: list[str] | None) -> int:
    parser = _parser()
    options = parser.parse_args(argv)
    given = {name for name, value in vars(options).items() if value != parser.get_default(name)}
    return _compare(options, given) if options.compare else _run(options, given)


def _parser() -> argparse.ArgumentParser:
    first, *_, last = (__doc__ or "").split("\n\n")
    parser = Parser(prog="python -m spec.bench", description=first, epilog=last)
    parser.add_argument(
        "part",
        nargs="*",
        default=[],
        metavar="PART",
        help=f"of {', '.join(PARTS)}; default all but spin, which takes half an hour",
    )
    parser.add_argument(
        "--zones", type=int, nargs="+", default=SIZES, help="sizes of the single queries"
    )
    parser.add_argument("--model", choices=MODELS, default="sc", help="default sc")
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


def _run(options: argparse.Namespace, given: set[str]) -> int:
    """Measure, tell each row when it is there, and deliver all that there are in the end.

    Raises:
        UsageError: an option makes no sense, or something that it takes is missing.
        DisagreementError: two answers to one question differ.
        KeyboardInterrupt: somebody stopped it.
    """
    parts = _parts(options, given)
    rows: list[Measured] = []
    interruption = Interruption()
    with interruption.noticed():
        effort = Effort(options.repeat, options.limit, options.samples, check=interruption.check)
        try:
            for row in _measured(options, parts, effort):
                rows.append(row)
                tell(line(row))
        finally:
            if rows:
                _deliver(options, rows)
    return 0


def _parts(options: argparse.Namespace, given: set[str]) -> list[str]:
    """What is measured, once it is sure that all it takes is there.

    Raises:
        UsageError: something makes no sense, is of no use, or is missing.
    """
    if min(options.zones) < 2:
        raise UsageError("--zones takes sizes of at least 2")
    if options.repeat < 1 or options.samples < 1 or not 0 < options.limit < 1e6:
        raise UsageError("--repeat and --samples take numbers above 0, --limit up to 999999")
    for part in options.part:
        if part not in PARTS:
            raise UsageError(f"there is no part {part!r}{nearest(part, list(PARTS))}")
    asked = options.part or [part for part in PARTS if part != "spin"]
    for name, those in USED.items():
        if name in given and not {*those} & {*asked}:
            raise UsageError(f"--{name} is for {' and '.join(those)}: leave it out")
    if "spin" in asked and (name := spin.missing()):
        raise UsageError(f"the part spin needs {name}: install Spin and a C compiler")
    if options.json:
        check(options.json, f"--json {options.json}")
    if options.plots:
        prepared(options.plots)
    return [part for part in PARTS if part in asked]


def _measured(options: argparse.Namespace, parts: list[str], effort: Effort) -> Iterator[Measured]:
    if "table" in parts:
        for name, strategies in FAMILIES.items():
            yield from table(name, strategies, options.model, effort)
    if "scaling" in parts:
        yield from scaling(tuple(dict.fromkeys(options.zones)), options.model, effort)
    if "litmus" in parts:
        yield from litmus(effort)
    if "spin" in parts:
        yield from beside(effort)


def _deliver(options: argparse.Namespace, rows: list[Measured]) -> None:
    """Draw, write and print; none of it is kept from happening by another.

    Raises:
        UsageError: something could not be written.
    """
    told = machine()
    texts = {}
    if options.json:
        place = Destination(f"--json {options.json}", "json", options.json)
        texts[place] = json.dumps(document(told, rows), indent=1)
    on = ", ".join(f"{name} {value}" for name, value in told.items() if value)
    texts[Destination("", "table", STDOUT)] = f"{report(rows)}\n\n{on}"
    try:
        for path in plot(rows, options.plots) if options.plots else []:
            tell(str(path))
    finally:
        deliver(texts, say)


def _compare(options: argparse.Namespace, given: set[str]) -> int:
    """Print how two runs differ; returns 1 if an outcome does.

    Raises:
        UsageError: a file is no run, or an option is of no use.
    """
    if useless := sorted(given - {"compare"}):
        told = ", ".join("parts" if name == "part" else f"--{name}" for name in useless)
        raise UsageError(f"--compare has no use for {told}: leave that out")
    (was_on, before), (is_on, now) = map(parsed, options.compare)
    found = compared(before, now)
    lines = [comparison(found)]
    for name in dict.fromkeys((*was_on, *is_on)):
        was, now_is = (on.get(name) or "unknown" for on in (was_on, is_on))
        if was != now_is:
            lines.append(f"{name}: {was}, then {now_is}")
    say("\n".join(lines))
    return 1 if found.changed else 0


if __name__ == "__main__":
    sys.exit(main())
