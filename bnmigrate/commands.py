"""What `check` and `fix` do: run, report, and choose the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click

from bnmigrate import discovery
from bnmigrate.config import Config, ConfigError, find, read
from bnmigrate.engine import migrate
from bnmigrate.findings import Finding
from bnmigrate.report import text
from bnmigrate.report.diff import unified
from bnmigrate.runner import FileOutcome, run, unfixed


class Session:
    """One call of a command over paths or standard input."""

    def __init__(
        self, paths: tuple[Path, ...], stdin_filename: Path | None, **settings: Any
    ) -> None:
        self.paths = paths or (Path(),)
        self.settings = settings
        self.uses_stdin = Path("-") in self.paths
        self.stdin_filename = stdin_filename
        if self.uses_stdin and len(self.paths) > 1:
            raise click.UsageError(
                "`-` stands for standard input and takes no other paths beside it"
            )
        if stdin_filename is not None and not self.uses_stdin:
            raise click.UsageError("--stdin-filename goes with `-`, standard input")
        self.findings: list[Finding] = []
        self.files = 0
        self.failed = 0

    # The commands

    def check(self) -> int:
        """Report what is to do; return the exit code."""
        for outcome in self.outcomes(write=False):
            self.take(outcome, unfixed(outcome.result).findings, err=False)
        click.echo(text.check_summary(self.findings, self.files, self.failed), err=True)
        return self.exit_code(self.findings)

    def fix(self) -> int:
        """Write what can be fixed, report the rest; return the exit code."""
        return self._fix(show_diff=False)

    def diff(self) -> int:
        """Show what `fix` would write; return the exit code."""
        return self._fix(show_diff=True)

    def _fix(self, show_diff: bool) -> int:
        fixed: list[Finding] = []
        writes = not show_diff and not self.uses_stdin
        for outcome in self.outcomes(write=writes):
            result = outcome.result
            fixed.extend(f for f in result.findings if f.fixed)
            if show_diff and result.output is not None:
                click.echo(unified(outcome.before, result.output, result.path), nl=False)
            elif self.uses_stdin and not show_diff:
                new = result.output if result.output is not None else outcome.before
                click.echo(new, nl=False)
            left = tuple(f for f in result.findings if not f.fixed)
            self.take(outcome, left, err=show_diff or self.uses_stdin)
        summary = text.fix_summary(
            fixed, self.findings, self.files, self.failed, written=not show_diff
        )
        click.echo(summary, err=True)
        return self.exit_code([*self.findings, *(fixed if show_diff else [])])

    # Pieces

    def take(self, outcome: FileOutcome, findings: tuple[Finding, ...], err: bool) -> None:
        """Count and print what was found in one file, and what went wrong with it."""
        self.files += 1
        self.findings.extend(f for f in findings if f.code != "BN900")
        for finding in findings:
            for line in text.finding_lines(finding):
                click.echo(line, err=err)
        if outcome.problem:
            click.echo(f"{outcome.path}:1:1: {outcome.problem}", err=True)
        if outcome.problem or outcome.result.error:
            self.failed += 1

    def exit_code(self, findings: list[Finding]) -> int:
        """Return 2 where something could not be done, 1 where something is to do, else 0."""
        if self.failed:
            return 2
        return 1 if findings else 0

    def outcomes(self, write: bool) -> Iterator[FileOutcome]:
        """Run over all that was named; a wrong setting ends the call with exit code 2."""
        try:
            if self.uses_stdin:
                yield self._stdin()
                return
            base = self.config(Path.cwd())
            for argument in self.paths:
                start = argument if argument.is_dir() else argument.parent
                for path in discovery.files([argument], self.config(start.resolve())):
                    config = (
                        base
                        if isinstance(path, discovery.DiscoveryError)
                        else self.config(path.parent.resolve())
                    )
                    yield from run([path], config, write)
        except ConfigError as error:
            click.echo(f"bnmigrate: {error}", err=True)
            sys.exit(2)

    def _stdin(self) -> FileOutcome:
        data = sys.stdin.buffer.read()
        name = self.stdin_filename or Path("-")
        config = self.config(name.parent.resolve())
        package = discovery.package_of(name) if self.stdin_filename else ""
        return FileOutcome(str(name), migrate(data, str(name), config, package), data)

    @cache  # noqa: B019  # a session lives as long as the process
    def config(self, folder: Path) -> Config:
        """Return the settings that hold in `folder`."""
        return _config(find(folder), folder if find(folder) is None else None, **self.settings)


@cache
def _config(file: Path | None, folder: Path | None, **settings: Any) -> Config:
    start = file.parent if file is not None else folder
    assert start is not None
    return read(start, **settings)
