"""Short names of what a verdict is about, and what they and the marks of a table mean."""

from collections.abc import Collection, Iterator, Mapping

from spec.instance import CONTEXTS, KERNELS, KINDS, MASK_KINDS, OWNER_KINDS, Bounds

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

SENTENCES = {
    "online": "every rebuild inserts zones",
    "offline": "every rebuild removes zones",
    "reorder": "every rebuild puts the same zones in another order",
    "widen": "every rebind adds nodes",
    "narrow": "every rebind takes nodes away",
    "move": "every rebind adds nodes and takes others away",
    "cpuset": "the cpuset of a task without a memory policy is rebound",
    "mempolicy": "a task with a memory policy of its own is rebound",
    "vma_policy": "a task is rebound while its request obeys the policy of a VMA",
    "task": "the reader is a task on another CPU",
    "interrupt": "the reader is an interrupt on the writer's CPU",
    "console": "the reader holds the lock of the console, which the writer may want",
    "no_rt": "a kernel without PREEMPT_RT",
    "preempt_rt": "a kernel with PREEMPT_RT",
    "any": "all kinds, mixed, and what changes nothing",
}
"""Each kind that a verdict may be about, in one sentence; in the order of a table."""
PAGES = {
    "online": "zones gain pages",
    "offline": "zones lose their pages",
    "reorder": "nothing changes at all",
}
"""The same where the list never changes, and pages do."""


def sentence(kind: str, moves: str) -> str:
    """What a kind is, given what the strategy moves: ``lists``, ``masks`` or ``pages``."""
    return PAGES.get(kind, SENTENCES[kind]) if moves == "pages" else SENTENCES[kind]


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


def totals(counts: Mapping[str, int]) -> str:
    """One line that counts everything, from the counts of a document."""
    return (
        "{proved} proved, {refuted} refuted as expected, {vacuous} vacuous as expected, "
        "{unexpected} unexpected, {undecided} undecided"
    ).format_map(counts)


def within(bounds: Bounds, model: str, changed: str = "rebuilds") -> str:
    """The bounds of a claim.

    Args:
        bounds: inside which it is made.
        model: the memory model.
        changed: what the writer does: ``rebuilds``, ``rebinds`` or both.
    """
    readers = (
        f"{bounds.readers}" if bounds.readers else "1 (2 where readers hold locks or sections)"
    )
    if bounds.rebuilds == 1:
        changed = " ".join(word.removesuffix("s") for word in changed.split())
    tries = "try" if bounds.tries == 1 else "tries"
    return (
        f"within: {bounds.zones} zones, {bounds.rebuilds} {changed}, {bounds.tries} slow-path "
        f"{tries} before the last look, readers: {readers}, memory model {model}; "
        "any number of restarts"
    )
