"""What herd7 has to say of a test: found by the search, for exactly this instance."""

from dataclasses import replace

from spec.export.smtlib import of_scenario
from spec.export.smtlib.expectation import satisfiable
from spec.properties import Property
from spec.scenario import Scenario
from spec.search.solver import Budget
from spec.vocabulary import Strategy


def expected(strategy: Strategy, prop: Property, scenario: Scenario, budget: Budget) -> str:
    """``Sometimes`` if some execution under LKMM violates the property, else ``Never``.

    Raises:
        UndecidedError: the budget was used up.
        UsageError: the property is not asked of this reader.
    """
    instance = replace(scenario, model="lkmm", schedule="r", reads=())
    question = of_scenario(strategy, prop, instance, schedule=False)
    return "Sometimes" if satisfiable(question, budget) else "Never"
