"""The file as such: self-contained, complete, small enough."""

import base64
import hashlib
import re
import sys
from fractions import Fraction
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from spec.errors import UsageError
from spec.instance import CONTEXTS, MASK_KINDS, Bounds
from spec.page import applicable, strategy_named
from spec.result import Result
from spec.strategies import ALL
from spec.verdict import REFUTED, Verdict

from .samples import LONG, everything

MODELS = ("sc", "tso", "armv8", "lkmm")
LARGEST = 5_000_000


def rendered(document: dict[str, Any]) -> str:
    """The report, where the extra is there."""
    pytest.importorskip("jinja2", reason="the extra html is not installed")
    from spec.html.report import render  # noqa: PLC0415 - skipped where the extra is missing

    return render(document, {page.name: page for page in ALL})


def test_nothing_in_it_is_somewhere_else() -> None:
    """No address of another file anywhere in what the browser follows."""
    text = rendered(everything()[0])
    assert not re.search(r"(?:src|srcset|action|poster)\s*=|@import|url\((?!#)|<link|<base", text)
    assert set(re.findall(r'href="([^#"]*)', text)) == {""}
    assert set(re.findall(r"https?://[^\s\"'`]+", text)) <= {"http://www.w3.org/2000/svg"}


def test_its_policy_allows_its_own_style_and_script_and_nothing_else() -> None:
    """By their hashes."""
    text = rendered(everything()[0])
    for kind, element in (("style", "<style>"), ("script", '<script type="module">')):
        content = text.split(element, 1)[1].split(f"</{kind}>", 1)[0]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src &#39;sha256-{digest}&#39;" in text
    assert "default-src &#39;none&#39;" in text
    assert not re.search(r"<[^>]*\s(?:on[a-z]+|style)=", text.split("<script", 1)[0])


@pytest.mark.parametrize("section", ["claims", "history", "odds", "barriers", "costs"])
def test_what_was_not_asked_for_is_left_out(section: str) -> None:
    """Neither the section nor a link to it."""
    document = everything()[0]
    assert f'id="{section}"' in rendered(document)
    assert f'href="#{section}"' in rendered(document)
    del document[section]
    assert f'id="{section}"' not in rendered(document)
    assert f'href="#{section}"' not in rendered(document)


def test_the_command_decides_the_same_again() -> None:
    """It is the document's, with whatever names a user gives."""
    document = everything()[0]
    document["command"] = "python -m spec.prove '<b>.py' --zones 3"
    assert "<code>python -m spec.prove &#39;&lt;b&gt;.py&#39; --zones 3</code>" in rendered(
        document
    )


def texts(html: str, pattern: str) -> list[tuple[str, ...]]:
    """What a pattern finds, each group without markup and white space around it."""
    found = re.finditer(pattern, html, re.DOTALL)
    return [
        tuple(unescape(re.sub(r"<[^>]+>", "", text)).strip() for text in each.groups())
        for each in found
    ]


def test_the_summary_counts_what_the_document_counts() -> None:
    """All of it, then each sort, in its own words."""
    document, counts = everything()[0], {"proved": 12, "refuted": 34, "vacuous": 5}
    counts |= {"unexpected": 6, "undecided": 7}
    document["counts"] = counts
    listed = rendered(document).split('<ul class="counts">')[1].split("</ul>")[0]
    assert texts(listed, r"<b>(\d+)</b>([^<]+)") == [
        ("64", "verdicts"),
        ("12", "proved"),
        ("34", "refuted as expected"),
        ("5", "vacuous as expected"),
        ("6", "unexpected"),
        ("7", "undecided"),
    ]


def test_a_claim_is_told_as_the_document_tells_it() -> None:
    """What was said and by whom, whether it holds, and each reason below its own name."""
    document = everything()[0]
    section = rendered(document).split('<section id="claims"')[1].split("</section>")[0]
    (claim,) = document["claims"]
    assert texts(section, r"<dt>(.*?)</dt><dd>(.*?)</dd>") == [
        ("means", claim["statement"]),
        ("evidence", claim["evidence"]),
        ("would change it", claim["changes"]),
    ]
    assert texts(section, r'<p class="word \S+">(.*?)</p>') == [(claim["verdict"],)]
    assert texts(section, r"<b>(.*?)</b> <span[^>]*>(.*?)</span>") == [
        (f"(3) {claim['said']}", claim["who"])
    ]


