"""How many findings there are of each code, for people and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from bnmigrate import catalogue
from bnmigrate.findings import FileReport
from bnmigrate.report.machine import Items


class StatisticsReporter:
    """Writes a line for each code, the most frequent first: its number, itself, its name."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._counts: Counter[str] = Counter()
        self._fixed: Counter[str] = Counter()
        self._suppressed: Counter[str] = Counter()

    def file(self, report: FileReport) -> None:
        """Count the findings of one file."""
        for finding in report.findings:
            self._counts[finding.code] += 1
            self._fixed[finding.code] += finding.fixed
            self._suppressed[finding.code] += finding.suppressed

    def end(self) -> None:
        """Write the counts."""
        width = len(str(max(self._counts.values(), default=0)))
        for code, number in self._by_frequency():
            suppressed = self._suppressed[code]
            note = f"({suppressed} suppressed)" if suppressed else ""
            self._write(f"{number:>{width}}  {code}  {_name(code)}  {note}".rstrip())

    def _by_frequency(self) -> Iterator[tuple[str, int]]:
        yield from sorted(self._counts.items(), key=lambda pair: (-pair[1], pair[0]))


class StatisticsJsonReporter(StatisticsReporter):
    """Writes one array, an entry a code, in the same order."""

    def end(self) -> None:
        """Write the counts."""
        items = Items(self._write)
        self._write("[")
        for code, number in self._by_frequency():
            items.add(
                {
                    "code": code,
                    "name": _name(code) or None,
                    "count": number,
                    "fixed": self._fixed[code],
                    "suppressed": self._suppressed[code],
                }
            )
        items.end()
        self._write("]")


def _name(code: str) -> str:
    return catalogue.page(code).name if code in catalogue.codes() else ""
