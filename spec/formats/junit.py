"""JUnit XML: a suite for each strategy under each memory model, a case for each verdict.

The elements and attributes are those of xunit2, which Jenkins, GitLab and pytest agree on. An
undecided verdict is an error: a question that was not decided must not look green.
"""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from spec.cell import Told, unexpected
from spec.finding import Finding, each, unfinished
from spec.formats.pointer import Document, explain, place, replay

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(document: Document) -> str:
    """The document as JUnit XML."""
    root = ET.Element("testsuites", name="zonelist-spec")
    for model, strategies in document["verdicts"].items():
        for strategy, props in strategies.items():
            root.append(_suite(document, model, strategy, props))
    root.extend(_ended(end, told) for end, told in unfinished(document).items())
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", _seconds(sum(float(suite.get("time", "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _suite(document: Document, model: str, strategy: str, props: dict[str, Any]) -> ET.Element:
    suite = ET.Element("testsuite", name=_allowed(f"{strategy} under {model}"))
    properties = ET.SubElement(suite, "properties")
    page = document["strategies"][strategy]
    about = {
        "page": f"{page['page']}:{page['line']}",
        "model": model,
        **document["bounds"],
        "solver": document["solver"],
        "seed": document["seed"],
    }
    for name, value in about.items():
        ET.SubElement(properties, "property", name=name, value=_allowed(str(value)))
    verdicts = list(each({model: {strategy: props}}))
    suite.extend(_case(document, finding, told) for finding, told in verdicts)
    suite.set("tests", str(len(verdicts)))
    suite.set("failures", str(sum(unexpected(told) for _, told in verdicts)))
    suite.set("errors", str(sum(finding.undecided for finding, _ in verdicts)))
    suite.set("skipped", "0")
    suite.set("time", _seconds(sum(_took(told) for _, told in verdicts)))
    return suite


def _case(document: Document, finding: Finding, told: Told) -> ET.Element:
    case = ET.Element(
        "testcase",
        classname=_allowed(f"{finding.model}.{finding.strategy}"),
        name=_allowed(f"{finding.prop}[{finding.kinds[0]}]"),
        time=_seconds(_took(told)),
    )
    text = _allowed("\n".join(_lines(document, finding, told)))
    if finding.undecided:
        message = _allowed(f"{finding.sentence()}; {finding.advice}")
        ET.SubElement(case, "error", type="undecided", message=message).text = text
    elif unexpected(told):
        message = _allowed(finding.sentence())
        ET.SubElement(case, "failure", type="unexpected", message=message).text = text
    else:
        ET.SubElement(case, "system-out").text = text
    return case


def _lines(document: Document, finding: Finding, told: Told) -> Iterator[str]:
    """What there is to say about one verdict."""
    page, line = place(document, finding)
    yield f"asks    {document['properties'][finding.prop]['meaning']}"
    yield f"page    {page}:{line} expects {finding.expected}: {finding.because}"
    if told["reason"]:
        yield f"reason  {told['reason']}"
    if told["second"]:
        yield f"second  {told['second']} says the same"
    elif document["cross_check"]:
        yield f"second  nobody else came to a result, {document['cross_check']} was asked"
    if told["schedule"]:
        yield f"replay  {replay(document, finding.strategy, told['schedule'])}"
    if unexpected(told) or finding.undecided:
        yield f"explain {explain(document, finding)}"


def _ended(end: str, message: str) -> ET.Element:
    """A run without some of its verdicts is no success, whatever was decided by then."""
    suite = ET.Element(
        "testsuite", name="the run", tests="1", failures="0", errors="1", skipped="0", time="0.000"
    )
    case = ET.SubElement(suite, "testcase", classname="run", name="complete", time="0.000")
    ET.SubElement(case, "error", type=end, message=message)
    return suite


def _took(told: Told) -> float:
    """What an earlier run decided took no time of this one."""
    return 0.0 if told["cached"] else float(told["seconds"])


def _seconds(number: float) -> str:
    return f"{number:.3f}"


def _allowed(text: str) -> str:
    """The text with an escape for each character that XML forbids."""
    return _FORBIDDEN.sub(lambda match: ascii(match[0])[1:-1], text)
