"""A unified diff of what a fix changes, as `git apply` and `patch -p1` take it."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from pathlib import Path


def unified(before: bytes, after: bytes, path: str) -> bytes:
    """Return the difference, byte for byte: encodings and line ends are those of the file."""
    name = _name(path)
    lines = difflib.diff_bytes(
        difflib.unified_diff,
        _lines(before),
        _lines(after),
        _quoted(b"a/", name),
        _quoted(b"b/", name),
    )
    return b"".join(_ended(lines))


def coloured(diff: bytes) -> bytes:
    """Return the diff of one file with the colours that git gives it."""
    return b"\n".join(
        _with_colour(line, _BOLD if number < 2 else _COLOURS.get(line[:1], b""))
        for number, line in enumerate(diff.split(b"\n"))
    )


_BOLD = b"1"
_COLOURS = {b"@": b"36", b"-": b"31", b"+": b"32"}


def _with_colour(line: bytes, colour: bytes) -> bytes:
    text = line.removesuffix(b"\r")
    return b"\x1b[%bm%b\x1b[m%b" % (colour, text, line[len(text) :]) if colour else line


def _ended(lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line
        if not line.endswith(b"\n"):
            yield b"\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[bytes]:
    """Split at newlines alone, as patch does: carriage returns and form feeds are in the lines."""
    return re.findall(rb"[^\n]*\n|[^\n]+", data)


def _name(path: str) -> bytes:
    """Return the path from the current folder, where one applies the patch, if it is in there."""
    if Path(path).is_absolute():
        here = Path.cwd()
        if Path(path).is_relative_to(here):
            path = str(Path(path).relative_to(here))
    return os.fsencode(os.path.normpath(path)).replace(os.sep.encode(), b"/").lstrip(b"/")


def _quoted(side: bytes, name: bytes) -> bytes:
    r"""Write a name as git does: in quotes where it holds control characters, quotes or `\`.

    The tab ends a name that holds spaces.
    """
    full = side + name
    if re.search(rb'[\x00-\x1f\x7f"\\]', full):
        octal = (
            b"\\%03o" % byte if byte < 32 or byte in b'\x7f"\\' else bytes([byte]) for byte in full
        )
        return b'"' + b"".join(octal) + b'"'
    return full + b"\t" if b" " in full else full
