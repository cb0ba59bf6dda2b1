"""A line a finding in pylint's parseable format: `a.py:3: [BN101] what is the matter`."""

from __future__ import annotations

from collections.abc import Callable

from bnmigrate.findings import FileReport
from bnmigrate.report.names import in_checkout, printable


class PylintReporter:
    """Writes each finding as soon as it is known."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def file(self, report: FileReport) -> None:
        """Write the findings of one file, and what could not be done with it."""
        path = printable(in_checkout(report.path))
        for finding in report.findings:
            self._write(f"{path}:{finding.line}: [{finding.code}] {printable(finding.message)}")
        if report.problem:
            self._write(f"{path}:1: [bnmigrate] {printable(report.problem)}")

    def end(self) -> None:
        """Do nothing: each line is complete."""
