"""Annotations of GitHub Actions: workflow commands, a line each.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Callable

from bnmigrate.findings import FileReport
from bnmigrate.report.machine import explained
from bnmigrate.report.names import in_checkout

COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


class GithubReporter:
    """Writes each finding as soon as it is known."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def file(self, report: FileReport) -> None:
        """Write the annotations of one file."""
        path = in_checkout(report.path)
        for finding in report.findings:
            place = {"file": path, "line": finding.line, "endLine": finding.end_line}
            if finding.line == finding.end_line:  # GitHub takes columns on one line only
                place |= {"col": finding.column, "endColumn": finding.end_column}
            title = {"title": f"bnmigrate {finding.code}"}
            self._command(COMMANDS[finding.severity], title | place, explained(finding))
        if report.problem:
            self._command("error", {"title": "bnmigrate", "file": path}, report.problem)

    def end(self) -> None:
        """Do nothing: each line is complete."""

    def _command(self, name: str, properties: dict[str, object], message: str) -> None:
        given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
        self._write(f"::{name} {given}::{_data(message)}")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
