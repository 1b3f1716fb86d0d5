"""Readers whose question is whether they ever come to an end, on plain values."""

from spec.machine import Request
from spec.plain_reader import PlainReader
from spec.run import Run


class PlainContext(PlainReader):
    """A reader in a context."""

    def go(self, reader: str) -> Run:
        """Run the reader that a scenario names."""
        match reader:
            case "pass":
                return self.read_pass()
            case "slow_path":
                return self.slow_path()
            case "settled":
                return self.settled()
            case "interrupt" | "task":
                return self._atomic()
            case "console":
                return self.console()
        return self.allocation()

    def slow_path(self) -> Run:
        """The loop of the slow path; it tells whenever it comes to ``retry:``."""
        strategy = self._strategy
        with self._surrounded():
            self.fast = False
            cookie = strategy.begin(self) if strategy.begin else None
            kept = self._recompute() if strategy.first else None
            if not (self._broken or (strategy.first and self._ended)):
                again = True
                while again:
                    self._ask(Request("retry"))
                    again = (
                        not self._check("retry", cookie)
                        and self._one_pass(0, kept)
                        and self._reclaim_retry()
                    )
        return self.run

    def _reclaim_retry(self) -> bool:
        """``should_reclaim_retry()``: whether some zone has pages."""
        if self._strategy.reclaim_retry is None:
            return False
        self._visits = []
        self._attempt(self._strategy.reclaim_retry)
        return self._found

    def settled(self) -> Run:
        """A pass and two rounds of the slow path; what is repeated then counts as a retry."""
        strategy = self._strategy
        with self._surrounded():
            self._ask(Request("retry"))
            self._one_pass(0, None)
            self.fast = False
            for last in (False, True):
                cookie = strategy.begin(self) if strategy.begin else None
                if strategy.first:
                    self._recompute()
                if not (strategy.moved and strategy.moved(self, cookie).holds):
                    break
                self.run.retried = self.run.retried or last
        return self.run

    def console(self) -> Run:
        """An atomic allocation with the console's lock held."""
        lock = self._strategy.second_lock
        if lock:
            self.update(lock, when=lambda held: held == 0, change=lambda _held: 1, order="acquire")
        self._atomic()
        if lock:
            self.store(lock, 0, order="release")
        return self.run

    def _atomic(self) -> Run:
        """The fast path, and if it fails a round of the slow path that never sleeps."""
        strategy = self._strategy
        with self._surrounded():
            if not self._one_pass(0, None):
                return self.run
            self.fast = False
            self.parts.append("slow path")
            cookie = strategy.begin(self) if strategy.begin else None
            kept = self._recompute() if strategy.first else None
            if self._broken:
                return self.run
            empty = strategy.first is not None and self._ended
            if (empty or self._one_pass(1, kept)) and strategy.moved:
                strategy.moved(self, cookie)
        return self.run
