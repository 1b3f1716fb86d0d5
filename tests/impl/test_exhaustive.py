"""The search over all schedules finds every end and a schedule for each."""

from itertools import permutations

import pytest

from impl.exhaustive import course, ends
from impl.machine import MachineName
from impl.memory import Location, Memory, Stores, Value
from impl.schedule import ScheduleError, replay
from impl.scheduler import Program, run
from impl.trace import Step

X, Y = Location("x"), Location("y")
ZERO = {X: 0, Y: 0}
MACHINES: tuple[MachineName, ...] = ("sc", "tso", "armv8", "armv8_graph")

each_machine = pytest.mark.parametrize("machine", MACHINES)


def left(memory: Memory) -> Value:
    """Store x, load y."""
    memory.store(X, 1)
    return memory.load(Y)


def right(memory: Memory) -> Value:
    """Store y, load x and y."""
    memory.store(Y, 1)
    value = memory.load(X)
    return value if value == 0 else memory.load(Y)


BOTH: dict[str, Program] = {"a": left, "b": right}


def test_the_search_finds_what_all_interleavings_find() -> None:
    """Under sequential consistency the ends are those of every order of the steps."""
    found = set()
    for order in set(permutations("aabbb")):
        left_over = list(order)

        def pick(enabled: tuple[str, ...], _: object, rest: list[str] = left_over) -> str:
            return next((name for name in [rest.pop(0)] if name in enabled), enabled[0])

        done = run(BOTH, ZERO, pick)
        found.add((done.results["a"], done.results["b"]))
    assert {end.results for end in ends(BOTH, ZERO, "sc")} == found


@each_machine
def test_every_end_comes_with_a_schedule(machine: MachineName) -> None:
    """Its schedule leads a run on the same machine to the same end."""
    found = ends(BOTH, ZERO, machine)
    assert len(found) > 2
    for end, schedule in found.items():
        done = run(BOTH, ZERO, replay(schedule), machine=machine)
        assert tuple(done.results[name] for name in BOTH) == end.results
        assert tuple(done.memory.items()) == end.memory
        assert done.unfinished == ()
        assert done.schedule == schedule


@each_machine
def test_a_course_has_the_steps_of_a_run(machine: MachineName) -> None:
    """Followed without threads, a schedule leads through the same steps."""
    for schedule in ends(BOTH, ZERO, machine).values():
        followed = course(BOTH, ZERO, machine, schedule)
        done = run(BOTH, ZERO, replay(schedule), machine=machine)
        assert tuple(step for _, step in followed.steps) == done.trace
        assert followed.machine.values() == done.memory


def test_a_course_refuses_what_cannot_be_made() -> None:
    """The error names the move and its number."""
    with pytest.raises(ScheduleError, match=r"^Step 2 of the schedule, a~x, cannot be made\.$"):
        course(BOTH, ZERO, "armv8", ("b", "a~x"))


@each_machine
def test_reading_steps_can_be_left_out(machine: MachineName) -> None:
    """Only ends in which the second program's first load reads 1 are left."""

    def admits(step: Step, number: int) -> bool:
        return step.thread == "a" or number > 0 or step.value == 1

    found = ends(BOTH, ZERO, machine)
    some = ends(BOTH, ZERO, machine, admits=admits)
    assert some.keys() == {end for end in found if end.results[1] == 1}
    assert some.keys() != found.keys()


@each_machine
def test_a_stopped_machine_is_found_wherever_it_is(machine: MachineName) -> None:
    """Stores of others before and after a stop are told apart, though it is behind a load."""

    def stop(memory: Memory) -> None:
        def all_words(stopped: Stores) -> None:
            stopped.store(X, 2)

        memory.load(Y)
        memory.stop_machine(all_words)

    programs: dict[str, Program] = {"a": lambda memory: memory.store(X, 1), "b": stop}
    final = {dict(end.memory)[X] for end in ends(programs, ZERO, machine)}
    assert final == {1, 2}


@each_machine
def test_a_deadlock_is_no_end(machine: MachineName) -> None:
    """What nobody can finish is left out."""
    programs: dict[str, Program] = {"a": lambda memory: memory.wait(X, lambda value: value == 1)}
    assert ends(programs, ZERO, machine) == {}
    programs["b"] = lambda memory: memory.store(X, 1)
    assert {end.results for end in ends(programs, ZERO, machine)} == {(1, None)}


@each_machine
def test_no_program_has_one_end(machine: MachineName) -> None:
    """Nothing to do is done."""
    ((end, schedule),) = ends({}, ZERO, machine).items()
    assert (end.results, dict(end.memory), schedule) == ((), ZERO, ())
