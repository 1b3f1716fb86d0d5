"""Properties: what a reader needs, each as the condition of its own violation.

Every function gets an instance and what one reader did, and returns when the property is
violated. It is written once and evaluated on solver terms and on replayed runs alike. ``seen`` is
its "sometimes" twin: a proof whose twin is unreachable says nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from spec.instance import CONTEXTS, KERNELS, KINDS, MASK_KINDS, OWNER_KINDS, Instance
from spec.run import Pass, Run, Visit
from spec.term import (
    Bool,
    Number,
    all_of,
    any_of,
    equal,
    less,
    negate,
)
from spec.vocabulary import Strategy

Violation = Callable[[Instance, Run], Bool]


@dataclass(frozen=True, slots=True)
class Property:
    """One thing that must never happen.

    Attributes:
        name: as used everywhere.
        meaning: the property, in one sentence.
        readers: the readers it is asked of, cheapest first.
        violated: when a run violates it.
        seen: the "sometimes" twin that makes a proof mean something.
        sometimes: the twin in words.
        applies: whether it says anything about a strategy.
        contexts: the readers that a verdict is given for, one by one, instead of kinds.
    """

    name: str
    meaning: str
    readers: tuple[str, ...]
    violated: Violation
    seen: Violation
    sometimes: str
    applies: Callable[[Strategy], bool]
    contexts: tuple[str, ...] = ()

    def kinds(self, strategy: Strategy) -> tuple[str, ...]:
        """What a verdict is given for: contexts, or kinds of rebuild or rebind."""
        if self.contexts:
            return self.contexts
        if strategy.moves == "masks":
            return OWNER_KINDS if len(strategy.masks) > 1 else MASK_KINDS
        return KINDS


def _missed(instance: Instance, run: Run) -> Bool:
    return any_of(
        *(
            all_of(
                item.completed,
                instance.some_zone(
                    lambda word: all_of(
                        instance.listed_throughout(word),
                        instance.satisfies_always(word),
                        negate(run.visited(item.number, instance, word)),  # noqa: B023
                    ),
                    f"missed in {item.number}",
                ),
            )
            for item in run.passes
        )
    )


def _doubled(instance: Instance, run: Run) -> Bool:
    return any_of(
        *(
            instance.some_zone(
                lambda word: _follows(instance, item.visits, word, word),  # noqa: B023
                f"doubled in {item.number}",
            )
            for item in run.passes
        )
    )


def _blind(item: Pass) -> Bool:
    return all_of(item.completed, *(negate(visit.happened) for visit in item.visits))


def _saw_nothing(instance: Instance, run: Run) -> Bool:
    return all_of(instance.all_satisfy(), any_of(*map(_blind, run.passes)))


def _saw_nothing_eligible(instance: Instance, run: Run) -> Bool:
    eligible = instance.at_every_moment(lambda _word: True, "eligible")
    return all_of(eligible, any_of(*map(_blind, run.passes)))


def _saw_no_list(instance: Instance, run: Run) -> Bool:
    return any_of(
        *(
            all_of(
                item.completed,
                *(
                    any_of(
                        negate(instance.has(rebuild)),
                        _differ(
                            instance,
                            item.visits,
                            [
                                Visit(
                                    all_of(
                                        instance.present(rebuild, slot),
                                        instance.satisfies(instance.lists[rebuild][slot]),
                                    ),
                                    instance.lists[rebuild][slot],
                                )
                                for slot in range(instance.zones)
                            ],
                            f"differs from L{rebuild}",
                        ),
                    )
                    for rebuild in range(len(instance.lists))
                ),
            )
            for item in run.passes
        )
    )


def _differ(instance: Instance, left: list[Visit], right: list[Visit], name: str) -> Bool:
    """The sequences differ, where the right one repeats nothing.

    Then some zone is in one and not in the other, or two zones come one after the other on the
    left only. Two witnesses say so without counting positions, which a solver does badly.
    """
    if not instance.symbolic:
        return [instance.zone(visit.word) for visit in left if visit.happened] != [
            instance.zone(visit.word) for visit in right if visit.happened
        ]

    def differs(one: Number, other: Number) -> Bool:
        here, there = _among(instance, left, one), _among(instance, right, one)
        return any_of(
            all_of(here, negate(there)),
            all_of(there, negate(here)),
            all_of(
                _follows(instance, left, one, other),
                negate(_follows(instance, right, one, other)),
            ),
        )

    return instance.some_zone(
        lambda one: instance.some_zone(lambda other: differs(one, other), f"{name}, later"),
        f"{name}, earlier",
    )


def _among(instance: Instance, visits: list[Visit], word: Number) -> Bool:
    return any_of(*(_is(instance, visit, word) for visit in visits))


def _is(instance: Instance, visit: Visit, word: Number) -> Bool:
    return all_of(visit.happened, equal(instance.zone(visit.word), instance.zone(word)))


def _follows(instance: Instance, visits: list[Visit], one: Number, other: Number) -> Bool:
    """The other zone comes somewhere after the one."""
    seen: Bool = False
    follows: Bool = False
    for visit in visits:
        follows = any_of(follows, all_of(seen, _is(instance, visit, other)))
        seen = any_of(seen, _is(instance, visit, one))
    return follows


def _disrespected(instance: Instance, run: Run) -> Bool:
    return any_of(
        *(
            all_of(visit.happened, negate(instance.satisfies_once(visit.word)))
            for item in run.passes
            for visit in item.visits
        )
    )


def _outside(_instance: Instance, run: Run) -> Bool:
    return run.outside


def _freed(_instance: Instance, run: Run) -> Bool:
    return run.freed


def _gave_up_early(instance: Instance, run: Run) -> Bool:
    return any_of(
        *(
            all_of(
                end.happened,
                instance.at_every_moment(
                    lambda word: run.has_pages(instance, word, end.last_try),  # noqa: B023
                    f"has pages by {at}",
                ),
            )
            for at, end in enumerate(run.gave_up)
        )
    )


def _gave_up_at_the_last_look(instance: Instance, run: Run) -> Bool:
    return any_of(
        *(
            all_of(
                end.happened,
                instance.at_every_moment(
                    lambda word: run.first_has_pages(instance, word, end.last_look or 0),  # noqa: B023
                    f"has pages at {at}",
                ),
            )
            for at, end in enumerate(run.gave_up)
            if end.last_look is not None
        )
    )


def _completed_after_a_rebuild(instance: Instance, run: Run) -> Bool:
    return all_of(less(0, instance.used), run.completed(), run.saw_rebuild)


def _visited_after_a_rebuild(instance: Instance, run: Run) -> Bool:
    visited = any_of(*(visit.happened for item in run.passes for visit in item.visits))
    return all_of(less(0, instance.used), visited, run.saw_rebuild)


def _gave_up_after_a_rebuild(instance: Instance, run: Run) -> Bool:
    looked = any_of(*(end.happened for end in run.gave_up if end.last_look is not None))
    return all_of(less(0, instance.used), looked, run.saw_rebuild)


def _endless(_instance: Instance, run: Run) -> Bool:
    return run.endless


def _deadlocked(_instance: Instance, run: Run) -> Bool:
    return run.deadlocked


def _slept(_instance: Instance, run: Run) -> Bool:
    return run.slept


def _came_through(instance: Instance, run: Run) -> Bool:
    return all_of(less(0, instance.used), run.came_through, run.saw_rebuild)


def _waits(strategy: Strategy) -> bool:
    return bool(strategy.cells or strategy.around or strategy.reclaim_retry)


def _always(_strategy: Strategy) -> bool:
    return True


def _lists_move(strategy: Strategy) -> bool:
    return strategy.moves != "masks"


def _frees(strategy: Strategy) -> bool:
    return bool(strategy.pointers)


_COMPLETED = "a pass completed after a rebuild"
_VISITED = "a zone was taken up after a rebuild"
_GAVE_UP = "the slow path gave up after a rebuild"
_CAME_THROUGH = "the reader came to its end beside a rebuild"

PROPERTIES: tuple[Property, ...] = (
    Property(
        "no_missed_zone",
        "a completed pass visits every zone that satisfies the request and is listed throughout",
        ("pass",),
        _missed,
        _completed_after_a_rebuild,
        _COMPLETED,
        _lists_move,
    ),
    Property(
        "no_double_visit",
        "no pass visits a zone twice",
        ("pass",),
        _doubled,
        _visited_after_a_rebuild,
        _VISITED,
        _lists_move,
    ),
    Property(
        "zone_always_visible",
        "a completed pass visits a zone, for a request that every zone satisfies",
        ("pass",),
        _saw_nothing,
        _completed_after_a_rebuild,
        _COMPLETED,
        _lists_move,
    ),
    Property(
        "eligible_zone_always_visible",
        "a completed pass visits a zone, for a request that some zone listed throughout satisfies",
        ("pass",),
        _saw_nothing_eligible,
        _completed_after_a_rebuild,
        _COMPLETED,
        _always,
    ),
    Property(
        "sees_one_list",
        "what a completed pass visits is exactly what the request leaves of one of the lists",
        ("pass",),
        _saw_no_list,
        _completed_after_a_rebuild,
        _COMPLETED,
        _lists_move,
    ),
    Property(
        "respects_request",
        "every zone visited, and the page returned, satisfies the request by its own type and node",
        ("pass", "allocation"),
        _disrespected,
        _visited_after_a_rebuild,
        _VISITED,
        _always,
    ),
    Property(
        "stays_in_bounds",
        "no slot outside the array is read",
        ("pass", "allocation"),
        _outside,
        _completed_after_a_rebuild,
        _COMPLETED,
        _lists_move,
    ),
    Property(
        "no_use_after_free",
        "no load reads from an array after it was freed or reused",
        ("pass", "allocation"),
        _freed,
        _completed_after_a_rebuild,
        _COMPLETED,
        _frees,
    ),
    Property(
        "no_premature_oom",
        "the slow path does not give up while a satisfying zone, listed throughout, has had "
        "pages since before its last look",
        ("allocation",),
        _gave_up_early,
        _gave_up_after_a_rebuild,
        _GAVE_UP,
        _always,
    ),
    Property(
        "no_premature_oom_last_look",
        "the last look finds a satisfying zone, listed throughout, that has pages from then on",
        ("allocation",),
        _gave_up_at_the_last_look,
        _gave_up_after_a_rebuild,
        _GAVE_UP,
        _always,
    ),
    Property(
        "terminates",
        "once nobody changes anything any more, no pass, round or try is repeated",
        ("settled", "slow_path"),
        _endless,
        _came_through,
        _CAME_THROUGH,
        _waits,
    ),
    Property(
        "no_deadlock",
        "no reader waits for one who cannot run, and no writer for a reader who has gone",
        (),
        _deadlocked,
        _came_through,
        _CAME_THROUGH,
        _waits,
        CONTEXTS,
    ),
    Property(
        "no_sleep_in_atomic",
        "nobody sleeps, or takes a lock that sleeps, inside a section or with interrupts off",
        (),
        _slept,
        _gave_up_after_a_rebuild,
        _GAVE_UP,
        _waits,
        KERNELS,
    ),
)


def by_name(name: str) -> Property:
    """The property of this name.

    Raises:
        KeyError: there is none.
    """
    return {item.name: item for item in PROPERTIES}[name]
