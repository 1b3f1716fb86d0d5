"""Random expressions as plain trees, with a meaning in Python integers and one in terms."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from spec.term import (
    all_of,
    any_of,
    at_most,
    bit,
    count,
    either,
    equal,
    field,
    implies,
    join,
    less,
    minus,
    negate,
    number,
    pick,
    plus,
    select_flag,
    truth,
)

Tree = tuple[Any, ...]

LARGEST = {"a": 1, "b": 3, "c": 6}
"""Each number with the largest value its bits hold or, for ``c``, less than that."""

FLAGS = ("p", "q")

VARIABLES: dict[str, Any] = {
    **{name: number(name, largest) for name, largest in LARGEST.items()},
    **{name: truth(name) for name in FLAGS},
}


def examples(most: int) -> settings:
    """Hypothesis settings that depend on neither time nor earlier runs."""
    return settings(
        max_examples=most,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def valuations() -> st.SearchStrategy[dict[str, Any]]:
    """A value for every variable."""
    return st.fixed_dictionaries(
        {
            **{name: st.integers(0, largest) for name, largest in LARGEST.items()},
            **{name: st.booleans() for name in FLAGS},
        }
    )


def every_valuation() -> list[dict[str, Any]]:
    """All values of all variables."""
    ranges = [range(largest + 1) for largest in LARGEST.values()]
    return [
        dict(zip((*LARGEST, *FLAGS), values, strict=True))
        for values in product(*ranges, *[(False, True)] * len(FLAGS))
    ]


_SIZES = st.integers(1, 3)


def _grown(trees: st.SearchStrategy[tuple[Tree, Tree]]) -> st.SearchStrategy[tuple[Tree, Tree]]:
    numbers, flags = trees.map(lambda pair: pair[0]), trees.map(lambda pair: pair[1])
    return st.tuples(
        st.one_of(
            st.tuples(st.just("plus"), numbers, numbers),
            st.tuples(st.just("difference"), numbers, numbers),
            st.tuples(st.just("pick"), flags, numbers, numbers),
            st.tuples(st.just("field"), numbers, st.integers(0, 4), _SIZES),
            st.tuples(st.just("join"), numbers, _SIZES, numbers, _SIZES),
            st.tuples(st.just("part"), numbers, _SIZES, numbers, _SIZES, st.integers(0, 5), _SIZES),
            st.tuples(st.just("count"), flags, flags, flags),
        ),
        st.one_of(
            st.tuples(st.sampled_from(("and", "or", "implies")), flags, flags),
            st.tuples(st.just("not"), flags),
            st.tuples(st.just("either"), flags, flags, flags),
            st.tuples(st.sampled_from(("equal", "at most", "less")), numbers, numbers),
            st.tuples(st.just("bit"), numbers, st.integers(0, 4)),
            st.tuples(st.just("flag"), numbers, flags, flags),
        ),
    )


def _pairs() -> st.SearchStrategy[tuple[Tree, Tree]]:
    return st.recursive(
        st.tuples(
            st.one_of(
                st.tuples(st.just("name"), st.sampled_from(tuple(LARGEST))),
                st.tuples(st.just("value"), st.integers(0, 9)),
            ),
            st.one_of(
                st.tuples(st.just("name"), st.sampled_from(FLAGS)),
                st.tuples(st.just("value"), st.booleans()),
            ),
        ),
        _grown,
        max_leaves=8,
    )


def numbers() -> st.SearchStrategy[Tree]:
    """Trees of numbers."""
    return _pairs().map(lambda pair: pair[0])


def conditions() -> st.SearchStrategy[Tree]:
    """Trees of Booleans."""
    return _pairs().map(lambda pair: pair[1])


def plain(tree: Tree, given: Mapping[str, Any]) -> Any:
    """What the tree means, in Python integers alone."""
    operator, *parts = tree
    if operator == "name":
        return given[parts[0]]
    if operator == "value":
        return parts[0]
    of = [plain(part, given) if isinstance(part, tuple) else part for part in parts]
    match operator:
        case "plus":
            return of[0] + of[1]
        case "difference":
            return max(of[0] - of[1], 0)
        case "pick" | "either":
            return of[1] if of[0] else of[2]
        case "field":
            return of[0] // 2 ** of[1] % 2 ** of[2]
        case "join":
            return of[0] % 2 ** of[1] + of[2] % 2 ** of[3] * 2 ** of[1]
        case "part":
            whole = of[0] % 2 ** of[1] + of[2] % 2 ** of[3] * 2 ** of[1]
            return whole // 2 ** of[4] % 2 ** of[5]
        case "count":
            return sum(of)
        case "and":
            return of[0] and of[1]
        case "or":
            return of[0] or of[1]
        case "implies":
            return of[1] if of[0] else True
        case "not":
            return not of[0]
        case "equal":
            return of[0] == of[1]
        case "at most":
            return of[0] <= of[1]
        case "less":
            return of[0] < of[1]
        case "bit":
            return of[0] // 2 ** of[1] % 2 == 1
        case "flag":
            return {1: of[1], 2: of[2]}.get(of[0], False)
    raise AssertionError(operator)


def built(tree: Tree, given: Mapping[str, Any]) -> Any:
    """What the constructors of terms make of the tree."""
    operator, *parts = tree
    if operator == "name":
        return given[parts[0]]
    if operator == "value":
        return parts[0]
    of = [built(part, given) if isinstance(part, tuple) else part for part in parts]
    match operator:
        case "difference":
            return pick(at_most(of[1], of[0]), minus(plus(of[0], of[1]), plus(of[1], of[1])), 0)
        case "join":
            return _joined(*of)
        case "part":
            return field(_joined(*of[:4]), of[4], of[5])
        case "count":
            return count(of)
        case "flag":
            return select_flag(of[0], of[1:])
    constructors: dict[str, Any] = {
        "plus": plus,
        "pick": pick,
        "either": either,
        "field": field,
        "and": all_of,
        "or": any_of,
        "implies": implies,
        "not": negate,
        "equal": equal,
        "at most": at_most,
        "less": less,
        "bit": bit,
    }
    return constructors[operator](*of)


def _joined(low: Any, size: int, high: Any, rest: int) -> Any:
    return join(((field(low, 0, size), size), (field(high, 0, rest), rest)))
