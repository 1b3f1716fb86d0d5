"""Terms, names and lines as Promela has them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from spec.errors import UsageError
from spec.term import Bool, Number, Term, number, truth

RESERVED = frozenset(
    (  # noqa: SIM905 - one string is easier to read than a list of words
        "active assert atomic bit bool break byte c_code c_decl c_expr c_state c_track chan "
        "d_proctype d_step do else empty enabled eval false fi for full get_priority goto "
        "hidden if in init inline int len local ltl mtype nempty never nfull notrace np_ od "
        "of pc_value pid printf printm priority proctype provided return run select "
        "set_priority short show skip timeout trace true typedef unless unsigned xr xs "
        "all_satisfy at at_slot awaited base broken class count end_no_instance ended event "
        "finished idx in_mask kept_listed length list loaded longest matched n on_node "
        "other pages pages_from preempt rcu reader restart same seen slot top twice used "
        "visits writer wrong zone zoneref "
        # C, which Spin makes of it, and what its macros call other things
        "auto case char const continue default double enum errno extern float linux long register "
        "restrict signed sizeof static stderr stdin stdout struct switch uchar uint ulong union "
        "unix ushort void volatile while "
        "bfs_do_store cas enter_critical final get16bits get_permuted getframe grab_state "
        "iam_alive leave_critical max maxseq0 maxseq1 maxseq2 minseq0 minseq1 minseq2 mix now "
        "onstack_now onstack_put onstack_zap pptr pthread_equal q_sz qptr rand rot wasnew "
    ).split()
)
"""Words of Promela, of the programs made here, and of what Spin makes of them."""

_TAKEN = re.compile(r"[A-Z].+|(attempt|kept)_\d+")
"""What a macro of Spin's may be called, a label and a variable of the programs made here."""

LARGEST = (1 << 31) - 1
"""Of a word of shared memory, which is an ``int``."""


def fit(number: int, what: str) -> int:
    """A number that a page names, if a word has room for it.

    Raises:
        UsageError: it has not.
    """
    if number > LARGEST:
        raise UsageError(f"a word of Promela has no room for {number} in {what}: use less")
    return number


def flag(text: str) -> Term:
    """A Boolean expression of Promela as a term."""
    return truth(text)


def value(text: str, largest: int = LARGEST) -> Term:
    """A number's expression of Promela as a term."""
    term = number(text, largest)
    assert isinstance(term, Term)
    return term


def shown(term: Bool | Number) -> str:
    """A term as an expression of Promela."""
    if not isinstance(term, Term):
        return str(term).lower()
    if term.operator == "variable":
        return str(term.arguments[0])
    parts = [item if isinstance(item, str) else shown(item) for item in term.arguments]
    match term.operator:
        case "and":
            return f"({' && '.join(parts)})"
        case "or":
            return f"({' || '.join(parts)})"
        case "not":
            return _negated(term.arguments[0], parts[0])
        case "if":
            return f"({parts[0]} -> {parts[1]} : {parts[2]})"
        case "equal":
            return f"({parts[0]} == {parts[1]})"
        case "at most":
            return f"({parts[0]} <= {parts[1]})"
        case "plus":
            return f"({parts[0]} + {parts[1]})"
        case "minus":
            return f"({parts[0]} - {parts[1]})"
        case "field":
            mask = (1 << int(parts[2])) - 1
            moved = parts[0] if parts[1] == "0" else f"({parts[0]} >> {parts[1]})"
            return f"({moved} & {mask})"
    raise UsageError(f"Promela has no word for {term.operator!r}: change the page")


def _negated(term: Term | int | str, text: str) -> str:
    """The negation, of a comparison the opposite one."""
    if isinstance(term, Term) and term.operator in ("equal", "at most"):
        left, right = (shown(item) for item in term.arguments if not isinstance(item, str))
        return f"({left} != {right})" if term.operator == "equal" else f"({right} < {left})"
    return f"!{text}"


def bare(term: Bool | Number) -> str:
    """The same without parentheses around all of it."""
    text = shown(term)
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if not depth and at < len(text) - 1:
            return text
    return text[1:-1] if text.startswith("(") and "->" not in text else text


class Names:
    """What arrays, cells and pointers of a page are called in the program."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], str] = {}

    def of(self, name: str, kind: str = "") -> str:
        """A name of Promela, the same for the same name of the same kind of thing."""
        if (name, kind) not in self._given:
            word = re.sub(r"\W", "_", name, flags=re.ASCII)
            word = word if re.match(r"[A-Za-z]", word) else f"w{word}"
            if word in RESERVED or _TAKEN.fullmatch(word):
                word = f"{word[0].lower()}{word[1:]}_"
            while word in self._given.values():
                word += "_"
            self._given[name, kind] = word
        return self._given[name, kind]

    def array(self, name: str) -> str:
        """The same of an array, which is not the cell of that name."""
        return self.of(name, "array")


class Lines:
    """A program's text as it grows.

    Attributes:
        lines: so far, each indented.
    """

    def __init__(self, depth: int = 1) -> None:
        self.lines: list[str] = []
        self._depth = depth

    def add(self, *lines: str) -> None:
        """Add lines."""
        self.lines += [("    " * self._depth + line).rstrip() for line in lines]

    def label(self, name: str) -> None:
        """A label, and a statement that it is of."""
        self.lines += [f"{name}:"]
        self.add("skip;")

    @contextmanager
    def indented(self) -> Iterator[None]:
        """Lines of a block."""
        self._depth += 1
        yield
        self._depth -= 1

    @contextmanager
    def when(self, condition: Bool) -> Iterator[None]:
        """What is done only if the condition holds."""
        if condition is True:
            yield
            return
        self.add("if", f":: {bare(condition)} ->")
        with self.indented():
            yield
        self.add(":: else", "fi;")


def comment(text: str) -> str:
    """A text as it may stand in a comment."""
    return text.replace("*/", "* /").replace("/*", "/ *")
