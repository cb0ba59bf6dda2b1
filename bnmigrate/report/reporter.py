"""What a format of the report is to a command: it is told of each file, and then of the end."""

from __future__ import annotations

from typing import Protocol

from bnmigrate.findings import FileReport


class Reporter(Protocol):
    """Writes a report in one format."""

    def file(self, report: FileReport) -> None:
        """Take the findings of one file; files come in the order of their names."""

    def end(self) -> None:
        """Finish the report; no more files come."""
