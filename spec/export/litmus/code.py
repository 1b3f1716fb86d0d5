"""One thread's text: statements in blocks, the registers they use, the locations they access."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from math import prod

from spec.export.litmus.notation import condition
from spec.term import Bool

_TAKEN = frozenset(
    (  # noqa: SIM905 - one string is easier to read than a list of words
        # C, which klitmus7 hands the test to
        "auto break case char const continue default do double else enum extern float for goto if "
        "inline int long register restrict return short signed sizeof static struct switch typedef "
        "typeof asm union unsigned void volatile while current linux unix NULL "
        # herd7's C
        "lock unlock mutex fence SCAS WCAS spinlock_t srcu_struct intptr_t uintptr_t "
        # its final conditions, and where it looks for them
        "and cases exists false filter final forall locations not observed Observed or true with "
        # its initial values, of every architecture
        "active affinity Attrs attrs ATOMIC_INIT enabled Fault fault GICARG gicarg handling_mode "
        "INTID intid NOP nop oa PA pac pacda pacdb pacia pacib PAREL1_T parel1_t pending priority "
        "PTE routing_mode SS SSCap TAG tag TTD valid "
    ).split()
)
"""Words that C, or one of herd7's lexers, keeps for itself."""

_CALLED = re.compile(
    r"(atomic|smp|rcu|srcu|mtx|spin|memory_order|synchronize)_|r_|P\d+$|u?int\d+_t$"
)
"""How what the kernel and a test call other things begins."""


def named(text: str) -> str:
    """A name that is fit for C and for herd7, from whatever a page calls it."""
    name = "".join(each if each.isascii() and each.isalnum() else "_" for each in text).strip("_")
    reserved = name in _TAKEN or _CALLED.match(name)
    return f"w_{name}" if reserved or not name or name[0].isdigit() else name


@dataclass(slots=True)
class _Ways:
    """The loads of a block, and the blocks in it: of each pair the one or the other is done."""

    loads: list[str] = field(default_factory=list)
    choices: list[list["_Ways"]] = field(default_factory=list)

    def count(self, stores: Mapping[str, int]) -> int:
        """In how many ways the loads can find what they read."""
        ways = prod(1 + stores.get(name, 0) for name in self.loads)
        return ways * prod(sum(way.count(stores) for way in pair) for pair in self.choices)


@dataclass
class Code:
    """The text of one thread.

    Attributes:
        number: of the thread.
        parameters: the locations that it accesses, by name, and their type.
        registers: its registers.
        awaited: final conditions that keep the executions in which what is awaited has come.
        stored: the location of each store, in order.
    """

    number: int
    parameters: dict[str, str] = field(default_factory=dict)
    registers: list[str] = field(default_factory=list)
    awaited: list[str] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    _unread: dict[str, int] = field(default_factory=dict)
    _lines: list[str] = field(default_factory=list)
    _depth: int = 1
    _ways: list["_Ways"] = field(default_factory=lambda: [_Ways()])

    def say(self, text: str) -> None:
        """Add a line."""
        self._lines.append("\t" * self._depth + text)

    def register(self, name: str) -> str:
        """A new register of that name, or nearly."""
        names = (f"r_{name}_{at}" if at > 1 else f"r_{name}" for at in count(1))
        self.registers.append(next(each for each in names if each not in self.registers))
        return self.registers[-1]

    @property
    def is_inside(self) -> bool:
        """What is said now is inside a block."""
        return self._depth > 1

    def unread(self, register: str, value: int) -> int:
        """Let a register begin with a value that no load leaves in it; returns the value."""
        self._unread[register] = value
        return value

    @contextmanager
    def block(self, holds: Bool) -> Iterator[bool]:
        """What is done if something holds; nothing is written if it never does.

        Yields whether it ever holds.
        """
        if isinstance(holds, bool):
            yield holds
            return
        opening = len(self._lines)
        self.say(f"if ({condition(holds)}) {{")
        self._ways[-1].choices.append([_Ways(), _Ways()])
        with self._inside(0):
            yield True
        if len(self._lines) == opening + 1:
            del self._lines[opening:]  # herd7 knows no empty block
        else:
            self.say("}")

    @contextmanager
    def otherwise(self) -> Iterator[None]:
        """What is done if the block just closed is not; nothing is written if that is nothing."""
        closing = len(self._lines) - 1
        self._lines[closing] += " else {"
        with self._inside(1):
            yield
        if len(self._lines) == closing + 1:
            self._lines[closing] = self._lines[closing].removesuffix(" else {")
        else:
            self.say("}")

    @contextmanager
    def _inside(self, branch: int) -> Iterator[None]:
        self._depth += 1
        self._ways.append(self._ways[-1].choices[-1][branch])
        yield
        self._ways.pop()
        self._depth -= 1

    def loads(self, name: str) -> None:
        """Note a load of a location."""
        self._ways[-1].loads.append(name)

    def ways(self, stores: Mapping[str, int]) -> int:
        """In how many ways the thread can run, if every location has so many stores."""
        return self._ways[0].count(stores)

    def final(self, register: str, value: int) -> str:
        """The final condition that a register holds a value."""
        return f"{self.number}:{register}={value}"

    def text(self) -> str:
        """The function."""
        given = ", ".join(f"{kind} *{name}" for name, kind in self.parameters.items())
        lines = [f"P{self.number}({given})", "{"]
        used = {word for line in self._lines for word in re.findall(r"r_\w+", line)}
        lines += [
            f"\tint {name} = {self._unread.get(name, 0)};"
            for name in self.registers
            if name in used
        ]
        if used:
            lines.append("")
        return "\n".join([*lines, *self._lines, "}"])
