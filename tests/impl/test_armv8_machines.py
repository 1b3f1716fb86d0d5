"""The two machines of ARMv8: updates, sections, stopped machines, and what schedules look like."""

import pytest

from impl.exhaustive import ends
from impl.machine import MachineName
from impl.memory import Location, Memory, Order, Stores, Value
from impl.realization import realized
from impl.schedule import DeadlockError, ScheduleError, in_order, replay
from impl.scheduler import Program, run
from impl.trace import Step

W, X, Y, Z = map(Location, "wxyz")
ZERO = {W: 0, X: 0, Y: 0, Z: 0}


def is_any(value: Value) -> bool:
    """Whatever the word is."""
    del value
    return True


def is_zero(value: Value) -> bool:
    """Whether a word is 0."""
    return value == 0


def increment(value: Value) -> Value:
    """One more."""
    assert isinstance(value, int)
    return value + 1


def to_zero(value: Value) -> Value:
    """Zero."""
    del value
    return 0


def returned(programs: dict[str, Program]) -> set[tuple[object, ...]]:
    """Everything that the programs can return; the same on both machines, and realized."""
    kept = ends(programs, ZERO, "armv8")
    graph = ends(programs, ZERO, "armv8_graph")
    assert kept.keys() == graph.keys()
    for end, schedule in graph.items():
        moves = realized(programs, ZERO, schedule)
        done = run(programs, ZERO, replay(moves), machine="armv8")
        assert tuple(done.results[name] for name in programs) == end.results
        assert not done.unfinished
    return {end.results for end in kept}


def loads(*places: Location, order: Order = "once") -> Program:
    """Return a program that loads some locations in turn."""
    return lambda memory: tuple(memory.load(place, order=order) for place in places)


def stores(*places: Location, order: Order = "once") -> Program:
    """Return a program that stores 1 to some locations in turn, the last one in an order."""

    def program(memory: Memory) -> None:
        for place in places[:-1]:
            memory.store(place, 1)
        memory.store(places[-1], 1, order=order)

    return program


def pass_on(memory: Memory) -> None:
    """Store x, then y."""
    memory.store(X, 1)
    memory.store(Y, 1)


def test_a_schedule_says_which_store_leaves_and_which_is_read() -> None:
    """A store leaves by its location; a load takes the newest store or an older one."""
    programs = {"a": pass_on, "b": loads(Y, X)}
    schedule = ("a", "a", "a~y", "a~x", "b", "b<1")
    done = run(programs, ZERO, replay(schedule), machine="armv8")
    assert done.schedule == schedule
    assert done.trace[2:] == (
        Step("a", "leave", Y, 1, how="~y", source=("a", 1)),
        Step("a", "leave", X, 1, how="~x", source=("a", 0)),
        Step("b", "load", Y, 1, source=("a", 1)),
        Step("b", "load", X, 0, how="<1"),
    )
    assert done.results["b"] == (1, 0)
    assert done.unfinished == ()


def test_a_schedule_of_the_graph_has_no_leaving() -> None:
    """A store can be read from once it was made, and an older one instead."""
    programs = {"a": pass_on, "b": loads(Y, X)}
    done = run(programs, ZERO, replay(("a", "a", "b", "b<1")), machine="armv8_graph")
    assert done.results["b"] == (1, 0)
    moves = realized(programs, ZERO, done.schedule)
    assert moves == ("a", "a", "a~y", "b", "b", "a~x")
    again = run(programs, ZERO, replay(moves), machine="armv8")
    assert again.results == done.results


def test_barriers_hold_stores_back() -> None:
    """Behind smp_wmb() a store cannot leave first, nor a release before any store."""

    def barrier(memory: Memory) -> None:
        memory.store(X, 1)
        memory.fence("smp_wmb")
        memory.store(Y, 1)

    for program, steps in ((barrier, "aaa"), (stores(X, Y, order="release"), "aa")):
        moves = replay((*steps, "a~y"))
        with pytest.raises(ScheduleError, match=r" a~y, which cannot be made; enabled: a~x\.$"):
            run({"a": program}, ZERO, moves, machine="armv8")


@pytest.mark.parametrize("machine", ["armv8", "armv8_graph"])
@pytest.mark.parametrize("ordered", [True, False])
def test_message_passing(*, machine: MachineName, ordered: bool) -> None:
    """Release and a dependency are enough, and neither alone is."""

    def publish(memory: Memory) -> None:
        memory.store(X, 1)
        memory.store(Y, 1, order="release")

    def follow(memory: Memory) -> tuple[Value, Value]:
        pointer = memory.load_word(Y)
        return pointer.value, memory.load(X, after=pointer.view if ordered else 0)

    found = {end.results[1] for end in ends({"a": publish, "b": follow}, ZERO, machine)}
    assert found == {(0, 0), (0, 1), (1, 1)} | (set() if ordered else {(1, 0)})


