"""Terms as text: every solver's own parser understands what ``evaluate`` does."""

from typing import Any

import pytest
from hypothesis import given

from spec.errors import DisagreementError
from spec.export.smtlib.notation import Script
from spec.term import (
    Bool,
    Number,
    Term,
    all_of,
    any_of,
    at_most,
    equal,
    evaluate,
    field,
    join,
    minus,
    negate,
    number,
    pick,
    plus,
    truth,
)
from tests.symbolic.expressions import (
    FLAGS,
    LARGEST,
    VARIABLES,
    Tree,
    built,
    conditions,
    examples,
    numbers,
    plain,
    valuations,
)
from tests.test_layering import reached_from

from .solvers import each_solver, said, z3_reads


def script(*terms: Bool, names: dict[int, str] | None = None) -> str:
    """A whole text that asserts the terms."""
    written = Script(names or {})
    written.write({"Terms.": [*terms]})
    lines = ["(set-logic QF_BV)", *written.declarations, *written.lines, "(check-sat)"]
    return "\n".join(lines)


def pinned(given: dict[str, Any]) -> list[Bool]:
    """The variables have the values given."""
    return [equal(VARIABLES[name], given[name]) for name in LARGEST] + [
        VARIABLES[name] if given[name] else negate(VARIABLES[name]) for name in FLAGS
    ]


@given(numbers(), conditions(), valuations())
@examples(60)
def test_a_text_means_what_the_terms_mean(
    tree: Tree, condition: Tree, given: dict[str, Any]
) -> None:
    """With its variables pinned, a text has exactly the values that ``evaluate`` finds."""
    value, held = built(tree, VARIABLES), built(condition, VARIABLES)
    assert evaluate(value, given) == plain(tree, given)
    right = all_of(equal(value, evaluate(value, given)), _is(held, bool(evaluate(held, given))))
    assert z3_reads(script(*pinned(given), right)) is True
    assert z3_reads(script(*pinned(given), negate(right))) is False


@each_solver
@given(numbers(), conditions(), valuations())
@examples(20)
def test_all_solvers_read_the_same(
    solver: str, tree: Tree, condition: Tree, given: dict[str, Any]
) -> None:
    """The same for every solver that is installed."""
    value, held = built(tree, VARIABLES), built(condition, VARIABLES)
    right = all_of(equal(value, plain(tree, given)), _is(held, bool(plain(condition, given))))
    assert said(solver, script(*pinned(given), right)) is True
    assert said(solver, script(*pinned(given), negate(right))) is False


def _is(condition: Bool, held: bool) -> Bool:
    return condition if held else negate(condition)


@each_solver
def test_every_operator_is_written(solver: str) -> None:
    """One term of each operator, widened, narrowed and joined, has one value and no other."""
    small, large, flag = number("small", 1), number("large", 7), truth("flag")
    assert isinstance(large, Term)
    values = {"small": 1, "large": 6, "flag": True}
    terms: list[Number] = [
        plus(small, large),
        minus(large, small),
        pick(flag, small, 5),
        field(large, 1, 2),
        join(((small, 3), (2, 2), (large, 4))),
        join(((small, 2),)),
    ]
    given = [equal(small, 1), equal(large, 6), flag]
    for term in terms:
        value = evaluate(term, values)
        assert said(solver, script(*given, equal(term, value))) is True
        assert said(solver, script(*given, negate(equal(term, value)))) is False
    assert said(solver, script(*given, at_most(large, small))) is False
    assert said(solver, script(*given, any_of(negate(flag), at_most(small, large)))) is True


@each_solver
@pytest.mark.parametrize("constant", [True, False])
def test_a_constant_assertion_is_written(solver: str, constant: bool) -> None:
    """A group may hold a constant, and a falsehood counts."""
    assert said(solver, script(truth("p"), constant)) is constant


def test_a_shared_node_is_written_once() -> None:
    """A chain that doubles at every step has a line for each step but the last."""
    value: Number = VARIABLES["a"]
    for _ in range(40):
        value = plus(value, value)
    text = script(equal(value, 1 << 40))
    assert text.count("(define-fun ") == 39
    assert len(text) < 10_000
    assert z3_reads(text) is True


@each_solver
def test_a_deep_term_is_no_deep_text(solver: str) -> None:
    """Fifty thousand operators inside one another overflow neither this nor a parser."""
    flags = [truth(f"f{at}") for at in range(3)]
    term: Bool = flags[0]
    for at in range(50_000):
        term = (any_of if at % 2 else all_of)(term, flags[at % 3])
    text = script(term, negate(flags[0]))
    assert max(map(_depth, text.splitlines())) < 20
    assert said(solver, text) is _holds(term)


def _depth(line: str) -> int:
    depth = deepest = 0
    for letter in line:
        depth += (letter == "(") - (letter == ")")
        deepest = max(deepest, depth)
    return deepest


def _holds(term: Bool) -> bool:
    return any(
        evaluate(term, {"f0": False, "f1": bool(bits & 1), "f2": bool(bits & 2)})
        for bits in range(4)
    )


@each_solver
def test_names_that_a_page_may_give(solver: str) -> None:
    """Spaces, bars, backslashes, quotes and other scripts come through as variables."""
    names = ["a b", "a|b", "a\\b", 'a"b', "ä", "名", "1st", "a(b", ";", "t1", "line\nbreak"]
    terms: list[Bool] = [truth(name) for name in names]
    terms += [negate(all_of(*(truth(name) for name in names[:-1]), truth("another")))]
    assert said(solver, script(*terms)) is True
    assert said(solver, script(*terms, truth("another"))) is False


def test_a_definition_takes_no_name_twice() -> None:
    """A name that a variable has, or an earlier definition, gives way to a number."""
    p, q = truth("p"), truth("t1")
    one, two = all_of(p, q), any_of(p, q)
    assert isinstance(one, Term)
    assert isinstance(two, Term)
    text = script(one, two, names={id(one): "p", id(two): "both"})
    assert "(define-fun t2 () Bool (and p t1))" in text
    assert "(define-fun both () Bool (or p t1))" in text
    assert z3_reads(text) is True


def test_what_is_named_is_called_so() -> None:
    """A reader of the text finds the words that were given for a term."""
    guard = all_of(truth("p"), truth("q"))
    text = script(guard, names={id(guard): "12 happens"})
    assert "(define-fun |12 happens| () Bool (and p q))\n(assert |12 happens|)" in text


def test_a_variable_has_one_width() -> None:
    """Two variables of one name would be one to ``evaluate`` and two to a solver."""
    with pytest.raises(DisagreementError, match="two variables are a"):
        script(equal(number("a", 3), 1), equal(number("a", 1), 1))


def test_a_comment_stays_a_comment() -> None:
    """A page's own words can assert nothing."""
    written = Script()
    written.write({"Told:\n(assert false)\r(assert false)\x85(exit)": [truth("p")]})
    assert z3_reads("\n".join([*written.declarations, *written.lines])) is True
    told = [line for line in written.lines if "false" in line or "exit" in line]
    assert all(line.startswith("; ") for line in told)
    assert len(told) == 3


def test_nothing_is_shared_with_the_way_to_the_solver() -> None:
    """A bug in how terms are lowered is no bug in how they are written."""
    known = {"spec/export/smtlib/notation.py", "spec/term.py", "spec/errors.py"}
    assert reached_from("spec/export/smtlib/notation.py") == known
