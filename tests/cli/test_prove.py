"""The command line: exit codes, what is printed where, and what a user's mistake costs."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from spec.claims.thread import CLAIMS
from spec.eras import ERAS
from spec.errors import DisagreementError
from spec.instance import CONTEXTS, KERNELS, KINDS, MASK_KINDS
from spec.masks import MASKS
from spec.properties import PROPERTIES
from spec.search.minimal import UndecidedError
from spec.search.question import Case
from spec.strategies import ALL
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS
from spec.work import answers
from tests.symbolic.expressions import examples

from .command import COPY, Terminal, claims, page, run, schedule_of, table_of
from .garbled import lines

CELL = "in_place::no_missed_zone"
HERE = ("-j", "0", "--no-cache")
REPLAY = f"{CELL} reader=pass lists=1/2.1 types=0.0 nodes=0.0 limit=0 schedule=w1r4"
MASKED = (
    "mask_in_place::no_premature_oom_last_look reader=allocation lists=1.2 types=0.0 nodes=0.1 "
    "pages=0.0 tries=1 masks=nodes:0/1 schedule=r3"
)
POLICY = (
    "v6_16_masks::no_premature_oom reader=allocation lists=1.2 types=0.0 nodes=0.1 pages=0.0 "
    "tries=1 masks=policy:0/1+mems:0/1 policy=task schedule=r5w3"
)
ROOT = Path(__file__).parent.parent.parent

BRANCHING = """
EXPECT = {
    **OURS.expect,
    **dict.fromkeys(
        ("terminates", "no_deadlock", "no_sleep_in_atomic"), proved("nobody waits for anybody")
    ),
}

def walk(r, preferred):
    if r.load(SEQ) == 0:
        r.walk(preferred or OURS.arrays[0])
