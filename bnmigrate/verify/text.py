"""What `verify` prints: a line a site, a summary; or all of it as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from bnmigrate.verify.sites import DIFFERENT, EQUAL, SiteResult


def number(units: float) -> str:
    """Return an error, in units of its tolerance, for people."""
    if math.isinf(units):
        return "without bound"
    return "0" if units == 0 else f"{units:.2g}"


def site_line(result: SiteResult) -> str:
    """Return the line for one site."""
    finding = result.finding
    said = f"{finding.place}: {finding.code} {result.status}: {_verdict(result)}"
    return f"{said}; {result.note}" if result.note else said


def _verdict(result: SiteResult) -> str:
    if result.status == EQUAL:
        runs = len(result.runs)
        said = f"largest error {number(result.largest or 0)} of the tolerance"
        return said + (f", {runs} draws" if runs > 1 else "")
    if result.status == DIFFERENT and result.largest is not None and result.largest > 1:
        return f"{result.reason}; largest error {number(result.largest)} of the tolerance"
    return result.reason


def summary(equal: int, different: int, unverified: int, left: int, problems: int) -> str:
    """Return the last line of the report."""
    total = equal + different + unverified
    calls = f"{total} translated call{'s' * (total != 1)} of the layer" if total else ""
    parts = [f"{calls}: {equal} equal" if calls else "nothing is verified: no call is translated"]
    if different:
        parts.append(f"{different} different")
    if unverified:
        parts.append(f"{unverified} not verified")
    said = ", ".join(parts)
    if left:
        findings = "1 finding left as it is" if left == 1 else f"{left} findings left as they are"
        said += f"; {findings}, see bnmigrate check"
    if problems:
        said += f"; {problems} problem{'s' * (problems != 1)}"
    return said


def as_json(
    results: Sequence[SiteResult], problems: Sequence[str], backend: str, steps: int, seed: int
) -> str:
    """Return the report as JSON; an error without bound is null, and so is one never measured."""
    return json.dumps(
        {
            "backend": backend,
            "steps": steps,
            "seed": seed,
            "sites": [_site(result) for result in results],
            "problems": list(problems),
        },
        indent=2,
    )


def _site(result: SiteResult) -> dict[str, object]:
    finding = result.finding
    return {
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "cell": None if finding.cell is None else finding.cell._asdict(),
        "code": finding.code,
        "fix": finding.fix,
        "status": result.status,
        "reason": result.reason,
        "note": result.note,
        "before": result.call.before,
        "after": result.call.after,
        "largest_error": _finite(result.largest),
        "runs": [
            {
                "values": {name: _plain(value) for name, value in run.values.items()},
                "errors": [
                    {"quantity": e.quantity, "when": e.when, "units": _finite(e.units)}
                    for e in run.errors
                ],
            }
            for run in result.runs
        ],
    }


def _plain(value: object) -> object:
    return value if isinstance(value, (bool, int, float, str, type(None))) else repr(value)


def _finite(units: float | None) -> float | None:
    return units if units is not None and math.isfinite(units) else None
