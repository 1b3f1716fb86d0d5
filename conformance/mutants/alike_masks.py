"""Mutants of the pages of masks and of eras that change no verdict, and why they cannot."""

from conformance.mutants.alike import Alike

MASKS = (
    Alike(
        "no reader takes the writers' lock, and where it sleeps interrupts are on in any case",
        ("v6_16",),
        (
            "rebuild_irqsave: drop w.sleeping_lock()",
            "rebuild_irqsave: swap w.sleeping_lock() and write_seqcount_begin(w)",
            "rebuild_irqsave: w.sleeping_lock() before with w.irqs_off(unless_rt=True)",
        ),
    ),
    Alike(
        "to add nodes takes no zone from anybody: the bracket is for taking them away",
        ("mask_seqcount",),
        (
            "rebind_policy_at_once: drop w.nodes_or(MEMS)",
            "rebind_policy_at_once: swap write_seqcount_begin(w, MEMS_SEQ) and w.nodes_or(MEMS)",
        ),
    ),
    Alike(
        "the policy of a VMA moves outside the bracket, be it before or behind",
        ("mask_seqcount",),
        ("rebind_policy_at_once: swap with w.irqs_off() and mpol_rebind_mm(w)",),
    ),
    Alike(
        "stores to one word are seen in their order without a barrier, and two words are refuted "
        "with it as well",
        ("mask_union",),
        (
            "rebind: drop w.fence(Fence.MB)",
            "rebind: swap w.nodes_or(NODES) and w.fence(Fence.MB)",
            "rebind: swap w.fence(Fence.MB) and w.nodes_assign(NODES)",
        ),
    ),
    Alike(
        "the count is compared when the OOM killer has been called: it prevents nothing, so long "
        "as it is even in the end",
        ("mask_seqcount_after_oom",),
        (
            "Strategy: no moved",
            "rebind: swap write_seqcount_begin(w, MEMS_SEQ) and w.nodes_or(NODES)",
            "rebind: swap w.nodes_assign(NODES) and write_seqcount_end(w, MEMS_SEQ)",
            "write_seqcount_begin: drop w.fence(Fence.WMB, when=when)",
            (
                "write_seqcount_begin: swap w.increment(count, when=when) and "
                "w.fence(Fence.WMB, when=when)"
            ),
            "write_seqcount_end: drop w.fence(Fence.WMB, when=when)",
            (
                "write_seqcount_end: swap w.fence(Fence.WMB, when=when) and "
                "w.increment(count, when=when)"
            ),
            "read_seqbegin: no order in r.wait(count, lambda now: now & 1 == 0, o...",
            "read_seqretry: drop r.fence(Fence.RMB)",
            "read_seqretry: never r.load(count) != start",
        ),
    ),
    Alike(
        "who meets the masks inside the bracket compares the count before he gives up",
        ("mask_seqcount",),
        (
            (
                "rebind_policy_at_once: swap w.nodes_or(MEMS) and "
                "w.nodes_assign(POLICY, when=w.policy_of('..."
            ),
            (
                "rebind_policy_at_once: swap w.nodes_assign(POLICY, when=w.policy_of('... and "
                "w.nodes_assign(MEMS)"
            ),
        ),
    ),
    Alike(
        "without its mask the slot lies no further behind, and the walk asks for the mask itself",
        ("v6_16", "mask_seqcount"),
        (
            "first: no masks in r.first(ZONEREFS, masks=(POLICY,))",
            "first: no POLICY in r.first(ZONEREFS, masks=(POLICY,))",
        ),
    ),
    Alike(
        "a walk from slot 0 is refuted for the same kinds, and what a stale slot could bring about "
        "is what the count is compared for",
        ("v6_16", "mask_seqcount"),
        ("Strategy: no first", "walk: only ZONEREFS of preferred or ZONEREFS"),
    ),
    Alike(
        "then nobody tries again on its account, and verdicts hold for one try",
        ("v6_16",),
        (
            "Strategy: no reclaim_retry",
            "should_reclaim_retry: drop r.walk(ZONEREFS, masks=(POLICY, MEMS))",
        ),
    ),
    Alike(
        "the new nodes are allowed from the first store on, so who begins behind the bracket finds "
        "them",
        ("mask_seqcount",),
        ("rebind_policy_at_once: swap w.nodes_assign(MEMS) and write_seqcount_end(w, MEMS_SEQ)",),
    ),
    Alike(
        "the policy of a task has moved by then: its nodes are stored once more",
        ("mask_seqcount",),
        ("mpol_rebind_mm: always for _ in w.only_if(w.policy_of('vma'))",),
    ),
    Alike(
        "the check before the OOM killer looks once more whether the policy and the cpuset share "
        "a node",
        ("mask_seqcount",),
        (
            "policy_nodemask: drop r.ignore_if_disjoint(POLICY, MEMS)",
            "policy_nodemask: swap r.ignore_if_disjoint(POLICY, MEMS) and yield",
        ),
    ),
    Alike(
        "the cpuset moves whether the lock is held or not, so policy and cpuset may look disjoint "
        "inside as well",
        ("mask_seqcount",),
        ("policy_nodemask: r.ignore_if_disjoint(POLICY, MEMS) before with mmap_read_lock(r)",),
    ),
    Alike(
        "nobody but who moves the policy of a VMA wants the lock",
        ("mask_seqcount",),
        (
            "mmap_read_lock: always for _ in r.only_if(r.policy_of('vma'))",
            "mmap_read_lock: always for _ in r.only_if(r.policy_of('vma')) #2",
        ),
    ),
)
