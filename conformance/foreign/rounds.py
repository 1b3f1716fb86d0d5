"""Where a thread is, told well enough to know when it has come back there.

A loop that waits, or that tries again, has no end of its own. A search comes to one if it knows
that a thread is where it has been: at the first access behind a jump back to the head of a plain
`while`, in a call that was entered with the same accesses behind it, with the same local variables.
Nothing else is remembered across that jump. Inside a `for` the interpreter also holds an iterator,
and outside a generator what was taken from it so far; there nothing is told.
"""

import dis
import sys
from collections.abc import Callable, Hashable, Iterator
from functools import cache
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from types import CodeType, FrameType
from typing import Any

SUSPENDED = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR

ITERATES = {"FOR_ITER", "SEND"}

LOOKS = {"LOAD_ATTR", "LOAD_METHOD", "BINARY_SUBSCR", "BINARY_OP"}


class UnknownError(Exception):
    """A local variable that two places cannot be compared by."""


class Rounds:
    """The calls that a thread is in at its last access.

    Args:
        entry: the code of the call that is the outermost one.
        own: files whose calls are ours.
    """

    def __init__(self, entry: CodeType, own: frozenset[str]) -> None:
        self._entry = entry
        self._own = own
        self._last: list[tuple[FrameType, int]] = []
        self._entered: dict[FrameType, int] = {}

    def place(
        self, answers: list[Any], named: Callable[[object], Hashable]
    ) -> tuple[Hashable, ...] | None:
        """Where the thread is, if it has jumped back since its last access and that can be told.

        Args:
            answers: of all its loads so far.
            named: what tells the value of a local variable from others; it may raise UnknownError.
        """
        calls = list(self._calls())[::-1]
        before, self._last = self._last, calls
        self._entered = {frame: self._entered.get(frame, len(answers)) for frame, _ in calls}
        shared = 0
        for (old, _), (new, _) in zip(before, calls, strict=False):
            if old is not new:
                break
            shared += 1
        if not shared or calls[shared - 1][1] > before[shared - 1][1]:
            return None
        here = calls[shared - 1 :]
        frame, at = here[0]
        theirs = [call for call in here if call[0].f_code.co_filename not in self._own]
        if here[0] not in theirs or not _repeats(frame.f_code, at):
            return None
        if at == before[shared - 1][1] and not _is_single(frame.f_code, at):
            return None
        if any(call.f_code.co_flags & SUSPENDED for call, _ in here):
            return None
        try:
            variables = tuple(
                (
                    call.f_code,
                    where,
                    tuple((key, named(value)) for key, value in call.f_locals.items()),
                )
                for call, where in theirs
            )
        except UnknownError:
            return None
        return (tuple(answers[: self._entered[frame]]), variables)

    def _calls(self) -> Iterator[tuple[FrameType, int]]:
        """The calls from here out to the entry, each with where it is."""
        frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - there is no other way
        while frame is not None and frame.f_code is not self._entry:
            yield frame, frame.f_lasti
            frame = frame.f_back


def _repeats(code: CodeType, at: int) -> bool:
    """Whether an instruction is inside a loop, and all loops it is in are plain ones."""
    around = [iterates for head, jump, iterates in _loops(code) if head <= at <= jump]
    return bool(around) and not any(around)


@cache
def _is_single(code: CodeType, at: int) -> bool:
    """Whether an instruction looks once: to come to it again is to have come round.

    Others let what is built in, as `map`, call back many times and keep what it was told.
    """
    # While it calls, a frame stands on what belongs to the instruction and comes behind it.
    step = [step for step in dis.get_instructions(code) if step.offset <= at][-1]
    return step.opname in LOOKS or (step.opname == "CALL" and not step.arg)


@cache
def _loops(code: CodeType) -> tuple[tuple[int, int, bool], ...]:
    """The head and the last jump of each loop, and whether it goes through an iterator."""
    steps = [step for step in dis.get_instructions(code) if step.opname != "EXTENDED_ARG"]
    return tuple(
        (step.argval, step.offset, _first(steps, step.argval).opname in ITERATES)
        for step in steps
        if step.opcode in {*dis.hasjrel, *dis.hasjabs} and step.argval < step.offset
    )


def _first(steps: list[dis.Instruction], offset: int) -> dis.Instruction:
    return next(step for step in steps if step.offset >= offset)
