"""Scenarios: one concrete instance and schedule, as a value and as a line of text."""

import re
from dataclasses import dataclass

from spec.errors import UsageError
from spec.instance import CONTEXTS, KERNELS, OWNERS, TYPE_BITS, Instance
from spec.term import join


@dataclass(frozen=True, slots=True)
class Scenario:
    """Lists, zones, request, pages and who takes each step.

    Attributes:
        strategy: the page's id.
        prop: the property it is about.
        reader: one of ``READERS``.
        lists: L0, L1, ... as zone numbers.
        types: the type of each zone, from zone 1 on.
        nodes: the node of each zone.
        limit: the request's ``highest_zoneidx``.
        mask: the request's nodemask, None for none.
        pages_from: the first pass in which each zone has pages, None for never.
        schedule: run-length coded: ``w`` the writer, ``r`` the reader, ``r2w4r1`` for example.
        tries: slow-path tries of a round.
        events: the zones that gain or lose pages, for a fixed list.
        pages_before: the zones that have pages at first, for a fixed list.
        model: the memory model under which it happens.
        masks: for each nodemask that moves, its versions; a policy's before the cpuset's.
        policy: whose the request's policy is: ``none``, ``task`` or ``vma``.
        reads: loads that do not return what was stored last: which of the reader's steps, and
            which of the writer's it reads from, counted from 1; 0 is the initial value.
    """

    strategy: str
    prop: str
    reader: str
    lists: tuple[tuple[int, ...], ...]
    types: tuple[int, ...]
    nodes: tuple[int, ...]
    limit: int
    mask: frozenset[int] | None
    pages_from: tuple[int | None, ...]
    schedule: str
    tries: int = 2
    events: tuple[int, ...] = ()
    pages_before: tuple[bool, ...] = ()
    model: str = "sc"
    reads: tuple[tuple[int, int], ...] = ()
    masks: tuple[tuple[str, tuple[frozenset[int], ...]], ...] = ()
    policy: str = "none"

    @property
    def changes(self) -> int:
        """How many rebuilds, changes of pages or rebinds there are."""
        rebinds = max((len(versions) for _, versions in self.masks), default=1) - 1
        return len(self.events) or rebinds or len(self.lists) - 1

    @property
    def zones(self) -> int:
        """How many zones there are."""
        return len(self.types)

    def satisfies(self, zone: int) -> bool:
        """The zone's own type and node satisfy the request."""
        allowed = self.mask is None or self.nodes[zone - 1] in self.mask
        return self.types[zone - 1] <= self.limit and allowed

    def steps(self) -> list[str]:
        """The schedule, one letter for each step."""
        return [
            letter
            for letter, count in re.findall(r"([a-z])(\d*)", self.schedule)
            for _ in range(int(count or 1))
        ]

    def instance(self) -> Instance:
        """The same instance as constants, for the properties."""
        # Later than any pass: a round takes a step at least, and has so many pass numbers.
        never = (len(self.steps()) + 2) * (self.tries + 1) + 1
        never += max((first for first in self.pages_from if first is not None), default=0)
        id_bits = (self.zones + 1).bit_length()
        node_bits = max(self.nodes).bit_length() if self.masks else 0
        words = [0]
        for zone in range(1, self.zones + 1):
            allowed = self.mask is None or self.nodes[zone - 1] in self.mask
            first = self.pages_from[zone - 1]
            word = join(
                (
                    (zone, id_bits),
                    (self.types[zone - 1], TYPE_BITS),
                    (int(allowed), 1),
                    (never if first is None else first, never.bit_length()),
                    (self.nodes[zone - 1], node_bits),
                )
            )
            assert isinstance(word, int)
            words.append(word)
        padded = [
            tuple(words[zone] for zone in (*names, *[0] * (self.zones - len(names))))
            for names in self.lists
        ]
        return Instance(
            zones=self.zones,
            used=self.changes,
            types=self.types,
            nodes=self.nodes,
            limit=self.limit,
            masked=self.mask is not None,
            mask=tuple(node in (self.mask or ()) for node in range(max(self.nodes, default=0) + 1)),
            pages_from=tuple(never if first is None else first for first in self.pages_from),
            lists=tuple(padded),
            words=tuple(words),
            never=never,
            page_events=self.events,
            pages_before=self.pages_before,
            symbolic=False,
            masks={
                name: tuple(
                    tuple(node in nodes for node in range(self.zones)) for nodes in versions
                )
                for name, versions in self.masks
            },
            owner=OWNERS.index(self.policy),
            node_bits=node_bits,
        )

    def text(self) -> str:
        """One line that ``parse`` reads back."""
        parts = [
            f"{self.strategy}::{self.prop}",
            f"reader={self.reader}",
            "lists=" + "/".join(_dotted(names) for names in self.lists),
            "types=" + _dotted(self.types),
            "nodes=" + _dotted(self.nodes),
            f"limit={self.limit}",
        ]
        if self.mask is not None:
            parts.append("mask=" + (_dotted(sorted(self.mask)) or "empty"))
        if self.reader != "pass":
            parts.append(
                "pages="
                + ".".join("never" if first is None else str(first) for first in self.pages_from)
            )
            parts.append(f"tries={self.tries}")
        if self.masks:
            parts.append("masks=" + "+".join(_versions_text(*mask) for mask in self.masks))
        if self.policy != "none":
            parts.append(f"policy={self.policy}")
        if self.events:
            parts.append("events=" + _dotted(self.events))
        if self.pages_before:
            parts.append("before=" + _dotted(int(has) for has in self.pages_before))
        if self.model != "sc":
            parts.append(f"model={self.model}")
        parts.append(f"schedule={self.schedule}")
        if self.reads:
            parts.append("reads=" + ".".join(f"{step}:{source}" for step, source in self.reads))
        return " ".join(parts)


