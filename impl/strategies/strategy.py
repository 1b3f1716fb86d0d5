"""The parts that make an update strategy."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from impl.instance import Change, Instance
from impl.memory import Location, Memory, Value
from impl.section import Section

Layout: TypeAlias = Callable[[Instance], Mapping[Location, Value]]
"""Returns the value of every location before the first step."""

Writer: TypeAlias = Callable[[Memory, Instance, Iterable[Change]], None]
"""Publishes each change in turn. It asks for the next one when it is done with one."""

Opening: TypeAlias = Callable[[Instance], Section]
"""Returns what a reader does around each scan, in arrays as large as the instance needs."""


@dataclass(frozen=True, slots=True)
class Check:
    """The retry check of the slow path: a cookie, and whether the list moved since it was taken."""

    begin: Callable[[Memory], Value]
    moved: Callable[[Memory, Value], bool]


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way to update a zonelist under readers.

    `keeps_first`: the slow path caches the first slot that satisfies the request. `check` decides
    whether the slow path starts over before its last look. `has_pages` looks up in shared
    memory whether a zone that an allocation visits has pages, where the list does not imply it.
    """

    name: str
    layout: Layout
    writer: Writer
    section: Opening
    keeps_first: bool = False
    check: Check | None = None
    has_pages: Callable[[Memory, int], bool] | None = None
