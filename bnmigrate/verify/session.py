"""`bnmigrate verify PATHS`: from paths to results, a report and an exit code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bnmigrate.calls import TranslatedCall
from bnmigrate.config import ConfigError
from bnmigrate.findings import UNREADABLE, Finding
from bnmigrate.journal import UnsettledError
from bnmigrate.report.console import Console
from bnmigrate.verify import text
from bnmigrate.verify.progress import progress
from bnmigrate.verify.provenance import provenance
from bnmigrate.verify.results import Results
from bnmigrate.verify.sides import Sides
from bnmigrate.verify.sites import DIFFERENT, EQUAL, UNVERIFIED, verify_site
from bnmigrate.verify.translation import translated


def verify_paths(
    paths: Sequence[Path],
    given: Mapping[str, Any],
    backend: str,
    steps: int,
    seed: int,
    as_json: bool,
    report: Path | None,
) -> int:
    """Verify every site that is translated in `paths`; report, and return the exit code."""
    console = Console()
    results = Results()
    try:
        calls = list(_calls(paths, given, results, console))
        sides = Sides(backend)
    except (ConfigError, UnsettledError) as error:
        console.error(f"bnmigrate: {error}")
        return 2
    for finding, call in progress(calls, "Running"):
        results.sites.append(verify_site(finding, call, sides, steps, seed))
    if not as_json:
        for result in results.sites:  # after the bar, which they would tear apart
            console.out(text.site_line(result))
    if report is not None:
        from bnmigrate.verify.html import page

        made = page(results, sides, seed, provenance(backend, steps, seed))
        try:
            report.write_text(made, encoding="utf-8", newline="\n")
        except OSError as error:
            results.problems.append(f"{report}: cannot be written: {error.strerror}")
    if as_json:
        console.out(text.as_json(results.sites, results.problems, backend, steps, seed))
    for problem in results.problems:
        console.error(problem)
    console.error(
        text.summary(
            results.count(EQUAL),
            results.count(DIFFERENT),
            results.count(UNVERIFIED),
            len(results.left),
            len(results.problems),
        )
    )
    if console.problem:
        console.error(f"bnmigrate: {console.problem}")
        return 2
    return results.exit_code


def _calls(
    paths: Sequence[Path], given: Mapping[str, Any], results: Results, console: Console
) -> Iterator[tuple[Finding, TranslatedCall]]:
    """Yield the translated calls of all files; count the rest in `results`."""
    for outcome in translated(paths, given, console, results.problems, with_calls=True):
        for finding in outcome.result.findings:
            if finding.code == UNREADABLE:
                results.problems.append(f"{finding.place}: {finding.code} {finding.message}")
            elif not finding.fixed:
                results.left.append(finding)
        yield from outcome.result.calls
