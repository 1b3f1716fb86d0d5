"""Memory as a function of the writer's position: for each cell, where it holds what.

With one writer and sequential consistency the contents of memory depend only on how many of the
writer's steps are done. That number is the *position*; a set of positions is a bit mask.
"""

from collections.abc import Mapping
from typing import NamedTuple

Cell = tuple[str, int, int]
"""A word: its name, its array, its slot (or zone)."""

FREED = -1
SEQ: Cell = ("seq", 0, 0)
GENERATION: Cell = ("generation", 0, 0)
LIVE: Cell = ("live", 0, 0)
COUNTS: Cell = ("cnts", 0, 0)


class Store(NamedTuple):
    """One store. ``life`` is the rebuild that filled the array the word belongs to."""

    cell: Cell
    value: int
    life: int = 0


class Step(NamedTuple):
    """One scheduling step of the writer: what it stores and what it waits for.

    ``waits`` is "" (nothing), "begin" or "end" of a grace period, or "lock" (no reader inside).
    """

    stores: tuple[Store, ...]
    waits: str = ""


class Reading(NamedTuple):
    """A value a cell holds, its life, and the positions at which it does."""

    value: int
    life: int
    where: int


class Memory:
    """All contents of memory over one writer's script."""

    def __init__(self, initial: Mapping[Cell, int], script: list[Step]) -> None:
        self.length = len(script)
        self.all = (1 << (self.length + 1)) - 1
        self.steps = (1 << self.length) - 1
        self.locks = sum(1 << at for at, step in enumerate(script) if step.waits == "lock")
        begins = [at for at, step in enumerate(script) if step.waits == "begin"]
        ends = [at for at, step in enumerate(script) if step.waits == "end"]
        self.graces = tuple(zip(begins, ends, strict=True))
        self._untouched = (Reading(0, 0, self.all),)
        self._cells = self._contents(initial, script)

    def _contents(
        self, initial: Mapping[Cell, int], script: list[Step]
    ) -> dict[Cell, tuple[Reading, ...]]:
        held: dict[Cell, dict[tuple[int, int], int]] = {}
        now: dict[Cell, tuple[int, int, int]] = {cell: (v, 0, 0) for cell, v in initial.items()}

        def close(cell: Cell, end: int) -> None:
            value, life, since = now[cell]
            by_value = held.setdefault(cell, {})
            span = (1 << end) - (1 << since)
            by_value[value, life] = by_value.get((value, life), 0) | span

        for at, step in enumerate(script):
            for cell, value, life in step.stores:
                now.setdefault(cell, (0, 0, 0))
                close(cell, at + 1)
                now[cell] = (value, life, at + 1)
        for cell in now:
            close(cell, self.length + 1)
        return {
            cell: tuple(Reading(v, life, where) for (v, life), where in values.items() if where)
            for cell, values in held.items()
        }

    def readings(self, cell: Cell) -> tuple[Reading, ...]:
        """What the cell can be found to hold, and at which positions."""
        return self._cells.get(cell, self._untouched)

    def reach(self, mask: int, sealed: int) -> int:
        """All positions the writer can get to from those of ``mask``.

        Args:
            mask: a non-empty set of positions.
            sealed: the steps the writer cannot take now, step k leading from position k.
        """
        if not sealed:
            return self.all & -(mask & -mask)
        enter = (self.steps & ~sealed) << 1
        width = 1
        while width <= self.length:
            mask |= enter & (mask << width)
            enter &= enter << width
            width *= 2
        return mask

    def sections(self, mask: int) -> list[tuple[int, int]]:
        """Split positions at which a read-side section opens by the step that waits for it.

        A grace period waits for the section if the section opened no later than its begin.

        Returns:
            Pairs of sealed steps and the positions for which these are sealed.
        """
        parts = []
        for begin, end in self.graces:
            early = mask & ((1 << (begin + 1)) - 1)
            if early:
                parts.append((1 << end, early))
                mask &= ~early
        return [*parts, (0, mask)] if mask else parts
