"""What becomes of one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bnmigrate.findings import Against, Finding, Replacement

if TYPE_CHECKING:
    from bnmigrate.calls import TranslatedCall


class Part(NamedTuple):
    """Findings of a file that are fixed together, or not at all; what they have in common with
    other files of the program are the `groups`.
    """

    findings: tuple[Finding, ...]
    groups: tuple[int, ...]


class FileResult(NamedTuple):
    """What was found in one file.

    `output` is the new content, None where nothing changes; `error` tells that the file, or a cell
    of it, could not be read, and a finding BN900 says why. `calls` are the constructor calls that
    are translated, each with its finding, where they were asked for. `replacements` are what leads
    from the content that was read to `output`. `suppressed` are the findings that comments
    suppress. `against` are the groups of the program that don't change, and what stands against
    each. `parts` are those of the fix, by their numbers.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    output: bytes | None = None
    error: bool = False
    calls: tuple[tuple[Finding, TranslatedCall], ...] = ()
    replacements: tuple[Replacement, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    against: tuple[Against, ...] = ()
    parts: tuple[Part, ...] = ()
