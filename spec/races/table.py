"""The survey of races as text: a table, what the races are, and what to make of them."""

import json

from tabulate import tabulate

from spec.instance import Bounds
from spec.races.survey import Races, Survey

HEADS = ("strategy", "words that race", "annotations KCSAN would ask for")

NOTE = (
    "Zonerefs are plain accesses; counts, locks and pointers are marked. A store and a load race "
    "if no barrier, lock, dependency, grace period or stopped machine orders them in some "
    "execution that the kernel's memory model allows, whatever becomes of the value."
)
RECHECKED = (
    "*: a pass that sees its count move throws away what it read{also}. The model calls that a "
    "race all the same. Behind read_seqcount_begin() KCSAN takes accesses for atomic and reports "
    "none (include/linux/seqlock.h); behind a count of one's own it does not know better."
)


def table(result: Survey, style: str) -> str:
    """The whole survey as ``table``, ``github`` or ``json``."""
    if style == "json":
        return json.dumps(result.document(), indent=2)
    rows = [
        [row.strategy, _words(row), _annotations(row, style == "github")] for row in result.rows
    ]
    lines = [tabulate(rows, HEADS, tablefmt="github" if style == "github" else "simple"), ""]
    lines += [_sentence(row) for row in result.rows if row.races or row.undecided]
    lines.append(NOTE)
    rechecked = [row for row in result.rows if row.rechecked and row.races]
    if rechecked:
        also = "; one that is accepted races too" if all(r.accepted for r in rechecked) else ""
        lines.append(RECHECKED.format(also=also))
    lines.append(_within(result.bounds))
    return "\n".join(lines)


def _words(row: Races) -> str:
    if not row.races:
        return "?" if row.undecided else "none"
    return ", ".join(race.word for race in row.races) + (", ?" if row.undecided else "")


def _annotations(row: Races, marked_up: bool) -> str:
    if row.races:
        wants = {
            "writer": {race.writer_wants for race in row.races},
            "reader": {race.reader_wants for race in row.races},
        }
        told = ", ".join(
            f"{name}() by the {who}" for who, names in wants.items() for name in names if name
        )
        return told + ((r" \*" if marked_up else " *") if row.rechecked else "")
    if row.undecided:
        return "?"
    if not row.shared:
        return "none: nothing is stored to what a reader loads"
    if not row.ordered_by:
        return "none: ordered in more than one way"
    return "none: ordered by " + ", ".join(row.ordered_by)


def _sentence(row: Races) -> str:
    if row.undecided:
        return f"{row.strategy} is undecided: {row.undecided}"
    race = row.races[0]
    return (
        f"{row.strategy}: rebuild {race.rebuild} stores {race.example}, a reader's {race.reader} "
        "loads it, and nothing orders the one before the other."
    )


def _within(bounds: Bounds) -> str:
    return (
        f"within: {bounds.zones} zones, {bounds.rebuilds} rebuilds, readers: {bounds.readers}; a "
        "pass, and where a slot is cached an allocation with 1 slow-path try and the last look; "
        "one attempt of a pass that is repeated; memory model lkmm"
    )
