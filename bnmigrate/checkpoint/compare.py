"""Compare the tensors of two checkpoints byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bnmigrate.checkpoint.entries import CHUNK, Entry


def differences(
    expected: Iterable[Entry], found: Iterable[Entry], progress: Callable[[int], None]
) -> tuple[str, ...]:
    """Return a line for each tensor of `expected` that is not just so in `found`, and for others.

    `progress` is told the bytes that were compared.
    """
    others = {entry.name: entry for entry in found}
    lines = []
    for entry in expected:
        other = others.pop(entry.name, None)
        if other is None:
            lines.append(f"{entry.name} is missing")
        elif (entry.dtype, entry.shape) != (other.dtype, other.shape):
            lines.append(f"{entry.name} is {_kind(other)}, and {_kind(entry)} was expected")
        else:
            offset = _first_difference(entry, other, progress)
            if offset is not None:
                lines.append(f"{entry.name} differs from byte {offset} of its {entry.nbytes} on")
    lines += [f"{name} was not expected" for name in others]
    return tuple(lines)


def _kind(entry: Entry) -> str:
    return f"{entry.dtype.torch} {list(entry.shape)}"


def _first_difference(one: Entry, other: Entry, progress: Callable[[int], None]) -> int | None:
    a, b = bytearray(), bytearray()  # far faster to compare than memoryviews
    for index, (left, right) in enumerate(zip(one.chunks(), other.chunks(), strict=True)):
        a[:], b[:] = left, right
        if a != b:
            pairs = enumerate(zip(a, b, strict=True))
            return index * CHUNK + next(place for place, (x, y) in pairs if x != y)
        progress(len(left))
    return None
