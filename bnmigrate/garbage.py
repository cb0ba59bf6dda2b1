"""Python's search for garbage, kept still while modules are loaded and trees grow."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept_still() -> Iterator[None]:
    """Leave the search to `collected_once`, and do without it when the process ends.

    Modules stay, and what is read of a file without the layer goes in no circles.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def collected_once() -> Iterator[None]:
    """Keep Python from searching a growing tree for garbage; search what is new once, at the end.

    Nothing of a file's tree is garbage before it is done with, and then all of it is.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if was_enabled:
            gc.enable()


def leave_alone() -> None:
    """Keep the search for garbage, where it is called for by hand, off all that there is so far."""
    if not gc.isenabled():
        gc.freeze()
