"""A page whose writer leaves something else behind is found out, and no other."""

from dataclasses import replace

import pytest

from spec.eras import ERAS
from spec.kernel.seqcount import write_seqcount_begin
from spec.kernel.zonelist import ZONEREFS, overwrite, rebuild_in_place
from spec.masks import MASKS, mask_in_place
from spec.published import unpublished
from spec.strategies import ALL, copy_swap, in_place, list_all_zones, seqcount_everywhere
from spec.strategies.copy_swap_grace import LIVE
from spec.vocabulary import END, Strategy, Writer


def nothing(w: Writer) -> None:
    """Store nothing."""


def only_the_end(w: Writer) -> None:
    """Store the new terminator alone."""
    for slot, end in w.new_end():
        w.store(ZONEREFS[slot].zone, end)


def without_an_end(w: Writer) -> None:
    """Store the new zones alone."""
    for slot, zone in w.new_zones():
        w.store(ZONEREFS[slot].zone, zone)
        w.store(ZONEREFS[slot].zone_idx, zone.idx)


def old_indexes(w: Writer) -> None:
    """Store the new pointers alone."""
    for slot, zone in w.new_list():
        w.store(ZONEREFS[slot].zone, zone)


def emptied(w: Writer) -> None:
    """Store the new list, and a terminator in front of it."""
    rebuild_in_place(w)
    w.store(ZONEREFS[0].zone, END)


def unswapped(w: Writer) -> None:
    """Fill the spare array and keep it to oneself."""
    overwrite(w, w.spare(LIVE))


def odd(w: Writer) -> None:
    """Move the count once, so that every pass waits."""
    write_seqcount_begin(w)
    rebuild_in_place(w)


@pytest.mark.parametrize("strategy", [*ALL, *MASKS, *ERAS], ids=lambda page: page.name)
def test_every_page_publishes_what_it_changes(strategy: Strategy) -> None:
    """Whoever walks behind the writer's end sees the last list, with the last masks and pages."""
    assert unpublished(strategy) is None


@pytest.mark.parametrize(
    ("strategy", "told"),
    [
        (
            replace(in_place.STRATEGY, writer=nothing),
            "behind the rebuild 1 -> 2, with nobody else about, a pass visits 1 and not 2",
        ),
        (
            replace(in_place.STRATEGY, writer=only_the_end),
            "behind the rebuild 1 -> 2, with nobody else about, a pass visits 1 and not 2",
        ),
        (
            replace(in_place.STRATEGY, writer=without_an_end),
            "behind the rebuild 1 2 -> 1, with nobody else about, a pass visits 1 2 and not 1",
        ),
        (
            replace(in_place.STRATEGY, writer=old_indexes),
            (
                "behind the rebuild 1 -> 2 and a request that leaves out 2, with nobody else "
                "about, a pass visits 2 and not nothing"
            ),
        ),
        (
            replace(in_place.STRATEGY, writer=emptied),
            "behind the rebuild 1 -> 1, with nobody else about, a pass visits nothing and not 1",
        ),
        (
            replace(copy_swap.STRATEGY, writer=unswapped),
            "behind the rebuild 1 -> 2, with nobody else about, a pass visits 1 and not 2",
        ),
        (
            replace(list_all_zones.STRATEGY, writer=nothing),
            (
                "behind a change of zone 1's pages, with nobody else about, "
                "a pass visits 1 2 and not 1"
            ),
        ),
        (
            replace(mask_in_place.STRATEGY, writer=nothing),
            "behind the rebind of nodes 0 -> 1, with nobody else about, a pass visits 1 and not 2",
        ),
    ],
)
def test_what_is_left_out_is_missed(strategy: Strategy, told: str) -> None:
    """The smallest change that shows it, and what a pass visits instead."""
    assert unpublished(strategy) == told


def test_a_pass_that_never_ends_is_for_another_property_to_judge() -> None:
    """Behind an odd count nobody sees anything."""
    assert unpublished(replace(seqcount_everywhere.STRATEGY, writer=odd)) is None
