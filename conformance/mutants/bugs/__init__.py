"""The catalogue of bugs planted in `impl/`, one module for each family."""

from conformance.mutants.bugs import (
    arrays,
    checks,
    contexts,
    counts,
    locks,
    machines,
    masks,
    rebinds,
    rebuilds,
    slow_paths,
    swaps,
)

BUGS = (
    *arrays.BUGS,
    *checks.BUGS,
    *contexts.BUGS,
    *counts.BUGS,
    *locks.BUGS,
    *machines.BUGS,
    *masks.BUGS,
    *rebinds.BUGS,
    *rebuilds.BUGS,
    *slow_paths.BUGS,
    *swaps.BUGS,
)
"""Every bug."""
