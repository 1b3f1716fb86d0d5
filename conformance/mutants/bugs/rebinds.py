"""Bugs in how the kernel has rebound masks, and in the reader that says it is reading."""

from conformance.mutants.planted import Planted

_READING = (
    Planted(
        name="reader_not_waited_for",
        module="strategies/reading.py",
        strategy="mask_union_counted",
        says="The old nodes go while the task reads.",
        old="memory.wait(READING, ZERO)",
        new="pass",
    ),
    Planted(
        name="reader_says_nothing",
        module="strategies/reading.py",
        strategy="mask_union_counted",
        says="get_mems_allowed() does not say that the task reads.",
        old="""
        memory.store(READING, 1)
        memory.fence("smp_mb")
        """,
        new='memory.fence("smp_mb")',
    ),
    Planted(
        name="reader_reads_for_ever",
        module="strategies/reading.py",
        strategy="mask_union_counted_wide",
        says="put_mems_allowed() is forgotten: the rebind waits for ever.",
        old="""
        memory.fence("smp_mb")
        memory.store(READING, 0)
        """,
        new="pass",
    ),
    Planted(
        name="no_mb_behind_get_mems_allowed",
        module="strategies/reading.py",
        strategy="mask_union_counted",
        says="The masks may be loaded before the writer can see that the task reads.",
        old="""
        memory.store(READING, 1)
        memory.fence("smp_mb")
        """,
        new="memory.store(READING, 1)",
    ),
    Planted(
        name="no_mb_before_put_mems_allowed",
        module="strategies/reading.py",
        strategy="mask_union_counted",
        says="The writer may see that the task is through before it is.",
        old="""
        memory.fence("smp_mb")
        memory.store(READING, 0)
        """,
        new="memory.store(READING, 0)",
    ),
    Planted(
        name="no_mb_before_waiting_for_the_reader",
        module="strategies/reading.py",
        strategy="mask_union_counted",
        says="The writer may look for readers before the union can be seen.",
        old="""
        memory.fence("smp_mb")
        memory.wait(READING, ZERO)
        """,
        new="memory.wait(READING, ZERO)",
    ),
    Planted(
        name="no_mb_behind_waiting_for_the_reader",
        module="strategies/reading.py",
        strategy="mask_union_counted",
        says="The old nodes may go before the wait is over.",
        old="""
        memory.wait(READING, ZERO)
        memory.fence("smp_mb")
        """,
        new="memory.wait(READING, ZERO)",
    ),
)

_ERAS = (
    Planted(
        name="no_wait_in_2_6_35",
        module="strategies/rebinding.py",
        strategy="v2_6_35_masks",
        says="cpuset_change_task_nodemask() does not wait for the task.",
        old="""
        wait_for_reader(memory)
        masks.replace_task_policy(memory, rebind)
        """,
        new="masks.replace_task_policy(memory, rebind)",
    ),
    Planted(
        name="cpuset_not_widened",
        module="strategies/rebinding.py",
        strategy="v4_14_masks",
        says="The cpuset's old nodes go at once, though the policy goes first.",
        old="""
        with MEMS_SEQ.writing(memory, odd + 1):
            masks.widen_mems(memory, rebind)
        """,
        new="with MEMS_SEQ.writing(memory, odd + 1):",
    ),
    Planted(
        name="cpuset_replaced_before_the_policy",
        module="strategies/rebinding.py",
        strategy="v4_4_masks",
        says="For a while the policy has none of the cpuset's nodes.",
        old="""
        masks.widen_task_policy(memory, rebind)
        masks.replace_task_policy(memory, rebind)
        masks.replace_mems(memory, rebind)
        """,
        new="""
        masks.widen_task_policy(memory, rebind)
        masks.replace_mems(memory, rebind)
        masks.replace_task_policy(memory, rebind)
        """,
    ),
    Planted(
        name="rebind_counted_if_masks_overlap",
        module="strategies/rebinding.py",
        strategy="v4_12_masks",
        says="The count moves where the old and new nodes overlap, and not where they do not.",
        old='if masks.instance.policy == "task" or not rebind.old[MEMS] & rebind.new[MEMS]:',
        new='if masks.instance.policy == "task" or rebind.old[MEMS] & rebind.new[MEMS]:',
    ),
    Planted(
        name="second_rebind_counts_as_the_first",
        module="strategies/rebinding.py",
        strategy="v6_16_masks",
        says="The count is the same behind every rebind.",
        old="return odd + 1",
        new="return odd",
    ),
    Planted(
        name="vma_policy_in_the_write_section",
        module="strategies/rebinding.py",
        strategy="mask_seqcount_wide",
        says="mpol_rebind_mm() is called while the count is odd, as no release did.",
        old="""
            masks.replace_mems(memory, rebind)
        memory.local_irq_restore()  # local_irq_enable()
        masks.replace_vma_policy(memory, rebind)
        return odd + 1
        """,
        new="""
            masks.replace_mems(memory, rebind)
            masks.replace_vma_policy(memory, rebind)
        memory.local_irq_restore()
        return odd + 1
        """,
    ),
    Planted(
        name="vma_policy_never_rebound",
        module="strategies/rebinding.py",
        strategy="v2_6_34_masks",
        says="mpol_rebind_mm() is forgotten.",
        old="""
        \"\"\"Add the new nodes and drop the old ones, which no reader notices: up to 2.6.34.\"\"\"
        _widen_all(memory, masks, rebind)
        masks.replace_vma_policy(memory, rebind)
        """,
        new="_widen_all(memory, masks, rebind)",
    ),
    Planted(
        name="interrupts_on_in_the_write_section",
        module="strategies/rebinding.py",
        strategy="v4_7_masks",
        says="An interrupt can come while the count is odd.",
        old="""
        memory.local_irq_save()  # local_irq_disable()
        with MEMS_SEQ.writing(memory, odd):
            _widen_all(memory, masks, rebind)
        memory.local_irq_restore()  # local_irq_enable()
        """,
        new="""
        with MEMS_SEQ.writing(memory, odd):
            _widen_all(memory, masks, rebind)
        """,
    ),
)

BUGS = (*_READING, *_ERAS)
