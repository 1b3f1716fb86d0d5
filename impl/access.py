"""A step that a thread asked for and that was not taken yet."""

from collections.abc import Callable

from impl.memory import Order, Value, View
from impl.trace import Step


class Access:
    """One pending step.

    `when` and `change` are those of a wait or an update, `lives` of its stores; `order` and `after`
    are as in `impl.memory`.
    """

    __slots__ = ("after", "change", "lives", "order", "step", "when")

    def __init__(
        self,
        step: Step,
        *,
        when: Callable[[Value], bool] | None = None,
        change: Callable[[Value], Value] | None = None,
        lives: tuple[int, ...] = (0,),
        order: Order = "once",
        after: View = 0,
    ) -> None:
        self.step = step
        self.when = when
        self.change = change
        self.lives = lives
        self.order = order
        self.after = after

    def behind(self, view: View) -> "Access":
        """Return the same step with another view."""
        return Access(
            self.step,
            when=self.when,
            change=self.change,
            lives=self.lives,
            order=self.order,
            after=view,
        )
