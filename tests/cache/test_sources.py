"""What an answer is built from: when any of it changes, the question is another one."""

import shutil
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.cache import sources
from spec.cache.sources import PACKAGE, SOLVER, digest, is_installed, model, of_modules
from spec.errors import UsageError
from spec.page import read
from spec.search.solver import NAME
from spec.work.job import Page

PAGE = '''"""A page that takes a word from beside it."""

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from beside_the_page import ZONES
sys.path.pop(0)

from spec.strategies.in_place import STRATEGY as OURS

STRATEGY = replace(OURS, name="own")
'''


@given(parts=st.lists(st.text(max_size=3)), others=st.lists(st.text(max_size=3)))
def test_a_digest_tells_lists_of_parts_apart(parts: list[str], others: list[str]) -> None:
    """Where one part ends and the next begins is part of it."""
    assert (digest(*parts) == digest(*others)) == (parts == others)


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """The sources in a folder of their own, digested each time it is called."""
    shutil.copytree(PACKAGE, tmp_path / "spec", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(sources, "PACKAGE", tmp_path / "spec")
    yield model.__wrapped__
    model.cache_clear()


def test_the_same_sources_have_the_same_digest_wherever_they_are(
    copied: Callable[[], str],
) -> None:
    """The folder they are in, and what Python compiles from them, do not matter."""
    assert copied() == copied()
    before = copied()
    (sources.PACKAGE / "__pycache__").mkdir()
    (sources.PACKAGE / "__pycache__" / "term.cpython-311.pyc").write_bytes(b"compiled")
    assert copied() == before


@pytest.mark.parametrize(
    "name", ["strategies/in_place.py", "search/solver.py", "models/lkmm.py", "work/answers.py"]
)
def test_a_changed_source_changes_the_digest(copied: Callable[[], str], name: str) -> None:
    """A comment is enough; taken back, it is as before."""
    before = copied()
    path = sources.PACKAGE / name
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "# changed\n", encoding="utf-8")
    assert copied() != before
    path.write_text(text, encoding="utf-8")
    assert copied() == before


def test_a_source_that_comes_goes_or_moves_changes_the_digest(copied: Callable[[], str]) -> None:
    """The names of the sources are part of it."""
    seen = {copied()}
    new = sources.PACKAGE / "strategies" / "new.py"
    new.write_text("", encoding="utf-8")
    seen.add(copied())
    new.rename(new.with_name("newer.py"))
    seen.add(copied())
    new.with_name("newer.py").unlink()
    assert len(seen) == 3
    assert copied() in seen


def test_the_solver_is_the_one_that_answers() -> None:
    """The installation tells the same version as the solver itself."""
    assert SOLVER.split()[1].startswith(NAME.split()[1])


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Path]:
    """A module beside a user's page."""
    path = tmp_path / "beside_the_page.py"
    path.write_text("ZONES = 3\n", encoding="utf-8")
    yield path
    for name in ("beside_the_page", "strategy_page_own"):
        sys.modules.pop(name, None)


def own(folder: Path, text: str = PAGE) -> Page:
    """A user's page, read in this process."""
    path = str(folder / "own.py")
    read(path, text)
    return Page.of_user("own", path, text)


def test_a_module_beside_a_page_is_part_of_its_identity(tmp_path: Path, beside: Path) -> None:
    """Its text is, and so is a page's own; ours are known by name."""
    page = own(tmp_path)
    assert own(tmp_path) == page
    assert [name for name, _ in page.modules] == ["beside_the_page"]
    beside.write_text("ZONES = 4\n", encoding="utf-8")
    assert own(tmp_path).identity() != page.identity()
    beside.write_text("ZONES = 3\n", encoding="utf-8")
    assert own(tmp_path).identity() == page.identity()
    assert own(tmp_path, PAGE + "# changed\n").identity() != page.identity()
    assert Page("in_place").identity() == Page("in_place").identity() != page.identity()


def test_a_module_that_changed_since_is_told_and_not_taken(tmp_path: Path, beside: Path) -> None:
    """Whoever works imports it anew, and compares: no answer is about another version."""
    page = own(tmp_path)
    assert page.strategy().name == "own"
    beside.write_text("ZONES = 55\n", encoding="utf-8")
    with pytest.raises(UsageError, match="imports beside_the_page, which changed"):
        page.strategy()
    assert sys.modules["beside_the_page"].ZONES == 55
    beside.write_text("ZONES = 3\n", encoding="utf-8")
    assert page.strategy().name == "own"


def test_what_is_installed_beside_a_page_counts_and_what_is_pythons_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package may be upgraded; Python's own modules and ours are known otherwise."""
    assert set(of_modules(["shutil", "json.decoder", "spec.page", "nowhere", "sys"])) == set()
    assert set(of_modules(["pytest", "shutil"])) == {"pytest"}
    assert is_installed("pytest")
    assert not is_installed("shutil")
    local = ModuleType("local")
    local.__file__ = str(tmp_path / "local.py")
    (tmp_path / "local.py").write_text("", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "local", local)
    home = {**sysconfig.get_paths(), "data": str(tmp_path)}  # a virtual environment around it
    monkeypatch.setattr(sysconfig, "get_paths", lambda: home)
    assert set(of_modules(["local"])) == {"local"}
    assert not is_installed("local")
