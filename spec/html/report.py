"""``render``: the result document as one HTML file."""

import base64
import hashlib
from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any

from spec.errors import UsageError
from spec.finding import findings, unfinished
from spec.html import eras, prices, shares, sites
from spec.html.embedded import Schedules, as_script, embedded
from spec.html.heat import OPEN, SILENT, tables
from spec.instance import Bounds
from spec.legend import changes, meanings, short, within
from spec.page import applicable, strategy_named
from spec.vocabulary import Strategy

if TYPE_CHECKING:
    from jinja2 import Template

SCRIPTS = ("lanes.js", "card.js", "page.js")
BLANKS = (SILENT, OPEN)
SECTIONS = ("claims", "history", "odds", "barriers", "costs")


def render(document: Mapping[str, Any], strategies: Mapping[str, Strategy]) -> str:
    """The report: needs no network and no other file, and tells the same without its script.

    Args:
        document: the result, as ``spec.result`` makes it; sections that it has not are left out.
        strategies: the pages by name, to replay the schedules; ours need not be among them.

    Raises:
        UsageError: jinja2 is not installed.
    """
    pages = {name: item["page"] for name, item in document["strategies"].items() if item["given"]}
    schedules = Schedules(strategies, pages)
    history = eras.entries(document.get("history") or [], schedules)
    needs = sites.needs(document.get("barriers") or {"placements": []})
    data = as_script(embedded(document, schedules))
    style = _read("report.css")
    script = "\n".join(map(_read, SCRIPTS))
    bounds = Bounds(**document["bounds"])
    html = template().render(
        document=document,
        tables=tables(document, _applicable(document, strategies)),
        blanks=BLANKS,
        meanings=list(meanings(document["kinds"])),
        some=short(
            next(
                (kind for kind in ("reorder", *document["kinds"]) if kind in document["kinds"]), ""
            )
        ),
        history=history,
        releases=eras.releases(history),
        needs=needs,
        needing=sites.models(needs),
        enough=sites.inside(document.get("barriers") or {"placements": []}),
        prices=prices,
        shares=shares,
        sections=[name for name in SECTIONS if document.get(name)],
        findings=findings(document["verdicts"]),
        unfinished=unfinished(document),
        within=within(bounds, " ".join(document["models"]), changes(document["kinds"])),
        data=data,
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'",
    )
    # A path need not be text; what is not becomes readable instead of an error behind the work.
    return html.encode("utf-8", "backslashreplace").decode("utf-8")


def _applicable(
    document: Mapping[str, Any], strategies: Mapping[str, Strategy]
) -> dict[str, set[str]]:
    """For each strategy the properties that say something about it."""
    pages = {name: strategies.get(name) or strategy_named(name) for name in document["strategies"]}
    return {name: {prop.name for prop in applicable(page)} for name, page in pages.items()}


def template() -> "Template":
    """The page that is filled in; asked for early, it tells early what is not installed.

    Raises:
        UsageError: jinja2 is not.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError(
            "the HTML report needs jinja2: install the extra, pip install 'zonelist-spec[html]'"
        ) from error
    environment = Environment(
        loader=PackageLoader("spec.html", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.jinja")


def _read(name: str) -> str:
    return resources.files("spec.html").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
