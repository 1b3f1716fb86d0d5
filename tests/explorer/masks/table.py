"""The table: for each page which properties some instance and schedule violate, by kind."""

from collections.abc import Callable, Iterator, Sequence

from tests.explorer.instance import KINDS
from tests.explorer.memory import SEQ, Cell, Memory, Step

from .pages import Page
from .reader import Reader, Steps
from .request import GaveUp, Passed
from .script import Action, Masks
from .search import Known, Program, search
from .setting import MASK_KINDS, OWNER_KINDS, Setting, kinds_of, list_settings, mask_settings

CONTEXTS = ("task", "interrupt", "console")
KERNELS = ("no_rt", "preempt_rt")
OF_LISTS = ("no_missed_zone", "no_double_visit", "zone_always_visible", "sees_one_list")
OF_A_PASS = ("eligible_zone_always_visible", *OF_LISTS)
OF_AN_ALLOCATION = (
    "respects_request",
    "stays_in_bounds",
    "no_premature_oom",
    "no_premature_oom_last_look",
)
OF_LISTS_ONLY = (*OF_LISTS, "stays_in_bounds")

Cells = dict[tuple[str, str], bool]
"""Property and kind, context or kernel: whether it is refuted."""


def properties_of(page: Page) -> tuple[str, ...]:
    """The properties that say something about a page and are told by kind."""
    asked = [*OF_A_PASS, *OF_AN_ALLOCATION, *(["terminates"] if page.guarded else [])]
    return tuple(prop for prop in asked if page.lists or prop not in OF_LISTS_ONLY)


def kinds_for(page: Page) -> tuple[str, ...]:
    """The kinds of rebuild or rebind a page is asked about."""
    if page.lists:
        return KINDS
    return OWNER_KINDS if page.two else MASK_KINDS


def settings_for(page: Page, zones: int, rebuilds: int) -> Iterator[Setting]:
    """The instances of a page."""
    if page.lists:
        return list_settings(zones, rebuilds)
    return mask_settings(zones, rebuilds, two=page.two, wide=page.wide)


def steps_of(actions: Sequence[Action]) -> list[Step]:
    """What of a script is in memory."""
    return [action for action in actions if isinstance(action, Step)]


def interruptible(actions: Sequence[Action]) -> int:
    """The positions at which an interrupt can come, without PREEMPT_RT."""
    disabled, found, at = False, 1, 0
    for action in actions:
        if action in ("irqs off", "lock irqsave"):
            disabled = True
        elif action in ("irqs on", "unlock irqrestore"):
            disabled = False
        elif isinstance(action, Step):
            at += 1
        found |= (not disabled) << at
    return found


def sleeps_in_atomic(actions: Sequence[Action], kernel: str) -> bool:
    """Whether the writer takes a lock that sleeps while it has disabled interrupts."""
    sleeping = {"mmap"} if kernel == "no_rt" else {"mmap", "lock", "lock irqsave"}
    disabled = False
    for action in actions:
        what = action.waits if isinstance(action, Step) else action
        if disabled and what in sleeping:
            return True
        if what == "irqs off" or (what == "lock irqsave" and kernel == "no_rt"):
            disabled = True
        elif what in ("irqs on", "unlock irqrestore"):
            disabled = False
    return False


