"""The ``init`` process that chooses an instance, before anybody moves."""

from spec.export.promela.choice import Chosen
from spec.export.promela.chosen_kind import only

SCRATCH = ("n", "slot", "zone", "top", "other")
"""Variables of ``init``, each 0 before and after."""

VARIABLES = """\
byte used;                    /* how many changes there are */
byte length[{lists}];               /* of each list */
byte longest;                 /* of them */
byte list[{entries}];                /* list after list, each with a 0 behind it */
bit class[{numbers}];                /* of each zone: 0 within the request's limit, 1 above it */
bool in_mask[{numbers}];             /* of each zone: its node is in the request's mask */
bool kept_listed[{numbers}];         /* of each zone: every list names it */
bool all_satisfy;             /* every zone of every list satisfies the request */"""

LISTS = """\
    do                                  /* how many changes */
    :: used < {changes} -> used++
    :: break
    od;
    do                                  /* list after list, */
    :: n < {lists} && n <= used ->
        do                              /* slot after slot: */
        :: slot < {zones} ->
            select (zone : 1 .. (top < {zones} -> top + 1 : {zones}));
            skip;
            d_step {{                    /* a zone named before, or the next one */
                other = 0;
                do
                :: other < slot && list[n * {stride} + other] != zone -> other++
                :: else -> break
                od;
                skip
            }};
            if
            :: other < slot -> goto end_no_instance   /* no list names a zone twice */
            :: else
            fi;
            d_step {{
                list[n * {stride} + slot] = zone;
                slot++;
                top = (zone > top -> zone : top)
            }}
        :: slot > 0 -> break
        od;
        skip;
        d_step {{
            length[n] = slot;
            longest = (slot > longest -> slot : longest);
            slot = 0;
            n++
        }}
    :: else -> break
    od;
"""

NODES = """\
    n = 0;
    zone = 1;
    do                                  /* which zones share a node */
    :: zone <= top ->
        select (other : 0 .. n);
        on_node[zone] = other;
        n = (other == n -> n + 1 : n);
        zone++
    :: else -> break
    od;
"""

REQUEST = """\
    zone = 1;
    do                                  /* what the request takes */
    :: zone <= top ->
        if
        :: class[zone] = 0
        :: class[zone] = 1
        fi;
        {in_mask}
        zone++
    :: else -> break
    od;
"""

OWN_NODE = """\
if
        :: in_mask[zone] = false
        :: in_mask[zone] = true
        fi;"""

SHARED_NODE = """\
other = 1;
        do
        :: on_node[other] != on_node[zone] -> other++
        :: else -> break
        od;
        if
        :: other < zone -> in_mask[zone] = in_mask[other]
        :: other == zone -> in_mask[zone] = false
        :: other == zone -> in_mask[zone] = true
        fi;"""

PAGES_FROM = """\
    zone = 1;
    do                                  /* from which pass on each zone has pages, if ever */
    :: zone <= top ->
        if
        :: select (other : 0 .. {last}); pages_from[zone] = other
        :: pages_from[zone] = 9999
        fi;
        zone++
    :: else -> break
    od;
"""

EVENTS = """\
    zone = 1;
    do                                  /* which zones have pages at first */
    :: zone <= top ->
        if
        :: pages[zone] = 0
        :: pages[zone] = 1
        fi;
        zone++
    :: else -> break
    od;
    n = 1;
    do                                  /* whose pages come or go */
    :: n <= used ->
        select (zone : 1 .. top);
        event[n] = zone;
        n++
    :: else -> break
    od;
"""

DERIVED = """\
    skip;
    d_step {{                            /* what the property asks of them */
        all_satisfy = true;
        zone = 1;
        do
        :: zone <= top ->
            kept_listed[zone] = true;
            n = 0;
            do
            :: n < {lists} && n <= used ->
                slot = 0;
                do
                :: slot < length[n] && list[n * {stride} + slot] != zone -> slot++
                :: else -> break
                od;
                kept_listed[zone] = kept_listed[zone] && (slot < length[n]);
                n++
            :: else -> break
            od;
            all_satisfy = all_satisfy && class[zone] == 0 && in_mask[zone];
            zone++
        :: else -> break
        od;
        skip
    }};
"""


def variables(chosen: Chosen, *, nodes: bool, pages: bool) -> list[str]:
    """Their declarations.

    Args:
        chosen: what is chosen.
        nodes: it matters which zones share a node.
        pages: it matters which zones have pages.
    """
    numbers = chosen.zones + 1
    told = VARIABLES.format(
        lists=chosen.lists, entries=chosen.lists * (chosen.zones + 1), numbers=numbers
    ).splitlines()
    if nodes:
        told.append(f"byte on_node[{numbers}];")
    if pages:
        told.append(f"short pages_from[{numbers}];  /* the first pass in which a zone has pages */")
    if chosen.moves == "pages":
        told.append(
            f"byte event[{chosen.changes + 1}];    /* the zone that each change is about */"
        )
    return told


def choices(chosen: Chosen, *, nodes: bool, pages: bool) -> list[str]:
    """The statements that choose.

    Args:
        chosen: what is chosen.
        nodes: it matters which zones share a node.
        pages: it matters which zones have pages.
    """
    sizes = {
        "zones": chosen.zones,
        "stride": chosen.zones + 1,
        "changes": chosen.changes,
        "lists": chosen.lists,
    }
    text = LISTS.format(**sizes)
    if chosen.moves == "pages":
        text += EVENTS
    text += only(chosen, sizes)
    if nodes:
        text += NODES
    text += REQUEST.format(in_mask=SHARED_NODE if nodes else OWN_NODE)
    if pages:
        text += PAGES_FROM.format(last=chosen.tries + 1)
    text += DERIVED.format(**sizes)
    text += "    " + " ".join(f"{name} = 0;" for name in SCRATCH)
    return text.splitlines()
