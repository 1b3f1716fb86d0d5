"""The history as text: a table of bugs by era, and what there is to say about each."""

import json
from collections.abc import Iterator

from tabulate import tabulate

from spec.because import because
from spec.columns import columns
from spec.eras import PAIRS
from spec.history.bugs import Bug
from spec.history.findings import Finding
from spec.history.survey import Row
from spec.setting import setting
from spec.verdict import PROVED, REFUTED, UNDECIDED

WORDS = {REFUTED: "bug", PROVED: "ok", UNDECIDED: "?"}

LEGEND = (
    "bug: refuted; the schedule shown was replayed. ok: proved for every list, mask, request "
    "and schedule inside the bounds of the question. ?: undecided. !: not as recorded."
)


def render(rows: list[Row], style: str, *, in_full: bool = False) -> str:
    """The tables, and a paragraph for each row.

    Args:
        rows: of the survey.
        style: ``table``, ``github`` or ``json``.
        in_full: with every step of the schedules.
    """
    if style == "json":
        return json.dumps([row.document() for row in rows], indent=2)
    recorded = [row for row in rows if isinstance(row.entry, Bug)]
    found = [row for row in rows if isinstance(row.entry, Finding)]
    parts: list[str] = []
    for title, some in (
        ("Recorded bugs", recorded),
        ("Not on record as bugs anywhere we know", found),
    ):
        if some:
            parts += [title, by_era(some, style)]
    parts += ["\n".join(_paragraph(row, in_full=in_full)) for row in rows]
    return "\n\n".join([*parts, LEGEND])


def by_era(rows: list[Row], style: str) -> str:
    """One row for each bug, one column for each era."""
    heads = ["", "moves", *PAIRS]
    lines = [[row.entry.name, _moves(row), *_cells(row)] for row in rows]
    return tabulate(
        lines,
        headers=heads,
        tablefmt="github" if style == "github" else "simple",
        disable_numparse=True,
    )


def _moves(row: Row) -> str:
    return row.entry.question.moves if row.entry.question else ""


def _cells(row: Row) -> list[str]:
    if not row.words:
        return ["outside", *[""] * (len(PAIRS) - 1)]
    return [
        ("!" if row.differs(era) else "") + WORDS.get(word, word.lower())
        for era, word in row.words.items()
    ]


def _paragraph(row: Row, *, in_full: bool) -> Iterator[str]:
    entry = row.entry
    when = f" ({entry.year}, {entry.commit})" if isinstance(entry, Bug) else ""
    yield f"{entry.name}{when}  {entry.said}"
    if entry.question is None:
        assert isinstance(entry, Bug)
        yield f"outside {entry.outside}"
        return
    yield f"asks    {entry.question.text}"
    if isinstance(entry, Finding):
        yield f"costs   {entry.consequence}"
    elif entry.note:
        yield f"note    {entry.note}"
    if row.shown is not None:
        scenario = row.shown.scenario
        yield f"shown   Linux {row.era}: {_size(row)}"
        yield setting(scenario)
        if in_full:
            yield ""
            yield columns(row.shown, entry.question.of(row.era))
            yield ""
        yield f"because {because(row.shown, scenario.prop)}"
        yield f"replay  python -m spec.prove --replay '{scenario.text()}'"
    if isinstance(entry, Finding):
        yield f"cure    {entry.cured_by} ({row.cured.lower() or 'not asked'})"


def _size(row: Row) -> str:
    """Zones that are listed, and changes; a zone may be there for its node alone."""
    assert row.shown is not None
    scenario = row.shown.scenario
    zones = len({zone for names in scenario.lists for zone in names})
    event = "rebuild" if _moves(row) == "lists" else "rebind"
    told = f"{_number(zones, 'zone')}, {_number(scenario.changes, event)}"
    if isinstance(row.entry, Bug) and row.entry.recorded:
        zones, changes = row.entry.recorded
        told += f" (on record: {zones} and {changes})"
    return told


def _number(many: int, what: str) -> str:
    return f"{many} {what}" + ("" if many == 1 else "s")
