"""A refutation looked at by somebody else: some violation, replayed step by step.

The violation need not be a small one. It is run by the interpreter and the execution it went
through is looked at by the literal axioms, neither of which shares anything with the search.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

from spec.instance import Bounds
from spec.program import unroll
from spec.properties import Property
from spec.search.minimal import Found, checked, decode, interleaved, ordered
from spec.search.question import Case, Inquiry


def replayed(case: Case, prop: Property, kinds: Iterable[str], reader: str) -> set[str]:
    """The kinds of rebuild for which a violation was found and replayed.

    Args:
        case: whose verdict is looked at.
        prop: the property.
        kinds: those refuted.
        reader: who is said to violate it.

    Raises:
        DisagreementError: a violation was found that the replay does not show.
    """
    waiting = list(kinds)
    seen: set[str] = set()
    for bounds, model in product(_sizes(case.bounds), dict.fromkeys(("sc", case.model))):
        if set(waiting) <= seen:
            break
        found = _searched(case, reader, bounds, model)
        for kind in waiting:
            if kind not in seen:
                seen |= _violated(case, prop, kind, waiting, found)
    return seen


def _sizes(bounds: Bounds) -> dict[Bounds, None]:
    """Bounds inside these, one reader each: most violations are small, and soon found there."""
    whole = bounds.zones, bounds.rebuilds, bounds.tries
    return dict.fromkeys(
        Bounds(min(zones, bounds.zones), min(rebuilds, bounds.rebuilds), tries, 1)
        for zones, rebuilds, tries in ((2, 1, 1), (3, 1, 1), whole)
    )


def _searched(case: Case, reader: str, bounds: Bounds, model: str) -> Found:
    """One reader's executions; every interleaving is one of every model, and soon found."""
    program = unroll(case.strategy, reader, bounds, within=case.within)
    if model == "sc":
        return interleaved(program, case.budget, seed=case.seed)
    return ordered(Inquiry(program, case.budget, model=model, seed=case.seed))


def _violated(case: Case, prop: Property, kind: str, kinds: list[str], found: Found) -> set[str]:
    """The kinds that one violation is of, after its replay; none if there is none."""
    inquiry = found.inquiry
    if not inquiry.violated(prop, kind).satisfiable:
        return set()
    holding = {kind, *(each for each in kinds if inquiry.solver.value(inquiry.kind(each)))}
    checked(case.strategy, prop, replace(decode(found, prop), model=case.model))
    return holding
