"""The readers, as plain Python: every ``yield`` asks something of the search.

The search tells runs apart by the local variables of the frames that are suspended. So nothing
may live on the evaluation stack alone across a ``yield``: every answer goes to a variable first,
and loops run over distinct items only.
"""

from collections.abc import Generator

from .pages import Page
from .request import Begin, Broken, GaveUp, Load, Outlive, Pages, Passed, Request, Take
from .script import POINTER, Masks
from .setting import Setting

Steps = Generator[Request, int, None]
BOTH = ("policy", "mems")


class Reader:
    """One reader of one page in one instance.

    Args:
        page: the strategy.
        setting: the instance.
        masks: the shape of its masks.
        tries: tries in a round of the slow path.
    """

    def __init__(self, page: Page, setting: Setting, masks: Masks, tries: int) -> None:
        self.page, self.setting, self.masks, self.tries = page, setting, masks, tries
        self.capacity = max(map(len, setting.lists)) + 1
        self.respectful = setting.respectful()
        listed = [(setting.types[zone - 1], zone) for zone in setting.lists[0]]
        self.fixed = (*listed, (0, 0))

    # The programs.

    def one_pass(self) -> Steps:
        """A pass as it stands at the beginning of an allocation."""
        _, tested, _ = yield from self._enter(self.setting.owner)
        visits: tuple[int, ...] = ()
        slot = 0
        while True:
            slot, zone = yield from self._next(slot, tested)
            if zone < 1:
                break
            if zone not in self.respectful:
                yield Broken("respects_request")
            if self.page.lists or not visits:
                visits = (*visits, zone)
            slot += 1
        if zone == 0:
            yield Passed(visits)

    def allocation(self) -> Steps:
        """Fast path, rounds of tries, the last look."""
        heeds, tested, cookies = yield from self._enter(self.setting.owner)
        found = yield from self._look(0, 0, tested)
        base = 0
        while not found:
            if not self.page.early:
                cookies = yield from self._cookies()
            first = yield from self._first(heeds)
            again = False
            if first is None:
                if "empty" in self.page.checks:
                    again, heeds = yield from self._check(heeds, cookies)
                if not again:
                    yield GaveUp(max(base - 1, 0), None)
                    return
            else:
                for turn in range(1, self.tries + 1):
                    if turn > 1 and "retry" in self.page.checks:
                        again, heeds = yield from self._check(heeds, cookies)
                        if again:
                            break
                    found = yield from self._look(base + turn, first, tested)
                    if found:
                        return
                if not again and "last" in self.page.checks:
                    again, heeds = yield from self._check(heeds, cookies)
                if not again:
                    found = yield from self._look(base + self.tries + 1, first, tested)
                    if not found:
                        yield GaveUp(base + self.tries, base + self.tries + 1)
                    return
            if not heeds:
                tested = self._tested(heeds)
            base += self.tries + 1

    def atomic(self, context: str) -> Steps:
        """An allocation that may not sleep and finds no page: it goes all the way."""
        if context == "console":
            yield Take("console")
        owner = self.setting.owner if context == "task" else "none"
        heeds, tested, cookies = yield from self._enter(owner)
        yield from self._walk(0, tested)
        if not self.page.early:
            cookies = yield from self._cookies()
        first = yield from self._first(heeds)
        if first is not None:
            yield from self._walk(first, tested)
        yield from self._check(heeds, cookies)

    def settled(self) -> Steps:
        """A pass and a round without tries, for a writer that stands still: nothing restarts."""
        heeds, tested, cookies = yield from self._enter(self.setting.owner)
        yield from self._walk(0, tested)
        if not self.page.early:
            cookies = yield from self._cookies()
        first = yield from self._first(heeds)
        if self.page.checks and (first is None or len(self.page.checks) > 1):
            again, heeds = yield from self._check(heeds, cookies)
            if again:
                yield Broken("terminates")

    def lasso(self) -> Steps:
        """A try that can only be followed by another: the first slot is from another time."""
        heeds, tested, cookies = yield from self._enter(self.setting.owner)
        cookies = yield from self._cookies()
        first = yield from self._first(heeds)
        if first is None:
            return
        yield Outlive()
        if "retry" in self.page.checks:
            again, _ = yield from self._check(heeds, cookies)
            if again:
                return
        found = yield from self._look(1, first, tested)
        if found:
            return
        found = yield from self._look(1, 0, tested)
        if found:
            yield Broken("terminates")

    # Their parts.

    def _enter(
        self, owner: str
    ) -> Generator[Request, int, tuple[bool, tuple[str, ...], tuple[int, ...]]]:
        """Everything before the first pass: whether the policy is heeded, masks, cookies."""
        if self.page.counted:
            yield Take("reading")
        if owner == "vma":
            yield Take("mmap")
        cookies: tuple[int, ...] = ()
        if self.page.early:
            cookies = yield from self._cookies()
        if self.page.copies:
            version = yield Load(POINTER)
            return False, (f"nodes.{version}",), cookies
        heeds = False
        if owner != "none":
            heeds = yield from self._meet()
        return heeds, self._tested(heeds), cookies

    def _tested(self, heeds: bool) -> tuple[str, ...]:
        return BOTH if heeds else BOTH[1:]

    def _meet(self) -> Generator[Request, int, bool]:
        """Whether policy and cpuset share a node."""
        common = 0
        for word in range(self.masks.words):
            policy = yield Load(("policy", 0, word))
            mems = yield Load(("mems", 0, word))
            common |= policy & mems
        return bool(common)

    def _cookies(self) -> Generator[Request, int, tuple[int, ...]]:
        cookies: tuple[int, ...] = ()
        for cell in self.page.counts:
            count = yield Load(cell, even=True)
            cookies = (*cookies, count)
        return cookies

    def _check(
        self, heeds: bool, cookies: tuple[int, ...]
    ) -> Generator[Request, int, tuple[bool, bool]]:
        """Whether to restart, and whether the policy is heeded from now on."""
        again = False
        if self.page.disjoint and heeds:
            heeds = yield from self._meet()
            again = not heeds
        for at in range(len(cookies)):
            count = yield Load(self.page.counts[at])
            again = again or count != cookies[at]
        return again, heeds

    def _first(self, heeds: bool) -> Generator[Request, int, int | None]:
        """The slot that tries start from, None if there is none for the request."""
        if not self.page.first:
            return 0
        tested: tuple[str, ...] = BOTH[:1] if heeds else ()
        if not heeds and self.page.first == "policy or mems":
            tested = BOTH[1:]
        slot, zone = yield from self._next(0, tested)
        return slot if zone > 0 else None

    def _next(self, slot: int, tested: tuple[str, ...]) -> Generator[Request, int, tuple[int, int]]:
        """The next slot with a zone that passes all masks, and the zone; 0 at the end.

        A list that never moves is looked at without a step: every schedule finds it alike.
        """
        while slot < self.capacity:
            if self.page.lists:
                index = yield Load(("zone_idx", 0, slot))
            else:
                index = self.fixed[slot][0]
            if index <= 0:
                if self.page.lists:
                    zone = yield Load(("zone", 0, slot))
                else:
                    zone = self.fixed[slot][1]
                if not zone:
                    return slot, 0
                allowed = yield from self._allows(zone, tested)
                if allowed:
                    return slot, zone
            slot += 1
        yield Broken("stays_in_bounds")
        return slot, -1

    def _allows(self, zone: int, tested: tuple[str, ...]) -> Generator[Request, int, bool]:
        node = self.setting.nodes[zone - 1]
        if self.setting.mask is not None:
            return bool(self.setting.mask >> node & 1)
        for name in tested:
            word = yield Load((name, 0, self.masks.word_of(node)))
            if not word >> node & 1:
                return False
        return True

    def _look(
        self, number: int, slot: int, tested: tuple[str, ...]
    ) -> Generator[Request, int, bool]:
        """A pass of an allocation: whether it found a page."""
        yield Begin(number)
        while True:
            slot, zone = yield from self._next(slot, tested)
            if zone < 1:
                return zone < 0
            if zone not in self.respectful:
                yield Broken("respects_request")
            found = yield Pages(zone, number)
            if found:
                return True
            slot += 1

    def _walk(self, slot: int, tested: tuple[str, ...]) -> Generator[Request, int, None]:
        """A pass that finds no page, for its loads only."""
        while True:
            slot, zone = yield from self._next(slot, tested)
            if zone < 1:
                return
            slot += 1
