"""The executions everyone knows by name, drawn by hand, and which models allow them."""

import pytest

from spec.axioms.check import MODELS, allowed
from spec.axioms.graph import Graph
from tests.axioms.drawing import broken, draw, fence, models, read, write

X, Y, Z = "x", "y", "z"
MB, WMB, RMB = fence("mb"), fence("wmb"), fence("rmb")

SHAPES: dict[str, tuple[Graph, str]] = {
    "MP": (
        draw([write(X, 1), write(Y, 1)], [read(Y, 1), read(X, 0)]),
        "armv8 lkmm",
    ),
    "MP+wmb+rmb": (
        draw([write(X, 1), WMB, write(Y, 1)], [read(Y, 1), RMB, read(X, 0)]),
        "",
    ),
    "MP+wmb+po": (
        draw([write(X, 1), WMB, write(Y, 1)], [read(Y, 1), read(X, 0)]),
        "armv8 lkmm",
    ),
    "MP+wmb+addr": (
        draw([write(X, 1), WMB, write(Y, 1)], [read(Y, 1), read(X, 0)], addr=[(1, 0, 1)]),
        "",
    ),
    "MP+wmb+ctrl": (
        draw([write(X, 1), WMB, write(Y, 1)], [read(Y, 1), read(X, 0)], ctrl=[(1, 0, 1)]),
        "armv8 lkmm",
    ),
    "MP+release+acquire": (
        draw([write(X, 1), write(Y, 1, "release")], [read(Y, 1, "acquire"), read(X, 0)]),
        "",
    ),
    "SB": (
        draw([write(X, 1), read(Y, 0)], [write(Y, 1), read(X, 0)]),
        "tso armv8 lkmm",
    ),
    "SB+mbs": (
        draw([write(X, 1), MB, read(Y, 0)], [write(Y, 1), MB, read(X, 0)]),
        "",
    ),
    "SB+mb+po": (
        draw([write(X, 1), MB, read(Y, 0)], [write(Y, 1), read(X, 0)]),
        "tso armv8 lkmm",
    ),
    "SB+release-acquires": (
        draw(
            [write(X, 1, "release"), read(Y, 0, "acquire")],
            [write(Y, 1, "release"), read(X, 0, "acquire")],
        ),
        "tso lkmm",
    ),
    "LB": (
        draw([read(X, 1), write(Y, 1)], [read(Y, 1), write(X, 1)]),
        "armv8 lkmm",
    ),
    "LB+datas": (
        draw(
            [read(X, 1), write(Y, 1)],
            [read(Y, 1), write(X, 1)],
            data=[(0, 0, 1), (1, 0, 1)],
        ),
        "",
    ),
    "LB+data+ctrl": (
        draw(
            [read(X, 1), write(Y, 1)],
            [read(Y, 1), write(X, 1)],
            data=[(0, 0, 1)],
            ctrl=[(1, 0, 1)],
        ),
        "",
    ),
    "IRIW": (
        draw([write(X, 1)], [write(Y, 1)], [read(X, 1), read(Y, 0)], [read(Y, 1), read(X, 0)]),
        "armv8 lkmm",
    ),
    "IRIW+rmbs": (
        draw(
            [write(X, 1)],
            [write(Y, 1)],
            [read(X, 1), RMB, read(Y, 0)],
            [read(Y, 1), RMB, read(X, 0)],
        ),
        "lkmm",
    ),
    "IRIW+mbs": (
        draw(
            [write(X, 1)],
            [write(Y, 1)],
            [read(X, 1), MB, read(Y, 0)],
            [read(Y, 1), MB, read(X, 0)],
        ),
        "",
    ),
    "WRC": (
        draw([write(X, 1)], [read(X, 1), write(Y, 1)], [read(Y, 1), read(X, 0)]),
        "armv8 lkmm",
    ),
    "WRC+data+rmb": (
        draw(
            [write(X, 1)],
            [read(X, 1), write(Y, 1)],
            [read(Y, 1), RMB, read(X, 0)],
            data=[(1, 0, 1)],
        ),
        "lkmm",
    ),
    "WRC+release+rmb": (
        draw(
            [write(X, 1)],
            [read(X, 1), write(Y, 1, "release")],
            [read(Y, 1), RMB, read(X, 0)],
        ),
        "",
    ),
    "2+2W": (
        draw(
            [write(X, 1), write(Y, 2)],
            [write(Y, 1), write(X, 2)],
            co={X: [2, 1], Y: [2, 1]},
        ),
        "armv8 lkmm",
    ),
    "2+2W+wmbs": (
        draw(
            [write(X, 1), WMB, write(Y, 2)],
            [write(Y, 1), WMB, write(X, 2)],
            co={X: [2, 1], Y: [2, 1]},
        ),
        "lkmm",
    ),
    "2+2W+mbs": (
        draw(
            [write(X, 1), MB, write(Y, 2)],
            [write(Y, 1), MB, write(X, 2)],
            co={X: [2, 1], Y: [2, 1]},
        ),
        "",
    ),
    "S": (
        draw([write(X, 2), write(Y, 1)], [read(Y, 1), write(X, 1)], co={X: [1, 2]}),
        "armv8 lkmm",
    ),
    "S+wmb+data": (
        draw(
            [write(X, 2), WMB, write(Y, 1)],
            [read(Y, 1), write(X, 1)],
            co={X: [1, 2]},
            data=[(1, 0, 1)],
        ),
        "",
    ),
    "R": (
        draw([write(X, 1), write(Y, 1)], [write(Y, 2), read(X, 0)], co={Y: [1, 2]}),
        "tso armv8 lkmm",
    ),
    "R+wmb+mb": (
        draw([write(X, 1), WMB, write(Y, 1)], [write(Y, 2), MB, read(X, 0)], co={Y: [1, 2]}),
        "lkmm",
    ),
    "R+mbs": (
        draw([write(X, 1), MB, write(Y, 1)], [write(Y, 2), MB, read(X, 0)], co={Y: [1, 2]}),
        "",
    ),
    "ISA2": (
        draw([write(X, 1), write(Y, 1)], [read(Y, 1), write(Z, 1)], [read(Z, 1), read(X, 0)]),
        "armv8 lkmm",
    ),
    "ISA2+release+acquire-release+acquire": (
        draw(
            [write(X, 1), write(Y, 1, "release")],
            [read(Y, 1, "acquire"), write(Z, 1, "release")],
            [read(Z, 1, "acquire"), read(X, 0)],
        ),
        "",
    ),
    "Z6.0": (
        draw(
            [write(X, 1), write(Y, 1)],
            [read(Y, 1), write(Z, 1)],
            [write(Z, 2), read(X, 0)],
            co={Z: [1, 2]},
        ),
        "tso armv8 lkmm",
    ),
    "Z6.0+release+acquire-release+mb": (
        draw(
            [write(X, 1), write(Y, 1, "release")],
            [read(Y, 1, "acquire"), write(Z, 1, "release")],
            [write(Z, 2), MB, read(X, 0)],
            co={Z: [1, 2]},
        ),
        "lkmm",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_who_allows_it(name: str) -> None:
    """Each model allows a shape with some barriers and not with others."""
    graph, expected = SHAPES[name]
    assert models(graph) == expected


@pytest.mark.parametrize(
    ("name", "axioms"),
    [
        ("MP+wmb+rmb", "sc tso external happens-before"),
        ("SB+mbs", "sc tso external propagation"),
        ("LB+datas", "sc tso external happens-before"),
    ],
)
def test_the_axiom_has_its_cat_name(name: str, axioms: str) -> None:
    """A violation says which axiom it is, in the words of the model's cat file."""
    graph, _ = SHAPES[name]
    assert " ".join(broken(graph, model) for model in MODELS) == axioms


@pytest.mark.parametrize(
    "graph",
    [
        draw([write(X, 1), read(X, 0)]),
        draw([read(X, 1), write(X, 1)]),
        draw([write(X, 1)], [read(X, 1), read(X, 0)]),
        draw([write(X, 1), write(X, 2)], co={X: [2, 1]}),
    ],
    ids=["CoWR", "CoRW", "CoRR", "CoWW"],
)
def test_nobody_gives_up_coherence(graph: Graph) -> None:
    """Each location on its own behaves as if there were one order."""
    axioms = [broken(graph, model) for model in MODELS]
    assert axioms == ["sc", "uniproc", "internal", "coherence"]


def test_the_cycle_is_one() -> None:
    """Of store buffering under SC: all four events, none twice."""
    graph = SHAPES["SB"][0]
    violation = allowed(graph, "sc")
    assert violation is not None
    assert sorted(violation.cycle) == [2, 3, 4, 5]


def test_a_store_that_is_forwarded_says_nothing_to_others() -> None:
    """SB+rfi-pos: each CPU sees its own store early, under all models but SC."""
    graph = draw(
        [write(X, 1), read(X, 1), read(Y, 0)],
        [write(Y, 1), read(Y, 1), read(X, 0)],
    )
    assert models(graph) == "tso armv8 lkmm"


def test_a_dependency_goes_on_through_a_plain_store() -> None:
    """The kernel's dep+plain: a value stored plainly and read back still carries its dependency."""
    graph = draw(
        [read(X, 1), write(Z, 1, "plain"), read(Z, 1, "plain"), write(Y, 1)],
        [read(Y, 1), MB, write(X, 1)],
        data=[(0, 0, 1), (0, 2, 3)],
    )
    assert broken(graph, "lkmm") == "happens-before"
    assert broken(graph, "armv8") == "external"


def test_a_dependency_into_a_plain_store_is_not_one() -> None:
    """The compiler may break what it can see through, so the kernel's model does not rely on it."""
    graph = draw(
        [read(X, 1), write(Y, 1, "plain")],
        [read(Y, 1), MB, write(X, 1)],
        data=[(0, 0, 1)],
    )
    assert models(graph) == "lkmm"


def test_a_dependency_goes_on_through_several_plain_stores() -> None:
    """Carried twice is carried."""
    plain = [
        write(Z, 1, "plain"),
        read(Z, 1, "plain"),
        write("w", 1, "plain"),
        read("w", 1, "plain"),
    ]
    graph = draw(
        [read(X, 1), *plain, write(Y, 1)],
        [read(Y, 1), MB, write(X, 1)],
        data=[(0, 0, 1), (0, 2, 3)],
        ctrl=[(0, 4, 5)],
    )
    assert broken(graph, "lkmm") == "happens-before"


def test_an_address_dependency_into_a_plain_access_holds_later_stores() -> None:
    """``addr ; [Plain] ; wmb``: with no barrier between, the kernel's model promises nothing."""
    found = []
    for between in ((), (WMB,)):
        graph = draw(
            [read(X, 1), write(Z, 1, "plain"), *between, write(Y, 1)],
            [read(Y, 1), MB, write(X, 1)],
            addr=[(0, 0, 1)],
        )
        found.append(models(graph))
    assert found == ["lkmm", ""]


def test_a_store_waits_for_earlier_addresses_on_arm_only() -> None:
    """LB+addr-po: ``addr ; po ; [W]``, which the kernel's model does not promise."""
    graph = draw(
        [read(X, 1), read(Z, 0), write(Y, 1)],
        [read(Y, 1), MB, write(X, 1)],
        addr=[(0, 0, 1)],
    )
    assert models(graph) == "lkmm"


def test_a_marked_store_hands_its_dependency_to_the_load_that_reads_it() -> None:
    """``dep ; [Marked] ; rfi``: MP whose reader goes through a location of its own."""
    writer = [write(X, 1), WMB, write(Y, 1)]
    reader = [read(Y, 1), write(Z, 1), read(Z, 1, "acquire"), read(X, 0)]
    assert models(draw(writer, reader, data=[(1, 0, 1)])) == ""
    assert models(draw(writer, reader)) == "armv8 lkmm"
