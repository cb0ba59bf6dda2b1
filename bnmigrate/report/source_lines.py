"""The lines of a reported file, and which finding is which when they move."""

from __future__ import annotations

import hashlib
from collections import Counter

from bnmigrate.findings import FileReport
from bnmigrate.report.names import in_checkout
from bnmigrate.source import NEWLINE, UnreadableError, decode


def source_lines(content: bytes) -> list[str]:
    """Return the lines of a file without their ends; none where it can't be decoded."""
    try:
        text = decode(content).text
    except UnreadableError:
        return []
    return NEWLINE.split(text) if "\r" in text else text.split("\n")


def line_at(lines: list[str], number: int) -> str:
    """Return the line of that number, from 1; empty where there is none."""
    return lines[number - 1] if 0 < number <= len(lines) else ""


def fingerprints(report: FileReport) -> list[str]:
    """Return 32 hexadecimal digits for each finding, which stay when other lines come and go.

    They are made of the file's name, the code, the text of the line without its white space, and
    the number of findings before it that have all this in common with it.
    """
    lines = source_lines(report.content) if report.findings else []
    name = in_checkout(report.path)
    seen: Counter[tuple[str, str]] = Counter()
    made = []
    for finding in report.findings:
        line = "".join(line_at(lines, finding.line).split())
        made.append(_digest(name, finding.code, line, str(seen[finding.code, line])))
        seen[finding.code, line] += 1
    return made


def problem_fingerprint(report: FileReport) -> str:
    """Return the fingerprint of what could not be done with a file."""
    return _digest(in_checkout(report.path), report.problem)


def _digest(*parts: str) -> str:
    key = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha256(key).hexdigest()[:32]
