r"""A reader of the one-line grammar of the reference table that shares nothing with the product's.

``P0: STMT ... | P1: STMT ... | exists (0:r0=1 /\ x=2)``; see the table's own README for ``STMT``.
"""

import re
from typing import Literal

from spec.litmus.program import (
    Address,
    Constant,
    Contents,
    Expression,
    Fence,
    If,
    Operation,
    Program,
    Read,
    Register,
    Statement,
    Write,
)

FENCES = {
    "smp_mb()": "mb",
    "smp_rmb()": "rmb",
    "smp_wmb()": "wmb",
    "rcu_read_lock()": "rcu-lock",
    "rcu_read_unlock()": "rcu-unlock",
    "synchronize_rcu()": "sync-rcu",
}
READ = re.compile(r"(r\d+) = (READ_ONCE|smp_load_acquire)\((\w+)(?:\[(r\d+) & 0\])?\)")
WRITE = re.compile(
    r"(WRITE_ONCE|smp_store_release)\((\w+)(?:\[(r\d+) & 0\])?, (\d+)(?: \+ \((r\d+) & 0\))?\)"
)
BRANCH = re.compile(r"if \((r\d+) == \1\) \{ (.*?;) \}|([^;{}]+);")


def parse(line: str) -> Program:
    """The program of a line.

    Raises:
        ValueError: if a part of it is not in the grammar.
    """
    *threads, question = [part.strip() for part in line.split("|")]
    bodies = [thread.partition(":")[2] for thread in threads]
    return Program(
        name="",
        threads=tuple(tuple(_statements(body)) for body in bodies),
        condition=_condition(question),
    )


def _statements(body: str) -> list[Statement]:
    found: list[Statement] = []
    rest = body.strip()
    while rest:
        match = BRANCH.match(rest)
        if match is None:
            raise ValueError(rest)
        register, inside, simple = match.groups()
        if register:
            same = Operation("==", (Register(register), Register(register)))
            found.append(If(same, tuple(_statements(inside))))
        else:
            found.append(_statement(simple))
        rest = rest[match.end() :].strip()
    return found


def _statement(text: str) -> Statement:
    if text in FENCES:
        return Fence(FENCES[text])
    if match := READ.fullmatch(text):
        register, name, location, index = match.groups()
        loading: Literal["acquire", "once"] = "once" if name == "READ_ONCE" else "acquire"
        return Read(register, _place(location, index), loading)
    if match := WRITE.fullmatch(text):
        name, location, index, number, added = match.groups()
        value: Expression = Constant(int(number))
        if added:
            value = Operation("+", (value, _nothing_of(added)))
        storing: Literal["release", "once"] = "once" if name == "WRITE_ONCE" else "release"
        return Write(_place(location, index), value, storing)
    raise ValueError(text)


def _nothing_of(register: str) -> Expression:
    return Operation("&", (Register(register), Constant(0)))


def _place(location: str, index: str | None) -> Expression:
    place = Address(location)
    return Operation("+", (place, _nothing_of(index))) if index else place


def _condition(question: str) -> Expression:
    match = re.fullmatch(r"exists \((.*)\)", question)
    if match is None:
        raise ValueError(question)
    found: Expression | None = None
    for term in match[1].split(r" /\ "):
        subject, _, number = term.partition("=")
        thread, _, register = subject.rpartition(":")
        left = Register(register, int(thread)) if thread else Contents(subject)
        equal = Operation("==", (left, Constant(int(number))))
        found = equal if found is None else Operation("&&", (found, equal))
    assert found is not None
    return found
