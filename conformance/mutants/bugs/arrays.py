"""Bugs in how zonerefs are stored, read and walked: `zonelist`, `scan`, `section`."""

from conformance.mutants.planted import Planted

BUGS = (
    Planted(
        name="index_before_pointer",
        module="zonelist.py",
        strategy="in_place",
        says="zoneref_set_zone() stores the index first.",
        old="""
        memory.store(self._zone[slot], zone, life=self.life)
        memory.store(self._zone_idx[slot], zone_idx, life=self.life)
        """,
        new="""
        memory.store(self._zone_idx[slot], zone_idx, life=self.life)
        memory.store(self._zone[slot], zone, life=self.life)
        """,
    ),
    Planted(
        name="last_slot_first",
        module="zonelist.py",
        strategy="in_place_from_head",
        says="The new list is stored from its terminator to its head.",
        old="for slot, zone in enumerate((*new, NULL)):",
        new="for slot, zone in reversed([*enumerate((*new, NULL))]):",
    ),
    Planted(
        name="no_terminator",
        module="zonelist.py",
        strategy="seqcount_everywhere",
        says="A shorter list keeps the end of the longer one before.",
        old="for slot, zone in enumerate((*new, NULL)):",
        new="for slot, zone in enumerate(new):",
    ),
    Planted(
        name="limit_off_by_one",
        module="zonelist.py",
        strategy="in_place",
        says="A zone of highest_zoneidx itself is skipped.",
        old="if index > limit:",
        new="if index >= limit:",
    ),
    Planted(
        name="one_word_limit_off_by_one",
        module="zonelist.py",
        strategy="in_place_one_word",
        says="The same where index and pointer are one word.",
        old="return (zone if index <= limit else SKIPPED), False",
        new="return (zone if index < limit else SKIPPED), False",
    ),
    Planted(
        name="one_word_loaded_twice",
        module="zonelist.py",
        strategy="in_place_one_word",
        says="The word is loaded for the index, and again for the pointer: a torn pair.",
        old="zone, index = word",
        new="""
        _, index = word
        again = memory.load(self._word(slot))
        assert isinstance(again, tuple)
        zone, _ = again
        """,
    ),
    Planted(
        name="pointer_loaded_twice",
        module="zonelist.py",
        strategy="seqcount_slow_path",
        says="The pointer is tested, and loaded again for use, as without READ_ONCE().",
        old="zone, life, _ = memory.load_word(self._zone[slot], after=self.view)",
        new="""
        zone, life, _ = memory.load_word(self._zone[slot], after=self.view)
        zone, life, _ = memory.load_word(self._zone[slot], after=self.view)
        """,
    ),
    Planted(
        name="no_rmb_behind_index",
        module="zonelist.py",
        strategy="append_copy_rmb",
        says="The reader may load the pointer before the index.",
        old="""
        if self.fenced:
            memory.fence("smp_rmb")
        if index > limit:
        """,
        new="if index > limit:",
    ),
    Planted(
        name="no_rmb_behind_pointer",
        module="zonelist.py",
        strategy="append_copy_rmb",
        says="The reader may load the next slot before this one.",
        old="""
        if self.fenced:
            memory.fence("smp_rmb")
        return zone, late or life > self.life
        """,
        new="return zone, late or life > self.life",
    ),
    Planted(
        name="rmb_in_every_array_but_the_fenced",
        module="strategies/append_copy.py",
        strategy="append_copy_rmb",
        says="The reader's barriers are not asked for.",
        old="return bracketed(Place(zonerefs(instance, fenced=True)))",
        new="return bracketed(Place(zonerefs(instance)))",
    ),
    Planted(
        name="pointer_first_in_the_copy",
        module="zonelist.py",
        strategy="append_copy",
        says="The old terminator is replaced by a pointer whose index is still the terminator's.",
        old="""
        memory.store(self._zone_idx[slot], zone_idx, life=self.life)
        between(memory)
        memory.store(self._zone[slot], zone, life=self.life)
        """,
        new="""
        memory.store(self._zone[slot], zone, life=self.life)
        between(memory)
        memory.store(self._zone_idx[slot], zone_idx, life=self.life)
        """,
    ),
    Planted(
        name="freed_but_for_the_head",
        module="zonelist.py",
        strategy="copy_swap",
        says="kfree() leaves slot 0 as it was: its use afterwards goes unseen.",
        old="""
        for slot in range(self.capacity):
            memory.store(self._zone[slot], FREED, life=self.life)
        """,
        new="""
        for slot in range(1, self.capacity):
            memory.store(self._zone[slot], FREED, life=self.life)
        """,
    ),
    Planted(
        name="later_life_unnoticed",
        module="zonelist.py",
        strategy="copy_swap",
        first="test_equality",
        says="A word that the array's next life stored passes for one of this life.",
        old="return zone, late or life > self.life",
        new="return zone, False",
    ),
    Planted(
        name="no_address_dependency",
        module="zonelist.py",
        strategy="copy_swap_grace",
        says="The walk does not depend on the load of the pointer: no rcu_dereference().",
        old='''
        """Return this pointer as computed from what a load returned."""
        return replace(self, view=view)
        ''',
        new="return self",
    ),
    Planted(
        name="cached_slot_ignored",
        module="scan.py",
        strategy="append_copy_grace_cached",
        first="test_equality",
        says="Every walk begins at slot 0.",
        old="for slot in range(place.slot, array.capacity):",
        new="for slot in range(array.capacity):",
    ),
    Planted(
        name="cached_slot_skipped",
        module="scan.py",
        strategy="append_copy",
        says="A walk begins behind the cached slot.",
        old="stopped = Place(array, slot, place.generation)",
        new="stopped = Place(array, slot + 1, place.generation)",
    ),
    Planted(
        name="walk_ends_a_slot_early",
        module="scan.py",
        strategy="seqcount_latch",
        says="The last slot of the array is not looked at.",
        old="for slot in range(place.slot, array.capacity):",
        new="for slot in range(place.slot, array.capacity - 1):",
    ),
    Planted(
        name="skipped_zone_ends_the_walk",
        module="scan.py",
        strategy="stop_machine_nopreempt",
        says="A zone above the limit ends the walk, as if none behind it were below.",
        old="if zone == NULL:",
        new="if zone in (NULL, SKIPPED):",
    ),
    Planted(
        name="nodemask_not_tested",
        module="scan.py",
        strategy="rwlock",
        says="A zone is visited whose node the request leaves out.",
        old="if zone == SKIPPED or (mask is not None and instance.node(zone) not in mask):",
        new="if zone == SKIPPED:",
    ),
    Planted(
        name="either_mask_will_do",
        module="scan.py",
        strategy="mask_seqcount",
        says="A zone is visited if the policy or the cpuset allows it.",
        old="if not all(each.has(memory, instance.node(zone)) for each in masks):",
        new="if masks and not any(each.has(memory, instance.node(zone)) for each in masks):",
    ),
    Planted(
        name="walks_on_over_freed_memory",
        module="scan.py",
        strategy="copy_swap",
        says="Who reads freed memory goes on to the next slot.",
        old="return Scanned(tuple(visits), freed=True, late=late)",
        new="continue",
    ),
    Planted(
        name="generation_not_remembered",
        module="scan.py",
        strategy="stop_machine_restart",
        says="The cached slot does not say when it was found.",
        old="stopped = Place(array, slot, place.generation)",
        new="stopped = Place(array, slot)",
    ),
    Planted(
        name="section_closed_before_the_walk",
        module="section.py",
        strategy="append_copy_grace",
        says="The section is held too short: nothing of the walk is in it.",
        old="""
        seen = scan(cached or head)
        leave(memory)
        return seen
        """,
        new="""
        leave(memory)
        return scan(cached or head)
        """,
    ),
    Planted(
        name="lock_never_given_back",
        module="section.py",
        strategy="rwlock_cached",
        says="The reader keeps the lock, and the writer waits for ever.",
        old="""
        seen = scan(cached or head)
        leave(memory)
        return seen
        """,
        new="return scan(cached or head)",
    ),
    Planted(
        name="section_not_entered",
        module="section.py",
        strategy="stop_machine_nopreempt_restart",
        says="preempt_enable() without preempt_disable().",
        old="""
        enter(memory)
        seen = scan(cached or head)
        """,
        new="seen = scan(cached or head)",
    ),
    Planted(
        name="cached_slot_lost_in_the_section",
        module="section.py",
        strategy="rwlock_cached",
        says="The section begins every walk at the head.",
        old="seen = scan(cached or head)",
        new="seen = scan(head)",
    ),
    Planted(
        name="preemption_stays_on",
        module="section.py",
        strategy="stop_machine_nopreempt",
        says="preempt_disable() and preempt_enable() are compiled out.",
        old="memory.preempt_disable()",
        new="pass",
    ),
)
