"""``--list``: what is selected, and what its pages expect."""

from spec.modes.request import Outcome, Request


def run(request: Request) -> Outcome:
    """A line for each question under each memory model."""
    bounds, lines = request.bounds, []
    for question in request.questions():
        expected = question.strategy.expect[question.prop.name]
        for model in request.models:
            words = {
                kind: expected.verdict(kind, bounds.rebuilds, bounds.zones, model)
                for kind in question.kinds
            }
            told = ", ".join(f"{kind} {word.lower()}" for kind, word in words.items())
            name = f"{question.strategy.name}::{question.prop.name}"
            under = f"  under {model}" if len(request.models) > 1 else ""
            lines.append(f"{name}{under}  expects {told}")
    return request.printed("\n".join(lines))
