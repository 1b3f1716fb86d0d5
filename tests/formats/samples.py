"""Documents to render: a plain one, and any that a user's page could lead to."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from spec.instance import KINDS, Bounds
from spec.page import strategy_named
from spec.result import Details, Result
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Verdict
from spec.vocabulary import Expected

BOUNDS = Bounds(4, 2, 2, 1)
IN_PLACE, LATCH = strategy_named("in_place"), strategy_named("seqcount_latch")
SCHEDULE = (
    "in_place::no_missed_zone reader=pass lists=1/2.1 types=0.0 nodes=0.0 limit=0 schedule=w1r4"
)
HOSTILE = (
    "]]>",
    "a|b",
    "<script>alert(1)</script>",
    "</testsuites>",
    "100%\r\n::error::owned",
    "a,b:c=d",
    "[link](http://example.invalid)",
    "`` ` ``` \\",
    "**_x_** ~y~ $z$ &amp; &#0;",
    "\" ' onerror=",
    "\x00\x1b[31m\x7f\x85\u2028\ufffe",
    "{0} {{",
    "-->",
    "%0A%3A%41",
    "a\n````\n# b",
    "/srv/a b%.py",
    "C:\\x y.py",
    " ",
)
"""What a page's author could call something, by mistake or not."""


def _verdict(word: str, reason: str = "", reader: str = "") -> Verdict:
    return Verdict(word, BOUNDS, reason, reader)


def sample() -> Result:
    """Something of everything: expected, unexpected, vacuous, undecided, under two models."""
    result = Result(Bounds(rebuilds=1), ("sc", "tso"), "z3 5.4.1", seed=7)
    detail: Details = {
        "seconds": 0.25,
        "cached": True,
        "second": "cvc5 1.4.2",
        "schedule": SCHEDULE,
    }
    refuted = {kind: _verdict(REFUTED, reader="pass") for kind in ("online", "any")}
    result.add(IN_PLACE, "no_missed_zone", refuted, details={"any": detail})
    result.add(IN_PLACE, "no_missed_zone", refuted, "tso", {"any": {"second": "cvc5 1.4.2"}})
    here: Details = {"seconds": 0.5}
    proved = {kind: _verdict(PROVED, "seen: a pass completed") for kind in ("online", "any")}
    result.add(IN_PLACE, "zone_always_visible", proved, details={"any": here})
    result.add(IN_PLACE, "zone_always_visible", {**proved, "any": _verdict(REFUTED)}, "tso")
    result.add(LATCH, "no_missed_zone", {"reorder": _verdict(VACUOUS)})
    given_up = _verdict(UNDECIDED, "the solver gave up within its budget")
    result.add(LATCH, "zone_always_visible", {"online": given_up, "any": given_up})
    result.build_seconds, result.solve_seconds = 0.5, 1.25
    return result


texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(min_size=1, max_size=12),
    st.tuples(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE)).map("".join),
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Documents of pages with any names, reasons and paths at all, without lone surrogates."""
    names = draw(st.lists(texts, min_size=1, max_size=3, unique=True))
    models = tuple(draw(st.lists(st.sampled_from(["sc", "tso"]), min_size=1, unique=True)))
    result = Result(BOUNDS, models, draw(texts), seed=draw(st.integers(0, 9)))
    result.pages = {name: draw(texts) for name in names if draw(st.booleans())}
    result.interrupted, result.stopped = draw(
        st.sampled_from([(False, False), (True, False), (False, True)])
    )
    words = st.sampled_from([PROVED, REFUTED, VACUOUS, UNDECIDED])
    for name in names:
        expected = Expected((), draw(texts))
        page = replace(IN_PLACE, name=name, expect={**IN_PLACE.expect, "no_missed_zone": expected})
        for model in models:
            verdicts = {kind: _verdict(draw(words), draw(texts)) for kind in KINDS}
            detail: Details = {"second": draw(texts), "schedule": draw(texts)}
            result.add(page, "no_missed_zone", verdicts, model, {"any": detail})
    return result.document()
