"""How fast the search for outcomes is, is printed; never how fast it has to be."""

import pytest

from conformance import bench
from conformance.judgement import PAGES


def test_a_row_is_printed_for_each_strategy(capsys: pytest.CaptureFixture[str]) -> None:
    """Once, however often it is named; and one for all of them, with their accesses."""
    assert bench.main(["rwlock", "list_all_zones", "rwlock", "--repeat", "2"]) == 0
    output, told = capsys.readouterr()
    heads, _, *rows = (line.split() for line in output.splitlines())
    assert [row[0] for row in rows] == ["rwlock", "list_all_zones", "all"]
    assert " ".join(heads).endswith("runs median s min-max s accesses a second")
    assert [row[6] for row in rows[:2]] == ["2", "2"]
    assert int(rows[2][1]) == int(rows[0][4]) + int(rows[1][4])
    assert [line.split(":")[0] for line in told.splitlines()] == ["rwlock", "list_all_zones"]


def test_the_median_is_told() -> None:
    """One slow run changes nothing but the range."""
    *_, row, total = bench.report([("p", [1, 2, 3, 40, 5], [1.0, 9.0, 2.0])]).splitlines()
    assert row.split() == ["p", "1", "2", "3", "40", "5", "3", "2.00", "1.00-9.00", "20"]
    assert total.split() == ["all", "40", "2.00", "20"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["in_plac"], "there is no strategy 'in_plac': did you mean"),
        (["rwlock", "--repeat", "0"], "--repeat takes a number above 0"),
        (["--nope"], "unrecognized arguments: --nope; see python -m conformance.bench --help"),
    ],
)
def test_bad_arguments(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence and exit code 2."""
    assert bench.main(arguments) == 2
    assert capsys.readouterr().err.startswith(f"error: {message}")


def test_ctrl_c_leaves_what_there_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rows that came before it."""

    def timed(name: str, _repeats: int) -> tuple[list[int], list[float]]:
        if name == "rwlock":
            raise KeyboardInterrupt
        return [1, 1, 1, 1, 1], [1.0]

    monkeypatch.setattr(bench, "timed", timed)
    assert bench.main(["in_place", "rwlock"]) == 130
    output, told = capsys.readouterr()
    assert "in_place" in output
    assert told.endswith("interrupted\n")


def test_without_a_name_all_strategies_of_lists_are_measured() -> None:
    """The thread's own."""
    assert bench.names_of([]) == tuple(PAGES)
