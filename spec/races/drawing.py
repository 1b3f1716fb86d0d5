"""The solver's execution of a page as a graph, whole or only its marked part."""

from collections.abc import Callable
from dataclasses import dataclass, field

from spec.axioms.graph import Graph, Node, Stop
from spec.coherence import Coherence
from spec.events import Event, Structure
from spec.grace import places, standstill
from spec.relation import is_load, is_store
from spec.replayed_graph import TAGS
from spec.term import Bool, Number, Value
from spec.words import Location

PLAIN = "plain"


def is_plain(event: Event) -> bool:
    """The event is a plain access."""
    return PLAIN in event.tags


@dataclass(slots=True)
class Drawing:
    """A graph and where the structure's events are in it.

    Attributes:
        graph: the execution.
        place: for each event of the structure that is in it, its node.
    """

    graph: Graph = field(default_factory=Graph)
    place: dict[int, int] = field(default_factory=dict)


def drawn(
    structure: Structure, value: Callable[[Bool | Number], Value], *, marked_only: bool
) -> Drawing:
    """The execution that the solver found.

    Args:
        structure: the events.
        value: the value of a term in the solver's model.
        marked_only: draw who reads from whom for marked accesses only, and all plain accesses that
            there may be: what the marked ones order does not depend on which take place.
    """
    drawing = Drawing()
    graph, place = drawing.graph, drawing.place

    def linked(event: Event) -> bool:
        return not (marked_only and is_plain(event))

    events = [
        event
        for event in structure.events
        if not event.ghost
        and (event.location is not None or event.action in TAGS)
        and (value(event.guard) if linked(event) else event.guard is not False)
    ]
    words = {event.location: None for event in events if event.location and linked(event)}
    first: dict[Location, int] = {}
    for word in words:
        first[word] = len(graph.nodes)
        tags = frozenset({"initial", "once"})
        graph.nodes.append(Node(len(graph.nodes), -1, "W", str(word), 0, tags))
    halves = {event.pair for event in events}
    for event in events:
        place[event.index] = len(graph.nodes)
        ordered = bool(value(event.takes_effect))
        graph.nodes.append(_node(event, len(graph.nodes), halves, ordered=ordered))
        for pairs, loads in (
            (graph.addr, event.address),
            (graph.data, event.data),
            (graph.ctrl, event.control),
        ):
            pairs |= {(place[load], place[event.index]) for load in loads if load in place}
        if event.pair is not None:
            graph.rmw.add((place[event.pair], place[event.index]))
    graph.addr |= {
        (place[load], place[access])
        for load, access, holds in structure.dependencies
        if load in place and access in place and value(holds)
    }
    for event in events:
        if is_load(event) and linked(event):
            assert event.location is not None
            chosen = next(item for item in structure.sources[event.index] if value(item.chosen))
            graph.rf[place[event.index]] = (
                first[event.location] if chosen.store is None else place[chosen.store.index]
            )
    coherence = Coherence(structure)
    for word, initial in first.items():
        stores = [event for event in structure.stores(word) if event.index in place]
        ranks = {
            event.index: sum(
                bool(value(coherence.before(other, event))) for other in stores if other != event
            )
            for event in stores
        }
        stores.sort(key=lambda event: ranks[event.index])
        graph.co[str(word)] = [initial, *(place[event.index] for event in stores)]
    _stops(structure, value, drawing)
    return drawing


def _node(event: Event, index: int, halves: set[int | None], *, ordered: bool) -> Node:
    if event.location is None:
        return Node(index, event.thread, "F", tags=frozenset({TAGS[event.action]}))
    tags: set[str] = {PLAIN} if is_plain(event) else {event.order if ordered else "once"}
    if event.pair is not None or event.index in halves:
        tags.add("rmw")
    kind = "W" if is_store(event) else "R"
    return Node(index, event.thread, kind, str(event.location), 0, frozenset(tags))


def _stops(structure: Structure, value: Callable[[Bool | Number], Value], drawing: Drawing) -> None:
    place = drawing.place
    for block, guard in structure.stops.items():
        if not value(guard):
            continue
        inside = {event.index for event in structure.events if event.block == block}
        own = {structure.events[index].thread for index in inside}
        before: dict[int, int] = {}
        for thread in {event.thread for event in structure.events} - own:
            events = [event for event in structure.events if event.thread == thread]
            points = places(events, structure.sections)
            stop = int(value(standstill(block, thread, points)))
            before[thread] = sum(
                points[event.index] < stop for event in events if event.index in place
            )
        nodes = frozenset(place[index] for index in inside if index in place)
        drawing.graph.stops.append(Stop(nodes, before))
