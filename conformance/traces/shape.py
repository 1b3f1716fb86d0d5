"""What a value read from JSON has to look like, written as an example of itself.

``int``, ``bool``, ``str`` and ``dict`` stand for any value of that type, a list with one shape for
any number of such values, a dictionary for an object with exactly these keys, a tuple for a choice,
and anything else for itself.
"""

import json
from typing import Any

Shape = Any

TYPES = {int: "a whole number", bool: "true or false", str: "a text", dict: "an object"}


def misfit(value: object, shape: Shape, where: str) -> str | None:
    """The first place where a value differs from its shape, as a sentence; None if nowhere.

    Args:
        value: as ``json`` has read it.
        shape: what it should look like.
        where: how the value is called.
    """
    if isinstance(shape, tuple):
        if any(misfit(value, each, where) is None for each in shape):
            return None
    elif isinstance(shape, dict) and isinstance(value, dict):
        return _misfit_of_object(value, shape, where)
    elif isinstance(shape, list) and isinstance(value, list):
        items = (misfit(item, shape[0], f"{where}[{at}]") for at, item in enumerate(value))
        return next((told for told in items if told), None)
    elif isinstance(shape, type):
        if type(value) is shape:
            return None
    elif type(value) is type(shape) and value == shape:
        return None
    return f"{where} is {_short(value)}: give {_named(shape)}"


def _misfit_of_object(value: dict[str, object], shape: dict[str, Shape], where: str) -> str | None:
    missing = [key for key in shape if key not in value]
    if missing:
        return f"{where} lacks {', '.join(missing)}"
    unknown = [key for key in value if key not in shape]
    if unknown:
        return f"{where} has {_short(unknown[0])}, which nothing is called: leave it out"
    items = (misfit(value[key], each, f"{where}.{key}") for key, each in shape.items())
    return next((told for told in items if told), None)


def _named(shape: Shape) -> str:
    """A shape in words."""
    if isinstance(shape, tuple):
        return " or ".join(_named(each) for each in shape)
    if isinstance(shape, dict):
        return "an object"
    if isinstance(shape, list):
        return "a list"
    return TYPES[shape] if isinstance(shape, type) else json.dumps(shape)


def _short(value: object) -> str:
    """A value as JSON, or as much of it as a sentence can bear."""
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:40]}..."
