"""The comment at the top of a test: what is asked, of which instance, and what to expect."""

import shlex
import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from math import prod

from spec.export.litmus.code import Code
from spec.export.litmus.memory import Memory
from spec.interpreter import replay
from spec.properties import Property
from spec.scenario import Scenario

MOST_ZONES = 3
MOST_WAYS = 1_000_000
"""So many executions herd7, which tries them all, still comes to an end with."""
WIDE = 92


ENDING = str.maketrans(dict.fromkeys('{}*"', "_"))
"""What must not stand in the comment, and is in no text of ours: only in a name."""


def header(
    prop: Property, scenario: Scenario, memory: Memory, code: tuple[Code, Code], page: str
) -> str:
    """The comment.

    Args:
        prop: the property.
        scenario: the instance.
        memory: its words.
        code: the writer's and the reader's.
        page: the path of a page of the user's; empty for one of ours.
    """
    lines: list[str] = []
    for paragraph in _paragraphs(prop, scenario, memory, code, page):
        told = paragraph.translate(ENDING)
        lines += ["", *textwrap.wrap(told, WIDE, break_long_words=False, break_on_hyphens=False)]
    return "\n".join(f" * {line}".rstrip() for line in lines)


def _paragraphs(
    prop: Property, scenario: Scenario, memory: Memory, code: tuple[Code, Code], page: str
) -> Iterator[str]:
    strategy = memory.strategy
    alone = scenario.reader == "pass"
    yield (
        f"Can one {scenario.reader} of a reader of {strategy.name} violate {prop.name}, while the "
        f"writer makes the changes below? {prop.name}: {prop.meaning}."
    )
    yield f"Instance: {_instance(scenario)}."
    if scenario.schedule:
        shown = replay(strategy, scenario)
        violates = bool(prop.violated(scenario.instance(), shown.run))
        command = shlex.join(["python", "-m", "spec.prove", *filter(None, [page]), "--replay"])
        yield (
            f"One run of it {'violates' if violates else 'does not violate'} the property, as "
            f"{command} shows: {scenario.text()}"
        )
    yield (
        "P0 is the writer, P1 the reader. Zones are numbers from 1 on and 0 is NULL; an index is "
        "a zone type; r_end is 1 behind a walk to the terminator."
        + (" 2 is a walk that met FREED." if strategy.pointers else "")
        + ("" if alone else " 4 found the first slot, 5 a page; r_oom is 1 where it gives up.")
    )
    yield from _notes(memory, code)
    yield (
        "The result is what a search through all executions of this instance under LKMM says, made "
        "from the strategy and not from this text. For the text itself: herd7 -conf "
        "linux-kernel.cfg, in tools/memory-model of a kernel tree, or python -m spec.litmus."
    )
    yield _size(scenario, code)
    others = "an allocation with its tries" if alone else "reclaim, more tries"
    yield (
        f"Not in it: other lists, a second reader, {others}, a pass that is repeated, and what a "
        "compiler does to plain accesses; zonerefs count as READ_ONCE() and WRITE_ONCE()."
    )


def _instance(scenario: Scenario) -> str:
    words = replace(scenario, schedule="", reads=(), model="sc").text().split()[1:]
    return " ".join(word for word in words if word != "schedule=")


def _notes(memory: Memory, code: tuple[Code, Code]) -> Iterator[str]:
    if memory.stopped:
        yield (
            "LKMM has no stop_machine(). No CPU sees a part of a rebuild that is made while all "
            "are stopped, so memory is one word here: how many rebuilds there were. A load is a "
            "load of that number, and of what the word held then, unless no rebuild changes the "
            "word; with preemption off one such load does for all."
        )
    if memory.updated:
        yield (
            "LKMM has no read-write lock and no loop: an atomic operation that would be repeated "
            "stands once, and the filter keeps the executions in which it found what it waits for."
        )
    elif any(each.awaited for each in code):
        yield (
            "A loop that waits is one load, and the filter keeps the executions in which that "
            "load found what it waits for."
        )
    if any("+ (" in each.text() for each in code):
        yield (
            "x + (r ^ r) is an address dependency: where x is an element of an array that r leads "
            "to. A compiler would drop it here, as it would not in the kernel."
        )
    if memory.lives:
        yield (
            f"A word is {memory.life} more for each rebuild up to the one that stored it, so that "
            "r_late can tell a word that is younger than its array."
        )


def _size(scenario: Scenario, code: tuple[Code, Code]) -> str:
    stores = Counter(name for each in code for name in each.stored)
    ways = prod(each.ways(stores) for each in code)
    size = (
        f"{_counted(scenario.zones, 'zone')}, {_counted(sum(stores.values()), 'store')}, at most "
        f"{ways:,} ways for the threads to run and for their loads to read"
    )
    if scenario.zones <= MOST_ZONES and ways <= MOST_WAYS:
        return f"Size: {size}. That is small enough for herd7."
    return (
        f"Size: {size}. That is NOT small enough for herd7, which tries them all: small enough "
        f"are {MOST_ZONES} zones and {MOST_WAYS:,} ways. python -m spec.litmus decides more."
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