"""

BAD_PAGES = {
    "branches on a loaded value": (
        f"{COPY}{BRANCHING}STRATEGY = replace(OURS, cells=(SEQ,), walk=walk, expect=EXPECT)\n",
        "use retry_if()",
    ),
    "loads an unknown location": (
        f"{COPY}STRATEGY = replace(OURS, walk=lambda r, _: r.load(NOWHERE))\n",
        "nowhere",
    ),
    "walks an unknown array": (
        f"{COPY}STRATEGY = replace(OURS, walk=lambda r, _: r.walk(ELSEWHERE))\n",
        "elsewhere",
    ),
    "stores to an unknown location": (
        f"{COPY}STRATEGY = replace(OURS, writer=lambda w: w.store(NOWHERE, 1))\n",
        "nowhere",
    ),
    "omits a verdict": (
        (
            f"{COPY}EXPECT = dict(OURS.expect)\ndel EXPECT['no_missed_zone']\n"
            "STRATEGY = replace(OURS, expect=EXPECT)\n"
        ),
        "omits a verdict for no_missed_zone",
    ),
    "has a syntax error": ("STRATEGY = (\n", "does not import: SyntaxError"),
    "imports what is not there": (
        "from spec.vocabulary import nothing\n",
        "does not import: ImportError",
    ),
    "has no STRATEGY": ('"""Nothing."""\n', "defines no STRATEGY"),
    "has something else as STRATEGY": ("STRATEGY = 'in_place'\n", "defines no STRATEGY"),
    "expects an unknown property": (
        (
            f"{COPY}STRATEGY = replace(OURS, "
            "expect={**OURS.expect, 'no_missed_zones': proved('a typo')})\n"
        ),
        "did you mean no_missed_zone?",
    ),
    "names no kind of rebuild": (
        f"{COPY}X = refuted('inline', because='a typo')\n",
        "not inline",
    ),
    "fails while it is unrolled": (
        f"{COPY}STRATEGY = replace(OURS, walk=lambda r, _: 1 // 0)\n",
        "fails while it is unrolled: ZeroDivisionError",
    ),
}

BAD_ARGUMENTS = {
    "a page that is not there": ("nowhere.py",),
    "a page that is a folder": (str(Path(__file__).parent),),
    "a page that is no Python file": (str(ROOT / "LICENSE"),),
    "one zone": ("--zones", "1"),
    "no zone": ("--zones", "0"),
    "zones that are no number": ("--zones", "few"),
    "no rebuild": ("--rebuilds", "0"),
    "no try": ("--tries", "0"),
    "a negative number of readers": ("--readers", "-1"),
    "a negative timeout": ("--timeout", "-1"),
    "a negative rlimit": ("--rlimit", "-1"),
    "an rlimit that the solver cannot hold": ("--rlimit", "4294967296"),
    "a cache to compare with and none": ("--no-cache", "--cache-verify"),
    "a cache without a name": ("--cache-dir", ""),
    "an unknown strategy": ("--strategy", "in_palce"),
    "an unknown property": ("--property", "no_mised_zone"),
    "an unknown kind of rebuild": ("--rebuild", "inline"),
    "an unknown format": ("--format", "xml"),
    "an unknown option": ("--nope",),
    "an unknown word in -k": ("-k", "in_palce"),
    "-k without a word": ("-k", "in_place and"),
    "-k with a parenthesis open": ("-k", "(in_place"),
    "-k with a parenthesis too much": ("-k", "in_place)"),
    "-k that begins with or": ("-k", "or in_place"),
    "-k of two words": ("-k", "in_place rwlock"),
    "-k of empty parentheses": ("-k", "()"),
    "-k of not alone": ("-k", "not"),
    "--explain without a property": ("--explain", "in_place"),
    "--explain of an unknown strategy": ("--explain", "in_palce::no_missed_zone"),
    "--explain of an unknown property": ("--explain", "in_place::no_mised_zone"),
    "--explain of a cell without meaning": ("--explain", "in_place::no_use_after_free"),
    "--replay of one word": ("--replay", "in_place"),
    "--replay of nothing": ("--replay", CELL),
    "--replay with an unknown part": ("--replay", f"{REPLAY} zones=2"),
    "--replay with a part without a value": ("--replay", f"{REPLAY} mask="),
    "--replay with a letter for a number": ("--replay", f"{REPLAY} limit=x"),
    "--replay of an unknown strategy": ("--replay", REPLAY.replace("in_place", "in_palce")),
    "--replay of an unknown property": ("--replay", REPLAY.replace("missed", "mised")),
    "--replay with an unknown zone": ("--replay", f"{REPLAY} lists=1/3"),
    "--replay with a zone twice": ("--replay", f"{REPLAY} lists=1/2.2"),
    "--replay with an empty list": ("--replay", f"{REPLAY} lists=1/"),
    "--replay with a node too few": ("--replay", f"{REPLAY} nodes=0"),
    "--replay with an unknown type": ("--replay", f"{REPLAY} types=0.7"),
    "--replay with events and no pages": ("--replay", f"{REPLAY} events=1"),
    "--replay with events in no zone": ("--replay", f"{REPLAY} events=3 before=1.1"),
    "--replay with an unknown reader": ("--replay", f"{REPLAY} reader=writer"),
    "--replay without a try": ("--replay", f"{REPLAY} tries=0"),
    "--replay with a schedule of digits": ("--replay", f"{REPLAY} schedule=14"),
    "--replay with a thread that is not there": ("--replay", f"{REPLAY} schedule=w1q4"),
    "a schedule that goes on behind the end": ("--replay", f"{REPLAY} schedule=w1r9"),
    "a schedule that does not wait": (
        "--replay",
        "rwlock::no_missed_zone lists=1/1 types=0 schedule=w1r1",
    ),
    "--replay of a mask without masks": ("--replay", f"{MASKED} masks="),
    "--replay with lists of a mask strategy": ("--replay", f"{MASKED} lists=1.2/2"),
    "--replay with a mask of another name": ("--replay", f"{MASKED} masks=mems:0/1"),
    "--replay with a mask too many": ("--replay", f"{MASKED} masks=nodes:0/1+mems:0/1"),
    "--replay with a mask twice": ("--replay", f"{MASKED} masks=nodes:0/1+nodes:0/1"),
    "--replay with an empty mask": ("--replay", f"{MASKED} masks=nodes:0/"),
    "--replay with a mask without a version": ("--replay", f"{MASKED} masks=nodes"),
    "--replay with a node that no mask has a bit for": ("--replay", f"{MASKED} masks=nodes:0/2"),
    "--replay with a node below 0 in a mask": ("--replay", f"{MASKED} masks=nodes:0/-1"),
    "--replay with a letter for a node": ("--replay", f"{MASKED} masks=nodes:0/N"),
    "--replay with a zone on a node without a bit": ("--replay", f"{MASKED} nodes=0.2"),
    "--replay with a node below 0": ("--replay", f"{REPLAY} nodes=0.-1"),
    "--replay with masks in lists": ("--replay", f"{REPLAY} masks=nodes:0/1"),
    "--replay with one mask of two": ("--replay", f"{POLICY} masks=mems:0/1"),
    "--replay with masks in the wrong order": (
        "--replay",
        f"{POLICY} masks=mems:0/1+policy:0/1",
    ),
    "--replay with a version too few": ("--replay", f"{POLICY} masks=policy:0/1+mems:0"),
    "--replay with a policy outside its cpuset": (
        "--replay",
        f"{POLICY} masks=policy:0/1+mems:0/0",
    ),
    "--replay with a policy of nobody": ("--replay", f"{POLICY} policy=mine"),
    "--replay with an interrupt that has a policy": ("--replay", f"{POLICY} reader=interrupt"),
    "--replay with a fixed list and no pages": (
        "--replay",
        "list_all_zones::no_premature_oom reader=allocation lists=1 types=0 schedule=r3",
    ),
    "--replay with stale reads under sc": ("--replay", f"{REPLAY} reads=1:0"),
    "--replay with a read of a step that is not there": (
        "--replay",
        f"{REPLAY} model=armv8 reads=9:0",
    ),
    "--replay with reads that are none": ("--replay", f"{REPLAY} model=armv8 reads=1"),
    "--replay under an unknown model": ("--replay", f"{REPLAY} model=alpha"),
    "an unknown era": ("--era", "6.7"),
    "an empty era": ("--era", ""),
    "an unknown mask scheme": ("--strategy", "mask_foo"),
    "an unknown context": ("--context", "irq"),
    "an unknown kernel": ("--kernel", "rt"),
    "an unknown kind of rebind": ("--rebind", "moved"),
    "a property that sleeps in a context": ("--property", "no_missed_zone", "--context", "task"),
    "a property that sleeps on a kernel": ("--property", "terminates", "--kernel", "no_rt"),
    "a story in a context about lists": (
        *("--explain", "rwlock::no_missed_zone"),
        *("--context", "task"),
    ),
    "a story of one kind of mask about another": (
        *("--explain", "mask_union::no_premature_oom"),
        *("--rebind", "cpuset"),
    ),
    "a story about lists of masks": ("--explain", "mask_union::no_missed_zone"),
    "--barriers in a context": ("--barriers", "rwlock::no_deadlock"),
    "--barriers for a kind that is not asked": (
        *("--barriers", "mask_union::no_premature_oom"),
        *("--rebuild", "offline"),
    ),
    "--odds of lists that are none": ("--odds", "--lists", "x", "-k", CELL),
    "--odds of one list": ("--odds", "--lists", "1.2", "-k", CELL),
    "--odds of nothing": ("--odds", "--lists", "", "-k", CELL),
    "--odds of lists with an unknown part": ("--odds", "--lists", "1.2/2 zones=2", "-k", CELL),
    "--odds of lists with an unknown type": ("--odds", "--lists", "1.2/2 types=9.9", "-k", CELL),
    "--odds of masks": ("--odds", "--strategy", "mask_union"),
    "--odds of what never ends": ("--odds", "-k", "rwlock::terminates"),
    "--ratio of nonsense": ("--odds", "--ratio", "fast", "-k", CELL),
    "--ratio of nothing to something": ("--odds", "--ratio", "0", "-k", CELL),
    "--ratio of something to nothing": ("--odds", "--ratio", "1/0", "-k", CELL),
    "a negative --ratio": ("--odds", "--ratio", "-1", "-k", CELL),
    "--history of an unknown bug": ("--history", "B99"),
    "--history of a bug in small letters": ("--history", "b3"),
    "--output that is a folder": ("--output", str(Path(__file__).parent)),
    "--output in a folder that is not there": ("--output", "nowhere/result.txt"),
}


def _one_error(code: int, out: str, err: str) -> None:
    assert code == 2
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err


def _process(*argv: str, program: str = "") -> "subprocess.CompletedProcess[str]":
    how = ["-c", program] if program else ["-m", "spec.prove"]
    return subprocess.run(
        [sys.executable, *how, *argv],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("mistake", BAD_PAGES)
def test_a_page_that_is_not_understood_is_one_line_and_exit_2(mistake: str, tmp_path: Path) -> None:
    """A bad page costs one line that names what is wrong, and no traceback."""
    body, word = BAD_PAGES[mistake]
    outcome = run(page(tmp_path, body))
    _one_error(*outcome)
    assert word in outcome.err


@pytest.mark.parametrize("mistake", BAD_ARGUMENTS)
def test_a_command_line_that_makes_no_sense_is_one_line_and_exit_2(mistake: str) -> None:
    """A bad argument costs one line on stderr and nothing on stdout."""
    _one_error(*run(*BAD_ARGUMENTS[mistake]))


def test_the_lines_that_mistakes_are_made_on_are_right() -> None:
    """So that each of them is refused for its own mistake."""
    for line in (REPLAY, MASKED, POLICY):
        outcome = run("--replay", line)
        assert outcome.code in (0, 1)
        assert outcome.err == ""


@given(lines())
@examples(150)
def test_a_garbled_schedule_is_one_line_or_a_replay(line: str) -> None:
    """Whatever is pasted, it is run or refused in one line; nothing is a defect of the prover."""
    outcome = run("--replay", line)
    if outcome.code == 2:
        _one_error(*outcome)
    else:
        assert outcome.code in (0, 1)
        assert outcome.err == ""
        assert "step |" in outcome.out


@pytest.mark.parametrize(
    ("argv", "nearest"),
    [
        (("--era", "6.7"), "there is no era '6.7': did you mean 6.6?"),
        (("--era", "xyz"), "choose from 2.6.34, 2.6.35, 4.4, "),
        (("--strategy", "mask_unoin"), "did you mean mask_union?"),
        (("--history", "B99"), "choose from B1, B2, "),
        (("--strategy", "in_palce"), "did you mean in_place?"),
        (("--property", "no_mised_zone"), "did you mean no_missed_zone?"),
        (("--strategy", "xyz"), "choose from stop_machine_preempt, "),
    ],
)
def test_an_unknown_name_is_answered_with_a_known_one(argv: tuple[str, ...], nearest: str) -> None:
    """The message says what could have been meant."""
    assert nearest in run(*argv).err


def test_a_process_exits_with_the_code() -> None:
    """0, 1, 2 and 5 arrive at the shell, and a mistake leaves nothing but its line."""
    assert _process("--list", "-k", "rwlock").returncode == 0
    assert _process("--replay", f"{REPLAY} schedule=r4").returncode == 1
    bad = _process("--zones", "1")
    _one_error(bad.returncode, bad.stdout, bad.stderr)
    assert _process("-k", "rwlock and no_use_after_free").returncode == 5


def test_verdicts_as_expected_exit_0() -> None:
    """A run whose every verdict is what the page expects succeeds, in silence on stderr."""
    outcome = run("-k", CELL)
    assert (outcome.code, outcome.err) == (0, "")
    assert "4 refuted as expected" in outcome.out


def test_a_wrong_expectation_exits_1_and_is_named(tmp_path: Path) -> None:
    """A page that promises too much is told which kinds of rebuild refute it."""
    own = page(
        tmp_path,
        f"{COPY}STRATEGY = replace(OURS, name='own', "
        "expect={**OURS.expect, 'no_missed_zone': proved('hope')})\n",
    )
    outcome = run(own, "--property", "no_missed_zone")
    assert outcome.code == 1
    assert "!on off re" in outcome.out
    assert "own::no_missed_zone" in outcome.out
    assert "the page expects PROVED" in outcome.out
    assert "4 unexpected" in outcome.out
    assert run(own, "--explain", "own::no_missed_zone").code == 1


def test_a_page_of_ones_own_is_replayed_with_the_printed_command(tmp_path: Path) -> None:
    """The command under a schedule names the page, and works."""
    own = page(tmp_path, f"{COPY}STRATEGY = replace(OURS, name='own')\n")
    story = run(own, "--explain", "own::no_missed_zone")
    assert story.code == 0
    assert f"python -m spec.prove {own} --replay 'own::no_missed_zone" in story.out
    shown = run(own, "--replay", schedule_of(story.out))
    assert shown.code == 0
    assert table_of(shown.out) == table_of(story.out)


def test_a_page_that_keeps_a_known_name_is_the_one_explained(tmp_path: Path) -> None:
    """A page copied from ours without renaming is asked about, not ours."""
    own = page(
        tmp_path,
        f"{COPY}STRATEGY = replace(OURS, "
        "expect={**OURS.expect, 'no_missed_zone': proved('hope')})\n",
    )
    assert run(own, "--explain", CELL).code == 1


def test_two_pages_of_one_name_are_an_error(tmp_path: Path) -> None:
    """A table cannot tell two pages of one name apart."""
    own = page(tmp_path, f"{COPY}STRATEGY = replace(OURS, name='own')\n")
    again = page(tmp_path, f"{COPY}STRATEGY = replace(OURS, name='own')\n", "again.py")
    _one_error(*run(own, again, "--list"))


def test_the_pages_named_are_the_ones_selected(tmp_path: Path) -> None:
    """With a page on the command line, ours are left out unless they are named."""
    own = page(tmp_path, f"{COPY}STRATEGY = replace(OURS, name='own')\n")
    listed = run(own, "--list").out.splitlines()
    assert {line.split("::")[0] for line in listed} == {"own"}
    both = run(own, "--strategy", "own", "--strategy", "rwlock", "--list").out.splitlines()
    assert {line.split("::")[0] for line in both} == {"own", "rwlock"}


@pytest.mark.parametrize("timeout", ["nan", "inf"])
def test_a_timeout_that_is_no_number_of_seconds_exits_2(timeout: str) -> None:
    """Not a number and infinity are no seconds."""
    _one_error(*run("-k", CELL, "--timeout", timeout))


@pytest.mark.parametrize("option", ["--replay", "--explain"])
def test_an_empty_argument_exits_2(option: str) -> None:
    """An empty shell variable does not start a run of everything."""
    _one_error(*run(option, "", "-k", CELL))


@pytest.mark.parametrize(
    "replayed",
    [
        "list_all_zones::no_missed_zone lists=1/2 types=0.0 schedule=w1r4",
        f"{REPLAY} schedule=w{'9' * 5000}",
    ],
)
def test_a_replay_that_cannot_be_is_no_internal_error(replayed: str) -> None:
    """Lists for a strategy whose list is fixed, or a count without end, are the user's."""
    _one_error(*run("--replay", replayed))


