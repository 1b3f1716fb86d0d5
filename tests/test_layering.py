"""What may import what, read off the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("spec", "impl", "conformance", "tests")
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
VAGUE = {"utils", "util", "helpers", "helper", "core", "common", "base", "misc"}
PRINTING = {"impl/stress.py", "tests/explorer/__main__.py"}
LONGEST = 450

SOLVING = {"spec/search/lowering.py", "spec/search/solver.py"}
SEARCHING = "spec.search"
LAYERS = {
    "spec.errors": set[str](),
    "spec.term": {"spec.errors"},
    "spec.words": {"spec.errors"},
    "spec.values": {"spec.errors", "spec.term", "spec.words"},
    "spec.vocabulary": {"spec.errors", "spec.term", "spec.words", "spec.values"},
}
"""The bottom of spec: what each of its modules may import from it."""


def name_of(path: Path) -> str:
    """The path from the root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse(path.read_text(encoding="utf-8"), name_of(path))


def imports(path: Path) -> Iterator[str]:
    """Full names of all that a module imports, wherever in it."""
    package = name_of(path).split("/")[:-1]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *(node.module or "").split(".")]).strip(".")
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def importing(path: Path, *packages: str) -> list[str]:
    """What a module imports from one of the packages."""
    return [
        name
        for name in imports(path)
        if any(name == package or name.startswith(package + ".") for package in packages)
    ]


def under(*folders: str) -> list[Path]:
    """All sources below one of the folders, or these files."""
    return [
        path
        for path in SOURCES
        if any(name_of(path) == one or name_of(path).startswith(one + "/") for one in folders)
    ]


each_source = pytest.mark.parametrize("path", SOURCES, ids=name_of)


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("impl", ("spec", "conformance", "tests", "z3")),
        ("spec", ("impl", "conformance", "tests")),
        ("tests", ("conformance",)),
        ("tests/explorer", ("spec", "impl", "z3")),
        ("tests/impl", ("spec",)),
    ],
)
def test_folders_do_not_reach_into_each_other(folder: str, forbidden: tuple[str, ...]) -> None:
    """Descriptions that confirm each other share no code."""
    found = {name_of(path): importing(path, *forbidden) for path in under(folder)}
    assert not {path: names for path, names in found.items() if names}


def test_the_solver_is_in_two_modules() -> None:
    """Only the lowering and the solver know z3, but for the version that is printed."""
    found = {name_of(path) for path in under("spec") if importing(path, "z3", "z3core")}
    assert found == SOLVING


@pytest.mark.parametrize("module", LAYERS)
def test_the_vocabulary_imports_nothing_above_it(module: str) -> None:
    """Errors, terms and the vocabulary stand on nothing else of the product."""
    (path,) = under(module.replace(".", "/") + ".py")
    found = {name for name in importing(path, *FOLDERS) if not _inside(name, LAYERS[module])}
    assert not found


def _inside(name: str, allowed: set[str]) -> bool:
    return any(name == one or name.startswith(one + ".") for one in allowed)


@pytest.mark.parametrize(
    ("folder", "allowed"),
    [
        ("spec/strategies", {"spec.vocabulary", "spec.kernel", "spec.strategies"}),
        ("spec/masks", {"spec.vocabulary", "spec.kernel", "spec.masks"}),
        (
            "spec/eras",
            {"spec.vocabulary", "spec.kernel", "spec.strategies", "spec.eras"},
        ),
        ("spec/history/cures.py", {"spec.vocabulary", "spec.kernel", "spec.strategies"}),
        ("spec/kernel", {"spec.vocabulary", "spec.kernel"}),
        (
            "spec/models",
            {
                "spec.models",
                "spec.relation",
                "spec.clock",
                "spec.barrier",
                "spec.dependency",
                "spec.grace",
                "spec.events",
                "spec.term",
            },
        ),
    ],
)
def test_pages_speak_only_their_vocabulary(folder: str, allowed: set[str]) -> None:
    """A strategy or a memory model imports what its vocabulary offers and no more."""
    for path in under(folder):
        found = {name for name in imports(path) if not _inside(name, allowed)}
        found = {name for name in found if name.partition(".")[0] in FOLDERS}
        assert not found, name_of(path)


