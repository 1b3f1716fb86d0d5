"""Bugs in sequence counts and in who compares them, the latch included."""

from conformance.mutants.planted import Planted

BUGS = (
    Planted(
        name="odd_count_accepted",
        module="sequence.py",
        strategy="seqcount_everywhere",
        says="read_seqbegin() does not wait for an even count.",
        old='return memory.wait(self.location, EVEN, order="acquire")',
        new='return memory.load(self.location, order="acquire")',
    ),
    Planted(
        name="wrong_parity_awaited",
        module="condition.py",
        strategy="seqcount_slow_path",
        says="Readers wait for the writer to be in.",
        old="return value % 2 == 0",
        new="return value % 2 == 1",
    ),
    Planted(
        name="count_stays_odd",
        module="sequence.py",
        strategy="seqcount_everywhere",
        says="write_seqcount_end() does not make the count even: readers wait for ever.",
        old="memory.store(self.location, 2 * number)  # write_seqcount_end()",
        new="pass",
    ),
    Planted(
        name="count_as_before",
        module="sequence.py",
        strategy="seqcount_everywhere",
        says="write_seqcount_end() takes back what write_seqcount_begin() did.",
        old="memory.store(self.location, 2 * number)  # write_seqcount_end()",
        new="memory.store(self.location, 2 * number - 2)",
    ),
    Planted(
        name="count_never_odd",
        module="sequence.py",
        strategy="seqcount_everywhere",
        says="The count moves behind the rebuild only.",
        old="memory.store(self.location, 2 * number - 1)  # write_seqcount_begin()",
        new="pass",
    ),
    Planted(
        name="no_acquire_of_the_count",
        module="sequence.py",
        strategy="seqcount_everywhere",
        says="The walk may load before the count is taken.",
        old='return memory.wait(self.location, EVEN, order="acquire")',
        new="return memory.wait(self.location, EVEN)",
    ),
    Planted(
        name="no_rmb_before_the_second_look",
        module="sequence.py",
        strategy="seqcount_everywhere",
        says="The count may be compared before the walk is through.",
        old='memory.fence("smp_rmb")',
        new="pass",
    ),
    Planted(
        name="no_wmb_behind_the_odd_count",
        module="sequence.py",
        strategy="seqcount_everywhere",
        says="The list may be seen to change while the count is even.",
        old="""
        memory.fence("smp_wmb")
        yield
        """,
        new="yield",
    ),
    Planted(
        name="no_wmb_before_the_even_count",
        module="sequence.py",
        strategy="seqcount_everywhere",
        says="The count may be even again before the list is seen.",
        old="""
        yield
        memory.fence("smp_wmb")
        """,
        new="yield",
    ),
    Planted(
        name="checked_before_the_walk",
        module="strategies/seqcount.py",
        strategy="seqcount_everywhere",
        says="read_seqretry() comes before the walk.",
        old="""
        seen = scan(cached or head)
        if not SEQ.moved(memory, cookie):
            return seen
        """,
        new="""
        moved = SEQ.moved(memory, cookie)
        seen = scan(cached or head)
        if not moved:
            return seen
        """,
    ),
    Planted(
        name="never_checked",
        module="strategies/seqcount.py",
        strategy="seqcount_everywhere",
        says="The retry is dropped.",
        old="""
        seen = scan(cached or head)
        if not SEQ.moved(memory, cookie):
            return seen
        """,
        new="""
        SEQ.moved(memory, cookie)
        return scan(cached or head)
        """,
    ),
    Planted(
        name="walked_once_checked_twice",
        module="strategies/seqcount.py",
        strategy="seqcount_everywhere",
        says="Where the count moved it is looked at again, but the list is not.",
        old="""
        cookie = SEQ.begin(memory)
        seen = scan(cached or head)
        if not SEQ.moved(memory, cookie):
            return seen
        """,
        new="""
        cookie = SEQ.begin(memory)
        seen = scan(cached or head)
        while SEQ.moved(memory, cookie):
            cookie = SEQ.begin(memory)
        return seen
        """,
    ),
    Planted(
        name="count_even_before_the_rebuild",
        module="strategies/seqcount.py",
        strategy="seqcount_slow_path",
        says="The write section is closed before the list is overwritten.",
        old="""
        with SEQ.writing(memory, number):  # write_seqlock(&zonelist_update_seq)
            overwrite(memory, array, instance, change.zones)
        """,
        new="""
        with SEQ.writing(memory, number):
            pass
        overwrite(memory, array, instance, change.zones)
        """,
    ),
    Planted(
        name="every_rebuild_has_the_same_number",
        module="strategies/seqcount.py",
        strategy="seqcount_slow_path",
        says="The second rebuild leaves the count where it was.",
        old="with SEQ.writing(memory, number):  # write_seqlock(&zonelist_update_seq)",
        new="with SEQ.writing(memory, min(number, 1)):",
    ),
    Planted(
        name="latch_of_wrong_parity",
        module="strategies/seqcount.py",
        strategy="seqcount_latch",
        says="Readers are sent to the copy that is being overwritten.",
        old="array = even if EVEN(seq.value) else odd  # &copies[seq & 1]: an address",
        new="array = odd if EVEN(seq.value) else even",
    ),
    Planted(
        name="latch_overwrites_one_copy",
        module="strategies/seqcount.py",
        strategy="seqcount_latch",
        says="Only the copy at rest is overwritten; readers come back to the old one.",
        old="for array in _copies(instance):",
        new="for array in (_copies(instance)[0],) * 2:",
    ),
    Planted(
        name="latch_not_checked",
        module="strategies/seqcount.py",
        strategy="seqcount_latch",
        says="The count is not looked at behind the walk.",
        old="""
        seen = scan(Place(array.reached(seq.view)))
        if not SEQ.moved(memory, seq.value):
            return seen
        """,
        new="return scan(Place(array.reached(seq.view)))",
    ),
    Planted(
        name="latch_without_wmb_before_the_count",
        module="strategies/seqcount.py",
        strategy="seqcount_latch",
        says="Readers may be sent to a copy that is not seen whole yet.",
        old="""
        memory.fence("smp_wmb")
        seq += 1
        """,
        new="seq += 1",
    ),
    Planted(
        name="latch_without_wmb_behind_the_count",
        module="strategies/seqcount.py",
        strategy="seqcount_latch",
        says="A copy may be seen to change while readers are sent there.",
        old="""
        memory.store(SEQ.location, seq)  # raw_write_seqcount_latch(&seq)
        memory.fence("smp_wmb")
        """,
        new="memory.store(SEQ.location, seq)",
    ),
    Planted(
        name="latch_without_a_dependency",
        module="strategies/seqcount.py",
        strategy="seqcount_latch",
        says="The reader branches on the count, which orders no loads.",
        old="seen = scan(Place(array.reached(seq.view)))",
        new="seen = scan(Place(array))",
    ),
)
