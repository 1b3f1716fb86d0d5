"""Bugs in rebuilds in place, with a copy appended or without, and in a fixed list."""

from conformance.mutants.planted import Planted

_IN_PLACE = (
    Planted(
        name="null_first_without_its_null",
        module="strategies/in_place.py",
        strategy="in_place_null_first",
        says="Slot 0 is not emptied first.",
        old="terminate(slot=0)",
        new="pass",
    ),
    Planted(
        name="terminator_of_each_zone",
        module="strategies/in_place.py",
        strategy="in_place_null_first",
        says="A terminator is stored behind each zone, not behind each node's zones.",
        old="if slot + 1 == len(new) or instance.node(zone) != instance.node(new[slot + 1]):",
        new="if True:",
    ),
    Planted(
        name="only_the_last_rebuild",
        module="instance.py",
        strategy="in_place",
        says="Of several rebuilds only the last is made.",
        old="return tuple(map(Change, self.lists[1:]))",
        new="return tuple(map(Change, self.lists[1:][-1:]))",
    ),
    Planted(
        name="slot_cached_from_the_head",
        module="strategies/in_place.py",
        strategy="in_place_from_head",
        says="A strategy without a cached slot has one.",
        old='IN_PLACE_FROM_HEAD = Strategy("in_place_from_head", layout, write, bare)',
        new="IN_PLACE_FROM_HEAD = "
        'Strategy("in_place_from_head", layout, write, bare, keeps_first=True)',
    ),
)

_APPEND_COPY = (
    Planted(
        name="copy_from_its_near_end",
        module="strategies/append_copy.py",
        strategy="append_copy",
        says="The old terminator goes first: a walk runs on into what is no list yet.",
        old="for slot in range(2 * length, length - 1, -1):",
        new="for slot in range(length, 2 * length + 1):",
    ),
    Planted(
        name="copy_not_linked",
        module="strategies/append_copy.py",
        strategy="append_copy_from_head",
        says="The old terminator stays, so that nobody reaches the copy.",
        old="for slot in range(2 * length, length - 1, -1):",
        new="for slot in range(2 * length, length, -1):",
    ),
    Planted(
        name="copy_without_a_terminator",
        module="strategies/append_copy.py",
        strategy="append_copy",
        says="The far end of the copy is left as it was.",
        old="for slot in range(2 * length, length - 1, -1):",
        new="for slot in range(2 * length - 1, length - 1, -1):",
    ),
    Planted(
        name="copy_of_an_older_list",
        module="strategies/append_copy.py",
        strategy="append_copy_grace_cached",
        says="A second rebuild appends the list before the one in place.",
        old="old = change.zones",
        new="pass",
    ),
    Planted(
        name="front_terminated_first",
        module="strategies/append_copy.py",
        strategy="append_copy",
        says="The terminator of the front is stored before the front.",
        old="""
        for slot, zone in enumerate(change.zones):
            array.write(memory, slot, zone, instance.zone_idx(zone))
            barrier(memory)
        pause(memory)
        array.write(memory, len(change.zones), NULL, 0)
        """,
        new="""
        array.write(memory, len(change.zones), NULL, 0)
        for slot, zone in enumerate(change.zones):
            array.write(memory, slot, zone, instance.zone_idx(zone))
            barrier(memory)
        pause(memory)
        """,
    ),
    Planted(
        name="terminator_a_slot_late",
        module="strategies/append_copy.py",
        strategy="append_copy_from_head",
        says="One zone of the copy stays in front of the terminator.",
        old="array.write(memory, len(change.zones), NULL, 0)",
        new="array.write(memory, len(change.zones) + 1, NULL, 0)",
    ),
    Planted(
        name="grace_period_before_the_front",
        module="strategies/append_copy.py",
        strategy="append_copy_grace",
        says="The grace period ends before the front is stored, and so awaits nobody who saw it.",
        old="""
        for slot, zone in enumerate(change.zones):
            array.write(memory, slot, zone, instance.zone_idx(zone))
            barrier(memory)
        pause(memory)
        """,
        new="""
        pause(memory)
        for slot, zone in enumerate(change.zones):
            array.write(memory, slot, zone, instance.zone_idx(zone))
            barrier(memory)
        """,
    ),
    Planted(
        name="terminator_before_the_grace_period",
        module="strategies/append_copy.py",
        strategy="append_copy_grace",
        says="The copy is cut off before those who may be on their way to it are through.",
        old="""
        pause(memory)
        array.write(memory, len(change.zones), NULL, 0)
        """,
        new="""
        array.write(memory, len(change.zones), NULL, 0)
        pause(memory)
        """,
    ),
    Planted(
        name="walk_in_no_section",
        module="strategies/append_copy.py",
        strategy="append_copy_grace_cached",
        says="The grace period awaits nobody, for nobody says that it reads.",
        old="return bracketed(Place(zonerefs(instance)), rcu_read_lock, rcu_read_unlock)",
        new="return bracketed(Place(zonerefs(instance)))",
    ),
    Planted(
        name="no_wmb_between_index_and_pointer",
        module="zonelist.py",
        strategy="append_copy_rmb",
        says="In the copy, a pointer may be seen before its index.",
        old="between(memory)",
        new="pass",
    ),
    Planted(
        name="no_wmb_between_slots_of_the_copy",
        module="strategies/append_copy.py",
        strategy="append_copy_rmb",
        says="The old terminator may be seen replaced before the copy is there.",
        old="""
        array.write_index_first(memory, slot, zone, instance.zone_idx(zone), between=barrier)
        barrier(memory)
        """,
        new="array.write_index_first(memory, slot, zone, instance.zone_idx(zone), between=barrier)",
    ),
    Planted(
        name="no_wmb_between_slots_of_the_front",
        module="strategies/append_copy.py",
        strategy="append_copy_rmb",
        says="The front may be seen terminated before it is there.",
        old="""
        array.write(memory, slot, zone, instance.zone_idx(zone))
        barrier(memory)
        """,
        new="array.write(memory, slot, zone, instance.zone_idx(zone))",
    ),
    Planted(
        name="wmb_that_orders_loads",
        module="strategies/append_copy.py",
        strategy="append_copy_wmb",
        says="The writer calls smp_rmb() where it needs smp_wmb().",
        old='memory.fence("smp_wmb")',
        new='memory.fence("smp_rmb")',
    ),
)

_LIST_ALL_ZONES = (
    Planted(
        name="pages_word_upside_down",
        module="strategies/list_all_zones.py",
        strategy="list_all_zones",
        says="A zone that gains pages is said to have lost them.",
        old="memory.store(_pages(event.zone), event.pages)",
        new="memory.store(_pages(event.zone), 1 - event.pages)",
    ),
    Planted(
        name="pages_not_asked_for",
        module="strategies/list_all_zones.py",
        strategy="list_all_zones",
        says="The reader takes a page without looking whether there is one.",
        old="return memory.load(_pages(zone)) == 1",
        new="return bool(zone)",
    ),
    Planted(
        name="pages_of_the_first_zone",
        module="strategies/list_all_zones.py",
        strategy="list_all_zones",
        says="The reader looks at the word of another zone.",
        old="return memory.load(_pages(zone)) == 1",
        new="return memory.load(_pages(1)) == bool(zone)",
    ),
)

BUGS = (*_IN_PLACE, *_APPEND_COPY, *_LIST_ALL_ZONES)
