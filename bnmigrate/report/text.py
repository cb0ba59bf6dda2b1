"""The reports for people: what was found and where, why it isn't fixed, what to do; a summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bnmigrate.findings import FileReport, Finding
from bnmigrate.report.names import printable
from bnmigrate.report.reporter import Call, CollectingReporter
from bnmigrate.waiting import named

if TYPE_CHECKING:
    from bnmigrate.report.waits import Waits

FEW = 20
"""How many findings a person reads one by one."""

_MARKS = {"safe": "[*] ", "unsafe": "[unsafe] "}


class TextReporter(CollectingReporter):
    """Writes each finding with its line of source, and what waits for it in a line each."""

    def end(self) -> None:
        """Write the findings."""
        if not self._reports:
            return
        from bnmigrate.report.excerpt import excerpt  # which are for findings alone
        from bnmigrate.report.source_lines import SourceLines
        from bnmigrate.report.waits import Waits

        waits = Waits(self._reports)
        for report in self._reports:
            source = SourceLines(report)
            lines: list[str] = []
            for finding in report.findings:
                if not waits.is_under_another(finding):
                    head, *rest = finding_lines(finding)
                    lines += [head, *excerpt(finding, source.around(finding)), *rest]
                    lines += waiting_lines(waits, finding)
            if lines:
                self._write("\n".join(lines))


class AutoReporter(TextReporter):
    """Writes the plan on a terminal where there is much to read, and the text elsewhere."""

    def __init__(self, write: Callable[[str], None], call: Call) -> None:
        super().__init__(write)
        self._call = call

    def end(self) -> None:
        """Write the findings."""
        number = sum(len(report.findings) for report in self._reports)
        if not self._call.is_terminal or number <= FEW:
            super().end()
            return
        from bnmigrate.report.plan import PlanReporter

        plan = PlanReporter(self._write, self._call)
        for report in self._reports:
            plan.file(report)
        plan.end()


class GroupedReporter(CollectingReporter):
    """Writes the findings of each file below its name, a line each, and what waits for them."""

    def end(self) -> None:
        """Write the findings."""
        from bnmigrate.report.waits import Waits

        waits = Waits(self._reports)
        for report in self._reports:
            lines: list[str] = []
            for finding in report.findings:
                if not waits.is_under_another(finding):
                    there = finding.place.removeprefix(f"{finding.path}:")
                    lines += [f"  {there} {_what(finding)}", *waiting_lines(waits, finding)]
            if lines:
                name = click.style(printable(report.path), bold=True)
                self._write("\n".join([f"{name}:", *lines, ""]))


class ConciseReporter(CollectingReporter):
    """Writes a line a finding; what waits for another comes behind it."""

    def end(self) -> None:
        """Write the findings."""
        for finding, waits_for in ordered(self._reports):
            self._write(next(finding_lines(finding)) + waits_for)


def ordered(reports: Sequence[FileReport]) -> Iterator[tuple[Finding, str]]:
    """Yield the findings, each with those behind it that wait for it, and with what says so."""
    from bnmigrate.report.waits import Waits

    waits = Waits(reports)
    for finding in waits.findings:
        if not waits.is_under_another(finding):
            yield finding, ""
            for _, waiting in waits.under(finding):
                for one in waiting:
                    yield one, f" (waits for {printable(named(one.blocked_by, one.path, 3))})"


def waiting_lines(waits: Waits, cause: Finding) -> Iterator[str]:
    """Yield what stands under a finding that others wait for."""
    for others, waiting in waits.under(cause):
        besides = f"with {printable(named(others, cause.path))} settled too, " if others else ""
        yield f"    {_label('then')} {besides}{'this' if len(waiting) == 1 else 'these'} can change"
        for one in waiting:
            yield f"      {next(finding_lines(one))}"


def finding_lines(finding: Finding) -> Iterator[str]:
    """Yield the lines for one finding, with colours that the console drops where need be."""
    there = finding.place.removeprefix(f"{finding.path}:")
    yield f"{_place(finding.path, there)} {_what(finding)}"
    if finding.reason and finding.reason != finding.message:
        yield f"    {_label('why')} {printable(finding.reason)}"
    if finding.advice:
        yield f"    {_label('next')} {printable(finding.advice)}"


def _what(finding: Finding) -> str:
    return (
        f"{click.style(finding.code, fg='red', bold=True)} "
        f"{click.style(_MARKS.get(finding.fix, ''), fg='cyan')}{printable(finding.message)}"
        + (" (suppressed)" if finding.suppressed else "")
    )


def _label(text: str) -> str:
    return click.style(f"{text}:", fg="blue", bold=True)


def problem_line(path: str, problem: str) -> str:
    """Say what could not be done with a file as a whole, or with what is no file."""
    name, colon = click.style(printable(path), bold=True), click.style(":", fg="cyan")
    return f"{name}{colon} {click.style('error:', fg='red', bold=True)} {printable(problem)}"


def too_large_line(root: Path) -> str:
    """Say that the program below `root` isn't followed as a whole."""
    return (
        f"bnmigrate: {printable(str(root))}: the program is too large, or too entangled, to be "
        "followed as a whole: each of its files is judged alone, as with --no-context"
    )


