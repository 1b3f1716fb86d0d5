"""Results as text."""

import json
from dataclasses import replace

import pytest

from spec.cell import Told, cell
from spec.errors import UsageError
from spec.glossary import terms
from spec.instance import CONTEXTS, KERNELS, KINDS, OWNER_KINDS, Bounds
from spec.interpreter import replay
from spec.legend import changes, legend, within
from spec.page import property_named, strategy_named
from spec.properties import PROPERTIES
from spec.report import render, replayed, story, tabulated
from spec.result import Result
from spec.scenario import parse
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Verdict
from spec.vocabulary import Expected

BOUNDS = Bounds(4, 2, 2, 1)
IN_PLACE = strategy_named("in_place")


def _told(words: dict[str, str], expected: dict[str, str]) -> dict[str, Told]:
    return {
        kind: {"verdict": word, "expected": expected.get(kind, word)}
        for kind, word in words.items()
    }


@pytest.mark.parametrize(
    ("words", "expected", "text"),
    [
        ({}, {}, "-"),
        ({"online": PROVED, "any": PROVED}, {}, "proved"),
        ({"online": REFUTED, "offline": PROVED, "any": REFUTED}, {}, "on"),
        ({"online": PROVED, "offline": PROVED, "any": REFUTED}, {}, "any"),
        ({"online": PROVED, "reorder": VACUOUS}, {}, "proved ~re"),
        ({"reorder": VACUOUS}, {}, "~re"),
        ({"online": REFUTED, "offline": UNDECIDED}, {}, "on ?off"),
        ({"online": PROVED, "any": UNDECIDED}, {}, "?any"),
        ({"online": REFUTED}, {"online": PROVED}, "!on"),
        ({"online": PROVED}, {"online": REFUTED}, "!proved"),
        ({"widen": PROVED, "narrow": REFUTED, "move": REFUTED}, {}, "narrow move"),
        ({"cpuset": REFUTED, "mempolicy": REFUTED, "any": REFUTED}, {}, "cpuset mempol"),
        ({"cpuset": PROVED, "vma_policy": UNDECIDED}, {}, "?vma"),
        ({"task": PROVED, "interrupt": REFUTED, "console": REFUTED}, {}, "irq console"),
        ({"no_rt": REFUTED, "preempt_rt": REFUTED}, {}, "no-rt rt"),
    ],
)
def test_a_cell_is_as_short_as_can_be(
    words: dict[str, str], expected: dict[str, str], text: str
) -> None:
    """Kinds that refute, that are open, that are vacuous; and a mark for a surprise."""
    assert cell(_told(words, expected)) == text


def test_a_legend_explains_what_occurs_and_no_more() -> None:
    """Each short name stands in it with what it means."""
    lists = legend({*KINDS})
    assert "on, off, re: refuted by a rebuild that inserts, removes or reorders zones;" in lists
    assert "any: only by a mix of kinds. ~re: vacuous there" in lists
    assert not {"rebind", "irq", "rt:"} & {*lists.replace(",", "").split()}
    masks = legend({*OWNER_KINDS, *CONTEXTS})
    assert "cpuset, mempol, vma: refuted by a rebind of a task without a policy" in masks
    assert "task, irq, console: refuted for a reader on another CPU" in masks
    assert "rebuild" not in masks
    assert "no-rt, rt: refuted without or with PREEMPT_RT. ~: vacuous" in legend(KERNELS)
    assert "widen, narrow, move: refuted by a rebind that adds nodes" in legend({"widen"})
    assert "any:" not in legend({"widen"})


def test_a_legend_of_any_alone_explains_rebuilds() -> None:
    """Nobody asked for a kind, and rebuilds are what most pages are about."""
    assert legend({"any"}) == legend(KINDS)


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ({"online", "any"}, "rebuilds"),
        ({"widen", "any"}, "rebinds"),
        ({"cpuset"}, "rebinds"),
        ({"online", "move"}, "rebuilds or rebinds"),
        ({"any"}, "rebuilds or rebinds"),
        ({"task", "no_rt"}, "rebuilds or rebinds"),
    ],
)
def test_kinds_tell_what_the_writer_does(kinds: set[str], told: str) -> None:
    """Both words stand where the kinds do not tell."""
    assert changes(kinds) == told