def reached_from(*names: str) -> set[str]:
    """All modules of spec that these modules import, however far away, themselves included."""
    seen: set[str] = set()
    waiting = [*names]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        (path,) = under(name)
        waiting += [
            file
            for target in importing(path, "spec")
            if (ROOT / (file := target.replace(".", "/") + ".py")).is_file()
        ]
    return seen


REPLAYING = ("interpreter", "machine", "scenario", "plain_writer", "plain_reader", "plain_context")
TELLING = ("setting", "nodeset", "standstill", "shown_step", "columns", "because", "replayed_graph")


@pytest.mark.parametrize(
    "module", [*REPLAYING, *TELLING, "instance", "kinds", "properties", "run", "relation"]
)
def test_replay_does_not_know_the_search(module: str) -> None:
    """What replays a schedule, and tells about it, shares no module with what found it."""
    for name in reached_from(f"spec/{module}.py"):
        (path,) = under(name)
        assert not importing(path, SEARCHING, "z3"), name


@pytest.mark.parametrize("module", REPLAYING)
def test_replay_unrolls_nothing(module: str) -> None:
    """Plain values run through none of what makes events, nor through a page."""
    events = {"spec/program.py", "spec/events.py", "spec/halt.py", "spec/symbolic_instance.py"}
    reached = reached_from(f"spec/{module}.py")
    assert not {name for name in reached if "unrolled" in name or name in events}
    pages = tuple(f"spec/{folder}/" for folder in ("strategies", "masks", "eras", "kernel"))
    assert not {name for name in reached if name.startswith(pages)}


@pytest.mark.parametrize("module", ["unrolled_context", "unrolled_writer", "program"])
def test_unrolling_runs_nothing(module: str) -> None:
    """What makes events knows no schedule and no machine."""
    reached = reached_from(f"spec/{module}.py")
    assert not {name for name in reached if "plain" in name}
    assert not reached & {"spec/interpreter.py", "spec/machine.py", "spec/scenario.py"}


def test_costs_are_counted_on_plain_values() -> None:
    """The cost of a page is no matter of terms, events or schedules that were searched for."""
    forbidden = (SEARCHING, "spec.program", "spec.events", "spec.unrolled_reader", "spec.odds")
    found = {name_of(path): importing(path, *forbidden) for path in under("spec/cost")}
    assert not {path: names for path, names in found.items() if names}


def test_odds_are_counted_without_the_search() -> None:
    """Every run is counted, and none is looked for."""
    forbidden = (
        *(SEARCHING, "spec.program", "spec.events", "spec.unrolled_reader"),
        *("spec.cost", "spec.history"),
    )
    found = {name_of(path): importing(path, *forbidden) for path in under("spec/odds")}
    assert not {path: names for path, names in found.items() if names}


ABOVE = {
    "arguments",
    "bench",
    "claims",
    "html/prices",
    "html/shares",
    "report",
    "result",
    "work/answers",
    "work/orders",
    "work/sections",
    "work/shape",
}
"""What the modes of the command line print, and who finds it out for them."""


@pytest.mark.parametrize("folder", ["claims", "cost", "odds", "history", "races"])
def test_studies_stand_on_the_prover_and_not_under_it(folder: str) -> None:
    """Nothing but the modes, what they print and the claims knows of a study."""
    found = {
        name_of(path)
        for path in under("spec")
        if importing(path, f"spec.{folder}")
        and not name_of(path).startswith((f"spec/{folder}/", "spec/modes/", "spec/claims/"))
    }
    assert found <= {f"spec/{module}.py" for module in ABOVE}


@each_source
def test_only_commands_that_need_nothing_of_the_spec_print(path: Path) -> None:
    """All others end in ``spec.streams``."""
    calls = [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert not calls or name_of(path) in PRINTING


@each_source
def test_modules_have_a_noun_for_a_name_and_a_readable_size(path: Path) -> None:
    """No module is a drawer, and none is longer than can be read in one go."""
    assert not {*path.relative_to(ROOT).with_suffix("").parts} & VAGUE
    if not path.name.startswith("test_"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@each_source
def test_every_module_says_what_it_is(path: Path) -> None:
    """Each begins with a sentence."""
    assert (ast.get_docstring(tree_of(path)) or "").strip()
