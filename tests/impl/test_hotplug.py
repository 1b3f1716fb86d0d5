"""The hotplug writer keeps some zone listed and its epochs true."""

from random import Random

from impl.free_pages import FreePages
from impl.hotplug import Hotplug


def test_epochs_are_even_while_listed() -> None:
    """A zone's epoch is odd from before it leaves a list until after it came back."""
    order = (1, 2, 3)
    hotplug = Hotplug(order, (2, 3), FreePages(order, size=1))
    listed = hotplug.listed()
    for change in hotplug.changes(Random(5), lambda: hotplug.rebuilds < 20):
        (event,) = change.events
        assert (event.zone in change.zones) == bool(event.pages)
        assert 1 in change.zones
        assert hotplug.epoch[event.zone] % 2 == 1
        assert set(hotplug.listed()) <= set(change.zones)
        listed = hotplug.listed()
    assert hotplug.rebuilds == 20
    assert listed[1] == 0
