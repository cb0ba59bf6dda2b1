"""What the formats for programs have in common: JSON a piece at a time, and a finding in full."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from bnmigrate.findings import Finding
from bnmigrate.report.names import printable

_SURROGATE = re.compile("[\ud800-\udfff]")


def dumps(value: Any, indent: int | None = None) -> str:
    r"""Return JSON that every parser reads: what UTF-8 can't express, such as a byte of a file's
    name, is written as Python writes it, `\udce9`.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _SURROGATE.sub(lambda match: f"\\\\u{ord(match.group()):04x}", text)


class Items:
    """Writes the items of a JSON array, a line each, as they come."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._last: str | None = None

    def add(self, item: Any) -> None:
        """Take one more item."""
        self._flush(",")
        self._last = dumps(item)

    def end(self) -> None:
        """Write what isn't written yet."""
        self._flush("")

    def _flush(self, comma: str) -> None:
        if self._last is not None:
            self._write(self._last + comma)


def explained(finding: Finding) -> str:
    """Return a finding's message, and on lines of their own why it isn't fixed and what to do; what
    they quote of the code may reach a terminal.
    """
    lines = [printable(finding.message)]
    if finding.reason and finding.reason != finding.message:
        lines.append(f"why: {printable(finding.reason)}")
    if finding.advice:
        lines.append(f"next: {printable(finding.advice)}")
    return "\n".join(lines)


def carrier(findings: tuple[Finding, ...]) -> int | None:
    """Return the index of the finding that carries all changes of its file; None where there are
    none.
    """
    return next((i for i, finding in enumerate(findings) if finding.fixed), None)
