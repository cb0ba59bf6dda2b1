"""GitLab's Code Quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections.abc import Callable

from bnmigrate.findings import FileReport
from bnmigrate.report.fingerprints import fingerprints, problem_fingerprint
from bnmigrate.report.machine import Items, explained
from bnmigrate.report.names import in_checkout

SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


class GitlabReporter:
    """Writes one array."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._items = Items(write)
        write("[")

    def file(self, report: FileReport) -> None:
        """Write the findings of one file, and what could not be done with it."""
        path = in_checkout(report.path)
        for finding, mark in zip(report.findings, fingerprints(report), strict=True):
            self._items.add(
                {
                    "description": explained(finding),
                    "check_name": finding.code,
                    "fingerprint": mark,
                    "severity": SEVERITIES[finding.severity],
                    "location": {
                        "path": path,
                        "lines": {"begin": finding.line, "end": finding.end_line},
                    },
                }
            )
        if report.problem:
            self._items.add(
                {
                    "description": report.problem,
                    "check_name": "bnmigrate",
                    "fingerprint": problem_fingerprint(report),
                    "severity": "critical",
                    "location": {"path": path, "lines": {"begin": 1, "end": 1}},
                }
            )

    def end(self) -> None:
        """Close the array."""
        self._items.end()
        self._write("]")
