"""The nodemasks that an allocation obeys: a task's cpuset and its memory policy.

mm/mempolicy.c, kernel/cgroup/cpuset.c and include/linux/cpuset.h. Both are edited by whoever
moves the task to another cpuset, while the task allocates.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from spec.kernel.seqcount import write_seqcount_begin, write_seqcount_end
from spec.kernel.zonelist import ZONEREFS
from spec.vocabulary import Cell, Fence, Mask, Reader, Writer, any_of

NODES = Mask("nodes")
POLICY = Mask("policy")  # policy->nodes of a mempolicy with MPOL_BIND
MEMS = Mask("mems")  # current->mems_allowed
MEMS_SEQ = Cell("mems_seq")  # current->mems_allowed_seq
MMAP_LOCK = Cell("mmap_lock")  # 1 a reader, 2 the writer; there is one of either
READING = Cell("reading")  # current->mems_allowed_change_disable


def walk_from_head(r: Reader, _preferred: None) -> None:
    """One pass of a request with a nodemask, from slot 0."""
    r.walk(ZONEREFS, masks=(NODES,))


@contextmanager
def get_mems_allowed(r: Reader) -> Iterator[None]:
    """``get_mems_allowed()`` ... ``put_mems_allowed()`` of 2.6.35 to 3.3."""
    r.store(READING, 1)  # current->mems_allowed_change_disable++;
    r.fence(Fence.MB)
    yield
    r.fence(Fence.MB)
    r.store(READING, 0)  # --ACCESS_ONCE(current->mems_allowed_change_disable);


def rebind_unguarded(w: Writer) -> None:
    """``cpuset_change_task_nodemask()`` of 2.6.34: grow and shrink, and no reader knows."""
    mine = w.policy_of("task")
    w.nodes_or(MEMS)  # nodes_or(tsk->mems_allowed, tsk->mems_allowed, *newmems);
    w.nodes_or(POLICY, when=mine)  # mpol_rebind_task(tsk, &tsk->mems_allowed);
    w.nodes_assign(POLICY, when=mine)  # mpol_rebind_task(tsk, newmems);
    w.nodes_assign(MEMS)  # tsk->mems_allowed = *newmems;
    mpol_rebind_mm(w)


def rebind_counted(w: Writer) -> None:
    """``cpuset_change_task_nodemask()`` of c0ff7453bb5c (2.6.35): grow, wait, shrink."""
    mine = w.policy_of("task")
    w.nodes_or(MEMS)  # nodes_or(tsk->mems_allowed, tsk->mems_allowed, *newmems);
    w.nodes_or(POLICY, when=mine)  # mpol_rebind_task(tsk, newmems, MPOL_REBIND_STEP1);
    w.fence(Fence.MB)
    w.wait(READING, lambda count: count == 0)  # while (mems_allowed_change_disable) { ... }
    w.fence(Fence.MB)
    w.nodes_assign(POLICY, when=mine)  # mpol_rebind_task(tsk, newmems, MPOL_REBIND_STEP2);
    w.nodes_assign(MEMS)  # tsk->mems_allowed = *newmems;
    mpol_rebind_mm(w)


def rebind_in_two_steps(w: Writer) -> None:
    """``cpuset_change_task_nodemask()`` of 4.4 to 4.12: a bracket, where it seemed to be needed.

    Nobody waits any more (cc9a6c877661, 3.4). Without a policy of the task's own, masks that
    overlap are changed outside the bracket, and with interrupts on.
    """
    mine = w.policy_of("task")
    need_loop = any_of(mine, w.moves_apart(MEMS))
    with w.irqs_off(when=need_loop):
        write_seqcount_begin(w, MEMS_SEQ, when=need_loop)
        w.nodes_or(MEMS)  # nodes_or(tsk->mems_allowed, tsk->mems_allowed, *newmems);
        w.nodes_or(POLICY, when=mine)  # mpol_rebind_task(tsk, newmems, MPOL_REBIND_STEP1);
        w.nodes_assign(POLICY, when=mine)  # mpol_rebind_task(tsk, newmems, MPOL_REBIND_STEP2);
        w.nodes_assign(MEMS)  # tsk->mems_allowed = *newmems;
        write_seqcount_end(w, MEMS_SEQ, when=need_loop)
    mpol_rebind_mm(w)


def rebind_policy_at_once(w: Writer) -> None:
    """``cpuset_change_task_nodemask()`` since 4.13, then ``mpol_rebind_mm()``.

    213980c0f23b removed the two steps of a policy's rebind; 5f155f27cb7f brackets every change.
    The policies of VMAs follow outside the bracket.
    """
    with w.irqs_off():
        write_seqcount_begin(w, MEMS_SEQ)
        w.nodes_or(MEMS)  # nodes_or(tsk->mems_allowed, tsk->mems_allowed, *newmems);
        w.nodes_assign(POLICY, when=w.policy_of("task"))  # mpol_rebind_task(tsk, newmems);
        w.nodes_assign(MEMS)  # tsk->mems_allowed = *newmems;
        write_seqcount_end(w, MEMS_SEQ)
    mpol_rebind_mm(w)


def mpol_rebind_mm(w: Writer) -> None:
    """``mpol_rebind_mm(mm, &newmems)``: the policies of VMAs, which page faults keep still.

    The lock of a VMA of its own, since 6.4, does for this purpose what mmap_lock does.
    """
    for _ in w.only_if(w.policy_of("vma")):
        w.update(MMAP_LOCK, when=lambda held: held == 0, change=lambda _held: 2, order="acquire")
        w.nodes_assign(POLICY)
        w.store(MMAP_LOCK, 0, order="release")


@contextmanager
def mmap_read_lock(r: Reader) -> Iterator[None]:
    """``mmap_read_lock(mm)`` ... ``mmap_read_unlock(mm)``, for whoever goes by a VMA's policy."""
    for _ in r.only_if(r.policy_of("vma")):
        r.update(MMAP_LOCK, when=lambda held: held == 0, change=lambda _held: 1, order="acquire")
    yield
    for _ in r.only_if(r.policy_of("vma")):
        r.store(MMAP_LOCK, 0, order="release")


@contextmanager
def policy_nodemask(r: Reader) -> Iterator[None]:
    """A policy that shares no node with the cpuset is ignored from the start."""
    with mmap_read_lock(r):
        r.ignore_if_disjoint(POLICY, MEMS)
        yield


@contextmanager
def get_mems_allowed_and_policy(r: Reader) -> Iterator[None]:
    """``get_mems_allowed()`` comes before the policy is looked at, in 2.6.35."""
    with get_mems_allowed(r), policy_nodemask(r):
        yield
