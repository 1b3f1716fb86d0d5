"""Scenarios for the odds, small enough to write out every interleaving."""

from fractions import Fraction

from hypothesis import strategies as st

from spec.odds.scenarios import lists_within, reader_of
from spec.odds.wording import readings_of
from spec.page import property_named, strategy_named
from spec.scenario import Scenario

MISSED = property_named("no_missed_zone")
RATIOS = st.builds(Fraction, st.integers(1, 9), st.integers(1, 9))


def scenario_of(strategy: str, prop: str, text: str, tries: int = 1) -> Scenario:
    """The one scenario that a text means."""
    asked = property_named(prop)
    reader = reader_of(asked)
    assert reader is not None
    (scenario,) = readings_of(text, tries)(strategy_named(strategy), asked, reader)
    return scenario


@st.composite
def texts(draw: st.DrawFn, *, zones: int = 2, reader: str = "pass") -> str:
    """Lists with one rebuild, types and a mask, perhaps pages, as ``--lists`` takes them."""
    lists = draw(st.sampled_from(sorted(lists_within(zones, 1))))
    size = max(zone for names in lists for zone in names)
    parts = ["/".join(".".join(map(str, names)) for names in lists)]
    parts.append("types=" + ".".join(str(draw(st.integers(0, 1))) for _ in range(size)))
    if draw(st.booleans()):
        allowed = draw(st.sets(st.integers(0, size - 1)))
        parts.append("nodes=" + ".".join(map(str, range(size))))
        parts.append("mask=" + (".".join(map(str, sorted(allowed))) or "empty"))
    if reader == "allocation":
        first = st.sampled_from(["never", "0", "1", "2"])
        parts.append("pages=" + ".".join(draw(first) for _ in range(size)))
    return " ".join(parts)
