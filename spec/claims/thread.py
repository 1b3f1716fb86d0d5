"""The thread of July 2017, claim by claim: what was said, what it means here, and who judges it.

Sources: the thread "[PATCH 7/9] mm, page_alloc: remove stop_machine from build_all_zonelists" of
14 July 2017, its cover letter and Gorman's review of the same day. Claims are in our words.
"""

from collections.abc import Callable
from dataclasses import dataclass

from spec.claims.facts import Facts
from spec.verdict import PROVED, REFUTED

DAY = "14 July 2017"

TRUE, FALSE, CONDITIONAL = "TRUE", "FALSE", "TRUE ONLY IF"


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of the thread.

    Attributes:
        number: as in the ledger.
        who: its author.
        said: the claim, in our words.
        statement: what it says about strategies and properties.
        judge: from the verdicts to a word and the evidence for it.
        changes: what would change the verdict.
    """

    number: int
    who: str
    said: str
    statement: str
    judge: Callable[[Facts], tuple[str, str]]
    changes: str


def _refuted(facts: Facts, strategy: str, prop: str) -> list[str]:
    """The kinds of rebuild that break the property."""
    return [
        kind
        for kind in ("online", "offline", "reorder")
        if facts.verdict(strategy, prop, kind) == REFUTED
    ]


def _kinds(kinds: list[str]) -> str:
    return ", ".join(kinds) if kinds else "no kind of rebuild"


def _stop_machine_keeps_lists(facts: Facts) -> tuple[str, str]:
    preempted = _refuted(facts, "stop_machine_preempt", "sees_one_list")
    unpreempted = _refuted(facts, "stop_machine_nopreempt", "sees_one_list")
    cached = _refuted(facts, "stop_machine_nopreempt", "no_premature_oom")
    evidence = (
        f"stop_machine_preempt::sees_one_list is refuted by {_kinds(preempted)}; "
        f"stop_machine_nopreempt::sees_one_list by {_kinds(unpreempted)}, "
        f"yet its no_premature_oom by {_kinds(cached)}, through the cached slot"
    )
    if preempted and not unpreempted:
        return f"{CONDITIONAL} the walk is not preempted, and nothing is carried over it", evidence
    return (FALSE if preempted else TRUE), evidence


def _can_miss(facts: Facts) -> tuple[str, str]:
    kinds = _refuted(facts, "in_place", "no_missed_zone")
    return (TRUE if kinds else FALSE), f"in_place::no_missed_zone is refuted by {_kinds(kinds)}"


def _can_double(facts: Facts) -> tuple[str, str]:
    kinds = _refuted(facts, "in_place", "no_double_visit")
    return (TRUE if kinds else FALSE), f"in_place::no_double_visit is refuted by {_kinds(kinds)}"


def _always_visible(facts: Facts) -> tuple[str, str]:
    unlimited = facts.verdict("in_place", "zone_always_visible", "any")
    limited = facts.verdict("in_place", "eligible_zone_always_visible", "any")
    emptied = facts.verdict("in_place_null_first", "zone_always_visible", "any")
    evidence = (
        f"in_place::zone_always_visible is {unlimited}, "
        f"in_place::eligible_zone_always_visible is {limited}, "
        f"in_place_null_first::zone_always_visible is {emptied}"
    )
    if unlimited == PROVED and limited == REFUTED:
        return f"{CONDITIONAL} the request excludes no zone, by limit or nodemask", evidence
    return (TRUE if limited == PROVED else FALSE), evidence


def _oom_unlikely(facts: Facts) -> tuple[str, str]:
    once = {
        kind: facts.verdict("in_place", "no_premature_oom", kind, 1)
        for kind in ("online", "offline", "reorder")
    }
    kinds = [kind for kind, word in once.items() if word == REFUTED]
    head = [
        kind
        for kind in ("online", "offline", "reorder")
        if facts.verdict("in_place_from_head", "no_premature_oom", kind, 1) == REFUTED
    ]
    evidence = (
        f"with one rebuild, in_place::no_premature_oom is refuted by {_kinds(kinds)}, "
        f"in_place_from_head::no_premature_oom by {_kinds(head)}; "
        "how likely that is, is another question (claim 11)"
    )
    return ("FALSE as a guarantee: an OOM is reachable" if kinds else TRUE), evidence


def _nodemask(facts: Facts) -> tuple[str, str]:
    kinds = _refuted(facts, "in_place", "eligible_zone_always_visible")
    return (TRUE if kinds else FALSE), (
        f"in_place::eligible_zone_always_visible is refuted by {_kinds(kinds)}; "
        "its shortest schedule has a nodemask that leaves one zone"
    )


def _append_copy(facts: Facts) -> tuple[str, str]:
    plain = _refuted(facts, "append_copy", "eligible_zone_always_visible")
    grace = _refuted(facts, "append_copy_grace", "eligible_zone_always_visible")
    cached = _refuted(facts, "append_copy_grace_cached", "no_premature_oom")
    evidence = (
        f"append_copy::eligible_zone_always_visible is refuted by {_kinds(plain)}; with a grace "
        f"period before the terminator by {_kinds(grace)}; with a cached slot, no_premature_oom "
        f"by {_kinds(cached)} even then"
    )
    return (FALSE if plain else TRUE), evidence


WEAK = ("tso", "armv8", "lkmm")


def _no_reader_barriers(facts: Facts) -> tuple[str, str]:
    with_all = _refuted(facts, "append_copy_rmb", "eligible_zone_always_visible")
    grace, prop = "append_copy_grace", "eligible_zone_always_visible"
    sets = {model: facts.barriers(grace, prop, "offline", model) for model in WEAK}
    needing = [model for model in WEAK if sets[model] is None or _on_reader(sets[model])]
    told = "; ".join(f"{model}: {_set(found)}" for model, found in sets.items())
    evidence = (
        "the scheme as proposed fails with all of them: "
        f"append_copy_rmb::{prop} is refuted by {_kinds(with_all)}; with a grace period a removal "
        f"is survived, at the price of these barriers (the cheapest set): {told}"
    )
    if not needing:
        return "TRUE: it needs none on the reader's side", evidence
    free = [model for model in WEAK if model not in needing]
    spared = f", not under {', '.join(free)}" if free else ""
    return f"FALSE under {', '.join(needing)}: the walk needs barriers{spared}", evidence


def _slow_path_seqcount(facts: Facts) -> tuple[str, str]:
    name = "seqcount_slow_path"
    before = {
        model: facts.verdict(name, "no_premature_oom", "any", model=model)
        for model in ("sc", *WEAK)
    }
    last = facts.verdict(name, "no_premature_oom_last_look", "any")
    request = facts.verdict(name, "respects_request", "any")
    sets = {model: facts.barriers(name, "no_premature_oom", "any", model) for model in WEAK}
    told = "; ".join(f"{model}: {_set(found)}" for model, found in sets.items())
    evidence = (
        f"{name}::no_premature_oom is "
        + ", ".join(f"{word} under {model}" for model, word in before.items())
        + f"; no_premature_oom_last_look is {last} (the last look comes after the check), "
        f"respects_request is {request} (success is never validated); barriers it needs (the "
        f"cheapest set): {told}"
    )
    if set(before.values()) != {PROVED}:
        return FALSE, evidence
    fast = [model for model in WEAK if sets[model] is None or "fast path" in _set(sets[model])]
    cost = f"the fast path pays under {', '.join(fast)}" if fast else "the fast path pays nothing"
    if (last, request) == (PROVED, PROVED):
        return f"{TRUE}: {cost}", evidence
    return (
        f"{CONDITIONAL} enough means not giving up too early before the last look: then {cost}",
        evidence,
    )


def _on_reader(found: tuple[str, ...] | None) -> bool:
    return any("path:" in site for site in found or ())


def _set(found: tuple[str, ...] | None) -> str:
    if found is None:
        return "no placement helps"
    return " and ".join(found) or "none"


def _no_stronger(facts: Facts) -> tuple[str, str]:
    missed = _refuted(facts, "stop_machine_preempt", "no_missed_zone")
    doubled = _refuted(facts, "stop_machine_preempt", "no_double_visit")
    here = _refuted(facts, "in_place", "no_missed_zone")
    restarted = facts.verdict("stop_machine_restart", "no_missed_zone", "any")
    unpreempted = facts.verdict("stop_machine_nopreempt", "no_missed_zone", "any")
    evidence = (
        f"with preemption, no_missed_zone is refuted by {_kinds(missed)} and no_double_visit by "
        f"{_kinds(doubled)} (in_place::no_missed_zone by {_kinds(here)}); "
        f"with restarts it is {restarted}, which bears out the because; "
        f"without preemption it is {unpreempted}"
    )
    if missed and doubled and restarted == PROVED:
        return f"{CONDITIONAL} the walk can be preempted; even then in_place adds kinds", evidence
    return FALSE, evidence


def _smaller_chances(facts: Facts) -> tuple[str, str]:
    prop = "no_missed_zone"
    preempted = facts.odds("stop_machine_preempt", "in_place", prop)
    unpreempted = facts.odds("stop_machine_nopreempt", "in_place", prop)
    told = "; ".join(
        f"{measure}: smaller for {sides.smaller}, larger for {sides.larger}, greatest "
        f"{sides.first} against {sides.second}"
        for measure, sides in preempted.sides.items()
    )
    larger = next(
        (sides.for_larger for sides in preempted.sides.values() if sides.for_larger), None
    )
    some = f" (such as {larger[0]}: {larger[1]} against {larger[2]})" if larger else ""
    apart = not unpreempted.racing[0]
    evidence = (
        f"{prop}, the share of racing runs that violate it, stop_machine_preempt against in_place "
        f"over {preempted.scenarios} lists and requests: {told}{some}; unpreempted walks race for "
        f"{unpreempted.racing[0]} of them; none of these is a probability on the clock"
    )
    if larger is None:
        return TRUE, evidence
    if apart:
        return f"{CONDITIONAL} no walk is preempted; if one is, the lists decide", evidence
    return FALSE, evidence


def _very_often(facts: Facts) -> tuple[str, str]:
    one = facts.verdict("in_place", "no_premature_oom", "offline", 1)
    word = "FALSE as stated: one event at the wrong moment is enough" if one == REFUTED else TRUE
    return (
        word,
        f"in_place::no_premature_oom under one offline is {one}; how often is not a verdict",
    )


def _depends_on_simplify(facts: Facts) -> tuple[str, str]:
    emptied = facts.verdict("in_place_null_first", "zone_always_visible", "any")
    ascending = facts.verdict("in_place", "zone_always_visible", "any")
    evidence = (
        f"in_place_null_first::zone_always_visible is {emptied}, "
        f"in_place::zone_always_visible is {ascending}"
    )
    return (TRUE if (emptied, ascending) == (REFUTED, PROVED) else FALSE), evidence


CLAIMS: tuple[Claim, ...] = (
    Claim(
        1, "Hocko", "stop_machine makes sure that lists do not change while somebody looks at them",
        "sees_one_list under stop_machine", _stop_machine_keeps_lists,
        "a reader that is neither preempted nor asleep with a slot in hand",
    ),
    Claim(
        2, "Hocko", "a walk that races with an update can miss a zone",
        "no_missed_zone of in_place is refuted", _can_miss, "any scheme that is proved in its row",
    ),
    Claim(
        3, "Hocko", "or work on one zone twice",
        "no_double_visit of in_place is refuted", _can_double,
        "any scheme that is proved in its row",
    ),
    Claim(
        4, "Hocko", "there will always be at least one zone visible",
        "zone_always_visible and eligible_zone_always_visible of in_place", _always_visible,
        "a store order that empties slot 0, or a request that leaves one zone",
    ),
    Claim(
        5, "Hocko", "so an allocation is not likely to fail too easily",
        "is giving up early reachable in in_place, and with how many rebuilds", _oom_unlikely,
        "a check before giving up: see seqcount_slow_path",
    ),
    Claim(
        6, "Babka", "an allocation may not see the only zone that its nodemask allows",
        "eligible_zone_always_visible of in_place is refuted", _nodemask,
        "any scheme that is proved in its row",
    ),
    Claim(
        7, "Babka", "appending a copy of the old list before overwriting it avoids that",
        "eligible_zone_always_visible and no_premature_oom of append_copy", _append_copy,
        "a grace period before the terminator, no cached slot, and a copy that the new front "
        "cannot reach",
    ),
    Claim(
        8, "Babka", "the scheme must do without barriers on the iteration side, or it is bad",
        "the barriers that append_copy with a grace period needs, for each memory model",
        _no_reader_barriers, "a machine that keeps loads and stores in order, such as x86",
    ),
    Claim(
        9, "Babka", "a seqcount that only the slow path checks is enough",
        "no_premature_oom of seqcount_slow_path, for each memory model, and the fast path's cost",
        _slow_path_seqcount, "a check after the last look; a check of success",
    ),
    Claim(
        10, "Hocko, after Gorman",
        "stop_machine is roughly as strong, because zonelist iteration is not restarted",
        "no_missed_zone and no_double_visit with stop_machine, with and without restarts",
        _no_stronger, "a kernel that does not preempt the walk",
    ),
    Claim(
        11, "Babka", "but it could have made the chances smaller",
        "the share of racing interleavings that violate", _smaller_chances,
        "a kernel that does not preempt the walk; the lists; how fast the writer is",
    ),
    Claim(
        12, "Hocko", "the last block of a zone would have to come and go very often",
        "no_premature_oom of in_place within one offline", _very_often,
        "how often an allocation is in flight, which no verdict knows",
    ),
    Claim(
        13, "Gorman", "removing stop_machine depends on no longer emptying the list first",
        "zone_always_visible of in_place_null_first and of in_place", _depends_on_simplify,
        "nothing: the two differ in the store order only",
    ),
)  # fmt: skip

BY_NUMBER = {claim.number: claim for claim in CLAIMS}
