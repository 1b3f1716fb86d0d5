"""Lists, masks, requests, pages and schedules for Hypothesis, each drawn as one value."""

from typing import NamedTuple

import hypothesis.strategies as st

from spec.instance import KINDS, Bounds
from spec.scenario import Scenario
from spec.vocabulary import Strategy

BOUNDS = Bounds(readers=1)
"""What is drawn stays inside the bounds that verdicts are given for."""

Lists = tuple[tuple[int, ...], ...]
Pages = tuple[int | None, ...]


class Rebinds(NamedTuple):
    """Masks in turn, and whose the request's policy is.

    Attributes:
        mems: the versions of the cpuset, or of the only mask.
        policies: as many of the policy, each a part of the cpuset.
        owner: ``none``, ``task`` or ``vma``.
    """

    mems: tuple[frozenset[int], ...]
    policies: tuple[frozenset[int], ...]
    owner: str


class Request(NamedTuple):
    """A request, and the zones it is judged against.

    Attributes:
        types: the type of each zone.
        nodes: the node of each zone.
        limit: ``highest_zoneidx``.
        mask: the nodemask, None for none.
    """

    types: tuple[int, ...]
    nodes: tuple[int, ...]
    limit: int
    mask: frozenset[int] | None


class Drawn(NamedTuple):
    """Everything that a scenario is made of, whatever moves in it."""

    lists: Lists
    rebound: Rebinds
    listed: int
    asked: Request
    from_pass: Pages
    schedule: str
    bounds: Bounds

    def scenario(self, strategy: Strategy, reader: str) -> Scenario:
        """Return the scenario of a strategy and a reader."""
        if strategy.moves == "masks":
            return scenario_of_masks(
                strategy,
                reader,
                self.rebound,
                listed=self.listed,
                asked=self.asked,
                from_pass=self.from_pass,
                schedule=self.schedule,
                bounds=self.bounds,
            )
        return scenario(
            strategy,
            reader,
            self.lists,
            asked=self.asked,
            from_pass=self.from_pass,
            schedule=self.schedule,
            bounds=self.bounds,
        )


def everything(bounds: Bounds = BOUNDS) -> st.SearchStrategy[Drawn]:
    """What a scenario of any strategy is made of."""
    return st.builds(
        Drawn,
        rebuilds(bounds),
        rebinds(bounds),
        st.integers(1, bounds.zones),
        requests(bounds),
        pages(bounds),
        schedules(),
        st.just(bounds),
    )


@st.composite
def rebuilds(draw: st.DrawFn, bounds: Bounds = BOUNDS) -> Lists:
    """L0 and the lists that replace it in turn, by rebuilds that are all of one kind."""
    kind = draw(st.sampled_from(KINDS[::-1]))
    lists = [draw(_listings(bounds.zones))]
    for _ in range(draw(st.integers(0, bounds.rebuilds))):
        old = lists[-1]
        missing = [zone for zone in range(1, bounds.zones + 1) if zone not in old]
        if kind == "online" and missing:
            new = old
            for zone in missing[: draw(st.integers(1, len(missing)))]:
                at = draw(st.integers(0, len(new)))
                new = (*new[:at], zone, *new[at:])
        elif kind == "offline" and len(old) > 1:
            kept = draw(st.sets(st.sampled_from(old), min_size=1, max_size=len(old) - 1))
            new = tuple(zone for zone in old if zone in kept)
        elif kind == "reorder" and len(old) > 1:
            new = tuple(draw(st.permutations(old).filter(lambda other: tuple(other) != old)))  # noqa: B023
        else:
            new = draw(_listings(bounds.zones))
        lists.append(new)
    return tuple(lists)


def _listings(zones: int) -> st.SearchStrategy[tuple[int, ...]]:
    """One list: some of the zones in some order."""
    numbers = st.sampled_from(range(1, zones + 1))
    return st.lists(numbers, min_size=1, max_size=zones, unique=True).map(tuple)


@st.composite
def rebinds(draw: st.DrawFn, bounds: Bounds = BOUNDS) -> Rebinds:
    """Masks that are rebound in turn; there is a node for each zone."""
    nodes = st.sampled_from(range(bounds.zones))
    count = 1 + draw(st.integers(0, bounds.rebuilds))
    mems = tuple(draw(st.frozensets(nodes, min_size=1)) for _ in range(count))
    policies = tuple(
        draw(st.frozensets(st.sampled_from(sorted(each)), min_size=1)) for each in mems
    )
    return Rebinds(mems, policies, draw(st.sampled_from(("none", "task", "vma"))))


