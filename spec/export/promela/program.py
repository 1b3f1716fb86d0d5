"""A whole program: what is shared, the two processes, and what a reader of it should know."""

from spec.export.promela.choice import Chosen
from spec.export.promela.chooser import SCRATCH, choices, variables
from spec.export.promela.judgement import Judgement
from spec.export.promela.notation import Lines, Names, bare, fit
from spec.export.promela.reader import PromelaReader
from spec.export.promela.setting import FREED, Fixed
from spec.export.promela.writer import PromelaWriter
from spec.vocabulary import Strategy

HOW = """\
Run it with Spin (https://spinroot.com), 6.5 or later:
    spin -a FILE
    gcc -O2 -DSAFETY -o pan pan.c
    ./pan -E -m1000000
"errors: 0" means that no order of the steps violates the property, in no instance that this is
about, in task context and if memory is sequentially consistent. "assertion violated" means that
one does: spin -t -p FILE shows it. A process that waits for ever is another question, which -E
leaves out."""


def program(
    strategy: Strategy,
    setting: Fixed | Chosen,
    judgement: Judgement,
    reader: str,
    about: list[str],
) -> str:
    """The text of a program.

    Args:
        strategy: the page.
        setting: the instance, or the choice of one.
        judgement: what is asserted of it.
        reader: ``pass`` or ``allocation``.
        about: lines of the header that say what this program is about.

    Raises:
        UsageError: the page, property or reader has no Promela.
    """
    names = Names()
    lives = judgement.asks == "no_use_after_free" and bool(strategy.pointers)
    writer = PromelaWriter(strategy, setting, names, lives=lives)
    read = PromelaReader(strategy, judgement, names, frees=writer.frees)
    read.read(reader)
    lines = ["/*", *(f" * {line}".rstrip() for line in [*about, "", *HOW.splitlines()]), " */", ""]
    lines += _shared(strategy, setting, names, lives=lives)
    nodes = any("on_node[" in line for line in writer.text.lines)
    pages = reader == "allocation" and strategy.moves == "lists"
    if isinstance(setting, Chosen):
        lines += variables(setting, nodes=nodes, pages=pages)
    lines += ["", "proctype writer() {", *writer.text.lines, "    skip", "}", ""]
    lines += ["proctype reader() {", *(f"    {line}" for line in read.declarations())]
    lines += [*read.text.lines, "    skip", "}", "", "init {"]
    begin = _start(strategy, setting, names)
    if isinstance(setting, Chosen):
        lines.append(f"    byte {', '.join(SCRATCH)};")
        begin = choices(setting, nodes=nodes, pages=pages) + begin
    lines += ["    atomic {", *(f"    {line}" for line in begin), "    };"]
    return "\n".join([*lines, "end_no_instance:", "    skip", "}", ""])


def _shared(strategy: Strategy, setting: Fixed | Chosen, names: Names, *, lives: bool) -> list[str]:
    """Shared memory, and what keeps the two apart."""
    lives_too = " byte zone_life; byte zone_idx_life" if lives else ""
    longest = setting.longest()
    slots = (longest if isinstance(longest, int) else setting.zones) + 1
    lines = [f"typedef zoneref {{ byte zone; byte zone_idx;{lives_too} }};"]
    if lives:
        lines.append("/* ..._life is the rebuild that stored the word */")
    lines += [
        f"zoneref {names.array(each.name)}[{each.copies * slots}];" for each in strategy.arrays
    ]
    for cell in strategy.cells:
        lines.append(f"int {names.of(cell.name)} = {fit(cell.initial, cell.name)};")
    lines += [f"int {names.of(each.name)};" for each in strategy.pointers]
    if strategy.moves == "pages":
        lines.append(f"byte pages[{setting.zones + 1}];")
    return [
        *lines,
        f"/* {FREED} in both words of a zoneref means that it was freed */",
        "bool preempt;           /* the reader cannot be preempted */",
        "bool rcu, awaited;      /* it is inside a section; the writer waits for that to end */",
    ]


def _start(strategy: Strategy, setting: Fixed | Chosen, names: Names) -> list[str]:
    """What memory holds at first, and the start of both processes."""
    text = Lines()
    for array in strategy.arrays:
        longest = setting.length(0)
        slots = range(longest if isinstance(longest, int) else setting.zones)
        for slot in slots if not array.spare else ():
            zone = setting.entry(0, slot)
            name = f"{names.array(array.name)}[{slot}]"
            idx = bare(setting.idx(zone))
            text.add(f"{name}.zone = {bare(zone)}; {name}.zone_idx = {idx};")
    if isinstance(setting, Fixed) and strategy.moves == "pages":
        for zone in range(1, setting.zones + 1):
            text.add(f"pages[{zone}] = {int(setting.pages_before(zone) is True)};")
    text.add("run writer();", "run reader();")
    return text.lines
