"""What is handed to workers: it crosses any border, and nobody takes another version's."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.errors import PageError, UsageError
from spec.strategies.in_place import STRATEGY as IN_PLACE
from spec.work import job as jobs
from spec.work.job import Job, Page

from .samples import OWN, decide

JOB = Job(Page("in_place"), tuple(decide(name) for name in "abcd"), 1500)


@given(left=st.sets(st.integers(0, 3)).map(sorted))
def test_a_job_arrives_as_it_was_sent(left: list[int]) -> None:
    """As a line of JSON, with the questions that are left and the places they had."""
    line = json.dumps(JOB.document(tuple(left)))
    assert "\n" not in line
    arrived, places = Job.of(json.loads(line))
    assert list(places) == left
    assert (arrived.page, arrived.timeout) == (JOB.page, JOB.timeout)
    sent = [JOB.asks[at] for at in left]
    assert [(ask.what, ask.about, ask.order) for ask in arrived.asks] == [
        (ask.what, ask.about, ask.order) for ask in sent
    ]


def test_a_job_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says what to do about it."""
    document = JOB.document((0,))
    monkeypatch.setattr(jobs, "model", lambda: "another digest")
    with pytest.raises(UsageError, match="install the same version everywhere"):
        Job.of(document)


def test_a_job_for_another_solver_is_refused() -> None:
    """Its answers would be kept as those of the solver that is here."""
    document = JOB.document((0,)) | {"solver": "z3-solver 1.0"}
    with pytest.raises(UsageError, match=r"it takes z3-solver 1\.0: install the same version"):
        Job.of(document)


def test_a_page_of_ours_travels_by_name() -> None:
    """Its text is part of the sources that both ends have."""
    assert Page("in_place").strategy() is IN_PLACE


def test_a_page_of_ones_own_travels_with_its_text(tmp_path: Path) -> None:
    """No file is looked at where it arrives."""
    path = str(tmp_path / "nowhere" / "own.py")
    strategy = Page("own", path, OWN).strategy()
    assert (strategy.name, strategy.expect) == ("own", IN_PLACE.expect)
    with pytest.raises(PageError, match=re.escape(path)):
        Page("own", path, "STRATEGY = 1").strategy()
