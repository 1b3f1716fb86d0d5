"""``python -m conformance.validate``: are traces of real threads behaviours of the spec?

Exit codes: 0 all are, 1 one is not, 2 a file or the command line makes no sense, 3 an internal
error, 130 interrupted, 141 nobody reads the output any more.
"""

import sys
from contextlib import nullcontext
from pathlib import Path

from conformance.traces.file import traces
from conformance.traces.follow import follow
from impl.strategies import BY_NAME
from spec.command import Parser, exit_code
from spec.errors import UsageError
from spec.page import nearest
from spec.streams import say


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    return exit_code(lambda: _main(argv))


def _main(argv: list[str] | None) -> int:
    parser = Parser(
        prog="python -m conformance.validate",
        description="Ask the spec whether traces of real threads are behaviours of it. "
        "python -m impl.stress --trace FILE records them, conformance/traces/README.md describes "
        "them.",
        epilog=(__doc__ or "").split("\n\n", 1)[1],
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="traces; - is standard input")
    parser.add_argument("--strategy", required=True, help="what every trace has to be of")
    options = parser.parse_args(argv)
    strategy, code = _known(options.strategy), 0
    for path in options.files:
        told, alarmed = _validated(path, strategy)
        say(told)
        code = max(code, int(alarmed))
    return code


def _known(strategy: str) -> str:
    if strategy not in BY_NAME:
        told = nearest(strategy, list(BY_NAME))
        raise UsageError(f"there is no strategy {strategy!r}{told}")
    return strategy


def _validated(path: str, strategy: str) -> tuple[str, bool]:
    """What came of a file, up to the first trace that is no behaviour; whether there is one."""
    name = "standard input" if path == "-" else path
    count = events = 0
    try:
        with nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb") as source:
            for trace in traces(source, strategy):
                alarm = follow(trace)
                if alarm is not None:
                    return f"{name}, {alarm}", True
                count += 1
                events += len(trace.steps)
    except OSError as error:
        raise UsageError(f"{name} cannot be read ({error.strerror}): name a trace") from error
    except UsageError as error:
        raise UsageError(f"{name}, {error}") from error
    these, those = ("trace", "is a behaviour") if count == 1 else ("traces", "are behaviours")
    return f"{name}: {count} {these} of {strategy}, {events} events, {those} of the spec", False


if __name__ == "__main__":
    sys.exit(main())
