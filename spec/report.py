"""Results as text: the table on a terminal, and the story of one verdict."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tabulate import tabulate

from spec import colour, formats
from spec.because import because
from spec.cell import cells
from spec.columns import columns
from spec.cost.table import table as cost_table
from spec.errors import UsageError
from spec.finding import MORE, Finding, findings, unfinished
from spec.formats.pointer import Document, command, explain
from spec.glossary import MEANS, reading, size, terms
from spec.interpreter import Replay
from spec.legend import changes, legend, sentence, within
from spec.properties import Property
from spec.reordering import reordering
from spec.result import Result
from spec.setting import setting
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Verdict
from spec.vocabulary import Expected, Strategy

FORMATS = ("table", *formats.FORMATS)


def render(result: Result, style: str, *, coloured: bool = False) -> str:
    """The whole result in one of ``FORMATS``; only the table can be coloured."""
    document = result.document()
    if style != "table":
        return formats.render(document, style)
    verdicts = document["verdicts"]
    lines = [table(result, verdicts, coloured=coloured), "", *unfinished(document).values()]
    for finding in findings(verdicts):
        lines += _advice(document, finding)
    kinds = {item.kind for item in result.decisions}
    told = within(result.bounds, " ".join(result.models), changes(kinds))
    lines.append(legend(kinds))
    if result.costs:
        lines += ["", cost_table(result.costs, style), ""]
    totals = result.totals()
    if coloured:
        totals = colour.painted(totals, colour.OF_EXIT_CODES.get(result.exit_code(), colour.YELLOW))
    return "\n".join([*lines, told, *_seconded(result), totals])


def _seconded(result: Result) -> list[str]:
    """Who confirmed the verdicts, if somebody was asked."""
    if not result.cross_check:
        return []
    who = Counter(item.second for item in result.decisions)
    nobody = who.pop("", 0)
    told = ", ".join(f"{many} by {name}" for name, many in who.items())
    return [f"second opinions: {told or f'none by {result.cross_check}'}; {nobody} without one"]


def tabulated(style: str) -> str:
    """How a mode that has no document makes its tables: ``table``, ``github`` or ``json``.

    Raises:
        UsageError: the format is made of verdicts.
    """
    styles = {"table": "table", "markdown": "github", "json": "json"}
    if style not in styles:
        raise UsageError(
            f"--format {style} is for the table of verdicts: choose from {', '.join(styles)}"
        )
    return styles[style]


def table(result: Result, verdicts: Mapping[str, Any], *, coloured: bool = False) -> str:
    """Strategy by property, refutations naming the kinds that break it."""
    properties = result.properties()
    paint: Callable[[str], str] = colour.cell if coloured else str
    rows = [
        [
            name,
            *(
                "\n".join(map(paint, cells(verdicts, result.models, name, prop)))
                for prop in properties
            ),
        ]
        for name in result.strategies()
    ]
    heads = ["strategy", *map(_head, properties)]
    return tabulate(rows, headers=heads, tablefmt="simple")


def _head(prop: str) -> str:
    words = prop.split("_")
    middle = (len(words) + 1) // 2
    return "_".join(words[:middle]) + "_\n" + "_".join(words[middle:])


def _advice(document: Document, finding: Finding) -> Iterator[str]:
    if finding.undecided:
        yield f"{finding.sentence()}; {finding.advice}"
    else:
        yield f"{finding.sentence()}; to see why:"
        yield f"  {explain(document, finding)}"


def story(  # noqa: PLR0917 - everything there is to say
    strategy: Strategy,
    prop: Property,
    verdicts: dict[str, Verdict],
    shown: Replay | None,
    page: str,
    model: str = "sc",
) -> str:
    """Everything there is to say about one strategy and property.

    Args:
        strategy: the page.
        prop: the property.
        verdicts: by kind, context or kernel.
        shown: the minimal schedule, if the property is refuted.
        page: how the page is named on a command line, empty for one of ours.
        model: the memory model.
    """
    lines = [_headline(verdicts, f"{strategy.name}::{prop.name}"), f"asks    {prop.meaning}"]
    plain = shown is not None and not shown.scenario.reads
    lines += _reason(strategy.expect[prop.name], verdicts, model, plain=plain)
    width = max([8, *(len(kind) + 1 for kind in verdicts)])
    lines += [
        f"{kind:{width}}{verdict.word.lower():10}{sentence(kind, strategy.moves)}"
        + (f" ({verdict.reason})" if verdict.reason else "")
        for kind, verdict in verdicts.items()
    ]
    changed = "rebinds" if strategy.moves == "masks" else "rebuilds"
    lines.append(within(next(iter(verdicts.values())).bounds, model, changed))
    if shown is not None:
        lines += ["", *_shown(shown, strategy, page)]
    if any(verdict.word == UNDECIDED for verdict in verdicts.values()):
        lines.append(f"undecided: {MORE}")
    said = [line for line in lines if not line.startswith(("within", "replay"))]
    told = terms("\n".join([*said, f"memory model {model}"]))
    lines[2:2] = [f"words   {told}"] if told else []
    return "\n".join(lines)


def _headline(verdicts: Mapping[str, Verdict], target: str) -> str:
    words = {verdict.word for verdict in verdicts.values()}
    worst = next(word for word in (REFUTED, UNDECIDED, PROVED, VACUOUS) if word in words)
    return f"{worst}  {target}\nmeans   {MEANS[worst]}"


def _reason(
    expected: Expected, verdicts: Mapping[str, Verdict], model: str, *, plain: bool
) -> Iterator[str]:
    """Why it is so, in the words of the page; or what the page expects instead.

    What an interleaving shows has the reason of sequential consistency.
    """
    because = expected.under.get(model, expected).because
    other: dict[tuple[str, str], list[str]] = {}
    for kind, verdict in verdicts.items():
        bounds = verdict.bounds
        word = expected.verdict(kind, bounds.rebuilds, bounds.zones, model)
        if verdict.word != word:
            label = "open" if verdict.word == UNDECIDED else "but"
            other.setdefault((label, word.lower()), []).append(kind)
    for (label, word), kinds in sorted(other.items()):
        yield f"{label:7} the page expects {word} under {', '.join(kinds)}: {because}"
    if not other:
        yield f"why     {expected.because if plain else because}"
    if not other and plain and because != expected.because:
        yield f"also    under {model} {because}"


def _shown(shown: Replay, strategy: Strategy, page: str) -> Iterator[str]:
    yield f"shown   {size(shown)}"
    yield from _schedule(shown, strategy)
    yield f"because {because(shown, shown.scenario.prop)}"
    yield f"replay  {command(page, '--replay', shown.scenario.text())}"


def replayed(shown: Replay, strategy: Strategy, *, violated: bool) -> str:
    """A replayed schedule and whether it violates the property it is about."""
    scenario = shown.scenario
    verdict = (
        f"because {because(shown, scenario.prop)}"
        if violated
        else f"this schedule does not violate {scenario.prop}"
    )
    return "\n".join([*_schedule(shown, strategy), verdict])


def _schedule(shown: Replay, strategy: Strategy) -> Iterator[str]:
    yield setting(shown.scenario)
    yield f"read    {reading(shown)}"
    yield ""
    yield columns(shown, strategy)
    yield ""
    yield from _reordered(shown)


def _reordered(shown: Replay) -> Iterator[str]:
    sentence = reordering(shown)
    if sentence:
        yield f"reorder {sentence}"
