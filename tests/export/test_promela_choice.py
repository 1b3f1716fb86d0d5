"""The instances that Spin chooses from are all there are, each once."""

from itertools import pairwise
from pathlib import Path

import pytest

from spec.bench import topology
from spec.bench.spin import search
from spec.export.promela import any_list
from spec.instance import Bounds
from spec.properties import by_name
from spec.strategies import in_place
from tests.explorer import KINDS
from tests.explorer.instance import rebuild_kinds
from tests.export.spin_samples import needs_spin

TELL = 'c_code { printf("chosen %d", now.used + 1); %s printf("\\n"); };'
"""A statement that tells the lists, where both threads would begin."""


def chosen(kind: str, bounds: Bounds, folder: Path) -> list[topology.Lists]:
    """The lists of every instance that Spin chooses."""
    text = any_list(in_place.STRATEGY, by_name("no_missed_zone"), bounds, kind)
    stride = bounds.zones + 1
    shown = "".join(
        f' printf(" %d", now.list[{at}]);' for at in range(stride * (bounds.rebuilds + 1))
    )
    text = text.replace("run writer();", TELL.replace("%s", shown)).replace("run reader();", "")
    output = search(text, folder, optimized=False).output
    found = []
    for line in output.splitlines():
        if line.startswith("chosen"):
            lists, *zones = map(int, line.split()[1:])
            rows = (zones[at * stride : (at + 1) * stride] for at in range(lists))
            found.append(tuple(tuple(filter(None, row)) for row in rows))
    return found


@needs_spin
@pytest.mark.parametrize("kind", KINDS)
def test_spin_chooses_every_instance_once(kind: str, tmp_path: Path) -> None:
    """As many as there are, of the lists there are."""
    bounds = Bounds(3, 1)
    wanted = [
        each
        for each in topology.lists(bounds.zones, bounds.rebuilds)
        if all(kind in rebuild_kinds(old, new) for old, new in pairwise(each))
    ]
    found = chosen(kind, bounds, tmp_path)
    assert {*found} == {*wanted}
    assert len(found) == sum(4 ** topology.named(each) for each in wanted)


def test_lists_are_named_in_order() -> None:
    """Two zones, one rebuild: three lists follow one zone, five follow two."""
    assert [*topology.lists(2, 1)] == [
        ((1,),),
        ((1, 2),),
        ((1,), (1,)),
        ((1,), (2,)),
        ((1,), (1, 2)),
        ((1,), (2, 1)),
        ((1, 2), (1,)),
        ((1, 2), (2,)),
        ((1, 2), (1, 2)),
        ((1, 2), (2, 1)),
    ]
    assert topology.count(2, 1) == 2 * 4 + 8 * 16
