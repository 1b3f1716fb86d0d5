"""Of all instances that Spin chooses, those of one kind of rebuild."""

from spec.export.promela.choice import Chosen

EXTENDS = """\
    n = 1;
    do                                  /* every rebuild {told} */
    :: n <= used ->
        d_step {{
            slot = 0;
            other = 0;
            do
            :: slot < length[{long}] ->
                other = ((other < length[{short}] &&
                    list[({long}) * {stride} + slot] == list[({short}) * {stride} + other])
                    -> other + 1 : other);
                slot++
            :: else -> break
            od;
            skip
        }};
        if
        :: other < length[{short}] || length[{long}] == length[{short}] -> goto end_no_instance
        :: else
        fi;
        n++
    :: else -> break
    od;
"""

REORDERS = """\
    n = 1;
    do                                  /* every rebuild puts the same zones in another order */
    :: n <= used ->
        if
        :: length[n] != length[n - 1] -> goto end_no_instance
        :: else
        fi;
        top = 0;                        /* how many slots change */
        slot = 0;
        do
        :: slot < length[n] ->
            d_step {{
                other = 0;
                do
                :: other < length[n] &&
                    list[(n - 1) * {stride} + other] != list[n * {stride} + slot] -> other++
                :: else -> break
                od;
                skip
            }};
            if
            :: other == length[n] -> goto end_no_instance
            :: else
            fi;
            top = (other == slot -> top : top + 1);
            slot++
        :: else -> break
        od;
        if
        :: top == 0 -> goto end_no_instance
        :: else
        fi;
        n++
    :: else -> break
    od;
    top = longest;
"""

CHANGES_PAGES = """\
    skip;
    d_step {{                            /* every change {told} */
        top = 0;                        /* a change that is none */
        n = 1;
        do
        :: n <= used ->
            slot = pages[event[n]];
            other = 1;
            do
            :: other < n -> slot = (event[other] == event[n] -> 1 - slot : slot); other++
            :: else -> break
            od;
            top = top + (slot == {before} -> 0 : 1);
            n++
        :: else -> break
        od;
        skip
    }};
    if
    :: top > 0 -> goto end_no_instance
    :: else
    fi;
    top = longest;
"""


def only(chosen: Chosen, sizes: dict[str, int]) -> str:
    """The statements that leave out whatever is of another kind.

    Args:
        chosen: what is chosen.
        sizes: what the statements speak of, by name.
    """
    if chosen.moves == "pages":
        return {
            "online": CHANGES_PAGES.format(told="gives a zone its first pages", before=0),
            "offline": CHANGES_PAGES.format(told="takes a zone's last pages", before=1),
            "reorder": "    if\n    :: used > 0 -> goto end_no_instance\n    :: else\n    fi;\n",
            "any": "",
        }[chosen.kind]
    return {
        "online": EXTENDS.format(told="inserts zones", long="n", short="n - 1", **sizes),
        "offline": EXTENDS.format(told="removes zones", long="n - 1", short="n", **sizes),
        "reorder": REORDERS.format(**sizes),
        "any": "",
    }[chosen.kind]
