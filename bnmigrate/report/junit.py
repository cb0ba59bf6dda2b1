"""JUnit's XML, which most CI systems show as test results: a suite a file, a failure a finding.

There is no one definition of it; what is written is what they agree on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

from bnmigrate.findings import FileReport
from bnmigrate.report.machine import explained
from bnmigrate.report.names import in_checkout

# https://www.w3.org/TR/xml/#charsets
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class JunitReporter:
    """Writes a suite for each file that has something to say; one test that passes if none has."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._is_empty = True
        write('<?xml version="1.0" encoding="UTF-8"?>')
        write('<testsuites name="bnmigrate">')

    def file(self, report: FileReport) -> None:
        """Write the findings of one file, and what could not be done with it."""
        if not report.findings and not report.problem:
            return
        path = in_checkout(report.path)
        errors = int(bool(report.problem))
        self._open(path, len(report.findings), errors)
        for finding in report.findings:
            name = f"{finding.code} {finding.line}:{finding.column}"
            self._case(path, name, "failure", finding.severity, explained(finding))
        if report.problem:
            self._case(path, "bnmigrate", "error", "error", report.problem)
        self._write("  </testsuite>")

    def end(self) -> None:
        """Close what is open."""
        if self._is_empty:
            self._open("bnmigrate", 0, 0, passes=1)
            self._write('    <testcase name="bnmigrate" classname="bnmigrate" time="0"/>')
            self._write("  </testsuite>")
        self._write("</testsuites>")

    def _open(self, name: str, failures: int, errors: int, passes: int = 0) -> None:
        self._is_empty = False
        self._write(
            f'  <testsuite name={_attribute(name)} tests="{passes + failures + errors}" '
            f'failures="{failures}" errors="{errors}" skipped="0" time="0">'
        )

    def _case(self, path: str, name: str, outcome: str, kind: str, text: str) -> None:
        message = text.partition("\n")[0]
        self._write(
            f'    <testcase name={_attribute(name)} classname={_attribute(path)} time="0">'
            f"<{outcome} message={_attribute(message)} type={_attribute(kind)}>"
            f"{escape(_characters(text))}</{outcome}></testcase>"
        )


def _attribute(text: str) -> str:
    return quoteattr(_characters(text))


def _characters(text: str) -> str:
    r"""Write what XML has no character for as Python writes it, such as `\x1b`."""
    return _NO_CHARACTER.sub(lambda match: repr(match.group())[1:-1], text)
