"""Unrolled programs: what is left out of them makes no difference."""

from dataclasses import replace

import pytest

from spec.instance import KINDS, Bounds
from spec.kernel.qrwlock import CNTS
from spec.kernel.seqcount import SEQ, write_seqcount_begin, write_seqcount_end
from spec.kernel.zonelist import ZONEREFS, first, rebuild_in_place, walk
from spec.program import last_pass, unroll
from spec.properties import PROPERTIES
from spec.search.question import Case, Inquiry, readers_for
from spec.search.solver import Budget
from spec.strategies import ALL
from spec.verdict import REFUTED
from spec.vocabulary import Condition, Loaded, Place, Reader, Strategy, Writer, choose

pytestmark = pytest.mark.untraced

SMALL = Bounds(zones=2, rebuilds=1, tries=2, readers=1)
LEAST = Bounds(zones=2, rebuilds=1, tries=1, readers=1)
LARGER = Bounds(zones=3, rebuilds=2, tries=2, readers=1)

PAGES = {strategy.name: strategy for strategy in ALL}
RETRYING = [
    PAGES[name]
    for name in (
        "seqcount_everywhere",
        "seqcount_slow_path",
        "seqcount_latch",
        "stop_machine_restart",
        "stop_machine_nopreempt_restart",
    )
]

each_page = pytest.mark.parametrize("strategy", ALL, ids=lambda strategy: strategy.name)


def _count_unwaited(r: Reader) -> Loaded:
    return r.load(SEQ)


def _count_moved(r: Reader, cookie: Loaded) -> Condition:
    return r.load(SEQ) != cookie


def _count_first(w: Writer) -> None:
    write_seqcount_begin(w)
    rebuild_in_place(w)


def _count_last(w: Writer) -> None:
    rebuild_in_place(w)
    write_seqcount_end(w)


def _weak(name: str, **what: object) -> Strategy:
    """The mainline slow path with something left out, so that restarts protect less."""
    whole = PAGES["seqcount_slow_path"]
    weak = {"begin": _count_unwaited, "moved": _count_moved, **what}
    return replace(whole, name=name, **weak)  # type: ignore[arg-type]


WEAK = [
    _weak("count_before_only", writer=_count_first),
    _weak("count_after_only", writer=_count_last),
    _weak("no_wait_for_even"),
    _weak("no_count", writer=rebuild_in_place),
    _weak("no_cached_slot", writer=_count_last, first=None),
    replace(
        PAGES["seqcount_everywhere"],
        name="retries_before_a_bare_slow_path",
        first=first,
        moved=_count_moved,
        begin=_count_unwaited,
        walk=walk,
        writer=_count_first,
    ),
]


def refutations(
    strategy: Strategy, bounds: Bounds, *, attempts: int = 1, essence: bool = False
) -> set[tuple[str, str, str]]:
    """Reader, property and kind of every violation there is."""
    found: set[tuple[str, str, str]] = set()
    for reader in ("pass", "allocation"):
        inquiry = Inquiry(unroll(strategy, reader, bounds, attempts, essence=essence), Budget())
        for prop in PROPERTIES:
            if reader in prop.readers and prop.applies(strategy):
                for kind in KINDS:
                    answer = inquiry.violated(prop, kind)
                    assert answer.satisfiable is not None
                    if answer.satisfiable:
                        found.add((reader, prop.name, kind))
    return found


def test_passes_are_numbered_through() -> None:
    """A round has its tries and one last look."""
    assert last_pass(Bounds(tries=2), 1) == 3
    assert last_pass(Bounds(tries=3), 2) == 8


@pytest.mark.parametrize(
    "attempts", [2, pytest.param(3, marks=pytest.mark.slow)], ids=["twice", "three times"]
)
@pytest.mark.parametrize("strategy", [*RETRYING, *WEAK], ids=lambda strategy: strategy.name)
def test_discarded_attempts_leave_nothing_behind(strategy: Strategy, attempts: int) -> None:
    """Going round a retry loop again violates nothing that going round once does not."""
    bounds = replace(SMALL, rebuilds=2)
    once = refutations(strategy, bounds)
    assert refutations(strategy, bounds, attempts=attempts) == once


def test_retries_are_unrolled_as_often_as_asked() -> None:
    """A retry is possible, a second one only where a second attempt is unrolled."""
    for attempts in (1, 2, 3):
        program = unroll(PAGES["seqcount_everywhere"], "pass", SMALL, attempts)
        loads = [event for event in program.structure.events if event.action == "wait"]
        assert len(loads) == attempts
        inquiry = Inquiry(program, Budget())
        assert inquiry.solver.check(program.run.retried).satisfiable is True
        completed = inquiry.solver.check(program.run.retried, program.run.completed())
        assert completed.satisfiable is (attempts > 1)


