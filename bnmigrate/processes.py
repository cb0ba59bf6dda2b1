"""Work in several processes: results in the order of the tasks, and who dies takes one task along.

`concurrent.futures` gives up all that is left where one of its processes dies; here each process
has one task at a time, so that the one that was lost is known, and another process goes on.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 8
"""How many results a process may be ahead of the one that is waited for; they are in memory."""

_PATIENCE = 2
"""Seconds that a process has to clean up when the work is called off."""


def in_order(
    do: Callable[[T], R], tasks: Sequence[T], jobs: int, lost: Callable[[T, str], R]
) -> Iterator[R]:
    """Yield what `do` returns for each of `tasks`, in their order, from `jobs` processes.

    Where a process dies, `lost` gets its task and how it ended, and gives the result.
    """
    pool = _Pool(do, jobs)
    done: dict[int, R] = {}
    begun = 0
    try:
        for next_out in range(len(tasks)):
            while next_out not in done:
                while begun < min(len(tasks), next_out + jobs * _AHEAD) and pool.take(
                    begun, tasks[begun]
                ):
                    begun += 1
                for index, result, ending in pool.wait():
                    done[index] = lost(tasks[index], ending) if ending else result
            yield done.pop(next_out)
    except BaseException:
        pool.call_off()
        raise
    finally:
        pool.close()


class _Pool(Generic[T, R]):
    """Processes with one task each, started when there is something for them to do."""

    def __init__(self, do: Callable[[T], R], jobs: int) -> None:
        self.do = do
        self.jobs = jobs
        # Copies of this process start at once and share its memory; elsewhere they aren't safe.
        self.context: Any = multiprocessing.get_context(
            "fork" if sys.platform == "linux" else "spawn"
        )
        self.idle: list[_Worker] = []
        self.busy: dict[Connection, tuple[_Worker, int]] = {}

    def take(self, index: int, task: T) -> bool:
        """Give a task to a process that has none; tell whether there was one."""
        if not self.idle and len(self.busy) < self.jobs:
            others = [worker.connection for worker, _ in self.busy.values()]
            self.idle.append(_Worker(self.context, self.do, others))
        if not self.idle:
            return False
        worker = self.idle.pop()
        self.busy[worker.connection] = (worker, index)
        with contextlib.suppress(OSError):  # it has died: `wait` sees that
            worker.connection.send(task)
        return True

    def wait(self) -> Iterator[tuple[int, Any, str]]:
        """Yield the tasks that are done: number, result, and how the process died if it did."""
        for connection in wait(list(self.busy)):
            assert isinstance(connection, Connection)
            worker, index = self.busy.pop(connection)
            try:
                result = connection.recv()
            except (EOFError, OSError):
                yield index, None, worker.ending()
            else:
                self.idle.append(worker)
                yield index, result, ""

    def call_off(self) -> None:
        """End what is being done; files that are being written are whole, old or new."""
        for worker in self._workers():
            worker.process.terminate()

    def close(self) -> None:
        for worker in self._workers():
            worker.connection.close()
        for worker in self._workers():
            worker.process.join(_PATIENCE)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()

    def _workers(self) -> list[_Worker]:
        return [*self.idle, *(worker for worker, _ in self.busy.values())]


class _Worker:
    """A process and this side of the pipe to it."""

    def __init__(self, context: Any, do: Callable[[Any], Any], others: list[Connection]) -> None:
        self.connection, theirs = context.Pipe()
        is_copy = context.get_start_method() == "fork"
        inherited = [*others, self.connection] if is_copy else []
        self.process = context.Process(target=_serve, args=(do, theirs, inherited), daemon=True)
        self.process.start()
        theirs.close()

    def ending(self) -> str:
        """Return how the process ended, which is dead or about to be."""
        self.process.join()
        self.connection.close()
        code = self.process.exitcode
        if code is not None and code < 0:
            return signal.Signals(-code).name
        return f"exit code {code}"


def _serve(do: Callable[[Any], Any], tasks: Connection, inherited: list[Connection]) -> None:
    """Do tasks until there are no more, or nobody is left to give them."""
    # An interrupt from the terminal reaches all processes; the first one decides for all.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # So that what is being written is cleaned up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    # Where this process held the other ends too, nobody would see it when the first one dies.
    for connection in inherited:
        connection.close()
    while True:
        try:
            task = tasks.recv()
        except (EOFError, OSError):
            return
        tasks.send(do(task))
