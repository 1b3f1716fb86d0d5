"""GitHub annotations: workflow commands that a step prints, each shown at a line of its page.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions; values are escaped
as the runner takes them back.
"""

from collections.abc import Iterator

from spec.finding import Finding, findings, unfinished
from spec.formats.pointer import Document, explain, place
from spec.legend import totals

DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
PROPERTY = DATA | str.maketrans({":": "%3A", ",": "%2C"})


def render(document: Document) -> str:
    """The document as workflow commands; the last one counts everything."""
    return "\n".join(_commands(document))


def _commands(document: Document) -> Iterator[str]:
    for end, told in unfinished(document).items():
        yield _command("error", told, title=end)
    for finding in findings(document["verdicts"]):
        page, line = place(document, finding)
        where = {"file": page, "line": str(line)} if page else {}
        title = f"{finding.target} is {finding.verdict}"
        level = "warning" if finding.undecided else "error"
        yield _command(level, _message(document, finding), **where, title=title)
    yield _command("notice", totals(document["counts"]), title="zonelist-spec")


def _message(document: Document, finding: Finding) -> str:
    return f"{finding.sentence()}\n{finding.advice}\n{explain(document, finding)}"


def _command(level: str, message: str, **properties: str) -> str:
    told = ",".join(f"{key}={value.translate(PROPERTY)}" for key, value in properties.items())
    return f"::{level} {told}::{message.translate(DATA)}"
