"""What the prover prints, to the letter; ``python -m pytest tests/cli --promote`` renews it."""

import functools
import re
from collections.abc import Callable

import pytest

from spec.errors import UsageError
from spec.instance import Bounds
from spec.interpreter import replay
from spec.page import property_named, strategy_named
from spec.scenario import parse
from spec.search import minimal
from spec.search.minimal import minimal_violation
from spec.search.question import Inquiry
from spec.search.solver import Budget

from .command import GOLDEN, claims, run, schedule_of, table_of

REFUTED = (
    "stop_machine_preempt::no_double_visit",
    "stop_machine_nopreempt::no_premature_oom",
    "in_place_null_first::zone_always_visible",
    "in_place::no_missed_zone",
    "in_place::respects_request",
    "in_place_one_word::sees_one_list",
    "append_copy::eligible_zone_always_visible",
    "append_copy_from_head::no_double_visit",
    "append_copy_grace::no_missed_zone",
    "seqcount_slow_path::respects_request",
    "seqcount_slow_path::no_premature_oom_last_look",
    "copy_swap::no_use_after_free",
    "copy_swap_grace_cached::no_use_after_free",
    "rwlock_cached::no_premature_oom",
)
HOLD = ("rwlock::no_missed_zone", "list_all_zones::no_missed_zone")
WEAK = (
    ("append_copy_grace::no_missed_zone", "offline", "armv8"),
    ("copy_swap::no_double_visit", "offline", "lkmm"),
)
SHOWN = {
    "seqcount_everywhere__no_deadlock": (
        "seqcount_everywhere::no_deadlock reader=interrupt lists=1/1 types=0 nodes=0 limit=0 "
        "pages=0 tries=1 schedule=w1"
    ),
    "v6_0__no_deadlock": (
        "v6_0::no_deadlock reader=console lists=1/1 types=0 nodes=0 limit=0 pages=never tries=1 "
        "schedule=r6w6"
    ),
    "v6_4__no_sleep_in_atomic": (
        "v6_4::no_sleep_in_atomic reader=preempt_rt lists=1/1 types=0 nodes=0 limit=0 pages=0 "
        "tries=1 schedule=r2w9"
    ),
    "v6_6__terminates": (
        "v6_6::terminates reader=slow_path lists=1.2/2 types=0.0 nodes=0.1 limit=0 mask=1 "
        "pages=0.0 tries=1 schedule=r6w9r4"
    ),
    "v6_6_masks__terminates": (
        "v6_6_masks::terminates reader=slow_path lists=1.2 types=0.0 nodes=0.0 limit=0 pages=0.1 "
        "tries=1 masks=policy:1/0+mems:1/0 policy=task schedule=r9w7r11"
    ),
    "v6_6_masks__respects_request": (
        "v6_6_masks::respects_request reader=pass lists=1 types=0.0.0 nodes=0.0.0 limit=0 "
        "masks=policy:2/1+mems:2/0.1 policy=task schedule=r1w5r6"
    ),
    "v4_12_masks__no_premature_oom": (
        "v4_12_masks::no_premature_oom reader=allocation lists=1.2 types=0.0 nodes=0.1 limit=0 "
        "pages=0.0 tries=1 masks=policy:1/0+mems:0.1/0 policy=vma schedule=r9w2r24"
    ),
    "mask_in_place__no_premature_oom": (
        "mask_in_place::no_premature_oom reader=allocation lists=1.2.3 types=0.0.0 nodes=0.1.2 "
        "limit=0 pages=0.0.1 tries=1 masks=nodes:2/1/0 schedule=r19w1r8w1r6"
    ),
    "mask_in_place_wide__eligible_zone_always_visible": (
        "mask_in_place_wide::eligible_zone_always_visible reader=pass lists=1.2 types=0.0 "
        "nodes=0.1 limit=0 masks=nodes:0/1 schedule=w1r8"
    ),
    "mask_copy_swap__eligible_zone_always_visible": (
        "mask_copy_swap::eligible_zone_always_visible reader=pass lists=1.2 types=0.0 nodes=0.1 "
        "limit=0 masks=nodes:1/0 schedule=r2w2r7"
    ),
}
HARMLESS = ("mask_copy_swap__eligible_zone_always_visible",)
BARRIERS = (
    ("copy_swap_grace::no_missed_zone", "any", "lkmm"),
    ("append_copy_grace::no_missed_zone", "online", "armv8"),
)