def _place(path: str, there: str) -> str:
    colon = click.style(":", fg="cyan")
    return f"{click.style(printable(path), bold=True)}{colon}{there.replace(':', colon)}{colon}"


def count(number: int, noun: str) -> str:
    """Spell a number of things: 1 file, 2 files."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


@dataclass
class Tally:
    """How many findings there are, in how many files, and for whom: those of `fix` and of
    `fix --unsafe-fixes`, those that wait for others, the rest for a person. They are counted, not
    kept: memory stays the same for any number of files.
    """

    findings: int = 0
    files: int = 0
    safe: int = 0
    unsafe: int = 0
    waiting: int = 0

    def add(self, findings: Sequence[Finding]) -> None:
        """Count the findings of one file."""
        self.findings += len(findings)
        self.files += bool(findings)
        self.safe += sum(finding.fixed or finding.fix == "safe" for finding in findings)
        self.unsafe += sum(finding.fix == "unsafe" and not finding.fixed for finding in findings)
        self.waiting += sum(finding.fix == "none" and finding.waits for finding in findings)


def check_summary(found: Tally, files: int, failed: int, command: str) -> str:
    """Say what `check` found; `command` is the one that fixes it."""
    did = []
    if found.findings:
        did.append(f"{count(found.findings, 'finding')} in {count(found.files, 'file')}")
    return _sentence(files, did, found, failed, command)


def fix_summary(
    fixed: Tally,
    left: Tally,
    files: int,
    failed: int,
    command: str,
    verb: str,
) -> str:
    """Say what `fix` did, or would do, in the words of `verb`; `command` is what was called."""
    did = []
    if fixed.findings:
        did.append(f"{verb} {count(fixed.findings, 'finding')} in {count(fixed.files, 'file')}")
    if left.findings:
        number = left.findings
        did.append(f"{number} left" if fixed.findings else f"{count(number, 'finding')} left")
    return _sentence(files, did, left, failed, command)


def _sentence(files: int, did: list[str], left: Tally, failed: int, command: str) -> str:
    if not files and not failed:
        return "No Python files found."
    ways = _ways(left, command)
    if not did and not failed:  # where something failed, it may be what there was to do
        did.append("nothing to do")
    text = f"Checked {count(files, 'file')}{': ' if did else ''}{', '.join(did)}"
    text += f" ({', '.join(ways)})." if ways else "."
    if failed:
        text += f" {count(failed, 'path')} could not be done."
    return text


def _ways(left: Tally, command: str) -> list[str]:
    """Say how many of the findings are for whom; a finding is fixed where `command` does it."""
    person = left.findings - left.safe - left.unsafe - left.waiting
    ways = []
    if left.safe:
        ways.append(f"{left.safe} for `{command}`")
    if left.unsafe:
        ways.append(f"{left.unsafe} for `{command} --unsafe-fixes`")
    if person:
        ways.append(f"{person} for a person to decide")
    if left.waiting:
        others = "another" if left.waiting == 1 else "others"
        ways.append(f"{left.waiting} waiting for {others}")
    return ways
