"""Mutants of the pages of lists that change no verdict, and why they cannot."""

from conformance.mutants.alike import Alike

STOPPED = ("stop_machine_preempt", "stop_machine_nopreempt")
RESTARTED = ("stop_machine_restart", "stop_machine_nopreempt_restart")
APPENDED = ("append_copy", "append_copy_from_head", "append_copy_grace", "append_copy_grace_cached")
WITH_BARRIERS = ("append_copy_wmb", "append_copy_rmb")

POINTER_FIRST = "w.store(ZONEREFS[slot].zone, zone) and w.store(ZONEREFS[slot].zone_idx, zone.idx)"
INDEX_FIRST = "w.store(ZONEREFS[slot].zone_idx, zone.idx) and w.store(ZONEREFS[slot].zone, zone)"
OVERWRITE = (
    "overwrite: swap w.store(array[slot].zone, zone) and w.store(array[slot].zone_idx, zone.idx)"
)
BACKWARDS = "overwrite: backwards for slot, zone in w.new_list()"
NO_SLOT = ("Strategy: no first", "walk: only ZONEREFS of preferred or ZONEREFS")

LISTS = (
    Alike(
        "what is stored while the machine is stopped is one step: nobody sees an order in it",
        (*STOPPED, *RESTARTED),
        (OVERWRITE, BACKWARDS),
    ),
    Alike(
        "what is stored while the machine is stopped is one step: nobody sees an order in it",
        RESTARTED,
        ("rebuild: swap rebuild_in_place(w) and w.increment(GENERATION)",),
    ),
    Alike(
        "the cached slot saves time and nothing else: a walk from slot 0 is checked as well",
        RESTARTED,
        (
            "Strategy: no first",
            "start: never generation == cached_at",
            "walk: only ZONEREFS of start(generation, preferred) or ZONEREFS",
        ),
    ),
    Alike(
        "a slot found while the list moved is dropped by the next pass: the generation is older. "
        "If none was found there is no next pass, but nor is one asked for: the zones had no pages "
        "on the fast path",
        RESTARTED,
        (
            "first: drop r.retry_if(r.load(GENERATION) != generation)",
            "first: never r.load(GENERATION) != generation",
        ),
    ),
    Alike(
        "a slot found while the list moved is dropped by the next pass: the generation is older",
        ("stop_machine_restart",),
        ("first: swap slot = r.first(ZONEREFS) and r.retry_if(r.load(GENERATION) != generation)",),
    ),
    Alike(
        "a slot found while the list moved is dropped by the next pass: the generation is older",
        ("stop_machine_nopreempt_restart",),
        ("first: swap with r.preemption_off() and r.retry_if(r.load(GENERATION) != generation)",),
    ),
    Alike(
        "the generation tells of a rebuild in the middle of a walk, as in stop_machine_restart",
        ("stop_machine_nopreempt_restart",),
        ("walk: drop with r.preemption_off()", "first: drop with r.preemption_off()"),
    ),
    Alike(
        "the slot is kept while the writer may run, so a rebuild in the middle of finding it does "
        "no more than one right behind",
        ("stop_machine_nopreempt",),
        ("first: drop with r.preemption_off()",),
    ),
    Alike(
        "the slot is carried out of the section, so what it protects is over before it is used",
        ("append_copy_grace_cached", "copy_swap_grace_cached"),
        ("first: drop with r.rcu_section()",),
    ),
    Alike(
        "a walk loads index and pointer one after the other: it meets an old one beside a new one "
        "whichever is stored first",
        ("in_place", "in_place_from_head", "seqcount_slow_path"),
        (OVERWRITE,),
    ),
    Alike(
        "a walk loads index and pointer one after the other: it meets an old one beside a new one "
        "whichever is stored first",
        ("in_place_null_first",),
        (
            f"rebuild: swap {POINTER_FIRST}",
            (
                "rebuild: swap w.store(ZONEREFS[0].zone, END) and "
                "w.store(ZONEREFS[0].zone_idx, END.idx)"
            ),
            "rebuild: drop w.store(ZONEREFS[0].zone_idx, END.idx)",
            (
                "rebuild: swap w.store(ZONEREFS[slot + 1].zone, END, whe... and "
                "w.store(ZONEREFS[slot + 1].zone_idx, END...."
            ),
            (
                "rebuild: swap w.store(ZONEREFS[slot].zone_idx, zone.idx) and "
                "w.store(ZONEREFS[slot + 1].zone, END, whe..."
            ),
        ),
    ),
    Alike(
        "the next zone overwrites a terminator written too early: the list is cut off once more, "
        "as it is behind every node",
        ("in_place_null_first",),
        (
            "rebuild: no when in w.store(ZONEREFS[slot + 1].zone, END, whe...",
            "rebuild: no when in w.store(ZONEREFS[slot + 1].zone_idx, END....",
        ),
    ),
    Alike(
        "a walk from slot 0 meets the emptied list as well",
        ("in_place_null_first",),
        NO_SLOT,
    ),
    Alike(
        "a walk from slot 0 is refuted for the same kinds, and what a stale slot could bring about "
        "is what the count is compared for",
        ("seqcount_slow_path",),
        NO_SLOT,
    ),
    Alike(
        "the front is overwritten word by word, so a zone is met with the index of another there",
        (*APPENDED, *WITH_BARRIERS),
        (
            "append: drop w.store(ZONEREFS[slot].zone_idx, zone.idx)",
            f"overwrite_front: swap {POINTER_FIRST}",
            (
                "terminate: swap w.store(ZONEREFS[slot].zone, end) and "
                "w.store(ZONEREFS[slot].zone_idx, end.idx)"
            ),
        ),
    ),
    Alike(
        "the front is overwritten word by word, so a zone is met with the index of another there",
        APPENDED,
        (f"append: swap {INDEX_FIRST}",),
    ),
    Alike(
        "the front is overwritten word by word, so a zone is met with the index of another there",
        WITH_BARRIERS,
        (
            "append: drop w.fence(after_each)",
            "append: swap w.store(ZONEREFS[slot].zone_idx, zone.idx) and w.fence(after_each)",
            "append: swap w.fence(after_each) and w.store(ZONEREFS[slot].zone, zone)",
        ),
    ),
    Alike(
        "who saw the old front is cut off from the copy, be the new front there by then or not",
        ("append_copy",),
        ("rebuild: swap overwrite_front(w) and terminate(w)",),
    ),
    Alike(
        "who saw the old front is cut off from the copy, be the new front there by then or not",
        WITH_BARRIERS,
        (
            "rebuild: swap overwrite_front(w, Fence.WMB) and terminate(w)",
            "rebuild: no Fence.WMB in overwrite_front(w, Fence.WMB)",
            "overwrite_front: drop w.fence(after_each)",
            (
                "overwrite_front: swap w.store(ZONEREFS[slot].zone_idx, zone.idx) and "
                "w.fence(after_each)"
            ),
        ),
    ),
    Alike(
        "nothing orders the loads of a walk: the copy is not seen, in whatever order it is stored",
        ("append_copy_wmb",),
        (
            "rebuild: no Fence.WMB in append(w, Fence.WMB)",
            "append: drop w.fence(after_each) #2",
            "append: swap w.store(ZONEREFS[slot].zone, zone) and w.fence(after_each)",
        ),
    ),
    Alike(
        "the slot is kept while the list moves, however its words were loaded",
        ("append_copy_rmb",),
        ("first: no between in r.first(ZONEREFS, between=Fence.RMB)",),
    ),
    Alike(
        "a pass that counts walks no array that is being written: the writer is on the other one",
        ("copy_swap", "copy_swap_grace", "copy_swap_grace_cached", "seqcount_latch"),
        (OVERWRITE, BACKWARDS),
    ),
    Alike(
        "a pass during which anything was written is repeated, or has the writer wait",
        ("seqcount_everywhere", "rwlock"),
        (OVERWRITE, BACKWARDS),
    ),
    Alike(
        "a pass has the writer wait, and what it finds is kept while he does not",
        ("rwlock_cached",),
        (OVERWRITE, BACKWARDS),
    ),
    Alike(
        "nobody waits for the walks in the old array: it is freed under them sooner or later",
        ("copy_swap",),
        ("rebuild: swap w.assign(LIVE, new) and w.free(old)", "walk: drop with r.rcu_section()"),
    ),
    Alike(
        "after the grace period nobody is left in the old array: to free it is for the memory's "
        "sake, and storing FREED for the sake of those who should not be there",
        ("copy_swap_grace",),
        ("rebuild: drop w.free(old)",),
    ),
    Alike(
        "readers then keep each other out as well, and each of them leaves by himself; a reader in "
        "an interrupt of another is not in the model",
        ("rwlock", "rwlock_cached"),
        ("read_lock: only cnts of cnts & WRITER_BIT",),
    ),
    Alike(
        "whoever unlocks has counted himself: he need not look",
        ("rwlock", "rwlock_cached"),
        ("read_lock: always cnts > 1",),
    ),
)
