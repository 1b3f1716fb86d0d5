"""What the page carries along."""

import json
import shlex

from hypothesis import given
from hypothesis import strategies as st

from spec.html.embedded import Schedules, as_script, embedded
from spec.page import strategy_named
from spec.prove import main
from spec.scenario import parse

from .samples import OVERWRITTEN, UNORDERED, everything

IN_PLACE = {"in_place": strategy_named("in_place")}


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner, max_size=3)))
def test_json_cannot_end_its_element_and_comes_back_whole(value: object) -> None:
    """No ``<`` is left for a parser of HTML to take for something."""
    text = as_script(value)
    assert "<" not in text
    assert json.loads(text) == value


def test_a_schedule_is_drawn_once_whatever_the_model() -> None:
    """What no reordering is needed for happens alike, and is replayed under its own model."""
    schedules = Schedules(IN_PLACE, {})
    weakly = OVERWRITTEN.replace("limit=0", "limit=0 model=armv8")
    first, second = schedules.add(OVERWRITTEN), schedules.add(weakly)
    assert first["drawing"] == second["drawing"] == 0
    assert len(schedules.drawings) == 1
    assert "model=armv8" in second["replay"]
    assert schedules.add(UNORDERED)["drawing"] == 1


def test_a_replay_is_a_command_line() -> None:
    """It names the user's page, quoted as a shell needs it."""
    schedules = Schedules(IN_PLACE, {"in_place": "my pages/it's.py"})
    words = shlex.split(schedules.add(OVERWRITTEN)["replay"])
    assert words == ["python", "-m", "spec.prove", "my pages/it's.py", "--replay", OVERWRITTEN]
    ours = shlex.split(Schedules({}, {}).add(OVERWRITTEN)["replay"])
    assert ours[3:] == ["--replay", OVERWRITTEN]
    assert main(ours[3:]) == 0


def test_kinds_are_told_by_what_a_strategy_moves() -> None:
    """A list that never changes has pages that do."""
    document, pages = everything()
    kinds = embedded(document, Schedules(pages, {}))["kinds"]
    assert kinds["pages"]["online"] == "zones gain pages"
    assert kinds["lists"]["online"] == "every rebuild inserts zones"


def test_every_cell_of_the_document_is_there() -> None:
    """With its verdicts, why the page expects them, and a schedule where the document has one."""
    document, pages = everything()
    schedules = Schedules(pages, {})
    data = embedded(document, schedules)
    assert set(data["cells"]) == {
        f"{strategy}::{prop}::{model}"
        for model, strategies in document["verdicts"].items()
        for strategy, properties in strategies.items()
        for prop in properties
    }
    told = document["verdicts"]["sc"]["in_place"]["no_missed_zone"]
    cell = data["cells"]["in_place::no_missed_zone::sc"]
    assert cell["why"] == [(told["any"]["because"], list(told))]
    assert cell["kinds"]["any"] == ["refuted", "refuted", "", "pass", 1, ""]
    assert parse(OVERWRITTEN).text() in cell["shown"]["replay"]
    assert cell["shown"]["kind"] == "any"
    assert data["cells"]["in_place::sees_one_list::sc"]["shown"] is None
