"""Changes of `impl/` that look like bugs and are none: no run of the running code shows them."""

from conformance.mutants.planted import Planted

EQUIVALENT = (
    Planted(
        name="sleep_complained_about_behind_interrupts_off",
        module="preempt_rt.py",
        strategy="v6_4",
        says="No writer takes the spinlock with interrupts off first, then with them on.",
        old='elif step.operation == "local_irq_restore":\n    depth[step.thread] -= 1',
        new='elif step.operation == "local_irq_restore":\n    pass',
    ),
    Planted(
        name="own_stores_unseen",
        module="store_buffer.py",
        strategy="mask_union_counted",
        says="No thread loads a word of its own but in an update, which waits for its buffer.",
        old="""
        for stored in reversed(self._buffers[thread]):
            if stored.location == location:
                return stored
        return self._words[location]
        """,
        new="return self._words[location]",
    ),
    Planted(
        name="stop_leaves_buffers_as_they_are",
        module="store_buffer.py",
        strategy="stop_machine_preempt",
        says="Who stops the machine stores nothing else, and its readers store nothing.",
        old="return not any(self._buffers.values()) and not self._sections.unstoppable(thread)",
        new="return not self._sections.unstoppable(thread)",
    ),
)
"""What is said of each is why it makes no difference."""
