"""Which barriers a page needs, as plain JSON and, made from that, as text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from spec.because import because
from spec.columns import columns
from spec.interpreter import Replay, replay
from spec.placed import Site, Sites, placed
from spec.reordering import reordering
from spec.scenario import parse
from spec.search.placement import Needed, Placement
from spec.setting import setting
from spec.vocabulary import Strategy

VERSION = 1

Json = Mapping[str, Any]


def document(placements: Iterable[Json]) -> dict[str, Any]:
    """All that was found, as plain JSON: what ``described`` makes, and the version of the form."""
    return {"version": VERSION, "placements": list(placements)}


def described(placement: Placement) -> dict[str, Any]:
    """The sets of barriers that one property needs."""
    return {
        "strategy": placement.strategy.name,
        "property": placement.prop.name,
        "model": placement.model,
        "rebuild": placement.kind,
        "bounds": asdict(placement.bounds),
        "complete": placement.complete,
        "helps": bool(placement.sets),
        "sets": [[_described(site) for site in chosen] for chosen in placement.sets],
    }


def reasons(placement: Placement, why: Iterable[Needed]) -> list[dict[str, Any]]:
    """What goes wrong without the barriers of the cheapest set, or with every barrier there is.

    Each reason is a schedule, as ``--replay`` takes it and empty if it takes a second reader, with
    the barriers that were in place, and the one that was not.
    """
    if placement.witness is not None:
        return [_reason(placement.witness, placement.having)]
    chosen = frozenset(placement.sets[0] if placement.sets else ())
    return [
        _reason(item.without, chosen - {item.site}) | {"without": _described(item.site)}
        for item in why
    ]


def _reason(shown: Replay | None, having: Iterable[Site]) -> dict[str, Any]:
    return {
        "schedule": "" if shown is None else shown.scenario.text(),
        "having": [_described(site) for site in sorted(having)],
    }


def _described(site: Site) -> dict[str, Any]:
    return site._asdict()


def headline(told: Json) -> str:
    """One line: what the property needs."""
    name = f"{told['strategy']}::{told['property']} under {told['model']}"
    if told["rebuild"] != "any":
        name += f" and {told['rebuild']}"
    if not told["sets"]:
        return f"{name}: no placement of barriers helps"
    if not told["sets"][0]:
        return f"{name}: no barrier is needed"
    count = len(told["sets"])
    many = "one minimal set" if count == 1 else f"{count} minimal sets"
    return f"{name}: {many}" + ("" if told["complete"] else ", and dearer ones")


def cheapest(told: Json) -> str:
    """The headline, and the cheapest set below it."""
    chosen = told["sets"][0] if told["sets"] else ()
    return "\n".join([headline(told), *(f"    {Site(**site)}" for site in chosen)])


def advice(told: Json, strategy: Strategy) -> str:
    """Every minimal set, and for each place of the cheapest what happens without it.

    Args:
        told: what ``described`` says, with its ``reasons``.
        strategy: the page.
    """
    lines = [headline(told)]
    for number, chosen in enumerate(told["sets"], 1):
        first, *others = [str(Site(**site)) for site in chosen] or [""]
        lines += [f"{f'{number}.':>4} {first}"] if first else []
        lines += [f"     {site}" for site in others]
    if told["sets"]:
        lines.append(
            "cheapest first: the reader's fast path, then its slow path, then the writer; once for "
            "every slot counts for more"
        )
    for reason in told["reasons"]:
        missing = reason.get("without")
        told_of = f"without {Site(**missing)}" if missing else "with every barrier at every place"
        lines += ["", told_of, *_shown(reason, strategy)]
    return "\n".join(lines)


def _shown(reason: Json, strategy: Strategy) -> Iterator[str]:
    if not reason["schedule"]:
        yield "no schedule is shown: it takes a second reader"
        return
    having = frozenset(Site(**site) for site in reason["having"])
    shown = replay(placed(strategy, Sites(having)), parse(reason["schedule"]))
    yield setting(shown.scenario)
    yield ""
    yield columns(shown, strategy)
    yield ""
    sentence = reordering(shown)
    if sentence:
        yield f"reorder {sentence}"
    yield f"because {because(shown, shown.scenario.prop)}"
