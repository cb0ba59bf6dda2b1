"""The report for people: a line a finding, why it isn't fixed, what to do, and a summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click

from bnmigrate.findings import Finding


def finding_lines(finding: Finding) -> Iterator[str]:
    """Yield the lines for one finding, with colours that click drops where they aren't wanted."""
    place = (
        click.style(finding.path, bold=True)
        + click.style(":", fg="cyan")
        + f"{finding.line}"
        + click.style(":", fg="cyan")
        + f"{finding.column}"
        + click.style(":", fg="cyan")
    )
    mark = {"safe": "[*] ", "unsafe": "[unsafe] "}.get(finding.fix, "")
    yield (
        f"{place} {click.style(finding.code, fg='red', bold=True)} "
        f"{click.style(mark, fg='cyan')}{finding.message}"
    )
    if finding.reason:
        yield f"    {click.style('why:', fg='blue', bold=True)} {finding.reason}"
    if finding.advice:
        yield f"    {click.style('next:', fg='blue', bold=True)} {finding.advice}"


def count(number: int, noun: str) -> str:
    """Spell a number of things: 1 file, 2 files."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def check_summary(findings: Sequence[Finding], files: int, failed: int) -> str:
    """Say in a sentence or two what `check` found."""
    parts = [f"Checked {count(files, 'file')}"]
    if not findings:
        parts.append("nothing to do")
    else:
        where = len({finding.path for finding in findings})
        parts.append(f"{count(len(findings), 'finding')} in {count(where, 'file')}")
    return _sentence(parts, _ways(findings), failed)


def fix_summary(
    fixed: Sequence[Finding], left: Sequence[Finding], files: int, failed: int, written: bool
) -> str:
    """Say in a sentence or two what `fix` did, or would do."""
    parts = [f"Checked {count(files, 'file')}"]
    where = len({finding.path for finding in fixed})
    if fixed:
        did = "fixed" if written else "would fix"
        parts.append(f"{did} {count(len(fixed), 'finding')} in {count(where, 'file')}")
    if left:
        parts.append(f"{len(left)} left")
    if not fixed and not left:
        parts.append("nothing to do")
    return _sentence(parts, _ways(left), failed)


def _ways(findings: Iterable[Finding]) -> list[str]:
    findings = list(findings)
    safe = sum(finding.fix == "safe" for finding in findings)
    unsafe = sum(finding.fix == "unsafe" for finding in findings)
    none = len(findings) - safe - unsafe
    ways = []
    if safe:
        ways.append(f"{safe} fixable with `bnmigrate fix`")
    if unsafe:
        ways.append(f"{unsafe} fixable with `--unsafe-fixes`")
    if none:
        ways.append(f"{count(none, 'place')} for a person to decide")
    return ways


def _sentence(parts: list[str], ways: list[str], failed: int) -> str:
    text = ", ".join(parts)
    if ways:
        text += f" ({', '.join(ways)})"
    if failed:
        text += f"; {count(failed, 'file')} could not be done"
    return f"{text}."
