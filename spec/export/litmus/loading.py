"""What the reader loads, and what it asks about its request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from spec.errors import PageError
from spec.export.litmus.access import Access
from spec.export.litmus.code import Code
from spec.export.litmus.memory import STOPPED, Held, Memory
from spec.instance import Instance
from spec.term import Bool, all_of, any_of, bit, equal, negate, number
from spec.vocabulary import Cell, Condition, Location, Mask, Order


class Loading:
    """What the reader of a page is made of: loads, and conditions on them as terms."""

    def __init__(self, code: Code, memory: Memory, instance: Instance) -> None:
        self.code = code
        self._memory = memory
        self._access = Access(code, memory)
        self._instance = instance
        self._registers: list[str] = []
        self._ignored = ""
        self._kept: str | None = None

    # --- loads ----------------------------------------------------------------------------

    @property
    def _latest(self) -> tuple[int, ...]:
        """The last load, as ``Loaded`` and ``Place`` remember it."""
        return (len(self._registers) - 1,)

    def _load(
        self,
        location: Location,
        order: Order = "once",
        by: tuple[int, ...] = (),
        register: str = "",
    ) -> Held:
        if location not in self._memory.initial:
            raise PageError(f"{location} is no word of this strategy")
        register = register or self.code.register(self._memory.name(location))
        self._registers.append(register)
        if self._memory.stopped:
            self._look_up(register, location)
        else:
            self._access.load(register, location, order, [self._registers[at] for at in by])
        return self._memory.held(register, location)

    def _look_up(self, register: str, location: Location) -> None:
        """A load of how many rebuilds there were, and what the word held then.

        Of a word that no rebuild changes, nothing is loaded: whatever that number, it is the same.
        """
        stored = [memory[location] for memory in self._memory.stopped]
        words = [self._memory.encoded(location, each.value, each.life) for each in stored]
        changes = {rebuild: word for rebuild, word in enumerate(words) if word != words[0]}
        rebuilds = (self._kept or self._rebuilds()) if changes else ""
        if words[0]:
            self.code.say(f"{register} = {words[0]};")
        for rebuild, word in changes.items():
            with self.code.block(equal(number(rebuilds, len(words)), rebuild)):
                self.code.say(f"{register} = {word};")

    def _rebuilds(self) -> str:
        register = self.code.register(STOPPED.name)
        self._access.load(register, STOPPED, "once")
        return register

    @contextmanager
    def _stop_kept_out(self) -> Iterator[None]:
        """No CPU is stopped in between, so that all loads see one memory."""
        if self._memory.stopped:
            self._kept = self._rebuilds()
        yield
        self._kept = None

    def _moves(self, cell: Cell) -> None:
        if self._memory.stopped:
            raise PageError(
                f"the reader awaits or stores {cell.name} beside a stop_machine(), which LKMM has "
                "no word for: let it only load"
            )

    # --- conditions on the request --------------------------------------------------------

    def only_if(self, condition: Bool) -> Iterator[None]:
        """See ``Reader``."""
        with self.code.block(condition) as ever:
            if ever:
                yield

    def policy_of(self, owner: str) -> Bool:
        """See ``Reader``."""
        return self._memory.scenario.policy == owner

    def ignore_if_disjoint(
        self, policy: Mask, mems: Mask, *, confirm: Callable[[], Condition] | None = None
    ) -> Condition:
        """See ``Reader``."""
        both = [mine for mask in (policy, mems) if (mine := self._memory.strategy.own(mask))]
        given = self._given(policy)
        if not both or given is False:
            return Condition(False)
        ignored = self._ignored or self.code.register("ignored")
        found = self.code.register("disjoint")
        with self.code.block(given):
            shared: list[Bool] = []
            for at in range(both[0].words):
                left, right = (self._load(mask.word(at)).number for mask in both)
                places = range(len(both[0].nodes(at, self._instance.zones)))
                shared += [all_of(bit(left, place), bit(right, place)) for place in places]
            confirmed = confirm().holds if confirm else True
            with self.code.block(all_of(negate(any_of(*shared)), confirmed)) as ever:
                if ever:
                    self.code.say(f"{ignored} = 1;")
                    self.code.say(f"{found} = 1;")
        self._ignored = ignored
        return Condition(equal(number(found, 1), 1))

    def _given(self, mask: Mask) -> Bool:
        """The mask is no policy, or the request has one that is not ignored."""
        masks = self._memory.strategy.masks
        if len(masks) < 2 or mask.name != masks[0].name:
            return True
        ignored = equal(number(self._ignored, 1), 1) if self._ignored else False
        return all_of(self._memory.scenario.policy != "none", negate(ignored))
