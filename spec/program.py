"""A strategy and one kind of reader, unrolled inside bounds: what every question is asked of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from spec.events import Structure
from spec.instance import Bounds, Instance
from spec.run import Run
from spec.symbolic_instance import symbolic
from spec.term import Number, pick
from spec.unrolled_reader import UnrolledReader
from spec.unrolled_writer import UnrolledWriter
from spec.vocabulary import Location, Strategy

READERS = ("pass", "allocation")
UPDATED_BITS = 16
"""Room of a word that readers update; the constants of the kernel's qrwlock fit."""


@dataclass(frozen=True, slots=True)
class Program:
    """The event structure of one strategy and reader.

    Attributes:
        strategy: the page.
        reader: ``pass`` or ``allocation``.
        bounds: what it was unrolled to.
        attempts: how often a retry loop was unrolled.
        structure: the events.
        instance: every instance inside the bounds.
        run: what the first reader did.
        rebuild_of: for each of the writer's stores, by event, the rebuild that makes it.
    """

    strategy: Strategy
    reader: str
    bounds: Bounds
    attempts: int
    structure: Structure
    instance: Instance
    run: Run
    rebuild_of: Mapping[int, int]


def last_pass(bounds: Bounds, rounds: int) -> int:
    """The number of the last look of the last round."""
    return rounds * (bounds.tries + 1)


def unroll(
    strategy: Strategy, reader: str, bounds: Bounds, attempts: int = 1, *, essence: bool = False
) -> Program:
    """Unroll the page's writer and its readers.

    Args:
        strategy: the page.
        reader: ``pass`` or ``allocation``.
        bounds: zones, rebuilds, tries and readers.
        attempts: how often a retry loop, the slow path's included, may go round. Once is
            exact for every property here: an attempt that is discarded leaves nothing behind,
            so the run without it is a run too, and says the same.
        essence: leave out the fast path and all tries but the last. They store nothing, or
            only take and give back a lock, so a run without them is a run too: what holds
            here holds for any number of tries.

    Raises:
        PageError: the page says something the vocabulary does not allow.
    """
    if essence:
        bounds = replace(bounds, tries=1)
    rounds = attempts if strategy.moved else 1
    last = last_pass(bounds, rounds) if reader == "allocation" else None
    instance = symbolic(bounds, last, pages_move=strategy.pages_move)
    structure = Structure(initial=initial_memory(strategy, instance))
    count_width = UPDATED_BITS
    writer = UnrolledWriter(structure, instance, strategy, count_width)
    for number in range(1, bounds.rebuilds + 1):
        writer.rebuild(number)
    runs = []
    for thread in range(1, max(bounds.readers, 1) + 1):
        unrolled = UnrolledReader(
            structure,
            instance,
            strategy,
            thread,
            attempts=attempts,
            life_of=writer.life_of,
            count_width=count_width,
            pages_matter=reader == "allocation",
            bystander=thread > 1,
        )
        if reader == "pass" or thread > 1:
            runs.append(unrolled.read_pass())
        else:
            runs.append(unrolled.allocation(bounds.tries, rounds, fast_path=not essence))
    structure.close()
    return Program(strategy, reader, bounds, attempts, structure, instance, runs[0], writer.life_of)


def initial_memory(strategy: Strategy, instance: Instance) -> dict[Location, Number]:
    """What every word holds before the first rebuild."""
    memory: dict[Location, Number] = {}
    for array in strategy.arrays:
        for slot in range((instance.zones + 1) * array.copies):
            listed = not array.spare and slot < instance.zones
            word = instance.lists[0][slot] if listed else 0
            if array.one_word:
                memory[array[slot].both] = word
            else:
                memory[array[slot].zone] = word
                memory[array[slot].zone_idx] = instance.type_of(word)
    memory.update({Location(cell.name): cell.initial for cell in strategy.cells})
    memory.update({Location(pointer.name): 0 for pointer in strategy.pointers})
    memory.update(
        {
            Location("pages", zone): pick(before, 1, 0)
            for zone, before in enumerate(instance.pages_before, 1)
        }
    )
    return memory
