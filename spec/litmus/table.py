"""Tables of programs with the verdicts they should have, and files with one program a line.

A table is tab-separated and its first line names the columns: ``id``, ``program``, and any of the
models. ``-`` in a model's column is a question that is not asked. Other columns are ignored. A file
whose first line has no ``program`` in it is bare programs. Lines that begin with ``#`` are
comments.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from spec.errors import UsageError
from spec.litmus.tokens import place

WORDS = ("never", "sometimes", "always")
"""What a table may expect."""


@dataclass(frozen=True, slots=True)
class Row:
    """One program of a table.

    Attributes:
        name: its id, or ``line N``.
        program: its text.
        line: in the file.
        column: where the program begins in that line.
        expected: what the row says by model: one of ``WORDS``, empty for a question without an
            expected verdict, ``-`` for one that is not asked. A model without a column is missing.
    """

    name: str
    program: str
    line: int
    column: int
    expected: dict[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be understood, and why, in a sentence."""

    name: str
    reason: str


def read(path: str, models: tuple[str, ...]) -> list[Row | Broken]:
    """Read a file.

    Args:
        path: of the file.
        models: the names of all models.

    Raises:
        UsageError: there is no such file, it is no text, or its first line makes no sense.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text: save it as UTF-8") from error
    return list(_rows(text, models, path))


def _rows(text: str, models: tuple[str, ...], path: str) -> Iterator[Row | Broken]:
    header: list[str] | None = None
    first = True
    # Not splitlines(): a form feed within a line must not shift the numbers of those below.
    for line, ended in enumerate(text.split("\n"), 1):
        content = ended.removesuffix("\r")
        if not content.strip() or content.startswith("#"):
            continue
        if first:
            first = False
            header = _header(content, models, f"{path}, {place(line, 1)}")
            if header is not None:
                continue
        if header is None:
            begin = len(content) - len(content.lstrip())
            yield Row(f"line {line}", content.strip(), line, begin + 1, {})
        else:
            yield _row(content, line, header, models)


def _header(content: str, models: tuple[str, ...], where: str) -> list[str] | None:
    """The header, if this line is one."""
    columns = [cell.strip() for cell in content.split("\t")]
    if "program" not in columns:
        if len(columns) > 1 and "id" in columns:
            raise UsageError(f"{where}: the table has no column 'program': name one so")
        return None
    for name in columns:
        if columns.count(name) > 1 and name in {"id", "program", *models}:
            raise UsageError(f"{where}: two columns have the name {name}: rename one")
    return columns


def _row(content: str, line: int, header: list[str], models: tuple[str, ...]) -> Row | Broken:
    cells = content.split("\t")
    begins = [1]
    for cell in cells:
        begins.append(begins[-1] + len(cell) + 1)
    name = f"line {line}"
    if "id" in header and header.index("id") < len(cells):
        name = cells[header.index("id")].strip() or name
    if len(cells) != len(header):
        wrong = min(len(cells), len(header))
        where = place(line, begins[wrong] if len(cells) > wrong else len(content) + 1)
        return Broken(
            name,
            f"{where}: expected {len(header)} columns with tabs between them, found {len(cells)}",
        )
    expected: dict[str, str] = {}
    for model in models:
        if model not in header:
            continue
        at = header.index(model)
        word = cells[at].strip()
        if word and word != "-" and word not in WORDS:
            told = ", ".join(WORDS)
            where = place(line, begins[at])
            return Broken(name, f"{where}: expected {told} or - for {model}, found '{word}'")
        expected[model] = word
    at = header.index("program")
    text = cells[at]
    begin = begins[at] + len(text) - len(text.lstrip())
    if not text.strip():
        return Broken(name, f"{place(line, begin)}: expected a program, found nothing")
    return Row(name, text.strip(), line, begin, expected)
