"""What a reader remembers for a property, and the assertions that it ends in."""

from spec.export.promela.notation import Lines, bare, flag, shown, value
from spec.export.promela.setting import Setting, present
from spec.properties import Property
from spec.term import Bool, Number, Term, all_of, any_of, equal, implies, negate

REMEMBERED = {
    "no_missed_zone": "seen",
    "no_double_visit": "twice",
    "zone_always_visible": "seen",
    "eligible_zone_always_visible": "seen",
    "sees_one_list": "visits",
    "respects_request": "wrong",
    "stays_in_bounds": "",
    "no_use_after_free": "",
    "no_premature_oom": "",
    "no_premature_oom_last_look": "",
}
"""The properties that a program can be about, and what their reader remembers of its visits."""

ENDED = flag("ended")


class Judgement:
    """One property of one setting.

    Attributes:
        asks: the property's name.
        setting: lists, zones and request.
        longest_walk: how many zones a pass visits at most, as far as is known.
    """

    def __init__(self, prop: Property, setting: Setting) -> None:
        self.asks = prop.name
        self.setting = setting
        self.longest_walk = setting.zones + 1
        self._kept = REMEMBERED[prop.name]

    def declarations(self) -> list[str]:
        """The variables of the reader."""
        match self._kept:
            case "seen":
                return ["int seen;     /* a bit for each zone visited */"]
            case "twice":
                return ["int seen;     /* a bit for each zone visited */", "bool twice;"]
            case "visits":
                return [
                    f"byte visits[{self.longest_walk}];  /* the zones visited, in order */",
                    "byte count, at_slot;",
                    "bool same, matched;",
                ]
            case "wrong":
                return ["bool wrong;   /* a zone visited does not satisfy the request */"]
        return []

    def visit(self, text: Lines, zone: Term) -> None:
        """Remember a zone that the walk takes up."""
        match self._kept:
            case "seen":
                text.add(f"seen = seen | (1 << {shown(zone)});")
            case "twice":
                text.add(
                    f"twice = twice || ((seen >> {shown(zone)}) & 1);",
                    f"seen = seen | (1 << {shown(zone)});",
                )
            case "visits":
                text.add(f"visits[count] = {shown(zone)};", "count++;")
            case "wrong":
                wrong = negate(self.setting.satisfies(zone))
                text.add(f"wrong = wrong || {shown(wrong)};")

    def forget(self, text: Lines) -> None:
        """Forget the visits of an attempt that is over."""
        match self._kept:
            case "seen":
                text.add("seen = 0;")
            case "twice":
                text.add("seen = 0;", "twice = false;")
            case "visits":
                text.add("do", ":: count > 0 -> count--; visits[count] = 0", ":: else -> break")
                text.add("od;")
            case "wrong":
                text.add("wrong = false;")

    def outside(self, text: Lines) -> None:
        """A slot outside the array would be read."""
        if self.asks == "stays_in_bounds":
            text.add("assert(false);  /* a slot outside the array */")

    def freed(self, text: Lines) -> None:
        """A word was read that had been freed, or reused."""
        if self.asks == "no_use_after_free":
            text.add("assert(false);  /* freed, or reused */")

    def accepted(self, text: Lines) -> None:
        """A pass is over, and its own check accepted it."""
        setting = self.setting
        match self.asks:
            case "no_missed_zone":
                for zone in self._zones():
                    visited = flag(f"((seen >> {zone}) & 1)")
                    self._demand(text, implies(all_of(ENDED, self._wanted(zone)), visited))
            case "no_double_visit":
                self._demand(text, negate(flag("twice")))
            case "zone_always_visible":
                blind = all_of(ENDED, flag("(seen == 0)"))
                self._demand(text, negate(all_of(setting.all_satisfy(), blind)))
            case "eligible_zone_always_visible":
                wanted = any_of(*map(self._wanted, self._zones()))
                self._demand(text, negate(all_of(wanted, ENDED, flag("(seen == 0)"))))
            case "sees_one_list":
                self._one_list(text)
            case "respects_request":
                self._demand(text, negate(flag("wrong")))

    def gave_up(self, text: Lines, last_try: Number, last_look: Number | None) -> None:
        """The slow path gives up.

        Args:
            text: the reader.
            last_try: the number of the last pass before the last look.
            last_look: the number of the last look, None if the first slot was empty.
        """
        for zone in self._zones():
            late: Bool = False
            if self.asks == "no_premature_oom":
                late = self.setting.has_pages(zone, last_try)
            elif self.asks == "no_premature_oom_last_look" and last_look is not None:
                late = self.setting.first_has_pages(zone, last_look)
            self._demand(text, negate(all_of(late, self._wanted(zone))))

    def _zones(self) -> range:
        return range(1, self.setting.zones + 1)

    def _wanted(self, zone: int) -> Bool:
        """The zone satisfies the request and is listed throughout."""
        return all_of(self.setting.listed_throughout(zone), self.setting.satisfies(zone))

    @staticmethod
    def _demand(text: Lines, condition: Bool) -> None:
        if condition is not True:
            text.add(f"assert({bare(condition)});")

    def _one_list(self, text: Lines) -> None:
        """Compare the visits with what the request leaves of each list."""
        setting = self.setting
        text.add("matched = !ended;")
        for rebuild in range(setting.changes + 1 if setting.moves == "lists" else 1):
            with text.when(setting.has(rebuild)):
                text.add("same = true;")
                for slot in range(setting.zones):
                    here = present(setting, rebuild, slot)
                    if here is False:
                        break
                    zone = setting.entry(rebuild, slot)
                    left = all_of(here, setting.satisfies(zone))
                    if left is not False:
                        with text.when(left):
                            found = equal(value("visits[at_slot]", 255), zone)
                            text.add(f"same = same && {shown(found)};", "at_slot++;")
                text.add("matched = matched || (same && (at_slot == count));", "at_slot = 0;")
        text.add("assert(matched);", "same = false;")
