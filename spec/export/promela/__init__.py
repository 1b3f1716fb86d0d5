"""Strategies as programs for Spin, https://spinroot.com: explicit-state search, by somebody else.

A page is run once for its writer and once for its reader, and what they ask for is written down as
statements of Promela. Memory is sequentially consistent, one reader, in task context.
"""

import shlex
from collections.abc import Iterator
from dataclasses import replace

from spec.errors import UsageError
from spec.export.promela.choice import Chosen
from spec.export.promela.judgement import REMEMBERED, Judgement
from spec.export.promela.notation import comment
from spec.export.promela.program import program
from spec.export.promela.setting import Fixed
from spec.export.smtlib import of_scenario
from spec.export.smtlib.expectation import satisfiable
from spec.instance import Bounds
from spec.properties import Property
from spec.scenario import Scenario
from spec.search.solver import Budget
from spec.verdict import REFUTED
from spec.vocabulary import Strategy

MOST_ZONES = 30
"""The bits of an ``int`` of Promela, where a zone visited is a bit."""


ENDLESS = Budget()
ANSWERS = {True: "assertion violated", False: "errors: 0"}


def promela(
    strategy: Strategy,
    prop: Property,
    scenario: Scenario,
    *,
    page: str = "",
    budget: Budget = ENDLESS,
) -> str:
    """A program about one instance.

    Args:
        strategy: the page.
        prop: what is asserted.
        scenario: lists, zones, request and reader; its schedule becomes a comment.
        page: the path of a page of the user's.
        budget: for the question what to expect.

    Raises:
        UndecidedError: the budget was used up.
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
        f"reader    one {scenario.reader}",
    ]
    if scenario.reader != "pass":
        pages = ("never" if first is None else first for first in scenario.pages_from)
        about += [f"pages     from pass {' '.join(map(str, pages))}", f"tries     {scenario.tries}"]
    if scenario.events:
        about.append(f"events    {' '.join(map(str, scenario.events))}")
    asked = of_scenario(strategy, prop, replace(scenario, schedule="r"), schedule=False)
    about.append(f"expected  {ANSWERS[satisfiable(asked, budget)]}, as the search has found")
    if scenario.schedule:
        command = ["python", "-m", "spec.prove", *filter(None, [page]), "--replay", scenario.text()]
        about += ["", "A schedule of it is shown by", f"    {comment(shlex.join(command))}"]
    setting = Fixed(scenario, strategy.moves)
    return program(strategy, setting, Judgement(prop, setting), scenario.reader, about)


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
    reader = reader or _strongest(strategy, prop)
    _check(strategy, prop, reader, bounds.zones)
    about = [
        *_question(strategy, prop),
        "",
        f"zones     1 to {bounds.zones}, in any lists, with any types and nodes",
        f"rebuilds  0 to {bounds.rebuilds}, of the kind {kind}",
        f"reader    one {reader}",
        *([f"tries     {bounds.tries}"] if reader != "pass" else []),
        *_expected(strategy, prop, bounds, kind, strongest=reader == _strongest(strategy, prop)),
    ]
    setting = Chosen(bounds, kind, moves=strategy.moves)
    return program(strategy, setting, Judgement(prop, setting), reader, about)


def _strongest(strategy: Strategy, prop: Property) -> str:
    """The reader that sees most of what is asked."""
    if strategy.moves == "pages" or not prop.readers:
        return "pass"
    return prop.readers[-1]


def _expected(
    strategy: Strategy, prop: Property, bounds: Bounds, kind: str, *, strongest: bool
) -> Iterator[str]:
    """What the page's own expectation means for the program, if it has one."""
    if prop.name in strategy.expect:
        word = strategy.expect[prop.name].verdict(kind, bounds.rebuilds, bounds.zones)
        if word != REFUTED or strongest:
            yield f"expected  {ANSWERS[word == REFUTED]}, if all is as the page says, {word}"


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
