"""What is wrong with an implementation, or with its adapter, is said in as few words as can be."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.foreign.adapter import Adapter, load, pages
from conformance.foreign.holding import tried
from conformance.foreign.implementation import Search
from conformance.foreign.judgement import allowed, broken, complaint
from conformance.foreign.outcomes import Failed, Lists
from spec.errors import UsageError

FOLDER = Path(__file__).parent
ARRIVES: Lists = ((1,), (2, 1))


def example(name: str) -> Adapter:
    """One of ours."""
    return load(f"conformance.foreign.examples.{name}", FOLDER)


def complaints(adapter: Adapter, lists: Lists) -> list[str]:
    """All that is wrong with it beside one rebuild."""
    ways = Search(adapter).ways(lists).values()
    return [told for way in ways if (told := complaint(adapter, way)) is not None]


CARELESS = """\
conformance.foreign.examples.careless does what seqcount_everywhere never does.

lists   1 -> 2 1

step | writer       | seq | slots     | reader        | visited
-----+--------------+-----+-----------+---------------+--------
     |              | 0   | 1 . . . . |               |
1    | seq -> 0     |     |           |               |
2    | seq = 1      | 1   |           |               |
3    | slots[0] = 2 |     | 2 . . . . |               |
4    |              |     |           | seq -> 1      |
5    |              |     |           | slots[0] -> 2 |
6    |              |     |           | slots[1] -> . |
7    |              |     |           | seq -> 1      | 2

