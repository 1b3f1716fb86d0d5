"""List every zone, populated or not; nothing is ever rebuilt.

Hocko, April 2022. What happens instead is that zones gain their first pages and lose their last.
"""

from spec.kernel.zonelist import ZONEREFS, walk_from_head
from spec.vocabulary import Strategy, Writer


def change(w: Writer) -> None:
    """``online_pages()`` or ``offline_pages()`` of a zone's only block, without a rebuild."""
    w.change_pages()


STRATEGY = Strategy(
    name="list_all_zones",
    arrays=(ZONEREFS,),
    writer=change,
    walk=walk_from_head,
    pages_move=True,
    expect={},
)
