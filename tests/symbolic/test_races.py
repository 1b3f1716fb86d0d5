"""Races: what is reported is flagged by the literal axioms, what is not reported never is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from spec.axioms.check import allowed, flags, racing_pairs
from spec.axioms.graph import Graph, Node
from spec.errors import DisagreementError
from spec.instance import Bounds
from spec.kernel.zonelist import ZONEREFS
from spec.program import Program, unroll
from spec.races import search as searching
from spec.races.drawing import drawn
from spec.races.reasons import needed
from spec.races.search import RaceSearch, UndecidedError
from spec.races.skeleton import skeleton
from spec.races.survey import LARGEST, Races, races
from spec.search.solver import Budget
from spec.strategies import ALL
from spec.term import Bool, all_of, at_most, equal, negate
from spec.values import Between
from spec.vocabulary import Fence, Reader, Strategy, Writer

PAGES = {strategy.name: strategy for strategy in ALL}
SMALL = Bounds(2, 1, 1, 1)
BOTH = ["zonerefs[].zone", "zonerefs[].zone_idx"]
COPIES = ["A[].zone", "A[].zone_idx", "B[].zone", "B[].zone_idx"]
STOPPING = [name for name in PAGES if name.startswith("stop_machine")]


def found(strategy: Strategy, bounds: Bounds = LARGEST) -> Races:
    """What the survey says about one page."""
    return races(strategy, bounds)


def words(row: Races) -> list[str]:
    """The words that race."""
    return [race.word for race in row.races]


@pytest.mark.parametrize(
    "name",
    [
        "in_place",
        "in_place_from_head",
        "in_place_null_first",
        "append_copy",
        "append_copy_wmb",
        "append_copy_rmb",
        "append_copy_from_head",
        "append_copy_grace",
        "append_copy_grace_cached",
        "seqcount_everywhere",
        "seqcount_slow_path",
    ],
)
def test_a_list_that_is_overwritten_under_readers_races_in_both_words(name: str) -> None:
    """Barriers between accesses of one CPU, and a count, do not make them marked."""
    row = found(PAGES[name])
    assert words(row) == BOTH
    assert {race.writer_wants for race in row.races} == {"WRITE_ONCE"}
    assert {race.reader_wants for race in row.races} == {"READ_ONCE"}


def test_one_word_races_as_one_word() -> None:
    """A zoneref that cannot be torn still wants its annotations."""
    assert words(found(PAGES["in_place_one_word"])) == ["zonerefs[]"]


@pytest.mark.parametrize("name", STOPPING)
def test_a_stopped_machine_orders_everything(name: str) -> None:
    """It is a full barrier on every CPU, whatever a preempted walk makes of the slots."""
    row = found(PAGES[name])
    assert (row.races, row.ordered_by) == ([], ("stop_machine()",))


def test_a_lock_orders_by_its_acquires_and_releases() -> None:
    """Neither can be left out."""
    row = found(PAGES["rwlock"])
    assert (row.races, row.ordered_by) == ([], ("the acquire of cnts", "the release of cnts"))


def test_a_slot_kept_outside_the_lock_is_still_read_under_it() -> None:
    """What is wrong with rwlock_cached is no data race."""
    assert not found(PAGES["rwlock_cached"], Bounds(2, 1, 1, 1)).races


def test_publishing_with_a_grace_period_races_nowhere() -> None:
    """It takes the section, the grace period, the release and the address dependency."""
    row = found(PAGES["copy_swap_grace"])
    assert row.races == []
    assert row.ordered_by == (
        "rcu_read_lock()",
        "synchronize_rcu()",
        "the release of live",
        "the address loaded from live",
    )


@pytest.mark.parametrize("name", ["rwlock", "copy_swap_grace"])
def test_a_second_reader_changes_nothing(name: str) -> None:
    """Through another reader's lock or section no race comes about."""
    assert not found(PAGES[name], replace(LARGEST, readers=2)).races


def test_without_a_grace_period_both_copies_race() -> None:
    """The first when it is freed, the second when the next rebuild frees it."""
    row = found(PAGES["copy_swap"])
    assert words(row) == COPIES
    assert [race.rebuild for race in row.races] == [1, 1, 2, 2]
    assert words(found(PAGES["copy_swap"], SMALL)) == COPIES[:2]


def test_a_slot_kept_over_the_grace_period_races_in_the_slow_path_alone() -> None:
    """A pass finds its array in its own section; a later try uses the address of an earlier one."""
    row = found(PAGES["copy_swap_grace_cached"])
    assert words(row) == COPIES
    assert {race.reader for race in row.races} == {"allocation"}


