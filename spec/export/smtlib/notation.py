"""Terms in SMT-LIB 2 notation, each shared node defined once.

Written from the terms alone: nothing here knows the solver that the prover uses, or how terms are
handed to it. Only commands and operators of the standard's logic QF_BV are used.
Barrett, Fontaine, Tinelli, "The SMT-LIB Standard: Version 2.6" (2017).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce

from spec.errors import DisagreementError
from spec.term import Bool, Term

DEEPEST = 6
"""So many operators inside one another still read well; a deeper node gets a name."""

OPERATORS = {"equal": "=", "at most": "bvule", "plus": "bvadd", "minus": "bvsub"}


@dataclass
class Script:
    """Lines that declare variables, define shared nodes and assert terms.

    Attributes:
        names: what to call a node, by its identity; nodes without a name are numbered.
        declarations: a line for each variable, in the order in which they are met.
        lines: definitions and assertions.
    """

    names: Mapping[int, str] = field(default_factory=dict)
    declarations: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    _widths: dict[str, int] = field(default_factory=dict)
    _texts: dict[int, str] = field(default_factory=dict)
    _depths: dict[int, int] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _kept: list[Term] = field(default_factory=list)
    _numbered: int = 0

    def write(self, groups: Mapping[str, list[Bool]]) -> None:
        """Assert groups of terms, each below a comment that says what it is.

        Raises:
            DisagreementError: one name stands for variables of two widths.
        """
        uses: dict[int, int] = {}
        for node in _uses([term for terms in groups.values() for term in terms], uses):
            if node.operator == "variable":
                self._declare(node)
        for comment, terms in groups.items():
            self.lines += ["", *(f"; {line}" for line in comment.splitlines())]
            for term in terms:
                for node in _bottom_up(term, self._texts):
                    self._add(node, uses[id(node)])
                self.lines.append(f"(assert {self._condition(term)})")

    def _add(self, node: Term, uses: int) -> None:
        """Give the node a text: a variable's name, a new definition's name, or what it says."""
        self._kept.append(node)
        if node.operator == "variable":
            self._texts[id(node)] = _symbol(node.arguments[0])
            return
        inner = [item for item in node.arguments if isinstance(item, Term)]
        depth = 1 + max(self._depths.get(id(item), 0) for item in inner)
        text = self._text(node)
        if uses > 1 or depth > DEEPEST or id(node) in self.names:
            name = self._name(node)
            self.lines.append(f"(define-fun {name} () {_sort(node.width)} {text})")
            text, depth = name, 0
        self._texts[id(node)], self._depths[id(node)] = text, depth

    def _declare(self, variable: Term) -> None:
        symbol, width = _symbol(variable.arguments[0]), variable.width
        if symbol not in self._widths:
            self._widths[symbol] = width
            self.declarations.append(f"(declare-const {symbol} {_sort(width)})")
        if self._widths[symbol] != width:
            raise DisagreementError(f"two variables are {symbol}: of {width} bits and of others")

    def _name(self, node: Term) -> str:
        symbol = _symbol(self.names.get(id(node), "t"))
        while symbol in self._taken or symbol in self._widths or symbol == "t":
            self._numbered += 1
            symbol = f"t{self._numbered}"
        self._taken.add(symbol)
        return symbol

    def _condition(self, item: object) -> str:
        if isinstance(item, Term):
            return self._texts[id(item)]
        return "true" if item else "false"

    def _number(self, item: object, width: int) -> str:
        if not isinstance(item, Term):
            assert isinstance(item, int)
            assert item.bit_length() <= width
            return f"(_ bv{item} {width})"
        text = self._texts[id(item)]
        assert item.width <= width
        return text if item.width == width else f"((_ zero_extend {width - item.width}) {text})"

    def _text(self, node: Term) -> str:
        operator, of = node.operator, node.arguments
        match operator:
            case "and" | "or" | "not":
                return f"({operator} {' '.join(map(self._condition, of))})"
            case "if":
                branches = [
                    self._number(item, node.width) if node.width else self._condition(item)
                    for item in of[1:]
                ]
                return f"(ite {self._condition(of[0])} {' '.join(branches)})"
            case "equal" | "at most" | "plus" | "minus":
                bits = [
                    item.width if isinstance(item, Term) else int(item).bit_length() for item in of
                ]
                left, right = (self._number(item, node.width or max(bits)) for item in of)
                return f"({OPERATORS[operator]} {left} {right})"
            case "field":
                word, low, bits_taken = of
                assert isinstance(low, int)
                assert isinstance(bits_taken, int)
                return f"((_ extract {low + bits_taken - 1} {low}) {self._condition(word)})"
            case "join":
                parts = [
                    self._number(part, int(bits))  # type: ignore[arg-type]
                    for part, bits in zip(of[::2], of[1::2], strict=True)
                ]
                return reduce(lambda low, high: f"(concat {high} {low})", parts)
        raise AssertionError(operator)


def _sort(width: int) -> str:
    return f"(_ BitVec {width})" if width else "Bool"


def _symbol(name: object) -> str:
    """The name as a symbol; between bars all is allowed but bars, backslashes and other scripts."""
    text = "".join(
        letter if " " <= letter <= "~" and letter not in "|\\" else f"!{ord(letter)}!"
        for letter in str(name)
    )
    return text if re.fullmatch(r"[a-zA-Z_]\w*", text) else f"|{text}|"


def _bottom_up(root: Bool, done: Mapping[int, str]) -> Iterator[Term]:
    """The nodes below and at the root that are not done, arguments first; ``done`` may grow."""
    stack = [root] if isinstance(root, Term) else []
    while stack:
        node = stack[-1]
        if id(node) in done:
            stack.pop()
            continue
        waiting = [
            item for item in node.arguments if isinstance(item, Term) and id(item) not in done
        ]
        if waiting:
            stack.extend(reversed(waiting))
            continue
        stack.pop()
        yield node


def _uses(roots: list[Bool], uses: dict[int, int]) -> Iterator[Term]:
    """Every node once, counting in ``uses`` how often it is an argument or a root."""
    stack = [root for root in reversed(roots) if isinstance(root, Term)]
    while stack:
        node = stack.pop()
        uses[id(node)] = uses.get(id(node), 0) + 1
        if uses[id(node)] == 1:
            yield node
            stack += [item for item in reversed(node.arguments) if isinstance(item, Term)]
