"""What an export is about, read from one argument."""

import pytest

from spec.eras import ERAS
from spec.errors import UsageError
from spec.export.subject import counterexample, example, subject_of
from spec.instance import Bounds
from spec.masks import MASKS
from spec.page import applicable
from spec.scenario import Scenario
from spec.search.solver import Budget
from spec.strategies import ALL
from spec.vocabulary import Strategy

COUNTED = "seqcount_everywhere::no_missed_zone lists=1.2/2.1 types=0.0"
SMALL = Bounds(2, 1, 1)


def test_a_question_has_no_instance() -> None:
    """Nothing but the two names."""
    subject = subject_of("in_place::no_missed_zone", ())
    assert (subject.strategy.name, subject.prop.name) == ("in_place", "no_missed_zone")
    assert subject.scenario is None


def test_an_instance_needs_no_schedule() -> None:
    """Its schedule is empty, the rest is as ``--replay`` reads it."""
    scenario = subject_of("in_place::no_missed_zone lists=1.2/2 types=0.0", ()).scenario
    assert scenario is not None
    assert scenario.schedule == ""
    assert scenario.lists == ((1, 2), (2,))


def test_a_schedule_is_kept() -> None:
    """It is the counterexample that is exported."""
    text = "in_place::no_missed_zone lists=1.2/2 types=0.0 schedule=r3w4r1"
    scenario = subject_of(text, ()).scenario
    assert scenario is not None
    assert scenario.schedule == "r3w4r1"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("in_place", "an export is of STRATEGY::PROPERTY or of 'in_place::no_missed_zone reader="),
        ("in_plac::no_missed_zone", "there is no strategy 'in_plac': did you mean in_place?"),
        ("in_place::missed", "there is no property 'missed'"),
        ("in_place::no_use_after_free", "no_use_after_free says nothing about in_place"),
        ("in_place::no_missed_zone lists=1.2/2", "lacks types"),
        ("in_place::no_missed_zone nonsense", "not 'nonsense'"),
        ("in_place::no_missed_zone lists=1/1 types=0 schedule=w99", "who has finished"),
        (
            f"{COUNTED} model=lkmm schedule=w8r3 reads=3:0",
            "lkmm forbids these reads",
        ),
    ],
)
def test_what_makes_no_sense_is_told(text: str, told: str) -> None:
    """One sentence that says what to change."""
    with pytest.raises(UsageError) as caught:
        subject_of(text, ())
    assert told in str(caught.value)


def test_a_question_stands_for_its_minimal_counterexample() -> None:
    """The one that ``--explain`` shows."""
    subject = subject_of("in_place::no_missed_zone", ())
    text = counterexample(subject, "offline", SMALL, "sc", budget=Budget(), export=Scenario.text)
    assert " lists=1.2/2 " in text
    assert not text.endswith("schedule=")


def test_where_there_is_no_counterexample_an_instance_is_asked_for() -> None:
    """With one to start from."""
    subject = subject_of("rwlock::no_missed_zone", ())
    with pytest.raises(UsageError, match=r"name an instance, such as 'rwlock::no_missed_zone rea"):
        counterexample(subject, "any", SMALL, "lkmm", budget=Budget(), export=Scenario.text)


@pytest.mark.parametrize("strategy", [*ALL, *MASKS, *ERAS], ids=lambda strategy: strategy.name)
def test_the_instance_that_is_advised_is_one(strategy: Strategy) -> None:
    """Of every strategy and property."""
    for prop in applicable(strategy):
        scenario = subject_of(example(strategy, prop), ()).scenario
        assert scenario is not None
        assert scenario.changes == 1


def test_what_cannot_be_exported_is_not_searched_for() -> None:
    """The export says so first."""

    def refuse(_: Scenario) -> str:
        raise UsageError("there is no such export")

    subject = subject_of("rwlock::no_missed_zone", ())
    with pytest.raises(UsageError, match="no such export"):
        counterexample(subject, "any", SMALL, "sc", budget=Budget(rlimit=1), export=refuse)