def requests(bounds: Bounds = BOUNDS) -> st.SearchStrategy[Request]:
    """Any request and any zones; types reach further than the two classes the search has."""
    each = [st.integers(0, 3)] * bounds.zones
    nodes = [st.integers(0, 2)] * bounds.zones
    mask = st.none() | st.frozensets(st.integers(0, 2))
    limit = st.sampled_from((3, 2, 1, 0))
    return st.builds(Request, st.tuples(*each), st.tuples(*nodes), limit, mask)


def pages(bounds: Bounds = BOUNDS) -> st.SearchStrategy[Pages]:
    """From which pass on each zone has pages, up to the last look of the third round."""
    first = st.none() | st.integers(0, 3 * (bounds.tries + 1))
    return st.tuples(*[first] * bounds.zones)


def schedules() -> st.SearchStrategy[str]:
    """Who goes, run-length coded as in a replay: a few long turns; then the reader goes on."""
    turns = st.tuples(st.integers(0, 15), st.integers(1, 30))
    return st.lists(turns, max_size=7).map(
        lambda drawn: "".join(f"r{reads}w{writes}" for reads, writes in drawn) or "r1"
    )


def scenario(
    strategy: Strategy,
    reader: str,
    lists: Lists,
    *,
    asked: Request,
    from_pass: Pages,
    schedule: str,
    bounds: Bounds = BOUNDS,
) -> Scenario:
    """What was drawn, as one scenario.

    Zones are renamed so that L0 is 1, 2, 3, ... as everywhere in the spec. Where the list is
    fixed, it has every zone, each rebuild becomes an event of the zone at its head, and the
    zones that would have pages from pass 0 on have some at first.
    """
    order = list(dict.fromkeys(zone for names in lists for zone in names))
    order += [zone for zone in range(1, bounds.zones + 1) if zone not in order]
    name = {zone: at for at, zone in enumerate(order, 1)}
    renamed = tuple(tuple(name[zone] for zone in names) for names in lists)
    events: tuple[int, ...] = ()
    before: tuple[bool, ...] = ()
    if strategy.moves == "pages":
        events = tuple(names[0] for names in renamed[1:])
        before = tuple(from_pass[zone - 1] == 0 for zone in order)
        renamed = (tuple(range(1, bounds.zones + 1)),)
    never = reader == "pass" or strategy.moves == "pages"
    return Scenario(
        strategy=strategy.name,
        prop="drawn",
        reader=reader,
        lists=renamed,
        types=tuple(asked.types[zone - 1] for zone in order),
        nodes=tuple(asked.nodes[zone - 1] for zone in order),
        limit=asked.limit,
        mask=asked.mask,
        pages_from=tuple(None if never else from_pass[zone - 1] for zone in order),
        schedule=schedule,
        tries=bounds.tries,
        events=events,
        pages_before=before,
    )


def scenario_of_masks(
    strategy: Strategy,
    reader: str,
    rebound: Rebinds,
    *,
    listed: int,
    asked: Request,
    from_pass: Pages,
    schedule: str,
    bounds: Bounds = BOUNDS,
) -> Scenario:
    """What was drawn, as one scenario of a strategy whose masks move.

    Args:
        strategy: the page.
        reader: of the scenario.
        rebound: the masks.
        listed: how many zones the list has; the others are in none.
        asked: the request; its own mask is left out.
        from_pass: from which pass on each zone has pages.
        schedule: who goes.
        bounds: what was drawn is inside.
    """
    versions = (rebound.policies, rebound.mems)[-len(strategy.masks) :]
    names = [mask.name for mask in strategy.masks]
    return Scenario(
        strategy=strategy.name,
        prop="drawn",
        reader=reader,
        lists=(tuple(range(1, max(1, min(listed, bounds.zones)) + 1)),),
        types=asked.types,
        nodes=tuple(min(node, bounds.zones - 1) for node in asked.nodes),
        limit=asked.limit,
        mask=None,
        pages_from=(None,) * bounds.zones if reader == "pass" else from_pass,
        schedule=schedule,
        tries=bounds.tries,
        masks=tuple(zip(names, versions, strict=True)),
        policy=rebound.owner if len(names) > 1 else "none",
    )
