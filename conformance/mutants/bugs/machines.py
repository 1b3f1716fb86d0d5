"""Bugs in the machines that run the code: memory and sections that do less than they promise."""

from conformance.mutants.planted import Planted

_SECTIONS = (
    Planted(
        name="grace_period_awaits_nobody",
        module="sections.py",
        strategy="copy_swap_grace",
        says="synchronize_rcu() returns while a section is open.",
        old="return [name for name, (depth, after, *_) in self._held.items()"
        " if depth and after < number]",
        new="return [name for name, (depth, after, *_) in self._held.items()"
        " if depth > 1 and after < number]",
    ),
    Planted(
        name="grace_period_awaits_later_sections",
        module="sections.py",
        strategy="append_copy_grace",
        says="synchronize_rcu() waits for sections opened since it began, too.",
        old="return [name for name, (depth, after, *_) in self._held.items()"
        " if depth and after < number]",
        new="return [name for name, (depth, after, *_) in self._held.items() if depth]",
    ),
    Planted(
        name="section_never_closed",
        module="sections.py",
        strategy="append_copy_grace",
        says="rcu_read_unlock() closes nothing: the grace period never ends.",
        old='elif operation == "rcu_read_unlock":\n    depth -= 1',
        new='elif operation == "rcu_read_unlock":\n    pass',
    ),
    Planted(
        name="machine_stops_who_cannot_be_preempted",
        module="sections.py",
        strategy="stop_machine_nopreempt",
        says="stop_machine() does not wait for preemption to be on.",
        old="return [name for name, held in self._held.items() if held[2] and name != thread]",
        new="return [name for name, held in self._held.items() if held[2] and name == thread]",
    ),
    Planted(
        name="stop_gives_words_a_later_life",
        module="sequential_memory.py",
        strategy="stop_machine_restart",
        says="What is stored while the machine is stopped counts as of a later life of the array.",
        old="self._words[place] = Word(value, life)",
        new="self._words[place] = Word(value, life + 1)",
    ),
)

_X86 = (
    Planted(
        name="buffer_last_in_first_out",
        module="store_buffer.py",
        strategy="in_place",
        first="test_outcomes",
        says="The newest store of a buffer leaves first.",
        old="stored, *rest = self._buffers[thread]",
        new="*rest, stored = self._buffers[thread]",
    ),
    Planted(
        name="mfence_drains_nothing",
        module="store_buffer.py",
        strategy="mask_union_counted",
        first="test_corners",
        says="smp_mb() does not wait for the buffer.",
        old='_DRAINING = frozenset(("smp_mb", "rmw", "synchronize_rcu_begin",'
        ' "synchronize_rcu_end"))',
        new='_DRAINING = frozenset(("rmw", "synchronize_rcu_begin", "synchronize_rcu_end"))',
    ),
    Planted(
        name="locked_instruction_drains_nothing",
        module="store_buffer.py",
        strategy="rwlock",
        first="test_weak_walks",
        says="An update does not wait for the buffer.",
        old='_DRAINING = frozenset(("smp_mb", "rmw", "synchronize_rcu_begin",'
        ' "synchronize_rcu_end"))',
        new='_DRAINING = frozenset(("smp_mb", "synchronize_rcu_begin", "synchronize_rcu_end"))',
    ),
)

