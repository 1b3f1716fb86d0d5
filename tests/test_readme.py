"""The README shows what the prover says; ``python -m tests.test_readme`` writes it anew."""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import partial, reduce
from pathlib import Path

import pytest
from tabulate import tabulate

from spec.arguments import arguments, check_together
from spec.eras import PAIRS
from spec.export.__main__ import main as export
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
    return printed("--format", "markdown").split("\n\n")[1]


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
        told = printed("--format=markdown", "--model=all", f"--strategy={page.name}", *options)
        heads, _, cells = (
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in told.split("\n\n")[1].splitlines()
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


def implementation() -> str:
    """The list of the section on an implementation of your own."""
    blocks: list[str] = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    return next(block for block in blocks if 'STRATEGY = "seqcount_everywhere"' in block)


def held(text: str) -> subprocess.CompletedProcess[str]:
    """What comes of holding an implementation to its page."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "my_list.py").write_text(text)
        return subprocess.run(
            [
                *(sys.executable, "-m", "pytest", f"--rootdir={ROOT}", ROOT / "conformance"),
                *("--impl", "my_list", "-x", "-q", "-p", "no:cacheprovider"),
            ],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
            capture_output=True,
            text=True,
        )


def foreign() -> str:
    """Why the implementation in the README is none of its page."""
    told = re.search(
        r"^(my_list does .*?)\n=+ short", held(implementation()).stdout, re.MULTILINE | re.DOTALL
    )
    assert told
    return f"```\n{told[1]}\n```"


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
    "foreign": foreign,
}


def _with(made: str, match: re.Match[str]) -> str:
    return f"{match[1]}{made}{match[2]}"


def filled(text: str, name: str) -> str:
    """The README with a generated block written anew."""
    marks = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- end of {name} -->)", re.DOTALL)
    text, count = marks.subn(partial(_with, BLOCKS[name]()), text)
    assert count == 1, f"README.md has no block {name}"
    return text


@pytest.mark.parametrize("name", BLOCKS)
def test_a_generated_block_of_the_readme_is_current(name: str) -> None:
    """Everything the README shows is what the prover says today."""
    text = README.read_text()
    assert filled(text, name) == text, "run python -m tests.test_readme"


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


def test_the_readmes_own_implementation_passes_once_it_is_repaired() -> None:
    """The one change that the README names is enough."""
    asked = re.search(r"write `(if before[^`]*)` and it passes", README.read_text())
    assert asked
    repaired = implementation().replace("if self.seq == before:", asked[1])
    assert repaired != implementation()
    finished = held(repaired)
    assert finished.returncode == 0, finished.stdout
    assert "3 passed" in finished.stdout


def test_the_readmes_traces_are_recorded_and_validated(tmp_path: Path) -> None:
    """The one command names the file and the strategy that the other wants."""
    commands = re.findall(
        r"`python -m ((?:impl\.stress|conformance\.validate) [^`]*trace[^`]*)`", README.read_text()
    )
    assert len(commands) == 2
    for command, more in zip(commands, (["--traces", "20"], []), strict=True):
        finished = subprocess.run(
            [sys.executable, "-m", *command.split(), *more],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
            capture_output=True,
            text=True,
        )
        assert finished.returncode == 0, finished.stderr
    assert finished.stdout.startswith("trace.jsonl: 20 traces of in_place, ")


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


def test_the_readmes_commands_make_sense() -> None:
    """Every option that it names is there and goes with the others of its line."""
    text = README.read_text()
    commands = re.findall(r"`python -m spec\.prove ([^`]*)`", text)
    (section,) = re.findall(r"## Reports.*?\n## ", text, re.DOTALL)
    options = re.findall(r"`(-(?:x|-[^`]*))`", section)
    assert len(commands) > 5
    assert len(options) > 5
    parser = arguments("")
    for command in {*commands, *options} - {"--help", "--replay"}:
        check_together(parser.parse_args(shlex.split(command)), parser)


@pytest.mark.parametrize("form", ["litmus", "promela", "smtlib"])
def test_the_readmes_exports_are_written(form: str, tmp_path: Path) -> None:
    """Each names a strategy and a property for which there is one."""
    (rest,) = re.findall(rf"`python -m spec\.export {form} ([^`]*)`", README.read_text())
    path = tmp_path / "export"
    assert export([form, *rest.split(), "--output", str(path)]) == 0
    assert rest.split("::", maxsplit=1)[0] in path.read_text(encoding="utf-8")


def test_every_strategy_and_file_the_readme_links_to_exists() -> None:
    """No link of the README is dead."""
    for target in re.findall(r"\]\(([^)#]+)\)", README.read_text()):
        assert (ROOT / target).exists(), target


if __name__ == "__main__":
    README.write_text(reduce(filled, BLOCKS, README.read_text()))
