"""What somebody sees, reaches with keys and hears, in a real browser."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from spec.columns import columns
from spec.interpreter import replay
from spec.legend import sentence
from spec.page import strategy_named
from spec.scenario import parse
from tests.cli.command import run

from .conftest import Reader
from .samples import DRAWN, NAME, OVERWRITTEN, UNORDERED, everything

Look = Callable[..., Reader]

OPENED = "in_place::no_missed_zone::sc"
WEAK = "append_copy_grace::no_missed_zone::armv8"
CELL = 'document.querySelector(`button[data-key="${arguments[0]}"]`)'
FOCUSED = "document.activeElement.dataset.key"


@pytest.fixture(scope="session")
def real_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command writes about one property under two models."""
    pytest.importorskip("jinja2", reason="the extra html is not installed")
    path = tmp_path_factory.mktemp("html") / "report.html"
    bounds = ("--zones", "2", "--rebuilds", "1", "--tries", "1", "-j", "0")
    models = ("--model", "sc", "--model", "armv8")
    argv = ("-k", "append_copy_grace::no_missed_zone", *models, *bounds, "--html", str(path))
    assert run(*argv).code in {0, 1}
    return path


@pytest.mark.parametrize("which", ["report", "real_report"])
def test_opens_without_a_word_on_the_console_or_a_request(
    reader: Reader, which: str, request: pytest.FixtureRequest
) -> None:
    """One file is all there is, and nothing in it is refused by its own policy."""
    reader.open(request.getfixturevalue(which), WEAK)
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
    assert "From the cache." in text
    assert "The shortest schedule (any)" in text
    assert reader.ask("location.hash") == f"#{OPENED}"
    assert reader.ask(f"{CELL}.ariaExpanded", OPENED) == "true"
    reader.ask(f"{CELL}.click()", OPENED)
    assert reader.ask("document.querySelectorAll('.card').length") == 0
    assert reader.ask(f"{CELL}.ariaExpanded", OPENED) == "false"


def test_a_card_tells_each_verdict_as_the_document_does(look: Look) -> None:
    """Kind, verdict, expected verdict, readers; and what a kind is for this strategy."""
    reader = look()
    document, pages = everything()
    keys = reader.ask("[...document.querySelectorAll('.cell')].map(cell => cell.dataset.key)")
    rows = "[...document.querySelectorAll('.card:first-child .kinds tbody tr')]"
    rows += ".map(row => [...row.cells].map(cell => [...cell.childNodes].map(n => n.textContent)))"
    for key in keys:
        strategy, prop, model = key.split("::")
        reader.ask(f"{CELL}.click()", key)
        kinds = document["verdicts"][model][strategy][prop]
        for cells, (kind, told) in zip(reader.ask(rows), kinds.items(), strict=True):
            words = {name: told[name].lower() for name in ("verdict", "expected")}
            marked = words["verdict"] not in {words["expected"], "undecided"}
            assert cells[0] == [kind, sentence(kind, pages[strategy].moves)]
            assert cells[1][0] == words["verdict"] + " !" * marked
            assert cells[2][0] == words["expected"]
            assert cells[3][0].split(" ")[0] == str(told["readers"])
    times = reader.ask("[...document.querySelectorAll('.facts > p.muted')].map(p => p.textContent)")
    assert {"From the cache.", "Decided in 1.000 s."} <= set(times)
    assert "seconds" not in reader.ask("document.querySelector('.kinds thead').textContent")


def test_a_place_without_a_verdict_says_why(look: Look) -> None:
    """It says nothing there, or nothing was decided."""
    reader = look()
    told = reader.ask("[...document.querySelectorAll('td.none')].map(td => td.textContent)")
    assert set(told) == {"-says nothing about this strategy", "\u2026not decided"}


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