@pytest.mark.parametrize("name", ["seqcount_everywhere", "seqcount_latch"])
def test_a_checked_pass_races_even_when_it_is_accepted(name: str) -> None:
    """smp_rmb() and smp_wmb() make it right, not ordered: no store follows the reader's loads."""
    row = found(PAGES[name])
    assert row.races
    assert row.rechecked
    assert row.accepted


def test_a_fixed_list_is_never_stored_to() -> None:
    """There is nothing to race with; what zones gain and lose is marked."""
    row = found(PAGES["list_all_zones"])
    assert (row.races, row.shared, row.ordered_by) == ([], 0, ())


def test_a_reader_that_forgets_the_lock_races() -> None:
    """rwlock, but for read_lock() in the reader."""
    careless = replace(PAGES["rwlock"], walk=PAGES["in_place_from_head"].walk)
    assert words(found(careless)) == BOTH


def release(w: Writer) -> None:
    """Overwrite the list with releases."""
    for slot, zone in w.new_list():
        w.store(ZONEREFS[slot].zone, zone, order="release")
        w.store(ZONEREFS[slot].zone_idx, zone.idx, order="release")


def acquire(r: Reader, _preferred: None) -> None:
    """Walk with acquires."""
    r.walk(ZONEREFS, between=Between(acquire_idx=True, acquire_zone=True))


def test_only_the_plain_side_wants_an_annotation() -> None:
    """An acquire or a release is marked already, and both together do not race."""
    in_place = replace(PAGES["in_place_from_head"], name="own")
    (race, _) = found(replace(in_place, writer=release)).races
    assert (race.writer_wants, race.reader_wants) == ("", "READ_ONCE")
    (race, _) = found(replace(in_place, walk=acquire)).races
    assert (race.writer_wants, race.reader_wants) == ("WRITE_ONCE", "")
    assert not found(replace(in_place, walk=acquire, writer=release)).races


def publish(w: Writer) -> None:
    """A rebuild that is announced and never awaited; a barrier more than it takes."""
    PAGES["copy_swap_grace"].writer(w)
    w.fence(Fence.MB)


def test_what_is_not_needed_is_not_named() -> None:
    """A barrier behind everything orders nothing that matters."""
    page = replace(PAGES["copy_swap_grace"], writer=publish)
    assert "smp_mb()" not in needed(lambda: unroll(page, "pass", SMALL), Budget())


# --- the search against complete executions ---------------------------------------------


def pinned(program: Program) -> Bool:
    """Two zones that change places once, and a request that takes up both."""
    instance = program.instance
    before, after = instance.lists[:2]
    return all_of(
        equal(instance.used, 1),
        *(equal(instance.zone(word), zone) for word, zone in zip(before, (1, 2), strict=True)),
        *(equal(instance.zone(word), zone) for word, zone in zip(after, (2, 1), strict=True)),
        *(equal(kind, 0) for kind in (*instance.types, *instance.nodes)),
        negate(instance.masked),
        *(negate(here) for here in instance.mask),
        at_most(instance.limit, 0),
    )


def executions(looking: RaceSearch) -> Iterator[tuple[Graph, dict[int, int]]]:
    """Every allowed execution of the pinned instance, told apart by what takes place and rf."""
    structure, solver = looking.program.structure, looking._solver
    solver.add(pinned(looking.program))
    while solver.check().satisfiable:
        drawing = drawn(structure, solver.value, marked_only=False)
        marked = skeleton(structure, solver.value).holds
        taken = [
            event.guard if solver.value(event.guard) else negate(event.guard)
            for event in structure.events
        ]
        chosen = [
            next(item.chosen for item in sources if solver.value(item.chosen))
            for load, sources in structure.sources.items()
            if solver.value(structure.events[load].guard)
        ]
        forbidden = allowed(drawing.graph, "lkmm")
        assert forbidden is None or forbidden.axiom == "plain-coherence"
        if forbidden is None:
            yield drawing.graph, {node: event for event, node in drawing.place.items()}
        solver.add(negate(all_of(marked, *taken, *chosen)))


