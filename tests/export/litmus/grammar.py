"""The part of herd7's grammar that a written test may use, as strictly as herd7 has it.

Sources: herd7's ``lib/CParser.mly``, ``CLexer.mll`` and ``stateParser.mly``, the kernel's
``tools/memory-model/linux-kernel.def`` and ``Documentation/litmus-tests.txt``. It is narrower than
herd7 where a test has no use for more, and shares nothing with ``spec/litmus``, which reads C as
people write it.
"""

import re
from collections.abc import Iterable

LOADS = {"READ_ONCE": "place", "smp_load_acquire": "pointer", "atomic_read": "pointer"}
LOADS |= {"atomic_read_acquire": "pointer"}
STORES = {"WRITE_ONCE": "place", "smp_store_release": "pointer", "atomic_set": "pointer"}
STORES |= {"atomic_set_release": "pointer"}
BARE = {"smp_mb", "smp_rmb", "smp_wmb", "barrier", "synchronize_rcu"}
BARE |= {"rcu_read_lock", "rcu_read_unlock"}
UPDATES = {
    f"atomic_{verb}{suffix}": takes
    for verb, takes in (
        ("xchg", ("pointer", "value")),
        ("cmpxchg", ("pointer", "value", "value")),
        ("fetch_add", ("value", "pointer")),
        ("fetch_sub", ("value", "pointer")),
    )
    for suffix in ("", "_relaxed", "_acquire", "_release")
}
"""What a test may call, of all that ``linux-kernel.def`` defines."""

COMPARISONS = {"==", "!=", "<", ">", "<=", ">="}
RESERVED = frozenset(
    (  # noqa: SIM905 - one string is easier to read than a list of words
        "volatile _Atomic char int long struct void NULL if else while lock unlock unsigned "
        "signed short float double mutex fence int8_t uint8_t int16_t uint16_t int32_t "
        "uint32_t int64_t uint64_t __int128_t __uint128_t intptr_t uintptr_t mtx_t spinlock_t "
        "atomic_t atomic_int srcu_struct mtx_lock mtx_unlock WCAS SCAS atomic_load "
        "atomic_store atomic_exchange atomic_add_unless atomic_thread_fence "
        "memory_order_acquire memory_order_relaxed NOP nop pac pacda pacdb pacia pacib not "
        "true false observed Observed and exists forall final with locations filter cases "
        "fault Fault tag TAG attrs Attrs oa pending active enabled priority affinity "
        "routing_mode handling_mode valid PTE TTD INTID intid PA parel1_t PAREL1_T SS SSCap "
        "ATOMIC_INIT gicarg GICARG "
    ).split()
)
"""Words that ``CLexer.mll``, ``stateLexer.mll`` or ``splitter.mll`` take for something else."""

_WORD = re.compile(r"\s+|//[^\n]*|(\w+|[=!<>]=|/\\|\\/|[-+*&|^~<>=(){};,:])")
_NOTHING = re.compile(
    r"\( (\w+) \^ \1 \)"  # of one load
    r"|\( \( (\w+) \^ \2 \)(?: \| \( (\w+) \^ \3 \))+ \)"
)
_TEST = re.compile(
    r"C (?P<name>[A-Za-z][\w+.-]*)\n\n\(\*\n(?P<comment>.*?)\n \*\)\n\n"
    r"\{\n(?P<initial>.*?)\}\n\n(?P<threads>P0\(.*?\n\}\n\nP1\(.*?\n\}\n)\n(?P<final>.*)",
    re.DOTALL,
)
_INITIAL = re.compile(r"\t(?:atomic_t (\w+) = ATOMIC_INIT\(\d+\)|(\w+)=\d+);")


class Refused(Exception):  # noqa: N818 - what herd7 would say
    """The text is none that herd7 reads."""


def check(text: str) -> None:
    """Read a whole test.

    Raises:
        Refused: it is not what herd7 reads, or uses a name that it does not declare.
    """
    test = _TEST.fullmatch(text)
    if test is None:
        raise Refused("the parts of a test are not there, or not in order")
    if re.search(r"[{}\"]|\(\*|\*\)", test["comment"]):
        raise Refused("the comment has a brace, a quote, or a comment in it")
    if not re.search(r"^ \* Result: (Sometimes|Never)$", test["comment"], re.MULTILINE):
        raise Refused("the comment says no result")
    threads = _Threads(_words(test["threads"]))
    threads.all()
    for line in filter(None, test["initial"].split("\n")):
        item = _INITIAL.fullmatch(line)
        if item is None:
            raise Refused(f"{line!r} is no initial value")
        if threads.locations.get(item[1] or item[2]) != ("atomic_t" if item[1] else "int"):
            raise Refused(f"{line!r} is of no location, or of another type")
    _Final(_words(test["final"]), threads.registers).all()


def _words(text: str) -> list[str]:
    words, at = [], 0
    while at < len(text):
        match = _WORD.match(text, at)
        if match is None:
            raise Refused(f"unexpected {text[at : at + 10]!r}")
        if match[1]:
            words.append(match[1])
        at = match.end()
    return words


