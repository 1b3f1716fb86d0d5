"""Where a weaker memory model may have a shorter schedule than sequential consistency.

The search for a schedule takes the readers, rebuilds and zones from the cheapest on, and at the
first size that has one as few loads out of order as can be. Every interleaving is an execution of
every model. So what interleavings refute at some size is shown by the same schedule under every
model, if no smaller size has one.
"""

from dataclasses import replace

from spec.instance import Bounds
from spec.properties import Property
from spec.scenario import parse


def smaller(bounds: Bounds, usual: str, prop: Property, model: str) -> tuple[Bounds, str]:
    """Inside which bounds to look under a weaker model, and what it is if nothing is there.

    Args:
        bounds: of the verdict.
        usual: the shortest schedule under sequential consistency; empty if none was made.
        prop: what it violates.
        model: the weaker model.

    Returns:
        The bounds, without any zone if there is nothing to look for; and a schedule, empty if all
        that is found inside the bounds counts.
    """
    if not usual:
        return bounds, ""
    scenario = parse(usual)
    # A writer that does nothing leaves nothing to reorder.
    if scenario.changes > 1 or scenario.reader not in {"pass", "allocation"}:
        return bounds, ""
    if scenario.reader != prop.readers[0]:
        return bounds, ""
    within = replace(bounds, rebuilds=scenario.changes, zones=scenario.zones - 1)
    return within, replace(scenario, model=model).text()


def shorter(found: str, known: str) -> str:
    """Of a schedule that was looked for and one that is known the one to show."""
    if not known:
        return found
    return found if found and parse(found).reader == parse(known).reader else known
