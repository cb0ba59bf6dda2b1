"""Python's search for garbage, kept still while trees grow."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
