"""Bugs where a copy is filled, swapped in, and the other one freed."""

from conformance.mutants.planted import Planted

BUGS = (
    Planted(
        name="published_before_it_is_filled",
        module="strategies/copy_swap.py",
        strategy="copy_swap_grace",
        says="Readers are sent to the other array before the list is in there.",
        old="""
        overwrite(memory, other, instance, change.zones)
        _assign(memory, other)
        """,
        new="""
        _assign(memory, other)
        overwrite(memory, other, instance, change.zones)
        """,
    ),
    Planted(
        name="freed_before_the_grace_period",
        module="strategies/copy_swap.py",
        strategy="copy_swap_grace",
        says="kfree(old), then synchronize_rcu().",
        old="""
        pause(memory)
        live.free(memory)
        """,
        new="""
        live.free(memory)
        pause(memory)
        """,
    ),
    Planted(
        name="grace_period_before_the_swap",
        module="strategies/copy_swap.py",
        strategy="copy_swap_grace_cached",
        says="Whoever fetches the pointer during the grace period is not awaited.",
        old="""
        _assign(memory, other)
        pause(memory)
        """,
        new="""
        pause(memory)
        _assign(memory, other)
        """,
    ),
    Planted(
        name="no_grace_period",
        module="strategies/copy_swap.py",
        strategy="copy_swap_grace",
        says="The old array is freed at once.",
        old="memory.synchronize_rcu()",
        new="del memory",
    ),
    Planted(
        name="new_array_freed",
        module="strategies/copy_swap.py",
        strategy="copy_swap",
        says="The array that was just published is freed.",
        old="live.free(memory)",
        new="other.free(memory)",
    ),
    Planted(
        name="never_freed",
        module="strategies/copy_swap.py",
        strategy="copy_swap",
        says="The old array leaks.",
        old="live.free(memory)",
        new="pass",
    ),
    Planted(
        name="same_array_every_time",
        module="strategies/copy_swap.py",
        strategy="copy_swap",
        says="A second rebuild fills the array that readers are in.",
        old="live, spare = other, live",
        new="pass",
    ),
    Planted(
        name="published_without_release",
        module="strategies/copy_swap.py",
        strategy="copy_swap_grace",
        says="WRITE_ONCE() for rcu_assign_pointer(): the array may be seen before its contents.",
        old='memory.store(LIVE, array.name, life=array.life, order="release")',
        new="memory.store(LIVE, array.name, life=array.life)",
    ),
    Planted(
        name="pointer_without_its_dependency",
        module="strategies/copy_swap.py",
        strategy="copy_swap_grace_cached",
        says="The pointer is compared with the two arrays, which gives no address dependency.",
        old="cached = Place(TwoWordArray(name, capacity, life).reached(view))",
        new="cached = Place(TwoWordArray(name, capacity, life))",
    ),
    Planted(
        name="pointer_fetched_outside_the_section",
        module="strategies/copy_swap.py",
        strategy="copy_swap_grace",
        says="rcu_dereference() before rcu_read_lock().",
        old="""
        memory.rcu_read_lock()
        if cached is None:
            name, life, view = memory.load_word(LIVE)  # rcu_dereference(live)
            assert isinstance(name, str)
            cached = Place(TwoWordArray(name, capacity, life).reached(view))
        """,
        new="""
        if cached is None:
            name, life, view = memory.load_word(LIVE)
            assert isinstance(name, str)
            cached = Place(TwoWordArray(name, capacity, life).reached(view))
        memory.rcu_read_lock()
        """,
    ),
    Planted(
        name="stale_life_taken_for_the_new",
        module="strategies/copy_swap.py",
        strategy="copy_swap",
        says="The second life of an array passes for its first.",
        old="other = spare.reused(life)",
        new="other = spare",
    ),
)
