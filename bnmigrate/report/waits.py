"""Which findings of a report wait for which others of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bnmigrate.findings import Blocker, FileReport, Finding


class Waits:
    """The findings of a report by their places, and those that wait."""

    def __init__(self, reports: Iterable[FileReport]) -> None:
        self._at: dict[tuple[str, int, int, str], Finding] = {}
        self.findings = [finding for report in reports for finding in report.findings]
        for one in self.findings:
            self._at.setdefault((one.path, one.line, one.column, one.code), one)
        self._under: dict[Finding, dict[tuple[Blocker, ...], list[Finding]]] = {}
        self._placed: set[Finding] = set()
        for one in self.findings:
            cause = next(self.causes(one), None)
            if cause is not None:
                self._placed.add(one)
                self._under.setdefault(cause, {}).setdefault(one.blocked_by, []).append(one)

    def cause(self, blocker: Blocker) -> Finding | None:
        """Return the finding of a place that others wait for, None where it isn't reported."""
        return self._at.get((blocker.path, blocker.line, blocker.column, blocker.code))

    def causes(self, finding: Finding) -> Iterator[Finding]:
        """Yield the findings that one waits for, as far as they are reported."""
        for blocker in finding.blocked_by if finding.waits else ():
            cause = self.cause(blocker)
            if cause is not None:
                yield cause

    def is_under_another(self, finding: Finding) -> bool:
        """Whether the finding stands under one that it waits for."""
        return finding in self._placed

    def under(self, cause: Finding) -> Iterator[tuple[tuple[Blocker, ...], list[Finding]]]:
        """Yield what stands under a finding: the places besides it that have to be settled, and
        what waits for all of them.
        """
        for blockers, waiting in self._under.get(cause, {}).items():
            yield tuple(b for b in blockers if self.cause(b) is not cause), waiting
