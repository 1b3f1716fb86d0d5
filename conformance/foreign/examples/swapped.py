"""A list that is never written: each rebuild makes another, and stores a reference to it."""


class Zonelist:
    """Zones in a list that is replaced as a whole."""

    def __init__(self, zones: list[int]) -> None:
        self.live = list(zones)

    def rebuild(self, zones: list[int]) -> None:
        """Let another list be the one."""
        self.live = list(zones)

    def walk(self) -> list[int]:
        """The zones of whichever list it is."""
        return list(self.live)


STRATEGY = "copy_swap_grace"
start, write, read = Zonelist, Zonelist.rebuild, Zonelist.walk
