"""Work by a backend that is registered with joblib."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from typing import Any

from spec.errors import UsageError
from spec.work.job import Json
from spec.work.signals import unheard


class Pool:
    """Threads, processes or whatever joblib knows.

    Args:
        name: ``loky``, ``threading`` or whatever is registered with joblib.
        size: how many jobs at once.

    Raises:
        UsageError: joblib is not there, does not know the backend, or has to wait for all its
            results before it hands back one.
    """

    rounds = 2
    """One process that ends takes all others with it; they are asked once more together."""

    def __init__(self, name: str, size: int) -> None:
        try:
            import joblib  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise UsageError(
                f"--backend {name} takes joblib: "
                "install the extra: pip install 'zonelist-spec[cluster]'"
            ) from error
        self._joblib = joblib
        self._name = name
        self._size = size
        if name not in joblib.parallel.BACKENDS:
            known = ", ".join(sorted({*joblib.parallel.BACKENDS, "dask"}))
            raise UsageError(f"joblib has no backend {name!r}: choose from {known}")
        try:
            self._parallel()
        except Exception as error:
            raise UsageError(
                f"joblib's backend {name!r} cannot hand back a result as soon as it is there: "
                "choose another"
            ) from error

    def results(
        self, do: Callable[[Json], list[Json]], jobs: Sequence[Json]
    ) -> Iterator[tuple[int, list[Json] | str]]:
        """What is made of each job, by its number, as it comes; or the reason why nothing is."""
        left = set(range(len(jobs)))
        tasks = (
            self._joblib.delayed(_numbered)(do, number, job) for number, job in enumerate(jobs)
        )
        try:
            with unheard():
                found = self._parallel()(tasks)
            for number, said in found:
                left.remove(number)
                yield number, said
        except BrokenExecutor:
            for number in sorted(left):
                yield number, "its process ended each time"

    def close(self) -> None:
        """Nothing is left behind: joblib lets go of its own at the end of each round."""

    def _parallel(self) -> Any:
        """All in one place, as the configuration is read where this is built.

        Two at least, as joblib would not ask the backend for one, but work in this very process.
        """
        with self._joblib.parallel_config(backend=self._name, n_jobs=max(self._size, 2)):
            return self._joblib.Parallel(
                return_as="generator_unordered",
                batch_size=1,
                pre_dispatch="2 * n_jobs" if self._size > 1 else 1,
            )


def _numbered(do: Callable[[Json], list[Json]], number: int, job: Json) -> tuple[int, list[Json]]:
    return number, do(job)