def test_a_disagreement_exits_3(monkeypatch: pytest.MonkeyPatch) -> None:
    """A schedule that the interpreter does not confirm is a defect, and said to be one."""

    def disagree(*_: object) -> None:
        raise DisagreementError("the replay does not violate no_missed_zone")

    monkeypatch.setattr(answers, "minimal_violation", disagree)
    outcome = run("--explain", CELL, *HERE)
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err == "disagreement: the replay does not violate no_missed_zone\n"


def test_an_internal_error_exits_3_with_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect of the prover is no user's mistake and shows where it is."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Case, "decided", fail)
    outcome = run("-k", CELL, "-j", "0", "--no-cache")
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.startswith("Traceback")
    assert outcome.err.endswith("internal error: please report the lines above\n")


def test_a_budget_too_small_exits_4_and_says_what_to_do() -> None:
    """What is undecided is named, with the options that would decide it."""
    outcome = run("-k", CELL, "--rlimit", "1")
    assert outcome.code == 4
    assert "?on ?off ?re ?any" in outcome.out
    assert f"\n{CELL} " in outcome.out
    assert "raise --rlimit or --timeout, or lower a bound" in outcome.out
    assert "4 undecided" in outcome.out


def test_an_undecided_story_exits_4() -> None:
    """``--explain`` and ``--claims`` do not guess either."""
    story = run("--explain", CELL, "--rlimit", "1")
    assert story.code == 4
    assert story.out.startswith(f"UNDECIDED  {CELL}")
    assert "\nwhy " not in story.out
    assert "\nopen    the page expects refuted under online, offline, reorder, any: " in story.out
    ledger = run("--claims", "--rlimit", "1")
    assert ledger.code == 4
    assert "verdict  UNDECIDED" in ledger.out


