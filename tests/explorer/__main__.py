"""Print the table: ``python -m tests.explorer --zones 2 --rebuilds 2 --tries 2``."""

import argparse
import json
import sys
import time
from pathlib import Path

from .strategies import STRATEGIES
from .table import render, table


def main() -> None:
    """Parse arguments, decide the table, print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.explorer", description=__doc__)
    parser.add_argument("--zones", type=int, default=2)
    parser.add_argument("--rebuilds", type=int, default=2)
    parser.add_argument("--tries", type=int, default=2)
    parser.add_argument("--strategy", action="append", choices=list(STRATEGIES), default=None)
    parser.add_argument("--json", type=Path, help="also write the cells to this file")
    given = parser.parse_args()
    began = time.monotonic()

    def progress(name: str) -> None:
        print(f"{time.monotonic() - began:8.1f} s  {name}", file=sys.stderr, flush=True)

    cells = table(
        given.zones,
        given.rebuilds,
        given.tries,
        strategies=given.strategy or tuple(STRATEGIES),
        progress=progress,
    )
    print(f"zones <= {given.zones}, rebuilds <= {given.rebuilds}, tries {given.tries}")
    print(render(cells))
    if given.json:
        given.json.write_text(json.dumps([[*key, value] for key, value in cells.items()], indent=0))


if __name__ == "__main__":
    main()
