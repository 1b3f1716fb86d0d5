"""Loads, stores and atomic updates as the kernel writes them."""

from collections.abc import Callable, Iterable

from spec.errors import PageError
from spec.export.litmus.code import Code
from spec.export.litmus.memory import Held, Memory
from spec.export.litmus.notation import some
from spec.vocabulary import Location, Order

PROBED = 64
"""So many values of a cell tell what an update of it does."""


class Access:
    """How one thread gets at memory.

    Attributes:
        code: the thread.
        memory: all words.
    """

    def __init__(self, code: Code, memory: Memory) -> None:
        self.code = code
        self.memory = memory

    def load(self, register: str, location: Location, order: Order, by: Iterable[str] = ()) -> None:
        """Load a word.

        Args:
            register: what gets its value.
            location: the word.
            order: ``acquire`` or not.
            by: registers that the address is computed from.
        """
        name = self._accessed(location)
        self.code.loads(name)
        if by:
            # herd7 knows that this is 0 before it knows the register; of r & 0 it does not.
            nothing = " | ".join(f"({each} ^ {each})" for each in dict.fromkeys(by))
            name = f"({name} + {f'({nothing})' if '|' in nothing else nothing})"
        acquire = order == "acquire"
        if location in self.memory.updated:
            told = f"atomic_read{'_acquire' * acquire}({name})"
        else:
            told = f"smp_load_acquire({name})" if acquire else f"READ_ONCE(*{name})"
        self.code.say(f"{register} = {told};")

    def store(self, location: Location, value: int, order: Order) -> None:
        """Store a number."""
        name = self._accessed(location)
        self.code.stored.append(name)
        release = order == "release"
        if location in self.memory.updated:
            told = f"atomic_set{'_release' * release}({name}, {value})"
        elif release:
            told = f"smp_store_release({name}, {value})"
        else:
            told = f"WRITE_ONCE(*{name}, {value})"
        self.code.say(f"{told};")

    def wait(self, location: Location, when: Callable[[int], bool], order: Order) -> Held:
        """Load a word, taking for granted that it is as awaited."""
        register = self.code.register(self.memory.name(location))
        self.load(register, location, order)
        return self._awaited(register, location, when)

    def update(
        self,
        location: Location,
        when: Callable[[int], bool],
        change: Callable[[int], int],
        order: Order,
    ) -> None:
        """An atomic read-modify-write, taking for granted that what it finds allows it.

        Raises:
            PageError: it is neither an addition nor the store of a constant.
        """
        self.memory.update(location, when, change)
        register = self.code.register(self.memory.name(location))
        name = self._accessed(location)
        self.code.loads(name)
        self.code.stored.append(name)
        suffix = "_relaxed" if order == "once" else f"_{order}"
        old = [value for value in range(PROBED) if when(value)]
        new = [change(value) for value in old]
        steps = {after - before for before, after in zip(old, new, strict=True)}
        if len(old) == 1:
            told = f"atomic_cmpxchg{suffix}({name}, {old[0]}, {new[0]})"
        elif len({*new}) == 1:
            told = f"atomic_xchg{suffix}({name}, {new[0]})"
        elif len(steps) == 1:
            step = steps.pop()
            told = f"atomic_fetch_{'add' if step > 0 else 'sub'}{suffix}({abs(step)}, {name})"
        else:
            raise PageError(
                f"the update of {location} is no addition and stores no constant: "
                "LKMM has no word for it"
            )
        self.code.say(f"{register} = {told};")
        self._awaited(register, location, when)

    def _awaited(self, register: str, location: Location, when: Callable[[int], bool]) -> Held:
        """Keep the executions in which the register holds what is awaited."""
        values = self.memory.values(location)
        taken = [value for value in values if when(value)]
        if len(taken) < len(values):
            if self.code.is_inside:
                taken.append(self.code.unread(register, values[-1] + 1))
            told = some(*(self.code.final(register, value) for value in taken))
            self.code.awaited.append(told)
        return self.memory.held(register, location)

    def _accessed(self, location: Location) -> str:
        name = self.memory.name(location)
        self.code.parameters[name] = "atomic_t" if location in self.memory.updated else "int"
        return name
