"""What stands for an object in shared memory; of a user's class, one whose attributes are words."""

from copy import deepcopy
from typing import Any

from conformance.foreign.mirrors import DictMirror, ListMirror, LockMirror, Words
from conformance.foreign.reference import ABSENT, LOCK, WATCHED, attribute


def of(kind: type, heap: Words, name: str, classes: dict[type, type]) -> Any:
    """What stands for an object of that class.

    Args:
        kind: its class.
        heap: what its words are loaded from.
        name: of the object.
        classes: those of a user that were mirrored for the heap before.
    """
    built_in = {list: ListMirror, dict: DictMirror, LOCK: LockMirror}
    if kind in built_in:
        return built_in[kind](heap, name)
    return object.__new__(class_of(kind, heap, classes))


def class_of(kind: type, heap: Words, classes: dict[type, type]) -> type:
    """A class like one of the user's, whose attributes are words of the heap.

    Made by the thread's own code, an object of it is like any other until others can see it.
    """
    if kind not in classes:
        classes[kind] = _class(kind, heap)
    return classes[kind]


def _class(kind: type, heap: Words) -> type:
    def read(self: object, key: str) -> Any:
        reference = heap.reference(self)
        if reference is None:
            return object.__getattribute__(self, key)
        if key == "__class__":
            return kind
        if key == "__dict__":
            held = {
                each: heap.load(attribute(reference.name, each)) for each in heap.fields(reference)
            }
            return {each: value for each, value in held.items() if value is not ABSENT}
        where = attribute(reference.name, key)
        if heap.has(where):
            value = heap.load(where)
            if value is not ABSENT:
                return value
        found = object.__getattribute__(self, key)
        if isinstance(found, list | dict | set):
            heap.refuse(f"{key} belongs to the class {kind.__name__}: make it in __init__()")
        return found

    def write(self: object, key: str, value: object) -> None:
        reference = heap.reference(self)
        if reference is None:
            object.__setattr__(self, key, value)
        elif isinstance(getattr(kind, key, None), property):
            getattr(kind, key).__set__(self, value)
        else:
            heap.store(attribute(reference.name, key), value)

    def delete(self: object, key: str) -> None:
        reference = heap.reference(self)
        if reference is None:
            object.__delattr__(self, key)
            return
        getattr(self, key)
        heap.store(attribute(reference.name, key), ABSENT)

    def copied(self: object) -> object:
        own: object = object.__new__(kind)
        for key, value in self.__dict__.items():
            object.__setattr__(own, key, value)
        return own

    def deeply(self: object, memo: dict[int, Any]) -> object:
        own: object = object.__new__(kind)
        memo[id(self)] = own
        for key, value in self.__dict__.items():
            object.__setattr__(own, key, deepcopy(value, memo))
        return own

    members: dict[str, Any] = {
        "__slots__": (),
        "__module__": kind.__module__,
        "__qualname__": kind.__qualname__,
        "__getattribute__": read,
        "__setattr__": write,
        "__delattr__": delete,
        WATCHED: True,
    }
    copies = {"__copy__": copied, "__deepcopy__": deeply}
    members |= {key: value for key, value in copies.items() if not hasattr(kind, key)}
    return type(kind.__name__, (kind,), members)
