"""What stands for a user's objects behaves as they do, and tells all that others could see."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from conformance.foreign import rounds
from conformance.foreign.adapter import Adapter
from conformance.foreign.heap import Given, Heap
from conformance.foreign.implementation import Search
from conformance.foreign.outcomes import Failed, Lists, Outcome
from conformance.foreign.reference import ABSENT, keys, length, of_start, slot, words
from conformance.foreign.table import table
from impl.memory import Location
from spec.errors import UsageError

REORDER: Lists = ((1, 2), (2, 1))


class Words:
    """Memory of one thread that nobody else stores to."""

    def __init__(self, held: dict[Location, Any]) -> None:
        self.held = held

    def load(self, location: Location) -> Any:
        """What was stored."""
        return self.held[location]

    def store(self, location: Location, value: Any) -> None:
        """Keep it."""
        self.held[location] = value

    def arrive(self, state: object) -> None:
        """Nobody asks."""


def standing_for(value: object) -> Any:
    """What a thread is given for a value of which every word may change."""
    start = of_start(value)
    grown = [slot("zonelist", at) for at in range(-4, 40)]
    shared = frozenset([*grown, length("zonelist"), keys("zonelist"), *dict(words(start))])
    held: dict[Location, Any] = dict.fromkeys(shared, ABSENT) | dict(words(start))
    memory: Any = Words(held)
    return Heap(memory, "writer", Given(start, shared, set()), standing_for.__code__).start


AT = st.integers(-4, 6)
ZONES = st.lists(st.integers(1, 9), max_size=4)
PARTS = st.builds(slice, st.none() | AT, st.none() | AT, st.sampled_from((None, 1, 2, -1)))
ON_LISTS: st.SearchStrategy[Callable[[Any], object]] = st.one_of(
    st.builds(lambda at: lambda zones: zones[at], AT | PARTS),
    st.builds(lambda at, zone: lambda zones: zones.__setitem__(at, zone), AT, st.integers(1, 9)),
    st.builds(lambda at, new: lambda zones: zones.__setitem__(at, new), PARTS, ZONES),
    st.builds(lambda at: lambda zones: zones.__delitem__(at), AT | PARTS),
    st.builds(lambda at: lambda zones: zones.insert(at, 9), AT),
    st.builds(lambda new: lambda zones: zones.extend(new), ZONES),
    st.builds(lambda new: lambda zones: (zones + new, new + zones, zones == new), ZONES),
    st.builds(lambda zone: lambda zones: zones.remove(zone), st.integers(1, 9)),
    st.sampled_from(
        (
            lambda zones: zones.append(7),
            lambda zones: zones.pop(),
            lambda zones: zones.reverse(),
            lambda zones: zones.sort(key=lambda zone: -zone),
            lambda zones: zones.clear(),
            lambda zones: (len(zones), bool(zones), 3 in zones, zones * 2, repr(zones)),
            lambda zones: (zones.copy(), copy.copy(zones), copy.deepcopy(zones), [*zones]),
            lambda zones: zones.index(2),
        )
    ),
)


def result(call: Callable[[Any], object], value: Any) -> object:
    """What a call returns or raises."""
    try:
        return call(value)
    except (IndexError, KeyError, ValueError) as error:
        return type(error)


@given(ZONES, st.lists(ON_LISTS, max_size=8))
def test_a_watched_list_is_a_list(zones: list[int], calls: list[Callable[[Any], object]]) -> None:
    """Whatever is done to it returns, raises and leaves the same."""
    plain, watched = list(zones), standing_for(list(zones))
    for call in calls:
        assert result(call, watched) == result(call, plain)
        assert list(watched) == plain


ON_DICTS: st.SearchStrategy[Callable[[Any], object]] = st.one_of(
    st.builds(lambda key: lambda table: table[key], AT),
    st.builds(lambda key: lambda table: table.get(key), AT),
    st.builds(lambda key, zone: lambda table: table.__setitem__(key, zone), AT, AT),
    st.builds(lambda key: lambda table: table.__delitem__(key), AT),
    st.builds(lambda key: lambda table: table.setdefault(key, 3), AT),
    st.sampled_from(
        (
            lambda table: list(table.items()),
            lambda table: (len(table), 3 in table, repr(table)),
            lambda table: (table.copy(), copy.copy(table), copy.deepcopy(table)),
        )
    ),
)


@given(st.dictionaries(AT, AT, max_size=3), st.lists(ON_DICTS, max_size=8))
def test_a_watched_dict_is_a_dict(
    table: dict[int, int], calls: list[Callable[[Any], object]]
) -> None:
    """Whatever is done to it returns, raises and leaves the same, in the same order."""
    plain, watched = dict(table), standing_for(dict(table))
    for call in calls:
        assert result(call, watched) == result(call, plain)
        assert list(watched.items()) == list(plain.items())


@dataclass
class Node:
    """One of a chain."""

    zone: int
    after: "Node | None" = None
    kept: list[int] = field(default_factory=list)

    @property
    def doubled(self) -> int:
        """Through a property."""
        return 2 * self.zone

    @doubled.setter
    def doubled(self, twice: int) -> None:
        self.zone = twice // 2


class Slotted:
    """Attributes in slots, one of them unset."""

    __slots__ = ("inner", "later")

    def __init__(self) -> None:
        self.inner = [1]


def test_a_watched_object_is_one_of_its_class() -> None:
    """Its attributes, properties and copies are those of the user's own object."""
    watched: Any = standing_for(Node(1, Node(2), [5]))
    kind: type = watched.__class__
    assert kind is Node
    assert watched.after is watched.after
    assert (watched.zone, watched.doubled, watched.after.zone, watched.kept) == (1, 2, 2, [5])
    watched.doubled = 8
    assert watched.zone == 4
    assert vars(watched)["zone"] == 4
    shallow: Any = copy.copy(watched)
    deep: Any = copy.deepcopy(watched)
    assert (type(shallow), shallow.zone, type(deep.after), deep.kept) == (Node, 4, Node, [5])
    del watched.zone
    assert not hasattr(watched, "zone")
    other: Any = type(watched)(9)
    other.kept = [8]
    del other.after
    assert (vars(other), other.doubled) == ({"zone": 9, "kept": [8]}, 18)
    watched.after = other
    assert (watched.after.zone, list(watched.after.kept)) == (9, [8])
    slotted = standing_for(Slotted())
    assert list(slotted.inner) == [1]
    assert not hasattr(slotted, "later")
    slotted.inner = (1, [2])
    assert list(slotted.inner[1]) == [2]


