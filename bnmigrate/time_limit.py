"""A limit on the time that one file may take, instead of a call that never ends."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


class OutOfTimeError(Exception):
    """The limit has passed."""


AGAIN = 0.05
"""In seconds."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTimeError in the body when it has taken `seconds`; 0 sets no limit.

    It rests on the alarm signal, which Windows lacks and which reaches a process's first thread
    alone: elsewhere there is no limit.
    """
    is_first = threading.current_thread() is threading.main_thread()
    if not seconds or not is_first or not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _raise)
    # Again and again: what is raised while garbage is collected is lost.
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _raise(_number: int, _frame: FrameType | None) -> None:
    raise OutOfTimeError
