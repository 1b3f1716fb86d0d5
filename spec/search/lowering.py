"""Terms become solver expressions, each shared node once.

The C interface is called directly: the operator overloads of the Python one take several times as
long, and a query over 32 zones has tens of thousands of nodes.
"""

from typing import Any

import z3
from z3 import z3core

from spec.term import Term


class Lowering:
    """Translates terms into one solver context and remembers what it translated."""

    def __init__(self, context: z3.Context) -> None:
        self._context = context
        self._reference = context.ref()
        self._memo: dict[int, Any] = {}
        self._kept: list[Term] = []
        self._numerals: dict[tuple[int, int], Any] = {}
        self._sorts: dict[int, Any] = {}
        self._true = self._hold(z3core.Z3_mk_true(self._reference))
        self._false = self._hold(z3core.Z3_mk_false(self._reference))

    def expression(self, term: bool | Term) -> z3.BoolRef:
        """The Boolean term as an expression of the solver's Python interface."""
        return z3.BoolRef(self._lower(term), self._context)

    def assert_into(self, solver: z3.Solver, term: bool | Term) -> None:
        """Assert the Boolean term, without a Python object for the expression."""
        z3core.Z3_solver_assert(self._reference, solver.solver, self._lower(term))

    def _hold(self, node: Any) -> Any:
        z3core.Z3_inc_ref(self._reference, node)
        return node

    def _sort(self, width: int) -> Any:
        if width not in self._sorts:
            make = z3core.Z3_mk_bv_sort if width else z3core.Z3_mk_bool_sort
            sort = make(self._reference, width) if width else make(self._reference)
            z3core.Z3_inc_ref(self._reference, z3core.Z3_sort_to_ast(self._reference, sort))
            self._sorts[width] = sort
        return self._sorts[width]

    def _lower(self, root: bool | Term) -> Any:
        if not isinstance(root, Term):
            return self._truth(root)
        memo = self._memo
        stack = [root]
        while stack:
            term = stack[-1]
            if id(term) in memo:
                stack.pop()
                continue
            waiting = [
                item for item in term.arguments if isinstance(item, Term) and id(item) not in memo
            ]
            if waiting:
                stack.extend(waiting)
                continue
            stack.pop()
            memo[id(term)] = self._hold(self._node(term))
            self._kept.append(term)
        return memo[id(root)]

    def _truth(self, item: Any) -> Any:
        if isinstance(item, Term):
            return self._memo[id(item)]
        return self._true if item else self._false

    def _number(self, item: Any, width: int) -> Any:
        if isinstance(item, Term):
            node = self._memo[id(item)]
            if item.width < width:
                return self._hold(z3core.Z3_mk_zero_ext(self._reference, width - item.width, node))
            return node
        if (item, width) not in self._numerals:
            self._numerals[item, width] = self._hold(
                z3core.Z3_mk_unsigned_int64(self._reference, item, self._sort(width))
            )
        return self._numerals[item, width]

    def _node(self, term: Term) -> Any:
        reference, operator, arguments = self._reference, term.operator, term.arguments
        match operator:
            case "variable":
                symbol = z3core.Z3_mk_string_symbol(reference, arguments[0])
                return z3core.Z3_mk_const(reference, symbol, self._sort(term.width))
            case "and" | "or":
                operands = (z3.Ast * len(arguments))(*map(self._truth, arguments))
                make = z3core.Z3_mk_and if operator == "and" else z3core.Z3_mk_or
                return make(reference, len(arguments), operands)
            case "not":
                return z3core.Z3_mk_not(reference, self._truth(arguments[0]))
            case "if":
                condition, then, otherwise = arguments
                branch = (
                    [self._number(item, term.width) for item in (then, otherwise)]
                    if term.width
                    else [self._truth(then), self._truth(otherwise)]
                )
                return z3core.Z3_mk_ite(reference, self._truth(condition), *branch)
            case "equal" | "at most":
                width = max(
                    item.width if isinstance(item, Term) else int(item).bit_length()
                    for item in arguments
                )
                left, right = (self._number(item, width) for item in arguments)
                make = z3core.Z3_mk_eq if operator == "equal" else z3core.Z3_mk_bvule
                return make(reference, left, right)
            case "plus" | "minus":
                left, right = (self._number(item, term.width) for item in arguments)
                make = z3core.Z3_mk_bvadd if operator == "plus" else z3core.Z3_mk_bvsub
                return make(reference, left, right)
            case "field":
                word, low, bits = arguments
                assert isinstance(low, int)
                assert isinstance(bits, int)
                return z3core.Z3_mk_extract(reference, low + bits - 1, low, self._truth(word))
            case "join":
                pairs: list[Any] = list(zip(arguments[::2], arguments[1::2], strict=True))
                node = self._number(*pairs[-1])
                for part, bits in reversed(pairs[:-1]):
                    node = self._hold(
                        z3core.Z3_mk_concat(reference, node, self._number(part, bits))
                    )
                return node
        raise AssertionError(operator)
