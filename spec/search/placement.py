"""Which barriers a page needs: every minimal set of places, the cheapest reader first.

More barriers never let more happen. So a set of places that does not help says that every set that
does has one of the others; sets that hit all that was learned so far are tried in the order of
their cost, and the first to help is the cheapest (implicit hitting sets: Liffiton and others,
"Fast, flexible MUS enumeration", 2016). What helps inside smaller bounds is tried again inside the
full ones.
"""

import heapq
import itertools
from dataclasses import dataclass, replace

from spec.errors import UsageError
from spec.instance import Bounds
from spec.interpreter import Replay
from spec.placed import Site, Sites, placed
from spec.properties import Property
from spec.search.minimal import UndecidedError, minimal_violation
from spec.search.question import Case
from spec.search.solver import Budget
from spec.term import Bool
from spec.verdict import REFUTED, UNDECIDED, VACUOUS
from spec.vocabulary import Strategy

MOST_SETS = 12
"""So many minimal sets are listed; the cheapest are found first."""


@dataclass(frozen=True, slots=True)
class Needed:
    """One place of a minimal set, and what happens without it.

    Attributes:
        site: the place.
        without: the schedule that breaks the property, None if it takes a second reader.
    """

    site: Site
    without: Replay | None


@dataclass(frozen=True, slots=True)
class Placement:
    """What the search for barriers came to.

    Attributes:
        strategy: the page, its own barriers taken out.
        prop: the property.
        model: the memory model.
        kind: of rebuild.
        bounds: inside which every set was proved to be enough.
        sets: the minimal sets, cheapest first; a single empty one means that none is needed.
        complete: whether these are all the minimal sets.
        witness: where no placement helps: the schedule that every placement allows.
        having: the places that had their ordering in that schedule.
    """

    strategy: Strategy
    prop: Property
    model: str
    kind: str
    bounds: Bounds
    sets: tuple[tuple[Site, ...], ...]
    complete: bool
    witness: Replay | None = None
    having: frozenset[Site] = frozenset()


class _Oracle:
    """Whether a set of places makes the property hold."""

    def __init__(self, case: Case, sites: Sites, prop: Property, kind: str) -> None:
        self.sites = sites
        self._case = case
        self._prop = prop
        self._kind = kind
        for reader in prop.readers:  # so that every place is known
            for each in ("essence", reader) if reader == "allocation" else (reader,):
                case.inquiry(each)

    def broken(self, having: frozenset[Site]) -> frozenset[Site] | None:
        """A set that has these places, and as many more, and does not help; None if it does."""
        chosen = [self.sites.found[site] for site in having if site in self.sites.found]
        for reader in self._prop.readers:
            if reader == "allocation" and self._asked("essence", chosen) is None:
                continue
            found = self._asked(reader, chosen)
            if found is not None:
                return self._grown(reader, found | having)
        return None

    def _asked(self, reader: str, chosen: list[Bool]) -> frozenset[Site] | None:
        inquiry = self._case.inquiry(reader)
        answer = inquiry.solver.check(
            inquiry.violation(self._prop), inquiry.kind(self._kind), *chosen
        )
        if answer.satisfiable is None:
            raise UndecidedError(answer.reason)
        if not answer.satisfiable:
            return None
        value = inquiry.solver.value
        return frozenset(site for site, here in self.sites.found.items() if value(here))

    def _grown(self, reader: str, insufficient: frozenset[Site]) -> frozenset[Site]:
        """As large a set as still does not help."""
        for site, here in self.sites.found.items():
            if site not in insufficient:
                chosen = [
                    self.sites.found[each] for each in insufficient if each in self.sites.found
                ]
                more = self._asked(reader, [*chosen, here])
                if more is not None:
                    insufficient |= more | {site}
        return insufficient


