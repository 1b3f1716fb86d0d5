"""Stress a strategy on real threads: `python -m impl.stress --strategy in_place --seconds 5`.

Readers allocate and free under memory pressure while one writer offlines and onlines the last
block of a zone, or, if the strategy's list never moves, moves the only reader between two nodes.
A violation that is counted happened; one that is not counted may have.

With `--trace FILE` it records instead: one short run after another, each of one reader against one
writer over a small list of its own, with every shared access in the order in which it happened.
`python -m conformance.validate FILE --strategy in_place` holds them against the spec.
"""

import argparse
import sys
from difflib import get_close_matches
from typing import NoReturn

from impl.strategies import BY_NAME, Strategy
from impl.stress_run import stress
from impl.stress_trace import record

SECONDS = 5.0

READERS = 2


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
    """Parse the command line, stress or record, and print the report; return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.trace is not None:
        return _record(parser, options)
    if options.traces is not None:
        parser.error("--traces is how many to record: give --trace FILE too")
    report = stress(
        options.strategy,
        readers=options.readers or READERS,
        seed=options.seed,
        seconds=options.seconds or SECONDS,
    )
    print(report)
    return 0


def _parser() -> _Parser:
    parser = _Parser(
        prog="python -m impl.stress",
        description="Stress a strategy on threads, or record traces of it.",
        epilog="exit status: 0 done, 2 the command line makes no sense or FILE cannot be written, "
        "130 recording was interrupted; FILE has whole traces even then",
    )
    parser.add_argument("--strategy", type=_strategy, required=True, help="an update strategy")
    parser.add_argument("--seconds", type=_positive, help=f"how long (default {SECONDS:g})")
    parser.add_argument(
        "--readers",
        type=_count,
        help=f"reader threads (default {READERS}; where nodemasks move, and in a trace, 1)",
    )
    parser.add_argument("--seed", type=int, default=0, help="what threads ask for (default 0)")
    parser.add_argument(
        "--trace", metavar="FILE", help="record short runs, for python -m conformance.validate"
    )
    parser.add_argument(
        "--traces", type=_count, metavar="N", help="how many (default: as many as time allows)"
    )
    return parser


def _record(parser: _Parser, options: argparse.Namespace) -> int:
    if (options.readers or 1) > 1:
        parser.error("a trace has one reader: leave out --readers")
    seconds = SECONDS if options.seconds is None and options.traces is None else options.seconds
    try:
        report = record(
            options.strategy,
            options.trace,
            seed=options.seed,
            seconds=seconds,
            traces=options.traces,
        )
    except OSError as error:
        parser.error(
            f"--trace {options.trace} cannot be written ({error.strerror}): name another file"
        )
    print(report)
    return 130 if report.interrupted else 0


if __name__ == "__main__":
    sys.exit(main())
