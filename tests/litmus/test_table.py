"""Tables of programs and files of bare programs."""

from pathlib import Path

import pytest

from spec.errors import UsageError
from spec.litmus.table import Broken, Row, read

MODELS = ("sc", "tso")


def table(folder: Path, text: str | bytes) -> list[Row | Broken]:
    """Read a table with this text."""
    path = folder / "table.tsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(str(path), MODELS)


def test_columns_are_found_by_name(tmp_path: Path) -> None:
    """In any order; what has another name is ignored."""
    text = "tso\tgroup\tprogram\tid\tsc\nnever\ta\tP0:\tT1\tsometimes\n-\tb\t P1:\tT2\t\n"
    assert table(tmp_path, text) == [
        Row("T1", "P0:", 2, 9, {"tso": "never", "sc": "sometimes"}),
        Row("T2", "P1:", 3, 6, {"tso": "-", "sc": ""}),
    ]


def test_a_table_needs_neither_ids_nor_verdicts(tmp_path: Path) -> None:
    """A row without an id is called by its line."""
    assert table(tmp_path, "program\nP0:\n") == [Row("line 2", "P0:", 2, 1, {})]


def test_lines_without_a_header_are_programs(tmp_path: Path) -> None:
    """Comments and empty lines are neither, and Windows has its own line ends."""
    text = "\ufeff# one\r\n\r\n  P0:\r\n# two\r\nP1:"
    assert table(tmp_path, text) == [
        Row("line 3", "P0:", 3, 3, {}),
        Row("line 5", "P1:", 5, 1, {}),
    ]


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    """Nor has a header alone."""
    assert table(tmp_path, "") == []
    assert table(tmp_path, "id\tprogram\n") == []


def test_a_broken_row_does_not_stop_the_others(tmp_path: Path) -> None:
    """Each is a sentence with line and column."""
    text = (
        "id\tsc\tprogram\nT1\tP0:\nT2\tmaybe\tP0:\nT3\tnever\tP0:\tP1:\nT4\tnever\t \nT5\t-\tP0:\n"
    )
    told = "expected 3 columns with tabs between them, found"
    assert table(tmp_path, text) == [
        Broken("T1", f"line 2, column 7: {told} 2"),
        Broken(
            "T2", "line 3, column 4: expected never, sometimes, always or - for sc, found 'maybe'"
        ),
        Broken("T3", f"line 4, column 14: {told} 4"),
        Broken("T4", "line 5, column 11: expected a program, found nothing"),
        Row("T5", "P0:", 6, 6, {"sc": "-"}),
    ]


def test_a_strange_character_within_a_line_ends_none(tmp_path: Path) -> None:
    """So that the numbers below it stay right."""
    assert [row.name for row in table(tmp_path, "program\nP0:\x0c\x85\u2028a\nP1:\n")] == [
        "line 2",
        "line 3",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"id\tsc\n", "line 1, column 1: the table has no column 'program': name one so"),
        (b"program\tsc\tsc\n", "line 1, column 1: two columns have the name sc: rename one"),
        (b"\xff\xfe", "is no text: save it as UTF-8"),
    ],
)
def test_a_file_that_is_no_table(tmp_path: Path, text: bytes, message: str) -> None:
    """Is an error as a whole."""
    with pytest.raises(UsageError, match=message):
        table(tmp_path, text)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Nor a folder."""
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            read(str(path), MODELS)
