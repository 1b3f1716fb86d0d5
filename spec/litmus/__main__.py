"""``python -m spec.litmus``: decide litmus tests under every memory model.

A program of one line looks like ``P0: WRITE_ONCE(x, 1); | P1: r0 = READ_ONCE(x); | exists
(1:r0=1)``; the path of a file is a kernel litmus test (C). ``never``: no execution ends as the
condition says; ``sometimes``: one does, and is shown; ``always``: asked for ``forall`` and kernel
tests.

Exit codes: 0 every verdict as expected, 1 a verdict differs from what its row or file expects,
2 a usage error, a row or a file that cannot be understood (the others are still decided),
3 an internal error or a disagreement, 4 undecided, 5 nothing to decide,
6 a kernel file uses what is not read (loops, SRCU, ...) and was skipped, and nothing worse
happened, 130 interrupted, 141 the reader of the output went away.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spec.command import Parser, exit_code
from spec.errors import DisagreementError, UsageError
from spec.interruption import Interruption
from spec.litmus import kernel_format, oneline
from spec.litmus.answer import Answer, Count
from spec.litmus.decision import MODELS, decide
from spec.litmus.program import Program
from spec.litmus.table import WORDS, Broken, Row, read
from spec.litmus.tokens import UnsupportedError
from spec.streams import say, tell

FORMATS = ("text", "json")


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    first, last = (__doc__ or "\n\n").split("\n\n", 1)
    parser = Parser(
        prog="python -m spec.litmus",
        description=first.partition(": ")[2],
        epilog=last,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "tests",
        nargs="*",
        metavar="PROGRAM-or-FILE",
        help="a program of one line, or a kernel file",
    )
    parser.add_argument(
        "--file",
        action="append",
        default=[],
        metavar="TABLE",
        help="tab-separated rows with the columns id, program and expected verdicts by model, "
        "or a program a line",
    )
    parser.add_argument(
        "--model",
        action="append",
        default=[],
        choices=MODELS,
        help="ask only this one; may be repeated (default: all, lkmm for a kernel file)",
    )
    parser.add_argument("--quiet", action="store_true", help="verdicts only, no executions")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--timeout", type=float, default=0, metavar="SECONDS", help="a question")
    return parser


@dataclass(slots=True)
class _Run:
    """One run of the command line."""

    options: argparse.Namespace
    count: Count = field(default_factory=Count)
    answers: list[Answer] = field(default_factory=list)
    interruption: Interruption = field(default_factory=Interruption)

    def everything(self) -> None:
        """Decide all that was asked for."""
        texts = [text for text in self.options.tests if text.strip()]
        for text in texts:
            self._test(text, alone=len(texts) == 1)
        for path in self.options.file:
            self._table(path)

    def _test(self, text: str, *, alone: bool) -> None:
        known = text.endswith(".litmus") or _exists(text)
        try:
            if known:
                answer = self._file(text)
                told = answer.observation(quiet=self.options.quiet)
            else:
                program = oneline.parse(text)
                answer = self._answer(text, program, tuple(self.options.model) or MODELS, {})
                told = answer.story(quiet=self.options.quiet)
                told = told if alone else f"{text}\n{told}"
        except UnsupportedError as error:
            if known:
                self._skip(f"{text}: {error}")
            else:
                self._break(text, error, 2)
        except (UsageError, DisagreementError) as error:
            self._break(text if known or not alone else "", error)
        else:
            self._take(answer, told)

    def _file(self, path: str) -> Answer:
        """A kernel litmus test."""
        if path.endswith(".tsv"):
            raise UsageError("it is a table: give it with --file")
        try:
            text = Path(path).read_text(encoding="utf-8-sig")
        except OSError as error:
            raise UsageError(f"it cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise UsageError("it is no text: save it as UTF-8") from error
        test = kernel_format.parse(text)
        models = tuple(self.options.model) or ("lkmm",)
        result = test.result.lower()
        expected = {"lkmm": result} if "lkmm" in models and result in WORDS else {}
        return self._answer(test.program.name, test.program, models, expected, both=True)

    def _table(self, path: str) -> None:
        if path.endswith(".litmus"):
            raise UsageError(f"{path} is a kernel litmus test: give it without --file")
        for row in read(path, MODELS):
            if isinstance(row, Broken):
                self._break(f"{path}: {row.name}", UsageError(row.reason))
                continue
            try:
                program = oneline.parse(row.program, row.name, line=row.line, column=row.column)
                expected = {model: word for model, word in row.expected.items() if word in WORDS}
                answer = self._answer(row.name, program, self._asked(row), expected)
            except UnsupportedError as error:
                self._break(f"{path}: {row.name}", error, 2)
            except (UsageError, DisagreementError) as error:
                self._break(f"{path}: {row.name}", error)
            else:
                self._take(answer, answer.line())

    def _asked(self, row: Row) -> tuple[str, ...]:
        asked = tuple(self.options.model) or tuple(row.expected) or MODELS
        return tuple(model for model in asked if row.expected.get(model) != "-")

    def _answer(
        self,
        name: str,
        program: Program,
        models: tuple[str, ...],
        expected: dict[str, str],
        *,
        both: bool = False,
    ) -> Answer:
        decisions = []
        for model in dict.fromkeys(models):
            self.interruption.check()
            asked = both or program.quantifier == "forall" or expected.get(model) == "always"
            timeout = self.options.timeout
            decisions.append(decide(program, model, both=asked, timeout=timeout))
        return Answer(name, program, tuple(decisions), expected)

    def _take(self, answer: Answer, told: str) -> None:
        self.count.add(answer)
        self.answers.append(answer)
        if self.options.format == "text":
            say(told)

    def _skip(self, reason: str) -> None:
        self.count.codes.add(6)
        self.count.skipped.append(reason)
        tell(f"skipped: {reason}")

    def _break(self, where: str, error: Exception, code: int = 0) -> None:
        disagreement = isinstance(error, DisagreementError)
        self.count.codes.add(code or (3 if disagreement else 2))
        told = f"{where}: {error}" if where else str(error)
        self.count.broken.append(told)
        tell(f"{'disagreement' if disagreement else 'error'}: {told}")

    def lines(self) -> Iterator[str]:
        """What to print when all is decided."""
        if self.options.format == "json":
            yield json.dumps(self.count.document(self.answers), indent=2)
        elif self.options.file and (self.count.answers or self.count.codes):
            yield self.count.line()


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):  # too long for a path, or a null byte
        return False


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    return exit_code(lambda: _main(argv))


def _main(argv: list[str] | None) -> int:
    options = arguments().parse_args(argv)
    if not 0 <= options.timeout < 1e6:
        raise UsageError("--timeout takes 0 to 999999 seconds; 0 means no limit")
    run = _Run(options)
    try:
        with run.interruption.noticed():
            run.everything()
    except KeyboardInterrupt:
        run.count.codes.add(130)
        tell("interrupted: what is missing was not decided")
    for line in run.lines():
        say(line)
    code = run.count.exit_code()
    if code == 5:
        tell("nothing to decide: give a program, a file, or --file TABLE")
    return code


if __name__ == "__main__":
    sys.exit(main())
