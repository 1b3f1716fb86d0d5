"""Contrast, names, headings, tables: what can be checked of being usable by everybody."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from .conftest import Reader
from .samples import everything

Look = Callable[..., Reader]

WEAK = "append_copy_grace::no_missed_zone::armv8"

CONTRASTS = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(look: Look, scheme: str) -> None:
    """WCAG 2 AA: 4.5 to 1, 3 to 1 for large text, in both schemes, drawings included."""
    reader = look(WEAK)
    feature = {"name": "prefers-color-scheme", "value": scheme}
    reader.command("Emulation.setEmulatedMedia", media="", features=[feature])
    for button in ("button[data-key='in_place::no_missed_zone::sc']", ".show"):
        reader.ask("document.querySelector(arguments[0]).click()", button)
    reader.ask("document.querySelectorAll('.model').forEach(item => { item.hidden = false; })")
    found = reader.ask(CONTRASTS)
    assert len(found) > 300
    assert [(what, round(ratio, 2)) for ratio, least, what in found if ratio < least] == []
    dark = reader.ask("getComputedStyle(document.body).backgroundColor") == "rgb(18, 21, 26)"
    assert dark == (scheme == "dark")


def test_the_page_says_what_it_is_and_in_which_language(look: Look) -> None:
    """Language, title, one main heading, landmarks, a way past the head of the page."""
    reader = look()
    assert reader.ask("document.documentElement.lang") == "en"
    counts = everything()[0]["counts"]
    told = f"Zonelist verdicts: {counts['proved']} proved, {counts['refuted']} refuted"
    assert reader.ask("document.title") == told
    for landmark in ("h1", "main", "nav[aria-label]", "header"):
        assert reader.ask("document.querySelectorAll(arguments[0]).length", landmark) == 1
    target = reader.ask("document.querySelector('.skip').getAttribute('href')")
    assert reader.ask("document.querySelectorAll(arguments[0]).length", target) == 1
    reader.press("TAB")
    assert reader.ask("document.activeElement.matches('.skip')") is True
    assert reader.ask("document.activeElement.getBoundingClientRect().left >= 0") is True


def test_headings_skip_no_level_and_addresses_are_unique(look: Look) -> None:
    """With a card and a schedule of the history open."""
    reader = look(WEAK)
    reader.ask("document.querySelector('.show').click()")
    levels = reader.ask("[...document.querySelectorAll('h1,h2,h3,h4,h5')].map(h => +h.tagName[1])")
    assert all(after <= before + 1 for before, after in pairwise(levels))
    names = reader.ask("[...document.querySelectorAll('[id]')].map(item => item.id)")
    assert len(names) == len(set(names))
    broken = reader.ask(
        "[...document.querySelectorAll('[aria-labelledby],[aria-controls]')].flatMap(item => "
        "['aria-labelledby', 'aria-controls'].flatMap(name => (item.getAttribute(name) || '')"
        ".split(' '))).filter(id => id && !document.getElementById(id))"
    )
    assert broken == []


def test_tables_have_heads_and_names(look: Look) -> None:
    """Every head says what it heads; every table and every part that scrolls has a name."""
    reader = look(WEAK)
    assert reader.ask("document.querySelectorAll('th:not([scope])').length") == 0
    assert reader.ask(
        "[...document.querySelectorAll('table')].every(table => table.caption || "
        "table.closest('[aria-label]'))"
    )
    assert reader.ask(
        "[...document.querySelectorAll('[role=region]')].every(part => part.ariaLabel && "
        "part.tabIndex === 0)"
    )
    scopes = reader.ask("[...document.querySelectorAll('.heat tbody th')].map(th => th.scope)")
    assert set(scopes) == {"row"}


def test_cells_and_buttons_have_names(look: Look) -> None:
    """A cell is heard as it is seen (WCAG 2.5.3), then in words: strategy, property, verdicts."""
    reader = look(WEAK)
    labels = reader.ask("[...document.querySelectorAll('.cell')].map(cell => cell.ariaLabel)")
    told = dict(label.split("; ", 1)[::-1] for label in labels)
    refuted = "in_place, no_missed_zone, sc: refuted under online, offline, reorder"
    assert told[refuted] == "on off re"
    some = "append_copy_grace, no_missed_zone, sc: refuted under online; proved under offline, "
    assert told[some + "reorder"] == "on"
    mixed = "undecided under online; proved under offline, any; vacuous under reorder"
    assert told[f"list_all_zones, no_missed_zone, sc: {mixed}"] == "?on ~re"
    seen = reader.ask("[...document.querySelectorAll('.cell')].map(cell => cell.textContent)")
    assert all(label.startswith(f"{text}; ") for label, text in zip(labels, seen, strict=True))
    (differing,) = (label for label in labels if label.endswith("; differs from sc"))
    assert "; append_copy_grace, no_missed_zone, armv8: refuted under online," in differing
    corner = "getComputedStyle(document.querySelector('.cell.differs')).backgroundImage"
    assert reader.ask(corner).startswith("linear-gradient")
    assert reader.ask(
        "[...document.querySelectorAll('button')].every(button => "
        "(button.ariaLabel || button.textContent).trim())"
    )


def test_colour_never_stands_alone(look: Look) -> None:
    """Every cell of either table has a text, and what is not as recorded has a mark."""
    reader = look()
    assert reader.ask(
        "[...document.querySelectorAll('.cell')].every(cell => cell.textContent.trim())"
    )
    cells = reader.ask("[...document.querySelectorAll('.eras tbody td')].map(td => td.textContent)")
    assert cells == ["bug", "ok", "!bug", "outside the model"]


def test_drawings_have_a_name_and_a_text(look: Look) -> None:
    """An image with title and description; decorations are not announced."""
    reader = look(WEAK)
    drawing = "document.querySelector('.card svg')"
    assert reader.ask(f"{drawing}.getAttribute('role')") == "img"
    title, description = reader.ask(
        f"{drawing}.getAttribute('aria-labelledby').split(' ')"
        ".map(id => document.getElementById(id).textContent)"
    )
    assert title == "Schedule of append_copy_grace::no_missed_zone under armv8"
    assert description.startswith("11 steps, time down")
    assert reader.ask(
        "[...document.querySelectorAll('svg')].every(svg => svg.ariaHidden === 'true' || "
        "(svg.getAttribute('role') === 'img' && (svg.ariaLabel || svg.querySelector('title'))))"
    )


def test_what_is_not_as_expected_is_marked_and_said(
    reader: Reader, unexpected_report: Path
) -> None:
    """In the summary, in the cell and in its label."""
    reader.open(unexpected_report)
    assert reader.ask("document.querySelector('.findings li').textContent").startswith(
        "in_place::no_missed_zone is PROVED under online, the page expects REFUTED"
    )
    cell = "document.querySelector('.cell.unexpected')"
    assert reader.ask(f"{cell}.textContent") == "! off re"
    assert "not as the page expects" in reader.ask(f"{cell}.ariaLabel")
