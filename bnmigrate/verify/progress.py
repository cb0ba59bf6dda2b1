"""What is going on, on a terminal and only for what takes longer than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from threading import Timer
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

T = TypeVar("T")
AFTER = 1.0


def progress(items: Sequence[T], label: str) -> Iterator[T]:
    """Yield `items`; show how many are done on standard error once a second has passed."""
    yield from counted(items, len(items), label)


def counted(items: Iterable[T], length: int, label: str) -> Iterator[T]:
    """Yield `items`, of which there are `length`."""
    start = time.monotonic()
    bar: ProgressBar[Any] | None = None
    with ExitStack() as stack:
        for number, item in enumerate(items):
            if bar is None and sys.stderr.isatty() and time.monotonic() - start > AFTER:
                bar = stack.enter_context(
                    click.progressbar(length=length, label=label, file=sys.stderr)
                )
                bar.update(number)
            yield item
            if bar is not None:
                bar.update(1)


@contextmanager
def announced(label: str) -> Iterator[None]:
    """Say `label` on standard error once this has lasted for a second: what can't be counted."""
    timer = Timer(AFTER, click.echo, [f"{label} ..."], {"err": True})
    timer.daemon = True
    if sys.stderr.isatty():
        timer.start()
    try:
        yield
    finally:
        timer.cancel()
