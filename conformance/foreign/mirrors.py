"""Objects that stand for those in shared memory: each of their words is loaded and stored there.

The code of a foreign implementation cannot tell them from its own, but for `type()` of a list or a
dict. What the interpreter does in one go, such as storing a slice, is a step for each word here, as
it is for threads without a global lock.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, MutableMapping, MutableSequence
from copy import deepcopy
from typing import Any, NoReturn, Protocol

from conformance.foreign.reference import (
    Reference,
    keys,
    length,
    locked,
    slot,
)
from impl.memory import Location


class Words(Protocol):
    """The part of a heap that mirrors use."""

    def load(self, location: Location) -> Any:
        """What a word refers to."""

    def store(self, location: Location, value: object) -> None:
        """Make a word refer to a value."""

    def acquire(self, location: Location) -> None:
        """Take a lock once it is free."""

    def has(self, location: Location) -> bool:
        """Whether a word was ever stored."""

    def reference(self, mirror: object) -> Reference | None:
        """What an object stands for, None if it is the thread's own."""

    def fields(self, reference: Reference) -> list[str]:
        """The names of an object's attributes."""

    def refuse(self, why: str) -> NoReturn:
        """Stop the thread for good."""


class ListMirror(MutableSequence[Any]):
    """Stands for a list: a word for its length and one for each slot."""

    def __init__(self, heap: Words, name: str) -> None:
        self._heap = heap
        self._name = name

    def __len__(self) -> int:
        """Load the length."""
        return int(self._heap.load(length(self._name)))

    def __getitem__(self, index: Any) -> Any:
        """Load the length and a slot, or each of a slice."""
        if isinstance(index, slice):
            return [self._load(at) for at in range(*index.indices(len(self)))]
        return self._load(self._at(index))

    def __setitem__(self, index: Any, value: Any) -> None:
        """Load the length and store a slot, or each of a slice; all behind it if that moves."""
        if not isinstance(index, slice):
            self._store(self._at(index), value)
            return
        values = list(value)
        chosen = range(*index.indices(len(self)))
        if len(chosen) != len(values):
            self._renew(chosen, lambda whole: whole.__setitem__(index, values))
            return
        for at, item in zip(chosen, values, strict=True):
            self._store(at, item)

    def __delitem__(self, index: Any) -> None:
        """Load what is behind, store it where it belongs, then the length."""
        if isinstance(index, slice):
            chosen = range(*index.indices(len(self)))
        else:
            at = self._at(index)
            chosen = range(at, at + 1)
        if chosen:
            self._renew(chosen, lambda whole: whole.__delitem__(index))

    def insert(self, index: int, value: Any) -> None:
        """Move what is behind, from the end on, store the slot, then the length."""
        size = len(self)
        at = slice(index, None).indices(size)[0]
        for here in range(size, at, -1):
            self._store(here, self._load(here - 1))
        self._store(at, value)
        self._heap.store(length(self._name), size + 1)

    def clear(self) -> None:
        """Store the length."""
        self._heap.store(length(self._name), 0)

    def sort(self, *, key: Callable[[Any], Any] | None = None, reverse: bool = False) -> None:
        """Load every slot, then store every slot."""
        self[:] = sorted(self, key=key, reverse=reverse)

    def copy(self) -> list[Any]:
        """Load every slot."""
        return list(self)

    def __copy__(self) -> list[Any]:
        return list(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> list[Any]:
        return deepcopy(list(self), memo)

    def __add__(self, other: Iterable[Any]) -> list[Any]:
        return [*self, *other]

    def __radd__(self, other: Iterable[Any]) -> list[Any]:
        return [*other, *self]

    def __mul__(self, times: int) -> list[Any]:
        return list(self) * times

    def __eq__(self, other: object) -> bool:
        return isinstance(other, list | ListMirror) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(list(self))

    def _at(self, index: Any) -> int:
        size, wanted = len(self), operator.index(index)
        if not -size <= wanted < size:
            raise IndexError("list index out of range")
        return wanted % size

    def _load(self, at: int) -> Any:
        return self._heap.load(slot(self._name, at))

    def _store(self, at: int, value: object) -> None:
        self._heap.store(slot(self._name, at), value)

    def _renew(self, chosen: range, change: Callable[[list[Any]], None]) -> None:
        """Make a change that moves what is behind the chosen slots."""
        start = min(chosen, default=max(chosen.start, 0))
        size = len(self)
        whole = [None] * start + [self._load(at) for at in range(start, size)]
        change(whole)
        for at in range(start, len(whole)):
            self._store(at, whole[at])
        self._heap.store(length(self._name), len(whole))


class DictMirror(MutableMapping[Any, Any]):
    """Stands for a dict: a word for all its keys and one for each value."""

    def __init__(self, heap: Words, name: str) -> None:
        self._heap = heap
        self._name = name

    def __getitem__(self, key: Any) -> Any:
        """Load the keys and a value."""
        if key not in self._keys():
            raise KeyError(key)
        return self._heap.load(slot(self._name, key))

    def __setitem__(self, key: Any, value: Any) -> None:
        """Load the keys and store a value; if the key is new, the keys behind it."""
        before = self._keys()
        self._heap.store(slot(self._name, key), value)
        if key not in before:
            self._heap.store(keys(self._name), (*before, key))

    def __delitem__(self, key: Any) -> None:
        """Load the keys and store them without this one."""
        before = self._keys()
        if key not in before:
            raise KeyError(key)
        self._heap.store(keys(self._name), tuple(each for each in before if each != key))

    def __iter__(self) -> Iterator[Any]:
        """Load the keys."""
        return iter(self._keys())

    def __len__(self) -> int:
        """Load the keys."""
        return len(self._keys())

    def __contains__(self, key: object) -> bool:
        return key in self._keys()

    def copy(self) -> dict[Any, Any]:
        """Load the keys and every value."""
        return dict(self)

    def __copy__(self) -> dict[Any, Any]:
        return dict(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[Any, Any]:
        return deepcopy(dict(self), memo)

    def __repr__(self) -> str:
        return repr(dict(self))

    def _keys(self) -> tuple[Any, ...]:
        found: tuple[Any, ...] = self._heap.load(keys(self._name))
        return found


class LockMirror:
    """Stands for a lock, whose owner is not asked for."""

    def __init__(self, heap: Words, name: str) -> None:
        self._heap = heap
        self._word = locked(name)

    def acquire(self) -> bool:
        """Take it, once it is free."""
        self._heap.acquire(self._word)
        return True

    def release(self) -> None:
        """Give it back."""
        self._heap.store(self._word, value=False)

    def locked(self) -> bool:
        """Load whether it is held."""
        return bool(self._heap.load(self._word))

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_raised: object) -> None:
        self.release()