def _versions_text(name: str, versions: tuple[frozenset[int], ...]) -> str:
    return f"{name}:" + "/".join(_dotted(sorted(nodes)) for nodes in versions)


def _dotted(values: object) -> str:
    return ".".join(str(value) for value in values)  # type: ignore[attr-defined]


LONGEST = 10_000

MAX_NUMNODES = 1024
"""As many nodes as the largest kernel configuration has (NODES_SHIFT 10)."""

MODELS = ("sc", "tso", "armv8", "lkmm")

READERS = ("pass", "allocation", "slow_path", "settled", *CONTEXTS, *KERNELS)

FIELDS = (
    "reader", "lists", "types", "nodes", "limit", "mask", "masks", "policy", "pages", "tries",
    "events", "before", "model", "schedule", "reads",
)  # fmt: skip


def parse(text: str) -> Scenario:
    """Read what ``Scenario.text`` wrote; a part given again replaces the first.

    Raises:
        UsageError: the text is no scenario; the message names the part.
    """
    head, _, rest = text.strip().partition(" ")
    strategy, _, prop = head.partition("::")
    if not prop:
        raise UsageError(f"a replay begins with STRATEGY::PROPERTY, not {head!r}")
    given: dict[str, str] = {}
    for part in rest.split():
        key, _, value = part.partition("=")
        if key not in FIELDS or not value:
            raise UsageError(f"a replay consists of {', '.join(FIELDS)} as key=value, not {part!r}")
        given[key] = value
    missing = [key for key in ("lists", "types", "schedule") if key not in given]
    if missing:
        raise UsageError(f"the replay lacks {', '.join(missing)}")
    try:
        return _scenario(strategy, prop, given)
    except ValueError as error:
        raise UsageError(f"the replay has a part that is no number: {error}") from error


def _scenario(strategy: str, prop: str, given: dict[str, str]) -> Scenario:
    lists = tuple(_numbers(names) for names in given["lists"].split("/"))
    types = _numbers(given["types"])
    zones = len(types)
    nodes = _numbers(given["nodes"]) if "nodes" in given else (0,) * zones
    events = _numbers(given.get("events", ""))
    reader = given.get("reader", "pass")
    pages = given.get("pages")
    pages_from = (
        tuple(None if first == "never" else int(first) for first in pages.split("."))
        if pages
        else (None,) * zones
    )
    mask = None
    if "mask" in given:
        mask = frozenset(_numbers("" if given["mask"] == "empty" else given["mask"]))
    scenario = Scenario(
        strategy=strategy,
        prop=prop,
        reader=reader,
        lists=lists,
        types=types,
        nodes=nodes,
        limit=int(given.get("limit", "0")),
        mask=mask,
        pages_from=pages_from,
        schedule=given["schedule"],
        tries=int(given.get("tries", "2")),
        events=events,
        pages_before=tuple(bool(has) for has in _numbers(given.get("before", ""))),
        model=given.get("model", "sc"),
        reads=_reads(given.get("reads", "")),
        masks=_masks(given.get("masks", "")),
        policy=given.get("policy", "none"),
    )
    check(scenario)
    return scenario


