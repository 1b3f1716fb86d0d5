"""The races of each strategy inside small bounds: one function computes, ``table`` prints.

What is exact: every list, request and execution inside the bounds that ``linux-kernel.cat`` allows
has been looked at, of a pass over the list and, where a page carries a slot from pass to pass, of
an allocation with one try and the last look. A race that is reported has been found in an execution
that the literal axioms allow and flag. "None" holds for as many zones, rebuilds and readers as the
survey says and for one attempt of a pass that is repeated; it is not a proof for more.

What is decided here and not by the model: zonerefs are plain; sequence counts, locks, pointers and
page counts are marked. The writer's ``sequence++`` is a plain access in C, but the kernel tells
KCSAN to take it for atomic (``kcsan_nestable_atomic_begin()``, include/linux/seqlock.h). The stores
that stand for the reuse of a freed array are plain like any other owner's.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, Self

from spec.instance import Bounds
from spec.program import unroll
from spec.races.drawing import is_plain
from spec.races.reasons import needed, of_any_slot
from spec.races.search import RaceSearch, UndecidedError
from spec.races.skeleton import Pair
from spec.search.solver import Budget
from spec.term import negate
from spec.vocabulary import Strategy

VERSION = 1
UNLIMITED = Budget()
LARGEST = Bounds(zones=2, rebuilds=2, tries=1, readers=1)
"""Two rebuilds bring an array into use again; more zones bring more of the same words."""


@dataclass(frozen=True, slots=True)
class Race:
    """One word that races, and the first store and load that do.

    Attributes:
        word: the word of any slot, such as ``zonerefs[].zone``.
        example: that of one slot.
        rebuild: the rebuild that stores it.
        reader: who loads it: ``pass`` or ``allocation``.
        writer_wants: the annotation that the word's stores lack, empty if they are marked.
        reader_wants: the annotation that its loads lack.
    """

    word: str
    example: str
    rebuild: int
    reader: str
    writer_wants: str
    reader_wants: str


@dataclass(slots=True)
class Races:
    """What was found out about one strategy.

    Attributes:
        strategy: its name.
        races: each word that races.
        shared: how many words there are that the writer stores and a reader loads.
        ordered_by: where none races, what cannot be left out.
        rechecked: a pass throws away what it read if a count moved.
        accepted: an accepted pass races too.
        undecided: why it is not known, empty if it is.
    """

    strategy: str
    races: list[Race] = field(default_factory=list)
    shared: int = 0
    ordered_by: tuple[str, ...] = ()
    rechecked: bool = False
    accepted: bool = False
    undecided: str = ""

    def document(self) -> dict[str, Any]:
        """All of it as plain JSON."""
        return asdict(self)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """What a document tells of."""
        races = [Race(**race) for race in document["races"]]
        ordered_by = tuple(document["ordered_by"])
        return cls(**{**document, "races": races, "ordered_by": ordered_by})


@dataclass(frozen=True, slots=True)
class Survey:
    """The races of some strategies.

    Attributes:
        bounds: what they were looked for in.
        rows: one for each strategy.
    """

    bounds: Bounds
    rows: tuple[Races, ...]

    def document(self) -> dict[str, Any]:
        """The survey as plain JSON; ``version`` changes when a consumer would have to."""
        return {
            "version": VERSION,
            "report": "races",
            "model": "lkmm",
            "bounds": asdict(self.bounds),
            "strategies": [row.document() for row in self.rows],
        }

    def exit_code(self) -> int:
        """0, or 4 if something is undecided."""
        return 4 if any(row.undecided for row in self.rows) else 0


def within(bounds: Bounds) -> Bounds:
    """How far races are looked for where somebody asks for these bounds: ``LARGEST`` at most."""
    return Bounds(
        min(bounds.zones, LARGEST.zones),
        min(bounds.rebuilds, LARGEST.rebuilds),
        LARGEST.tries,
        bounds.readers or LARGEST.readers,
    )


def races(strategy: Strategy, bounds: Bounds = LARGEST, budget: Budget = UNLIMITED) -> Races:
    """Find out which words race.

    Args:
        strategy: the page.
        bounds: as ``within`` gives them.
        budget: for each question to the solver.
    """
    row = Races(strategy.name)
    try:
        _look(row, strategy, "pass", bounds, budget)
        if strategy.first and len(row.races) < row.shared:
            _look(row, strategy, "allocation", bounds, budget)
        if not row.races and row.shared:
            row.ordered_by = needed(partial(unroll, strategy, "pass", bounds), budget)
    except UndecidedError as error:
        row.undecided = str(error)
    return row


def _look(row: Races, strategy: Strategy, reader: str, bounds: Bounds, budget: Budget) -> None:
    """Add the words that race in this reader's executions and are not known to yet."""
    essence = reader == "allocation"
    program = unroll(strategy, reader, bounds, essence=essence)
    search = RaceSearch(program, budget)
    known = {race.word for race in row.races}
    words: dict[str, list[Pair]] = {}
    for store, load in search.pairs():
        words.setdefault(of_any_slot(store.location), []).append((store, load))
    for word, pairs in words.items():
        if word in known:
            continue
        found = next((pair for pair in pairs if search.race(*pair) is not None), None)
        if found is None:
            continue
        row.races.append(
            Race(
                word,
                str(found[0].location),
                program.rebuild_of[found[0].index],
                reader,
                "WRITE_ONCE" if any(is_plain(store) for store, _ in pairs) else "",
                "READ_ONCE" if any(is_plain(load) for _, load in pairs) else "",
            )
        )
    row.shared = max(row.shared, len(words))
    if reader == "pass" and program.run.retried is not False:
        row.rechecked = True
        accepted = negate(program.run.retried)
        row.accepted = bool(row.races) and any(
            search.race(store, load, accepted) is not None for store, load in search.pairs()
        )
