"""A sequence count that only the slow path looks at, when it is about to give up.

Babka's second idea, 14 July 2017; mainline since 3d36424b3b58 (6.0): zonelist_iter_begin() at
``restart:``, check_retry_zonelist() before the OOM killer, whose own last look comes after it.
"""

from spec.kernel.seqcount import SEQ, read_seqbegin, read_seqretry
from spec.kernel.zonelist import ZONEREFS, first, walk
from spec.strategies.seqcount_everywhere import rebuild
from spec.vocabulary import Strategy, proved, refuted

STRATEGY = Strategy(
    name="seqcount_slow_path",
    arrays=(ZONEREFS,),
    cells=(SEQ,),
    writer=rebuild,
    walk=walk,
    first=first,
    begin=read_seqbegin,  # zonelist_iter_cookie = zonelist_iter_begin();
    moved=read_seqretry,  # check_retry_zonelist(zonelist_iter_cookie)
    expect={
        "no_missed_zone": refuted(
            "online",
            "offline",
            "reorder",
            because="a pass that finds a page, and the fast path, are never checked: a zone moves"
            " to a slot the walk has passed, or its old slot is overwritten before its "
            "new one is stored",
        ),
        "no_double_visit": refuted(
            "online",
            "offline",
            "reorder",
            because="a zone moves to a slot the walk has yet to reach, or stands in two slots "
            "between two stores",
        ),
        "zone_always_visible": proved(
            "slot 0 goes from one zone to another and is never NULL, and this request "
            "takes up any zone",
        ),
        "eligible_zone_always_visible": refuted(
            "online",
            "offline",
            "reorder",
            because="the zone that is missed can be the only one the request leaves",
        ),
        "sees_one_list": refuted(
            "online",
            "offline",
            "reorder",
            because="the walk sees the front of one list and the rest of another",
        ),
        "respects_request": refuted(
            "online",
            "offline",
            "reorder",
            because="success is never validated: the index is loaded before the pointer, which by"
            " then may be that of a zone above the limit",
        ),
        "stays_in_bounds": proved(
            "the slot behind the longest list only ever holds the terminator, and its "
            "index 0 passes every limit",
        ),
        "no_premature_oom": proved(
            "the check before giving up covers the recompute and every try of the round: "
            "the count did not move, so they saw one list whole",
        ),
        "no_premature_oom_last_look": refuted(
            "online",
            "offline",
            "reorder",
            because="the last look comes after the check, so nothing covers it",
        ),
        "terminates": proved(
            "the count stands still once writers have stopped, and every wait and check is on it",
        ),
        "no_deadlock": refuted(
            "interrupt",
            because="an interrupt on the writer's own CPU waits for an even count, and the writer "
            "it interrupted cannot make it even",
        ),
        "no_sleep_in_atomic": proved(
            "no lock that sleeps is taken, and nobody sleeps inside a section",
        ),
    },
)
