"""Nodemasks that are rebound under readers which test them, while the list stays as it is.

`mask_in_place`, `mask_union` and their relatives have a single mask, `nodes`; `mask_seqcount` has a
cpuset's and a mempolicy's. Each is there with masks of one word and of two.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from impl.instance import Instance, Rebind
from impl.memory import Location, Memory, Value
from impl.nodemask import Nodemask
from impl.nodemasks import (
    MEMS,
    NODES,
    POLICY,
    TaskMasks,
    lock_mappings,
    nodemask,
    union,
    unlock_mappings,
)
from impl.request import Tested
from impl.sequence import MEMS_SEQ
from impl.strategies.in_place import bare, layout
from impl.strategies.reading import READING, get_mems_allowed, put_mems_allowed, wait_for_reader
from impl.strategies.rebinding import each, widen_always_counted
from impl.strategies.strategy import Check, Strategy, fixed_list

COPY = Location("policy")
"""The number of the copy in use."""


_Single: TypeAlias = Callable[[Memory, Nodemask, Rebind], None]
"""Makes one rebind of the mask `nodes`."""


def _in_place(memory: Memory, nodes: Nodemask, rebind: Rebind) -> None:
    nodes.store(memory, rebind.new[NODES])


def _union(memory: Memory, nodes: Nodemask, rebind: Rebind) -> None:
    nodes.store(memory, union(rebind.old, rebind.new, NODES))
    memory.fence("smp_mb")
    nodes.store(memory, rebind.new[NODES])


def _union_counted(memory: Memory, nodes: Nodemask, rebind: Rebind) -> None:
    nodes.store(memory, union(rebind.old, rebind.new, NODES))
    wait_for_reader(memory)
    nodes.store(memory, rebind.new[NODES])


def _union_in_seqcount(memory: Memory, nodes: Nodemask, rebind: Rebind) -> None:
    with MEMS_SEQ.writing(memory, rebind.number):
        nodes.store(memory, union(rebind.old, rebind.new, NODES))
        nodes.store(memory, rebind.new[NODES])


def _rebind_single(
    memory: Memory, instance: Instance, rebinds: Iterable[Rebind], *, wide: bool, once: _Single
) -> None:
    nodes = nodemask(instance, NODES, wide=wide)
    for rebind in rebinds:
        once(memory, nodes, rebind)


def _single_layout(
    instance: Instance, *, wide: bool, cells: tuple[Location, ...]
) -> dict[Location, Value]:
    nodes = nodemask(instance, NODES, wide=wide)
    return {
        **layout(instance),
        **nodes.contents(instance.versions(NODES)[0]),
        **dict.fromkeys(cells, 0),
    }


def _single_request(memory: Memory, instance: Instance, *, wide: bool) -> Tested:
    del memory
    return Tested(policy=nodemask(instance, NODES, wide=wide))


def _single(name: str, once: _Single, *cells: Location, wide: bool = False) -> Strategy:
    """A strategy with the mask `nodes`, and these words besides."""
    return Strategy(
        name,
        partial(_single_layout, wide=wide, cells=cells),
        fixed_list,
        bare,
        masks=(NODES,),
        rebind=partial(_rebind_single, wide=wide, once=once),
        request=partial(_single_request, wide=wide),
    )


def _copy(instance: Instance, version: int, *, wide: bool) -> Nodemask:
    return nodemask(instance, f"{NODES}.{version}", wide=wide)


def _copy_layout(instance: Instance, *, wide: bool) -> dict[Location, Value]:
    words = {**layout(instance), COPY: 0}
    for version, nodes in enumerate(instance.versions(NODES)):
        fresh = frozenset[int]() if version else nodes
        words |= _copy(instance, version, wide=wide).contents(fresh)
    return words


def _swap_copies(
    memory: Memory, instance: Instance, rebinds: Iterable[Rebind], *, wide: bool
) -> None:
    for rebind in rebinds:
        _copy(instance, rebind.number, wide=wide).store(memory, rebind.new[NODES])
        memory.store(COPY, rebind.number, order="release")  # rcu_assign_pointer(policy, new)


def _current_copy(memory: Memory, instance: Instance, *, wide: bool) -> Tested:
    version, _, view = memory.load_word(COPY)  # mpol_get(rcu_dereference(policy))
    assert isinstance(version, int)
    return Tested(policy=_copy(instance, version, wide=wide).reached(view))


def _seqcount_layout(instance: Instance, *, wide: bool) -> dict[Location, Value]:
    masks = TaskMasks(instance, wide).contents()
    return {**layout(instance), **masks, MEMS_SEQ.location: 0}


def _task_request(memory: Memory, instance: Instance, *, wide: bool) -> Tested:
    return TaskMasks(instance, wide).request(memory)


def _family(wide: bool) -> tuple[Strategy, ...]:
    """All strategies with masks of one word, or of two."""
    suffix = "_wide" if wide else ""
    counted = _single(f"mask_union_counted{suffix}", _union_counted, READING, wide=wide)
    after_oom = _single(
        f"mask_seqcount_after_oom{suffix}", _union_in_seqcount, MEMS_SEQ.location, wide=wide
    )
    return (
        _single(f"mask_in_place{suffix}", _in_place, wide=wide),
        _single(f"mask_union{suffix}", _union, wide=wide),
        replace(counted, enter=get_mems_allowed, leave=put_mems_allowed),
        replace(after_oom, check=Check((MEMS_SEQ,), places=frozenset())),
        Strategy(
            f"mask_copy_swap{suffix}",
            partial(_copy_layout, wide=wide),
            fixed_list,
            bare,
            masks=(NODES,),
            rebind=partial(_swap_copies, wide=wide),
            request=partial(_current_copy, wide=wide),
        ),
        Strategy(
            f"mask_seqcount{suffix}",
            partial(_seqcount_layout, wide=wide),
            fixed_list,
            bare,
            keeps_first=True,
            check=Check((MEMS_SEQ,), intersects=True),
            masks=(MEMS, POLICY),
            rebind=partial(each, once=widen_always_counted, wide=wide),
            request=partial(_task_request, wide=wide),
            enter=lock_mappings,
            leave=unlock_mappings,
        ),
    )


ALL = (*_family(wide=False), *_family(wide=True))
