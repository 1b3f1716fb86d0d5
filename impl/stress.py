"""Stress a strategy on real threads: `python -m impl.stress --strategy in_place --seconds 5`.

Readers allocate and free under memory pressure while one writer offlines and onlines the last
block of a zone, or, if the strategy's list never moves, moves the only reader between two nodes.
A violation that is counted happened; one that is not counted may have.
"""

import argparse
import sys
from difflib import get_close_matches
from typing import NoReturn

from impl.strategies import BY_NAME, Strategy
from impl.stress_run import stress


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        """Exit with status 2."""
        self.exit(2, f"{message[:1].upper()}{message[1:].rstrip('.')}.\n")


def _strategy(name: str) -> Strategy:
    """Return the strategy of that name.

    Raises:
        argparse.ArgumentTypeError: If there is none; it names the nearest, or else all.
    """
    if name in BY_NAME:
        return BY_NAME[name]
    near = get_close_matches(name, BY_NAME)
    advice = f"did you mean {' or '.join(near)}" if near else f"there are {', '.join(BY_NAME)}"
    raise argparse.ArgumentTypeError(f"no strategy is called {name!r}; {advice}")


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return value


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, stress, and print the report; return the exit status."""
    parser = _Parser(prog="python -m impl.stress", description="Stress a strategy on threads.")
    parser.add_argument("--strategy", type=_strategy, required=True, help="an update strategy")
    parser.add_argument("--seconds", type=_positive, default=5.0, help="how long (default 5)")
    parser.add_argument(
        "--readers",
        type=_count,
        default=2,
        help="reader threads (default 2; where nodemasks move, 1)",
    )
    parser.add_argument("--seed", type=int, default=0, help="what threads ask for (default 0)")
    options = parser.parse_args(arguments)
    report = stress(
        options.strategy, readers=options.readers, seed=options.seed, seconds=options.seconds
    )
    print(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
