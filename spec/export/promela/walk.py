"""A walk from slot to slot as a loop of Promela: one step for each load."""

from collections.abc import Callable

from spec.export.promela.judgement import Judgement
from spec.export.promela.notation import Lines, Names, bare, shown, value
from spec.export.promela.setting import FREED, capacity
from spec.term import Number, Term, at_most, equal, negate, pick
from spec.values import between_loads
from spec.vocabulary import Array, Between, Fence, Place

LEFT = 9999
"""The slot of a walk that is over."""

AT, ZONE, IDX = value("at"), value("zone", 255), value("idx", 255)


class Walk:
    """Writes walks down."""

    def __init__(self, text: Lines, judgement: Judgement, names: Names, *, frees: bool) -> None:
        self._text = text
        self._judgement = judgement
        self._setting = judgement.setting
        self._names = names
        self._frees = frees
        self._kept: dict[str, Place] = {}
        self._scanned = False

    def declarations(self) -> list[str]:
        """The variables of the process."""
        return [
            "short at;     /* the slot */",
            "byte idx, zone;",
            "bool loaded;  /* the slot's index, which the request takes */",
            "bool ended;   /* at the terminator */",
            "bool broken;  /* outside the array, or by a word that was freed */",
            *(
                f"short {name};   /* a first slot, {LEFT} if there is none */"
                for name in self._kept
            ),
        ]

    def begin(self) -> None:
        """Another attempt begins."""
        self._scanned = False

    def forget(self) -> None:
        """Forget how the last walk ended."""
        self._text.add("broken = false;")

    def visit(self, start: Place, between: Fence | Between | None, number: Number | None) -> None:
        """``walk()``.

        Args:
            start: where.
            between: what orders the loads.
            number: of the pass; None where pages play no part.
        """
        judgement = self._judgement
        most = sum(array.copies for _, array in start.arrays) * (self._setting.zones + 1)
        judgement.longest_walk += most

        def take(text: Lines) -> None:
            judgement.visit(text, ZONE)
            if number is not None:
                with text.when(self._setting.has_pages(ZONE, number)):
                    text.add(f"at = {LEFT};  /* a page */")

        self._loop(start, between, take)

    def first(self, start: Place, between: Fence | Between | None) -> Place:
        """``first_zones_zonelist()``: the slot is kept."""
        name = f"kept_{len(self._kept) + 1}"
        size = max(array.copies for _, array in start.arrays) * (self._setting.zones + 1)
        slots = tuple(equal(value(name), slot) for slot in range(size))
        self._kept[name] = Place(start.arrays, slots, start.life)
        self._loop(
            start, between, lambda text: text.add(f"{name} = at - 1;", f"at = {LEFT};"), name
        )
        return self._kept[name]

    def _loop(
        self,
        start: Place,
        between: Fence | Between | None,
        take: Callable[[Lines], None],
        found: str = "",
    ) -> None:
        text, setting = self._text, self._setting
        room = capacity(setting, start.arrays[0][1])
        one_word = start.arrays[0][1].one_word
        text.add("", f"{self._begun(start, found)};  /* walk */", "do")
        inside = negate(at_most(room, AT))
        text.add(f":: d_step {{ {'' if one_word else '!loaded && '}{bare(inside)} ->")
        with text.indented():
            self._load(start, "zone_idx")
            choices = [] if not self._frees else [(f"idx == {FREED}", self._freed)]
            taken = at_most(IDX, setting.limit)
            if one_word:
                self._load(start, "zone")
                self._choose(
                    [*choices, (bare(negate(taken)), self._next), ("else", self._zone(take))]
                )
            else:
                self._choose([*choices, (bare(taken), self._have_loaded), ("else", self._next)])
            text.add("idx = 0;", *(["zone = 0;"] if one_word else []))
        text.add("   }")
        if not one_word:
            text.add(":: d_step { loaded ->")
            with text.indented():
                self._load(start, "zone")
                text.add("loaded = false;")
                choices = [] if not self._frees else [(f"zone == {FREED}", self._freed)]
                self._choose([*choices, ("else", self._zone(take))])
                text.add("zone = 0;")
            text.add("   }")
        left = bare(equal(AT, room))
        text.add(f":: {'' if one_word else '!loaded && '}{left} ->")
        with text.indented():
            self._judgement.outside(text)
            self._broken()
            text.add("break;")
        text.add(f":: at == {LEFT} -> break", "od;", "at = 0;")
        fences = between_loads(between)
        if fences.after_idx or fences.after_zone:
            text.add("/* with a barrier behind every load: each is a step in order anyway */")

    def _begun(self, start: Place, found: str) -> str:
        """Where the walk begins; from a first slot that was not found, it is over at once."""
        steps = [f"at = {bare(self._start(start))}"]
        if start.slots:
            steps.append(f"ended = (at == {LEFT} && !broken)")
        elif self._scanned:
            steps.append("ended = false")
        if found:
            steps.append(f"{found} = {LEFT}")
        self._scanned = True
        return steps[0] if len(steps) == 1 else f"d_step {{ {'; '.join(steps)} }}"

    def _start(self, start: Place) -> Number:
        for name, kept in self._kept.items():
            if start.slots is kept.slots:
                return value(name)
        slot: Number = LEFT if start.slots else 0
        for at in reversed(range(len(start.slots))):
            slot = pick(start.slots[at], at, slot)
        return slot

    def _load(self, start: Place, word: str) -> None:
        """One load of one word, from whichever array is meant."""
        local = "idx" if word == "zone_idx" else "zone"
        self._text.add(f"{local} = {shown(self._choice(start, word))};")
        if start.life is not None and self._judgement.asks == "no_use_after_free":
            self._text.add(
                "if", f":: {shown(self._choice(start, word + '_life'))} > {shown(start.life)} ->"
            )
            with self._text.indented():
                self._judgement.freed(self._text)
            self._text.add(":: else", "fi;")

    def _choice(self, start: Place, word: str) -> Number:
        (_, last), *others = reversed(start.arrays)
        chosen: Number = self._word(last, word)
        for holds, array in others:
            chosen = pick(holds, self._word(array, word), chosen)
        return chosen

    def _word(self, array: Array, word: str) -> Term:
        return value(f"{self._names.array(array.name)}[at].{word}", 255)

    def _choose(self, choices: list[tuple[str, Callable[[], None]]]) -> None:
        """One of several, by what was loaded."""
        if choices[0][0] == "else":
            choices[0][1]()
            return
        self._text.add("if")
        for condition, body in choices:
            self._text.add(f":: {condition} ->")
            with self._text.indented():
                body()
        if choices[-1][0] != "else":
            self._text.add(":: else")
        self._text.add("fi;")

    def _freed(self) -> None:
        self._judgement.freed(self._text)
        self._broken()
        self._text.add(f"at = {LEFT};")

    def _broken(self) -> None:
        self._text.add("broken = true;")

    def _next(self) -> None:
        self._text.add("at++;")

    def _have_loaded(self) -> None:
        self._text.add("loaded = true;")

    def _zone(self, take: Callable[[Lines], None]) -> Callable[[], None]:
        """What is done with the pointer of a slot."""

        def body() -> None:
            text = self._text
            text.add("at++;", "if", ":: zone == 0 ->")
            with text.indented():
                text.add("ended = true;", f"at = {LEFT};")
            text.add(":: else ->")
            with text.indented(), text.when(self._setting.allowed(ZONE)):
                take(text)
            text.add("fi;")

        return body