def test_a_schedule_that_cannot_be_minimised_leaves_the_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The verdict stands without its schedule, and stderr says why there is none."""

    def give_up(*_: object) -> None:
        raise UndecidedError("the solver gave up")

    monkeypatch.setattr(answers, "minimal_violation", give_up)
    outcome = run("--explain", CELL, *HERE)
    assert outcome.code == 0
    assert outcome.out.startswith(f"REFUTED  {CELL}")
    assert "step |" not in outcome.out
    assert outcome.err == (
        f"{CELL}: schedule is undecided: the solver gave up; raise --rlimit or --timeout\n"
    )


def test_nothing_selected_exits_5() -> None:
    """A selection without a question is said to be empty."""
    outcome = run("-k", "rwlock and no_use_after_free")
    assert (outcome.code, outcome.out) == (5, "")
    assert outcome.err == "nothing is selected; --list shows what there is\n"


def test_an_interrupt_prints_what_was_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """After two questions of nine, two are reported, and the exit code is 130."""
    decided, asked = Case.decided, 0

    def twice(*args: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked > 2:
            raise KeyboardInterrupt
        return decided(*args)

    monkeypatch.setattr(Case, "decided", twice)
    outcome = run("--strategy", "rwlock", "--format", "json", "-j", "0", "--no-cache")
    assert outcome.code == 130
    document = json.loads(outcome.out)
    assert document["interrupted"] is True
    assert document["exit_code"] == 130
    assert list(document["verdicts"]["sc"]["rwlock"]) == ["no_missed_zone", "no_double_visit"]


def test_an_interrupt_outside_the_questions_exits_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing was decided, nothing is printed but the word."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Case, "decided", interrupt)
    assert run("--explain", CELL, *HERE) == (130, "", "interrupted\n")


def test_a_signal_interrupts_the_process() -> None:
    """SIGINT in the second question leaves the table of the first and exit code 130."""
    program = f"""
