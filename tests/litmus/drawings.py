"""Executions made by hand."""

from spec.axioms.graph import Graph, Node


def graph(
    *nodes: tuple[int, str, str | None, int, str], rf: dict[int, int], **more: object
) -> Graph:
    """A graph of (thread, kind, location, value, tags)."""
    made = Graph(
        [
            Node(at, thread, kind, location, value, frozenset(tags.split()))
            for at, (thread, kind, location, value, tags) in enumerate(nodes)
        ],
        rf,
    )
    for name, value in more.items():
        setattr(made, name, value)
    return made


def message_passing() -> Graph:
    """The stale read."""
    return graph(
        (-1, "W", "x", 0, "initial"),
        (-1, "W", "y", 0, "initial"),
        (0, "W", "x", 1, "once"),
        (0, "F", None, 0, "wmb"),
        (0, "W", "y", 1, "release"),
        (1, "R", "y", 1, "acquire"),
        (1, "R", "x", 0, "plain"),
        rf={5: 4, 6: 0},
        co={"x": [0, 2], "y": [1, 4]},
    )