def test_bars_and_numbers_of_the_odds_are_those_of_the_document() -> None:
    """The thick bar if runs are alike, the thin one if steps are drawn, in hundredths."""
    document = everything()[0]
    share = document["odds"]["shares"]["in_place"]["no_missed_zone"]
    alike, drawn = share["each_run_alike"]["each_run_alike"], share["each_step_drawn"]
    section = rendered(document).split('<table class="odds">')[1].split("</table>")[0]
    bars = re.findall(r'<rect class="(\w+)" y="\d+" width="([\d.]+)"', section)
    widths = [
        (name, f"{float(100 * Fraction(text)):.2f}")
        for name, text in (("alike", alike), ("drawn", drawn["each_step_drawn"]))
    ]
    assert bars == widths
    exact = texts(section, r'<b>[\d.]+</b> <span class="muted">([\d/]+)</span>')
    assert exact == [(alike,), (drawn["each_step_drawn"],)]


def test_the_legend_explains_the_words_of_the_cells() -> None:
    """All that occur, of lists, masks, contexts and kernels, and none that does not."""
    result = Result(Bounds(2, 1, 1, 1), ("sc",), "z3")
    for name, prop, kinds in (
        ("mask_in_place", "no_premature_oom", MASK_KINDS),
        ("seqcount_everywhere", "no_deadlock", CONTEXTS),
    ):
        verdicts = {kind: Verdict(REFUTED, result.bounds) for kind in kinds}
        result.add(strategy_named(name), prop, verdicts)
    legend = rendered(result.document()).split('<ul class="legend">')[1].split("</ul>")[0]
    told = [word for (word,) in texts(legend, r'<span class="swatch refuted-1">(.*?)</span>')]
    assert told == ["widen", "narrow", "move", "task", "irq", "console", "any", "1"]
    assert "refuted by a rebind that adds nodes" in legend
    assert "in an interrupt" in legend
    listed = rendered(everything()[0]).split('<ul class="legend">')[1].split("</ul>")[0]
    assert "refuted by a rebuild that inserts, removes or reorders zones" in listed
    assert "rebind" not in listed


def test_nothing_is_headed_where_nothing_was_decided() -> None:
    """After an interruption at once there are no tables, no names and no legend."""
    result = Result(Bounds(2, 1, 1, 1), ("sc", "tso"), "z3", interrupted=True)
    text = rendered(result.document())
    assert "The run was interrupted" in text
    for absent in ('id="names"', 'href="#names"', "<table", 'class="legend"', "<h3"):
        assert absent not in text.split("<script", 1)[0].split("</style>")[1]


@pytest.mark.parametrize("end", ["interrupted", "stopped"])
def test_a_run_that_was_cut_short_says_so(end: str) -> None:
    """Before anything else is said."""
    document = everything()[0]
    assert f"The run was {end}" not in rendered(document)
    document[end] = True
    assert f"The run was {end}" in rendered(document)


def test_a_path_that_is_no_text_is_written_readably() -> None:
    """A file's name may be any bytes; the report is UTF-8 all the same."""
    document = everything()[0]
    document["strategies"]["in_place"]["page"] = "p\udcff.py"
    assert "p\\udcff.py:" in rendered(document).encode("utf-8").decode("utf-8")


def test_the_whole_table_is_no_larger_than_five_megabytes() -> None:
    """Four models, every strategy, every property, two hundred schedules of 25 steps."""
    bounds = Bounds(4, 2, 2, 1)
    result = Result(bounds, MODELS, "z3")
    drawn = 0
    for strategy in ALL:
        for prop in applicable(strategy):
            for model in MODELS:
                verdicts = {kind: Verdict(REFUTED, bounds) for kind in prop.kinds(strategy)}
                drawn += 1
                # Requests with other limits are other schedules, and happen alike.
                text = LONG.replace("limit=0", f"limit={drawn % 200}")
                result.add(strategy, prop.name, verdicts, model, {"any": {"schedule": text}})
    text = rendered(result.document())
    assert text.count('class="cell ') == drawn > 800
    assert len(text.encode("utf-8")) < LARGEST


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence that says what to install."""
    from spec.html.report import render  # noqa: PLC0415 - beside the other import

    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(UsageError, match=r"install the extra.*zonelist-spec\[html\]"):
        render(*everything())


def test_templates_and_scripts_lie_beside_the_module() -> None:
    """They are read from the package, so they have to be in it."""
    folder = Path(sys.modules["spec.html.report"].__file__ or "").parent
    names = {path.name for path in folder.iterdir() if path.suffix not in {".py", ""}}
    assert names == {"report.html.jinja", "report.css", "lanes.js", "card.js", "page.js"}
