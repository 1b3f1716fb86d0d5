"""Work by a cluster of dask, through its own client.

joblib's backend for dask never tells when a worker's death is the end of a job, and takes a cluster
of one thread for none.
"""

import logging
import queue
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

from spec.errors import UsageError
from spec.work.job import Json, WorkError
from spec.work.signals import heard, unheard

PATIENCE = 15
"""Seconds in which a scheduler has to answer."""
GLANCE = 1
"""Seconds until somebody who waits for a result looks whether the scheduler is still there."""


class Cluster:
    """Machines that a scheduler of dask knows.

    Args:
        scheduler: its address, as ``tcp://host:8786``; empty for a cluster on this machine.
        size: how many workers that has.

    Raises:
        UsageError: dask.distributed is not there, the scheduler does not answer, or has no workers.
    """

    rounds = 1
    """dask itself asks a job again when a worker ends over it."""

    def __init__(self, scheduler: str, size: int) -> None:
        try:
            import distributed  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise UsageError(
                "--backend dask takes dask.distributed: "
                "install the extra: pip install 'zonelist-spec[cluster]'"
            ) from error
        for name in ("distributed.client", "distributed.utils"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is told here
        self._killed: type[Exception] = distributed.KilledWorker
        self._scheduler = scheduler
        self._client = _joined(scheduler) if scheduler else _started(size)

    def results(
        self, do: Callable[[Json], list[Json]], jobs: Sequence[Json]
    ) -> Iterator[tuple[int, list[Json] | str]]:
        """What is made of each job, by its number, as it comes; or the reason why nothing is.

        Raises:
            UsageError: the scheduler is gone, or a worker cannot do it.
            WorkError: a worker failed.
        """
        done = queue.SimpleQueue[Any]()
        try:
            futures = [self._client.submit(do, dict(job), pure=False) for job in jobs]
        except Exception as error:
            raise self._gone() from error
        numbers = {future.key: number for number, future in enumerate(futures)}
        for future in futures:
            future.add_done_callback(done.put)
        while numbers:
            future = self._next(done)
            said = self._said(future)
            if said is None:
                future.add_done_callback(done.put)
            else:
                yield numbers.pop(future.key), said

    def close(self) -> None:
        """Leave the cluster; one on this machine ends."""
        self._client.close()

    def _next(self, done: queue.SimpleQueue[Any]) -> Any:
        while True:
            try:
                return done.get(timeout=GLANCE)
            except queue.Empty:
                self._look()

    def _look(self) -> None:
        """Nobody tells when a scheduler has left in good order."""
        try:
            there = self._client.status == "running" and self._client.nthreads() is not None
        except Exception as error:
            raise self._gone() from error
        if not there:
            raise self._gone()

    def _said(self, future: Any) -> list[Json] | str | None:
        """What a job came to; None if its worker is lost now, and somebody else does it again."""
        try:
            said: list[Json] = future.result(timeout=PATIENCE)
        except self._killed:
            return "its worker ended each time"
        except TimeoutError:
            self._look()
            return None
        except Exception as error:
            if future.cancelled() or isinstance(error, OSError):
                raise self._gone() from error
            if isinstance(error, ImportError):
                raise UsageError(
                    f"a worker cannot take a job: {error}: install zonelist-spec everywhere"
                ) from error
            raise WorkError(traceback.format_exc()) from error
        return said

    def _gone(self) -> UsageError:
        return UsageError(
            f"the scheduler {self._scheduler} is gone: start it and this again; "
            "what was decided by then is told"
        )


def _started(size: int) -> Any:
    """A client of workers on this machine."""
    from distributed import Client  # noqa: PLC0415 - an extra

    try:
        with unheard():
            return Client(
                n_workers=max(size, 1),
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",  # two runs at once are no warning
                silence_logs=logging.CRITICAL,
                set_as_default=False,
            )
    except Exception as error:
        raise UsageError(f"--backend dask cannot start workers here: {error}") from error


def _joined(scheduler: str) -> Any:
    """A client of workers that are there, or come when there is work.

    What does not speak as a scheduler does is waited for without end by dask, in another thread.
    """
    from distributed import Client  # noqa: PLC0415 - an extra

    came = queue.SimpleQueue[Any]()

    def join() -> None:
        try:
            client = Client(scheduler, timeout="10s", set_as_default=False)
        except Exception as error:  # noqa: BLE001 - told where somebody waits
            came.put(error)
        else:
            came.put(client)

    threading.Thread(target=join, daemon=True).start()
    try:
        with heard():
            client = came.get(timeout=PATIENCE)
    except queue.Empty:
        client = TimeoutError(f"nothing for {PATIENCE} seconds")
    if isinstance(client, Exception):
        told = " ".join(str(client).split()) or type(client).__name__
        raise UsageError(f"--scheduler {scheduler} does not answer: {told}") from client
    try:
        with heard():
            if not client.nthreads():
                client.submit(abs, 0, pure=False).result(timeout=PATIENCE)
    except Exception as error:
        with closing(client):
            raise UsageError(
                f"--scheduler {scheduler} has no workers: start some with dask worker {scheduler}"
            ) from error
    return client