def adapter(
    read: Callable[[Any], object],
    write: Callable[[Any, list[int]], object],
    start: Callable[[list[int]], object] = list,
    strategy: str = "in_place",
) -> Adapter:
    """An implementation of three functions."""
    return Adapter("mine", strategy, start, write, read)


def chained(zonelist: Node, zones: list[int]) -> None:
    """Goes on with an object under its old name."""
    new = Node(zones[0])
    zonelist.after = new

    new.zone = zones[1]
    new.after = Node(zones[0])


def followed(zonelist: Node) -> Iterator[int]:
    """From one to the next."""
    node: Node | None = zonelist
    while node is not None:
        yield node.zone
        node = node.after


def test_what_is_stored_can_be_seen_by_others_from_then_on() -> None:
    """Whatever name it goes by, and before it is complete."""
    found = Search(adapter(followed, chained, lambda zones: Node(zones[0]))).ways(REORDER)
    assert found.keys() == {(1,), (1, 2), (1, 1), (1, 2, 2), (1, 1, 2)}


def replaced(zonelist: Any, zones: list[int]) -> None:
    """Every slot in turn."""
    zonelist[:] = zones


def indexed(zonelist: Any) -> list[int]:
    """By a counter, in a plain loop."""
    visits = []
    at = 0
    while at < len(zonelist):
        visits.append(zonelist[at])
        at += 1
    return visits


def paired(zonelist: Any) -> tuple[int, ...]:
    """One word is still in the interpreter's hands when the other is loaded."""
    while True:
        return zonelist[0], zonelist[1]


