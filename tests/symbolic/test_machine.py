"""The machine of plain values: threads that pause, steps that wait."""

from collections.abc import Callable
from typing import Any

import pytest

from spec.machine import Machine, Request, Thread
from spec.vocabulary import Location

X, Y = Location("x"), Location("y")


def test_a_thread_pauses_at_every_step() -> None:
    """A thread is run again from its start with the answers so far."""
    starts = []

    def program(ask: Callable[[Request], Any]) -> int:
        starts.append(1)
        first = ask(Request("load", X))
        return int(first) + int(ask(Request("load", Y)))

    thread = Thread("reader", program)
    for answer, location in ((3, X), (4, Y)):
        thread.advance()
        assert thread.waiting is not None
        assert thread.waiting.location == location
        assert not thread.finished
        thread.answers.append(answer)
    thread.advance()
    assert thread.finished
    assert thread.waiting is None
    assert thread.result == 7
    assert len(starts) == 3


def test_loads_see_the_last_store_and_its_life() -> None:
    """A load returns the value and the rebuild that stored it."""
    machine = Machine({X: 1})
    assert machine.take("reader", Request("load", X)) == (1, 0)
    machine.take("writer", Request("store", X, 5, life=2))
    assert machine.take("reader", Request("load", X)) == (5, 2)
    assert [step.value for step in machine.trace] == [1, 5, 5]
    assert [step.memory[X] for step in machine.trace] == [1, 5, 5]


def test_a_wait_can_be_taken_once_its_value_is_there() -> None:
    """Waiting is no step; the load that ends it is."""
    machine = Machine({X: 1})
    wait = Request("wait", X, when=lambda value: value % 2 == 0)
    assert not machine.can(wait)
    machine.take("writer", Request("store", X, 2))
    assert machine.can(wait)
    assert machine.take("reader", wait) == (2, 0)


def test_an_update_stores_what_it_makes_of_the_value() -> None:
    """Load and store are one step."""
    machine = Machine({X: 4})
    update = Request("update", X, when=lambda value: value < 5, change=lambda value: value + 1)
    assert machine.can(update)
    machine.take("reader", update)
    assert machine.memory[X] == 5
    assert not machine.can(update)


def test_a_stopped_machine_stores_everything_at_once() -> None:
    """All its stores are one step, which a section with preemption off keeps away."""
    machine = Machine({X: 0, Y: 0})
    stop = Request("stop_machine", value=((X, 1), (Y, 2)), life=3)
    machine.take("reader", Request("preempt_disable"))
    assert not machine.can(stop)
    machine.take("reader", Request("preempt_enable"))
    assert machine.can(stop)
    machine.take("writer", stop)
    assert machine.memory == {X: 1, Y: 2}
    assert machine.lives == {X: 3, Y: 3}
    assert len(machine.trace) == 3


@pytest.mark.parametrize("again", [False, True])
def test_a_grace_period_waits_for_the_sections_that_were_open(again: bool) -> None:
    """A section that opens after the grace period began is not waited for."""
    machine = Machine({})
    begin, end = Request("synchronize_rcu begin"), Request("synchronize_rcu end")
    machine.take("reader", Request("rcu_read_lock"))
    machine.take("writer", begin)
    assert not machine.can(end)
    machine.take("reader", Request("rcu_read_unlock"))
    if again:
        machine.take("reader", Request("rcu_read_lock"))
    assert machine.can(end)
    machine.take("writer", end)


def test_preemption_off_is_no_rcu_section() -> None:
    """Each kind of section keeps away its own."""
    machine = Machine({})
    machine.take("reader", Request("preempt_disable"))
    machine.take("writer", Request("synchronize_rcu begin"))
    assert machine.can(Request("synchronize_rcu end"))
    machine.take("reader", Request("rcu_read_lock"))
    machine.take("reader", Request("preempt_enable"))
    assert machine.can(Request("stop_machine"))
