"""A unified diff of what a fix changes, as `git apply` and `patch` take it."""

from __future__ import annotations

import difflib
import re

from bnmigrate.source import decode


def unified(before: bytes, after: bytes, path: str) -> bytes:
    """Return the difference in the file's own encoding, line ends included."""
    source = decode(before)
    lines = difflib.unified_diff(
        _lines(source.text), _lines(decode(after).text), f"a/{path}", f"b/{path}"
    )
    text = "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
    return text.encode(source.encoding)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)
