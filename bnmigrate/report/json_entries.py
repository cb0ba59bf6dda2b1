"""JSON: an array of entries, or an entry a line; docs/output-formats.md has the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bnmigrate.findings import FileReport
from bnmigrate.report.fingerprints import fingerprints
from bnmigrate.report.machine import Items, carrier, dumps

Entry = dict[str, Any]


class JsonReporter:
    """Writes one array."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._items = Items(write)
        write("[")

    def file(self, report: FileReport) -> None:
        """Write the entries of one file."""
        for entry in entries(report):
            self._items.add(entry)

    def end(self) -> None:
        """Close the array."""
        self._items.end()
        self._write("]")


class JsonLinesReporter:
    """Writes each entry on a line of its own, as soon as it is known."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def file(self, report: FileReport) -> None:
        """Write the entries of one file."""
        for entry in entries(report):
            self._write(dumps(entry))

    def end(self) -> None:
        """Do nothing: each line is complete."""


def entries(report: FileReport) -> Iterator[Entry]:
    """Yield the findings of a file, and what could not be done with it, which has no code."""
    carries = carrier(report.findings)
    for i, (finding, mark) in enumerate(zip(report.findings, fingerprints(report), strict=True)):
        changes = report.replacements if i == carries else ()
        yield {
            "path": report.path,
            "line": finding.line,
            "column": finding.column,
            "end_line": finding.end_line,
            "end_column": finding.end_column,
            "cell": None if finding.cell is None else finding.cell._asdict(),
            "code": finding.code,
            "severity": finding.severity,
            "message": finding.message,
            "reason": finding.reason or None,
            "advice": finding.advice or None,
            "fix": finding.fix,
            "fixed": finding.fixed,
            "suppressed": finding.suppressed,
            "replacements": [change._asdict() for change in changes],
            "fingerprint": mark,
        }
    if report.problem:
        yield {
            "path": report.path,
            "line": 1,
            "column": 1,
            "end_line": 1,
            "end_column": 1,
            "cell": None,
            "code": None,
            "severity": "error",
            "message": report.problem,
            "reason": None,
            "advice": None,
            "fix": "none",
            "fixed": False,
            "suppressed": False,
            "replacements": [],
            "fingerprint": None,
        }