def placements(  # noqa: PLR0917 - a question in full
    strategy: Strategy,
    prop: Property,
    bounds: Bounds,
    budget: Budget,
    model: str,
    kind: str = "any",
    *,
    most: int = MOST_SETS,
) -> Placement:
    """Every minimal set of barriers with which the property holds, or the cheapest ones.

    Raises:
        UndecidedError: the budget was used up.
        UsageError: the property is vacuous there, so that barriers have nothing to do.
    """
    bare = placed(strategy, Sites(frozenset()))
    interleaved = Case(bare, bounds, budget).decide(prop, (kind,))[kind].word
    if interleaved == UNDECIDED:
        raise UndecidedError("the solver gave up within its budget")
    if interleaved == VACUOUS:
        raise UsageError(
            f"{strategy.name}::{prop.name} is vacuous under {kind}: nothing can happen there, "
            "ask about another kind of rebuild"
        )
    if interleaved == REFUTED:
        witness = minimal_violation(bare, prop, kind, bounds, budget)
        return Placement(strategy, prop, model, kind, bounds, (), True, witness)
    small = replace(bounds, zones=min(bounds.zones, 2), tries=1)
    middle = replace(bounds, zones=min(bounds.zones, 3), tries=1)
    for strong in (False, True):  # full barriers only where nothing less helps
        oracles = []
        for size in (small, middle, bounds):
            sites = Sites(strong=strong)
            case = Case(placed(strategy, sites), size, budget, model=model)
            oracles.append(_Oracle(case, sites, prop, kind))
        everything = frozenset(site for oracle in oracles for site in oracle.sites.found)
        if all(oracle.broken(everything) is None for oracle in oracles):
            break
    else:
        full = placed(strategy, Sites(everything))
        witness = minimal_violation(full, prop, kind, bounds, budget, model)
        return Placement(strategy, prop, model, kind, bounds, (), True, witness, everything)
    sets, complete = _minimal_sets(oracles, everything, most)
    return Placement(strategy, prop, model, kind, bounds, sets, complete)


def _minimal_sets(
    oracles: list[_Oracle], everything: frozenset[Site], most: int
) -> tuple[tuple[tuple[Site, ...], ...], bool]:
    """Sets that hit every clause, cheapest first, tried until none is left."""
    clauses: list[frozenset[Site]] = []
    found: list[frozenset[Site]] = []
    order = itertools.count()
    waiting: list[tuple[int, int, frozenset[Site]]] = [(0, 0, frozenset())]
    seen = {frozenset[Site]()}
    while waiting:
        cost, _, having = heapq.heappop(waiting)
        if any(enough <= having for enough in found):
            continue
        missed = next((clause for clause in clauses if not clause & having), None)
        if missed is None:
            missed = _learned(oracles, having, everything)
            if missed is None:
                found.append(having)
                if len(found) == most:
                    return _sorted(found), False
                continue
            clauses.append(missed)
        for site in sorted(missed):
            more = having | {site}
            if more not in seen:
                seen.add(more)
                heapq.heappush(waiting, (cost + site.cost, next(order), more))
    return _sorted(found), True


def _learned(
    oracles: list[_Oracle], having: frozenset[Site], everything: frozenset[Site]
) -> frozenset[Site] | None:
    """A clause that the set misses: one of these places is needed; None if the set is enough."""
    for oracle in oracles:
        insufficient = oracle.broken(having)
        if insufficient is not None:
            return everything - insufficient
    return None


def _sorted(found: list[frozenset[Site]]) -> tuple[tuple[Site, ...], ...]:
    return tuple(tuple(sorted(item, key=lambda site: (-site.cost, site))) for item in found)


def needed(placement: Placement, number: int, budget: Budget) -> list[Needed]:
    """For each place of one of the sets, what breaks the property without it.

    Args:
        placement: what was found.
        number: which of its sets, from 0.
        budget: for each question.

    Raises:
        UndecidedError: the budget was used up.
    """
    chosen = frozenset(placement.sets[number])
    return [
        Needed(
            site,
            minimal_violation(
                placed(placement.strategy, Sites(chosen - {site})),
                placement.prop,
                placement.kind,
                placement.bounds,
                budget,
                placement.model,
            ),
        )
        for site in placement.sets[number]
    ]