import signal, sys
from spec.prove import main
from spec.search.question import Case
decided, asked = Case.decided, []
def second(*args):
    asked.append(args)
    if len(asked) == 2:
        signal.raise_signal({int(signal.SIGINT)})
    return decided(*args)
Case.decided = second
sys.exit(main(["--strategy", "rwlock", "-j", "0", "--no-cache"]))
"""
    ended = _process(program=program)
    assert ended.returncode == 130
    assert "4 proved" in ended.stdout
    assert "Traceback" not in ended.stderr


def test_being_terminated_is_being_interrupted() -> None:
    """SIGTERM leaves the same, with an exit code of its own."""
    program = f"""
import runpy, signal, sys
from spec.search.question import Case
decided, asked = Case.decided, []
def second(*args):
    asked.append(args)
    if len(asked) == 2:
        signal.raise_signal({int(signal.SIGTERM)})
    return decided(*args)
Case.decided = second
sys.argv[1:] = ["--strategy", "rwlock", "-j", "0", "--no-cache"]
runpy.run_module("spec.prove", run_name="__main__")
"""
    ended = _process(program=program)
    assert ended.returncode == 143
    assert "4 proved" in ended.stdout
    assert "interrupted: what is missing was not decided" in ended.stdout
    assert "Traceback" not in ended.stderr


def test_a_signal_interrupts_the_solver() -> None:
    """SIGINT in the middle of a question ends the run, not only the question."""
    program = """
