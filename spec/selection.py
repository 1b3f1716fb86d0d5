"""Which strategies, properties and rebuild kinds a run is about."""

import re
from dataclasses import dataclass

from spec.errors import UsageError
from spec.page import applicable
from spec.properties import PROPERTIES, Property
from spec.vocabulary import Strategy

_WORD = re.compile(r"\s*(\(|\)|[^\s()]+)")


@dataclass(frozen=True, slots=True)
class Question:
    """One property of one strategy, for some of its kinds."""

    strategy: Strategy
    prop: Property
    kinds: tuple[str, ...]


def select(
    strategies: tuple[Strategy, ...],
    properties: tuple[str, ...],
    kinds: tuple[str, ...],
    expression: str,
) -> list[Question]:
    """Every question that is asked, in the order of the table.

    Args:
        strategies: to choose from.
        properties: names; none means all.
        kinds: names; none means all.
        expression: words joined by ``and``, ``or``, ``not`` and parentheses; a word matches
            where it is part of ``strategy::property``.

    Raises:
        UsageError: the expression cannot be read, or a word in it matches nothing there is.
    """
    names = [f"{item.name}::{prop.name}" for item in strategies for prop in PROPERTIES]
    matches = _Expression(expression, names).matches if expression.strip() else lambda _name: True
    questions = (
        Question(strategy, prop, chosen(prop.kinds(strategy), kinds))
        for strategy in strategies
        for prop in applicable(strategy)
        if prop.name in (properties or (prop.name,)) and matches(f"{strategy.name}::{prop.name}")
    )
    return [question for question in questions if question.kinds]


def chosen(kinds: tuple[str, ...], among: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds that were asked for; all of them where none was."""
    return tuple(kind for kind in kinds if not among or kind in among)


class _Expression:
    """``-k``: read once, matched against many names."""

    def __init__(self, text: str, names: list[str]) -> None:
        self._text = text
        self._names = names
        self._words = _WORD.findall(text)
        self._at = 0
        self._name = ""
        self.matches(names[0] if names else "")

    def matches(self, name: str) -> bool:
        """Whether the expression holds for a name."""
        self._at, self._name = 0, name
        value = self._either()
        if self._at != len(self._words):
            raise UsageError(f"-k {self._text!r}: unexpected {self._words[self._at]!r}")
        return value

    def _peek(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def _either(self) -> bool:
        value = self._both()
        while self._peek() == "or":
            self._at += 1
            value = self._both() or value
        return value

    def _both(self) -> bool:
        value = self._one()
        while self._peek() == "and":
            self._at += 1
            value = self._one() and value
        return value

    def _one(self) -> bool:
        word = self._peek()
        self._at += 1
        if word == "not":
            return not self._one()
        if word == "(":
            value = self._either()
            if self._peek() != ")":
                raise UsageError(f"-k {self._text!r}: a parenthesis is not closed")
            self._at += 1
            return value
        if word in ("", ")", "and", "or"):
            raise UsageError(f"-k {self._text!r}: a word is missing before {word or 'the end'!r}")
        if not any(word in name for name in self._names):
            raise UsageError(
                f"-k {self._text!r}: no strategy or property has {word!r} in its name; "
                "--list shows them"
            )
        return word in self._name
