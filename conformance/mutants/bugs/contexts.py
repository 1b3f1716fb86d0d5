"""Bugs around interrupts, the console's lock and PREEMPT_RT: who is let in, who waits for whom."""

from conformance.mutants.planted import Planted

BUGS = (
    Planted(
        name="printed_behind_the_lock",
        module="strategies/seqlock.py",
        strategy="v6_0",
        says="The fallback order is printed when the count is even again: no deadlock in 6.0.",
        old="""
        with _seqlock(memory, number):
            overwrite(memory, zonerefs(instance), instance, change.zones)
            CONSOLE.take(memory)  # pr_info("Fallback order for Node %d: ")
            CONSOLE.release(memory)
        """,
        new="""
        with _seqlock(memory, number):
            overwrite(memory, zonerefs(instance), instance, change.zones)
        CONSOLE.take(memory)
        CONSOLE.release(memory)
        """,
    ),
    Planted(
        name="locked_before_interrupts_are_off",
        module="strategies/seqlock.py",
        strategy="v6_4",
        says="write_seqlock(), then local_irq_save(): what 1007843a9190 did not do.",
        old="""
        memory.local_irq_save()
        with _seqlock(memory, number):
            overwrite(memory, zonerefs(instance), instance, change.zones)
        memory.local_irq_restore()
        """,
        new="""
        with _seqlock(memory, number):
            memory.local_irq_save()
            overwrite(memory, zonerefs(instance), instance, change.zones)
        memory.local_irq_restore()
        """,
    ),
    Planted(
        name="interrupts_on_while_the_count_is_odd",
        module="strategies/seqlock.py",
        strategy="v6_4",
        says="Interrupts come back on before the count is even.",
        old="""
        memory.local_irq_save()
        with _seqlock(memory, number):
            overwrite(memory, zonerefs(instance), instance, change.zones)
        memory.local_irq_restore()
        """,
        new="""
        memory.local_irq_save()
        with _seqlock(memory, number):
            overwrite(memory, zonerefs(instance), instance, change.zones)
            memory.local_irq_restore()
        """,
    ),
    Planted(
        name="interrupts_off_on_preempt_rt",
        module="strategies/seqlock.py",
        strategy="v6_6",
        first="test_contexts",
        says="write_seqlock_irqsave() keeps interrupts off on PREEMPT_RT too: B10.",
        old="""
        if not instance.preempt_rt:
            memory.local_irq_save()
        """,
        new="memory.local_irq_save()",
    ),
    Planted(
        name="no_spinlock_in_the_seqlock",
        module="strategies/seqlock.py",
        strategy="v6_16",
        says="Writers do not exclude each other, and nothing sleeps on PREEMPT_RT.",
        old="memory.spin_lock()",
        new="pass",
    ),
    Planted(
        name="interrupt_though_interrupts_are_off",
        module="interrupt.py",
        strategy="v6_4",
        says="The interrupt comes whatever its CPU has masked.",
        old="if thread == self.handler and stage == "
        '"new" and machine.interrupts_off(self.interrupted):',
        new="if False:",
    ),
    Planted(
        name="interrupted_thread_runs_on",
        module="interrupt.py",
        strategy="seqcount_everywhere",
        says="The interrupt has a CPU of its own, and so waits for nobody in vain.",
        old='if thread == self.interrupted and stage == "going":',
        new="if False:",
    ),
    Planted(
        name="interrupts_stay_off",
        module="sections.py",
        strategy="v6_4",
        says="local_irq_restore() restores nothing.",
        old='elif operation == "local_irq_restore":\n    interrupts -= 1',
        new='elif operation == "local_irq_restore":\n    pass',
    ),
    Planted(
        name="console_not_held",
        module="programs.py",
        strategy="v6_0",
        says="The reader in the console's context does not hold its lock.",
        old="""
        CONSOLE.take(memory)
        seen = program(memory)
        CONSOLE.release(memory)
        return seen
        """,
        new="return program(memory)",
    ),
    Planted(
        name="sleep_with_interrupts_off_unnoticed",
        module="preempt_rt.py",
        strategy="v6_4",
        says="A sleeping lock is not complained about where it is taken with interrupts off.",
        old='elif step.operation == "spin_lock" and depth[step.thread]:',
        new='elif step.operation == "spin_lock" and depth[step.thread] > 1:',
    ),
)
"""Every one makes a context deadlock, or sleep, where the kernel does not, or the other way."""
