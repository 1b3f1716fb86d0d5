"""``python -m spec.export``: all three formats, and what it says of bad input."""

import subprocess
import sys
from pathlib import Path

import pytest
import z3

from spec.export.__main__ import main
from spec.litmus.__main__ import main as decide

INSTANCE = "in_place::no_missed_zone reader=pass lists=1.2/2 types=0.0 nodes=0.0 limit=0"
PAGE = '''"""A sequence count that the reader looks at before the walk and never again."""

from dataclasses import replace

from spec.kernel.seqcount import read_seqbegin, read_seqretry
from spec.kernel.zonelist import ZONEREFS
from spec.strategies.seqcount_everywhere import STRATEGY as TEXTBOOK
from spec.vocabulary import Reader


def walk(r: Reader, _preferred: None) -> None:
    start = read_seqbegin(r)
    r.retry_if(read_seqretry(r, start))
    r.walk(ZONEREFS)


STRATEGY = replace(TEXTBOOK, name="careless", walk=walk)
'''


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What the command prints, where it succeeds."""
    assert main([*words]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def complaint(capsys: pytest.CaptureFixture[str], *words: str, code: int = 2) -> str:
    """What the command says of bad input: one line, and nothing on stdout."""
    assert main([*words]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


def answer(text: str) -> str:
    """What a solver says of an SMT-LIB text."""
    solver = z3.Solver()
    solver.from_string(text)
    return str(solver.check())


def test_a_counterexample_of_ours_is_sometimes_seen(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """STRATEGY::PROPERTY: the instance of the minimal counterexample under LKMM."""
    file = tmp_path / "in_place.litmus"
    words = ("--zones", "2", "--rebuilds", "1", "--output", str(file))
    assert printed(capsys, "litmus", "in_place::no_missed_zone", *words) == ""
    text = file.read_text(encoding="utf-8")
    assert "One run of it violates the property" in text
    assert decide([str(file), "--quiet"]) == 0
    assert "Sometimes" in capsys.readouterr().out


@pytest.mark.parametrize("format_name", ["litmus", "promela", "smtlib"])
def test_an_instance_is_written_in_every_format(
    format_name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the strategy and the property, and ends with one newline."""
    text = printed(capsys, format_name, INSTANCE)
    assert "in_place" in text
    assert "no_missed_zone" in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_a_question_is_the_same_in_smtlib_as_in_the_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Refuted is sat, proved is unsat."""
    small = ("--zones", "2", "--rebuilds", "1")
    assert answer(printed(capsys, "smtlib", "in_place::no_missed_zone", *small)) == "sat"
    assert answer(printed(capsys, "smtlib", "rwlock::no_missed_zone", *small)) == "unsat"


def test_the_kind_and_the_model_are_part_of_the_question(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An insertion does not make a preempted walk miss a zone, a removal does."""
    asked = ("smtlib", "append_copy_grace::no_missed_zone", "--zones", "2", "--rebuilds", "1")
    assert answer(printed(capsys, *asked, "--rebuild", "reorder")) == "unsat"
    assert answer(printed(capsys, *asked, "--rebuild", "reorder", "--model", "lkmm")) == "sat"


