"""Memory models, one page each: the conditions under which an execution may happen."""

from collections.abc import Callable, Iterator, Mapping

from spec.models.armv8 import armv8
from spec.models.lkmm import lkmm
from spec.models.sc import sc
from spec.models.tso import tso
from spec.relation import Execution
from spec.term import Bool

Model = Callable[[Execution], Iterator[Bool]]

MODELS: Mapping[str, Model] = {"sc": sc, "tso": tso, "armv8": armv8, "lkmm": lkmm}
