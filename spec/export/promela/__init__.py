"""Strategies as programs for Spin, https://spinroot.com: explicit-state search, by somebody else.

A page is run once for its writer and once for its reader, and what they ask for is written down as
statements of Promela. Memory is sequentially consistent, one reader, in task context.
"""

from spec.errors import UsageError
from spec.export.promela.choice import Chosen
from spec.export.promela.judgement import REMEMBERED
from spec.export.promela.notation import comment
from spec.export.promela.program import program
from spec.export.promela.setting import Fixed
from spec.instance import Bounds
from spec.properties import Property
from spec.scenario import Scenario
from spec.vocabulary import Strategy

MOST_ZONES = 30
"""The bits of an ``int`` of Promela, where a zone visited is a bit."""


def promela(strategy: Strategy, prop: Property, scenario: Scenario) -> str:
    """A program about one instance.

    Args:
        strategy: the page.
        prop: what is asserted.
        scenario: lists, zones, request and reader; its schedule becomes a comment.

    Raises:
        UsageError: the page, property or reader has no Promela, or memory is weak.
    """
    _check(strategy, prop, scenario.reader, scenario.zones)
    if scenario.model != "sc":
        raise UsageError(f"Spin has no {scenario.model}: leave out model and reads")
    listed = " -> ".join(" ".join(map(str, names)) for names in scenario.lists)
    mask = "any node"
    if scenario.mask is not None:
        mask = f"the nodes {' '.join(map(str, sorted(scenario.mask))) or '(none)'}"
    about = [
        *_question(strategy, prop),
        "",
        f"lists     {listed}",
        f"types     {' '.join(map(str, scenario.types))}",
        f"nodes     {' '.join(map(str, scenario.nodes))}",
        f"request   types up to {scenario.limit}, {mask}",
        f"reader    {scenario.reader}",
    ]
    if scenario.reader != "pass":
        pages = ("never" if first is None else first for first in scenario.pages_from)
        about += [f"pages     from pass {' '.join(map(str, pages))}", f"tries     {scenario.tries}"]
    if scenario.events:
        about.append(f"events    {' '.join(map(str, scenario.events))}")
    if scenario.schedule:
        about += ["", "A schedule of it, as --replay takes it:", f"    {comment(scenario.text())}"]
    return program(strategy, prop, Fixed(scenario, strategy.moves), scenario.reader, about)


def any_list(
    strategy: Strategy, prop: Property, bounds: Bounds, kind: str = "any", *, reader: str = ""
) -> str:
    """A program in which Spin chooses lists, zones and request, of all inside the bounds.

    Args:
        strategy: the page.
        prop: what is asserted.
        bounds: most zones, rebuilds and tries; there is one reader.
        kind: of every rebuild.
        reader: ``pass`` or ``allocation``; left out, whichever sees more of what is asked.

    Raises:
        UsageError: the page, property, reader or kind has no Promela.
    """
    if not reader:
        reader = "pass" if strategy.moves == "pages" else prop.readers[-1] if prop.readers else ""
    _check(strategy, prop, reader, bounds.zones)
    about = [
        *_question(strategy, prop),
        "",
        f"zones     1 to {bounds.zones}, in any lists, with any types and nodes",
        f"rebuilds  0 to {bounds.rebuilds}, of the kind {kind}",
        f"reader    {reader}",
        *([f"tries     {bounds.tries}"] if reader != "pass" else []),
    ]
    return program(strategy, prop, Chosen(bounds, kind, moves=strategy.moves), reader, about)


def _question(strategy: Strategy, prop: Property) -> list[str]:
    return [f"{comment(strategy.name)}::{prop.name}", f"Is it so that {prop.meaning}?"]


def _check(strategy: Strategy, prop: Property, reader: str, zones: int) -> None:
    """Make sure that a question is one that Promela is made for.

    Raises:
        UsageError: it is not.
    """
    if strategy.moves == "masks":
        raise UsageError(
            f"there is no Promela for {strategy.name}, whose nodemasks move: choose a page of lists"
        )
    if prop.name not in REMEMBERED:
        raise UsageError(
            f"there is no Promela for {prop.name}: choose from {', '.join(REMEMBERED)}"
        )
    if reader not in prop.readers:
        raise UsageError(
            f"{prop.name} is asked of {' and '.join(prop.readers)}, not of the reader {reader}"
        )
    if zones > MOST_ZONES:
        raise UsageError(f"a program for Spin has at most {MOST_ZONES} zones, not {zones}")
