"""The kernel's own strategies, release by release: what a rebuild and a rebind meet there."""

from spec.eras import (
    v2_6_34,
    v2_6_35,
    v4_4,
    v4_7,
    v4_12,
    v4_14,
    v6_0,
    v6_4,
    v6_6,
    v6_16,
)
from spec.vocabulary import Strategy

ERAS: tuple[Strategy, ...] = tuple(
    strategy
    for page in (v2_6_34, v2_6_35, v4_4, v4_7, v4_12, v4_14, v6_0, v6_4, v6_6, v6_16)
    for strategy in (page.STRATEGY, page.MASKS)
)

PAIRS: dict[str, tuple[Strategy, Strategy]] = {
    page.NAME: (page.STRATEGY, page.MASKS)
    for page in (v2_6_34, v2_6_35, v4_4, v4_7, v4_12, v4_14, v6_0, v6_4, v6_6, v6_16)
}
"""For each era, by name: its lists and its masks."""
