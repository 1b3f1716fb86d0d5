"""The strategies: their writers, and what the slow path of each does between its passes."""

from dataclasses import dataclass

from tests.explorer.memory import SEQ, Cell

from . import script
from .script import MEMS_SEQ, Writer

TWICE = ("empty", "last")


@dataclass(frozen=True, slots=True)
class Page:
    """A third description of a strategy or an era, in one mode: its lists or its masks move.

    Attributes:
        writer: the writer's steps.
        two: there are a policy and a cpuset; otherwise one mask.
        wide: masks have two words.
        lists: lists move and no mask is loaded.
        counted: the reader counts itself, for the writer to wait for.
        copies: the mask is found through a pointer.
        early: the cookie is taken before everything, not at ``restart:``.
        counts: the words a cookie is made of, in order.
        first: the masks that the cached first slot is found by: "" (there is none), "policy",
            or "policy or mems" (of the cpuset where there is no policy to go by).
        checks: where the cookies are compared: at an "empty" first slot, before the "last" look,
            at each "retry" but the first.
        disjoint: the check also asks whether policy and cpuset still meet.
        reclaim: should_reclaim_retry() looks at the zones and decides about another try.
    """

    writer: Writer
    two: bool = False
    wide: bool = False
    lists: bool = False
    counted: bool = False
    copies: bool = False
    early: bool = False
    counts: tuple[Cell, ...] = ()
    first: str = ""
    checks: tuple[str, ...] = ()
    disjoint: bool = False
    reclaim: bool = False

    @property
    def guarded(self) -> bool:
        """Whether there is anything to wait for or to begin again for: liveness is asked of it."""
        return self.two or self.counted or self.copies or bool(self.counts)


def _singles(*, wide: bool) -> dict[str, Page]:
    pages = {
        "mask_in_place": Page(script.in_place, wide=wide),
        "mask_union": Page(script.union, wide=wide),
        "mask_union_counted": Page(script.union_counted, wide=wide, counted=True),
        "mask_seqcount_after_oom": Page(script.union_bracketed, wide=wide, counts=(MEMS_SEQ,)),
        "mask_seqcount": Page(
            script.two_bracketed,
            two=True,
            wide=wide,
            counts=(MEMS_SEQ,),
            first="policy",
            checks=TWICE,
            disjoint=True,
        ),
        "mask_copy_swap": Page(script.copy_swap, wide=wide, copies=True),
    }
    return {name + "_wide" * wide: page for name, page in pages.items()}


def _era(lists: Writer, masks: Writer, **slow_path: object) -> tuple[Page, Page]:
    return (
        Page(lists, two=True, lists=True, **slow_path),  # type: ignore[arg-type]
        Page(masks, two=True, **slow_path),  # type: ignore[arg-type]
    )


_BOTH = (MEMS_SEQ, SEQ)
_ERAS: dict[str, tuple[Page, Page]] = {
    "v2_6_34": _era(script.list_stopped, script.two_plain),
    "v2_6_35": _era(script.list_stopped, script.two_counted, counted=True),
    "v4_4": _era(
        script.list_stopped, script.two_sometimes_bracketed, counts=(MEMS_SEQ,), early=True
    ),
    "v4_7": _era(
        script.list_stopped,
        script.two_sometimes_bracketed,
        counts=(MEMS_SEQ,),
        first="policy or mems",
        checks=("empty",),
        reclaim=True,
    ),
    "v4_12": _era(
        script.list_stopped,
        script.two_sometimes_bracketed,
        counts=(MEMS_SEQ,),
        first="policy",
        checks=TWICE,
        reclaim=True,
    ),
    "v4_14": _era(
        script.list_in_place,
        script.two_bracketed,
        counts=(MEMS_SEQ,),
        first="policy",
        checks=TWICE,
        disjoint=True,
        reclaim=True,
    ),
    **{
        name: _era(
            lists,
            script.two_bracketed,
            counts=_BOTH,
            first="policy",
            checks=checks,
            disjoint=True,
            reclaim=True,
        )
        for name, lists, checks in (
            ("v6_0", script.list_seqlock, TWICE),
            ("v6_4", script.list_seqlock_irqs_off, TWICE),
            ("v6_6", script.list_seqlock_irqsave, TWICE),
            ("v6_16", script.list_seqlock_irqsave, (*TWICE, "retry")),
        )
    },
}

PAGES: dict[str, Page] = {
    **_singles(wide=False),
    **_singles(wide=True),
    **{name: lists for name, (lists, _) in _ERAS.items()},
    **{f"{name}_masks": masks for name, (_, masks) in _ERAS.items()},
}
