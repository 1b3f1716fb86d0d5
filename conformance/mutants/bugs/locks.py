"""Bugs where readers are kept out: by a stopped machine, or by a lock."""

from conformance.mutants.planted import Planted

_STOP_MACHINE = (
    Planted(
        name="machine_not_stopped",
        module="strategies/stop_machine.py",
        strategy="stop_machine_preempt",
        says="The list is overwritten while other CPUs run.",
        old="""
        memory.stop_machine(
            partial(overwrite, array=array, instance=instance, new=change.zones)
        )  # stop_machine(__build_all_zonelists, pgdat, NULL)
        """,
        new="overwrite(memory, array, instance, change.zones)",
    ),
    Planted(
        name="generation_moved_outside",
        module="strategies/stop_machine.py",
        strategy="stop_machine_restart",
        says="The generation moves once the machine runs again.",
        old="memory.stop_machine(partial(rebuild, new=change.zones, generation=generation))",
        new="""
        memory.stop_machine(
            partial(overwrite, array=zonerefs(instance), instance=instance, new=change.zones)
        )
        memory.store(GENERATION, generation)
        """,
    ),
    Planted(
        name="generation_not_moved",
        module="strategies/stop_machine.py",
        strategy="stop_machine_nopreempt_restart",
        says="No rebuild is ever noticed.",
        old="""
        overwrite(memory, array, instance, new)
        memory.store(GENERATION, generation)
        """,
        new="overwrite(memory, array, instance, new)",
    ),
    Planted(
        name="first_rebuild_keeps_the_generation",
        module="strategies/stop_machine.py",
        strategy="stop_machine_restart",
        says="Counted from 0, the first rebuild is not noticed.",
        old="for generation, change in enumerate(changes, 1):",
        new="for generation, change in enumerate(changes):",
    ),
    Planted(
        name="generation_not_looked_at_again",
        module="strategies/stop_machine.py",
        strategy="stop_machine_restart",
        says="No pass is ever made again.",
        old="if memory.load(GENERATION) == generation:\n    return seen",
        new="return seen",
    ),
    Planted(
        name="generation_looked_at_before_the_walk",
        module="strategies/stop_machine.py",
        strategy="stop_machine_nopreempt_restart",
        says="The check comes before what it is to check.",
        old="""
        seen = once(
            memory, cached if is_current else None, _of_generation(scan, generation)
        )
        if memory.load(GENERATION) == generation:
            return seen
        """,
        new="""
        moved = memory.load(GENERATION) != generation
        seen = once(
            memory, cached if is_current else None, _of_generation(scan, generation)
        )
        if not moved:
            return seen
        """,
    ),
    Planted(
        name="stale_slot_of_an_older_generation",
        module="strategies/stop_machine.py",
        strategy="stop_machine_restart",
        first="test_equality",
        says="The cached slot is used whenever it was found.",
        old="is_current = cached is not None and cached.generation == generation",
        new="is_current = cached is not None",
    ),
    Planted(
        name="slot_of_the_generation_before",
        module="strategies/stop_machine.py",
        strategy="stop_machine_restart",
        says="A slot is said to be of the generation before: it is never used again.",
        old="return lambda place: scan(replace(place, generation=generation))",
        new="return lambda place: scan(replace(place, generation=generation - 1))",
    ),
)

_RWLOCK = (
    Planted(
        name="reader_does_not_wait",
        module="strategies/rwlock.py",
        strategy="rwlock",
        says="read_lock() does not look at the writer's byte.",
        old="memory.update(CNTS, _has_no_writer, _add_reader, order="
        '"acquire")  # queued_read_lock()',
        new='memory.update(CNTS, _is_any, _add_reader, order="acquire")',
    ),
    Planted(
        name="writer_does_not_wait_for_readers",
        module="strategies/rwlock.py",
        strategy="rwlock",
        says="write_lock() looks at the writer's byte alone.",
        old="memory.update(CNTS, _is_free, _set_writer, order="
        '"acquire")  # atomic_try_cmpxchg_acquire()',
        new='memory.update(CNTS, _has_no_writer, _set_writer, order="acquire")',
    ),
    Planted(
        name="reader_counted_in_the_writers_byte",
        module="strategies/rwlock.py",
        strategy="rwlock",
        says="A reader counts as 1, which is in the writer's byte.",
        old="BIAS = 0x200",
        new="BIAS = 0x1",
    ),
    Planted(
        name="reader_counted_in_twice",
        module="strategies/rwlock.py",
        strategy="rwlock",
        says="read_unlock() adds where it has to subtract: no writer gets in again.",
        old="return value - BIAS",
        new="return value + BIAS",
    ),
    Planted(
        name="write_lock_held_too_short",
        module="strategies/rwlock.py",
        strategy="rwlock_cached",
        says="The lock is given back before the list is overwritten.",
        old="""
        overwrite(memory, array, instance, change.zones)
        write_unlock(memory)
        """,
        new="""
        write_unlock(memory)
        overwrite(memory, array, instance, change.zones)
        """,
    ),
    Planted(
        name="write_lock_kept",
        module="strategies/rwlock.py",
        strategy="rwlock",
        says="The writer does not give the lock back: readers wait for ever.",
        old="""
        overwrite(memory, array, instance, change.zones)
        write_unlock(memory)
        """,
        new="overwrite(memory, array, instance, change.zones)",
    ),
    Planted(
        name="write_unlock_without_release",
        module="strategies/rwlock.py",
        strategy="rwlock",
        says="The lock may be seen free before the list is seen.",
        old='memory.store(CNTS, 0, order="release")  # smp_store_release(&lock->wlocked, 0)',
        new="memory.store(CNTS, 0)",
    ),
    Planted(
        name="read_lock_without_acquire",
        module="strategies/rwlock.py",
        strategy="rwlock_cached",
        says="The walk may load before the lock is taken.",
        old="memory.update(CNTS, _has_no_writer, _add_reader, order="
        '"acquire")  # queued_read_lock()',
        new="memory.update(CNTS, _has_no_writer, _add_reader)",
    ),
    Planted(
        name="write_lock_without_acquire",
        module="strategies/rwlock.py",
        strategy="rwlock",
        says="The new list may be seen before the lock is.",
        old="memory.update(CNTS, _is_free, _set_writer, order="
        '"acquire")  # atomic_try_cmpxchg_acquire()',
        new="memory.update(CNTS, _is_free, _set_writer)",
    ),
    Planted(
        name="read_unlock_without_release",
        module="strategies/rwlock.py",
        strategy="rwlock",
        says="The lock may be seen free before the walk's loads.",
        old="memory.update(CNTS, _is_any, _drop_reader, order="
        '"release")  # atomic_sub_return_release()',
        new="memory.update(CNTS, _is_any, _drop_reader)",
    ),
)

BUGS = (*_STOP_MACHINE, *_RWLOCK)
