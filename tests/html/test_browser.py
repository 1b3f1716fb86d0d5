"""What somebody sees, reaches with keys and hears, in a real browser."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from spec.columns import columns
from spec.interpreter import replay
from spec.page import strategy_named
from spec.scenario import parse

from .conftest import Reader
from .samples import NAME, OVERWRITTEN, UNORDERED

Look = Callable[..., Reader]

OPENED = "in_place::no_missed_zone::sc"
WEAK = "append_copy_grace::no_missed_zone::armv8"
CELL = 'document.querySelector(`button[data-key="${arguments[0]}"]`)'
FOCUSED = "document.activeElement.dataset.key"


def test_opens_without_a_word_on_the_console_or_a_request(look: Look) -> None:
    """One file is all there is, and nothing in it is refused by its own policy."""
    reader = look(WEAK)
    assert reader.ask("document.querySelectorAll('.card svg').length") == 1
    assert reader.chrome.get_log("browser") == []
    sent = [
        message["params"]["request"]["url"]
        for entry in reader.chrome.get_log("performance")
        for message in [json.loads(entry["message"])["message"]]
        if message["method"] == "Network.requestWillBeSent"
    ]
    assert {url.partition(":")[0] for url in sent} == {"file"}
    assert len(sent) == 1


def test_a_click_opens_the_cell_and_another_closes_it(look: Look) -> None:
    """The card says what the document says."""
    reader = look()
    reader.ask(f"{CELL}.click()", OPENED)
    text = reader.ask("document.querySelector('.card').innerText")
    assert "in_place::no_missed_zone under sc" in text
    assert "Refuted under online, offline, reorder." in text
    assert "a completed pass visits every zone" in text
    assert "zone 1 is in every list and the walk visited 2" in text
    assert "from the cache" in text
    assert reader.ask("location.hash") == f"#{OPENED}"
    assert reader.ask(f"{CELL}.ariaExpanded", OPENED) == "true"
    reader.ask(f"{CELL}.click()", OPENED)
    assert reader.ask("document.querySelectorAll('.card').length") == 0
    assert reader.ask(f"{CELL}.ariaExpanded", OPENED) == "false"


def test_several_cards_stay_open_side_by_side(look: Look) -> None:
    """Models can be compared; each is closed by itself."""
    reader = look(OPENED)
    reader.ask("document.querySelector('.others a').click()")
    reader.ask("new Promise(done => setTimeout(done))")
    keys = reader.ask("[...document.querySelectorAll('.card')].map(item => item.dataset.key)")
    assert keys == ["in_place::no_missed_zone::armv8", OPENED]
    reader.ask("document.querySelector('.card .close').click()")
    keys = reader.ask("[...document.querySelectorAll('.card')].map(item => item.dataset.key)")
    assert keys == [OPENED]


@pytest.mark.parametrize(("key", "text"), [(OPENED, OVERWRITTEN), (WEAK, UNORDERED)])
def test_the_text_is_that_of_the_command_line(look: Look, key: str, text: str) -> None:
    """The same columns, made from the same rows by other code; and a drawing of each step."""
    scenario = parse(text)
    strategy = strategy_named(scenario.strategy)
    shown = replay(strategy, scenario)
    reader = look(key)
    assert reader.ask("document.querySelector('.as-text pre').textContent") == columns(
        shown, strategy
    )
    numbers = reader.ask(
        "[...document.querySelectorAll('.lanes .number')].map(n => +n.textContent)"
    )
    assert numbers == [*range(1, len(shown.trace) + 1)]
    command = reader.ask("document.querySelector('.card figure > .copyable pre').textContent")
    assert command == f"python -m spec.prove --replay '{text}'"


def test_an_arrow_leads_from_the_store_to_the_load_that_overtook_it(look: Look) -> None:
    """It begins at the row of step 11 and ends at that of step 3."""
    reader = look(WEAK)
    d = "document.querySelector('.lanes .stale')"
    begin, end = (
        reader.ask(f"{d}.getPointAtLength(arguments[0] * {d}.getTotalLength()).y", part)
        for part in (0, 1)
    )
    rows = reader.ask(
        "[...document.querySelectorAll('.lanes .number')].map(n => n.getAttribute('y') - 4)"
    )
    assert begin == pytest.approx(rows[11 - 1], abs=0.5)
    assert end == pytest.approx(rows[3 - 1], abs=0.5)
    assert reader.ask("document.querySelectorAll('.lanes .node.odd').length") == 1
    assert "out of program order" in reader.ask("document.querySelector('.reordered').innerText")


def test_without_reordering_there_is_no_arrow(look: Look) -> None:
    """Under any model."""
    reader = look("in_place::no_missed_zone::armv8")
    assert reader.ask("document.querySelectorAll('.stale, .node.odd, .reordered').length") == 0
    assert reader.ask("document.querySelectorAll('.lanes').length") == 1


def test_keys_reach_a_cell_open_it_and_come_back(look: Look) -> None:
    """One tab stop for the table, arrows inside, Enter, Escape; the focus is never lost."""
    reader = look()
    for _ in range(40):
        reader.press("TAB")
        if reader.ask("document.activeElement.matches('.cell')"):
            break
    assert reader.ask(FOCUSED) == OPENED
    assert reader.ask("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    reader.press("ARROW_DOWN")
    assert reader.ask(FOCUSED) == "append_copy_grace::no_missed_zone::sc"
    reader.press("ARROW_UP", "ARROW_UP", "ARROW_RIGHT")
    assert reader.ask(FOCUSED) == "in_place::sees_one_list::sc"
    reader.press("HOME")
    assert reader.ask(FOCUSED) == OPENED
    reader.press("END", "ARROW_RIGHT")
    assert reader.ask(FOCUSED) == "in_place::stays_in_bounds::sc"
    reader.press("HOME", "ENTER")
    assert reader.ask("document.activeElement.matches('.card h3')") is True
    assert reader.ask("document.getElementById('said').textContent") == (
        "Opened in_place, no_missed_zone, sc: refuted under online, offline, reorder"
    )
    reader.press("ESCAPE")
    assert reader.ask("document.querySelectorAll('.card').length") == 0
    assert reader.ask(FOCUSED) == OPENED
    assert (
        reader.ask("document.querySelectorAll('.model:not([hidden]) .cell[tabindex=\"0\"]').length")
        == 1
    )


def test_an_address_opens_its_cell_and_its_table(look: Look) -> None:
    """Also one that is typed into a page that is open."""
    reader = look(WEAK)
    visible = (
        "[...document.querySelectorAll('.model')].filter(m => !m.hidden).map(m => m.dataset.model)"
    )
    assert reader.ask(visible) == ["armv8"]
    reader.ask("location.hash = arguments[0]", OPENED)
    reader.ask("new Promise(done => setTimeout(done))")
    assert reader.ask(visible) == ["sc"]
    assert reader.ask("document.querySelectorAll('.card').length") == 2
    for nonsense in ("%E0%A4%A", "in_place::nothing::sc", "claims"):
        reader.ask("location.hash = arguments[0]", nonsense)
    reader.ask("new Promise(done => setTimeout(done))")
    assert reader.ask("document.querySelectorAll('.card').length") == 2
    assert reader.chrome.get_log("browser") == []


def test_tabs_follow_the_arrows(look: Look) -> None:
    """One table at a time, and each tab names its panel."""
    reader = look()
    reader.ask("document.querySelector('[role=tab]').focus()")
    reader.press("ARROW_RIGHT")
    assert reader.ask("document.activeElement.textContent") == "armv8"
    assert reader.ask("document.activeElement.ariaSelected") == "true"
    panel = "document.getElementById(document.activeElement.getAttribute('aria-controls'))"
    assert reader.ask(f"{panel}.role") == "tabpanel"
    assert reader.ask(f"{panel}.hidden") is False
    reader.press("ARROW_RIGHT")
    assert reader.ask("document.activeElement.textContent") == "sc"


def test_a_schedule_of_the_history_opens_below_its_entry(look: Look) -> None:
    """With the masks that move as a column."""
    reader = look()
    reader.ask("document.querySelector('.show').click()")
    heads = reader.ask("[...document.querySelectorAll('#entry-B2 .head')].map(h => h.textContent)")
    assert heads == ["step", "writer", "reader", "visited", "zonerefs", "mems"]
    reader.ask("document.querySelector('.show').click()")
    assert reader.ask("document.querySelectorAll('#entry-B2 svg').length") == 0


def test_nothing_a_user_writes_is_markup(reader: Reader, hostile_report: Path) -> None:
    """Names, texts and paths are shown as they are, in the table, a card and an address."""
    reader.open(hostile_report)
    before = reader.ask("document.querySelectorAll('*').length")
    assert reader.ask("document.querySelector('tbody th').textContent") == NAME
    assert reader.ask("document.querySelectorAll('script').length") == 2
    assert reader.ask("document.querySelectorAll('img, b[onclick]').length") == 0
    reader.ask("document.querySelector('.cell').click()")
    assert reader.ask("document.querySelector('.card h3').textContent").startswith(NAME)
    assert "<script>alert(3)</script>" in reader.ask("document.querySelector('.card').textContent")
    assert "<img src=x onerror=alert(2)>" in reader.ask(
        "document.querySelector('.card').textContent"
    )
    assert reader.ask("document.querySelectorAll('img, script script, .card script').length") == 0
    address = reader.ask("location.hash.slice(1)")
    reader.open(hostile_report, address)
    assert reader.ask("document.querySelectorAll('.card').length") == 1
    assert reader.ask("document.querySelectorAll('*').length") > before
    assert reader.chrome.get_log("browser") == []


@pytest.mark.parametrize("which", ["report", "hostile_report"])
def test_a_phone_scrolls_tables_and_not_the_page(
    reader: Reader, which: str, request: pytest.FixtureRequest
) -> None:
    """390 pixels wide; the first column of the table stays where it is."""
    reader.open(request.getfixturevalue(which), width=390)
    reader.ask("document.querySelector('.cell').click()")
    assert reader.ask("[innerWidth, document.documentElement.scrollWidth]") == [390, 390]
    scroll = "document.querySelector('.model:not([hidden]) .scroll')"
    first = f"{scroll}.querySelector('tbody th').getBoundingClientRect().left"
    left = reader.ask(first)
    reader.ask(f"{scroll}.scrollLeft = 40")
    assert reader.ask(first) == left


def test_print_is_light_and_has_what_is_open(look: Look) -> None:
    """Nothing to press, no dark ground, every drawing inside the sheet."""
    reader = look(WEAK)
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    reader.command("Emulation.setEmulatedMedia", media="print", features=dark)
    assert reader.ask("getComputedStyle(document.body).color") == "rgb(27, 31, 36)"
    assert reader.ask("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert reader.ask(
        "[...document.querySelectorAll('nav, .close, .tabs')].every(e => !e.checkVisibility())"
    )
    assert reader.ask("document.querySelector('.card svg').checkVisibility()") is True
    assert reader.ask(
        "document.querySelector('.model:not([hidden]) h3').getBoundingClientRect().width > 50"
    )
    sheet = reader.command("Page.printToPDF", preferCSSPageSize=True, landscape=True)
    pdf = base64.b64decode(sheet["data"])
    assert pdf.startswith(b"%PDF")
    assert len(pdf) > 20_000


def test_without_a_script_everything_but_the_schedules_is_there(look: Look) -> None:
    """Every table, the claims, the history, the costs; and a notice about the rest."""
    reader = look(script=False)
    reader.command("Emulation.setScriptExecutionDisabled", value=False)
    visible = "[...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility()).length"
    assert reader.ask(visible, "table.heat") == 2
    assert reader.ask(visible, "#claims .claim") == 1
    assert reader.ask(visible, ".eras") == 1
    assert reader.ask(visible, ".costs") == 2
    assert reader.ask(visible, "noscript .notice") == 1
    assert reader.ask(visible, ".tabs, .show, #theme") == 0


def test_the_button_changes_the_colours_and_remembers_nothing(look: Look, report: Path) -> None:
    """Light and dark by hand, the system's again after that."""
    reader = look()
    ground = "getComputedStyle(document.body).backgroundColor"
    system = reader.ask(ground)
    seen = []
    for _ in range(3):
        reader.ask("document.getElementById('theme').click()")
        seen.append(
            (reader.ask("document.getElementById('theme').textContent"), reader.ask(ground))
        )
    assert [text for text, _ in seen] == [
        "Colours: light",
        "Colours: dark",
        "Colours: as the system",
    ]
    assert seen[0][1] != seen[1][1]
    assert seen[2][1] == system
    assert "Storage" not in report.read_text(encoding="utf-8")
