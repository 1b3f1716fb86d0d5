"""Bugs in nodemasks, in the schemes for changing one, and in what a request tests."""

from conformance.mutants.planted import Planted

_STORES = (
    Planted(
        name="highest_word_first",
        module="nodemask.py",
        strategy="mask_in_place_wide",
        says="The words of a nodemask are stored in descending order.",
        old="for location, value in self.contents(nodes).items():",
        new="for location, value in reversed([*self.contents(nodes).items()]):",
    ),
    Planted(
        name="words_only_if_they_are_not_empty",
        module="nodemask.py",
        strategy="mask_in_place_wide",
        says="A word of a mask that loses all its nodes is not stored.",
        old="memory.store(location, value)",
        new="if value:\n    memory.store(location, value)",
    ),
    Planted(
        name="any_higher_node_will_do",
        module="nodemask.py",
        strategy="mask_in_place",
        says="node_isset() shifts the word and forgets to take one bit of it.",
        old="return bool(word >> bit & 1)",
        new="return bool(word >> bit)",
    ),
    Planted(
        name="second_word_not_addressed",
        module="nodemask.py",
        strategy="mask_copy_swap_wide",
        says="All nodes are looked for in the lowest word.",
        old="return self.locations[number], bit",
        new="return self.locations[0], bit + half * number",
    ),
    Planted(
        name="only_the_last_word_intersects",
        module="nodemask.py",
        strategy="mask_seqcount_wide",
        says="nodes_intersects() forgets the words before the last one.",
        old="common |= bool(words[0] & words[1])",
        new="common = bool(words[0] & words[1])",
    ),
    Planted(
        name="intersection_for_union",
        module="nodemasks.py",
        strategy="mask_union",
        says="nodes_and() where nodes_or() is meant: in between, there may be no node at all.",
        old="return old[name] | new[name]",
        new="return old[name] & new[name]",
    ),
    Planted(
        name="no_union",
        module="strategies/masks.py",
        strategy="mask_union",
        says="The old nodes go at once.",
        old="""
        nodes.store(memory, union(rebind.old, rebind.new, NODES))
        memory.fence("smp_mb")
        nodes.store(memory, rebind.new[NODES])
        """,
        new="nodes.store(memory, rebind.new[NODES])",
    ),
    Planted(
        name="no_mb_between_union_and_new",
        module="strategies/masks.py",
        strategy="mask_union_wide",
        says="One word may be seen new before the other is seen as the union.",
        old='memory.fence("smp_mb")',
        new="pass",
    ),
    Planted(
        name="new_mask_behind_the_write_section",
        module="strategies/masks.py",
        strategy="mask_seqcount_after_oom",
        says="The section is held too short: the old nodes go while the count is even.",
        old="""
        with MEMS_SEQ.writing(memory, rebind.number):
            nodes.store(memory, union(rebind.old, rebind.new, NODES))
            nodes.store(memory, rebind.new[NODES])
        """,
        new="""
        with MEMS_SEQ.writing(memory, rebind.number):
            nodes.store(memory, union(rebind.old, rebind.new, NODES))
        nodes.store(memory, rebind.new[NODES])
        """,
    ),
    Planted(
        name="checked_before_the_last_look_too",
        module="strategies/masks.py",
        strategy="mask_seqcount_after_oom_wide",
        says="The count is compared where that release had no check yet.",
        old="replace(after_oom, check=Check((MEMS_SEQ,), places=frozenset())),",
        new="replace(after_oom, check=Check((MEMS_SEQ,))),",
    ),
    Planted(
        name="policy_published_before_it_is_filled",
        module="strategies/masks.py",
        strategy="mask_copy_swap",
        says="rcu_assign_pointer() comes before the nodes are in the new policy.",
        old="""
        _copy(instance, rebind.number, wide=wide).store(memory, rebind.new[NODES])
        memory.store(COPY, rebind.number, order="release")  # rcu_assign_pointer(policy, new)
        """,
        new="""
        memory.store(COPY, rebind.number, order="release")
        _copy(instance, rebind.number, wide=wide).store(memory, rebind.new[NODES])
        """,
    ),
    Planted(
        name="policy_published_without_release",
        module="strategies/masks.py",
        strategy="mask_copy_swap",
        says="The new policy may be seen empty.",
        old='memory.store(COPY, rebind.number, order="release")  # rcu_assign_pointer(policy, new)',
        new="memory.store(COPY, rebind.number)",
    ),
    Planted(
        name="policy_without_a_dependency",
        module="strategies/masks.py",
        strategy="mask_copy_swap",
        says="The nodes of the policy may be loaded before the pointer to it.",
        old="return Tested(policy=_copy(instance, version, wide=wide).reached(view))",
        new="return Tested(policy=_copy(instance, version, wide=wide))",
    ),
    Planted(
        name="current_policy_overwritten",
        module="strategies/masks.py",
        strategy="mask_copy_swap",
        says="The copy that readers have is changed, not the next one.",
        old="_copy(instance, rebind.number, wide=wide).store(memory, rebind.new[NODES])",
        new="_copy(instance, rebind.number - 1, wide=wide).store(memory, rebind.new[NODES])",
    ),
)

