"""Costs, odds, barriers and history, as the rows of their tables."""

from fractions import Fraction

from spec.cost.price import Cost, costs
from spec.cost.table import document as cost_document
from spec.cost.wording import counted, lines, listed
from spec.html.embedded import Schedules
from spec.html.eras import entries, releases
from spec.html.prices import READER_HEADS, WRITER_HEADS, legend, readers, writers
from spec.html.shares import panels
from spec.html.sites import inside, models, needs
from spec.strategies import ALL

from .samples import everything

DOCUMENT = everything()[0]
PRICES = [costs(strategy) for strategy in ALL]
COSTS = cost_document(PRICES)


def test_readers_pay_what_the_printed_table_says() -> None:
    """From the document alone, the words of the table that is made of the counts."""
    for price, rows in zip(PRICES, readers(COSTS), strict=True):
        assert price.reading is not None
        fast = (price.reading.first_slot, price.reading.whole_list)
        slow = (price.reading.round, price.reading.round)
        assert [row.path for row in rows] == ["fast", "fast, nodemask", "slow"]
        for row, part in ((rows[0], fast), (rows[2], slow)):
            cells = dict(zip(READER_HEADS, row.cells, strict=True))
            assert cells["shared stores"] == counted(part, "stores")
            assert cells["dependent loads"] == counted(part, "chained")
            assert cells["loads"].split(" (")[0] == counted(part, "loads")
            assert cells["cache lines"] == lines(part)
            assert cells["barriers, arm64"] == listed(part, "arm64")
            assert cells["sections"] == listed(part, "sections")
            assert cells["waits for"] == listed(part, "waits")


def test_writers_pay_what_the_printed_table_says() -> None:
    """One row a strategy."""
    for price, (row,) in zip(PRICES, writers(COSTS), strict=True):
        assert price.rebuild is not None
        part = (price.rebuild, price.rebuild)
        cells = dict(zip(WRITER_HEADS, row.cells, strict=True))
        assert cells["stores"] == counted(part, "stores")
        assert cells["waits for"] == listed(part, "waits")
        assert cells["arrays freed"] == counted(part, "freed")
        assert cells["memory (words)"] == str(price.memory)
        assert (cells["stopped CPUs"] == "all") == row.strategy.startswith("stop_machine")


def test_who_waits_for_ever_pays_nothing_countable() -> None:
    """One sentence instead of counts."""
    stuck = cost_document([Cost("stuck", 2, None, None, None, PRICES[0].memory)])
    assert [row.cells for row in readers(stuck)[0]] == [("waits for ever when nobody rebuilds",)]
    assert [row.cells for row in writers(stuck)[0]] == [("waits for ever when nobody rebuilds",)]


def test_words_of_the_costs_are_explained_where_they_occur() -> None:
    """And nowhere else."""
    assert any(line.startswith("lock: ") for line in legend(COSTS))
    plain = {"in_place": COSTS["in_place"]}
    assert not any(line.startswith(("lock: ", "rcu: ")) for line in legend(plain))


def test_bars_are_as_long_as_their_shares() -> None:
    """In hundredths; what never happens and what never races has no bar."""
    (rows,) = panels(DOCUMENT["odds"]).values()
    some, never, apart = rows
    assert some.alike is not None
    assert some.drawn is not None
    assert Fraction(some.alike.width) == 100 * Fraction(some.alike.exact)
    assert (some.drawn.decimal, some.drawn.width) == ("0.3333", "33.33")
    assert some.kinds == {"offline": "0.4000"}
    assert (some.never, never.never, apart.never) == (False, True, False)
    assert apart.alike is None


def test_barriers_are_told_for_each_model() -> None:
    """Nothing helps, nothing is needed, or these places."""
    rows = needs(DOCUMENT["barriers"])
    assert models(rows) == ["tso", "armv8", "lkmm"]
    (row,) = rows
    assert row.sets == {
        "tso": [],
        "armv8": [[]],
        "lkmm": [["writer: smp_wmb() before zonerefs[0].zone = 2"]],
    }
    assert row.dearer == {"lkmm"}
    assert inside(DOCUMENT["barriers"]) == "3 zones, 1 rebuild, 1 slow-path try"


def test_an_entry_of_the_history_tells_what_is_not_as_recorded() -> None:
    """B2 is on record for 2.6.34 only."""
    schedules = Schedules({}, {})
    bug, outside = entries(DOCUMENT["history"], schedules)
    assert bug.cells == {
        "2.6.34": ("bug", "refuted-3", False),
        "2.6.35": ("ok", "proved", False),
        "6.0": ("bug", "refuted-3", True),
    }
    assert bug.shown is not None
    assert (outside.cells, outside.shown) == ({}, None)
    assert releases([bug, outside]) == ["2.6.34", "2.6.35", "6.0"]
    assert len(schedules.drawings) == 1
