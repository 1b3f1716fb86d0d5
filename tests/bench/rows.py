"""Measurements for tests."""

from hypothesis import strategies as given

from spec.bench.measurement import KINDS_OF_TIME, Measured

seconds = given.floats(0, 1e6, allow_nan=False)
names = given.sampled_from(("a", "b", "c"))

measured = given.builds(
    Measured,
    part=given.sampled_from(("table", "scaling", "litmus", "spin")),
    question=names,
    setting=names,
    tool=given.sampled_from(("z3", "Spin")),
    outcome=given.sampled_from(("", "PROVED")),
    build=seconds,
    search=seconds,
    seconds=seconds,
    repeats=given.integers(1, 9),
    how=given.sampled_from(KINDS_OF_TIME),
    axis=given.sampled_from(("", "zones")),
    size=given.integers(0, 32),
)


def row(question: str, seconds: float, **more: object) -> Measured:
    """One of the part ``scaling``."""
    return Measured(part="scaling", question=question, setting="s", seconds=seconds, **more)  # type: ignore[arg-type]
