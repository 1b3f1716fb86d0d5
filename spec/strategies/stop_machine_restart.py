"""Rebuild while every CPU is stopped, and restart a walk that a rebuild fell into.

The counterfactual behind "because we do not restart zonelist iteration": a generation word changes
inside the stopped rebuild; a pass during which it moved is discarded, with the cached slot.
"""

from spec.kernel.zonelist import ZONEREFS, rebuild_in_place
from spec.vocabulary import Cell, Loaded, Place, Reader, Strategy, Writer, choose, proved

GENERATION = Cell("generation")


def rebuild(w: Writer) -> None:
    """``build_all_zonelists()`` with a generation."""
    with w.stop_machine():
        rebuild_in_place(w)
        w.increment(GENERATION)


def start(generation: Loaded, preferred: tuple[Place, Loaded] | None) -> Place | None:
    """The cached slot, unless the list changed since it was cached."""
    if preferred is None:
        return None
    slot, cached_at = preferred
    return choose(generation == cached_at, slot, ZONEREFS)  # type: ignore[no-any-return]


def walk(r: Reader, preferred: tuple[Place, Loaded] | None) -> None:
    """One pass between two loads of the generation."""
    generation = r.load(GENERATION)
    r.walk(start(generation, preferred) or ZONEREFS)
    r.retry_if(r.load(GENERATION) != generation)


def first(r: Reader) -> tuple[Place, Loaded]:
    """The first slot, and the generation it belongs to."""
    generation = r.load(GENERATION)
    slot = r.first(ZONEREFS)
    r.retry_if(r.load(GENERATION) != generation)
    return slot, generation


STRATEGY = Strategy(
    name="stop_machine_restart",
    arrays=(ZONEREFS,),
    cells=(GENERATION,),
    writer=rebuild,
    walk=walk,
    first=first,
    expect={
        "no_missed_zone": proved(
            "a pass during which the generation moved is discarded, so an accepted one "
            "saw exactly one list",
        ),
        "no_double_visit": proved(
            "a pass during which the generation moved is discarded, so an accepted one "
            "saw exactly one list",
        ),
        "zone_always_visible": proved(
            "a pass during which the generation moved is discarded, so an accepted one "
            "saw exactly one list",
        ),
        "eligible_zone_always_visible": proved(
            "a pass during which the generation moved is discarded, so an accepted one "
            "saw exactly one list",
        ),
        "sees_one_list": proved(
            "a pass during which the generation moved is discarded, so an accepted one "
            "saw exactly one list",
        ),
        "respects_request": proved(
            "a pass during which the generation moved is discarded, so an accepted one "
            "saw exactly one list",
        ),
        "stays_in_bounds": proved(
            "the slot behind the longest list only ever holds the terminator, and its "
            "index 0 passes every limit",
        ),
        "no_premature_oom": proved(
            "an accepted try saw one list whole: a cached slot whose generation has "
            "passed is dropped, and the try starts at slot 0",
        ),
        "no_premature_oom_last_look": proved(
            "the last look is checked like every other pass, so it saw one list whole",
        ),
        "terminates": proved(
            "the generation stands still once writers have stopped, and every check is on it",
        ),
        "no_deadlock": proved(
            "readers never wait",
        ),
        "no_sleep_in_atomic": proved(
            "no lock that sleeps is taken, and nobody sleeps inside a section",
        ),
    },
)
