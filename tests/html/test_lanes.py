"""What is drawn of a schedule is what the rows of it say, at every width."""

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from spec.html.drawing import drawing
from spec.interpreter import replay
from spec.page import strategy_named
from spec.scenario import parse

from .conftest import Reader
from .samples import DRAWN, UNORDERED

GEOMETRY = Path(__file__).with_name("geometry.js").read_text(encoding="utf-8")
TOP = {1400: (44, 28), 390: (54, 46)}
"""Where the first row is, and how far the next one is from it."""
EACH = pytest.mark.parametrize(
    ("text", "width"), [(text, width) for text in DRAWN for width in TOP]
)

Seen = tuple["Plan", dict[str, Any]]


class Plan:
    """What there is to draw, and where it belongs.

    Args:
        text: the schedule.
        seen: the drawing.
        width: of the window.
    """

    def __init__(self, text: str, seen: dict[str, Any], width: int) -> None:
        scenario = parse(text)
        strategy = strategy_named(scenario.strategy)
        plan = drawing(replay(strategy, scenario), strategy)
        self.rows, self.touched, self.reads = plan["rows"], plan["touched"], plan["reads"]
        self.columns = range(2, len(plan["heads"]) - 2)
        self._slots = {
            column: max(len(row[column].split(" ")) for row in self.rows) for column in self.columns
        }
        self._guides, self._steps = seen["guides"], TOP[width]

    def x(self, column: int, slot: int) -> float:
        """The middle of a slot."""
        before = sum(self._slots[each] for each in self.columns if each < column)
        return float(self._guides[before + slot])

    def y(self, row: int) -> int:
        """The middle of a row."""
        first, step = self._steps
        return first + row * step

    def shown(self) -> Iterator[tuple[int, int, int, str, bool]]:
        """Row, column, slot and text of what memory holds, and whether it changed there."""
        held: dict[tuple[int, int], str] = {}
        for number, row in enumerate(self.rows):
            for column in self.columns:
                for slot, token in enumerate(row[column].split()):
                    before = held.get((column, slot))
                    held[column, slot] = token
                    yield number, column, slot, token, number > 0 and before != token


@pytest.fixture
def draw(reader: Reader, drawn_report: Path) -> Callable[[str, int], Seen]:
    """Open a schedule in a window so wide; what there is to draw, and what is drawn."""

    def opened(text: str, width: int) -> Seen:
        scenario = parse(text)
        reader.open(drawn_report, f"{scenario.strategy}::{scenario.prop}::sc", width=width)
        seen = reader.ask(GEOMETRY)
        return Plan(text, seen, width), seen

    return opened


Draw = Callable[[str, int], Seen]


def middle(rect: list[float]) -> tuple[float, float]:
    """Of a box."""
    x, y, width, height = rect
    return x + width / 2, y + height / 2


def rounded(numbers: list[float]) -> list[float]:
    """The browser computes with fewer digits."""
    return [round(number, 1) for number in numbers]


@EACH
def test_boxes_hold_what_memory_holds(draw: Draw, text: str, width: int) -> None:
    """Each at its slot and row; emphasised where it changed, and only there."""
    plan, seen = draw(text, width)
    boxes = {middle(box["rect"]): box for box in seen["boxes"]}
    assert len(boxes) == len(seen["boxes"])
    rows = {plan.y(number): row[0] for number, row in enumerate(plan.rows) if row[0]}
    assert {told: y for y, told in rows.items()} == seen["rows"]
    for row, column, slot, token, changed in plan.shown():
        box = boxes.pop((plan.x(column, slot), plan.y(row)))
        assert (box["text"], box["kind"]) == (token, ["changed" if changed else "kept"])
    for row, touches in plan.touched.items():
        for column, slot, word, token in touches:
            box = boxes.pop((plan.x(column, slot), plan.y(row)), None)
            assert (box is None) == bool(plan.rows[row][column])
            if box is not None:
                index = word == "zone_idx"
                assert box["text"] == ("idx" if index else token)
                assert ("index" in box["kind"]) == index
    assert boxes == {}


@EACH
def test_arrows_point_from_the_writer_and_to_the_reader(draw: Draw, text: str, width: int) -> None:
    """A store ends at its box, a load begins at its box; each box touched has one arrow."""
    plan, seen = draw(text, width)
    edges = {middle(box["rect"]): box["rect"] for box in seen["boxes"]}
    odd = {to for to, _ in plan.reads}
    expected = []
    for row, touches in plan.touched.items():
        for column, slot, _, _ in touches:
            left, _, size, _ = edges[plan.x(column, slot), plan.y(row)]
            if plan.rows[row][1]:
                ends = [seen["lanes"]["writer"] + 7, plan.y(row), left - 2, plan.y(row)]
                expected.append(("wire writer", ends))
            elif row not in odd:
                ends = [left + size + 2, plan.y(row), seen["lanes"]["reader"] - 8, plan.y(row)]
                expected.append(("wire reader", ends))
    found = [(wire["kind"], rounded(wire["ends"])) for wire in seen["wires"]]
    assert sorted(found) == sorted((kind, rounded(ends)) for kind, ends in expected)
    assert all(begin < end for _, (begin, _, end, _) in found)
    assert all(wire["tip"] and not wire["begins"] for wire in seen["wires"] + seen["bows"])


