"""The lines of a reported file."""

from __future__ import annotations

import contextlib

from bnmigrate.findings import FileReport, Finding
from bnmigrate.places import NOTEBOOK
from bnmigrate.source import NEWLINE, UnreadableError, decode


class SourceLines:
    """The lines of a reported file without their ends: of a notebook, those of each code cell."""

    def __init__(self, report: FileReport) -> None:
        self._texts: dict[int | None, str] = {}
        self._lines: dict[int | None, list[str]] = {}
        if not report.findings:
            return
        is_notebook = report.path.endswith(NOTEBOOK)
        if is_notebook:
            self._texts[None] = report.content.decode("utf-8-sig", errors="replace")
        with contextlib.suppress(UnreadableError):  # then there is no line to show
            if is_notebook:
                from bnmigrate.notebooks.notebook import read

                self._texts |= {cell.number: cell.text for cell in read(report.content).cells}
            else:
                self._texts[None] = decode(report.content).text

    def around(self, finding: Finding) -> list[str]:
        """Return the lines among which the finding is; none where the file can't be read."""
        return self._of(None if finding.cell is None else finding.cell.number)

    def of_file(self) -> list[str]:
        """Return the lines of the file itself, also where it is a notebook."""
        return self._of(None)

    def _of(self, cell: int | None) -> list[str]:
        if cell not in self._lines:
            text = self._texts.get(cell, "")
            self._lines[cell] = NEWLINE.split(text) if "\r" in text else text.split("\n")
        return self._lines[cell]

    def line_of(self, finding: Finding) -> str:
        """Return the line that the finding begins in; empty where there is none."""
        return line_at(self.around(finding), (finding.cell or finding).line)


def line_at(lines: list[str], number: int) -> str:
    """Return the line of that number, from 1; empty where there is none."""
    return lines[number - 1] if 0 < number <= len(lines) else ""
