"""List every zone, populated or not; nothing is ever rebuilt.

Hocko, April 2022. What happens instead is that zones gain their first pages and lose their last.
"""

from spec.kernel.zonelist import ZONEREFS, walk_from_head
from spec.vocabulary import Strategy, Writer, proved


def change(w: Writer) -> None:
    """``online_pages()`` or ``offline_pages()`` of a zone's only block, without a rebuild."""
    w.change_pages()


STRATEGY = Strategy(
    name="list_all_zones",
    arrays=(ZONEREFS,),
    writer=change,
    walk=walk_from_head,
    moves="pages",
    expect={
        "no_missed_zone": proved(
            "the list never changes",
            vacuous=("reorder",),
        ),
        "no_double_visit": proved(
            "the list never changes",
            vacuous=("reorder",),
        ),
        "zone_always_visible": proved(
            "the list never changes",
            vacuous=("reorder",),
        ),
        "eligible_zone_always_visible": proved(
            "the list never changes",
            vacuous=("reorder",),
        ),
        "sees_one_list": proved(
            "the list never changes",
            vacuous=("reorder",),
        ),
        "respects_request": proved(
            "the list never changes, nor does a zone's type or node",
            vacuous=("reorder",),
        ),
        "stays_in_bounds": proved(
            "the list never changes",
            vacuous=("reorder",),
        ),
        "no_premature_oom": proved(
            "every pass takes up every allowed zone, and one that keeps its pages is found",
            vacuous=("reorder",),
        ),
        "no_premature_oom_last_look": proved(
            "every pass takes up every allowed zone, and one that keeps its pages is found",
            vacuous=("reorder",),
        ),
    },
)
