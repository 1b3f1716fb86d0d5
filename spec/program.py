"""A strategy and one kind of reader, unrolled inside bounds: what every question is asked of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from spec.events import Structure
from spec.halt import Halt
from spec.instance import CONTEXTS, Bounds, Instance
from spec.run import Run
from spec.symbolic_instance import symbolic
from spec.term import Bool, Number, any_of, pick
from spec.unrolled_context import UnrolledContext
from spec.unrolled_writer import UnrolledWriter, word_of
from spec.vocabulary import Location, Strategy

READERS = ("pass", "allocation")
LOOPS = ("slow_path", "settled")
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


def rounds_of(strategy: Strategy) -> int:
    """How many rounds of the slow path say everything.

    One, because a round that is given up leaves nothing behind; but a policy that it found
    disjoint from the cpuset is ignored in the next one.
    """
    return 2 if len(strategy.masks) > 1 else 1


Within = Callable[[Instance], Bool]
"""A condition on instances: what a question is confined to."""


def unroll(
    strategy: Strategy,
    reader: str,
    bounds: Bounds,
    attempts: int = 1,
    *,
    essence: bool = False,
    within: Within | None = None,
    rounds: int = 0,
) -> Program:
    """Unroll the page's writer and its readers.

    Args:
        strategy: the page.
        reader: ``pass``, ``allocation``, ``slow_path``, ``settled``, or a context.
        bounds: zones, rebuilds, tries and readers.
        attempts: how often a retry loop, the slow path's included, may go round. Once is
            exact for every property here: an attempt that is discarded leaves nothing behind,
            so the run without it is a run too, and says the same.
        essence: leave out the fast path and all tries but the last. They store nothing, or
            only take and give back a lock, so a run without them is a run too: what holds
            here holds for any number of tries.
        within: confines the instances.
        rounds: of the slow path, more than the attempts if need be: where it is given from which
            pass on a zone has pages, a round that is given up has been counted.

    Raises:
        PageError: the page says something the vocabulary does not allow.
    """
    if essence:
        bounds = replace(bounds, tries=1)
    rounds = max(rounds, attempts, rounds_of(strategy)) if strategy.moved else 1
    passes = {"pass": None, "slow_path": 0}
    last = passes.get(reader, last_pass(bounds, rounds))
    instance = symbolic(bounds, last, moves=strategy.moves, masks=strategy.masks)
    if within is not None:
        confined = (*instance.constraints, within(instance))
        instance = replace(instance, constraints=confined)
    structure = Structure(initial=initial_memory(strategy, instance))
    halt = Halt() if reader in CONTEXTS else None
    writer = UnrolledWriter(structure, instance, strategy, UPDATED_BITS, halt)
    for number in range(1, bounds.rebuilds + 1):
        writer.rebuild(number)
    runs = []
    for thread in range(1, max(bounds.readers, 1) + 1):
        unrolled = UnrolledContext(
            structure,
            instance,
            strategy,
            thread,
            attempts=attempts,
            life_of=writer.life_of,
            count_width=UPDATED_BITS,
            pages_matter=reader != "pass",
            bystander=thread > 1,
            halt=halt,
        )
        if reader == "pass" or thread > 1:
            runs.append(unrolled.read_pass())
        elif reader == "allocation":
            runs.append(unrolled.allocation(bounds.tries, rounds, fast_path=not essence))
        else:
            run = _in_context(unrolled, reader, bounds.tries)
            on_rt = writer.slept_on_rt if reader == "preempt_rt" else False
            run.slept = any_of(run.slept, writer.slept, on_rt)
            runs.append(run)
    structure.close()
    return Program(strategy, reader, bounds, attempts, structure, instance, runs[0], writer.life_of)


def _in_context(unrolled: UnrolledContext, reader: str, tries: int) -> Run:
    """The reader that is meant, where the question is not what it sees."""
    match reader:
        case "slow_path":
            return unrolled.slow_path()
        case "settled":
            return unrolled.settled()
        case "interrupt":
            return unrolled.interrupt()
        case "task" | "console":
            return unrolled.task(console=reader == "console")
    return unrolled.allocation(tries, 1)


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
    for mask in strategy.masks:
        versions = instance.masks[mask.name]
        for version in range(len(versions) if mask.copies else 1):
            for at in range(mask.words):
                value = 0 if version else word_of(mask, at, versions[0])
                memory[mask.word(at, version)] = value
    memory.update({Location(pointer.name): 0 for pointer in strategy.pointers})
    memory.update(
        {
            Location("pages", zone): pick(before, 1, 0)
            for zone, before in enumerate(instance.pages_before, 1)
        }
    )
    return memory