@each_page
def test_the_essence_of_an_allocation_proves_all_of_it(strategy: Strategy) -> None:
    """What is violated is violated without the fast path and the earlier tries, too."""
    whole = {item for item in refutations(strategy, SMALL) if item[0] == "allocation"}
    essence = refutations(strategy, SMALL, essence=True)
    assert whole <= {item for item in essence if item[0] == "allocation"}


@pytest.mark.slow
@each_page
def test_the_essence_proves_what_holds_of_three_zones(strategy: Strategy) -> None:
    """At 3 zones and 2 rebuilds, too, what the essence excludes does not happen."""
    whole = {item for item in refutations(strategy, LARGER) if item[0] == "allocation"}
    assert whole <= refutations(strategy, LARGER, essence=True)


@each_page
def test_a_second_reader_changes_nothing(strategy: Strategy) -> None:
    """Two readers violate what one violates, wherever a reader stores and where it does not."""
    one, two = (
        {
            (prop.name, kind): verdict.word
            for prop in PROPERTIES
            if prop.applies(strategy)
            for kind, verdict in case.decide(prop).items()
        }
        for case in (Case(strategy, replace(LEAST, readers=readers)) for readers in (1, 2))
    )
    assert one == two


def _lock(writer_bit: int, bias: int) -> Strategy:
    """A read-write lock with these constants."""

    def rebuild(w: Writer) -> None:
        w.update(CNTS, when=lambda v: v == 0, change=lambda _v: writer_bit, order="acquire")
        rebuild_in_place(w)
        w.store(CNTS, 0, order="release")

    def locked_walk(r: Reader, kept: Place | None) -> None:
        r.update(
            CNTS, when=lambda v: (v & writer_bit) == 0, change=lambda v: v + bias, order="acquire"
        )
        r.walk(kept or ZONEREFS)
        r.update(CNTS, when=lambda v: v > writer_bit, change=lambda v: v - bias, order="release")

    return replace(PAGES["rwlock_cached"], writer=rebuild, walk=locked_walk, first=first)


@pytest.mark.parametrize(("writer_bit", "bias"), [(3, 4), (0xFF, 0x200)])
@pytest.mark.parametrize("readers", [1, 2])
def test_the_constants_of_a_lock_do_not_matter(writer_bit: int, bias: int, readers: int) -> None:
    """A word that is updated holds whatever is stored, such as the kernel's own lock bits."""
    bounds = replace(LEAST, readers=readers)
    cases = [Case(strategy, bounds) for strategy in (_lock(1, 2), _lock(writer_bit, bias))]
    for prop in PROPERTIES:
        if prop.applies(PAGES["rwlock_cached"]):
            one, other = (case.decide(prop) for case in cases)
            assert one == other


@pytest.mark.parametrize("chosen", [False, True])
def test_choosing_between_a_place_and_itself_changes_nothing(chosen: bool) -> None:
    """A place keeps the life it came with when it is one of two that a condition chooses from."""
    whole = PAGES["copy_swap"]
    (live,) = whole.pointers

    def rebuild(w: Writer) -> None:
        whole.writer(w)
        write_seqcount_end(w)

    def chosen_walk(r: Reader, _kept: None) -> None:
        with r.rcu_section():
            count = r.load(SEQ)
            here = r.dereference(live)
            r.walk(choose(count == 0, here, here) if chosen else here)

    case = Case(replace(whole, cells=(SEQ,), writer=rebuild, walk=chosen_walk), LEAST)
    refuted = {
        prop.name for prop in PROPERTIES if case.decide(prop, ("any",))["any"].word == REFUTED
    }
    assert refuted == {"no_use_after_free"}


def test_two_readers_where_a_reader_stores_or_is_waited_for() -> None:
    """Locks and RCU sections are asked about with two readers, all else with one."""
    two = {strategy.name for strategy in ALL if readers_for(strategy) == 2}
    assert two == {
        "append_copy_grace",
        "append_copy_grace_cached",
        "copy_swap",
        "copy_swap_grace",
        "copy_swap_grace_cached",
        "rwlock",
        "rwlock_cached",
    }


def test_memory_begins_with_the_first_list() -> None:
    """Every word of every array, cell and pointer has an initial value; a spare array is empty."""
    program = unroll(PAGES["copy_swap"], "pass", SMALL)
    initial = {str(location): value for location, value in program.structure.initial.items()}
    assert len(initial) == 2 * 2 * (SMALL.zones + 1) + 1
    assert initial["live"] == 0
    assert initial["B[0].zone"] == 0
    assert initial["A[2].zone"] == 0
