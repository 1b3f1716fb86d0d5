"""The words of a litmus test, each with its place, and a cursor that goes through them.

Comments are C's and, outside of the threads' code, OCaml's ``(* ... *)`` as the kernel's tests have
them; within code ``(*x`` is a parenthesis and a star.
"""

import re
from dataclasses import dataclass
from typing import NoReturn

from spec.errors import UsageError

LARGEST = 2**31 - 1
"""The largest int."""

LONGEST = 100
"""How deeply expressions and blocks nest, and how many operators stand in a row."""

_WORD = re.compile(
    r"""
    (?P<name>[A-Za-z_]\w*)
    | (?P<number>0[xX][0-9a-fA-F]+|[0-9]+)(?P<suffix>[uUlL]*)(?P<wrong>[\w.]*)
    | (?P<string>"[^"\n]*")
    | (?P<mark>/\\|\\/|->|\+\+|--|<<|>>|[=!<>]=|=>|[-+*/%&|^]=|&&|\|\||[-+*/%&|^~!<>=()\[\]{};,:.?])
    """,
    re.VERBOSE | re.ASCII,
)
_SPACE = re.compile(r"\s+")
_LINE_COMMENT = re.compile(r"//[^\n]*")
_OCAML_MARK = re.compile(r"\(\*|\*\)")
_THREAD = re.compile(r"P[0-9]+", re.ASCII)


class UnsupportedError(UsageError):
    """A kernel litmus test that uses what this product does not read; the file is skipped."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word.

    Attributes:
        kind: ``name``, ``number``, ``string``, ``mark`` or ``end``.
        text: as written, a number without its suffix.
        line: from 1; 0 in a program of one line that is in no file.
        column: from 1.
        start: where it begins in the text.
        stop: where it ends in the text.
    """

    kind: str
    text: str
    line: int
    column: int
    start: int
    stop: int

    def __str__(self) -> str:
        """How a message quotes it."""
        return "the end" if self.kind == "end" else f"'{self.text}'"


def place(line: int, column: int) -> str:
    """How a message names a place."""
    return f"line {line}, column {column}" if line else f"column {column}"


def tokens(text: str, *, line: int = 0, column: int = 1, code: bool = True) -> list[Token]:
    """Split a text into words; the last one is the end.

    Args:
        text: of the test.
        line: of its first character; 0 if no line is to be named.
        column: of its first character.
        code: False for a kernel file, where ``(*`` is a comment except in the threads' code.

    Raises:
        UsageError: a character that begins no word, a number that is no int, an endless comment.
    """
    reader = _Reader(text, line, column)
    found: list[Token] = []
    depth = 0
    within = code
    while (at := reader.skip(ocaml=not within)) < len(text):
        token = reader.word(at)
        if not code:
            if not depth and token.kind == "name" and _THREAD.fullmatch(token.text):
                within = True
            depth += (token.text == "{") - (token.text == "}")
            if token.text == "}" and not depth:
                within = False
        found.append(token)
    found.append(Token("end", "", *reader.where(len(text)), len(text), len(text)))
    return found


class _Reader:
    """The characters, and how far they have been read."""

    def __init__(self, text: str, line: int, column: int) -> None:
        self.text = text
        self.line = line
        self.column = column
        self.at = 0

    def where(self, at: int) -> tuple[int, int]:
        """Line and column of a character."""
        if not self.line:
            return 0, self.column + at
        above = self.text.count("\n", 0, at)
        begin = self.text.rfind("\n", 0, at) + 1
        return self.line + above, at - begin + (1 if above else self.column)

    def skip(self, *, ocaml: bool) -> int:
        """Go over spaces and comments; returns where the next word begins."""
        while True:
            begin = self.at
            for pattern in (_SPACE, _LINE_COMMENT):
                if match := pattern.match(self.text, self.at):
                    self.at = match.end()
            if self.text.startswith("/*", self.at):
                stop = self.text.find("*/", self.at + 2)
                self.at = self._closed(self.at, stop, "/*", "*/")
            elif ocaml and self.text.startswith("(*", self.at):
                self._ocaml()
            if self.at == begin:
                return begin

    def _ocaml(self) -> None:
        begin, depth = self.at, 0
        for mark in _OCAML_MARK.finditer(self.text, begin):
            depth += 1 if mark[0] == "(*" else -1
            if not depth:
                self.at = mark.end()
                return
        self._closed(begin, -1, "(*", "*)")

    def _closed(self, begin: int, stop: int, opening: str, closing: str) -> int:
        if stop < 0:
            where = place(*self.where(begin))
            raise UsageError(f"{where}: the comment {opening} never ends: close it with {closing}")
        return stop + len(closing)

    def word(self, at: int) -> Token:
        """The word that begins here."""
        match = _WORD.match(self.text, at)
        where = self.where(at)
        if match is None:
            raise UsageError(f"{place(*where)}: unexpected character {self.text[at]!r}")
        self.at = match.end()
        kind = next(one for one in ("name", "number", "string", "mark") if match[one] is not None)
        if kind == "number":
            _check_number(match, place(*where))
        return Token(kind, match[kind], *where, at, self.at)


def _check_number(match: re.Match[str], where: str) -> None:
    text = match["number"]
    if match["wrong"]:
        raise UsageError(f"{where}: {match[0]} is neither a number nor a name")
    if len(text) > 1 and text[0] == "0" and text[1] not in "xX":
        raise UsageError(f"{where}: {text} could be octal or decimal: leave the first 0 out")
    if len(text) > len(str(LARGEST)) + 2 or int(text, 0) > LARGEST:
        raise UsageError(f"{where}: {text} does not fit an int: give at most {LARGEST}")


class Cursor:
    """Goes through the words of a test, and complains at the right place."""

    def __init__(self, text: str, words: list[Token]) -> None:
        self.text = text
        self.words = words
        self.at = 0

    def peek(self, ahead: int = 0) -> Token:
        """The next word, or one after it."""
        return self.words[min(self.at + ahead, len(self.words) - 1)]

    def take(self) -> Token:
        """The next word, and go past it."""
        token = self.peek()
        self.at += 1
        return token

    def accept(self, *texts: str) -> Token | None:
        """Go past the next word if it is one of these."""
        return self.take() if self.sees(*texts) else None

    def sees(self, *texts: str) -> bool:
        """Is the next word one of these?"""
        token = self.peek()
        return token.kind in {"mark", "name"} and token.text in texts

    def expect(self, text: str, after: str = "") -> Token:
        """Go past this word, which has to be the next one."""
        if not self.sees(text):
            told = f" after {after}" if after else ""
            self.fail(f"expected '{text}'{told}, found {self.peek()}")
        return self.take()

    def name(self, what: str) -> Token:
        """Go past a name, which has to be next."""
        if self.peek().kind != "name":
            self.fail(f"expected {what}, found {self.peek()}")
        return self.take()

    def since(self, token: Token) -> str:
        """The text from a word to the last one that was taken, on one line."""
        stop = self.words[max(self.at - 1, 0)].stop
        return " ".join(self.text[token.start : stop].split())

    def fail(self, message: str, token: Token | None = None) -> NoReturn:
        """Raise a UsageError that names the place."""
        at = token or self.peek()
        raise UsageError(f"{place(at.line, at.column)}: {message}")

    def unsupported(self, message: str, token: Token | None = None) -> NoReturn:
        """Raise an UnsupportedError that names the place."""
        at = token or self.peek()
        raise UnsupportedError(f"{place(at.line, at.column)}: {message}")