def test_what_was_reordered_is_told(look: Look) -> None:
    """Below the drawing, where a load is out of order."""
    reader = look(WEAK)
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
    assert reader.ask("document.getElementById('said').textContent") == f"Opened {OPENED}"
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
    for key, model in (("ARROW_RIGHT", "sc"), ("END", "armv8"), ("HOME", "sc")):
        reader.press(key)
        assert reader.ask("document.activeElement.textContent") == model


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
    loose = reader.ask(
        "[...document.querySelectorAll('body *:not(script, pre, pre *, title, .hidden)')]"
        ".filter(e => "
        "!e.closest('bdi') && [...e.childNodes].some(node => node.nodeType === 3 && "
        "/\u202e|alert|because because|onclick/.test(node.data))).map(e => e.outerHTML)"
    )
    assert loose == []
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


def test_a_link_to_a_card_leads_there_every_time(look: Look) -> None:
    """It leads to its card again, whatever the address is."""
    reader = look(OPENED)
    link = "document.querySelector(`.card[data-key='${arguments[0]}'] .others a`)"
    for _ in range(2):
        reader.ask(f"{link}.click()", OPENED)
        key = reader.ask("document.activeElement.closest('.card').dataset.key")
        assert key == "in_place::no_missed_zone::armv8"
        reader.ask("scrollTo(0, 0)")
    assert reader.ask("document.querySelectorAll('.card').length") == 2


def test_back_and_forth_lead_through_the_cards(look: Look) -> None:
    """To what was open then; the report is left from where it was opened."""
    reader = look()
    keys = "[...document.querySelectorAll('.card')].map(item => item.dataset.key)"
    for key in (OPENED, "copy_swap::no_use_after_free::sc"):
        reader.ask(f"{CELL}.click()", key)
    both = reader.ask(keys)
    reader.go(-1)
    assert reader.ask(keys) == [OPENED]
    assert reader.ask("document.activeElement.closest('.card').dataset.key") == OPENED
    reader.go(-1)
    assert reader.ask(keys) == []
    assert reader.ask(FOCUSED) == OPENED
    reader.go(2)
    assert reader.ask(keys) == both


def test_closing_a_card_keeps_the_address_of_another(look: Look) -> None:
    """That of the table is left when all are closed."""
    reader = look(OPENED)
    reader.ask(f"{CELL}.click()", "copy_swap::no_use_after_free::sc")
    reader.ask("document.querySelector('.card .close').click()")
    assert reader.ask("location.hash") == f"#{OPENED}"
    reader.ask("document.querySelector('.card .close').click()")
    assert reader.ask("location.hash") == "#verdicts"


def test_the_address_of_an_entry_opens_its_schedule(look: Look) -> None:
    """And that of an entry without one nothing."""
    assert look("entry-B2").ask("document.querySelectorAll('#entry-B2 svg').length") == 1
    assert look("entry-B1").ask("document.querySelectorAll('.entry svg').length") == 0


@pytest.mark.parametrize("width", [1400, 1000])
def test_the_heads_of_columns_stay_in_view(look: Look, width: int) -> None:
    """However far the table is scrolled, inside itself or with the page."""
    reader = look(width=width)
    scroll = "document.querySelector('.model:not([hidden]) .scroll')"
    reader.ask(f"{scroll}.style.maxHeight = '120px'")
    reader.ask(f"{scroll}.scrollTop = 60")
    reader.ask(f"{scroll}.scrollIntoView() || scrollBy(0, 60)")
    head = f"{scroll}.querySelector('thead th').getBoundingClientRect()"
    reader.ask(f"{scroll}.querySelector('tbody tr:last-child button').scrollIntoView()")
    inside = f"getComputedStyle({scroll}).overflowY !== 'visible'"
    top = f"Math.max({inside} ? -Infinity : 0, {scroll}.getBoundingClientRect().top)"
    assert reader.ask(inside) == (width < 1280)
    assert reader.ask(f"{head}.top - {top}") == pytest.approx(0, abs=1.5)