def check(scenario: Scenario) -> None:
    """Make sure that a scenario means something.

    Raises:
        UsageError: it does not; the message says what to change.
    """
    zones = scenario.zones
    for names in scenario.lists:
        if not names or len(set(names)) != len(names) or not set(names) <= {*range(1, zones + 1)}:
            raise UsageError(
                f"a list names zones 1 to {zones} without repetition, "
                f"one at least, not {_dotted(names) or 'nothing'}"
            )
    if len(scenario.nodes) != zones or len(scenario.pages_from) != zones:
        raise UsageError(f"types, nodes and pages each have one entry for each of {zones} zones")
    if scenario.events and len(scenario.pages_before) != zones:
        raise UsageError(f"before has one entry, 0 or 1, for each of {zones} zones")
    if not set(scenario.events) <= {*range(1, zones + 1)}:
        raise UsageError(f"events name zones 1 to {zones}")
    if not all(0 <= kind < (1 << TYPE_BITS) - 1 for kind in scenario.types):
        raise UsageError(f"a zone's type is 0 to {(1 << TYPE_BITS) - 2}")
    nodes = (*scenario.nodes, *(scenario.mask or ()))
    if not all(0 <= node < MAX_NUMNODES for node in nodes):
        raise UsageError(f"nodes are numbered 0 to {MAX_NUMNODES - 1}")
    if scenario.masks and max(scenario.nodes) >= zones:
        raise UsageError(f"where masks move, zones are on nodes 0 to {zones - 1}")
    if not all(nodes <= {*range(zones)} and nodes for _, each in scenario.masks for nodes in each):
        raise UsageError(
            f"masks are NAME:VERSION/VERSION joined by +, a version being nodes 0 to {zones - 1} "
            "such as 0.1"
        )
    if len({len(versions) for _, versions in scenario.masks}) > 1:
        raise UsageError("masks have as many versions, one as the other")
    versions = zip(*(each for _, each in scenario.masks), strict=True)
    if not all(masks[0] <= masks[-1] for masks in versions):
        raise UsageError("a policy is a part of its cpuset, in every version of the masks")
    if scenario.policy not in OWNERS:
        raise UsageError(f"the policy is {', '.join(OWNERS)}, not {scenario.policy!r}")
    if scenario.reader not in READERS:
        raise UsageError(f"the reader is {', '.join(READERS)}, not {scenario.reader!r}")
    if scenario.reader in ("interrupt", "console") and scenario.policy != "none":
        raise UsageError(f"the reader {scenario.reader} obeys no policy: leave policy out")
    if not re.fullmatch(r"([a-z]\d*)+", scenario.schedule):
        raise UsageError(
            f"a schedule is letters with counts such as r2w4r1, not {scenario.schedule!r}"
        )
    if scenario.model not in MODELS:
        raise UsageError(f"the model is {', '.join(MODELS)}, not {scenario.model!r}")
    if scenario.reads and scenario.model == "sc":
        raise UsageError("under sc every load returns what was stored last: leave out reads")
    if scenario.tries < 1:
        raise UsageError("tries is at least 1")
    if scenario.limit < 0 or any(first is not None and first < 0 for first in scenario.pages_from):
        raise UsageError("limit and pages cannot be negative")
    if len(scenario.schedule) > LONGEST or any(
        int(count or 1) > LONGEST for count in re.findall(r"\d*", scenario.schedule)
    ):
        raise UsageError(f"a schedule has at most {LONGEST} steps for each letter")


def _masks(text: str) -> tuple[tuple[str, tuple[frozenset[int], ...]], ...]:
    masks = []
    for part in filter(None, text.split("+")):
        name, _, versions = part.partition(":")
        masks.append((name, tuple(frozenset(_numbers(nodes)) for nodes in versions.split("/"))))
    return tuple(masks)


def _reads(text: str) -> tuple[tuple[int, int], ...]:
    pairs = [part.split(":") for part in text.split(".") if part]
    if any(len(pair) != 2 for pair in pairs):
        raise UsageError(
            f"reads are the reader's step and the writer's it reads from, such as 3:0, not {text!r}"
        )
    reads = tuple((int(step), int(source)) for step, source in pairs)
    if any(step < 1 or source < 0 for step, source in reads):
        raise UsageError(f"reads count steps from 1, and 0 is the initial value, not {text!r}")
    return reads


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part)