@pytest.mark.parametrize("width", TOP)
def test_a_load_out_of_order_has_a_bow_from_the_box_it_reads(draw: Draw, width: int) -> None:
    """Out of the box's side, to the load; both boxes have the colour of the bow."""
    plan, seen = draw(UNORDERED, width)
    assert len(seen["bows"]) == len(plan.reads) == 1
    for bow, (to, of) in zip(seen["bows"], plan.reads, strict=True):
        ((column, slot, _, token),) = plan.touched[to]
        x, y, end_x, end_y = bow["ends"]
        assert x == pytest.approx(plan.x(column, slot), abs=0.5)
        assert abs(y - plan.y(of)) == pytest.approx(12, abs=0.5)
        assert (y < plan.y(of)) == (to < of)
        assert (end_x, end_y) == pytest.approx((seen["lanes"]["reader"] - 8, plan.y(to)), abs=0.5)
        odd = [middle(each["rect"]) for each in seen["touched"] if each["kind"] == "odd"]
        assert odd == [(plan.x(column, slot), plan.y(of))]
        (box,) = (each for each in seen["boxes"] if each["kind"] == ["odd"])
        assert (middle(box["rect"]), box["text"]) == ((plan.x(column, slot), plan.y(to)), token)


@EACH
def test_no_text_covers_another_and_none_is_cut_off(draw: Draw, text: str, width: int) -> None:
    """Who does what, what was visited, what stands in the boxes and above them."""
    _, seen = draw(text, width)
    for one, other in combinations(seen["texts"], 2):
        (x, y, wide, high), (u, v, broad, tall) = one["rect"], other["rect"]
        apart = x + wide <= u or u + broad <= x or y + high <= v + 1 or v + tall <= y + 1
        assert apart, (one, other)
    across, down = seen["size"]
    for told in seen["texts"]:
        x, y, wide, high = told["rect"]
        assert x >= 0, told
        assert x + wide <= across, told
        assert y + high <= down, told


@EACH
def test_every_row_says_who_does_what(draw: Draw, text: str, width: int) -> None:
    """The texts of the lanes, and what has been visited, row by row."""
    plan, seen = draw(text, width)
    told: dict[str, list[str]] = {"visited": [], "writer": [], "reader": [], "aside": []}
    for each in seen["texts"]:
        kind = each["kind"].split(" ")[0]
        if kind in told:
            told[kind].append(each["text"])
    assert told["visited"] == [row[-1] for row in plan.rows if row[-1]]
    assert told["writer"] == [row[1] for row in plan.rows if row[0] and row[1]]
    assert told["reader"] == [row[-2] for row in plan.rows if row[0] and row[-2]]
    aside = [words for row in plan.rows if not row[0] for words in (row[1], row[-2]) if words]
    assert told["aside"] == aside


@pytest.mark.parametrize("text", [UNORDERED])
def test_a_phone_shows_writer_and_reader_at_once(draw: Draw, reader: Reader, text: str) -> None:
    """Nothing has to be scrolled sideways to see both."""
    _, seen = draw(text, 390)
    room = reader.ask("document.querySelector('.card figure .scroll').clientWidth")
    assert seen["size"][0] <= room
    reader.command(
        "Emulation.setDeviceMetricsOverride", width=1400, height=900, deviceScaleFactor=1,
        mobile=False,
    )  # fmt: skip
    reader.ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert reader.ask(GEOMETRY)["size"][0] > room


FITS = (
    "[...document.querySelectorAll(arguments[0])].every(part => "
    "part.scrollWidth <= part.clientWidth) && document.documentElement.scrollWidth <= innerWidth"
)


@pytest.mark.parametrize("width", [1280, 1440, 1600, 1920])
def test_drawings_fit_a_laptop(reader: Reader, report: Path, width: int) -> None:
    """One that is not long is not cut off."""
    reader.open(report, "append_copy_grace::no_missed_zone::armv8", width=width)
    assert reader.ask(FITS, ".card figure .scroll")


@pytest.mark.parametrize("width", [1280, 1440, 1920])
def test_the_whole_table_fits_a_laptop(reader: Reader, whole_report: Path, width: int) -> None:
    """Every strategy and every property, beside the bar that the window is scrolled with."""
    reader.open(whole_report, width=width)
    assert reader.ask("document.querySelectorAll('.cell').length") > 200
    assert reader.ask(FITS, ".model .scroll")
