"""Stress runs end, count, and judge guarded strategies clean."""

from collections.abc import Iterable

import pytest

from impl.instance import Change, Instance
from impl.memory import Memory
from impl.strategies import ALL, ERAS, MASKS, STRATEGIES, Strategy
from impl.stress import main
from impl.stress_run import stress

CLEAN = [
    "stop_machine_restart",
    "stop_machine_nopreempt_restart",
    "seqcount_everywhere",
    "seqcount_latch",
    "copy_swap_grace",
    "rwlock",
    "list_all_zones",
]


@pytest.mark.parametrize("strategy", ALL, ids=lambda s: s.name)
def test_stress_ends_after_its_rebuilds(strategy: Strategy) -> None:
    """A run ends after the stated number of rebuilds, and guarded readers see no violation."""
    report = stress(strategy, rebuilds=30, readers=2, seed=1)
    tally = report.tally
    assert report.rebuilds == 30
    assert tally.allocations == tally.passes > 0
    assert tally.out_of_bounds == 0
    if strategy.name in CLEAN:
        violations = (tally.missed_zones, tally.doubled_visits, tally.premature_oom)
        assert (*violations, tally.use_after_free) == (0, 0, 0, 0)


@pytest.mark.parametrize("strategy", MASKS.values(), ids=lambda s: s.name)
def test_stress_moves_masks(strategy: Strategy) -> None:
    """The task is the only reader; a mask that is kept for it is never found blind."""
    report = stress(strategy, rebuilds=30, readers=2, seed=1)
    tally = report.tally
    assert (report.rebuilds, report.readers) == (30, 1)
    assert tally.allocations == tally.passes > 0
    assert tally.missed_zones == tally.out_of_bounds == 0
    if strategy.name.startswith(("mask_union_counted", "mask_copy_swap")):
        assert (tally.blind_passes, tally.premature_oom) == (0, 0)


@pytest.mark.parametrize("strategy", ERAS.values(), ids=lambda s: s.name)
def test_stress_moves_the_lists_of_an_era(strategy: Strategy) -> None:
    """No lock of an era is left held, and nothing outside the list is read."""
    report = stress(strategy, rebuilds=10, readers=2, seed=1)
    assert report.rebuilds == 10
    assert (report.tally.out_of_bounds, report.tally.blind_passes) == (0, 0)


def test_stress_finds_a_blind_pass() -> None:
    """A mask in place shows a walk no node at all, if it goes on for long enough."""
    tally = stress(MASKS["mask_in_place"], rebuilds=3000, seed=1).tally
    assert tally.blind_passes > 0


def test_stress_needs_a_bound() -> None:
    """A run without a bound is refused."""
    with pytest.raises(ValueError, match="never end"):
        stress(STRATEGIES["in_place"])


def test_error_of_a_thread_is_raised() -> None:
    """An error in the writer ends the readers and is raised by the run."""

    def fail(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
        raise KeyError(memory, instance, changes)

    in_place = STRATEGIES["in_place"]
    broken = Strategy("broken", in_place.layout, fail, in_place.section)
    with pytest.raises(KeyError):
        stress(broken, rebuilds=1)


def test_command_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints one row a count."""
    assert main(["--strategy", "in_place", "--seconds", "0.01", "--readers", "1"]) == 0
    output = capsys.readouterr().out.splitlines()
    assert output[0].split() == ["strategy", "in_place"]
    assert [line[:20].strip() for line in output[2:4]] == ["allocations", "allocations/s"]
    assert len({len(line) for line in output}) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "required: --strategy."),
        (["--strategy", "in_plac"], "no strategy is called 'in_plac'; did you mean in_place"),
        (["--strategy", "x"], "there are stop_machine_preempt, "),
        (["--strategy", "rwlock", "--seconds", "0"], "'0' is not a number of seconds above 0."),
        (["--strategy", "rwlock", "--seconds", "soon"], "'soon' is not a number of seconds"),
        (["--strategy", "rwlock", "--readers", "0"], "'0' is not a whole number above 0."),
        (["--strategy", "rwlock", "--frobnicate"], "Unrecognized arguments: --frobnicate."),
        (["--strategy", "rwlock", "--traces", "3"], "--traces is how many to record: give --trace"),
        (["--strategy", "rwlock", "--trace", "t", "--traces", "0"], "'0' is not a whole number"),
        (["--strategy", "rwlock", "--trace", "t", "--readers", "2"], "A trace has one reader"),
        (
            ["--strategy", "rwlock", "--trace", "no/t"],
            "--trace no/t cannot be written (No such file",
        ),
        (["--strategy", "rwlock", "--trace", "."], "--trace . cannot be written (Is a directory)"),
    ],
)
def test_bad_arguments_exit_with_one_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bad argument is one sentence on standard error and status 2."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""