def test_a_full_barrier_waits_for_the_pool() -> None:
    """smp_mb() orders a store before a later load."""

    def half(own: Location, other: Location) -> Program:
        def program(memory: Memory) -> Value:
            memory.store(own, 1)
            memory.fence("smp_mb")
            return memory.load(other)

        return program

    assert returned({"a": half(X, Y), "b": half(Y, X)}) == {(0, 1), (1, 0), (1, 1)}


def test_updates_are_not_lost() -> None:
    """Nothing comes between the two halves of an update."""

    def twice(memory: Memory) -> None:
        memory.update(X, is_any, increment)
        memory.update(X, is_any, increment)

    def once(memory: Memory) -> None:
        memory.store(Y, 1)
        memory.update(X, is_any, increment)

    for machine in ("armv8", "armv8_graph"):
        found = ends({"a": twice, "b": once}, ZERO, machine)
        assert {dict(end.memory)[X] for end in found} == {3}
    returned({"a": twice, "b": once})


def test_a_store_never_comes_between_the_halves_of_an_update() -> None:
    """An update reads the store that is directly before its own."""

    def update(memory: Memory) -> Value:
        memory.update(X, is_any, increment)
        return memory.load(X)

    def store(memory: Memory) -> Value:
        memory.store(X, 5)
        return memory.load(X)

    programs: dict[str, Program] = {"a": update, "b": store}
    final = {dict(end.memory)[X] for end in ends(programs, ZERO, "armv8")}
    assert final == {5, 6}
    assert returned(programs) == {(1, 5), (5, 5), (6, 5), (6, 6)}


def test_an_update_may_read_a_store_that_is_still_kept_back() -> None:
    """It takes its thread's own store, and what came before that one came before both."""

    def own(memory: Memory) -> Value:
        memory.store(X, 5)
        memory.update(X, is_any, increment)
        return memory.load(X)

    def other(memory: Memory) -> Value:
        memory.update(X, is_any, increment)
        return memory.load(X)

    found = returned({"a": own, "b": other})
    assert found == {(6, 1), (6, 5), (6, 6), (6, 7), (7, 6), (7, 7)}


def test_acquire_orders_behind_the_load_half_only() -> None:
    """A store behind a lock can be seen before the lock is seen taken, on ARM and not on x86."""

    def lock(memory: Memory) -> None:
        memory.update(X, is_any, increment, order="acquire")
        memory.store(Y, 1)

    programs: dict[str, Program] = {"a": lock, "b": loads(Y, X, order="acquire")}
    assert (None, (1, 0)) in returned(programs)
    assert (None, (1, 0)) not in {end.results for end in ends(programs, ZERO, "tso")}


def test_release_holds_back_the_store_half_only() -> None:
    """A store behind an unlock can be seen before it, one in front of it cannot be missed."""

    def unlock(memory: Memory) -> None:
        memory.store(Y, 1)
        memory.update(X, is_any, increment, order="release")
        memory.store(Z, 1)

    behind = returned({"a": unlock, "b": loads(Z, X, order="acquire")})
    assert (None, (1, 0)) in behind
    before = returned({"a": unlock, "b": loads(X, Y, order="acquire")})
    assert (None, (1, 0)) not in before


@pytest.mark.parametrize("is_update", [True, False])
def test_an_acquire_that_reads_its_own_update_waits_for_it(*, is_update: bool) -> None:
    """Only plain stores are forwarded to a load-acquire."""

    def own(memory: Memory) -> tuple[Value, Value]:
        if is_update:
            memory.update(X, is_any, increment)
        else:
            memory.store(X, 1)
        return memory.load(X, order="acquire"), memory.load(Y)

    def other(memory: Memory) -> Value:
        memory.store(Y, 1)
        memory.fence("smp_mb")
        return memory.load(X)

    assert (((1, 0), 0) in returned({"a": own, "b": other})) != is_update


def test_a_lock_excludes() -> None:
    """Acquire and release around a critical section let nobody see it half done."""

    def write(memory: Memory) -> None:
        memory.update(X, is_zero, increment, order="acquire")
        memory.store(Y, 1)
        memory.store(Z, 1)
        memory.store(X, 0, order="release")

    def read(memory: Memory) -> tuple[Value, Value]:
        memory.update(X, is_zero, increment, order="acquire")
        pair = memory.load(Y), memory.load(Z)
        memory.update(X, is_any, to_zero, order="release")
        return pair

    assert returned({"a": write, "b": read}) == {(None, (0, 0)), (None, (1, 1))}


def test_a_wait_may_be_satisfied_by_an_old_store() -> None:
    """A wait takes any store that it may read and that satisfies it; the acquire orders it."""

    def count(memory: Memory) -> None:
        memory.store(X, 1)
        memory.fence("smp_wmb")
        memory.store(Y, 1)
        memory.fence("smp_wmb")
        memory.store(X, 2)

    def even(value: Value) -> bool:
        return value in (0, 2)

    def read(memory: Memory) -> tuple[Value, Value]:
        return memory.wait(X, even, order="acquire"), memory.load(Y)

    found = returned({"a": count, "b": read})
    assert found == {(None, (0, 0)), (None, (0, 1)), (None, (2, 1))}


