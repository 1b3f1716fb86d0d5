"""Markdown, read by a parser of GitHub's dialect."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from markdown_it import MarkdownIt

from spec.finding import findings
from spec.formats.markdown import render
from spec.formats.pointer import explain
from spec.legend import totals

from .samples import documents, sample

PARSER = MarkdownIt("gfm-like", {"linkify": False})


def shown(inline: Any) -> str:
    """The text of an inline token as a reader sees it."""
    return "".join(
        "\n" if child.type == "html_inline" else child.content for child in inline.children
    )


def test_what_is_printed_was_looked_at(printed: Callable[[str, str], None]) -> None:
    """Counts, findings with their commands, the table, its legend and its bounds."""
    printed("markdown", render(sample().document()) + "\n")


def test_the_first_line_counts_everything() -> None:
    """Whoever reads no further knows."""
    document = sample().document()
    assert render(document).splitlines()[0] == f"**{totals(document['counts'])}**"


@given(documents())
def test_no_name_breaks_the_table_or_a_list(document: dict[str, Any]) -> None:
    """Each page is one row with its name as it is, but for white space; no page adds a tag."""
    tokens = PARSER.parse(render(document))
    inline = [token for token in tokens if token.type == "inline"]
    tags = [
        child
        for token in inline
        for child in token.children or ()
        if child.type not in ("text", "strong_open", "strong_close", "text_special")
    ]
    assert all(child.type == "html_inline" and child.content == "<br>" for child in tags)
    assert not [token for token in tokens if token.type == "html_block"]
    cells = [shown(tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "td_open"]
    assert len(cells) == 2 * len(document["strategies"])
    names = [" ".join(name.replace("\0", "\ufffd").split()) for name in document["strategies"]]
    assert cells[::2] == names
    assert sum(token.type == "list_item_open" for token in tokens) == len(
        findings(document["verdicts"])
    )


@given(documents())
def test_the_commands_are_there_to_be_copied(document: dict[str, Any]) -> None:
    """One block, whatever is in it."""
    found = findings(document["verdicts"])
    blocks = [token for token in PARSER.parse(render(document)) if token.type == "fence"]
    assert len(blocks) == bool(found)
    for block in blocks:
        expected = "\n".join(explain(document, finding) for finding in found) + "\n"
        assert block.content == expected.replace("\0", "\ufffd").replace("\r\n", "\n").replace(
            "\r", "\n"
        )