def patient(zonelist: Any) -> Iterator[int]:
    """Waits until the first is not 1, in a generator, up to three times."""
    tries = 0
    while zonelist[0] == 1 and tries < 3:
        tries += 1
    yield zonelist[0]
    yield zonelist[1]


def mapped(zonelist: Any) -> tuple[int, ...]:
    """Words that the interpreter collects on its own."""
    return tuple(map(zonelist.__getitem__, range(2)))


def collected(zonelist: Any) -> tuple[int, ...]:
    """The same by way of a function, in a plain loop."""
    while True:
        visits = tuple(map(lambda at: zonelist[at], range(2)))  # noqa: C417
        if visits:
            return visits


def spread(zonelist: Any) -> list[int]:
    """The same without a call in the loop."""
    visits: list[int] = []
    while not visits:
        visits = [*map(lambda at: zonelist[at], range(2))]  # noqa: C417
    return visits


def iterated(zonelist: Any) -> list[int]:
    """By an iterator, which nobody can look into."""
    ahead = iter(range(2))
    visits = []
    at = next(ahead, None)
    while at is not None:
        visits.append(zonelist[at])
        at = next(ahead, None)
    return visits


def comprised(zonelist: Any) -> list[int]:
    """In a comprehension."""
    return [zone for zone in zonelist if zone]


READERS = (indexed, paired, patient, mapped, collected, spread, iterated, comprised, list)


