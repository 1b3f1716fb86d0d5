"""All properties of a pass in one program: compiling it is what takes the time."""

import re
from collections.abc import Callable
from pathlib import Path

from spec.bench.spin import search
from spec.export.promela.judgement import Judgement
from spec.export.promela.notation import Lines
from spec.export.promela.program import program
from spec.export.promela.setting import Fixed
from spec.properties import Property
from spec.scenario import Scenario
from spec.term import Term
from spec.vocabulary import Strategy


class Judgements(Judgement):
    """Several properties of one setting; each assertion names its property by a number."""

    def __init__(self, props: list[Property], setting: Fixed) -> None:
        # Of two that remember zones, the one that asks whether a zone is new goes first.
        self._props = sorted(props, key=lambda prop: prop.name != "no_double_visit")
        self._each = [Judgement(prop, setting) for prop in self._props]
        super().__init__(self._props[0], setting)
        if any(prop.name == "no_use_after_free" for prop in props):
            self.asks = "no_use_after_free"

    def declarations(self) -> list[str]:
        """The variables of all, each once."""
        for each in self._each:
            each.longest_walk = self.longest_walk
        return [*dict.fromkeys(line for each in self._each for line in each.declarations())]

    def visit(self, text: Lines, zone: Term) -> None:
        """See ``Judgement``."""
        self._all(text, lambda each, lines: each.visit(lines, zone))

    def forget(self, text: Lines) -> None:
        """See ``Judgement``."""
        self._all(text, Judgement.forget)

    def outside(self, text: Lines) -> None:
        """See ``Judgement``."""
        self._all(text, Judgement.outside)

    def freed(self, text: Lines) -> None:
        """See ``Judgement``."""
        self._all(text, Judgement.freed)

    def accepted(self, text: Lines) -> None:
        """See ``Judgement``."""
        self._all(text, Judgement.accepted)

    def _all(self, text: Lines, told: Callable[[Judgement, Lines], None]) -> None:
        for number, each in enumerate(self._each, 1):
            lines = Lines(0)
            told(each, lines)
            for line in lines.lines:
                text.add(re.sub(r"assert\((.*)\);", rf"assert((\1) && mark != {number});", line))

    def violated(self, strategy: Strategy, scenario: Scenario, folder: Path) -> set[str]:
        """The properties that Spin finds violated.

        Raises:
            AssertionError: the search did not come to an end.
        """
        assert isinstance(self.setting, Fixed)
        text = program(strategy, self.setting, self, scenario.reader, [scenario.text()])
        text = text.replace("\nproctype writer()", "\nbyte mark;\n\nproctype writer()", 1)
        found = search(text, folder, optimized=False, every=True)
        assert found.violated is not None, found.output
        numbers = re.findall(r"assertion violated .*mark\s*!=\s*(\d+)", found.output)
        assert bool(numbers) == found.violated, found.output
        return {self._props[int(number) - 1].name for number in numbers}