@pytest.mark.parametrize(
    "name",
    [
        "stop_machine_preempt",
        pytest.param("stop_machine_restart", marks=pytest.mark.slow),
        "in_place_from_head",
        pytest.param("append_copy_from_head", marks=pytest.mark.slow),
        "seqcount_everywhere",
        pytest.param("seqcount_latch", marks=pytest.mark.slow),
        "copy_swap",
        "copy_swap_grace",
        "rwlock",
    ],
)
def test_the_same_pairs_race_in_complete_executions(name: str) -> None:
    """What only the marked part decides, who reads from whom does not change."""
    program = unroll(PAGES[name], "pass", SMALL)
    racing: set[tuple[int, int]] = set()
    for graph, event in executions(RaceSearch(program)):
        pairs = racing_pairs(graph)
        assert bool(pairs) == ("data-race" in flags(graph))
        racing |= {tuple(sorted((event[a], event[b]))) for a, b in pairs}  # type: ignore[misc]
    looking = RaceSearch(unroll(PAGES[name], "pass", SMALL))
    given = pinned(looking.program)
    said = {
        (store.index, load.index)
        for store, load in looking.pairs()
        if looking.race(store, load, given) is not None
    }
    assert said == racing


def test_the_example_is_flagged_by_the_literal_axioms() -> None:
    """The execution is allowed, and the store and the load in it are among the racing pairs."""
    looking = RaceSearch(unroll(PAGES["in_place"], "pass", SMALL))
    store, load = looking.pairs()[0]
    graph = looking.race(store, load)
    assert graph is not None
    assert allowed(graph, "lkmm") is None
    assert "data-race" in flags(graph)
    assert "zonerefs[0].zone" in {
        graph.nodes[event].location for pair in racing_pairs(graph) for event in pair
    }


def test_a_race_that_the_axioms_do_not_see_is_a_disagreement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The search and the literal axioms must say the same."""
    monkeypatch.setattr(searching, "racing_pairs", lambda _graph: frozenset())
    with pytest.raises(DisagreementError, match=r"zonerefs\[0\]\.zone races .* has no such race"):
        found(PAGES["in_place"])
    monkeypatch.setattr(searching, "allowed", _forbids)
    with pytest.raises(DisagreementError, match="is forbidden by happens-before"):
        found(PAGES["in_place"])


def _forbids(_graph: Graph, _model: str) -> object:
    return type("Violation", (), {"axiom": "happens-before"})()


def test_a_question_that_costs_too_much_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """The row says why, and claims nothing."""
    row = races(PAGES["rwlock"], LARGEST, Budget(rlimit=1))
    assert "budget" in row.undecided
    monkeypatch.setattr(searching, "MOST_SKELETONS", 1)
    looking = RaceSearch(unroll(PAGES["rwlock"], "pass", SMALL))
    with pytest.raises(UndecidedError, match="more than 1 marked parts: lower a bound"):
        looking.race(*looking.pairs()[0])


def test_an_address_in_front_of_a_write_barrier_counts_as_marked() -> None:
    """``addr ; [Plain] ; wmb`` orders marked accesses by way of a plain one (ppo)."""

    @contextmanager
    def barrier(r: Reader) -> Iterator[None]:
        yield
        r.fence(Fence.WMB)

    def walk(r: Reader, _preferred: None) -> None:
        with barrier(r):
            PAGES["copy_swap"].walk(r, None)

    plain = RaceSearch(unroll(PAGES["copy_swap"], "pass", SMALL))
    fenced = RaceSearch(unroll(replace(PAGES["copy_swap"], walk=walk), "pass", SMALL))
    sizes = []
    for looking in (plain, fenced):
        assert looking._solver.check(pinned(looking.program)).satisfiable
        holds = skeleton(looking.program.structure, looking._solver.value).holds
        sizes.append(len(getattr(holds, "arguments", ())))
    assert sizes[1] > sizes[0]


def test_racing_pairs_name_store_and_load() -> None:
    """One plain store, one plain load, nothing else: the read that misses it races with it."""
    graph = Graph(
        [
            Node(0, -1, "W", "x", 0, frozenset({"initial", "once"})),
            Node(1, 0, "W", "x", 1, frozenset({"plain"})),
            Node(2, 1, "R", "x", 0, frozenset({"plain"})),
        ],
        rf={2: 0},
        co={"x": [0, 1]},
    )
    assert racing_pairs(graph) == {(2, 1)}
    graph.rf[2] = 1
    assert racing_pairs(graph) == {(1, 2)}
    graph.nodes[1:] = [replace(node, tags=frozenset({"once"})) for node in graph.nodes[1:]]
    assert racing_pairs(graph) == frozenset()
