"""What can be wrong with one function of a page: each change of its source, one at a time.

A change leaves out a word, a section, a condition or an ordering; lets two words change places; or
holds a section too short. It is found in the source, so no page can have a word that is forgotten.
"""

import ast
from collections.abc import Iterator
from copy import deepcopy
from itertools import chain, pairwise
from typing import Any, NamedTuple, TypeVar

QUESTIONS = {"spare", "policy_of", "moves_apart", "any_of", "element", "choose"}
"""Calls that do nothing: it makes no difference when they are asked."""

LONGEST = 44
"""How much of a word its name tells."""

Item = TypeVar("Item")


class Change(NamedTuple):
    """One change of a function's source.

    Attributes:
        what: in words; no two changes of one function say the same.
        old: the node, or list of nodes, that goes.
        new: what comes in its place.
        line: of the file.
    """

    what: str
    old: Any
    new: Any
    line: int

    def of(self, function: ast.FunctionDef) -> ast.FunctionDef:
        """The changed function; the one given stays as it is."""
        return deepcopy(function, {id(self.old): self.new})


def changes(function: ast.FunctionDef) -> Iterator[Change]:
    """Every change of a function, named so that a human finds it."""
    said: dict[str, int] = {}
    handed_on = {argument.arg for argument in function.args.kwonlyargs}
    nodes = [node for statement in function.body for node in ast.walk(statement)]
    found = chain(_of_block(function.body), *(_of_node(node, handed_on) for node in nodes))
    for change in found:
        said[change.what] = count = said.get(change.what, 0) + 1
        yield change if count == 1 else change._replace(what=f"{change.what} #{count}")


def _of_node(node: ast.AST, handed_on: set[str]) -> Iterator[Change]:
    match node:
        case ast.With():
            yield from _of_block(node.body)
        case ast.For():
            yield from _of_block(node.body)
            yield from _of_loop(node)
        case ast.Compare():
            yield from _of_condition(node)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            for side in (left, right):
                yield _change(f"only {_text(side)} of {_text(node)}", node, side)
        case ast.BinOp(left=left) | ast.BoolOp(values=[*_, left]):
            yield _change(f"only {_text(left)} of {_text(node)}", node, left)
        case ast.Call():
            yield from _of_call(node, handed_on)


def _of_block(block: list[ast.stmt]) -> Iterator[Change]:
    """Each statement left out, and each changing places with the next."""
    for at, word in enumerate(block):
        if _is_word(word) and not isinstance(word, ast.With | ast.Return | ast.Assign):
            rest = block[:at] + block[at + 1 :]
            yield Change(f"drop {_text(word)}", block, rest or [ast.Pass()], word.lineno)
        if isinstance(word, ast.With):
            yield from _of_section(word, block, at)
    for at, (word, following) in enumerate(pairwise(block)):
        if _acts(word) and _acts(following) and not _depend(word, following):
            swapped = [*block[:at], following, word, *block[at + 2 :]]
            what = f"swap {_text(word)} and {_text(following)}"
            yield Change(what, block, swapped, word.lineno)


def _of_section(section: ast.With, block: list[ast.stmt], at: int) -> Iterator[Change]:
    """A section that is not entered, begins too late, or ends too early."""

    def instead(*statements: ast.stmt) -> list[ast.stmt]:
        return [*block[:at], *statements, *block[at + 1 :]]

    name, body = _text(section), section.body
    for place, item in enumerate(section.items):
        rest = _without(section.items, place)
        left = [ast.With(rest, body)] if rest else body
        what = f"drop with {_text(item)}"
        yield Change(what, block, instead(*left), section.lineno)
    if len(body) > 1:
        late = [body[0], ast.With(section.items, body[1:])]
        early = [ast.With(section.items, body[:-1]), body[-1]]
        yield Change(f"{_text(body[0])} before {name}", block, instead(*late), section.lineno)
        if not isinstance(body[-1], ast.Return):
            what = f"{_text(body[-1])} behind {name}"
            yield Change(what, block, instead(*early), section.lineno)


