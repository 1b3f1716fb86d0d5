"""What the words of a watched object hold: plain values, and references to what is watched too."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from threading import Lock
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from impl.memory import Location
from spec.errors import UsageError

LOCK = type(Lock())

NUMBERS = (int, float, complex)

PLAIN = (*NUMBERS, str, bytes, type(None), range, frozenset, Enum, type, FunctionType, ModuleType)
"""What is one value and never changes."""

HEAP = 1 << 9
"""The flag of a class that was not compiled into the interpreter."""

WATCHED = "__watched__"

KEPT = "keep numbers, lists, dicts, objects of your own and threading.Lock where both threads look"


class Absent(Enum):
    """What a word holds that has yet to be stored, or was deleted."""

    ABSENT = "ABSENT"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Reference:
    """A list, a dict, a lock or an object in shared memory.

    Attributes:
        name: no two have the same in one run.
        kind: its class.
        words: what they held when others could first see it; those that are never stored again
            are in no other place.
    """

    name: str
    kind: type
    words: tuple[tuple[Location, Any], ...]


@dataclass(frozen=True, slots=True)
class Back:
    """A reference to something that leads here, by its name."""

    name: str


def slot(name: str, key: object) -> Location:
    """The word of a list's slot, or of a dict's key."""
    return Location(f"{name}[{key!r}]")


def length(name: str) -> Location:
    """The word that holds a list's length."""
    return Location(f"len({name})")


def keys(name: str) -> Location:
    """The word that holds a dict's keys, in order."""
    return Location(f"keys({name})")


def locked(name: str) -> Location:
    """The word of a lock: whether it is held."""
    return Location(f"{name}.locked")


def attribute(name: str, key: str) -> Location:
    """The word of an attribute; the first object has no name."""
    return Location(f"{name}.{key}" if name else key)


def is_plain(value: object) -> bool:
    """Whether a value never changes, so that it can be in one word."""
    if isinstance(value, tuple) and type(value) is not tuple:
        return all(map(is_plain, value))
    if isinstance(value, BuiltinFunctionType):
        return isinstance(value.__self__, ModuleType)
    if getattr(getattr(type(value), "__dataclass_params__", None), "frozen", False):
        return all(map(is_plain, attributes(value).values()))
    return isinstance(value, PLAIN)


def contents(value: object, name: str) -> Iterator[tuple[Location, Any]]:
    """The words of a list, a dict, a lock or an object, with what they hold.

    Raises:
        UsageError: it is none of these.
    """
    if type(value) is list:
        yield length(name), len(value)
        yield from ((slot(name, at), item) for at, item in enumerate(value))
    elif type(value) is dict:
        yield keys(name), tuple(value)
        yield from ((slot(name, key), item) for key, item in value.items())
    elif isinstance(value, LOCK):
        yield locked(name), value.locked()
    elif _is_ordinary(type(value)):
        yield from ((attribute(name, key), item) for key, item in attributes(value).items())
    else:
        told = f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
        raise UsageError(f"{name or 'the zonelist'} is a {told}, which cannot be watched: {KEPT}")


def attributes(value: object) -> dict[str, Any]:
    """The attributes of an object itself, in a dict or in slots."""
    found: dict[str, Any] = {}
    for base in reversed(type(value).__mro__):
        names = base.__dict__.get("__slots__", ())
        for key in (names,) if isinstance(names, str) else names:
            with suppress(AttributeError):
                found[key] = object.__getattribute__(value, key)
    with suppress(AttributeError):
        found |= object.__getattribute__(value, "__dict__")
    return found


def _is_ordinary(kind: type) -> bool:
    """Whether a class is written in Python, on top of nothing built in, and looks up as usual."""
    lookup = {"__getattribute__", "__setattr__", "__delattr__"}
    made: object = kind.__new__
    written = made is object.__new__ or isinstance(made, FunctionType)
    mine = [base for base in kind.__mro__[:-1] if not is_watched(base)]
    return written and all(
        base.__flags__ & HEAP and not lookup & vars(base).keys() for base in mine
    )


def kind_of(value: object) -> type:
    """The user's class of a value."""
    return next(base for base in type(value).__mro__ if not is_watched(base))


def is_watched(kind: type) -> bool:
    """Whether a class stands in for one of the user's."""
    return WATCHED in vars(kind)


class Encoder:
    """Turns values into what words hold: once for each list, dict, lock or object.

    Args:
        named: what to call it, by the object and the word that refers to it.
        known: the reference of what is watched already, else None.
    """

    def __init__(
        self,
        named: Callable[[object, str], str],
        known: Callable[[object], Reference | None] = lambda _value: None,
    ) -> None:
        self._named = named
        self._known = known
        self.seen: dict[int, tuple[object, Reference | Back]] = {}

    def encode(self, value: object, at: str) -> Any:
        """What a word holds for a value.

        Raises:
            UsageError: it cannot be watched.
        """
        if type(value) is tuple:
            return tuple(self.encode(item, at) for item in value)
        known = self._known(value)
        if known is not None:
            return known
        if is_plain(value):
            return value
        if id(value) not in self.seen:
            name = self._named(value, at)
            self.seen[id(value)] = value, Back(name)
            words = tuple(
                (where, self.encode(item, where)) for where, item in contents(value, name)
            )
            self.seen[id(value)] = value, Reference(name, kind_of(value), words)
        return self.seen[id(value)][1]


def of_start(value: object) -> Reference:
    """The reference to what both threads are given, everything named by the way there.

    Raises:
        UsageError: some of it cannot be watched.
    """
    name = "zonelist" if isinstance(value, list | dict) else ""
    found = Encoder(lambda _value, at: at).encode(value, name)
    if not isinstance(found, Reference):
        raise UsageError(f"start() returns {value!r}, in which nothing can change: {KEPT}")
    return found


def words(value: object) -> Iterator[tuple[Location, Any]]:
    """Every word that can be reached from a value, with what it held at first."""
    if isinstance(value, Reference):
        for where, item in value.words:
            yield where, item
            yield from words(item)
    elif type(value) is tuple:
        for item in value:
            yield from words(item)
