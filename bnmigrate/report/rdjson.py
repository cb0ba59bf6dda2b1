"""The diagnostic format of reviewdog.

https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bnmigrate.addresses import page_of
from bnmigrate.findings import FileReport
from bnmigrate.report.machine import Items, explained
from bnmigrate.report.names import in_checkout
from bnmigrate.report.source_lines import SourceLines, line_at

SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


class RdjsonReporter:
    """Writes one result, a diagnostic a finding.

    It has no suggestions: whoever reviews takes them one by one, and the changes of a file are
    right together alone.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._items = Items(write)
        write('{"source": {"name": "bnmigrate"}, "diagnostics": [')

    def file(self, report: FileReport) -> None:
        """Write the findings of one file, and what could not be done with it."""
        path = in_checkout(report.path)
        lines = SourceLines(report).of_file()
        for finding in report.findings:
            start = _position(lines, finding.line, finding.column)
            end = _position(lines, finding.end_line, finding.end_column)
            self._items.add(
                {
                    "message": explained(finding),
                    "location": {"path": path, "range": {"start": start, "end": end}},
                    "severity": SEVERITIES[finding.severity],
                    "code": {"value": finding.code, "url": page_of(finding.code)},
                }
            )
        if report.problem:
            self._items.add(
                {"message": report.problem, "location": {"path": path}, "severity": "ERROR"}
            )

    def end(self) -> None:
        """Close the result."""
        self._items.end()
        self._write("]}")


def _position(lines: list[str], line: int, column: int) -> dict[str, Any]:
    """Return a place as reviewdog counts: columns in bytes of UTF-8."""
    before = line_at(lines, line)[: column - 1]
    return {"line": line, "column": column + len(before.encode("utf-8", "replace")) - len(before)}