class Trial:
    """A page in an instance: its programs, and what they violate."""

    def __init__(self, page: Page, setting: Setting, *, tries: int, nodes: int) -> None:
        self.page, self.setting = page, setting
        self.masks = Masks(nodes, page.wide)
        self.actions = page.writer(setting, self.masks)
        self.script = steps_of(self.actions)
        self.memory = Memory(self.initial(), self.script)
        self.reader = Reader(page, setting, self.masks, tries)
        self.eligible = setting.eligible()
        satisfying = frozenset.union(*self.eligible) if page.lists else frozenset[int]()
        listed = frozenset(zone for one in setting.lists for zone in one)
        self.all_satisfy = listed == setting.respectful()
        self.throughout = satisfying
        self.expected = {
            tuple(zone for zone in one if zone in setting.respectful()) for one in setting.lists
        }

    def initial(self) -> dict[Cell, int]:
        """What memory holds before the writer's first step, where it is not 0."""
        initial: dict[Cell, int] = {SEQ: 0}
        for slot, zone in enumerate(self.setting.lists[0]):
            initial["zone", 0, slot] = zone
            initial["zone_idx", 0, slot] = self.setting.types[zone - 1]
        for name, versions in (("mems", self.setting.mems), ("policy", self.setting.policy)):
            if versions:
                initial.update(self.masks.cells(name, versions[0]))
        if self.page.copies:
            initial.update(self.masks.cells("nodes.0", self.setting.mems[0]))
        return initial

    def broken(
        self,
        reader: Callable[[], Steps],
        wanted: frozenset[str] | None = None,
        *,
        still: int | None = None,
        merging: bool = True,
    ) -> frozenset[str]:
        """What some schedule of the reader violates."""
        zones = len(self.setting.types)
        program = Program(reader, self.memory, self.script, zones, self.judge, still)
        return search(program, wanted, merging=merging)

    def judge(self, end: Passed | GaveUp, known: Known) -> frozenset[str]:
        """What a completed pass, or giving up, violates."""
        if isinstance(end, Passed):
            return frozenset(self._of_a_pass(end.visits))
        found = set()
        if self._eligible_from(lambda low, _: low <= end.last_try, known):
            found.add("no_premature_oom")
        look = end.last_look
        if look is not None and self._eligible_from(lambda low, high: low <= look <= high, known):
            found.add("no_premature_oom_last_look")
        return frozenset(found)

    def _eligible_from(self, having: Callable[[int, int], bool], known: Known) -> bool:
        return all(any(having(*known.pages[zone - 1]) for zone in one) for one in self.eligible)

    def _of_a_pass(self, visits: tuple[int, ...]) -> Iterator[str]:
        if not visits and all(self.eligible):
            yield "eligible_zone_always_visible"
        if not self.page.lists:
            return
        if len({*visits}) < len(visits):
            yield "no_double_visit"
        if not self.throughout <= {*visits}:
            yield "no_missed_zone"
        if not visits and self.all_satisfy:
            yield "zone_always_visible"
        if visits not in self.expected:
            yield "sees_one_list"


def findings(trial: Trial, wanted: frozenset[str]) -> frozenset[str]:
    """Which of the wanted properties some schedule violates.

    An allocation's fast path visits what a pass visits, if no zone has pages.
    """
    reader, found = trial.reader, frozenset[str]()
    of_a_pass = wanted & {*OF_A_PASS}
    if of_a_pass:
        found |= trial.broken(reader.one_pass, of_a_pass)
    of_an_allocation = wanted & {*OF_AN_ALLOCATION}
    if of_an_allocation:
        found |= trial.broken(reader.allocation, of_an_allocation)
    if "terminates" in wanted:
        ends = trial.broken(reader.settled, still=trial.memory.all)
        if trial.page.reclaim:
            # What should_reclaim_retry() looks at is not visited, so nothing else is asked.
            ends |= trial.broken(reader.lasso)
        found |= ends & {"terminates"}
    return found & wanted


def deadlocks(trial: Trial, context: str) -> bool:
    """Whether a reader in that context can wait for one who cannot run."""
    still = interruptible(trial.actions) if context == "interrupt" else None
    found = trial.broken(lambda: trial.reader.atomic(context), still=still)
    return "no_deadlock" in found


def cells_of(page: Page, zones: int, rebuilds: int, tries: int) -> Cells:
    """Decide every cell of a page, exhaustively, for up to that many zones and rebuilds.

    An instance is skipped when all that it could add is known already.
    """
    asked, kinds = properties_of(page), kinds_for(page)
    cells: Cells = {(prop, kind): False for prop in asked for kind in kinds}
    if page.guarded:
        cells |= {("no_deadlock", context): False for context in CONTEXTS}
        cells |= {("no_sleep_in_atomic", kernel): False for kernel in KERNELS}
    for setting in settings_for(page, zones, rebuilds):
        trial = Trial(page, setting, tries=tries, nodes=zones)
        mine = kinds_of(setting, two=page.two)
        wanted = frozenset(prop for prop in asked if any(not cells[prop, kind] for kind in mine))
        for prop in findings(trial, wanted):
            cells |= {(prop, kind): True for kind in mine}
        if page.guarded:
            for context in CONTEXTS:
                if not cells["no_deadlock", context]:
                    cells["no_deadlock", context] = deadlocks(trial, context)
            for kernel in KERNELS:
                if sleeps_in_atomic(trial.actions, kernel):
                    cells["no_sleep_in_atomic", kernel] = True
    return cells
