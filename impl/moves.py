"""The moves that can be made at one point of a scheduled run, and who is left without one."""

from collections.abc import Mapping

from impl.deadlock import waits
from impl.interrupt import Interrupt, Stage
from impl.machine import Machine
from impl.member import Member

COMES = "comes"
"""How an interrupt moves that takes no step."""


class Moves:
    """What the members of a run can do on a machine."""

    def __init__(
        self, members: Mapping[str, Member], machine: Machine, interrupt: Interrupt | None
    ) -> None:
        self._members = members
        self._machine = machine
        self._interrupt = interrupt

    def now(self) -> dict[str, tuple[Member, str]]:
        """Return each move with who makes it and how, in the order of the programs."""
        ways = self._machine.ways
        interrupt = self._interrupt
        moves = {
            name + how: (member, how)
            for name, member in self._members.items()
            if interrupt is None or not self._holds(interrupt, name)
            for how in ways(name, member.pending)
        }
        if interrupt is not None:
            member = self._members[interrupt.handler]
            left = ways(member.name, member.pending)
            is_held = self._holds(interrupt, member.name)
            if not is_held and interrupt.comes(member.name, self._stages(), left):
                moves[member.name] = (member, COMES)
        return moves

    def deadlock(self) -> tuple[str, ...]:
        """Who waits for what, where there is no move; empty if all are done."""
        pending = {name: member.pending for name, member in self._members.items()}
        return waits(self._machine, pending, self._stages(), self._interrupt)

    def is_alone(self, member: Member) -> bool:
        """Whether no other member takes a step before this one is done."""
        return all(other is member or self._rests(other) for other in self._members.values())

    def _rests(self, member: Member) -> bool:
        interrupt = self._interrupt
        return member.stage == "done" or (
            interrupt is not None
            and member.name == interrupt.interrupted
            and self._members[interrupt.handler].stage == "going"
        )

    def _holds(self, interrupt: Interrupt, name: str) -> bool:
        """Whether the interrupt or its absence makes a member stand still."""
        return interrupt.holds(name, self._stages(), self._machine) is not None

    def _stages(self) -> dict[str, Stage]:
        return {name: member.stage for name, member in self._members.items()}
