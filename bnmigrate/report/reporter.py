"""What a format of the report is to a command: it is told of each file, and then of the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from bnmigrate.findings import FileReport


class Reporter(Protocol):
    """Writes a report in one format."""

    def file(self, report: FileReport) -> None:
        """Take the findings of one file; files come in the order of their names."""

    def end(self) -> None:
        """Finish the report; no more files come."""


class CollectingReporter:
    """Takes the reports of all files before anything is written: what is said of a finding depends
    on those of other files.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._reports: list[FileReport] = []

    def file(self, report: FileReport) -> None:
        """Take the findings of one file."""
        if report.findings or report.problem:
            self._reports.append(report)


class Call(NamedTuple):
    """What a report may say of the call that it is of: the command that fixes what was found, from
    which frameworks to which one, and whether a person reads it on a terminal.
    """

    command: str = "bnmigrate fix"
    direction: str = ""
    is_terminal: bool = False
