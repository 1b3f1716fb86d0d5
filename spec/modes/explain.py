"""``--explain``: one verdict in full, with the shortest schedule where it is refuted."""

from dataclasses import replace

from spec.arguments import again
from spec.errors import UsageError
from spec.interpreter import replay
from spec.modes.desk import answers, asking
from spec.modes.request import Outcome, Request
from spec.page import property_named, strategy_named
from spec.report import render, story
from spec.result import Decision, Result
from spec.scenario import parse
from spec.search.solver import NAME
from spec.selection import Question, chosen
from spec.verdict import REFUTED
from spec.work import orders
from spec.work.inquest import Inquest, Scope
from spec.work.job import Ask


def run(request: Request) -> Outcome:
    """Decide one property of one strategy, and tell all there is to say about it.

    Raises:
        UsageError: it names no property of a strategy, or nothing that is asked of it.
    """
    question = _question(request)
    page = request.travelling(question.strategy)
    scope = Scope(request.bounds, request.models, request.budget, request.options.seed)
    result = Result(
        request.bounds,
        request.models,
        NAME,
        seed=scope.seed,
        pages={page.name: page.path} if page.path else {},
        texts={page.name: page.text},
        command=again(
            request.options, strategy=[question.strategy.name], property=[question.prop.name]
        ),
    )
    with asking(request) as desk:
        Inquest(scope, {page.name: page}, desk, request.interruption).run([question], result)
        if result.interrupted:
            raise KeyboardInterrupt
        broadest = _broadest(result)
        found = answers(desk, request, [(page, _schedule(request, item)) for item in broadest])
    if "" in found:
        request.tell("no schedule is shown: it takes a second reader")
    for item, schedule in zip(broadest, found, strict=True):
        at = result.decisions.index(item)
        result.decisions[at] = replace(item, schedule=schedule or "")
    style = request.form
    text = _stories(question, page.path, result) if style == "table" else render(result, style)
    return request.printed(text, result.exit_code())


def _question(request: Request) -> Question:
    options = request.options
    name, separator, prop_name = options.explain.partition("::")
    if not separator:
        raise UsageError(f"--explain takes STRATEGY::PROPERTY, not {options.explain!r}")
    strategy, prop = strategy_named(name, request.pages), property_named(prop_name)
    if not prop.applies(strategy):
        raise UsageError(f"{prop.name} says nothing about {strategy.name}")
    kinds = chosen(prop.kinds(strategy), tuple(options.kinds))
    if not kinds:
        told = ", ".join(prop.kinds(strategy))
        raise UsageError(f"{prop.name} of {strategy.name} is asked for {told}: name one of those")
    return Question(strategy, prop, kinds)


def _broadest(result: Result) -> list[Decision]:
    """For each model the broadest kind that refutes, which is the last one."""
    refuted = {item.model: item for item in result.decisions if item.verdict.word == REFUTED}
    return list(refuted.values())


def _schedule(request: Request, item: Decision) -> Ask:
    within = orders.setting(request.bounds, request.budget, request.options.seed, item.model)
    return orders.schedule(item.strategy, item.prop, item.kind, within)


def _stories(question: Question, path: str, result: Result) -> str:
    stories = []
    for model in result.models:
        decisions = [item for item in result.decisions if item.model == model]
        text = next((item.schedule for item in decisions if item.schedule), "")
        shown = replay(question.strategy, parse(text)) if text else None
        verdicts = {item.kind: item.verdict for item in decisions}
        stories.append(story(question.strategy, question.prop, verdicts, shown, path, model))
    return "\n\n".join(stories)
