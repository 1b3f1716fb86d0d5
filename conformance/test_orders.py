"""Each access of the running code orders what the page says, and each barrier is where it is there.

Where memory is strong a barrier is no step, and where it is weak many a barrier makes no difference
to what a small instance comes to. So they are compared as they are asked for: the threads of a
course make the same requests in the same order, with the same barriers between them, the same
acquires and releases, and at addresses that come from the same loads.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple, cast

import pytest

from conformance import explored, observation, running, small
from conformance.judgement import EVERY
from impl.memory import Value, Word
from impl.program_tree import ProgramTree
from impl.scheduler import Program
from impl.trace import Step
from spec.instance import OWNERS
from spec.interpreter import replay
from spec.machine import Done
from spec.program import READERS
from spec.scenario import Scenario
from spec.vocabulary import Strategy

SCHEDULES = ("r1", "w60", "r3w3r3w3r5w60", "r9w2r9w60")
"""The reader alone, behind the writer, and in turn with it."""

OPERATIONS = {row.spec: row.impl for row in observation.ACTIONS}


class Asked(NamedTuple):
    """What a thread asks for.

    Attributes:
        operation: an access, a section, a barrier, as the running code calls it.
        location: of an access.
        order: of an access.
        after: the numbers of the loads, among what the thread asked for, that the address is from.
    """

    operation: str
    location: str | None = None
    order: str = "once"
    after: tuple[int, ...] = ()


def asked_by_page(done: list[Done]) -> list[Asked]:
    """What a thread of the spec has asked for."""
    asked: list[Asked] = []
    loads: list[int] = []
    for item in done:
        request = item.request
        if request.action.startswith("smp_"):
            asked.append(Asked(request.action.removesuffix("()")))
        elif not request.is_note:
            word = None if request.location is None else observation.location(request.location)
            after = tuple(loads[number - 1] for number in request.address)
            operation = OPERATIONS[request.action]
            if request.action in ("load", "wait", "update"):
                loads.append(len(asked))
            asked.append(Asked(operation, word, request.order, after))
    return asked


def asked_by_code(name: str, program: Program, taken: list[Step]) -> list[Asked]:
    """What a thread of the running code asks for on its way through the steps it took."""
    tree = ProgramTree(name, program, has_fences=True)
    node, steps = tree.root, iter(taken)
    asked: list[Asked] = []
    loads: list[int] = []
    while True:
        answer = Word(0)
        for access in node.accesses:
            operation = access.step.operation
            if not operation.startswith("smp_"):
                step = next(steps, None)
                if step is None:
                    return asked
                assert (step.operation, step.location) == (operation, access.step.location)
                if operation in ("load", "wait"):
                    answer = Word(cast("Value", step.value))
                    loads.append(len(asked))
            after = (loads[access.after - 1],) if access.after else ()
            asked.append(Asked(operation, access.step.location, access.order, after))
        if node.finished:
            return asked
        node = tree.child(node, answer)


def scenarios(strategy: Strategy, reader: str) -> Iterator[Scenario]:
    """One of each kind, one with two changes, and for each owner of a policy one."""
    if strategy.moves != "masks":
        yield from small.one_of_each_kind(strategy.name, reader)
        yield small.scenario(strategy.name, reader, small.TWICE[0], (0, 0))
        return
    yield from small.rebinds_of_each_kind(strategy.name, reader)
    back = (*small.REBINDS[0], small.REBINDS[0][0])
    for owner in OWNERS if len(strategy.masks) > 1 else OWNERS[:1]:
        yield small.rebinds(strategy.name, reader, back, owner=owner)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", EVERY)
def test_every_access_orders_the_same(name: str, reader: str) -> None:
    """Barriers, acquires, releases and address dependencies are those of the page."""
    for drawn in scenarios(EVERY[name], reader):
        for schedule in SCHEDULES:
            course = running.wander(replace(drawn, schedule=schedule))
            page = replay(EVERY[name], course.scenario).done
            for thread, program in explored.programs(drawn).items():
                taken = [step for step in course.execution.trace if step.thread == thread]
                code = asked_by_code(thread, program, taken)
                assert code == asked_by_page(page.get(thread, []))


@pytest.mark.parametrize("what", ["a barrier", "an acquire", "an address"])
def test_all_of_them_are_there(what: str) -> None:
    """Some strategy has each; were none asked for, nothing would be compared."""
    found = False
    for name in ("seqcount_everywhere", "copy_swap"):
        (drawn, *_) = scenarios(EVERY[name], "pass")
        done = replay(EVERY[name], running.wander(drawn).scenario).done
        for item in asked_by_page(done["reader"]):
            is_it = {
                "a barrier": item.operation == "smp_rmb",
                "an acquire": item.order == "acquire",
                "an address": bool(item.after),
            }
            found = found or is_it[what]
    assert found
