"""Kinds of rebuild and of rebind, as constraints on instances: what an engineer calls an event."""

from collections.abc import Iterator, Sequence

from spec.instance import Instance, select
from spec.term import (
    Bool,
    Number,
    all_of,
    any_of,
    either,
    equal,
    field,
    implies,
    negate,
    pick,
    plus,
)


def constraint(instance: Instance, kind: str) -> Bool:
    """Every rebuild is of the kind; ``any`` is no constraint.

    Raises:
        KeyError: there is no such kind.
    """
    if instance.masks:
        return _rebind_kind(instance, kind)
    if instance.page_events:
        return {
            "online": all_of(*_page_changes(instance, gain=True)),
            "offline": all_of(*_page_changes(instance, gain=False)),
            "reorder": equal(instance.used, 0),
            "any": True,
        }[kind]
    relation = {
        "online": _extends,
        "offline": _shortens,
        "reorder": _reorders,
        "any": _follows,
    }[kind]
    return all_of(
        *(
            implies(instance.has(rebuild), relation(instance, rebuild - 1, rebuild))
            for rebuild in range(1, len(instance.lists))
        )
    )


def _rebind_kind(instance: Instance, kind: str) -> Bool:
    """Every rebind is of the kind: by direction, or by what the request's policy is."""
    if kind == "any":
        return True
    mems = list(instance.masks.values())[-1]
    pairs = [
        (version, list(zip(mems[version - 1], mems[version], strict=True)))
        for version in instance.versions[1:]
    ]
    if len(instance.masks) > 1:
        owner = {"cpuset": "none", "mempolicy": "task", "vma_policy": "vma"}[kind]
        changes = (
            implies(instance.has(version), any_of(*(negate(_alike(*bits)) for bits in pair)))
            for version, pair in pairs
        )
        return all_of(instance.policy_of(owner), *changes)
    gains = {"widen": True, "narrow": False, "move": True}[kind]
    loses = {"widen": False, "narrow": True, "move": True}[kind]
    return all_of(
        *(
            implies(
                instance.has(version),
                all_of(
                    either(gains, gained := _gained(pair), negate(gained)),
                    either(loses, lost := _gained([bits[::-1] for bits in pair]), negate(lost)),
                ),
            )
            for version, pair in pairs
        )
    )


def _page_changes(instance: Instance, *, gain: bool) -> Iterator[Bool]:
    for event, zone in enumerate(instance.page_events):
        before = instance.pages_at(zone, event)
        yield implies(instance.has(event + 1), negate(before) if gain else before)


def _extends(instance: Instance, old: int, new: int) -> Bool:
    """The new list is the old one with zones inserted, at least one."""
    kept: Number = 0
    conditions: list[Bool] = []
    inserted: list[Bool] = []
    olds = [instance.zone(word) for word in instance.lists[old]] + [0]
    for slot in range(instance.zones):
        here = instance.zone(instance.lists[new][slot])
        same = equal(here, _at(kept, olds, slot))
        present = instance.present(new, slot)
        inserted.append(all_of(present, negate(same)))
        kept = plus_flag(kept, all_of(present, same), instance.zones)
    conditions.append(equal(_at(kept, olds, instance.zones), 0))
    return all_of(*conditions, any_of(*inserted))


def _shortens(instance: Instance, old: int, new: int) -> Bool:
    """The new list is the old one with zones removed, at least one."""
    return _extends(instance, new, old)


def _follows(_instance: Instance, _old: int, _new: int) -> Bool:
    """Any list may follow any other."""
    return True


def _reorders(instance: Instance, old: int, new: int) -> Bool:
    """The same zones in another order."""
    same_length = all_of(
        *(
            either(
                instance.present(old, slot),
                instance.present(new, slot),
                negate(instance.present(new, slot)),
            )
            for slot in range(instance.zones)
        )
    )
    same_zones = all_of(
        *(
            implies(
                instance.present(new, slot),
                instance.listed(instance.zone(instance.lists[new][slot]), old),
            )
            for slot in range(instance.zones)
        )
    )
    moved = any_of(
        *(
            negate(
                equal(
                    instance.zone(instance.lists[old][slot]),
                    instance.zone(instance.lists[new][slot]),
                )
            )
            for slot in range(instance.zones)
        )
    )
    return all_of(same_length, same_zones, moved)


def _alike(left: Bool, right: Bool) -> Bool:
    return either(left, right, negate(right))


def _gained(pair: Sequence[tuple[Bool, ...]]) -> Bool:
    """Some node is in the new mask that was not in the old."""
    return any_of(*(all_of(negate(old), new) for old, new in pair))


def plus_flag(value: Number, flag: Bool, largest: int) -> Number:
    """A counter that goes up by one where the flag is set, kept as narrow as it can be."""
    return field(pick(flag, plus(value, 1), value), 0, largest.bit_length())


def _at(index: Number, values: list[Number], largest: int) -> Number:
    return select(index, values[: largest + 1])
