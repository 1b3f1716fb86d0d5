"""Measurements for tests."""

from hypothesis import strategies as given

from spec.bench.measurement import Measured

seconds = given.floats(0, 1e6, allow_nan=False)
names = given.sampled_from(("a", "b", "c"))

measured = given.builds(
    Measured,
    part=given.sampled_from(("table", "scaling", "litmus", "spin")),
    question=names,
    setting=names,
    tool=given.sampled_from(("z3", "Spin")),
    outcome=given.sampled_from(("", "PROVED")),
    runs=given.lists(given.tuples(seconds, seconds), min_size=1, max_size=4).map(tuple),
    instances=given.sampled_from((0, 9)),
    stopped=given.sampled_from(("", "60 s")),
    axis=given.sampled_from(("", "zones")),
    size=given.integers(0, 32),
)


def row(question: str, *seconds: float, **more: object) -> Measured:
    """One of the part ``scaling``, of runs that do nothing but search."""
    runs = tuple((0.0, each) for each in seconds)
    return Measured(part="scaling", question=question, setting="s", runs=runs, **more)  # type: ignore[arg-type]
