"""JSON: an array of entries, or an entry a line; docs/output-formats.md has the keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bnmigrate.addresses import page_of
from bnmigrate.findings import FileReport, Finding
from bnmigrate.report.fingerprints import fingerprints
from bnmigrate.report.machine import Items, carrier, dumps
from bnmigrate.report.reporter import CollectingReporter
from bnmigrate.report.waits import Waits

Entry = dict[str, Any]


class JsonReporter(CollectingReporter):
    """Writes one array."""

    def end(self) -> None:
        """Write the array."""
        items = Items(self._write)
        self._write("[")
        for entry in entries(self._reports):
            items.add(entry)
        items.end()
        self._write("]")


class JsonLinesReporter(CollectingReporter):
    """Writes each entry on a line of its own."""

    def end(self) -> None:
        """Write the entries."""
        for entry in entries(self._reports):
            self._write(dumps(entry))


def entries(reports: Sequence[FileReport]) -> Iterator[Entry]:
    """Yield the findings of each file, and what could not be done with it, which has no code."""
    marks = [fingerprints(report) for report in reports]
    waits = Waits(reports)
    mark_of = dict(zip(waits.findings, (mark for some in marks for mark in some), strict=True))
    for report, some in zip(reports, marks, strict=True):
        yield from _entries(report, some, waits, mark_of)


def _entries(
    report: FileReport, marks: list[str], waits: Waits, mark_of: Mapping[Finding, str]
) -> Iterator[Entry]:
    carries = carrier(report.findings)
    for i, (finding, mark) in enumerate(zip(report.findings, marks, strict=True)):
        changes = report.replacements if i == carries else ()
        yield {
            "path": report.path,
            "line": finding.line,
            "column": finding.column,
            "end_line": finding.end_line,
            "end_column": finding.end_column,
            "cell": None if finding.cell is None else finding.cell._asdict(),
            "code": finding.code,
            "url": page_of(finding.code),
            "severity": finding.severity,
            "message": finding.message,
            "reason": finding.reason or None,
            "advice": finding.advice or None,
            "fix": finding.fix,
            "fixed": finding.fixed,
            "suppressed": finding.suppressed,
            "blocked_by": [mark_of[cause] for cause in waits.causes(finding)],
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
            "url": None,
            "severity": "error",
            "message": report.problem,
            "reason": None,
            "advice": None,
            "fix": "none",
            "fixed": False,
            "suppressed": False,
            "blocked_by": [],
            "replacements": [],
            "fingerprint": None,
        }