def test_bounds_of_masks_count_rebinds() -> None:
    """What is bounded has the name of what the writer does."""
    assert " 2 rebinds," in within(BOUNDS, "sc", "rebinds")
    assert " 2 rebuilds," in within(BOUNDS, "sc")


def test_a_story_of_masks_is_about_rebinds_and_its_kinds_stand_in_a_column() -> None:
    """Long names push the verdicts to the right, all of them as far."""
    masks = replace(
        strategy_named("v6_0_masks"), expect={"no_premature_oom": Expected((), "reason")}
    )
    verdicts = {kind: Verdict(PROVED, BOUNDS) for kind in OWNER_KINDS}
    told = story(masks, property_named("no_premature_oom"), verdicts, None, "")
    assert " 2 rebinds," in told
    starts = [
        "cpuset     proved    the",
        "mempolicy  proved    a task",
        "vma_policy proved    a task",
    ]
    lines = iter(told.splitlines())
    for start in (*starts, "any        proved    all kinds"):
        assert any(line.startswith(start) for line in lines), start


def test_a_story_of_an_unexpected_verdict_does_not_give_the_pages_reason_for_it() -> None:
    """It says what the page expects, and that this is why."""
    prop = property_named("no_missed_zone")
    verdicts = {"online": Verdict(PROVED, BOUNDS), "any": Verdict(REFUTED, BOUNDS)}
    told = story(IN_PLACE, prop, verdicts, None, "")
    assert "\nbut     the page expects refuted under online: a zone moves" in told
    assert "\nwhy " not in told
    verdicts["online"] = Verdict(UNDECIDED, BOUNDS, "timeout")
    told = story(IN_PLACE, prop, verdicts, None, "")
    assert "\nopen    the page expects refuted under online: a zone moves" in told
    assert "\nwhy " not in told
    verdicts["online"] = verdicts["any"]
    assert "\nwhy     a zone moves" in story(IN_PLACE, prop, verdicts, None, "")


def test_words_of_a_property_are_explained_where_they_occur() -> None:
    """And no others."""
    assert terms("no pass visits a zone twice") == "pass: one walk over the list"
    assert terms("nothing of that: a country retry, passed and bypass") == ""
    assert terms("2 slow-path tries, from a cached slot on").split("; ") == [
        "cached slot: where the tries begin, looked up once a round",
        "try: a pass of the slow path",
    ]
    for prop in PROPERTIES:
        for word in ("pass", "satisfies", "section"):
            assert (f"{word}: " in terms(prop.meaning)) == (word[:6] in prop.meaning), prop.name


def _result(word: str) -> Result:
    result = Result(BOUNDS, ("sc",), "z3")
    result.add(IN_PLACE, "no_missed_zone", {"any": Verdict(word, BOUNDS, "a reason")})
    return result


def test_a_table_ends_with_legend_bounds_and_totals() -> None:
    """The last lines say what the words mean, inside which bounds, and how many there are."""
    result = _result(REFUTED)
    assert render(result, "table").splitlines()[-3:] == [
        legend({"any"}),
        within(BOUNDS, "sc", "rebuilds or rebinds"),
        result.totals(),
    ]


def test_second_opinions_are_counted_where_they_were_asked_for() -> None:
    """Even if there are none."""
    result = _result(REFUTED)
    assert "second opinions" not in render(result, "table")
    result.cross_check = "cvc5 1.4.2"
    told = "second opinions: none by cvc5 1.4.2; 1 without one"
    assert told in render(result, "table").splitlines()
    assert json.loads(render(result, "json"))["cross_check"] == "cvc5 1.4.2"
    result.decisions[0] = replace(result.decisions[0], second="replay")
    told = "second opinions: 1 by replay; 0 without one"
    assert told in render(result, "table").splitlines()