import os, signal, threading
from spec.search.solver import Budget, Solver
from spec.term import all_of, any_of, negate, truth
holes = range(12)
flies = {(bird, hole): truth(f"{bird} {hole}") for bird in range(13) for hole in holes}
solver = Solver(Budget(timeout=60000))
for bird in range(13):
    solver.add(any_of(*(flies[bird, hole] for hole in holes)))
    solver.add(*(negate(all_of(flies[bird, h], flies[b, h])) for h in holes for b in range(bird)))
threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    solver.check()
    print("went on")
except KeyboardInterrupt:
    print("interrupted")
"""
    assert _process(program=program).stdout == "interrupted\n"


def test_json_has_every_verdict_with_its_bounds() -> None:
    """The document says what was asked, in which bounds, and what came out."""
    outcome = run("--strategy", "rwlock", "--strategy", "in_place", "-k", "zone", "--format=json")
    document = json.loads(outcome.out)
    assert document["version"] == 3
    assert document["bounds"] == {"zones": 4, "rebuilds": 2, "tries": 2, "readers": 0}
    assert document["models"] == ["sc"]
    assert document["solver"].startswith("z3 ")
    assert document["exit_code"] == outcome.code == 0
    assert document["interrupted"] is False
    assert set(document["seconds"]) == {"build", "solve"}
    assert list(document["verdicts"]["sc"]) == ["rwlock", "in_place"]
    names = [item.name for item in PROPERTIES]
    words = {PROVED, REFUTED, VACUOUS, UNDECIDED}
    for properties in document["verdicts"]["sc"].values():
        assert list(properties) == [name for name in names if "zone" in name]
        for kinds in properties.values():
            assert list(kinds) == list(KINDS)
            for verdict in kinds.values():
                assert set(verdict) >= {"verdict", "expected", "reason", "reader", "readers"}
                assert verdict["verdict"] in words
    assert document["verdicts"]["sc"]["in_place"]["no_missed_zone"]["any"]["verdict"] == REFUTED
    assert document["verdicts"]["sc"]["rwlock"]["no_missed_zone"]["any"]["readers"] == 2


def test_markdown_has_a_table() -> None:
    """Behind the counts: a header, a rule and one row for each strategy."""
    outcome = run("-k", CELL, "--format", "markdown")
    counts, table, *_ = outcome.out.split("\n\n")
    assert counts.startswith("**0 proved, 4 refuted as expected")
    head, rule, row = table.splitlines()
    assert [word.strip() for word in head.split("|")] == ["", "strategy", "no_missed_zone", ""]
    assert set(rule) <= set("|-: ")
    assert [word.strip() for word in row.split("|")] == ["", "in_place", "on off re", ""]


@pytest.mark.parametrize("form", ["junit", "sarif", "github"])
def test_a_form_made_of_verdicts_is_for_the_table_of_verdicts(form: str) -> None:
    """Where nothing else is printed, it says so before any work."""
    outcome = run("--races", "--format", form)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"--format {form} is for the table of verdicts" in outcome.err
    assert run("-k", CELL, "--format", form).code == 0


def test_list_shows_every_question_with_its_expectation() -> None:
    """One line for each question, without asking any."""
    lines = run("--list").out.splitlines()
    assert len(lines) == sum(prop.applies(strategy) for strategy in ALL for prop in PROPERTIES)
    told = run("--list", "--strategy", "stop_machine_preempt", "-k", "missed").out
    assert told == (
        "stop_machine_preempt::no_missed_zone  expects online proved, offline refuted, "
        "reorder refuted, any refuted\n"
    )


def listed(*argv: str) -> set[str]:
    """The strategies that ``--list`` lists, each question once."""
    rows = run("--list", *argv).out.splitlines()
    assert len({*rows}) == len(rows)
    return {row.split("::")[0] for row in rows}


def test_masks_and_eras_are_selected_by_options_of_their_own() -> None:
    """Neither is part of the default; options add up, and what is named twice is asked once."""
    names = {strategy.name for strategy in ALL}
    masks = {strategy.name for strategy in MASKS}
    eras = {strategy.name for strategy in ERAS}
    assert listed() == names
    assert listed("--masks") == masks
    assert listed("--eras") == eras
    assert listed("--era", "6.6") == {"v6_6", "v6_6_masks"}
    assert listed("--era", "4.4", "--era", "6.6") == {"v4_4", "v4_4_masks", "v6_6", "v6_6_masks"}
    assert listed("--masks", "--era", "6.6") == masks | {"v6_6", "v6_6_masks"}
    assert listed("--masks", "--strategy", "rwlock") == masks | {"rwlock"}
    assert listed("--eras", "--era", "6.6", "--strategy", "v6_6") == eras


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (
            ("--strategy", "mask_seqcount", "-k", "last_look", "--rebind", "cpuset"),
            "mask_seqcount::no_premature_oom_last_look  expects cpuset refuted\n",
        ),
        (
            ("--strategy", "mask_union", "-k", "visible", "--rebind", "move", "--rebind", "widen"),
            "mask_union::eligible_zone_always_visible  expects widen proved, move refuted\n",
        ),
        (
            ("--strategy", "v6_0", "--context", "console", "--context", "task"),
            "v6_0::no_deadlock  expects task proved, console refuted\n",
        ),
        (
            ("--strategy", "v6_4", "--kernel", "preempt_rt"),
            "v6_4::no_sleep_in_atomic  expects preempt_rt refuted\n",
        ),
    ],
)
def test_kinds_of_rebind_contexts_and_kernels_restrict(argv: tuple[str, ...], told: str) -> None:
    """Only the questions that have one of them are left, and only these."""
    assert run("--list", *argv) == (0, told, "")


def test_a_context_that_nothing_selected_is_asked_for_selects_nothing() -> None:
    """Who waits for nobody is asked in no context, and a mask for no kind of rebuild."""
    assert run("--list", "--strategy", "in_place", "--context", "interrupt").code == 5
    assert run("--list", "--strategy", "mask_union", "--rebuild", "offline").code == 5


@pytest.mark.parametrize(
    ("argv", "strategy", "prop", "kinds"),
    [
        (("--era", "6.0", "-k", "v6_0::no_deadlock"), "v6_0", "no_deadlock", CONTEXTS),
        (("--era", "6.4", "--kernel", "preempt_rt"), "v6_4", "no_sleep_in_atomic", KERNELS[1:]),
        (
            ("--masks", "-k", "mask_union::eligible"),
            *("mask_union", "eligible_zone_always_visible", MASK_KINDS),
        ),
    ],
)
def test_masks_eras_and_contexts_are_decided(
    argv: tuple[str, ...], strategy: str, prop: str, kinds: tuple[str, ...]
) -> None:
    """As expected, each kind with a verdict of its own."""
    outcome = run(*argv, "--zones", "2", "--rebuilds", "1", "--tries", "1", "--format", "json")
    assert (outcome.code, outcome.err) == (0, "")
    verdicts = json.loads(outcome.out)["verdicts"]["sc"][strategy][prop]
    assert [*verdicts] == [*kinds]
    for verdict in verdicts.values():
        assert verdict["verdict"] == verdict["expected"]


def test_a_story_in_a_context_is_replayed_with_the_printed_command() -> None:
    """It says who waits for whom, and the command under it shows the same."""
    argv = ("--zones", "2", "--rebuilds", "1")
    story = run("--explain", "v6_0::no_deadlock", "--context", "console", *argv)
    assert (story.code, story.err) == (0, "")
    assert "holds the console's lock" in story.out
    shown = run("--replay", schedule_of(story.out))
    assert shown.code == 0
    assert table_of(shown.out) == table_of(story.out)


def test_a_story_about_masks_is_replayed_with_the_printed_command() -> None:
    """The masks stand above the schedule, and the command under it shows the same."""
    argv = ("--zones", "2", "--rebuilds", "1")
    story = run("--explain", "mask_in_place::eligible_zone_always_visible", *argv)
    assert (story.code, story.err) == (0, "")
    assert "\nmasks   nodes {" in story.out
    shown = run("--replay", schedule_of(story.out))
    assert shown.code == 0
    assert table_of(shown.out) == table_of(story.out)


def test_a_whole_strategy_that_waits_has_barriers() -> None:
    """What is asked for contexts is left out, being no question for barriers."""
    argv = ("--zones", "2", "--rebuilds", "1", "--tries", "1", "--format", "json")
    outcome = run("--barriers", "seqcount_everywhere", *argv)
    assert (outcome.code, outcome.err) == (0, "")
    assert "no_missed_zone" in outcome.out
    assert "no_deadlock" not in outcome.out


def test_odds_of_given_lists_are_exact() -> None:
    """A share of runs, for the lists and the speed that were given."""
    even = run("--odds", "--lists", "1.2/2", "-k", CELL)
    fast = run("--odds", "--lists", "1.2/2", "--ratio", "3/2", "-k", CELL)
    assert (even.code, even.err) == (fast.code, fast.err) == (0, "")
    assert "in_place" in even.out
    assert even.out != fast.out


def test_rebuild_restricts_the_kinds() -> None:
    """Only the kinds named are asked about, in their usual order."""
    outcome = run("-k", CELL, "--rebuild", "any", "--rebuild", "online", "--format", "json")
    assert list(json.loads(outcome.out)["verdicts"]["sc"]["in_place"]["no_missed_zone"]) == [
        "online",
        "any",
    ]
    story = run("--explain", "stop_machine_preempt::no_missed_zone", "--rebuild", "online")
    assert story.code == 0
    assert story.out.startswith("PROVED  ")
    assert "offline" not in story.out


def test_output_writes_the_file_and_nothing_else(tmp_path: Path) -> None:
    """The file holds what stdout would have shown."""
    file = tmp_path / "list.txt"
    shown = run("--list", "-k", "rwlock")
    assert run("--list", "-k", "rwlock", "--output", str(file)) == (0, "", "")
    assert file.read_text(encoding="utf-8") == shown.out


def test_a_result_that_cannot_be_written_at_the_end_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk after hours of work does not lose the result."""

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    outcome = run("--list", "-k", CELL, "--output", str(tmp_path / "list.txt"))
    assert outcome.code == 2
    assert outcome.out.startswith(CELL)
    assert outcome.err.endswith(
        "cannot be written (No space left on device): the result went to stdout instead\n"
    )


