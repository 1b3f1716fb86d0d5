"""The README shows what the prover says; ``python -m tests.test_readme`` writes it anew."""

import contextlib
import io
import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest
from tabulate import tabulate

from spec.eras import PAIRS
from spec.history.bugs import BUGS, Bug
from spec.history.findings import FINDINGS, Finding
from spec.history.survey import Row
from spec.history.table import by_era
from spec.instance import KINDS, Bounds
from spec.litmus.__main__ import main as decide
from spec.prove import main
from spec.strategies import ALL
from spec.verdict import PROVED, REFUTED
from spec.vocabulary import Expected

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PAGE = "careless.py"


def printed(*argv: str) -> str:
    """What the prover prints for a command line."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        main(list(argv))
    return out.getvalue()


def verdicts() -> str:
    """The default table, as Markdown."""
    return printed("--format", "github").split("\n\n")[0]


def schedule() -> str:
    """The story of one refutation, from its lists on."""
    text = printed("--explain", "in_place::no_missed_zone", "--rebuild", "offline")
    return "```\n" + text.split("\n\n", 1)[1].strip() + "\n```"


def differs(expected: Expected) -> bool:
    """Whether some memory model is expected to make a difference at the default bounds."""
    bounds = Bounds()
    return any(
        expected.verdict(kind, bounds.rebuilds, bounds.zones, model)
        != expected.verdict(kind, bounds.rebuilds, bounds.zones)
        for model in expected.under
        for kind in KINDS
    )


def weaker() -> str:
    """The cells of the table that depend on the memory model, as Markdown."""
    rows = []
    for page in ALL:
        props = [prop for prop, item in page.expect.items() if differs(item)]
        if not props:
            continue
        options = [f"--property={prop}" for prop in props]
        told = printed("--format=github", "--model=all", f"--strategy={page.name}", *options)
        heads, _, cells = (
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in told.split("\n\n")[0].splitlines()
        )
        rows += [
            [page.name, prop, *cell.split("<br>")]
            for prop, cell in zip(heads[1:], cells[1:], strict=True)
            if "<br>" in cell
        ]
    return tabulate(rows, ["strategy", "property", "there", "and here"], tablefmt="github")


def barriers() -> str:
    """The first lines of the search for barriers that the README names."""
    command = re.search(r"--barriers (\S+ --rebuild reorder[^`]*)`", README.read_text())
    assert command
    lines = printed("--barriers", *command[1].split()).splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("  2."))
    return "\n".join(["```", *lines[:first], "```"])


LITMUS = (
    "P0: WRITE_ONCE(x, 1); WRITE_ONCE(y, 1); | P1: r0 = READ_ONCE(y); r1 = READ_ONCE(x); "
    "| exists (1:r0=1 /\\ 1:r1=0)"
)


def litmus() -> str:
    """A litmus test decided under two models."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        decide(["--model", "tso", "--model", "armv8", LITMUS])
    return f"```\n$ python -m spec.litmus --model tso --model armv8 '{LITMUS}'\n{out.getvalue()}```"


def stated(entries: Iterable[Bug | Finding]) -> list[Row]:
    """Rows that say what is stated; ``tests/history`` makes sure that it is so."""
    return [
        Row(
            entry,
            {era: REFUTED if era in entry.eras else PROVED for era in PAIRS}
            if entry.question
            else {},
        )
        for entry in entries
    ]


def bugs() -> str:
    """The bugs on record, era by era."""
    said = "\n".join(f"- **{bug.name}** ({bug.year}): {bug.said}" for bug in BUGS)
    return f"{by_era(stated(BUGS), 'github')}\n\n{said}"


def findings() -> str:
    """What is not on record."""
    said = "\n".join(f"- **{each.name}** {each.said}" for each in FINDINGS)
    return f"{by_era(stated(FINDINGS), 'github')}\n\n{said}"


BLOCKS = {
    "history": bugs,
    "findings": findings,
    "verdicts": verdicts,
    "schedule": schedule,
    "weaker": weaker,
    "barriers": barriers,
    "litmus": litmus,
}


def _with(made: str, match: re.Match[str]) -> str:
    return f"{match[1]}{made}{match[2]}"


def filled(text: str) -> str:
    """The README with its generated blocks written anew."""
    for name, block in BLOCKS.items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- end of {name} -->)", re.DOTALL)
        text, count = marks.subn(partial(_with, block()), text)
        assert count == 1, f"README.md has no block {name}"
    return text


def test_every_generated_block_of_the_readme_is_current() -> None:
    """Everything the README shows is what the prover says today."""
    assert filled(README.read_text()) == README.read_text(), "run python -m tests.test_readme"


def page() -> str:
    """The page of the section on a strategy of your own."""
    blocks: list[str] = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    return next(block for block in blocks if 'name="careless"' in block)


def test_the_readmes_own_page_is_refuted_and_its_repair_is_proved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page in the README fails as it says, and the one change it names proves it."""
    file = tmp_path / PAGE
    file.write_text(page())
    assert main([str(file)]) == 1
    assert "careless::no_missed_zone is REFUTED" in capsys.readouterr().out

    check = "    r.retry_if(read_seqretry(r, start))\n"
    walk = "    r.walk(ZONEREFS)\n"
    assert check + walk in page()
    file.write_text(page().replace(check + walk, walk + check))
    assert main([str(file)]) == 0
    assert "44 proved" in capsys.readouterr().out


def test_the_readmes_odds_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """The share that the README names is the one that is counted."""
    told = re.search(r"over `1 2 -> 2` that race, (\d+) in (\d+) miss a zone", README.read_text())
    assert told
    main(["--odds", "--strategy=in_place", "--property=no_missed_zone", "--lists=1.2/2"])
    assert f"{told[1]}/{told[2]} " in capsys.readouterr().out


def test_the_readmes_schedule_replays(capsys: pytest.CaptureFixture[str]) -> None:
    """The replay command in the README runs."""
    command = re.search(r"--replay '([^']*)'", README.read_text())
    assert command
    assert main(["--replay", command[1]]) == 0
    assert "because zone 2" in capsys.readouterr().out


def test_every_strategy_and_file_the_readme_links_to_exists() -> None:
    """No link of the README is dead."""
    for target in re.findall(r"\]\(([^)#]+)\)", README.read_text()):
        assert (ROOT / target).exists(), target


if __name__ == "__main__":
    README.write_text(filled(README.read_text()))
