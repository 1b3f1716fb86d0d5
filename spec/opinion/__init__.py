"""Second opinions: another solver on what is proved, a replay of what is refuted."""

from spec.opinion.confirmation import confirm
from spec.opinion.solvers import chosen

__all__ = ["chosen", "confirm"]
