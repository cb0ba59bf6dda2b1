"""What is known of the content of a file: what is to be found in it, and what it tells others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from bnmigrate.findings import Finding

if TYPE_CHECKING:
    from bnmigrate.program.briefs import Elsewhere
    from bnmigrate.search.told import Told


class Found(NamedTuple):
    """What was found in a file that may hold something.

    `package` is the one that it stands in; `asked` is what the other files told when they were
    asked, by the name of the parameter or constant; `changes` tells whether there is anything to
    fix. `brief` is the digest of what the program knew of the file, `against` what stands against
    groups of the program.
    """

    package: str
    asked: Mapping[str, str | None]
    changes: bool
    findings: tuple[Finding, ...]
    brief: str
    against: tuple[tuple[int, Elsewhere], ...]

    def holds(self, package: str, arrivals: Mapping[str, str], brief: str) -> bool:
        """Whether it would be found again."""
        return (
            package == self.package
            and brief == self.brief
            and all(arrivals.get(name) == told for name, told in self.asked.items())
        )


class Entry(NamedTuple):
    """What is known of a content: what it tells other files, and what was found in it.

    `told` and `found` are None where that isn't known; a file that isn't relevant holds nothing to
    find.
    """

    digest: str
    is_relevant: bool
    told: Told | None = None
    found: Found | None = None


def digest(data: bytes) -> str:
    """Return what tells one content from another."""
    import hashlib  # which takes as long as a look into two hundred files

    return hashlib.blake2b(data, digest_size=16).hexdigest()
