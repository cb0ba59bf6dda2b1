"""How many findings there are of each code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from bnmigrate import catalogue
from bnmigrate.findings import FileReport


class StatisticsReporter:
    """Writes a line for each code, the most frequent first: its number, itself, its name."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._counts: Counter[str] = Counter()

    def file(self, report: FileReport) -> None:
        """Count the findings of one file."""
        self._counts.update(finding.code for finding in report.findings)

    def end(self) -> None:
        """Write the counts."""
        width = len(str(max(self._counts.values(), default=0)))
        for code, number in sorted(self._counts.items(), key=lambda pair: (-pair[1], pair[0])):
            name = catalogue.page(code).name if code in catalogue.codes() else ""
            self._write(f"{number:>{width}}  {code}  {name}".rstrip())
