"""The file as such: self-contained, complete, small enough."""

import base64
import hashlib
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from spec.errors import UsageError
from spec.instance import Bounds
from spec.page import applicable
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


def test_an_interrupted_run_says_so() -> None:
    """Before anything else is said."""
    document = everything()[0]
    assert "The run was interrupted" not in rendered(document)
    document["interrupted"] = True
    assert "The run was interrupted" in rendered(document)


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