def _kept(cell: str) -> str:
    return (GOLDEN / f"{cell.replace('::', '__')}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("cell", [*REFUTED, *HOLD])
def test_explain_prints_the_same_story_every_time(
    cell: str, golden: Callable[[str, str], None]
) -> None:
    """A verdict, its reason and its schedule are the ones that were looked at and kept."""
    outcome = run("--explain", cell)
    assert (outcome.code, outcome.err) == (0, "")
    golden(cell.replace("::", "__"), outcome.out)


@pytest.mark.parametrize(("cell", "kind", "model"), WEAK)
def test_explain_under_a_weak_model_prints_the_same_execution_every_time(
    cell: str, kind: str, model: str, golden: Callable[[str, str], None]
) -> None:
    """What no interleaving explains is shown with the stores it read from, and named."""
    outcome = run("--explain", cell, "--rebuild", kind, "--model", model)
    assert (outcome.code, outcome.err) == (0, "")
    golden(f"{cell.replace('::', '__')}__{model}", outcome.out)
    assert run("--replay", schedule_of(outcome.out)).code == 0


@pytest.mark.parametrize(("cell", "kind", "model"), BARRIERS)
def test_barriers_are_the_same_every_time(
    cell: str, kind: str, model: str, golden: Callable[[str, str], None]
) -> None:
    """Every minimal set, and what happens without each of its places."""
    size = ("--zones", "3", "--rebuilds", "1", "--rebuild", kind)
    outcome = run("--barriers", cell, "--model", model, *size)
    assert (outcome.code, outcome.err) == (0, "")
    golden(f"barriers__{cell.replace('::', '__')}", outcome.out)


@pytest.mark.parametrize("name", SHOWN)
def test_replays_of_masks_and_standstills_print_the_same_every_time(
    name: str, golden: Callable[[str, str], None]
) -> None:
    """Masks, who waits for whom and what is repeated, as they were looked at and kept."""
    outcome = run("--replay", SHOWN[name])
    assert (outcome.code, outcome.err) == (int(name in HARMLESS), "")
    golden(f"replay__{name}", outcome.out)
    assert ("\nbecause " in outcome.out) is (name not in HARMLESS)


def test_claims_print_the_same_ledger_every_time(golden: Callable[[str, str], None]) -> None:
    """The ledger is the one that was looked at and kept."""
    golden("claims", claims().out)


@pytest.mark.slow
def test_the_default_table_is_the_same_every_time(golden: Callable[[str, str], None]) -> None:
    """Every strategy has the verdicts that were looked at and kept."""
    outcome = run()
    assert (outcome.code, outcome.err) == (0, "")
    golden("table", outcome.out)


def test_every_golden_file_belongs_to_a_test() -> None:
    """No golden file outlives its test."""
    cells = {cell.replace("::", "__") for cell in (*REFUTED, *HOLD)}
    cells |= {f"{cell.replace('::', '__')}__{model}" for cell, _, model in WEAK}
    cells |= {f"replay__{name}" for name in SHOWN}
    cells |= {f"barriers__{cell.replace('::', '__')}" for cell, *_ in BARRIERS}
    assert {path.stem for path in GOLDEN.glob("*")} == cells | {"claims", "table"}


@pytest.mark.parametrize("cell", REFUTED)
def test_a_printed_schedule_replays_to_the_same_columns(cell: str) -> None:
    """The printed command shows the columns and the reason that were printed with it."""
    story = _kept(cell)
    outcome = run("--replay", schedule_of(story))
    assert (outcome.code, outcome.err) == (0, "")
    assert table_of(outcome.out) == table_of(story)
    assert outcome.out.splitlines()[-1] in story.splitlines()


@pytest.mark.parametrize("cell", REFUTED)
def test_no_writer_step_of_a_schedule_is_idle(cell: str) -> None:
    """With one writer step less, a schedule violates nothing or cannot be followed."""
    text = schedule_of(_kept(cell))
    head, schedule = text.rsplit("schedule=", 1)
    prop, strategy = (
        property_named(cell.split("::")[1]),
        strategy_named(cell.split("::", maxsplit=1)[0]),
    )
    for run_length in re.finditer(r"w(\d+)", schedule):
        fewer = f"w{int(run_length[1]) - 1}"
        shorter = schedule[: run_length.start()] + fewer + schedule[run_length.end() :]
        scenario = parse(f"{head}schedule={shorter}")
        try:
            shown = replay(strategy, scenario)
        except UsageError:
            continue
        assert not prop.violated(scenario.instance(), shown.run), shorter


@pytest.mark.parametrize("cell", REFUTED)
def test_schedules_of_one_rebuild_suffice(cell: str) -> None:
    """No kept schedule needs a second rebuild, or a zone that no list names."""
    scenario = parse(schedule_of(_kept(cell)))
    assert len(scenario.lists) == 2
    assert set().union(*scenario.lists) == set(range(1, scenario.zones + 1))
    assert scenario.lists[0] == tuple(range(1, len(scenario.lists[0]) + 1))


@pytest.mark.parametrize("seed", [1, 7, 2017])
@pytest.mark.parametrize("cell", ["in_place::no_missed_zone", "copy_swap::no_use_after_free"])
def test_the_schedule_is_the_same_whatever_the_seed(
    cell: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Minimising leaves nothing for the solver's mood to decide."""
    monkeypatch.setattr(minimal, "Inquiry", functools.partial(Inquiry, seed=seed))
    strategy, prop = (
        strategy_named(cell.split("::", maxsplit=1)[0]),
        property_named(cell.split("::")[1]),
    )
    shown = minimal_violation(strategy, prop, "any", Bounds(), Budget())
    assert shown is not None
    assert shown.scenario.text() == schedule_of(_kept(cell))
