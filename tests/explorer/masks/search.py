"""The search over all schedules of one program: one writer, and a reader that is a generator.

A run is told by the reader's suspended frames, what is known of pages and what the reader holds;
the writer's positions are kept as a set, as in the search over lists. A generator cannot be
copied, so a run is brought back by its answers so far.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tests.explorer.memory import Memory, Step
from tests.explorer.state import NEVER

from .reader import Steps
from .request import Begin, Broken, GaveUp, Load, Outlive, Pages, Passed, Request, Take
from .script import LOCKS

Bound = tuple[int, int]
"""The pass from which a zone has pages is no less than the one and no more than the other."""


class Known(NamedTuple):
    """What is known of a run beside the reader's frames: bounds on pages, and what it holds."""

    pages: tuple[Bound, ...]
    held: frozenset[str] = frozenset()


class Program(NamedTuple):
    """A reader beside a writer.

    Attributes:
        reader: starts the reader again.
        memory: what its loads find.
        script: the writer's steps.
        zones: how many zones there are.
        judge: what a completed pass, or giving up, violates.
        still: the positions where the writer stands still for good; None if it goes on.
    """

    reader: Callable[[], Steps]
    memory: Memory
    script: list[Step]
    zones: int
    judge: Callable[[Passed | GaveUp, Known], frozenset[str]]
    still: int | None = None


class _Run(NamedTuple):
    """A reader that waits for an answer, and all that brings it back."""

    steps: Steps
    answers: list[int]
    known: Known
    request: Request
    mask: int


def frames(steps: Steps) -> tuple[object, ...]:
    """All that decides how a suspended generator goes on."""
    found: list[object] = []
    inner: Any = steps
    while inner is not None:
        frame = inner.gi_frame
        found.append((frame.f_lasti, tuple(frame.f_locals.items())))
        inner = inner.gi_yieldfrom
    return tuple(found)


class _Search:
    def __init__(self, program: Program, merging: bool) -> None:
        self.program, self.merging = program, merging
        self.broken: set[str] = set()
        self.seen: dict[object, int] = {}
        self.waiting: list[_Run] = []
        self.sealed: dict[frozenset[str], int] = {}

    def begin(self) -> None:
        still, memory = self.program.still, self.program.memory
        known = Known(((0, NEVER),) * self.program.zones)
        steps = self.program.reader()
        self.go(steps, next(steps, None), [], known, memory.all if still is None else still)

    def reach(self, mask: int, held: frozenset[str]) -> int:
        """Where the writer can get to."""
        if self.program.still is not None:
            return mask
        if held not in self.sealed:
            script = enumerate(self.program.script)
            self.sealed[held] = sum(1 << at for at, step in script if step.waits in held)
        return self.program.memory.reach(mask, self.sealed[held])

    def go(
        self,
        steps: Steps,
        request: Request | None,
        answers: list[int],
        known: Known,
        mask: int,
    ) -> None:
        """Go on to the next request that schedules or pages can answer differently."""
        while request is not None:
            answer = None
            if isinstance(request, Load):
                answer = self.fixed(request)
                if answer is None:
                    break
            elif isinstance(request, Broken):
                self.broken.add(request.prop)
            elif isinstance(request, Passed | GaveUp):
                self.broken |= self.program.judge(request, known)
            elif isinstance(request, Begin):
                known = _levelled(known, request.number)
            else:
                break
            answers.append(answer or 0)
            request = _send(steps, answer or 0)
        if request is None:
            return
        key = (frames(steps), known) if self.merging else tuple(answers)
        old = self.seen.get(key, 0)
        new = self.reach(mask, known.held) & ~old
        if new:
            self.seen[key] = old | new
            self.waiting.append(_Run(steps, answers, known, request, new))

    def fixed(self, load: Load) -> int | None:
        """The answer to a load that every schedule gives alike."""
        readings = self.program.memory.readings(load.cell)
        if len(readings) == 1 and not (load.even and readings[0].value % 2):
            return readings[0].value
        return None

    def step(self) -> None:
        """Give one waiting run each answer there is: itself the first, repetitions the others."""
        run = self.waiting.pop()
        steps: Steps | None = run.steps
        for answer, known, mask in self.branches(run):
            if mask:
                again = steps or self.repeat(run.answers)
                steps = None
                self.go(again, _send(again, answer), [*run.answers, answer], known, mask)

    def repeat(self, answers: list[int]) -> Steps:
        """Start the reader again and take it to where it was."""
        steps = self.program.reader()
        next(steps)
        for answer in answers:
            steps.send(answer)
        return steps

    def branches(self, run: _Run) -> Iterator[tuple[int, Known, int]]:
        """Answers, what is known with each, and where it can be had."""
        request, known, memory = run.request, run.known, self.program.memory
        if isinstance(request, Load):
            possible = 0
            for value, _, where in memory.readings(request.cell):
                if not (request.even and value % 2):
                    possible |= where
                    yield value, known, run.mask & where
            self.stuck(run, possible)
        elif isinstance(request, Take):
            cell = LOCKS[request.name]
            free = memory.all
            if cell is not None:
                free = sum(where for value, _, where in memory.readings(cell) if not value)
            self.stuck(run, free)
            yield 0, known._replace(held=known.held | {request.name}), run.mask & free
        elif isinstance(request, Outlive):
            yield 0, known, run.mask & 1 << memory.length
        elif isinstance(request, Pages):
            yield from _with_pages(request, known, run.mask)

    def stuck(self, run: _Run, possible: int) -> None:
        """See whether the reader waits somewhere for what the writer cannot bring about."""
        waiting = run.mask & ~possible
        while waiting:
            lowest = waiting & -waiting
            if not self.reach(lowest, run.known.held) & possible:
                self.broken.add("no_deadlock")
                return
            waiting ^= lowest


def _send(steps: Steps, answer: int) -> Request | None:
    try:
        return steps.send(answer)
    except StopIteration:
        return None


def _levelled(known: Known, number: int) -> Known:
    """Forget bounds below the number of the pass that begins.

    What comes is compared with ``number - 1`` (the last try before an end) or more only.
    """
    return known._replace(
        pages=tuple(
            (low if low >= number else 0, high if high >= number else 0)
            for low, high in known.pages
        )
    )


def _with_pages(request: Pages, known: Known, mask: int) -> Iterator[tuple[int, Known, int]]:
    zone, number = request
    low, high = known.pages[zone - 1]
    before, after = known.pages[: zone - 1], known.pages[zone:]
    if low <= number:
        yield 1, known._replace(pages=(*before, (low, min(high, number)), *after)), mask
    if high > number:
        yield 0, known._replace(pages=(*before, (max(low, number + 1), high), *after)), mask


def search(
    program: Program, wanted: frozenset[str] | None = None, *, merging: bool = True
) -> frozenset[str]:
    """All that some schedule violates, or enough to have all that is wanted.

    Args:
        program: what runs.
        wanted: properties that the caller asks about; None for all.
        merging: runs with equal frames are one; otherwise every run is gone through by itself.
    """
    going = _Search(program, merging)
    going.begin()
    while going.waiting and (wanted is None or not wanted <= going.broken):
        going.step()
    return frozenset(going.broken)
