"""Mutants of pages that change no verdict, in groups of one reason."""

from typing import NamedTuple


class Alike(NamedTuple):
    """Mutants that are equivalent for one reason.

    Attributes:
        because: in kernel terms.
        pages: their names.
        changes: of a function of each page, as `Mutant` names them.
    """

    because: str
    pages: tuple[str, ...]
    changes: tuple[str, ...]