_ARMV8 = (
    Planted(
        name="armv8_acquire_orders_nothing",
        module="armv8_thread.py",
        strategy="seqcount_everywhere",
        first="test_weak_memory",
        says="Loads behind a load-acquire may be made before it.",
        old="if is_acquire:\n    self.new = max(self.new, view)",
        new="if False:\n    self.new = max(self.new, view)",
    ),
    Planted(
        name="armv8_release_leaves_early",
        module="armv8_thread.py",
        strategy="copy_swap_grace",
        first="test_corners",
        says="A store-release leaves before what comes before it.",
        old="held_back = stored.release and at > 0",
        new="held_back = False",
    ),
    Planted(
        name="armv8_wmb_orders_nothing",
        module="armv8_memory.py",
        strategy="seqcount_everywhere",
        first="test_weak_memory",
        says="Stores leave in any order across smp_wmb().",
        old="own.group += 1",
        new="own.group += 0",
    ),
    Planted(
        name="armv8_rmb_orders_nothing",
        module="armv8_memory.py",
        strategy="append_copy_rmb",
        first="test_weak_memory",
        says="Loads behind smp_rmb() may be made before it.",
        old="own.new = max(own.new, own.loaded)",
        new="own.new = max(own.new, own.new)",
    ),
    Planted(
        name="armv8_loads_go_back_in_time",
        module="armv8_memory.py",
        strategy="in_place",
        first="test_weak_memory",
        says="Two loads of a word may take its stores in the wrong order.",
        old="bound = max(own.before(access), own.coherence.get(location, 0))",
        new="bound = own.before(access)",
    ),
    Planted(
        name="armv8_address_orders_nothing",
        module="armv8_thread.py",
        strategy="seqcount_latch",
        first="test_corners",
        says="A load at an address that a load returned may be made before that one.",
        old='return max(access.after, self.new, self.released if access.order == "acquire" else 0)',
        new='return max(self.new, self.released if access.order == "acquire" else 0)',
    ),
    Planted(
        name="armv8_stop_is_no_barrier",
        module="armv8_memory.py",
        strategy="stop_machine_preempt",
        first="test_weak_memory",
        says="Loads behind a stop of the machine may take what was replaced in it.",
        old="for each in self._threads.values():\n    each.new = self._clock",
        new="pass",
    ),
    Planted(
        name="armv8_stores_to_a_word_overtake",
        module="armv8_thread.py",
        strategy="in_place_null_first",
        first="test_weak_memory",
        says="Two stores of a thread to a word leave in the wrong order.",
        old="at = next(at for at, stored in enumerate(self.pool) if stored.location == location)",
        new="at = max(at for at, stored in enumerate(self.pool) if stored.location == location)",
    ),
    Planted(
        name="searched_armv8_grace_period_shows_nothing",
        module="armv8_graph.py",
        strategy="copy_swap_grace",
        first="test_outcomes",
        says="The machine that is searched has a grace period that shows nothing.",
        old="self._grace_views += (own.loads,)",
        new="self._grace_views += (0,)",
    ),
    Planted(
        name="searched_armv8_wmb_orders_nothing",
        module="armv8_graph.py",
        strategy="seqcount_everywhere",
        first="test_outcomes",
        says="In the machine that is searched, smp_wmb() orders nothing.",
        old="self._threads[thread] = own._replace(stores=own.stores | own.stored)",
        new="self._threads[thread] = own._replace(stores=own.stores)",
    ),
)

_SEARCH = (
    Planted(
        name="search_takes_loads_for_private",
        module="sequential_memory.py",
        strategy="in_place",
        first="test_weak_memory",
        says="The search makes each load as soon as it can, though others could store before.",
        old="del access\nreturn False",
        new='return access.step.operation == "load"',
    ),
    Planted(
        name="one_schedule_will_do",
        module="exhaustive.py",
        strategy="in_place",
        first="test_outcomes",
        says="The search follows one move of each state.",
        old="following = [after for after, _, _ in space.moves(state)]",
        new="following = [after for after, _, _ in space.moves(state)][:1]",
    ),
)

_THREADS = (
    Planted(
        name="threads_grace_period_awaits_nobody",
        module="threads.py",
        strategy="copy_swap_grace",
        first="test_traces",
        says="Of real threads, synchronize_rcu() waits for none.",
        old="while section % 2 == 1 and member.section == section:",
        new="while False:",
    ),
    Planted(
        name="threads_stop_nobody",
        module="threads.py",
        strategy="stop_machine_nopreempt",
        first="test_traces",
        says="stop_machine() does not wait until the other real threads stand still.",
        old="self._changed.wait_for(lambda: self._parked == len(self._members) - 1)",
        new="pass",
    ),
)

BUGS = (*_SECTIONS, *_X86, *_ARMV8, *_SEARCH, *_THREADS)