def _of_loop(loop: ast.For) -> Iterator[Change]:
    """Another order, or not all of it."""
    match loop.iter:
        case ast.Tuple(elts=items):
            for at, item in enumerate(items):
                rest = ast.Tuple(_without(items, at), ast.Load())
                yield _change(f"no {_text(item)} in {_text(loop)}", loop.iter, rest)
            backwards = ast.Tuple(items[::-1], ast.Load())
            yield _change(f"backwards {_text(loop)}", loop.iter, backwards)
        case ast.Call(func=ast.Attribute(value=who, attr=name)) as call:
            if name in {"new_list", "new_zones"}:
                flag = ast.keyword("backwards", ast.Constant(value=True))
                backward = ast.Call(call.func, [], [flag])
                yield _change(f"backwards {_text(loop)}", loop.iter, backward)
            if name == "new_list":
                shorter = ast.Call(ast.Attribute(who, "new_zones", ast.Load()), [], call.keywords)
                yield _change(f"no end of {_text(loop)}", loop.iter, shorter)
            if name == "only_if":
                always = ast.Call(call.func, [ast.Constant(value=True)], [])
                yield _change(f"always {_text(loop)}", loop.iter, always)


def _of_condition(condition: ast.Compare) -> Iterator[Change]:
    """The opposite; and always or never, with its loads as before."""
    told = _text(condition)
    if isinstance(condition.ops[0], ast.Is):
        yield _change(f"not {told}", condition, ast.UnaryOp(ast.Not(), condition))
        return
    yield _change(f"not {told}", condition, ast.UnaryOp(ast.Invert(), condition))
    for what, outcome in (("always", "it | ~it"), ("never", "~(it | ~it)")):
        made = ast.parse(f"(lambda it: {outcome})()", mode="eval").body
        assert isinstance(made, ast.Call)
        yield _change(f"{what} {told}", condition, ast.Call(made.func, [condition], []))


def _of_call(call: ast.Call, handed_on: set[str]) -> Iterator[Change]:
    """An argument that could be left out, left out; an ordering that a word has by itself too.

    What a function is given and only hands on is left out where it is given.
    """
    told = _text(call)
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    for at, keyword in enumerate(call.keywords):
        if ast.unparse(keyword.value) in handed_on:
            continue
        rest = _without(call.keywords, at)
        if name == "update" and keyword.arg == "order":
            rest = [*rest, ast.keyword("order", ast.Constant("once"))]
        elif name == "update":
            continue
        what = f"no {keyword.arg} in {told}"
        yield _change(what, call, ast.Call(call.func, call.args, rest))
        if isinstance(keyword.value, ast.Tuple):
            items = keyword.value.elts
            for place, item in enumerate(items):
                fewer = ast.Tuple(_without(items, place), ast.Load())
                yield _change(f"no {_text(item)} in {told}", keyword.value, fewer)
    for at, argument in enumerate(call.args):
        if name != "fence" and ast.unparse(argument).startswith("Fence."):
            fewer_arguments = ast.Call(call.func, _without(call.args, at), call.keywords)
            yield _change(f"no {_text(argument)} in {told}", call, fewer_arguments)
    if name == "assign":
        plain = [*call.keywords, ast.keyword("ordered", ast.Constant(value=False))]
        yield _change(f"no release in {told}", call, ast.Call(call.func, call.args, plain))


def _change(what: str, old: ast.expr, new: ast.expr) -> Change:
    return Change(what, old, new, old.lineno)


def _without(items: list[Item], at: int) -> list[Item]:
    return items[:at] + items[at + 1 :]


def _is_word(statement: ast.stmt) -> bool:
    """Something that is done; neither a docstring nor ``yield``."""
    bare = isinstance(statement, ast.Expr) and not isinstance(statement.value, ast.Call)
    return _acts(statement) and not bare


def _acts(statement: ast.stmt) -> bool:
    """It says a word, or it is where a section is inside."""
    if isinstance(statement, ast.Return):
        return False
    for node in ast.walk(statement):
        if isinstance(node, ast.Yield):
            return True
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else ast.unparse(called)
            if name not in QUESTIONS:
                return True
    return False


def _depend(first: ast.stmt, second: ast.stmt) -> bool:
    """One of them uses what the other finds out."""
    return any(
        _names(one, ast.Store) & _names(other, ast.Load)
        for one, other in ((first, second), (second, first))
    )


def _names(statement: ast.stmt, context: type[ast.expr_context]) -> set[str]:
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }


def _text(node: ast.AST) -> str:
    """The first line of a node's source, and no more of it than is needed to find it."""
    told = ast.unparse(node).splitlines()[0].removesuffix(":")
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 3].rstrip()}..."