def test_what_differs_and_what_is_open_gets_a_sentence() -> None:
    """Each says what to do next."""
    lines = render(_result(PROVED), "table").splitlines()
    surprise = next(line for line in lines if "page expects" in line)
    command = lines[lines.index(surprise) + 1]
    assert surprise.startswith("in_place::no_missed_zone ")
    assert "PROVED" in surprise
    assert "expects REFUTED" in surprise
    assert surprise.endswith("; to see why:")
    assert command.startswith("  python -m spec.prove --explain in_place::no_missed_zone")
    given_up = next(
        line for line in render(_result(UNDECIDED), "table").splitlines() if "a reason" in line
    )
    assert given_up.startswith("in_place::no_missed_zone ")
    assert "raise --rlimit or --timeout, or lower a bound" in given_up


def test_json_is_the_document() -> None:
    """Nothing is added and nothing left out."""
    result = _result(REFUTED)
    assert json.loads(render(result, "json")) == result.document()


def test_headings_break_in_the_middle_of_a_plain_table_only() -> None:
    """Markdown has no lines inside a cell."""
    assert "no_missed_zone" not in render(_result(REFUTED), "table")
    assert "| no_missed_zone" in render(_result(REFUTED), "markdown")


def test_a_table_of_another_mode_has_no_verdicts_to_export() -> None:
    """Markdown is a form of any table, JUnit is not."""
    assert tabulated("markdown") == "github"
    with pytest.raises(UsageError, match="--format junit is for the table of verdicts"):
        tabulated("junit")


def test_bounds_say_how_many_readers() -> None:
    """The number where it was given, the rule where it was not."""
    assert "readers: 3, memory model sc" in within(Bounds(4, 2, 2, 3), "sc")
    assert "readers: 1 (2 where readers hold locks or sections)" in within(Bounds(), "sc")


def test_the_worst_verdict_is_the_headline() -> None:
    """REFUTED, UNDECIDED, PROVED, VACUOUS, in this order."""
    prop = property_named("no_missed_zone")
    words = [VACUOUS, PROVED, UNDECIDED, REFUTED]
    kinds = ["reorder", "online", "offline", "any"]
    for most in range(1, 5):
        verdicts = {
            kind: Verdict(word, BOUNDS)
            for kind, word in zip(kinds[:most], words[:most], strict=True)
        }
        told = story(IN_PLACE, prop, verdicts, None, "")
        assert told.startswith(f"{words[most - 1]}  in_place::no_missed_zone\n")


def test_a_story_names_the_page_in_its_command() -> None:
    """A schedule of a user's page is replayed with that page."""
    scenario = parse("in_place::no_missed_zone lists=1/2.1 types=0.0 schedule=w1r4")
    shown = replay(IN_PLACE, scenario)
    prop = property_named("no_missed_zone")
    verdicts = {"any": Verdict(REFUTED, BOUNDS, reader="pass")}
    own = story(IN_PLACE, prop, verdicts, shown, "own.py").splitlines()[-1]
    assert own == f"replay  python -m spec.prove own.py --replay '{scenario.text()}'"
    ours = story(IN_PLACE, prop, verdicts, shown, "").splitlines()[-1]
    assert ours == f"replay  python -m spec.prove --replay '{scenario.text()}'"


def test_a_replay_says_whether_it_violates() -> None:
    """The last line is the reason or its absence."""
    scenario = parse("in_place::no_missed_zone lists=1/2.1 types=0.0 schedule=w1r4")
    shown = replay(IN_PLACE, scenario)
    assert replayed(shown, IN_PLACE, violated=True).splitlines()[-1] == (
        "because zone 1 is in every list and the walk visited 2"
    )
    assert replayed(shown, IN_PLACE, violated=False).splitlines()[-1] == (
        "this schedule does not violate no_missed_zone"
    )
