"""Plots are SVG files with a line for each question."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from spec.bench import plots
from spec.bench.beside import AXIS, EACH, ONE_RUN, OURS
from spec.errors import UsageError
from tests.bench.rows import row


def test_a_plot_for_each_axis(tmp_path: Path) -> None:
    """One of the solver's share, and one for each question that was asked for every list."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    about = {"axis": AXIS, "size": 136}
    rows = [
        *(row("first", size, axis="zones", size=size) for size in (2, 4)),
        *(row("second", size, axis="rebuilds", size=size) for size in (1, 2)),
        *(row("p::q", 9.0, tool=tool, instances=136, **about) for tool in (OURS, ONE_RUN, EACH)),
        row("r::s", 9.0, **about),
    ]
    files = plots.plot(rows, str(tmp_path / "deep" / "plots"))
    assert {file.name for file in files} == {
        "zones.svg", "rebuilds.svg", "share.svg", "spin-p-q.svg", "spin-r-s.svg",
    }  # fmt: skip
    for file in files:
        assert ET.parse(file).getroot().tag.endswith("svg")  # noqa: S314 - our own file
    text = (tmp_path / "deep/plots/spin-p-q.svg").read_text()
    for told in (OURS, ONE_RUN, EACH, "the same, search alone", "stopped or extrapolated"):
        assert f"<!-- {told} -->" in text


def test_matplotlib_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says what to install."""

    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(plots, "import_module", absent)
    with pytest.raises(UsageError, match=r"pip install 'zonelist-spec\[plots\]'"):
        plots.plot([], "anywhere")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """One sentence."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="--plots cannot write to"):
        plots.plot([row("a", 1.0, axis="zones", size=2)], str(tmp_path / "file" / "below"))