allowed 1 or 2 1
breaks  no_missed_zone: a completed pass visits every zone that satisfies the request and is \
listed throughout
breaks  sees_one_list: what a completed pass visits is exactly what the request leaves of one of \
the lists"""


def test_a_count_that_may_be_odd_misses_a_zone_and_visits_one_twice() -> None:
    """Both are shown, each on the schedule that takes the fewest switches."""
    told = complaints(example("careless"), ARRIVES)
    assert told[0] == CARELESS
    assert any("no_double_visit" in each and each.count("| 1 1\n") == 1 for each in told)
    assert not complaints(example("counted"), ARRIVES)


def test_a_page_is_held_against_an_implementation_and_not_the_other_way_round() -> None:
    """A list that is rewritten in place does what one page allows, and what the other does not."""
    module = example("rewritten")
    assert not complaints(module, ARRIVES)
    strict = Adapter("strict", "seqcount_everywhere", module.start, module.write, module.read)
    assert complaints(strict, ARRIVES)
    careful = example("counted")
    assert not complaints(
        Adapter("careful", "in_place", careful.start, careful.write, careful.read), ARRIVES
    )


@pytest.mark.parametrize("strategy", pages())
def test_every_page_of_lists_allows_a_pass_what_it_does_beside_nobody(strategy: str) -> None:
    """So each of them can be chosen; and whatever is allowed breaks nothing that is proved."""
    found = allowed(strategy, ARRIVES)
    assert {*ARRIVES} <= found
    for visits in found:
        assert not broken(strategy, ARRIVES, visits), visits


def test_zones_are_what_the_user_calls_them() -> None:
    """The spec numbers them as the first list has them, and that does not show."""
    lists: Lists = ((3, 1), (1, 2))
    assert lists[0] in allowed("in_place", lists)
    assert {zone for visits in allowed("in_place", lists) for zone in visits} == {1, 2, 3}


START = "def start(zones): return list(zones)\n"
WRITE = "def write(zonelist, zones): zonelist[:] = zones\n"
READ = "def read(zonelist): return list(zonelist)\n"
NAMED = 'STRATEGY = "in_place"\n'

WRONG = {
    "": "mine.py lacks STRATEGY: say which page it is held to",
    'STRATEGY = "in_plaice"': "mine.py: there is no strategy 'in_plaice': did you mean in_place?",
    'STRATEGY = "list_all_zones"': "mine.py: list_all_zones never rebuilds a list: choose from",
    NAMED: "mine.py lacks start(): define start(zones), which returns what write() and read()",
    NAMED + START: "mine.py lacks write(): define write(zonelist, zones), which makes these zones",
    NAMED + START + WRITE: "mine.py lacks read(): define read(zonelist), which returns the zones",
    NAMED + START + WRITE + "def read(): pass": "mine.py: read() must take what read(zonelist)",
    NAMED + START + WRITE + "read = 1": "mine.py lacks read()",
    "\n1 / 0": "mine.py does not import: ZeroDivisionError: division by zero (mine.py, line 2)",
    "\nfor": "mine.py does not import: SyntaxError: invalid syntax (mine.py, line 2)",
    "import nowhere": "mine.py does not import: ModuleNotFoundError: No module named 'nowhere'",
    "raise SystemExit": "mine.py does not import: SystemExit (mine.py, line 1)",
    NAMED + "def start(zones): raise OSError\n" + WRITE + READ: "start([1, 2]) raises OSError (",
    NAMED + "def start(zones): pass\n" + WRITE + READ: "start() returns None, in which nothing",
}


@pytest.mark.parametrize("text", WRONG, ids=[*WRONG.values()])
def test_an_adapter_that_will_not_do_is_told_what_it_lacks(text: str, tmp_path: Path) -> None:
    """In one sentence."""
    (tmp_path / "mine.py").write_text(text)
    with pytest.raises(UsageError) as refused:
        tried("mine.py", tmp_path)
    assert str(refused.value).startswith(WRONG[text])
    assert "\n" not in str(refused.value)


def test_there_has_to_be_a_module(tmp_path: Path) -> None:
    """By its name or by the path of its file."""
    with pytest.raises(UsageError, match=r"^there is no file mine\.py: "):
        tried("mine.py", tmp_path)
    with pytest.raises(UsageError, match=r"^there is no module nowhere_at_all: "):
        tried("nowhere_at_all", tmp_path)
    with pytest.raises(UsageError, match=r"^there is no module conformance\.nowhere: "):
        tried("conformance.nowhere", tmp_path)


FAILING = {
    "return [zone + 9 for zone in zonelist]": "read() returns (10,), and the zones in a list are ",
    "return None": "read() returns None, and the zones in a list are [1, 2]",
    "return zonelist[5]": "read() raises IndexError: list index out of range (mine.py, line 4)",
}


@pytest.mark.parametrize("body", FAILING)
def test_a_pass_without_visits_is_a_failure(body: str, tmp_path: Path) -> None:
    """The report says why there are none, and at which line."""
    text = NAMED + START + WRITE + f"def read(zonelist): {body}\n"
    (tmp_path / "mine.py").write_text(text)
    told = complaints(load("mine.py", tmp_path), ARRIVES)
    assert any(f"because {FAILING[body]}" in each for each in told)


def test_a_rebuild_that_raises_is_a_failure(tmp_path: Path) -> None:
    """Whatever the passes beside it visit."""
    text = NAMED + START + "def write(zonelist, zones): zonelist[7] = 0\n" + READ
    (tmp_path / "mine.py").write_text(text)
    adapter = load("mine.py", tmp_path)
    told = complaints(adapter, ARRIVES)
    assert "write() raises IndexError: list index out of range (mine.py, line 3)" in told[0]
    assert Search(adapter).way(ARRIVES, ()).outcome == Failed(
        "write() raises IndexError: list index out of range (mine.py, line 3)"
    )


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Hold the implementation in a folder to its page."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "pytest", FOLDER, "-q", "-p", "no:cacheprovider", *options],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )


def test_a_run_ends_with_one_sentence_and_a_code_of_2(tmp_path: Path) -> None:
    """Nothing is collected, and there is no traceback."""
    (tmp_path / "mine.py").write_text(NAMED + START)
    finished = run(tmp_path, "--impl", "mine")
    assert finished.returncode == 2
    assert (finished.stdout + finished.stderr).strip() == (
        "Exit: mine lacks write(): define write(zonelist, zones), which makes these zones the "
        "list: one rebuild"
    )


def test_a_run_holds_the_implementation_and_nothing_else(tmp_path: Path) -> None:
    """Also in several processes; what is allowed and never happens is told in the end."""
    body = "def write(zonelist, zones): zonelist[0] = list(zones)\n"
    start = "def start(zones): return [list(zones)]\n"
    (tmp_path / "mine.py").write_text(
        NAMED + start + body + "def read(zonelist): return list(zonelist[0])\n"
    )
    finished = run(tmp_path, "--impl", "mine", "-n", "2")
    assert finished.returncode == 0, finished.stdout
    assert "3 passed" in finished.stdout
    told = r"^mine does 87 of the \d+ things that in_place allows; never, for one, does it visit "
    assert re.search(told, finished.stdout, re.MULTILINE)
