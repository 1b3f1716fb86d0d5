"""The ways of changing a nodemask under its readers, in the order of their history."""

from spec.masks import (
    mask_copy_swap,
    mask_in_place,
    mask_seqcount,
    mask_seqcount_after_oom,
    mask_union,
    mask_union_counted,
)
from spec.vocabulary import Strategy

MASKS: tuple[Strategy, ...] = tuple(
    strategy
    for page in (
        mask_in_place,
        mask_union,
        mask_union_counted,
        mask_seqcount_after_oom,
        mask_seqcount,
        mask_copy_swap,
    )
    for strategy in (page.STRATEGY, page.WIDE)
)
