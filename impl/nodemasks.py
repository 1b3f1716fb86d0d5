"""The nodemasks of an instance in shared memory: a cpuset's and a mempolicy's, or a single one."""

from dataclasses import dataclass

from impl.instance import Instance, Masks, Rebind
from impl.lock import MMAP_LOCK
from impl.memory import Location, Memory, Stores, Value
from impl.nodemask import Nodemask
from impl.request import Tested

MEMS, POLICY, NODES = "mems", "policy", "nodes"


def nodemask(instance: Instance, name: str, *, wide: bool = False) -> Nodemask:
    """The mask of that name, with a bit for each of the instance's nodes."""
    return Nodemask(name, len(instance.types), wide)


def union(old: Masks, new: Masks, name: str) -> frozenset[int]:
    """All nodes of both versions of a mask."""
    return old[name] | new[name]


@dataclass(frozen=True, slots=True)
class TaskMasks:
    """current->mems_allowed and the nodemask of the mempolicy that restricts a request."""

    instance: Instance
    wide: bool = False

    @property
    def mems(self) -> Nodemask:
        """The cpuset's mask."""
        return nodemask(self.instance, MEMS, wide=self.wide)

    @property
    def policy(self) -> Nodemask:
        """The mempolicy's mask."""
        return nodemask(self.instance, POLICY, wide=self.wide)

    def contents(self) -> dict[Location, Value]:
        """Return the words of the first versions; none where masks do not move."""
        if not self.instance.masks:
            return {}
        words = self.mems.contents(self.instance.versions(MEMS)[0])
        if self.instance.policy != "none":
            words |= self.policy.contents(self.instance.versions(POLICY)[0])
        if _is_of_mapping(self.instance):
            words[MMAP_LOCK.location] = 0
        return words

    def request(self, memory: Memory) -> Tested:
        """Find the masks to test: policy_nodemask() leaves out a policy without allowed nodes."""
        if not self.instance.masks:
            return Tested()
        if self.instance.policy == "none":
            return Tested(mems=self.mems)
        return Tested(self.policy, self.mems).without_disjoint_policy(memory)

    def widen_mems(self, memory: Stores, rebind: Rebind) -> None:
        """Add the new nodes to the cpuset's mask."""
        self.mems.store(memory, union(rebind.old, rebind.new, MEMS))

    def replace_mems(self, memory: Stores, rebind: Rebind) -> None:
        """Store the cpuset's new mask."""
        self.mems.store(memory, rebind.new[MEMS])

    def widen_task_policy(self, memory: Stores, rebind: Rebind) -> None:
        """Add the new nodes to the policy if it is the task's: MPOL_REBIND_STEP1."""
        if self.instance.policy == "task":
            self.policy.store(memory, union(rebind.old, rebind.new, POLICY))

    def replace_task_policy(self, memory: Stores, rebind: Rebind) -> None:
        """Store the new policy if it is the task's: mpol_rebind_task()."""
        if self.instance.policy == "task":
            self.policy.store(memory, rebind.new[POLICY])

    def replace_vma_policy(self, memory: Memory, rebind: Rebind) -> None:
        """Store the new policy if it is a mapping's, under its lock: mpol_rebind_mm()."""
        if self.instance.policy == "vma":
            MMAP_LOCK.take(memory, holder=2)
            self.policy.store(memory, rebind.new[POLICY])
            MMAP_LOCK.release(memory)


def lock_mappings(memory: Memory, instance: Instance) -> None:
    """Keep the policy of a mapping as it is: mmap_read_lock()."""
    if _is_of_mapping(instance):
        MMAP_LOCK.take(memory)


def unlock_mappings(memory: Memory, instance: Instance) -> None:
    """Let it be rebound again: mmap_read_unlock()."""
    if _is_of_mapping(instance):
        MMAP_LOCK.release(memory)


def _is_of_mapping(instance: Instance) -> bool:
    """Whether a request goes by the policy of a mapping that may be rebound."""
    return bool(instance.masks) and instance.policy == "vma"
