"""The words of a test, their places, and what is no word."""

import re

import pytest

from spec.errors import UsageError
from spec.litmus.tokens import Cursor, UnsupportedError, tokens


def words(text: str, *, code: bool = True) -> list[str]:
    """The texts of the words, without the end."""
    return [token.text for token in tokens(text, code=code)][:-1]


def test_operators_are_as_long_as_possible() -> None:
    r"""``/\``, ``\/`` and C's two-letter operators are one word each."""
    assert words("a/\\b\\/c<=d==e!=f=>g&&h||i->j") == [
        *("a", "/\\", "b", "\\/", "c", "<=", "d", "==", "e", "!=", "f", "=>", "g", "&&", "h"),
        *("||", "i", "->", "j"),
    ]


def test_a_number_loses_its_suffix() -> None:
    """``1UL`` and ``0x1f`` are numbers."""
    assert words("1UL 0x1f 0") == ["1", "0x1f", "0"]


@pytest.mark.parametrize("text", ["a // b\nc", "a /* b */ c", "a /* (* */ c", "a\n\tc"])
def test_comments_and_spaces_are_no_words(text: str) -> None:
    """Both of C's comments, in code and outside of it."""
    assert words(text) == words(text, code=False) == ["a", "c"]


def test_ocaml_comments_are_none_within_code() -> None:
    """Outside a thread ``(*`` begins a comment, which nests; inside it is a parenthesis."""
    text = "{x} (* (* a *) *) P0(int *x) { if (*x) { y; } } exists (* b *) z"
    assert words(text, code=False) == [
        *("{", "x", "}", "P0", "(", "int", "*", "x", ")", "{", "if", "(", "*", "x", ")"),
        *("{", "y", ";", "}", "}", "exists", "z"),
    ]


def test_each_word_knows_its_line_and_column() -> None:
    """Lines count from the given one; columns of the first line from the given one."""
    found = [(token.line, token.column) for token in tokens("a b\n c", line=7, column=5)]
    assert found == [(7, 5), (7, 7), (8, 2), (8, 3)]


def test_a_program_in_no_file_has_columns_only() -> None:
    """Line 0 stands for none."""
    assert [(token.line, token.column) for token in tokens("a b")] == [(0, 1), (0, 3), (0, 4)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a @", "column 3: unexpected character '@'"),
        ("3x", "column 1: 3x is neither a number nor a name"),
        ("1.5", "column 1: 1.5 is neither a number nor a name"),
        ("017", "column 1: 017 could be octal or decimal: leave the first 0 out"),
        ("2147483648", "column 1: 2147483648 does not fit an int: give at most 2147483647"),
        ("9" * 5000, "column 1: " + "9" * 5000 + " does not fit an int: give at most 2147483647"),
        ("a /* b", "column 3: the comment /* never ends: close it with */"),
    ],
)
def test_what_is_no_word_is_named_with_its_place(text: str, message: str) -> None:
    """One sentence."""
    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        tokens(text)


def test_an_endless_ocaml_comment_is_named_where_it_begins() -> None:
    """The line is the comment's, not the last one."""
    message = r"^line 2, column 3: the comment \(\* never ends: close it with \*\)$"
    with pytest.raises(UsageError, match=message):
        tokens("a\n  (* b\nc", line=1, code=False)


def test_the_end_is_found_as_the_end() -> None:
    """And stays there, however often one looks."""
    cursor = Cursor("a", tokens("a"))
    cursor.take()
    assert [cursor.take().kind, cursor.take().kind, str(cursor.peek(3))] == [
        "end",
        "end",
        "the end",
    ]
    with pytest.raises(UsageError, match=r"^column 2: expected ';' after a, found the end$"):
        cursor.expect(";", "a")


def test_a_message_quotes_many_lines_as_one() -> None:
    """So that it stays one sentence."""
    text = "a (\n  b"
    cursor = Cursor(text, tokens(text, line=1))
    first = cursor.take()
    cursor.take()
    cursor.take()
    assert cursor.since(first) == "a ( b"


def test_what_is_not_read_is_a_usage_error_too() -> None:
    """So that who does not skip files need not know of it."""
    cursor = Cursor("a", tokens("a", line=4))
    with pytest.raises(UnsupportedError, match=r"^line 4, column 1: no$") as caught:
        cursor.unsupported("no")
    assert isinstance(caught.value, UsageError)
