"""Questions about a strategy, each a text that any SMT-LIB 2 solver decides.

What is asserted is built once more from the page: the instance, the event structure, the memory
model, the kind of rebuild and the violation, as terms, one group each.
"""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from spec.errors import UsageError
from spec.events import WRITER
from spec.export.smtlib.notation import Script
from spec.instance import CONTEXTS, KERNELS, Bounds
from spec.kinds import constraint
from spec.models import MODELS
from spec.program import Program, Within, unroll
from spec.properties import Property
from spec.relation import Execution
from spec.search.question import readers_for
from spec.term import Bool, Number, Term
from spec.vocabulary import Strategy

COMMAND = ("python", "-m", "spec.export", "smtlib")

READERS = {
    "pass": "one pass over the list",
    "allocation": "a whole allocation: fast path, tries, last look",
    "essence": "an allocation without its fast path and all tries but the last",
    "slow_path": "the slow path",
    "settled": "an allocation, once nobody changes anything any more",
}
MEANINGS = {
    "sc": "sequential consistency, one order of all steps that every thread agrees with",
    "tso": "x86-TSO, a store may be delayed past later loads of its thread",
    "armv8": "ARMv8, multicopy-atomic",
    "lkmm": "the Linux-kernel memory model",
}


@dataclass(frozen=True, slots=True)
class Query:
    """One question.

    Attributes:
        name: what tells it from others; fit for a file name where the strategy's is.
        reader: who is asked about.
        target: what writes it, behind the command and the page.
        header: what is asked, and what each answer means, line by line.
        groups: what is asserted, by what it is.
        program: the page, unrolled for a reader inside bounds.
        expected: ``sat`` or ``unsat`` where one of them is; else empty.
        because: who expects that; empty where it is the verdict.
        page: the path of a page of the user's.
    """

    name: str
    reader: str
    target: str
    header: tuple[str, ...]
    groups: Mapping[str, list[Bool]]
    program: Program
    expected: str = ""
    because: str = ""
    page: str = ""

    @property
    def command(self) -> str:
        """What writes it."""
        return command(self.target, self.page)

    def text(self) -> str:
        """The question from its header to ``(check-sat)``, the same bytes every time."""
        written = Script(_names(self.program))
        written.write(
            {
                told: [term for term in each if term is not True]
                for told, each in self.groups.items()
            }
        )
        comments = [
            *self.header,
            *([f"expected  {self._expectation}"] if self.expected else []),
            f"written   by {self.command}",
            "run       cvc5 FILE, bitwuzla FILE or z3 FILE",
            "",
            "For the model of an answer sat, put (get-model) at the end.",
            "",
            "Events: |12 reads 2| is that load 12 returns what store 2 has stored.",
            *_events(self.program),
        ]
        lines = [
            *(f"; {line}".rstrip() for text in comments for line in text.splitlines() or [""]),
            "",
            "(set-info :smt-lib-version 2.6)",
            "(set-option :produce-models true)",
            "(set-logic QF_BV)",
            "",
            *written.declarations,
            *written.lines,
            "",
            "(check-sat)",
        ]
        return "\n".join(lines) + "\n"

    @property
    def _expectation(self) -> str:
        return f"{self.expected}, {self.because}" if self.because else self.expected


def command(target: str, page: str) -> str:
    """What writes an export, as a line for a shell.

    Args:
        target: what is exported, and the options behind it, quoted.
        page: the path of a page of the user's; empty for one of ours.
    """
    return f"{shlex.join([*COMMAND, *(['--page', page] if page else [])])} {target}"


def query(  # noqa: PLR0917 - a question in full
    strategy: Strategy,
    prop: Property,
    kind: str,
    bounds: Bounds,
    model: str,
    reader: str = "",
    *,
    seen: bool = False,
    within: Within | None = None,
) -> Query:
    """The question whether a reader can violate a property.

    Args:
        strategy: the page.
        prop: the property.
        kind: of rebuild or rebind, or the context.
        bounds: zones, rebuilds, tries and readers; no readers lets the strategy decide.
        model: the memory model's name.
        reader: one that the property is asked of, by default the last, which does the most; or
            ``essence`` in place of ``allocation``.
        seen: ask for the property's "sometimes" twin instead.
        within: confines the instances.

    Raises:
        UsageError: the property says nothing about this, or there is no such kind or model.
    """
    if not prop.applies(strategy):
        raise UsageError(f"{prop.name} says nothing about {strategy.name}")
    _one_of(kind, prop.kinds(strategy), f"{prop.name} of {strategy.name} is asked for")
    _one_of(model, tuple(MODELS), "the model is")
    readers = readers_of(prop, kind)
    reader = reader or readers[-1]
    essence = reader == "essence"
    known = (*readers, "essence") if "allocation" in readers else readers
    _one_of(reader, known, f"{prop.name} is asked of the reader")
    if not bounds.readers:
        bounds = replace(bounds, readers=readers_for(strategy))
    program = unroll(
        strategy, "allocation" if essence else reader, bounds, essence=essence, within=within
    )
    groups = structure(program, model)
    groups[f"Kind: {_kind(kind)}."] = [_constraint(program, kind)]
    ask = prop.seen if seen else prop.violated
    goal = f"Seen: {prop.sometimes}." if seen else f"Violated: {prop.meaning}."
    groups[goal] = [ask(program.instance, program.run)]
    header = (
        *about(strategy, prop, model),
        f"kind      {_kind(kind)}",
        f"reader    {READERS.get(reader, f'in the context {reader}')}",
        f"bounds    zones {bounds.zones}, rebuilds {bounds.rebuilds}, tries {bounds.tries} at most",
        f"          readers {bounds.readers}, restarts as many as there may be",
        *_answers(prop, reader, seen=seen),
    )
    asked = "seen" if seen else "violated"
    name = f"{strategy.name}-{prop.name}-{kind}-{model}-{reader}-{asked}"
    target = shlex.quote(f"{strategy.name}::{prop.name}")
    target += f" {_option(strategy, kind)} --model {model}"
    target += f" --reader {reader} --zones {bounds.zones} --rebuilds {bounds.rebuilds}"
    target += f" --tries {bounds.tries} --readers {bounds.readers}" + " --seen" * seen
    return Query(name, reader, target, header, groups, program)


