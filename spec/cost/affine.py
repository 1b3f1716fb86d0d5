"""Counts as functions of the length of a list, found from a few lengths and checked on the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Point: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Affine:
    """A constant and so much for each unit of each variable.

    Attributes:
        constant: what does not depend on any variable.
        slopes: the variables that it depends on, by name, none of them by 0.
    """

    constant: int
    slopes: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        """As it is written by hand: ``2n+2``."""
        terms = [f"{'' if slope == 1 else slope}{name}" for name, slope in self.slopes]
        if self.constant or not terms:
            terms.append(str(self.constant))
        return "+".join(terms).replace("+-", "-")

    def __bool__(self) -> bool:
        """Whether there is anything to pay."""
        return bool(self.constant or self.slopes)

    def at(self, **values: int) -> int:
        """The count where the variables have these values.

        Raises:
            KeyError: a variable that it depends on is missing.
        """
        return self.constant + sum(slope * values[name] for name, slope in self.slopes)


@dataclass(frozen=True, slots=True)
class Sampled:
    """A count that is no affine function: what was found, and no more.

    Attributes:
        variables: the variables.
        samples: values of the variables, and the count there.
    """

    variables: tuple[str, ...]
    samples: tuple[tuple[Point, int], ...]

    def __str__(self) -> str:
        """The counts in a row, in the order in which they were sampled."""
        return ", ".join(str(count) for _, count in self.samples)

    def __bool__(self) -> bool:
        """Whether there is anything to pay."""
        return any(count for _, count in self.samples)

    def at(self, **values: int) -> int:
        """The count where the variables have these values.

        Raises:
            KeyError: that was not sampled.
        """
        return dict(self.samples)[tuple(values[name] for name in self.variables)]


Count: TypeAlias = Affine | Sampled

ZERO = Affine(0)


def fit(variables: tuple[str, ...], counts: Mapping[Point, int]) -> Count:
    """The affine function through all counts, or what was found if there is none.

    Args:
        variables: the variables' names.
        counts: by the values of the variables, in that order. For each variable there are two
            points that differ in it alone, and by 1.
    """
    slopes = [_slope(counts, place) for place in range(len(variables))]
    start, count = next(iter(counts.items()))
    constant = count - sum(slope * value for slope, value in zip(slopes, start, strict=True))
    for point, found in counts.items():
        expected = constant + sum(s * value for s, value in zip(slopes, point, strict=True))
        if expected != found:
            return Sampled(variables, tuple(counts.items()))
    named = zip(variables, slopes, strict=True)
    return Affine(constant, tuple((name, slope) for name, slope in named if slope))


def _slope(counts: Mapping[Point, int], place: int) -> int:
    for point, count in counts.items():
        beside = (*point[:place], point[place] + 1, *point[place + 1 :])
        if beside in counts:
            return counts[beside] - count
    raise ValueError(f"no two points differ in variable {place} alone")
