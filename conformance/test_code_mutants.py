"""Every bug planted in the running code is noticed by the suite, or is known to make no difference.

Each is planted in a copy of the tree, where the tests about its strategy are run by a pytest of its
own: one of them has to fail, with a complaint about what the code does. A bug that keeps the code
from running at all is a fault of the catalogue.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.judgement import EVERY
from conformance.mutants.bugs import BUGS
from conformance.mutants.bugs.equivalent import EQUIVALENT
from conformance.mutants.planted import TREE, Planted, RottenError, grow, planted, replaced
from conformance.mutants.tally import ALIVE, PROPERTY, lines
from conformance.mutants.trial import Found, Trial, attempt
from impl.strategies import BY_NAME

Record = Callable[[str, object], None]

CATALOGUE = (*BUGS, *EQUIVALENT)

each_bug = pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree in which the suite has passed; bugs are planted there in turn."""
    made = tmp_path_factory.mktemp("tree")
    grow(made)
    passed = attempt(made, "stop_machine_preempt", compiles=True)
    assert passed.code == pytest.ExitCode.OK, passed.told
    return made


@pytest.mark.mutants
@each_bug
def test_a_planted_bug_is_noticed(bug: Planted, tree: Path, record_property: Record) -> None:
    """Some test about the strategy fails."""
    record_property(PROPERTY, f"{bug.name}: tried")
    with planted(bug, tree):
        trial = attempt(tree, bug.strategy, bug.first)
    assert trial.defect is None, trial.told
    assert trial.found is not None, f"no test about {bug.strategy} notices: {bug.says}"
    record_property(PROPERTY, f"{bug.name}: {trial.found.test}")


@pytest.mark.mutants
@pytest.mark.parametrize("bug", EQUIVALENT, ids=lambda bug: bug.name)
def test_an_equivalent_bug_makes_no_difference(
    bug: Planted, tree: Path, record_property: Record
) -> None:
    """All tests about the strategy pass; if one fails, the bug is no equivalent any more."""
    record_property(PROPERTY, f"{bug.name}: {ALIVE}")
    with planted(bug, tree):
        trial = attempt(tree, bug.strategy, bug.first)
    assert trial.code == pytest.ExitCode.OK, f"{trial.found} notices: {bug.says}"


def test_there_are_many() -> None:
    """At least forty, no two of one name, none without a word of what is wrong."""
    assert len(BUGS) >= 40
    assert len({bug.name for bug in CATALOGUE}) == len(CATALOGUE)
    assert all(bug.says.endswith(".") for bug in CATALOGUE)


@pytest.mark.parametrize("bug", CATALOGUE, ids=lambda bug: bug.name)
def test_a_bug_fits_the_code(bug: Planted) -> None:
    """What it replaces is there once, what comes instead is Python, and it is something else."""
    text = bug.source()
    assert text != bug.path.read_text()
    compile(text, bug.module, "exec")
    assert bug.strategy in EVERY
    assert not bug.first or (TREE / "conformance" / f"{bug.first}.py").exists()


@pytest.mark.parametrize("name", BY_NAME)
def test_every_strategy_has_bugs(name: str) -> None:
    """The tests about each strategy have something to notice."""
    assert [bug for bug in BUGS if bug.strategy.removesuffix("_masks") == name]


def test_whole_lines_are_replaced() -> None:
    """Wherever they stand, in the indentation that they have there."""
    text = "if a:\n    b()\n    c()\nb()\n"
    assert replaced(text, "b()\nc()", "c()\nb()", of="x") == "if a:\n    c()\n    b()\nb()\n"


@pytest.mark.parametrize(("old", "times"), [("b()", 2), ("d()", 0), ("c", 0)])
def test_a_bug_that_does_not_fit_is_refused(old: str, times: int) -> None:
    """Rather than planted somewhere, or nowhere."""
    with pytest.raises(RottenError, match=rf"^x: what it replaces is there {times} times, not onc"):
        replaced("if a:\n    b()\n    c()\nb()\n", old, "pass", of="x")


FAILED = Found("conformance/test_steps.py::test", "AssertionError", "assert 1 == 2")


@pytest.mark.parametrize(
    ("code", "found", "defect"),
    [
        (0, None, None),
        (1, FAILED, None),
        (1, FAILED._replace(error="NameError"), "the code does not run: NameError: assert 1 == 2"),
        (1, None, "something failed that is no test"),
        (5, None, "no test is about the strategy"),
        (2, None, "pytest ended with code 2"),
    ],
)
def test_only_a_complaint_finds_a_bug(code: int, found: Found | None, defect: str | None) -> None:
    """Code that cannot be run, or is not asked for, is a fault of the catalogue."""
    assert Trial(code, found, "").defect == defect


def test_a_bug_is_there_for_a_while(tmp_path: Path) -> None:
    """Then the tree is what it was."""
    grow(tmp_path)
    bug = BUGS[0]
    module = tmp_path / "impl" / bug.module
    with planted(bug, tmp_path):
        assert module.read_text() == bug.source()
    assert module.read_text() == bug.path.read_text()
    assert module.stat().st_mtime == bug.path.stat().st_mtime


def test_the_tally_tells_the_kill_rate() -> None:
    """Found, survived, and equivalent are told apart; other tests are not counted."""

    class Report:
        """What the tally looks at."""

        def __init__(
            self, module: str, how: str, *, failed: bool = False, when: str = "call"
        ) -> None:
            self.nodeid = f"conformance/{module}.py::test[{how}]"
            self.failed = failed
            self.when = when
            self.user_properties = [[PROPERTY, f"a: {how}"]] if how else []

    reports = [
        Report("test_code_mutants", "test_steps"),
        Report("test_code_mutants", "test_steps", when="teardown"),
        Report("test_code_mutants", "tried", failed=True),
        Report("test_code_mutants", ALIVE),
        Report("test_code_mutants", ""),
        Report("test_page_mutants", "changed"),
        Report("test_steps", "changed"),
    ]
    assert [*lines(reports)] == [
        "1 of 2 bugs planted in impl/ found; 1 more change nothing",
        "1 of 1 bugs planted in pages of the spec found",
    ]
