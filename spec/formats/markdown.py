"""Markdown, as GitHub shows it: what differs first, then the table, then what bounds it."""

import re

from tabulate import tabulate

from spec.cell import cells
from spec.finding import Finding, findings, unfinished
from spec.formats.pointer import Document, explain, place
from spec.instance import Bounds
from spec.legend import changes, legend, totals, within

_MEANING = re.compile(r"[\\`*\[\]<>&|~$]|(?<![^\W_])_|_(?![^\W_])")
"""What Markdown or HTML may take for more than itself; an underscore inside a word is none."""


def render(document: Document) -> str:
    """The document as Markdown."""
    bounds, kinds = Bounds(**document["bounds"]), document["kinds"]
    paragraphs = [f"**{totals(document['counts'])}**"]
    paragraphs += [f"{told.capitalize()}." for told in unfinished(document).values()]
    found = findings(document["verdicts"])
    if found:
        paragraphs += [
            "\n".join(_item(document, finding) for finding in found),
            _block("\n".join(explain(document, finding) for finding in found)),
        ]
    paragraphs += [
        table(document),
        *map(
            _plain,
            (
                legend(kinds),
                within(bounds, " ".join(document["models"]), changes(kinds)),
                f"solver: {document['solver']}, seed {document['seed']}",
            ),
        ),
    ]
    return "\n\n".join(paragraphs)


def table(document: Document) -> str:
    """Strategy by property, refutations naming the kinds that break it."""
    verdicts, models = document["verdicts"], document["models"]
    heads = ["strategy", *document["properties"]]
    rows = [
        [_plain(name), *("<br>".join(cells(verdicts, models, name, prop)) for prop in heads[1:])]
        for name in document["strategies"]
    ]
    return tabulate(rows, headers=heads, tablefmt="github", disable_numparse=True)


def _item(document: Document, finding: Finding) -> str:
    page, line = place(document, finding)
    where = f" ({_plain(page)}:{line})" if page else ""
    return f"- **{_plain(finding.sentence())}**{where}; {_plain(finding.advice)}"


def _plain(text: str) -> str:
    """The text on one line, with nothing in it that has a meaning."""
    return _MEANING.sub(lambda match: "\\" + match[0], " ".join(text.split()))


def _block(text: str) -> str:
    """A block of code, fenced by more backticks than it has anywhere."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}sh\n{text}\n{fence}"