def test_progress_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal sees that something goes on, and nothing of it stays; a file sees nothing."""
    monkeypatch.setenv("TERM", "xterm")
    terminal = run("-k", CELL, stderr=Terminal())
    assert "questions" in terminal.err
    assert terminal.err.endswith("\x1b[2K")
    assert run("-k", CELL).err == ""
    assert run("-k", CELL, "--progress", "none", stderr=Terminal()).err == ""


def test_claims_are_thirteen_rows_each_with_a_verdict() -> None:
    """Every row says who said what, what it means, the verdict, the evidence, what changes it."""
    outcome = claims()
    assert (outcome.code, outcome.err) == (0, "")
    rows = outcome.out.rstrip("\n").split("\n\n")
    assert len(rows) == len(CLAIMS) == 13
    for number, row in enumerate(rows, 1):
        said, *rest = row.splitlines()
        assert said.startswith(f"({number}) ")
        assert [line.split()[0] for line in rest] == ["means", "verdict", "evidence", "changes"]


def test_every_claim_is_decided() -> None:
    """Every row carries a verdict that was found just now."""
    assert claims().out.count("verdict  ") == len(CLAIMS)
    assert f"verdict  {UNDECIDED}" not in claims().out


def test_a_replay_that_violates_nothing_exits_1() -> None:
    """A schedule in which the reader comes first is shown, and said to be harmless."""
    outcome = run("--replay", f"{REPLAY} schedule=r4")
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out.endswith("\n\nthis schedule does not violate no_missed_zone\n")


def test_help_tells_the_exit_codes() -> None:
    """``--help`` ends with the exit codes."""
    told = _process("--help")
    assert told.returncode == 0
    assert "5 nothing selected" in told.stdout
