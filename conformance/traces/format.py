"""What each line of a trace has: the shapes of README.md and schema.json, for the reader."""

from typing import get_args

from conformance.traces.shape import Shape
from impl.trace import Operation
from impl.trace_lines import FORMAT, THREADS, VERSION
from spec.program import READERS

VALUE: Shape = (int, str, [int])

INSTANCE: Shape = {
    "lists": [[int]],
    "types": [int],
    "nodes": [int],
    "limit": int,
    "mask": (None, [int]),
    "pages_from": [(None, int)],
    "events": [int],
    "pages_before": [(0, 1)],
    "masks": dict,
    "policy": str,
}

HEADER: Shape = {
    "format": FORMAT,
    "version": VERSION,
    "strategy": str,
    "reader": READERS,
    "tries": int,
    "instance": INSTANCE,
}

MARKER: Shape = {"event": int, "thread": THREADS, "operation": str}

ACCESS: Shape = {**MARKER, "word": str, "value": VALUE}

STOP: Shape = {**MARKER, "stores": [{"word": str, "value": VALUE}]}

_WITH_MORE = {**dict.fromkeys(("load", "wait", "store", "rmw"), ACCESS), "stop_machine": STOP}

EVENTS: dict[str, Shape] = {
    name: _WITH_MORE.get(name, MARKER)
    for name in get_args(Operation)
    if not name.startswith("smp_") and name != "leave"  # no steps where memory is not weak
}
"""By operation."""

PASS: Shape = {
    "number": int,
    "visits": [int],
    "completed": bool,
    "outside": bool,
    "freed": bool,
    "page": (None, int),
    "rejected": int,
}

ALLOCATION: Shape = {
    "passes": [PASS],
    "zone": (None, int),
    "gave_up": bool,
    "gave_up_number": (None, int),
    "restarts": int,
    "rejected": int,
    "outside": bool,
    "freed": bool,
}