def _one_of(given: str, choices: tuple[str, ...], told: str) -> None:
    if given not in choices:
        raise UsageError(f"{told} {', '.join(choices)}, not {given!r}")


def _answers(prop: Property, reader: str, *, seen: bool) -> Iterator[str]:
    if seen:
        yield f"asks      whether it can happen that {prop.sometimes}"
        yield "sat       it can, so that a proof of the property means something"
        yield "unsat     it cannot, so that a proof of the property is vacuous"
        return
    yield "asks      for a list, a request and a schedule that violate the property"
    yield "unsat     there are none inside the bounds: this reader cannot violate it"
    if reader == "essence":
        yield "          and neither can any allocation, the left-out parts leave nothing behind"
        yield "sat       says nothing about an allocation: ask for the reader allocation"
    else:
        yield "sat       it is refuted: the model is a list, a request and a schedule"


def readers_of(prop: Property, kind: str) -> tuple[str, ...]:
    """The readers that a property is asked of, cheapest first; a context is one itself."""
    return prop.readers or (kind,)


def _constraint(program: Program, kind: str) -> Bool:
    return kind in (*CONTEXTS, *KERNELS) or constraint(program.instance, kind)


def _option(strategy: Strategy, kind: str) -> str:
    if kind in CONTEXTS:
        return f"--context {kind}"
    if kind in KERNELS:
        return f"--kernel {kind}"
    return (
        f"--rebind {kind}" if strategy.moves == "masks" and kind != "any" else f"--rebuild {kind}"
    )


def _kind(kind: str) -> str:
    if kind == "any":
        return "any rebuild or rebind"
    if kind in (*CONTEXTS, *KERNELS):
        return f"any rebuild; {kind} is where or how the reader runs"
    return f"every rebuild or rebind is {kind}"


def about(strategy: Strategy, prop: Property, model: str) -> Iterator[str]:
    """What a question is about."""
    yield f"{strategy.name}::{prop.name}, a question of zonelist-spec in SMT-LIB 2"
    yield ""
    yield f"strategy  {strategy.name}"
    yield f"property  {prop.name}: {prop.meaning}"
    yield f"model     {model}: {MEANINGS[model]}"


def structure(program: Program, model: str) -> dict[str, list[Bool]]:
    """What makes a run of the program; without a memory model where its name is empty."""
    groups: dict[str, list[Bool]] = {
        "Instance: lists, zones, request and pages inside the bounds.": [
            *program.instance.constraints
        ],
        "Structure: loads read from stores that are made, and waits come to an end.": [
            *program.structure.assumptions
        ],
    }
    if model:
        execution = Execution(program.structure)
        groups[f"Memory model {model}: what it orders has no cycle."] = [*MODELS[model](execution)]
        groups["Settled: some loads return what their location holds in the end."] = [
            *execution.settled
        ]
    return {told: terms for told, terms in groups.items() if terms}


def _names(program: Program) -> dict[int, str]:
    """What to call the terms that mean something to who reads the text."""
    names: dict[int, str] = {}

    def call(term: Bool | Number | None, name: str) -> None:
        if isinstance(term, Term):
            names.setdefault(id(term), name)

    for zone, word in enumerate(program.instance.words):
        call(word, f"word of zone {zone}")
    for number, words in enumerate(program.instance.lists):
        for slot, word in enumerate(words):
            call(word, f"word of L{number}[{slot}]")
    for event in program.structure.events:
        call(event.guard, f"{event.index} happens")
        call(event.read, f"{event.index} returns")
        call(event.written, f"{event.index} stores")
    return names


def _events(program: Program) -> Iterator[str]:
    for event in program.structure.events:
        thread = "writer" if event.thread == WRITER else f"reader {event.thread}"
        where = "" if event.location is None else f" {event.location}"
        order = "" if event.order == "once" else f" ({event.order})"
        ghost = ", asked by the property and done by nobody" if event.ghost else ""
        yield f"{event.index:4}  {thread:8}  {event.action}{where}{order}{ghost}"
