"""Which finding is which when the lines of a file move."""

from __future__ import annotations

import hashlib
from collections import Counter

from bnmigrate.findings import FileReport
from bnmigrate.report.names import in_checkout
from bnmigrate.report.source_lines import SourceLines


def fingerprints(report: FileReport) -> list[str]:
    """Return 32 hexadecimal digits for each finding, which stay when other lines come and go.

    They are made of the file's name, the code, the text of the line (in a notebook, that of the
    cell) without its white space, and the number of findings before it that have all this in common
    with it.
    """
    lines = SourceLines(report)
    name = in_checkout(report.path)
    seen: Counter[tuple[str, str]] = Counter()
    made = []
    for finding in report.findings:
        line = "".join(lines.line_of(finding).split())
        made.append(_digest(name, finding.code, line, str(seen[finding.code, line])))
        seen[finding.code, line] += 1
    return made


def problem_fingerprint(report: FileReport) -> str:
    """Return the fingerprint of what could not be done with a file."""
    return _digest(in_checkout(report.path), report.problem)


def _digest(*parts: str) -> str:
    key = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha256(key).hexdigest()[:32]
