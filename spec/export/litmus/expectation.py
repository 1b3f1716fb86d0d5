"""What herd7 has to say of a test: found by the search, for exactly this instance."""

from dataclasses import replace

from spec.export.smtlib import of_scenario
from spec.properties import Property
from spec.scenario import Scenario
from spec.search.minimal import UndecidedError
from spec.search.solver import Budget, Solver
from spec.vocabulary import Strategy


def expected(strategy: Strategy, prop: Property, scenario: Scenario, budget: Budget) -> str:
    """``Sometimes`` if some execution under LKMM violates the property, else ``Never``.

    Raises:
        UndecidedError: the budget was used up.
        UsageError: the property is not asked of one pass.
    """
    instance = replace(scenario, reader="pass", model="lkmm", schedule="r", reads=())
    question = of_scenario(strategy, prop, instance, schedule=False)
    solver = Solver(budget)
    solver.add(*(term for group in question.groups.values() for term in group))
    answer = solver.check()
    if answer.satisfiable is None:
        raise UndecidedError(answer.reason)
    return "Sometimes" if answer.satisfiable else "Never"
