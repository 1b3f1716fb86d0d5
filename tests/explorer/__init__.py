"""An explicit-state oracle: every schedule of every small instance, over concrete values.

A third description of the update strategies and their readers, under sequential consistency and
in task context. It imports neither ``spec`` nor ``impl``: two descriptions that share code cannot
confirm each other.
"""

from .instance import KINDS, Instance, instances, kinds_of
from .sample import sampled
from .search import Outcome, Outcomes, Schedule, explore, replay, violation
from .strategies import STRATEGIES
from .table import Table, render, table
from .verdict import PROPERTIES, properties_of

__all__ = [
    "KINDS",
    "PROPERTIES",
    "STRATEGIES",
    "Instance",
    "Outcome",
    "Outcomes",
    "Schedule",
    "Table",
    "explore",
    "instances",
    "kinds_of",
    "properties_of",
    "render",
    "replay",
    "sampled",
    "table",
    "violation",
]