@pytest.mark.parametrize("width", [390, 1000, 1400])
def test_the_cell_with_the_focus_is_seen(reader: Reader, whole_report: Path, width: int) -> None:
    """WCAG 2.4.11: no part that stays in place covers it, from wherever the arrows come."""
    reader.open(whole_report, width=width)
    reader.ask("[...document.querySelectorAll('.cell')].at(-1).focus()")
    corners = (
        "(() => {const r = document.activeElement.getBoundingClientRect();"
        "return [[r.left + 3, r.top + 3], [r.right - 3, r.bottom - 3]].every(([x, y]) =>"
        " document.elementFromPoint(x, y)?.closest('button') === document.activeElement)})()"
    )
    for key in ("END", "HOME", *["ARROW_UP"] * 22, "END", "HOME", *["ARROW_DOWN"] * 22):
        reader.press(key)
        assert reader.ask(corners), (key, reader.ask(FOCUSED))


def test_forced_colours_keep_what_only_a_colour_says(look: Look) -> None:
    """The tab that is selected, the corner of a cell, the keys of a drawing."""
    reader = look(WEAK)
    forced = [{"name": "forced-colors", "value": "active"}]
    reader.command("Emulation.setEmulatedMedia", media="", features=forced)
    assert reader.ask("matchMedia('(forced-colors: active)').matches")
    style = "getComputedStyle(document.querySelector(arguments[0]))"
    for shown in (".key.writer", ".key.reader", ".key.odd", ".swatch.refuted-1"):
        ground = reader.ask(f"{style}.backgroundColor", shown)
        assert ground not in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert reader.ask(f"{style}.backgroundImage", ".cell.differs").startswith("linear-gradient")
    assert reader.ask(f"{style}.forcedColorAdjust", ".cell.differs") == "none"
    selected = ".tabs [aria-selected=true]"
    assert reader.ask(f"{style}.textDecorationLine", selected) == "underline"
    assert reader.ask(f"{style}.borderTopWidth", selected) == "2px"


def test_print_is_light_and_has_what_is_open(look: Look) -> None:
    """Nothing to press, no dark ground, every model's table, and of the cards the open one."""
    reader = look(WEAK)
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    reader.command("Emulation.setEmulatedMedia", media="print", features=dark)
    assert reader.ask("getComputedStyle(document.body).color") == "rgb(27, 31, 36)"
    assert reader.ask("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert reader.ask(
        "[...document.querySelectorAll('nav, .close, .tabs')].every(e => !e.checkVisibility())"
    )
    assert reader.ask("document.querySelector('.card svg').checkVisibility()") is True
    titles = reader.ask(
        "[...document.querySelectorAll('.model')].filter(item => item.checkVisibility() && "
        "item.querySelector('h3').getBoundingClientRect().width > 50 && "
        "item.querySelector('.cell').checkVisibility()).map(item => item.dataset.model)"
    )
    assert titles == ["sc", "armv8"]
    assert reader.ask(
        "[...document.querySelectorAll('h2, h3, h4, caption')]"
        ".every(item => getComputedStyle(item).breakAfter === 'avoid')"
    )
    sheet = reader.command("Page.printToPDF", preferCSSPageSize=True, landscape=True)
    pdf = base64.b64decode(sheet["data"])
    assert pdf.startswith(b"%PDF")
    assert len(pdf) > 20_000


@pytest.mark.parametrize("text", DRAWN)
def test_a_printed_drawing_is_inside_the_sheet(
    reader: Reader, drawn_report: Path, text: str
) -> None:
    """A tall page is so wide and so high; a drawing is no larger, and not distorted."""
    scenario = parse(text)
    reader.open(drawn_report, f"{scenario.strategy}::{scenario.prop}::sc", width=660)
    reader.command("Emulation.setEmulatedMedia", media="print", features=[])
    drawing = "document.querySelector('.card svg')"
    wide, high = reader.ask(f"(r => [r.width, r.height])({drawing}.getBoundingClientRect())")
    room = reader.ask(f"{drawing}.parentElement.clientWidth")
    assert 0 < wide < room + 1 < 660
    assert 0 < high <= 245 / 25.4 * 96 + 1
    whole = reader.ask(f"{drawing}.viewBox.baseVal.width / {drawing}.viewBox.baseVal.height")
    assert wide / high == pytest.approx(whole, rel=0.01) or high < wide / whole


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
