"""Every instance inside the bounds, as one set of terms and the constraints on them."""

from itertools import pairwise

from spec.instance import TYPE_BITS, Bounds, Instance, select
from spec.term import (
    Bool,
    Number,
    all_of,
    any_of,
    at_most,
    equal,
    field,
    implies,
    join,
    less,
    negate,
    number,
    pick,
    truth,
)
from spec.words import Mask


def symbolic(
    bounds: Bounds,
    last_pass: int | None,
    *,
    moves: str = "lists",
    masks: tuple[Mask, ...] = (),
) -> Instance:
    """Every instance inside the bounds.

    Args:
        bounds: how many zones and rebuilds at most.
        last_pass: the number of the reader's last pass, None where pages play no part.
        moves: what the writer changes, as in ``Strategy``.
        masks: the nodemasks that move, where that is what it changes.
    """
    size = bounds.zones
    pages_move = moves == "pages"
    never = 0 if last_pass is None or pages_move else last_pass + 1
    constraints: list[Bool] = []
    types = tuple(number(f"type of {zone}", 1) for zone in range(1, size + 1))
    nodes = tuple(number(f"node of {zone}", size - 1) for zone in range(1, size + 1))
    mask = tuple(truth(f"node {node} in mask") for node in range(size))
    masked: Bool = False if moves == "masks" else truth("masked")
    limit = number("limit", 1)
    pages = tuple(number(f"pages of {zone} from", never) for zone in range(1, size + 1))
    constraints += [at_most(node, size - 1) for node in nodes]
    constraints += [at_most(first, never) for first in pages]
    id_bits = (size + 1).bit_length()
    node_bits = (size - 1).bit_length() if moves == "masks" else 0
    words: list[Number] = [0]
    for zone in range(1, size + 1):
        in_mask = any_of(
            *(all_of(equal(nodes[zone - 1], node), mask[node]) for node in range(size))
        )
        allowed = pick(implies(masked, in_mask), 1, 0)
        words.append(
            join(
                (
                    (zone, id_bits),
                    (types[zone - 1], TYPE_BITS),
                    (allowed, 1),
                    (pages[zone - 1], never.bit_length()),
                    (nodes[zone - 1], node_bits),
                )
            )
        )
    present: list[Bool] = [True] + [truth(f"L0 has {slot}") for slot in range(1, size)]
    constraints += [implies(present[slot + 1], present[slot]) for slot in range(size - 1)]
    lists = [tuple(pick(present[slot], words[slot + 1], 0) for slot in range(size))]
    rebuilds = bounds.rebuilds if moves == "lists" else 0
    attribute_bits = TYPE_BITS + 1 + never.bit_length()
    attributes = [field(word, id_bits, attribute_bits) for word in words]
    for rebuild in range(1, rebuilds + 1):
        names = [number(f"L{rebuild}[{slot}]", size) for slot in range(size)]
        constraints += [at_most(name, size) for name in names]
        constraints.append(less(0, names[0]))
        constraints += [
            implies(less(0, names[slot + 1]), less(0, names[slot])) for slot in range(size - 1)
        ]
        constraints += [
            any_of(equal(names[late], 0), negate(equal(names[early], names[late])))
            for late in range(size)
            for early in range(late)
        ]
        lists.append(
            tuple(
                join(((name, id_bits), (select(name, attributes), attribute_bits)))
                for name in names
            )
        )
    used = number("rebuilds", bounds.rebuilds)
    constraints.append(at_most(used, bounds.rebuilds))
    events: tuple[Number, ...] = ()
    before: tuple[Bool, ...] = ()
    if pages_move:
        events = tuple(number(f"event {index}", size) for index in range(1, bounds.rebuilds + 1))
        constraints += [
            any_of(*(all_of(present[slot], equal(zone, slot + 1)) for slot in range(size)))
            for zone in events
        ]
        before = tuple(truth(f"pages of {zone} at first") for zone in range(1, size + 1))
    versions = {
        mask.name: tuple(
            tuple(truth(f"{mask.name} {version} has {node}") for node in range(size))
            for version in range(bounds.rebuilds + 1)
        )
        for mask in masks
        if moves == "masks"
    }
    owner = number("owner", 2) if len(versions) > 1 else 0
    constraints.append(at_most(owner, 2))
    for masks_at in zip(*versions.values(), strict=True):
        constraints += [any_of(*bits) for bits in masks_at]
        # A policy is rebound to a part of its task's cpuset, mpol_rebind_nodemask(): any part, as
        # static and relative modes bring about.
        constraints += [
            implies(part, whole)
            for narrow, wide in pairwise(masks_at)
            for part, whole in zip(narrow, wide, strict=True)
        ]
    return Instance(
        zones=size,
        used=used,
        types=types,
        nodes=nodes,
        limit=limit,
        masked=masked,
        mask=mask,
        pages_from=pages,
        lists=tuple(lists),
        words=tuple(words),
        never=never,
        constraints=tuple(constraints),
        page_events=events,
        pages_before=before,
        masks=versions,
        owner=owner,
        node_bits=node_bits,
    )
