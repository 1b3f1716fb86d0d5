"""List every zone from the start and never rebuild; a zone's own word says if it has pages.

Proposed by Michal Hocko in April 2022.
"""

from collections.abc import Iterable

from impl.instance import Change, Instance
from impl.memory import Location, Memory, Value
from impl.strategies.in_place import bare, layout
from impl.strategies.strategy import Strategy


def _pages(zone: int) -> Location:
    """The word that is 1 while a zone has pages, else 0."""
    return Location(f"pages[{zone}]")


def _layout(instance: Instance) -> dict[Location, Value]:
    zones = instance.lists[0]
    return {**layout(instance), **{_pages(z): instance.pages0.get(z, 1) for z in zones}}


def _write(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    del instance
    for change in changes:
        for event in change.events:
            memory.store(_pages(event.zone), event.pages)


def _has_pages(memory: Memory, zone: int) -> bool:
    return memory.load(_pages(zone)) == 1


LIST_ALL_ZONES = Strategy(
    "list_all_zones", layout=_layout, writer=_write, section=bare, has_pages=_has_pages
)
