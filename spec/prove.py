"""``python -m spec.prove``: decide strategies, explain verdicts, replay schedules.

Exit codes: 0 every verdict as expected, 1 a verdict differs from what its page expects, 2 a usage
or page error, 3 an internal error or a disagreement, 4 undecided, 5 nothing selected,
130 interrupted, 141 nobody reads the output any more, 143 terminated, which is to say interrupted.
"""

import os
import signal
import sys
from contextlib import redirect_stdout

if __name__ == "__main__":  # Ctrl-C while all this is imported

    def _stop(*_: object) -> None:
        os.write(2, b"interrupted\n")
        os._exit(130)

    _BEFORE = signal.signal(signal.SIGINT, _stop)

from spec.arguments import arguments, check_together, mode
from spec.colour import wanted
from spec.command import exit_code
from spec.formats.destination import deliver
from spec.modes import MODES
from spec.modes.request import Request
from spec.streams import say, tell


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    return exit_code(lambda: _main(argv))


def _main(argv: list[str] | None) -> int:
    aside = redirect_stdout(sys.stderr)  # what a page prints is no result
    parser = arguments((__doc__ or "").split("\n\n", 1)[1])
    options = parser.parse_args(argv)
    check_together(options, parser)
    coloured = wanted(options.color, sys.stdout, os.environ)
    with aside:
        request = Request.of(options, tell, coloured=coloured)
    with request.interruption.noticed():  # what is decided by then is delivered
        with aside:
            outcome = MODES[mode(options)](request)
        deliver(outcome.texts, say)
    if outcome.error is not None:
        raise outcome.error
    return outcome.exit_code


if __name__ == "__main__":
    signal.signal(signal.SIGINT, _BEFORE)
    terminated: list[int] = []

    def _interrupt(*_: object) -> None:
        terminated.append(143)
        signal.raise_signal(signal.SIGINT)

    signal.signal(signal.SIGTERM, _interrupt)
    code = main()
    if code == 130 and terminated:
        code = 143
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # nothing is left to interrupt
    sys.exit(code)
