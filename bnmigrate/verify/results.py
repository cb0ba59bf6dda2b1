"""What became of all translated calls of a run."""

from __future__ import annotations

from dataclasses import dataclass, field

from bnmigrate.findings import Finding
from bnmigrate.verify.sites import DIFFERENT, EQUAL, UNVERIFIED, SiteResult


@dataclass
class Results:
    """What became of all sites; `left` are the findings that `fix` leaves as they are."""

    sites: list[SiteResult] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    left: list[Finding] = field(default_factory=list)

    def count(self, status: str) -> int:
        """Return how many sites have a status."""
        return sum(site.status == status for site in self.sites)

    @property
    def exit_code(self) -> int:
        """1 where something differs, else 2 where something could not be verified, or nothing was,
        else 0.
        """
        if self.count(DIFFERENT):
            return 1
        return 0 if self.count(EQUAL) and not self.count(UNVERIFIED) and not self.problems else 2
