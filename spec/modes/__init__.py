"""What a command line may ask for, one module a mode: each computes what is to be printed."""

from collections.abc import Callable, Mapping

from spec.modes import (
    barriers,
    claims,
    explain,
    history,
    listing,
    odds,
    races,
    replay,
    table,
)
from spec.modes.request import Outcome, Request

MODES: Mapping[str, Callable[[Request], Outcome]] = {
    "": table.run,
    "explain": explain.run,
    "replay": replay.run,
    "barriers": barriers.run,
    "claims": claims.run,
    "history": history.run,
    "odds": odds.run,
    "races": races.run,
    "list": listing.run,
}
"""By the option that asks for it; the table by none."""