def test_stop_machine_is_a_full_barrier_everywhere() -> None:
    """Nobody reads, after the stop, what the stop or any store before it replaced."""

    def stop(memory: Memory) -> None:
        def both(stopped: Stores) -> None:
            stopped.store(Y, 2)
            stopped.store(Z, 2)

        memory.store(X, 1)
        memory.stop_machine(both)

    found = returned({"a": stop, "b": loads(Z, X, Y)})
    assert found == {
        (None, values) for values in [(0, 0, 0), (0, 0, 2), (0, 1, 0), (0, 1, 2), (2, 1, 2)]
    }


def test_stop_machine_waits_for_pools_and_preemption() -> None:
    """It is taken when no store is kept back and no other thread has preemption off."""

    def stop(memory: Memory) -> None:
        memory.stop_machine(lambda stopped: stopped.store(X, 2))

    def read(memory: Memory) -> tuple[Value, Value]:
        memory.preempt_disable()
        pair = memory.load(X), memory.load(X)
        memory.preempt_enable()
        return pair

    programs: dict[str, Program] = {"a": stop, "b": stores(Y)}
    with pytest.raises(ScheduleError, match=r"^Step 2 .* a, which waits; enabled: b~y\.$"):
        run(programs, ZERO, replay("ba"), machine="armv8")
    assert returned({"a": stop, "b": read}) == {(None, (0, 0)), (None, (2, 2))}
    with pytest.raises(DeadlockError, match="a waits to stop b with preemption off"):
        run({"b": lambda m: m.preempt_disable(), "a": stop}, ZERO, in_order, machine="armv8")


def test_a_section_is_before_the_end_or_after_the_start_of_a_grace_period() -> None:
    """A reader that missed the store before a grace period cannot see the one after it."""

    def free(memory: Memory) -> None:
        memory.store(X, 1)
        memory.synchronize_rcu()
        memory.store(Y, 1)

    def section(memory: Memory) -> tuple[Value, Value]:
        memory.rcu_read_lock()
        pair = memory.load(Y), memory.load(X)
        memory.rcu_read_unlock()
        return pair

    found = returned({"a": free, "b": section})
    assert found == {(None, (0, 0)), (None, (0, 1)), (None, (1, 1))}
    assert (None, (1, 0)) in returned({"a": free, "b": loads(Y, X)})


def test_a_section_that_looks_back_is_waited_for() -> None:
    """Opened while a grace period runs, a section is after its start, or the period waits."""

    def wait(memory: Memory) -> None:
        memory.store(X, 1)
        memory.synchronize_rcu()

    def section(memory: Memory) -> Value:
        memory.rcu_read_lock()
        value = memory.load(X)
        memory.rcu_read_unlock()
        return value

    programs: dict[str, Program] = {"a": wait, "b": section}
    begun = ["a", "a~x", "a"]
    done = run(programs, ZERO, replay([*begun, "b", "a", "b", "b"]), machine="armv8")
    assert done.results["b"] == 1
    with pytest.raises(ScheduleError, match=r"^Step 5 .* a, which waits; enabled: b, b<1\.$"):
        run(programs, ZERO, replay([*begun, "b<1", "a"]), machine="armv8")
    done = run(programs, ZERO, replay([*begun, "b<1", "b<1", "b", "a"]), machine="armv8")
    assert done.results["b"] == 0


@pytest.mark.parametrize("machine", ["armv8", "armv8_graph"])
def test_a_deadlock_names_what_is_waited_for(machine: MachineName) -> None:
    """The messages are those of the other machines."""

    def wait(memory: Memory) -> None:
        memory.wait(X, lambda value: value == 2)

    def lock(memory: Memory) -> None:
        memory.rcu_read_lock()
        memory.synchronize_rcu()

    with pytest.raises(DeadlockError, match=r"^Deadlock after 0 steps: a waits on x = 0\.$"):
        run({"a": wait}, ZERO, in_order, machine=machine)
    with pytest.raises(DeadlockError, match=r"a waits for the read-side section of a\.$"):
        run({"a": lock}, ZERO, in_order, machine=machine)


def test_pending_updates_can_keep_each_other_waiting() -> None:
    """Two threads whose update keeps back a store the other waits for come to no end that way."""

    def half(first: Location, second: Location) -> Program:
        def program(memory: Memory) -> None:
            memory.store(first, 5)
            memory.update(second, is_any, increment, order="release")

        return program

    final = {
        (memory[X], memory[Y])
        for end in ends({"a": half(X, Y), "b": half(Y, X)}, ZERO, "armv8")
        for memory in [dict(end.memory)]
    }
    assert final == {(6, 5), (5, 6), (6, 6)}
    returned({"a": half(X, Y), "b": half(Y, X)})
    with pytest.raises(DeadlockError, match=r"a waits for updates that keep back its store to x,"):
        run(
            {"a": half(X, Y), "b": half(Y, X)}, ZERO, replay("aabb", then=in_order), machine="armv8"
        )
