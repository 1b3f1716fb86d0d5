"""Which barriers a page needs, as text and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from spec.because import because
from spec.columns import columns
from spec.interpreter import Replay
from spec.placed import Site
from spec.reordering import reordering
from spec.search.placement import Needed, Placement
from spec.setting import setting
from spec.vocabulary import Strategy

VERSION = 1


def headline(placement: Placement) -> str:
    """One line: what the property needs."""
    name = f"{placement.strategy.name}::{placement.prop.name} under {placement.model}"
    if placement.kind != "any":
        name += f" and {placement.kind}"
    if not placement.sets:
        return f"{name}: no placement of barriers helps"
    if not placement.sets[0]:
        return f"{name}: no barrier is needed"
    count = len(placement.sets)
    told = "one minimal set" if count == 1 else f"{count} minimal sets"
    return f"{name}: {told}" + ("" if placement.complete else ", and dearer ones")


def cheapest(placement: Placement) -> str:
    """The headline, and the cheapest set below it."""
    lines = [headline(placement)]
    if placement.sets:
        lines += [f"    {site}" for site in placement.sets[0]]
    return "\n".join(lines)


def advice(placement: Placement, why: list[Needed]) -> str:
    """Every minimal set, and for each place of the cheapest what happens without it."""
    lines = [headline(placement)]
    for number, chosen in enumerate(placement.sets, 1):
        lines += [f"{f'{number}.':>4} {site}" for site in chosen[:1]]
        lines += [f"     {site}" for site in chosen[1:]]
    if placement.sets:
        lines.append(
            "cheapest first: the reader's fast path, then its slow path, then the writer; once for "
            "every slot counts for more"
        )
    for item in why:
        lines += ["", f"without {item.site}"]
        lines += _shown(item.without, placement.strategy)
    if placement.witness is not None:
        lines += ["", "with every barrier at every place"]
        lines += _shown(placement.witness, placement.strategy)
    return "\n".join(lines)


def _shown(shown: Replay | None, strategy: Strategy) -> Iterator[str]:
    if shown is None:
        yield "no schedule is shown: it takes a second reader"
        return
    yield setting(shown.scenario)
    yield ""
    yield columns(shown, strategy)
    yield ""
    sentence = reordering(shown)
    if sentence:
        yield f"reorder {sentence}"
    yield f"because {because(shown, shown.scenario.prop)}"


def document(placements: list[Placement]) -> dict[str, Any]:
    """The placements as plain JSON values."""
    return {
        "version": VERSION,
        "placements": [
            {
                "strategy": item.strategy.name,
                "property": item.prop.name,
                "model": item.model,
                "rebuild": item.kind,
                "bounds": asdict(item.bounds),
                "complete": item.complete,
                "helps": bool(item.sets),
                "sets": [[_site(site) for site in chosen] for chosen in item.sets],
            }
            for item in placements
        ],
    }


def _site(site: Site) -> dict[str, Any]:
    return {
        "side": site.side,
        "kind": site.kind,
        "where": site.where,
        "each_slot": site.each_slot,
    }