@pytest.mark.parametrize("read", READERS)
def test_coming_back_changes_no_outcome(
    read: Callable[[Any], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pass that ends by itself has the same outcomes if nothing is told of where it is."""
    found = Search(adapter(read, replaced)).ways(REORDER)
    monkeypatch.setattr(rounds.Rounds, "place", lambda *_given: None)
    assert found.keys() == Search(adapter(read, replaced)).ways(REORDER).keys()
    assert found.keys() == {(1, 2), (2, 1), (1, 1), (2, 2)}


class Counted:
    """A count and a list that is replaced, for readers that wait or try again."""

    def __init__(self, zones: list[int]) -> None:
        self.seq = 0
        self.lock = Lock()
        self.live = list(zones)

    def rebuild(self, zones: list[int]) -> None:
        """With an odd count."""
        self.seq += 1
        self.live = list(zones)
        self.seq += 1

    def stuck(self, zones: list[int]) -> None:
        """With a count that stays odd."""
        self.seq += 1
        self.live = list(zones)

    def is_odd(self) -> bool:
        """Whether the list is being rebuilt."""
        return self.seq % 2 == 1

    def waiting(self) -> Any:
        """Looks once the count is even."""
        while self.is_odd():
            pass
        return self.live

    def trying(self) -> Any:
        """Looks until the count was even and has not moved."""
        while True:
            before = self.seq
            visits = self.live
            if before % 2 == 0 and self.seq == before:
                return visits

    def noting(self) -> Any:
        """The same with what it has seen in a dict and a set."""
        noted: dict[str, Any] = {}
        while True:
            noted["before"] = {self.seq}
            noted["visits"] = self.live
            if noted["before"] == {self.seq} and self.seq % 2 == 0:
                return noted["visits"]

    def holding(self) -> Any:
        """Takes the lock, and takes it again where the list has changed."""
        with self.lock:
            if self.live[0] == 2:
                self.lock.acquire()
            return self.live


@pytest.mark.parametrize(
    ("read", "beside"),
    [
        (Counted.waiting, {(1, 2), (2, 1)}),
        (Counted.trying, {(1, 2)}),
        (Counted.noting, {(1, 2)}),
    ],
)
def test_loops_without_an_end_are_searched_to_the_end(
    read: Callable[[Any], object], beside: set[Outcome]
) -> None:
    """And one that nobody will ever let go on is a failure of its own."""
    assert Search(adapter(read, Counted.rebuild, Counted)).ways(REORDER).keys() == {*REORDER}
    found = Search(adapter(read, Counted.stuck, Counted)).ways(REORDER)
    how = "the reader goes on for ever though nothing changes any more"
    assert found.keys() == {*beside, Failed(how)}


def test_a_lock_that_nobody_gives_back_is_a_deadlock() -> None:
    """The clauses say who waits for what."""

    def write(zonelist: Counted, zones: list[int]) -> None:
        with zonelist.lock:
            zonelist.live = list(zones)

    (failed,) = (
        way
        for way in Search(adapter(Counted.holding, write, Counted)).ways(REORDER).values()
        if isinstance(way.outcome, Failed)
    )
    assert failed.outcome == Failed("nobody can go on: reader waits for lock.locked to be free")
    assert "lock.locked := True" in table(failed)
    assert "held" in table(failed)


class Mixed:
    """Something of everything."""

    def __init__(self, zones: list[int]) -> None:
        self.names = {zone: f"zone {zone}" for zone in zones}
        self.ring = Node(zones[0])
        self.ring.after = self.ring
        self.pair: tuple[object, ...] = (None, [])
        self.same = 7

    def rebuild(self, zones: list[int]) -> None:
        """Change each of them."""
        self.names[zones[0]] = "head"
        del self.names[zones[1]]
        self.ring.zone = zones[0]
        self.pair = (zones, self.ring)
        self.late = Lock()


def test_columns_show_what_each_attribute_leads_to() -> None:
    """And none that stays the same."""
    start = Search(adapter(lambda mixed: mixed.names, Mixed.rebuild, Mixed))
    shown = table(start.way(REORDER, ())).splitlines()
    heads, _, first, *rows = [[cell.strip() for cell in row.split("|")] for row in shown]
    assert heads == ["step", "writer", "names", "ring", "pair", "late", "reader", "visited"]
    assert first[2:6] == ["{1: zone 1, 2: zone 2}", "Node(1, ^, [])", "(., [])", "."]
    last = [[row[at] for row in rows if row[at]][-1] for at in range(2, 6)]
    assert last == ["{2: head}", "Node(2, ^, [])", "(2 1, Node(2, ^, []))", "free"]
    (visiting,) = (row for row in rows if row[-1])
    assert visiting[-2:] == ["keys(names) -> (2)", "2"]


def passed(zonelist: Any, zones: list[int]) -> None:
    """Goes on when the reader has been there."""
    while zonelist[2]:
        pass
    zonelist[:2] = zones


def shows(zonelist: Any) -> list[int]:
    """Lets the writer go on, then looks."""
    zonelist[2] = 0
    return [zonelist[0], zonelist[1]]


def blind(zonelist: Any) -> list[int]:
    """Waits for what nobody does."""
    while zonelist[2]:
        pass
    return [zonelist[0], zonelist[1]]


def test_a_writer_may_wait_for_a_reader() -> None:
    """Which words change is not known before both have run; some that look as if never do not."""

    def start(zones: list[int]) -> list[int]:
        return [*zones, 1]

    met = Search(adapter(shows, passed, start)).ways(REORDER)
    assert met.keys() == {(1, 2), (2, 2), (2, 1), (1, 1)}
    never = Search(adapter(blind, replaced, lambda zones: [*zones, 1])).ways(((1, 2),))
    how = "the reader goes on for ever: nothing that it looks at ever changes"
    assert never.keys() == {Failed(how)}


@given(
    read=st.sampled_from((Counted.waiting, Counted.trying, Counted.noting)),
    turns=st.lists(st.sampled_from(("reader", "writer")), max_size=30),
)
def test_no_schedule_leads_to_what_was_not_found(
    read: Callable[[Any], object], turns: list[str]
) -> None:
    """The search passes over no outcome."""
    search = Search(adapter(read, Counted.rebuild, Counted))
    assert search.way(REORDER, turns).outcome in search.ways(REORDER)


def both_wait(zonelist: Any) -> list[int]:
    """Goes on once the writer has, which waits for it."""
    zonelist[2] = 1
    while zonelist[3]:
        pass
    zonelist[2] = 0
    return [zonelist[0], zonelist[1]]


def waits_too(zonelist: Any, zones: list[int]) -> None:
    """Goes on once no reader is there, with a flag that keeps readers."""
    zonelist[3] = 1
    while zonelist[2]:
        pass
    zonelist[:2] = zones
    zonelist[3] = 0


def test_two_that_wait_for_each_other_are_found() -> None:
    """Though each of them can always take a step."""
    found = Search(adapter(both_wait, waits_too, lambda zones: [*zones, 0, 0])).ways(REORDER)
    how = "from here on the writer and the reader wait for each other for ever"
    assert Failed(how) in found


def _swallows(zonelist: Any) -> object:
    try:
        return list(zonelist)
    except:  # noqa: E722 - as a user's code might
        return None


def test_code_that_catches_everything_catches_nothing_of_ours() -> None:
    """The search stops it in the middle all the same."""
    found: dict[Outcome, Any] = dict(Search(adapter(_swallows, replaced)).ways(REORDER))
    assert found.keys() == {(1, 2), (2, 1), (1, 1), (2, 2)}


def renames(zonelist: Any, zones: list[int]) -> None:
    """Changes a list by the name it had before it was stored."""
    new: list[int] = []
    zonelist[0] = new
    new.extend(zones)


def counts(zonelist: Any) -> list[int]:
    """Counts how often it waits."""
    times = 0
    while zonelist[0] == 1:
        times += 1
    return list(zonelist)


def keeps_a_set(zonelist: Any, zones: list[int]) -> None:
    """Stores what cannot be watched."""
    zonelist[0] = set(zones)


class Common:
    """A list that belongs to the class."""

    live: list[int] = []  # noqa: RUF012 - what is refused

    def __init__(self, zones: list[int]) -> None:
        self.first = zones[0]


class Guarded:
    """Looks after its own attributes."""

    def __init__(self, zones: list[int]) -> None:
        self.zones = zones

    def __setattr__(self, key: str, value: object) -> None:
        object.__setattr__(self, key, value)


class Kind(list[int]):
    """A list of its own kind."""


def in_a_circle(zones: list[int]) -> list[Node]:
    """The same circle twice."""
    node = Node(zones[0])
    node.after = node
    return [node, node]


def rounded(zonelist: Any, zones: list[int]) -> None:
    """Two objects that lead to each other, one stored here and the other there."""
    first, second = Node(zones[0]), Node(zones[1])
    first.after, second.after = second, first
    zonelist[0] = first
    zonelist[1] = second


def other_way_round(zonelist: Any) -> int:
    """From the second to the first."""
    zone: int = zonelist[1].after.zone
    return zone


REFUSED: tuple[tuple[Adapter, str], ...] = (
    (adapter(list, renames), "stores a list in zonelist[0] and then changes it by its old name"),
    (adapter(counts, replaced), "makes more than 1000 accesses in one run"),
    (adapter(other_way_round, rounded, in_a_circle), "a circle of objects is entered at two"),
    (adapter(list, keeps_a_set), "set#w1 is a set, which cannot be watched"),
    (adapter(lambda common: common.live, replaced, Common), "live belongs to the class Common"),
    (adapter(list, replaced, Guarded), "the zonelist is a conformance.test_watched.Guarded"),
    (adapter(list, replaced, lambda zones: [Kind(zones)]), "zonelist[0] is a conformance."),
    (adapter(list, replaced, lambda zones: [iter(zones)]), "zonelist[0] is a list_iterator"),
    (adapter(list, replaced, lambda zones: [zones.append]), "zonelist[0] is a builtin_function"),
    (adapter(list, replaced, len), "start() returns 2, in which nothing can change"),
    (adapter(list, replaced, lambda zones: zones[2]), "start([1, 2]) raises"),
)


@pytest.mark.parametrize(("mine", "why"), REFUSED, ids=[why for _, why in REFUSED])
def test_what_cannot_be_watched_is_refused(mine: Adapter, why: str) -> None:
    """With a sentence that names the place."""
    with pytest.raises(UsageError) as refused:
        Search(mine).ways(REORDER)
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)
