"""Colour on a terminal, where it is wanted; it says nothing that the words beside it do not."""

from collections.abc import Mapping
from typing import TextIO

CHOICES = ("auto", "always", "never")
GREEN, YELLOW, RED = "32", "33", "1;31"
OF_EXIT_CODES = {0: GREEN, 1: RED}


def wanted(choice: str, stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether to use colour.

    Args:
        choice: one of ``CHOICES``; the environment decides about ``auto``, by ``NO_COLOR`` and
            ``FORCE_COLOR`` as no-color.org and force-color.org have it, then the terminal.
        stream: where the text goes.
        environment: variables by name.
    """
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def painted(text: str, colour: str) -> str:
    """The text in a colour."""
    return f"\x1b[{colour}m{text}\x1b[0m"


def cell(text: str) -> str:
    """A line of a cell: proved is green, undecided yellow, unexpected red; a refutation is plain.

    Most refutations are expected, and red ink for them would hide those that are not.
    """
    if "!" in text:
        return painted(text, RED)
    if "?" in text:
        return painted(text, YELLOW)
    return painted(text, GREEN) if "proved" in text else text