_REQUESTS = (
    Planted(
        name="mappings_not_locked_by_the_rebind",
        module="nodemasks.py",
        strategy="v4_4_masks",
        says="The policy of a mapping is rebound under an allocation that goes by it.",
        old="""
        MMAP_LOCK.take(memory, holder=2)
        self.policy.store(memory, rebind.new[POLICY])
        MMAP_LOCK.release(memory)
        """,
        new="self.policy.store(memory, rebind.new[POLICY])",
    ),
    Planted(
        name="mappings_not_locked_by_the_reader",
        module="nodemasks.py",
        strategy="v2_6_34_masks",
        says="A page fault does not hold mmap_lock.",
        old="MMAP_LOCK.take(memory)",
        new="pass",
    ),
    Planted(
        name="mappings_locked_for_every_request",
        module="nodemasks.py",
        strategy="v6_6_masks",
        says="The lock is taken whoever owns the policy.",
        old='return bool(instance.masks) and instance.policy == "vma"',
        new='return bool(instance.masks) and instance.policy != "none"',
    ),
    Planted(
        name="vma_policy_before_the_lock",
        module="nodemasks.py",
        strategy="v4_14_masks",
        says="The policy is stored, and then the lock is taken.",
        old="""
        MMAP_LOCK.take(memory, holder=2)
        self.policy.store(memory, rebind.new[POLICY])
        """,
        new="""
        self.policy.store(memory, rebind.new[POLICY])
        MMAP_LOCK.take(memory, holder=2)
        """,
    ),
    Planted(
        name="lock_without_acquire",
        module="lock.py",
        strategy="v6_0_masks",
        says="What the lock guards may be loaded before the lock is taken.",
        old='memory.update(self.location, FREE, held, order="acquire")',
        new="memory.update(self.location, FREE, held)",
    ),
    Planted(
        name="unlock_without_release",
        module="lock.py",
        strategy="v6_4_masks",
        says="The lock may be seen free before what was stored under it.",
        old='memory.store(self.location, 0, order="release")',
        new="memory.store(self.location, 0)",
    ),
    Planted(
        name="disjoint_policy_obeyed",
        module="request.py",
        strategy="v4_12_masks",
        says="A policy that leaves no node is kept: no zone satisfies the request.",
        old="return replace(self, policy=None)",
        new="return self",
    ),
    Planted(
        name="every_policy_ignored",
        module="request.py",
        strategy="mask_seqcount",
        says="The policy is ignored whether it leaves a node or not.",
        old="if self.policy is None or self.mems is None or "
        "intersect(memory, self.policy, self.mems):",
        new="if self.policy is None or self.mems is None:",
    ),
    Planted(
        name="first_slot_of_the_cpuset",
        module="request.py",
        strategy="v4_7_masks",
        says="The first slot is looked for under the cpuset though there is a policy.",
        old="return tested.everywhere[:1]",
        new="return tested.everywhere[-1:]",
    ),
    Planted(
        name="first_slot_under_both_masks",
        module="request.py",
        strategy="v6_6_masks",
        says="The search for the first slot tests the cpuset as well.",
        old="return () if tested.policy is None else (tested.policy,)",
        new="return tested.everywhere",
    ),
)

BUGS = (*_STORES, *_REQUESTS)