def test_an_instance_in_smtlib_is_asked_for_any_schedule_or_for_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With the schedule left out, some schedule violates; one that comes first does not."""
    assert answer(printed(capsys, "smtlib", INSTANCE)) == "sat"
    assert answer(printed(capsys, "smtlib", f"{INSTANCE} schedule=w4r4")) == "unsat"
    assert answer(printed(capsys, "smtlib", INSTANCE, "--model", "tso")) == "sat"


def test_spin_may_choose_the_lists(capsys: pytest.CaptureFixture[str]) -> None:
    """``--any-list``."""
    asked = ("promela", "in_place::no_missed_zone", "--any-list", "--zones", "2")
    assert "in any lists" in printed(capsys, *asked, "--rebuilds", "1")


def test_a_page_of_ones_own_is_exported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """As litmus test, in which the check before the walk is of no use."""
    page, file = tmp_path / "careless.py", tmp_path / "careless.litmus"
    page.write_text(PAGE, encoding="utf-8")
    target = "careless::no_missed_zone lists=1.2/2 types=0.0"
    printed(capsys, "litmus", target, "--page", str(page), "--output", str(file))
    assert "C careless+no_missed_zone" in file.read_text(encoding="utf-8")
    assert decide([str(file)]) == 0
    assert "Sometimes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["litmus"], "the following arguments are required: TARGET"),
        (["tla", INSTANCE], "invalid choice: 'tla'"),
        (["litmus", "in_place"], "an export is of STRATEGY::PROPERTY"),
        (["litmus", "rwlock::no_missed_zone", "--zones", "2"], "name an instance, such as"),
        (["litmus", "in_place::no_deadlock"], "no_deadlock says nothing about in_place"),
        (["litmus", INSTANCE, "--zones", "3"], "is one instance: leave out --zones"),
        (["litmus", INSTANCE, "--rebuild", "online"], "leave out kinds such as --rebuild"),
        (["litmus", INSTANCE, "--model", "tso"], "is one instance: leave out --model"),
        (["smtlib", INSTANCE, "--any-list"], "--any-list is for promela"),
        (["promela", INSTANCE, "--any-list"], "is one instance: leave out --any-list"),
        (
            ["promela", "in_place::no_missed_zone", "--any-list", "--model", "tso"],
            "Spin has no tso",
        ),
        (["smtlib", "in_place::no_missed_zone", "--zones", "1"], "--zones 1 is too small"),
        (
            ["smtlib", "in_place::no_missed_zone", "--rebuild", "online", "--rebuild", "offline"],
            "an export is about one kind of rebuild: give one of online, offline",
        ),
        (
            ["smtlib", "in_place::no_missed_zone", "--context", "task"],
            "no_missed_zone of in_place is asked for online, offline, reorder, any",
        ),
        (["litmus", "list_all_zones::no_missed_zone lists=1.2/2 types=0.0"], "takes one list"),
        (["promela", "in_place::no_missed_zone", "--readers", "2"], "no use for --readers here"),
        (["litmus", "in_place::no_missed_zone", "--tries", "3"], "no use for --tries here"),
        (["smtlib", "in_place::no_missed_zone", "--timeout", "3"], "no use for --timeout here"),
        (["promela", "in_place::no_missed_zone", "--reader", "pass"], "no use for --reader here"),
        (
            ["promela", "in_place::no_missed_zone", "--any-list", "--rlimit", "3"],
            "promela --any-list has no use for --rlimit here",
        ),
        (["promela", "mask_union::eligible_zone_always_visible"], "whose nodemasks move"),
        (["litmus", INSTANCE, "--page", "nowhere.py"], "there is no page nowhere.py"),
    ],
)
def test_bad_input_is_told_in_a_line(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With exit code 2, and what to change."""
    assert told in complaint(capsys, *words)


def test_a_file_that_cannot_be_written_leaves_the_text_on_stdout(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Nothing that was computed is lost."""
    assert main(["litmus", INSTANCE, "--output", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("C in_place+no_missed_zone")
    assert "cannot be written" in err
    assert "went to stdout instead" in err


def test_a_reader_may_be_named_where_spin_chooses(capsys: pytest.CaptureFixture[str]) -> None:
    """The one that does most, by default."""
    asked = ("promela", "in_place::respects_request", "--any-list", "--zones", "2")
    assert "one allocation" in printed(capsys, *asked)
    assert "one pass" in printed(capsys, *asked, "--reader", "pass")


@pytest.mark.parametrize("format_name", ["litmus", "promela", "smtlib"])
def test_the_command_in_a_file_names_the_page(
    format_name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Without it nobody would know the strategy."""
    page = tmp_path / "careless.py"
    page.write_text(PAGE, encoding="utf-8")
    target = "careless::no_missed_zone lists=1.2/2 types=0.0 schedule=r3"
    told = " ".join(printed(capsys, format_name, target, "--page", str(page)).split())
    command = "spec.export smtlib --page" if format_name == "smtlib" else "spec.prove"
    assert f"python -m {command} {page}" in told.replace(" * ", " ")


def test_every_format_says_how_to_run_it_and_what_to_expect(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By the search of an instance, by the page of a question."""
    asked = "in_place::no_missed_zone"
    text = printed(capsys, "smtlib", asked, "--zones", "2")
    assert "; expected  sat, if all is as the page says, REFUTED\n" in text
    assert "; run       cvc5 FILE, bitwuzla FILE or z3 FILE\n" in text
    assert "; expected  sat, as the search has found" in printed(capsys, "smtlib", INSTANCE)
    text = printed(capsys, "promela", INSTANCE)
    assert " * expected  assertion violated, as the search has found\n" in text
    assert " *     spin -a FILE\n" in text
    text = printed(capsys, "promela", "rwlock::no_missed_zone", "--any-list")
    assert " * expected  errors: 0, if all is as the page says, PROVED\n" in text


def test_a_search_that_is_cut_short_is_undecided(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 4, and no text."""
    told = complaint(capsys, "litmus", "in_place::no_missed_zone", "--rlimit", "1", code=4)
    assert told.startswith("undecided: ")


def test_the_command_runs_as_a_module() -> None:
    """And its help says what TARGET is."""
    done = subprocess.run(
        [sys.executable, "-m", "spec.export", "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "TARGET is STRATEGY::PROPERTY" in done.stdout
