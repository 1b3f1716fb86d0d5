"""Counts as the short texts of a table's cells."""

from collections.abc import Callable, Iterable, Iterator

from spec.cost.affine import Affine, Count
from spec.cost.price import Measure
from spec.cost.tally import Item

LINE_BYTES = 64
WHOLE = "ceil((n+1)/4)"
"""How many lines the list has, when a slot is two words."""

Part = tuple[Measure, Measure]
"""What is paid at least and at most."""


def span(least: object, most: object) -> str:
    """One text, or from one to the other."""
    return str(least) if str(least) == str(most) else f"{least} .. {most}"


def counted(part: Part, kind: str, name: str = "") -> str:
    """How many of one kind; ``-`` for none."""
    least, most = (measure.count(kind, name) for measure in part)
    return span(least, most) if least or most else "-"


def listed(part: Part, kind: str, shown: Callable[[str], str] = str) -> str:
    """All of one kind with their names, a number in front where it is not 1; ``-`` for none."""
    return ", ".join(_each(part, kind, shown)) or "-"


def _each(part: Part, kind: str, shown: Callable[[str], str]) -> Iterator[str]:
    items = {item: None for measure in part for item in measure.named(kind)}
    for item in items:
        number = counted(part, *item[:2])
        yield shown(item.name) if number == "1" else f"{number} {shown(item.name)}"


def barriers(part: Part) -> str:
    """Instructions that order something, on x86-64 and on arm64; ``-`` for none."""
    here, there = listed(part, "x86"), listed(part, "arm64")
    return "-" if here == there == "-" else f"{here} / {there}"


def lines(part: Part, whole: str = WHOLE) -> str:
    """Cache lines touched, with a name for the lines of a list in two words a slot."""
    return span(*(_lines(measure).replace(WHOLE, whole) for measure in part))


def _lines(measure: Measure) -> str:
    number = 0
    texts = []
    for text in _parts(measure):
        if text.isdigit():
            number += int(text)
        else:
            texts.append(text)
    if number or not texts:
        texts.append(str(number))
    return "+".join(texts)


def _parts(measure: Measure) -> Iterable[str]:
    for item, count in measure.named("slots").items():
        yield _of_slots(item, count)
    yield str(measure.count("words"))


def _of_slots(item: Item, count: Count) -> str:
    per_line = LINE_BYTES // item.size
    if isinstance(count, Affine) and not count.slopes:
        return str(-(-count.constant // per_line))
    return f"ceil(({count})/{per_line})"
