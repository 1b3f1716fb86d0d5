"""Instances drawn at random, where there are too many to go through."""

from random import Random

from .instance import KINDS, Instance


def sampled(random: Random, moves: str, size: int, changes: int) -> Instance:
    """An instance, often of one kind and with a narrow request.

    Args:
        random: what draws it.
        moves: what changes, ``lists`` or ``pages``.
        size: how many zones there are.
        changes: rebuilds or events.
    """
    everything = [*range(1, size + 1)]
    events: tuple[int, ...] = ()
    lists = [random.sample(everything, random.randint(2, size))]
    if moves == "pages":
        events = tuple(random.choices(lists[0], k=changes))
    else:
        kind = random.choice(KINDS)
        while len(lists) <= changes:
            lists.append(_next_list(random, lists[-1], everything, kind))
    return Instance(
        tuple(map(tuple, lists)),
        tuple(random.choices((0, 1), weights=(2, 1), k=size)),
        tuple(random.choices(range(size), k=size)),
        random.choice((0, 0, 1)),
        random.choice((None, frozenset(random.sample(range(size), 2)))),
        (None,) * size if events else tuple(random.choices((None, 0, 1, 2, 3), k=size)),
        events,
        tuple(random.choices((0, 1), k=size)) if events else (),
    )


def _next_list(random: Random, old: list[int], everything: list[int], kind: str) -> list[int]:
    new = [*old]
    if kind == "offline" and len(old) > 1:
        new.remove(random.choice(old))
    elif kind == "online" and len(old) < len(everything):
        new.insert(random.randint(0, len(old)), random.choice([*{*everything} - {*old}]))
    elif kind == "reorder":
        random.shuffle(new)
    else:
        new = random.sample(everything, random.randint(1, len(everything)))
    return new
