"""Results as text: the table, a Markdown table for GitHub, JSON, and the story of one verdict."""

import json
from collections.abc import Iterator

from tabulate import tabulate

from spec.because import because
from spec.columns import columns
from spec.cost.table import table as cost_table
from spec.instance import Bounds
from spec.interpreter import Replay
from spec.legend import changes, legend, short
from spec.properties import Property
from spec.reordering import reordering
from spec.result import Decision, Result
from spec.setting import setting
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Verdict
from spec.vocabulary import Strategy

FORMATS = ("table", "github", "json")


def render(result: Result, style: str) -> str:
    """The whole result in one of ``FORMATS``."""
    if style == "json":
        return json.dumps(result.document(), indent=2)
    lines = [table(result, style), ""]
    if result.interrupted:
        lines.append("interrupted: what is missing was not decided")
    lines += sentences(result)
    lines += [
        f"{item.strategy}::{item.prop} ({item.kind}) is undecided: {item.verdict.reason}; "
        "raise --rlimit or --timeout, or lower a bound"
        for item in result.decisions
        if item.verdict.word == UNDECIDED
    ]
    kinds = {item.kind for item in result.decisions}
    told = within(result.bounds, " ".join(result.models), changes(kinds))
    lines.append(legend(kinds))
    if result.costs:
        lines += ["", cost_table(result.costs, style), ""]
    return "\n".join([*lines, told, result.totals()])


def table(result: Result, style: str) -> str:
    """Strategy by property, refutations naming the kinds that break it."""
    properties = result.properties()
    rows = [
        [name, *(cells(result, name, prop, style) for prop in properties)]
        for name in result.strategies()
    ]
    heads = ["strategy", *(_head(prop, style) for prop in properties)]
    return tabulate(rows, headers=heads, tablefmt="github" if style == "github" else "simple")


def _head(prop: str, style: str) -> str:
    if style == "github":
        return prop
    words = prop.split("_")
    middle = (len(words) + 1) // 2
    return "_".join(words[:middle]) + "_\n" + "_".join(words[middle:])


def cells(result: Result, strategy: str, prop: str, style: str) -> str:
    """One cell of the table, a line for each verdict where the memory model makes a difference."""
    texts: dict[str, list[str]] = {}
    for model in result.models:
        texts.setdefault(cell(result.cell(strategy, prop, model)), []).append(model)
    if len(texts) == 1:
        return next(iter(texts))
    lines = [f"{' '.join(models)}: {text}" for text, models in texts.items()]
    return ("<br>" if style == "github" else "\n").join(lines)


def cell(decisions: dict[str, Decision]) -> str:
    """One cell of the table."""
    if not decisions:
        return "-"
    words = {kind: item.verdict.word for kind, item in decisions.items()}
    refuting = [kind for kind in words if words[kind] == REFUTED]
    strict = [kind for kind in refuting if kind != "any"] or refuting
    parts = [short(kind) for kind in strict]
    parts += [f"?{short(kind)}" for kind in words if words[kind] == UNDECIDED]
    if not parts and PROVED in words.values():
        parts.append("proved")
    parts += [f"~{short(kind)}" for kind in words if words[kind] == VACUOUS]
    mark = "!" if any(item.unexpected for item in decisions.values()) else ""
    return mark + " ".join(parts)


def sentences(result: Result) -> list[str]:
    """The verdicts that differ from the page, one sentence each, kinds together."""
    kinds: dict[tuple[str, str, str, str], list[str]] = {}
    for item in result.unexpected():
        target = f"{item.strategy}::{item.prop}"
        key = (target, item.model, item.verdict.word, item.expected)
        kinds.setdefault(key, []).append(item.kind)
    return [
        f"{target} is {word} under {', '.join(names)}{_under(model)}, the page expects "
        f"{expected}: add --explain {target}{_option(model)} to see why"
        for (target, model, word, expected), names in kinds.items()
    ]


def _under(model: str) -> str:
    return "" if model == "sc" else f" and {model}"


def _option(model: str) -> str:
    return "" if model == "sc" else f" --model {model}"


def within(bounds: Bounds, model: str, changed: str = "rebuilds") -> str:
    """The bounds of a claim.

    Args:
        bounds: inside which it is made.
        model: the memory model.
        changed: what the writer does: ``rebuilds``, ``rebinds`` or both.
    """
    readers = (
        f"{bounds.readers}" if bounds.readers else "1 (2 where readers hold locks or sections)"
    )
    return (
        f"within: {bounds.zones} zones, {bounds.rebuilds} {changed}, {bounds.tries} slow-path "
        f"tries before the last look, readers: {readers}, memory model {model}; "
        "any number of restarts"
    )


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
    expected = strategy.expect[prop.name]
    expected = expected.under.get(model, expected)
    lines = [f"{_headline(verdicts)}  {strategy.name}::{prop.name}", f"asks    {prop.meaning}"]
    lines.append(f"why     {expected.because}")
    width = max([8, *(len(kind) + 1 for kind in verdicts)])
    lines += [
        f"{kind:{width}}{verdict.word.lower()}" + (f" ({verdict.reason})" if verdict.reason else "")
        for kind, verdict in verdicts.items()
    ]
    changed = "rebinds" if strategy.moves == "masks" else "rebuilds"
    lines.append(within(next(iter(verdicts.values())).bounds, model, changed))
    if shown is not None:
        lines += ["", *_shown(shown, strategy, page)]
    if any(verdict.word == UNDECIDED for verdict in verdicts.values()):
        lines.append("undecided: raise --rlimit or --timeout, or lower a bound")
    return "\n".join(lines)


def _headline(verdicts: dict[str, Verdict]) -> str:
    words = {verdict.word for verdict in verdicts.values()}
    return next(word for word in (REFUTED, UNDECIDED, PROVED, VACUOUS) if word in words)


def _shown(shown: Replay, strategy: Strategy, page: str) -> Iterator[str]:
    yield setting(shown.scenario)
    yield ""
    yield columns(shown, strategy)
    yield ""
    yield from _reordered(shown)
    yield f"because {because(shown, shown.scenario.prop)}"
    command = f"python -m spec.prove {page} --replay" if page else "python -m spec.prove --replay"
    yield f"replay  {command} '{shown.scenario.text()}'"


def replayed(shown: Replay, strategy: Strategy, *, violated: bool) -> str:
    """A replayed schedule and whether it violates the property it is about."""
    scenario = shown.scenario
    verdict = (
        f"because {because(shown, scenario.prop)}"
        if violated
        else f"this schedule does not violate {scenario.prop}"
    )
    told = [setting(scenario), "", columns(shown, strategy), "", *_reordered(shown), verdict]
    return "\n".join(told)


def _reordered(shown: Replay) -> Iterator[str]:
    sentence = reordering(shown)
    if sentence:
        yield f"reorder {sentence}"
