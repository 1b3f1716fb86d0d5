"""Short names of what a verdict is about, and what they and the marks of a table mean."""

from collections.abc import Collection, Iterator

from spec.instance import CONTEXTS, KERNELS, KINDS, MASK_KINDS, OWNER_KINDS

SHORT = {
    "interrupt": "irq",
    "mempolicy": "mempol",
    "no_rt": "no-rt",
    "offline": "off",
    "online": "on",
    "preempt_rt": "rt",
    "reorder": "re",
    "vma_policy": "vma",
}
"""Cells stay short: the kinds that are not written out."""

MEANING = (
    (KINDS[:-1], "refuted by a rebuild that inserts, removes or reorders zones"),
    (MASK_KINDS[:-1], "refuted by a rebind that adds nodes, takes nodes away, or does both"),
    (
        OWNER_KINDS[:-1],
        "refuted by a rebind of a task without a policy, with one of its own, or with a VMA's",
    ),
    (
        CONTEXTS,
        "refuted for a reader on another CPU, in an interrupt, or with the console's lock held",
    ),
    (KERNELS, "refuted without or with PREEMPT_RT"),
)


def short(kind: str) -> str:
    """The name of a kind inside a cell."""
    return SHORT.get(kind, kind)


def legend(kinds: Collection[str]) -> str:
    """What the words of a table mean.

    Args:
        kinds: all that occur; what does not occur is not explained, but for rebuilds where
            nothing else is.
    """
    kinds = KINDS if set(kinds) <= {"any"} else kinds
    vacuous = "~re" if "reorder" in kinds else "~"
    return (
        "proved: for every list, request and schedule inside the bounds. "
        f"{'; '.join(_meanings(kinds))}. {vacuous}: vacuous there, nothing can happen. "
        "!: not as the page expects. ?: undecided. "
        "-: says nothing about this strategy, or was not asked."
    )


def _meanings(kinds: Collection[str]) -> Iterator[str]:
    for together, meaning in MEANING:
        if set(together) & set(kinds):
            yield f"{', '.join(map(short, together))}: {meaning}"
    if "any" in kinds:
        yield "any: only by a mix of kinds"


def changes(kinds: Collection[str]) -> str:
    """What the writer does: rebuilds or rebinds, as far as the kinds tell."""
    rebuilds = set(KINDS[:-1]) & set(kinds)
    rebinds = {*MASK_KINDS[:-1], *OWNER_KINDS[:-1]} & set(kinds)
    if bool(rebuilds) == bool(rebinds):
        return "rebuilds or rebinds"
    return "rebuilds" if rebuilds else "rebinds"