class _Cursor:
    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.at = 0

    def sees(self, *words: str) -> bool:
        """The next word is one of these."""
        return self.at < len(self.words) and self.words[self.at] in words

    def take(self) -> str:
        """Go past the next word."""
        if self.at == len(self.words):
            raise Refused("the text ends too early")
        self.at += 1
        return self.words[self.at - 1]

    def accept(self, word: str) -> bool:
        """Go past this word if it is next."""
        found = self.sees(word)
        self.at += found
        return found

    def expect(self, *words: str) -> None:
        """Go past these words."""
        for word in words:
            found = self.take()
            if found != word:
                raise Refused(f"expected {word!r}, found {found!r} after {self.words[: self.at]}")


class _Threads(_Cursor):
    """``P0(...) { ... } P1(...) { ... }``."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(words)
        self.locations: dict[str, str] = {}
        self.registers: list[set[str]] = []
        self._here: dict[str, str] = {}

    def all(self) -> None:
        """Both threads."""
        while self.at < len(self.words):
            self.expect(f"P{len(self.registers)}", "(")
            self.registers.append(set())
            self._here = {}
            while not self.accept(")"):
                if self._here:
                    self.expect(",")
                kind = self.take()
                self.expect("*")
                name = self._fresh(self.take())
                if kind not in {"int", "atomic_t"} or self.locations.get(name, kind) != kind:
                    raise Refused(f"{kind} is no type of {name}")
                self._here[name] = self.locations[name] = kind
            self.expect("{")
            self._body()

    def _fresh(self, name: str) -> str:
        taken = {*self._here, *self.registers[-1], *RESERVED}
        if name in taken or not re.fullmatch(r"[A-Za-z]\w*", name) or re.fullmatch(r"P\d+", name):
            raise Refused(f"{name!r} cannot be a name here")
        return name

    def _body(self) -> None:
        """At least one statement, up to the brace that closes the block."""
        self._statement()
        while not self.accept("}"):
            self._statement()

    def _statement(self) -> None:
        word = self.take()
        if word == "int":
            name = self._fresh(self.take())
            self.expect("=")
            if not self.take().isdigit():
                raise Refused(f"{name!r} begins with what is no number")
            self.expect(";")
            self.registers[-1].add(name)
        elif word == "if":
            self.expect("(")
            self._value()
            self.expect(")", "{")
            self._body()
            if self.accept("else"):
                self.expect("{")
                self._body()
        elif word in BARE:
            self.expect("(", ")", ";")
        elif word in STORES:
            self._call((STORES[word], "value"), atomic=word.startswith("atomic"))
            self.expect(";")
        elif word in self.registers[-1]:
            self.expect("=")
            called = self.words[self.at]
            takes = UPDATES.get(called) or ((LOADS[called],) if called in LOADS else None)
            if takes is None:
                self._value()
            else:
                self.take()
                self._call(takes, atomic=called.startswith("atomic"))
            self.expect(";")
        else:
            raise Refused(f"{word!r} begins no statement")

    def _call(self, takes: Iterable[str], *, atomic: bool) -> None:
        self.expect("(")
        for at, kind in enumerate(takes):
            if at:
                self.expect(",")
            if kind == "value":
                self._value()
                continue
            if kind == "place":
                self.expect("*")
            self._pointer("atomic_t" if atomic else "int")
        self.expect(")")

    def _pointer(self, kind: str) -> None:
        """``x``, or ``(x + (r ^ r))``: 0 for herd7, whatever the register."""
        computed = self.accept("(")
        name = self.take()
        if self._here.get(name) != kind:
            raise Refused(f"{name!r} is no parameter of type {kind}")
        if computed:
            self.expect("+")
            begin = self.at
            self._operand()
            if not _NOTHING.fullmatch(" ".join(self.words[begin : self.at])):
                raise Refused("an address is computed that is not the location's own")
            self.expect(")")

    def _value(self) -> None:
        """Operands joined by operators of one kind: what needs no knowledge of precedence."""
        self._operand()
        joined: set[str] = set()
        while self.sees("+", "-", "&", "|", "^", *COMPARISONS):
            operator = self.take()
            if joined and (operator in COMPARISONS or joined != {operator}):
                raise Refused(f"{operator!r} follows {joined} without parentheses")
            joined.add(operator)
            self._operand()

    def _operand(self) -> None:
        word = self.take()
        if word == "(":
            self._value()
            self.expect(")")
        elif not word.isdigit() and word not in self.registers[-1]:
            raise Refused(f"{word!r} is no number and no register that is declared")


class _Final(_Cursor):
    """``filter (...) exists (...)``."""

    def __init__(self, words: list[str], registers: list[set[str]]) -> None:
        super().__init__(words)
        self._registers = registers

    def all(self) -> None:
        """The whole."""
        if self.accept("filter"):
            self._group()
        self.expect("exists")
        self._group()
        if self.at != len(self.words):
            raise Refused(f"{self.take()!r} follows the final condition")

    def _group(self) -> None:
        self.expect("(")
        self._atom()
        mark = self.words[self.at]
        while not self.accept(")"):
            if mark not in {"/\\", "\\/"}:
                raise Refused(f"{mark!r} joins nothing")
            self.expect(mark)  # the same one throughout
            self._atom()

    def _atom(self) -> None:
        if self.sees("(") or self.accept("~"):
            self._group()
        else:
            thread = self.take()
            self.expect(":")
            register = self.take()
            if not thread.isdigit() or register not in self._registers[int(thread)]:
                raise Refused(f"{thread}:{register} is no register")
            self.expect("=")
            if not self.take().isdigit():
                raise Refused(f"{thread}:{register} is compared with no number")
