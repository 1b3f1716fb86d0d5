"""What herd7 has to say of a test: found by the search, for exactly this instance."""

from dataclasses import replace

from spec.export.smtlib import of_scenario
from spec.properties import Property
from spec.scenario import Scenario
from spec.search.solver import Solver
from spec.vocabulary import Strategy


def expected(strategy: Strategy, prop: Property, scenario: Scenario) -> str:
    """``Sometimes`` if some execution under LKMM violates the property, else ``Never``.

    Raises:
        UsageError: the property is not asked of this reader.
    """
    instance = replace(scenario, model="lkmm", schedule="r", reads=())
    question = of_scenario(strategy, prop, instance, schedule=False)
    solver = Solver()
    solver.add(*(term for group in question.groups.values() for term in group))
    return "Sometimes" if solver.check().satisfiable else "Never"
