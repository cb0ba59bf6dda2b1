"""What is known of the content of a file."""

from __future__ import annotations

from typing import NamedTuple

from bnmigrate.findings import Against, Finding


class Found(NamedTuple):
    """What was found in a file that may hold something.

    `package` is the one that it stands in; `changes` tells whether there is anything to fix;
    `brief` is the digest of what the program knew of the file, `against` what stands against groups
    of the program.
    """

    package: str
    changes: bool
    findings: tuple[Finding, ...]
    brief: str
    against: tuple[Against, ...]

    def holds(self, package: str, brief: str) -> bool:
        """Whether it would be found again."""
        return package == self.package and brief == self.brief


class Entry(NamedTuple):
    """What is known of a content: `found` is None where it isn't known what is to be found in it;
    what isn't relevant holds nothing.
    """

    digest: str
    is_relevant: bool
    found: Found | None = None


def digest(data: bytes) -> str:
    """Return what tells one content from another."""
    import hashlib  # which takes as long as a look into two hundred files

    return hashlib.blake2b(data, digest_size=16).hexdigest()
