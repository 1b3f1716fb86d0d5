"""Steps and values print in the words of the kernel."""

from impl.memory import FREED, Location
from impl.trace import Step


def test_steps_print_as_accesses() -> None:
    """An arrow is a load, an equals sign a store, and a step without a word is its name."""
    word = Location("zonerefs[0].zone")
    assert str(Step("r", "load", word, 3)) == "r: zonerefs[0].zone -> 3"
    assert str(Step("r", "wait", word)) == "r: wait zonerefs[0].zone"
    assert str(Step("w", "store", word, FREED)) == "w: zonerefs[0].zone = FREED"
    assert str(Step("w", "synchronize_rcu_end")) == "w: synchronize_rcu_end"
    assert str(Step("w", "stop_machine", None, ((word, 1),))) == "w: stop_machine of 1 stores"


def test_freed_prints_by_name() -> None:
    """FREED prints as its name."""
    assert repr(FREED) == "FREED"


def test_a_move_is_the_thread_and_how_it_goes_on() -> None:
    """A pick that returns it has this very step taken."""
    word = Location("x")
    step = Step("a", "leave", word, 1, how="~x", source=("a", 0))
    assert step.move == "a~x"
    assert Step("a", "load", word, 0, how="<2").move == "a<2"
    assert str(step) == "a: x = 1 in memory"
