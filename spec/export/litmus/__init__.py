"""Instances as litmus tests of the kernel's: for herd7 with linux-kernel.cfg, and for klitmus7.

Sources of the format: ``tools/memory-model/Documentation/litmus-tests.txt`` and
``linux-kernel.def``, and of the C that is read herd7's own grammar, ``lib/CParser.mly``.
"""

from spec.errors import UsageError
from spec.export.litmus.allocation import Allocation, GivenUp
from spec.export.litmus.code import Code, named
from spec.export.litmus.expectation import expected
from spec.export.litmus.header import header
from spec.export.litmus.memory import Memory
from spec.export.litmus.notation import both, possible
from spec.export.litmus.reader import WrittenReader
from spec.export.litmus.violation import violation
from spec.export.litmus.writer import written
from spec.export.smtlib.pinned import most_rounds
from spec.program import READERS
from spec.properties import Property
from spec.scenario import Scenario
from spec.search.solver import Budget
from spec.vocabulary import Strategy

__all__ = ["litmus"]

ENDLESS = Budget()


def litmus(
    strategy: Strategy,
    prop: Property,
    scenario: Scenario,
    *,
    page: str = "",
    budget: Budget = ENDLESS,
) -> str:
    """A reader beside the writer of one instance, as a litmus test.

    Args:
        strategy: the page.
        prop: a property of a pass or an allocation; the final condition is its violation.
        scenario: the instance; a schedule is told in the header.
        page: the path of a page of the user's.
        budget: for the question what to expect.

    Raises:
        PageError: the page does what LKMM, or herd7's C, has no word for.
        UndecidedError: the budget was used up.
        UsageError: the property is not asked of this reader, or is about waiting, or nothing is
            rebuilt.
    """
    if not prop.applies(strategy):
        raise UsageError(f"{prop.name} says nothing about {strategy.name}")
    if scenario.reader not in READERS or scenario.reader not in prop.readers:
        readers = [reader for reader in READERS if reader in prop.readers]
        raise UsageError(
            f"a litmus test has one pass or one allocation, and {prop.name} is asked of "
            f"{scenario.reader} here: "
            + (f"give reader={readers[0]}" if readers else "give another property")
        )
    memory = Memory(strategy, scenario, lives=prop.name == "no_use_after_free")
    _threads(memory)  # to learn what either stores
    memory.settle()
    writer, reader, gave_up = _threads(memory)
    awaited = both(*writer.awaited, *reader.code.awaited)
    starts = {memory.name(location): memory.starts(location) for location in memory.initial}
    used = {**writer.parameters, **reader.code.parameters}
    initial = [
        f"\tatomic_t {name} = ATOMIC_INIT({starts[name]});"
        if kind == "atomic_t"
        else f"\t{name}={starts[name]};"
        for name, kind in used.items()
        if starts.get(name)
    ]
    return "\n".join(
        [
            f"C {named(strategy.name)}+{prop.name}",
            "",
            "(*",
            f" * Result: {expected(strategy, prop, scenario, budget)}",
            header(prop, scenario, memory, (writer, reader.code), page),
            " *)",
            "",
            "{",
            *initial,
            "}",
            "",
            writer.text(),
            "",
            reader.code.text(),
            "",
            *([f"filter ({possible(awaited, reader.end)})"] if awaited else []),
            f"exists ({possible(violation(prop, scenario, reader, gave_up), reader.end)})",
            "",
        ]
    )


def _threads(memory: Memory) -> tuple[Code, WrittenReader, list[GivenUp]]:
    strategy, scenario = memory.strategy, memory.scenario
    reader = WrittenReader(Code(1), memory, scenario.instance())
    writer = written(memory)
    if scenario.reader == "pass":
        reader.read_pass()
        return writer, reader, []
    allocation = Allocation(reader, strategy, scenario)
    allocation.write(most_rounds(strategy, scenario) if strategy.moved else 1)
    return writer, reader, allocation.gave_up
