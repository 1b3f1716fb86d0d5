"""One-line litmus tests as programs of the running code, by a parser of their own.

`P0: STMT ... | P1: STMT ... | exists (COND)` with the statements of the reference table's grammar.
`x[r0 & 0]` and `v + (r0 & 0)` depend on r0 and add nothing; a branch is always taken.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from impl.exhaustive import End
from impl.memory import Fence, Location, Memory, Order, Word
from impl.scheduler import Program

TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<load>(?P<register>r\d+) = (?:READ_ONCE|smp_load_(?P<acquire>acquire))"
    r"\((?P<source>\w+)(?:\[(?P<source_by>r\d+) & 0\])?\);)"
    r"|(?P<store>(?:WRITE_ONCE|smp_store_(?P<release>release))"
    r"\((?P<target>\w+)(?:\[(?P<target_by>r\d+) & 0\])?,"
    r" (?P<value>\d+)(?: \+ \((?P<value_by>r\d+) & 0\))?\);)"
    r"|(?P<fence>smp_mb|smp_rmb|smp_wmb)\(\);"
    r"|(?P<rcu>rcu_read_lock|rcu_read_unlock|synchronize_rcu)\(\);"
    r"|(?P<branch>if \((?P<tested>r\d+) == (?P=tested)\) \{)"
    r"|(?P<end>\})"
    r")\s*"
)
TERM = re.compile(r"(?:(?P<thread>\d+):(?P<register>r\d+)|(?P<location>\w+))=(?P<value>\d+)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement.

    Attributes:
        kind: `fence` and `rcu` have the kernel's name in `name`.
        name: of a fence or an RCU primitive; the location of an access; the register of a branch.
        register: of a load.
        value: of a store.
        order: of an access.
        address: the register that the address depends on.
        data: the register that the value depends on.
    """

    kind: Literal["load", "store", "fence", "rcu", "branch"]
    name: str
    register: str = ""
    value: int = 0
    order: Order = "once"
    address: str | None = None
    data: str | None = None


Question: TypeAlias = tuple[tuple[int | None, str, int], ...]
"""What all has to hold: a thread's register or, with None, a location, and its value."""


@dataclass(frozen=True, slots=True)
class Litmus:
    """One test.

    Attributes:
        codes: the statements of each thread.
        locations: all shared words; they start at 0.
        question: the final state asked for.
    """

    codes: tuple[tuple[Statement, ...], ...]
    locations: tuple[Location, ...]
    question: Question

    @property
    def threads(self) -> Mapping[str, Program]:
        """The code as programs, by the names P0, P1, ..."""
        return {f"P{number}": program(code) for number, code in enumerate(self.codes)}

    @property
    def initial(self) -> dict[Location, int]:
        """Memory before the first step."""
        return dict.fromkeys(self.locations, 0)

    def is_satisfied(self, end: End) -> bool:
        """Whether an end is the one that the test asks for."""
        memory = dict(end.memory)
        registers = [dict(cast("tuple[tuple[str, int], ...]", result)) for result in end.results]
        return all(
            (memory[Location(name)] if thread is None else registers[thread][name]) == value
            for thread, name, value in self.question
        )


def parsed(text: str) -> Litmus:
    """Return the test that a line states.

    Raises:
        ValueError: If a statement is not of the grammar.
    """
    *codes, condition = text.split(" | ")
    question = tuple(
        (
            None if term["thread"] is None else int(term["thread"]),
            term["register"] or term["location"],
            int(term["value"]),
        )
        for term in TERM.finditer(condition)
    )
    statements = tuple(tuple(_statements(code.partition(":")[2])) for code in codes)
    locations = {
        statement.name
        for code in statements
        for statement in code
        if statement.kind in ("load", "store")
    }
    return Litmus(statements, tuple(map(Location, sorted(locations))), question)


def program(statements: tuple[Statement, ...]) -> Program:
    """Return a thread's code; it returns its registers."""

    def call(memory: Memory) -> tuple[tuple[str, object], ...]:
        registers: dict[str | None, Word] = {None: Word(0)}
        for statement in statements:
            _ACT[statement.kind](memory, statement, registers)
        return tuple((str(name), word.value) for name, word in registers.items() if name)

    return call


def _statements(body: str) -> list[Statement]:
    statements = []
    at = 0
    while at < len(body.rstrip()):
        match = TOKEN.match(body, at)
        if match is None:
            raise ValueError(f"cannot read {body[at:]!r}")
        if not match["end"]:
            statements.append(_statement(match))
        at = match.end()
    return statements


def _statement(match: re.Match[str]) -> Statement:
    if match["load"]:
        order: Order = "acquire" if match["acquire"] else "once"
        name, register, by = match["source"], match["register"], match["source_by"]
        return Statement("load", name, register=register, order=order, address=by)
    if match["store"]:
        return Statement(
            "store",
            match["target"],
            value=int(match["value"]),
            order="release" if match["release"] else "once",
            address=match["target_by"],
            data=match["value_by"],
        )
    if match["fence"]:
        return Statement("fence", match["fence"])
    if match["rcu"]:
        return Statement("rcu", match["rcu"])
    return Statement("branch", match["tested"])


def _load(memory: Memory, what: Statement, registers: dict[str | None, Word]) -> None:
    view = registers[what.address].view
    registers[what.register] = memory.load_word(Location(what.name), order=what.order, after=view)


def _store(memory: Memory, what: Statement, registers: dict[str | None, Word]) -> None:
    # One of the two at most is there, so that one view is enough for both.
    view = registers[what.address or what.data].view
    memory.store(Location(what.name), what.value, order=what.order, after=view)


def _fence(memory: Memory, what: Statement, registers: object) -> None:
    del registers
    memory.fence(cast("Fence", what.name))


def _rcu(memory: Memory, what: Statement, registers: object) -> None:
    del registers
    getattr(memory, what.name)()


def _branch(memory: Memory, what: Statement, registers: object) -> None:
    """A branch orders no load, and stores come after all loads as it is."""
    del memory, what, registers


_ACT: dict[str, Callable[[Memory, Statement, dict[str | None, Word]], None]] = {
    "load": _load,
    "store": _store,
    "fence": _fence,
    "rcu": _rcu,
    "branch": _branch,
}
