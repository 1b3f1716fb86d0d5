"""How long whole tables take: every property of every page, every kind; and small litmus tests."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from time import perf_counter

from spec.bench.effort import Effort
from spec.bench.measurement import Measured, Run, repeats
from spec.eras import ERAS
from spec.instance import Bounds
from spec.litmus.decision import decide
from spec.litmus.oneline import parse
from spec.masks import MASKS
from spec.models import MODELS
from spec.page import applicable
from spec.search.question import Case
from spec.strategies import ALL
from spec.vocabulary import Strategy

FAMILIES = {"the thread's strategies": ALL, "masks": MASKS, "eras": ERAS}

LITMUS = (
    (
        "P0: WRITE_ONCE(x, 1); smp_wmb(); WRITE_ONCE(y, 1); | "
        "P1: r0 = READ_ONCE(y); smp_rmb(); r1 = READ_ONCE(x); | exists (1:r0=1 /\\ 1:r1=0)"
    ),
    (
        "P0: WRITE_ONCE(x, 1); r1 = READ_ONCE(y); | P1: WRITE_ONCE(y, 1); r1 = READ_ONCE(x); | "
        "exists (0:r1=0 /\\ 1:r1=0)"
    ),
    (
        "P0: r0 = READ_ONCE(z); WRITE_ONCE(x, 1); | P1: r0 = READ_ONCE(x); smp_mb(); "
        "WRITE_ONCE(y, 1); | P2: r0 = READ_ONCE(y); smp_store_release(z, 1); | "
        "exists (0:r0=1 /\\ 1:r0=1 /\\ 2:r0=1)"
    ),
)
ROUNDS = 50


def table(
    family: str,
    strategies: tuple[Strategy, ...],
    model: str,
    effort: Effort,
    bounds: Bounds | None = None,
) -> Iterator[Measured]:
    """One row for each strategy: every property, every kind of rebuild, rebind or context."""

    def once(strategy: Strategy) -> Run:
        case = Case(strategy, bounds or Bounds(), model=model)
        start = perf_counter()
        verdicts = [each for prop in applicable(strategy) for each in case.decide(prop).values()]
        seconds = perf_counter() - start
        words = Counter(verdict.word for verdict in verdicts)
        told = ", ".join(f"{many} {word}" for word, many in sorted(words.items()))
        return Run(told, seconds - case.solve_seconds, case.solve_seconds)

    for strategy in strategies:
        yield repeats(
            effort.repeated(partial(once, strategy)),
            part="table",
            question=strategy.name,
            setting=f"{family}, {model}",
        )


def litmus(effort: Effort, rounds: int = ROUNDS) -> Iterator[Measured]:
    """One row for each memory model: a few small litmus tests, parsed and decided; each once.

    Args:
        effort: how many means over so many rounds.
        rounds: how often each test is decided for one mean.
    """

    def once(model: str) -> Run:
        """A mean; the solver is not told apart."""
        start = perf_counter()
        for _ in range(rounds):
            for text in LITMUS:
                decide(parse(text), model)
        return Run("", 0.0, (perf_counter() - start) / (rounds * len(LITMUS)))

    for model in MODELS:
        yield repeats(
            effort.repeated(partial(once, model)),
            part="litmus",
            question="a litmus test",
            setting=model,
        )
