"""Costs as text: every strategy once, alike ones together, nothing wider than a terminal."""

import json
from dataclasses import replace
from typing import Any

import pytest

from spec.cost.price import Cost, costs
from spec.cost.table import document, table
from spec.kernel.seqcount import SEQ
from spec.kernel.zonelist import ZONEREFS
from spec.strategies import ALL
from spec.strategies.in_place_from_head import STRATEGY as BARE
from spec.vocabulary import Fence, Reader, Strategy, Writer

WIDEST = 150


@pytest.fixture(scope="module")
def prices() -> list[Cost]:
    """Every page's cost."""
    return [costs(strategy) for strategy in ALL]


def barred(r: Reader, _preferred: Any) -> None:
    """A walk with a full barrier in front."""
    r.fence(Fence.MB)
    r.walk(ZONEREFS)


MINE = replace(BARE, name="my_own", walk=barred)


def row(text: str, name: str, number: int = 0) -> list[str]:
    """The cells of a strategy's line in one of the tables."""
    lines = [line for line in text.splitlines() if line.split(" ", 1)[0] == name]
    return [cell.strip() for cell in lines[number].split("  ") if cell.strip()]


def test_it_fits_a_terminal_and_has_every_strategy_in_both_tables(prices: list[Cost]) -> None:
    """Once for its reader, once for its writer."""
    lines = table(prices, "table").splitlines()
    assert max(map(len, lines)) <= WIDEST
    for strategy in ALL:
        assert sum(line.split(" ", 1)[0] == strategy.name for line in lines) == 2


def test_a_row_reads_as_the_page(prices: list[Cost]) -> None:
    """From a page in the first slot to the whole list; then what a round costs."""
    text = table(prices, "table")
    told = ["fast", "4 .. 2n+4", "4 .. 2n+4", "- / dmb ishld, ldar", "-", "2 .. w+1", "spin seq"]
    assert row(text, "seqcount_everywhere") == ["seqcount_everywhere", *told]
    told = ["2n+4", "lock / rmw-a, stlr", "cnts", "-", "-", "-", "2N+3 (1x)"]
    assert row(text, "rwlock", 1) == ["rwlock", *told]


def test_strategies_that_pay_the_same_share_a_row() -> None:
    """Their names stand below each other."""
    twin = replace(BARE, name="twin")
    text = table([costs(BARE), costs(twin)], "github")
    assert text.count("in_place_from_head<br>twin") == 2
    assert text.count("2n+2") == 3


def test_a_page_of_ones_own_gets_its_row() -> None:
    """With nothing said about it anywhere but on the page."""
    found = row(table([costs(MINE)], "table"), "my_own")
    assert found == [
        "my_own",
        "fast",
        "2 .. 2n+2",
        "2 .. 2n+2",
        "lock / dmb ish",
        "-",
        "1 .. w",
        "-",
    ]


def test_the_legend_explains_what_is_there_and_no_more(prices: list[Cost]) -> None:
    """No word about RCU where nobody uses it; the number of tries is that which was counted."""
    alone = table([costs(MINE, tries=1)], "table")
    assert "lock: " in alone
    assert "1 try and the last look" in alone
    assert "rcu: " not in alone
    assert "rcu: " in table(prices, "table")


def test_the_nodemask_sentence_names_who_differs(prices: list[Cost]) -> None:
    """All of ours pay the same for it."""
    assert "A nodemask adds 1 .. n branches on the fast path." in table(prices, "table")


def test_who_waits_for_ever_is_told(prices: list[Cost]) -> None:
    """And does not keep the others from being printed."""

    def walk(r: Reader, _preferred: Any) -> None:
        r.wait(SEQ, lambda count: count > 0)

    text = table([*prices, costs(Strategy(**_fields(BARE, walk=walk)))], "table")
    assert "waits for ever when nobody rebuilds" in text
    assert len(text) > len(table(prices, "table"))


def test_who_waits_for_readers_that_are_not_there_is_told() -> None:
    """Alone in its table: then nothing can be said of nodemasks either."""

    def rebuild(w: Writer) -> None:
        w.wait(SEQ, lambda count: count > 0)

    def walk(r: Reader, _preferred: Any) -> None:
        r.wait(SEQ, lambda count: count > 0)

    late = costs(Strategy(**_fields(BARE, walk=walk, writer=rebuild)))
    text = table([late], "table")
    assert row(text, "late", 1) == ["late", "for ever", "2N+3 (1x)"]
    assert "nodemask" not in text
    assert document([late])["late"]["reader"] is None
    assert document([late])["late"]["writer"] is None


def _fields(strategy: Strategy, **what: Any) -> dict[str, Any]:
    return {
        "name": "late",
        "arrays": strategy.arrays,
        "cells": (SEQ,),
        "writer": strategy.writer,
        "expect": {},
        **what,
    }


def test_a_markdown_table_has_no_line_breaks_in_its_cells(prices: list[Cost]) -> None:
    """Each row is one line with as many cells as the head."""
    rows = [line for line in table(prices, "github").splitlines() if line.startswith("|")]
    assert {line.count("|") for line in rows} == {9}


def test_the_document_has_every_count(prices: list[Cost]) -> None:
    """As text over its variables, by strategy, part and kind, and it is JSON."""
    told = json.loads(table(prices, "json"))
    assert told == document(prices)
    assert [*told] == [strategy.name for strategy in ALL]
    reader = told["rwlock"]["reader"]["whole_list"]
    assert reader["loads"] == "2n+2"
    assert reader["x86"] == {"lock": "2"}
    assert reader["lines"] == "ceil((n+1)/4)+1"
    assert told["append_copy"]["writer"] == {"stores": "2n+2m+4"}
