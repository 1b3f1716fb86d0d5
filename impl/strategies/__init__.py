"""Every update strategy, one module per family.

`STRATEGIES` are those of lists, `MASKS` those of nodemasks under a fixed list, and `ERAS` the
kernel's through the years, with both; `BY_NAME` has them all.
"""

from impl.strategies import eras, masks
from impl.strategies.append_copy import (
    APPEND_COPY,
    APPEND_COPY_FROM_HEAD,
    APPEND_COPY_GRACE,
    APPEND_COPY_GRACE_CACHED,
    APPEND_COPY_RMB,
    APPEND_COPY_WMB,
)
from impl.strategies.copy_swap import COPY_SWAP, COPY_SWAP_GRACE, COPY_SWAP_GRACE_CACHED
from impl.strategies.in_place import (
    IN_PLACE,
    IN_PLACE_FROM_HEAD,
    IN_PLACE_NULL_FIRST,
    IN_PLACE_ONE_WORD,
)
from impl.strategies.list_all_zones import LIST_ALL_ZONES
from impl.strategies.rwlock import RWLOCK, RWLOCK_CACHED
from impl.strategies.seqcount import SEQCOUNT_EVERYWHERE, SEQCOUNT_LATCH, SEQCOUNT_SLOW_PATH
from impl.strategies.stop_machine import (
    STOP_MACHINE_NOPREEMPT,
    STOP_MACHINE_NOPREEMPT_RESTART,
    STOP_MACHINE_PREEMPT,
    STOP_MACHINE_RESTART,
)
from impl.strategies.strategy import Strategy

ALL: tuple[Strategy, ...] = (
    STOP_MACHINE_PREEMPT,
    STOP_MACHINE_NOPREEMPT,
    STOP_MACHINE_RESTART,
    STOP_MACHINE_NOPREEMPT_RESTART,
    IN_PLACE_NULL_FIRST,
    IN_PLACE,
    IN_PLACE_FROM_HEAD,
    IN_PLACE_ONE_WORD,
    APPEND_COPY,
    APPEND_COPY_WMB,
    APPEND_COPY_RMB,
    APPEND_COPY_FROM_HEAD,
    APPEND_COPY_GRACE,
    APPEND_COPY_GRACE_CACHED,
    SEQCOUNT_EVERYWHERE,
    SEQCOUNT_SLOW_PATH,
    SEQCOUNT_LATCH,
    COPY_SWAP_GRACE,
    COPY_SWAP,
    COPY_SWAP_GRACE_CACHED,
    LIST_ALL_ZONES,
    RWLOCK,
    RWLOCK_CACHED,
)

STRATEGIES: dict[str, Strategy] = {strategy.name: strategy for strategy in ALL}

MASKS: dict[str, Strategy] = {strategy.name: strategy for strategy in masks.ALL}

ERAS: dict[str, Strategy] = {strategy.name: strategy for strategy in eras.ALL}

BY_NAME: dict[str, Strategy] = {**STRATEGIES, **MASKS, **ERAS}

__all__ = ["ALL", "BY_NAME", "ERAS", "MASKS", "STRATEGIES", "Strategy"]
