"""SARIF 2.1.0, the static analysis results interchange format of OASIS.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from bnmigrate import __version__, catalogue
from bnmigrate.addresses import REPOSITORY, page_of
from bnmigrate.explain.markdown import help_text
from bnmigrate.explain.text import page_lines
from bnmigrate.findings import UNREADABLE, Blocker, FileReport, Finding, Replacement
from bnmigrate.report.fingerprints import fingerprints
from bnmigrate.report.machine import Items, carrier, dumps, explained
from bnmigrate.report.names import root_uri, uri

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
HELP_WIDTH = 80
FINGERPRINT = "bnmigrate/v1"

Json = dict[str, Any]


class SarifReporter:
    """Writes one run; its results as they come, and the rules that they name after them."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._results = Items(write)
        self._rules: dict[str, int] = {}
        self._notifications: list[Json] = []
        self._failed = False
        write(f'{{"$schema": {dumps(SCHEMA)}, "version": "2.1.0", "runs": [{{"results": [')

    def file(self, report: FileReport) -> None:
        """Write the findings of one file; keep what could not be done with it."""
        where = _artifact(report.path)
        marks = fingerprints(report)
        carries = carrier(report.findings)
        for i, finding in enumerate(report.findings):
            self._failed |= finding.code == UNREADABLE
            index = self._rules.setdefault(finding.code, len(self._rules))
            result = _result(finding, index, where, marks[i])
            if finding.waits:
                result["relatedLocations"] = [
                    _related(number, blocker) for number, blocker in enumerate(finding.blocked_by)
                ]
            if finding.suppressed:
                result["suppressions"] = [{"kind": "inSource"}]
            if i == carries:
                result["fixes"] = [_fix(report, where)]
            elif finding.fixed and carries is not None:
                result["properties"]["fixedWith"] = marks[carries]
            self._results.add(result)
        if report.problem:
            self._notifications.append(
                {
                    "level": "error",
                    "message": {"text": report.problem},
                    "locations": [{"physicalLocation": {"artifactLocation": where}}],
                }
            )

    def end(self) -> None:
        """Write the rest of the run."""
        self._results.end()
        rest = {
            "tool": {
                "driver": {
                    "name": "bnmigrate",
                    "informationUri": REPOSITORY,
                    "semanticVersion": __version__,
                    "rules": [_rule(code) for code in self._rules],
                }
            },
            "invocations": [
                {
                    "executionSuccessful": not self._failed and not self._notifications,
                    "toolExecutionNotifications": self._notifications,
                }
            ],
            "originalUriBaseIds": {"SRCROOT": {"uri": root_uri()}},
            "columnKind": "unicodeCodePoints",
            "newlineSequences": ["\r\n", "\n", "\r"],
        }
        self._write(f"], {dumps(rest)[1:]}]}}")


def _result(finding: Finding, index: int, where: Json, mark: str) -> Json:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": explained(finding)},
        "locations": [{"physicalLocation": {"artifactLocation": where, "region": region}}],
        "partialFingerprints": {FINGERPRINT: mark},
        "properties": {"fix": finding.fix},
    }


def _related(number: int, blocker: Blocker) -> Json:
    """Return a place that a finding waits for."""
    region = {"startLine": blocker.line, "startColumn": blocker.column}
    code = f" ({blocker.code})" if blocker.code else ""
    return {
        "id": number,
        "physicalLocation": {"artifactLocation": _artifact(blocker.path), "region": region},
        "message": {"text": f"stands against it: {blocker.said}{code}"},
    }


def _fix(report: FileReport, where: Json) -> Json:
    fixed = sum(finding.fixed for finding in report.findings)
    places = f"all {fixed} places" if fixed > 1 else "the place"
    replacements = [_replacement(change) for change in report.replacements]
    return {
        "description": {"text": f"Translate {places} of this file that can be translated"},
        "artifactChanges": [{"artifactLocation": where, "replacements": replacements}],
    }


def _replacement(change: Replacement) -> Json:
    return {
        "deletedRegion": {
            "startLine": change.line,
            "startColumn": change.column,
            "endLine": change.end_line,
            "endColumn": change.end_column,
            "charOffset": change.start,
            "charLength": change.end - change.start,
        },
        "insertedContent": {"text": change.text},
    }


def _rule(code: str) -> Json:
    """Return what the catalogue says of a code; a code of a user's own rules has no page there."""
    if code not in catalogue.codes():
        return {"id": code}
    page = catalogue.page(code)
    return {
        "id": code,
        "name": page.name,
        "helpUri": page_of(code),
        "shortDescription": {"text": page.finds},
        "fullDescription": {"text": page.why},
        "help": {
            "text": click.unstyle("\n".join(page_lines(page, HELP_WIDTH))),
            "markdown": help_text(page),
        },
        "defaultConfiguration": {"level": page.severity},
    }


def _artifact(path: str) -> Json:
    """Return where a file is; a file outside of the checkout has a URI of its own."""
    location = uri(path)
    if location.startswith("file:"):
        return {"uri": location}
    return {"uri": location, "uriBaseId": "SRCROOT"}
