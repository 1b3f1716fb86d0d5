"""The README shows what the prover says; ``python -m tests.test_readme`` writes it anew."""

import contextlib
import io
import re
from functools import partial
from pathlib import Path

import pytest

from spec.prove import main

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


BLOCKS = {"verdicts": verdicts, "schedule": schedule}


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
    assert "36 proved" in capsys.readouterr().out


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
