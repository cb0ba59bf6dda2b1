"""The process that looks at the code, so that the server always has time for the editor.

A file that ends the process, or takes it for long, ends and takes nothing else.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import threading
from typing import IO, Any, cast

from bnmigrate.config import ConfigError
from bnmigrate.findings import Finding
from bnmigrate.journal import UnsettledError
from bnmigrate.server.answers import Answer, Change, Editor, Worker
from bnmigrate.tables import TableError

_HEAD = 8
"""How many bytes tell the length of a message."""


class LostError(Exception):
    """The process ended before it answered."""


class WorkerProcess:
    """A worker in a process of its own, which starts when it is needed and again where it has
    ended. Each call waits for its answer; those of several threads come one after the other.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()
        self._is_closed = False

    def check(self, editor: Editor) -> Answer:
        """Return what is found in the documents; raise LostError."""
        return cast(Answer, self._ask("check", editor))

    def fix(self, editor: Editor, uri: str, finding: Finding | None) -> tuple[Change, ...]:
        """Return what fixes a finding of a document, or all of them; raise LostError, ConfigError
        or UnsettledError.
        """
        return cast("tuple[Change, ...]", self._ask("fix", editor, uri, finding))

    def stop(self) -> None:
        """End the process; whoever waits for it gets a LostError."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """End the process for good."""
        self._is_closed = True
        self.stop()

    def _ask(self, *asked: object) -> object:
        with self._turn:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                _send(process.stdin, asked)
                answer = _receive(process.stdout)
            except (OSError, EOFError) as error:
                self.stop()
                raise LostError(f"ended with {process.returncode}") from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            if self._is_closed:
                raise LostError("was ended")
            # The modules come from where the server has its own, and from nowhere else.
            code = (
                f"import sys; sys.path[:] = {sys.path!r}; "
                "from bnmigrate.server.process import main; main()"
            )
            self._process = subprocess.Popen(
                [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._process


def main() -> None:
    """Answer what comes on standard input, until it ends."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints goes where people look for it
    worker = Worker()
    while True:
        try:
            name, *arguments = cast("tuple[Any, ...]", _receive(requests))
        except EOFError:
            return
        gc.disable()
        try:
            answer = getattr(worker, name)(*arguments)
        except (ConfigError, TableError, UnsettledError) as error:
            answer = error
        _send(answers, answer)
        gc.unfreeze()
        gc.enable()
        gc.collect()


def _send(stream: IO[bytes], message: object) -> None:
    data = pickle.dumps(message)
    stream.write(len(data).to_bytes(_HEAD, "big") + data)
    stream.flush()


def _receive(stream: IO[bytes]) -> object:
    length = int.from_bytes(_exactly(stream, _HEAD), "big")
    return pickle.loads(_exactly(stream, length))


def _exactly(stream: IO[bytes], number: int) -> bytes:
    data = stream.read(number)
    if len(data) < number:
        raise EOFError
    return data
