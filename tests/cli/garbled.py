"""Lines for ``--replay`` with something wrong in them, drawn from lines that are right."""

from hypothesis import strategies as st

from spec.eras import ERAS
from spec.masks import MASKS
from spec.properties import PROPERTIES
from spec.scenario import FIELDS, MODELS, READERS
from spec.strategies import ALL

NAMES = tuple(strategy.name for strategy in (*ALL, *MASKS, *ERAS))
LISTS = "in_place::no_missed_zone reader=pass lists=1/2.1 types=0.0 nodes=0.0 limit=0 schedule=w1r4"
EVENTS = (
    "list_all_zones::no_premature_oom reader=allocation lists=1.2 types=0.0 nodes=0.0 limit=0 "
    "pages=never.never tries=1 events=1 before=1.0 schedule=r3w1r4"
)
ONE_MASK = (
    "mask_in_place::no_premature_oom_last_look reader=allocation lists=1.2 types=0.0 nodes=0.1 "
    "limit=0 pages=0.0 tries=1 masks=nodes:0/1 schedule=r3"
)
TWO_MASKS = (
    "v6_16_masks::no_premature_oom reader=allocation lists=1.2 types=0.0 nodes=0.1 limit=0 "
    "pages=0.0 tries=1 masks=policy:0/1+mems:0/1 policy=task schedule=r5w3"
)
LASSO = (
    "v6_6::terminates reader=slow_path lists=1.2/2 types=0.0 nodes=0.1 limit=0 mask=1 pages=0.0 "
    "tries=1 schedule=r6w9r4"
)
STALE = (
    "append_copy_wmb::no_missed_zone reader=pass lists=1/1 types=0 nodes=0 limit=0 model=armv8 "
    "schedule=w3r2 reads=1:0"
)
LINES = (LISTS, EVENTS, ONE_MASK, TWO_MASKS, LASSO, STALE)

_values = st.one_of(
    st.sampled_from((*READERS, *MODELS, "none", "task", "vma", "never", "empty", "nodes:0/1")),
    st.sampled_from(("policy:0/1+mems:0/1", "policy:0.1/1+mems:1/0", "mems:0/1+policy:0/1")),
    st.text("0123456789", max_size=3),
    st.lists(st.sampled_from(("0", "1", "2", "3", "never", "-1")), max_size=3).map(".".join),
    st.text("012./:+-nrwxé ", max_size=8),
)
_edits = st.tuples(st.sampled_from((*FIELDS, "zones", "")), _values).map("=".join)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line with parts left out, changed, added and torn."""
    head, *parts = draw(st.sampled_from(LINES)).split()
    if draw(st.integers(0, 4)) == 0:
        name = draw(st.sampled_from(NAMES))
        head = f"{name}::{draw(st.sampled_from(PROPERTIES)).name}"
    for _ in range(max(draw(st.integers(-3, 2)), 0)):
        del parts[draw(st.integers(0, len(parts) - 1))]
    text = " ".join((head, *parts, *draw(st.lists(_edits, max_size=2))))
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.text("=:./ +x", max_size=2)) + text[at + 1 :]
    return text
