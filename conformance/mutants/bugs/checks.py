"""Bugs in what makes a round of the slow path begin anew, in the reader, and in its releases."""

from conformance.mutants.planted import Planted

BUGS = (
    Planted(
        name="both_counts_have_to_move",
        module="strategies/strategy.py",
        strategy="v6_0",
        says="The round begins anew only if the list and the cpuset moved.",
        old="return kept != tested or any(moved), kept",
        new="return kept != tested or all(moved), kept",
    ),
    Planted(
        name="disjoint_policy_begins_nothing_anew",
        module="strategies/strategy.py",
        strategy="v4_14_masks",
        says="That the policy is ignored from now on does not make the round begin anew.",
        old="return kept != tested or any(moved), kept",
        new="return any(moved), kept",
    ),
    Planted(
        name="disjoint_policy_still_tested",
        module="reader.py",
        strategy="v6_6_masks",
        says="The round begins anew with the policy that is to be ignored.",
        old="again, self.tested = check.repeats(self.memory, cookies, self.tested)",
        new="again, _ = check.repeats(self.memory, cookies, self.tested)",
    ),
    Planted(
        name="checked_wherever",
        module="reader.py",
        strategy="v4_4_masks",
        says="The check is made in all places, whatever the release.",
        old="if check is None or where not in check.places:",
        new="if check is None:",
    ),
    Planted(
        name="first_slot_is_never_found",
        module="reader.py",
        strategy="append_copy_rmb",
        says="The search for the first slot walks to the end.",
        old="return self.attempt(None, always, self.strategy.first(self.tested))",
        new="return self.attempt(None, never, self.strategy.first(self.tested))",
    ),
    Planted(
        name="later_life_is_no_use_after_free",
        module="reader.py",
        strategy="copy_swap",
        first="test_equality",
        says="Reading what another life of the array holds counts for nothing.",
        old="self.freed = self.freed or before.freed or before.late",
        new="self.freed = self.freed or before.freed",
    ),
    Planted(
        name="rejected_attempts_forgotten",
        module="reader.py",
        strategy="seqcount_everywhere",
        says="A pass does not tell that it was made again.",
        old="self.rejected += 1",
        new="pass",
    ),
    Planted(
        name="slot_cached_in_4_4",
        module="strategies/eras.py",
        strategy="v4_4",
        says="The slow path caches a slot three releases before 682a3385e773.",
        old='V4_4 = _era("v4_4", write_stopped, rebinding.widen, check=_AFTER_OOM)',
        new='V4_4 = _cached("v4_4", write_stopped, rebinding.widen, _AFTER_OOM)',
    ),
    Planted(
        name="list_not_counted_in_6_0",
        module="strategies/eras.py",
        strategy="v6_0",
        says="The slow path compares the cpuset's count alone: 3d36424b3b58 is undone.",
        old='V6_0 = _cached("v6_0", write_and_print, _SINCE_4_13, _BOTH, CONSOLE.location)',
        new="""
        V6_0 = _cached(
            "v6_0", write_and_print, _SINCE_4_13, _BY_VALUE, CONSOLE.location, SEQ.location
        )
        """,
    ),
    Planted(
        name="machine_stopped_in_4_14",
        module="strategies/eras.py",
        strategy="v4_14",
        says="11cd8638c37f is undone: lists are rebuilt under stop_machine() again.",
        old='V4_14 = _cached("v4_14", write_in_place, _SINCE_4_13, _BY_VALUE)',
        new='V4_14 = _cached("v4_14", write_stopped, _SINCE_4_13, _BY_VALUE)',
    ),
)
