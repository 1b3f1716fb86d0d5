"""Bugs in the allocation and its slow path: rounds, tries, the last look, endless retries."""

from conformance.mutants.planted import Planted

_ALLOCATION = (
    Planted(
        name="no_fast_path",
        module="allocator.py",
        strategy="in_place",
        says="The allocation begins in the slow path.",
        old="if self._is_last(0, None):",
        new="if False:",
    ),
    Planted(
        name="rounds_overlap",
        module="allocator.py",
        strategy="seqcount_slow_path",
        says="A new round counts its passes from the last look of the one before.",
        old="for first_number in count(0, tries + 1):",
        new="for first_number in count(0, tries):",
    ),
    Planted(
        name="a_try_too_few",
        module="allocator.py",
        strategy="copy_swap_grace",
        says="The last try is left out.",
        old="last_look = first_number + tries + 1",
        new="last_look = first_number + tries",
    ),
    Planted(
        name="a_try_too_many",
        module="allocator.py",
        strategy="append_copy_wmb",
        says="One try more is made than reclaim had promised.",
        old="last_look = first_number + tries + 1",
        new="last_look = first_number + tries + 2",
    ),
    Planted(
        name="no_last_look",
        module="allocator.py",
        strategy="stop_machine_preempt",
        says="__alloc_pages_may_oom() does not walk once more.",
        old="""
        if self._is_last(last_look, cached):
            return self._seen()
        return self._seen(gave_up=True, gave_up_number=last_look)
        """,
        new="return self._seen(gave_up=True, gave_up_number=last_look)",
    ),
    Planted(
        name="checked_behind_the_last_look",
        module="allocator.py",
        strategy="seqcount_slow_path",
        says="The last look comes before the check, which no release did.",
        old="""
        if reader.restarts("last look", cookies):
            return None
        if self._is_last(last_look, cached):
            return self._seen()
        """,
        new="""
        if self._is_last(last_look, cached):
            return self._seen()
        if reader.restarts("last look", cookies):
            return None
        """,
    ),
    Planted(
        name="no_check_before_the_last_look",
        module="allocator.py",
        strategy="seqcount_slow_path",
        says="The OOM killer is called though the list has moved.",
        old="""
        if reader.restarts("last look", cookies):
            return None
        """,
        new="",
    ),
    Planted(
        name="no_check_of_an_empty_first_slot",
        module="allocator.py",
        strategy="seqcount_slow_path",
        says="A list in which no zone was found is not looked at again.",
        old="""
        again = reader.restarts("empty first slot", cookies)
        return None if again else self._seen(gave_up=True)
        """,
        new="return self._seen(gave_up=True)",
    ),
    Planted(
        name="no_check_at_retry",
        module="allocator.py",
        strategy="v6_16",
        says="Between two tries nobody looks whether the list has moved.",
        old="""
        reclaim()
        if reader.restarts("retry", cookies):
            return None
        """,
        new="reclaim()",
    ),
    Planted(
        name="cookie_behind_the_first_slot",
        module="allocator.py",
        strategy="seqcount_slow_path",
        says="The count is taken once the first slot was found: a rebuild before it is missed.",
        old="""
        cookies = reader.begin()
        cached: Place | None = None
        if reader.strategy.keeps_first:
            first = reader.find_first()
        """,
        new="""
        cached: Place | None = None
        first = reader.find_first()
        cookies = reader.begin()
        if reader.strategy.keeps_first:
        """,
    ),
    Planted(
        name="first_slot_not_recomputed",
        module="allocator.py",
        strategy="seqcount_slow_path",
        says="A round that begins anew keeps the cached slot of the one before.",
        old="first = reader.find_first()",
        new="""
        kept = self.__dict__
        if "first" not in kept:
            kept["first"] = reader.find_first()
        first = kept["first"]
        """,
    ),
    Planted(
        name="last_look_from_the_head",
        module="allocator.py",
        strategy="in_place_null_first",
        says="The last look does not begin at the cached slot.",
        old="if self._is_last(last_look, cached):",
        new="if self._is_last(last_look, None):",
    ),
    Planted(
        name="tries_from_the_head",
        module="allocator.py",
        strategy="append_copy_grace_cached",
        says="The tries do not begin at the cached slot.",
        old="if self._is_last(number, cached):",
        new="if self._is_last(number, None):",
    ),
    Planted(
        name="pages_of_the_next_pass",
        module="allocator.py",
        strategy="in_place_one_word",
        says="A page is found a pass before the zone has it.",
        old="return self._pages.take(zone, number)",
        new="return self._pages.take(zone, number + 1)",
    ),
    Planted(
        name="request_outside_the_lock",
        module="allocator.py",
        strategy="v4_14_masks",
        says="The policy is looked up before the mappings are locked.",
        old="""
        strategy.enter(memory, instance)
        seen = _Allocation(memory, strategy, instance, pages).run(tries, reclaim)
        """,
        new="""
        allocation = _Allocation(memory, strategy, instance, pages)
        strategy.enter(memory, instance)
        seen = allocation.run(tries, reclaim)
        """,
    ),
    Planted(
        name="allocation_keeps_the_lock",
        module="allocator.py",
        strategy="mask_union_counted",
        says="Who allocated is said to read for ever.",
        old="""
        seen = _Allocation(memory, strategy, instance, pages).run(tries, reclaim)
        strategy.leave(memory, instance)
        """,
        new="seen = _Allocation(memory, strategy, instance, pages).run(tries, reclaim)",
    ),
    Planted(
        name="list_all_zones_with_a_cached_slot",
        module="strategies/list_all_zones.py",
        strategy="list_all_zones",
        says="The slow path caches a slot that nothing asks for.",
        old='"list_all_zones", layout=_layout, writer=_write, section=bare, has_pages=_has_pages',
        new='"list_all_zones", _layout, _write, bare, keeps_first=True, has_pages=_has_pages',
    ),
)

_ENDLESS = (
    Planted(
        name="no_check_at_retry_for_ever",
        module="slow_path.py",
        strategy="v6_16",
        says="e05741fb10c3 is undone: tries go on for ever at a stale slot.",
        old='if not is_first and reader.restarts("retry", cookies):',
        new="if False:",
    ),
    Planted(
        name="promise_from_the_cached_slot",
        module="slow_path.py",
        strategy="v4_7",
        says="should_reclaim_retry() walks from where the tries do, and never promises in vain.",
        old="if not self._promises_pages():\n    break",
        new="if cached is None or not self._try(cached):\n    break",
    ),
    Planted(
        name="reclaim_promises_nothing",
        module="slow_path.py",
        strategy="v6_6",
        first="test_endless",
        says="The slow path gives up behind the first try.",
        old="return walk.stopped is not None",
        new="return False",
    ),
    Planted(
        name="reclaim_always_promises",
        module="slow_path.py",
        strategy="v6_16",
        first="test_corners",
        says="The slow path tries again though no zone has a page.",
        old="return walk.stopped is not None",
        new="return True",
    ),
)

BUGS = (*_ALLOCATION, *_ENDLESS)
