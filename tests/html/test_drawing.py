"""What is drawn of a schedule is what happens in it."""

import pytest

from spec.columns import grid
from spec.html.drawing import drawing
from spec.interpreter import Replay, replay
from spec.page import strategy_named
from spec.scenario import parse
from spec.vocabulary import Strategy

from .samples import DRAWN, INITIAL, UNORDERED

EACH = pytest.mark.parametrize("text", DRAWN)


def shown(text: str) -> tuple[Replay, Strategy]:
    """The schedule followed to its end, and its page."""
    scenario = parse(text)
    strategy = strategy_named(scenario.strategy)
    return replay(strategy, scenario), strategy


@EACH
def test_what_a_writer_touches_is_what_memory_then_holds(text: str) -> None:
    """Every slot that changes was touched, and holds what the touch says."""
    run, strategy = shown(text)
    plan = drawing(run, strategy)
    columns = range(2, len(plan["heads"]) - 2)
    held = {column: plan["rows"][0][column].split() for column in columns}
    for number, row in enumerate(plan["rows"][1:], 1):
        touched = plan["touched"].get(number, [])
        stored = [touch for touch in touched if row[1] and touch[2] != "zone_idx"]
        for column in columns:
            after = row[column].split() if row[column] else held[column]
            before, held[column] = held[column], after
            changed = {
                slot
                for slot, token in enumerate(after)
                if slot >= len(before) or before[slot] != token
            }
            assert changed <= {slot for at, slot, _, _ in stored if at == column}
        for column, slot, _, token in stored:
            assert held[column][slot] == token


@EACH
def test_what_a_reader_touches_is_in_its_words(text: str) -> None:
    """A load of a slot names the slot, and returns what the box shows."""
    run, strategy = shown(text)
    plan = drawing(run, strategy)
    reader = len(plan["heads"]) - 2
    loads = [
        (row[reader], touch)
        for number, row in enumerate(plan["rows"])
        for touch in plan["touched"].get(number, [])
        if row[reader]
    ]
    assert loads
    for words, (column, slot, word, token) in loads:
        name = plan["heads"][column]
        place = name if word == "nodes" else f"{name}[{slot}].{word}"
        assert words.startswith(f"{place} -> ")
        if word != "zone_idx":
            value = words.split(" -> ")[1].split(" ")[0]
            assert {"END": ".", "FREED": "x"}.get(value, value) == token


def test_a_read_out_of_order_names_both_rows() -> None:
    """The reader's third step reads what the writer's fifth stores, which is step 11."""
    run, strategy = shown(UNORDERED)
    plan = drawing(run, strategy)
    assert [(plan["rows"][to][0], plan["rows"][of][0]) for to, of in plan["reads"]] == [("3", "11")]
    assert plan["reordered"].startswith("no interleaving explains step 3")
    assert plan["because"] == "zone 1 is in every list and the walk visited 2"


def test_a_read_of_the_initial_value_names_the_row_before_all_steps() -> None:
    """Row 0 is what memory holds at first."""
    run, strategy = shown(INITIAL)
    plan = drawing(run, strategy)
    assert [(plan["rows"][to][0], of) for to, of in plan["reads"]] == [("10", 0)]


@EACH
def test_rows_and_heads_are_those_of_the_printed_columns(text: str) -> None:
    """One description of a schedule, drawn or printed."""
    run, strategy = shown(text)
    plan = drawing(run, strategy)
    assert (plan["heads"], plan["rows"]) == grid(run, strategy)
    assert [name for name, _ in plan["setting"]][:3] == ["lists", "zones", "request"]
