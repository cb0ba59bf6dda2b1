"""What `check` and `fix` do: run, report, and choose the exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import click

from bnmigrate import discovery
from bnmigrate.arrivals import arrivals
from bnmigrate.config import Config, ConfigError, find, read
from bnmigrate.engine import FileResult, migrate
from bnmigrate.findings import Finding
from bnmigrate.report import text
from bnmigrate.report.console import Console
from bnmigrate.report.diff import unified
from bnmigrate.rulebook import last_names
from bnmigrate.runner import FileOutcome, work

EXIT_FINDINGS = 1
EXIT_FAILED = 2


class Session:
    """One call of a command over paths or standard input.

    Standard output takes what was asked for: the report, or the diff, or the new content of
    standard input. Where it is taken by one of the latter two, the report goes to standard error,
    as the errors and the summary always do.
    """

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
        self.console = Console()
        self.fixed: list[Finding] = []
        self.left: list[Finding] = []
        self.files = 0
        self.failed = 0

    # The commands

    def check(self) -> int:
        """Report what is to do; return the exit code."""
        for outcome in self._outcomes(write=False):
            self._take(outcome, outcome.result.findings, self.console.out)
            if self.console.is_closed:
                break
        findings = [*self.fixed, *self.left]
        self._summarise(text.check_summary(findings, self.files, self.failed, self._command()))
        return self._exit_code(findings)

    def fix(self) -> int:
        """Write what can be fixed, report the rest; return the exit code."""
        # Where nobody reads the report any more, the rest of the files is written all the same.
        report = self.console.error if self.uses_stdin else self.console.out
        for outcome in self._outcomes(write=not self.uses_stdin):
            if self.uses_stdin:
                new = outcome.result.output
                self.console.raw(outcome.before if new is None else new)
            self._take(outcome, [f for f in outcome.result.findings if not f.fixed], report)
        self._summarise_fix("fixed")
        return self._exit_code(self.left)

    def diff(self) -> int:
        """Show what `fix` would write; return the exit code."""
        for outcome in self._outcomes(write=False):
            result = outcome.result
            if result.output is not None:
                self.console.raw(unified(outcome.before, result.output, result.path))
            left = [finding for finding in result.findings if not finding.fixed]
            self._take(outcome, left, self.console.error)
            if self.console.is_closed:
                break
        self._summarise_fix("would fix")
        return self._exit_code([*self.fixed, *self.left])

    # What is said

    def _take(
        self, outcome: FileOutcome, shown: Iterable[Finding], report: Callable[[str], None]
    ) -> None:
        """Count what was found in one file; report `shown` of it, and what went wrong."""
        for finding in shown:
            for line in text.finding_lines(finding):
                report(line)
        if outcome.problem:
            self.console.error(text.problem_line(outcome.path, outcome.problem))
        if outcome.problem or outcome.result.error:
            self.failed += 1
        self.files += outcome.was_read
        for finding in outcome.result.findings:
            if finding.code != "BN900":
                (self.fixed if finding.fixed else self.left).append(finding)

    def _summarise(self, summary: str) -> None:
        self.console.error(summary)

    def _summarise_fix(self, verb: str) -> None:
        self._summarise(
            text.fix_summary(self.fixed, self.left, self.files, self.failed, self._command(), verb)
        )

    def _command(self) -> str:
        """Return the command that fixes what this one found."""
        target = self.settings.get("target")
        return f"bnmigrate fix --to {target}" if target else "bnmigrate fix"

    def _exit_code(self, findings: list[Finding]) -> int:
        """Return 2 where something could not be done, 1 where something is to do, else 0."""
        if self.console.problem:
            self.console.error(f"bnmigrate: {self.console.problem}")
        if self.failed or self.console.problem:
            return EXIT_FAILED
        return EXIT_FINDINGS if findings else 0

    # What is looked at

    def _outcomes(self, write: bool) -> Iterator[FileOutcome]:
        """Run over all that was named; a wrong setting ends the call before anything is written."""
        try:
            if self.uses_stdin:
                outcomes: Iterable[FileOutcome] = [self._stdin()]
            else:
                # All of it first: a wrong setting in some folder is found before any file changes.
                found = list(discovery.files(self.paths, self._config))
                paths = [path for path in found if isinstance(path, Path)]
                own = last_names(self._config(Path.cwd()).rules.classes)
                given = arrivals(paths, own)
                outcomes = (self._one(path, write, given) for path in found)
        except ConfigError as error:
            self.console.error(f"bnmigrate: {error}")
            sys.exit(EXIT_FAILED)
        yield from outcomes

    def _one(
        self, found: Path | discovery.DiscoveryError, write: bool, given: Mapping[str, str]
    ) -> FileOutcome:
        if isinstance(found, Path):
            return work(found, self._config_of(found), write, given)
        return FileOutcome(
            str(found.path), FileResult(str(found.path)), problem=found.problem, was_read=False
        )

    def _stdin(self) -> FileOutcome:
        data = sys.stdin.buffer.read()
        name = self.stdin_filename or Path("-")
        config = self._config_of(name)
        package = ""
        if self.stdin_filename is not None:
            package = discovery.package_of(name)
            if config.force_exclude and discovery.is_excluded(name, config):
                return FileOutcome(str(name), FileResult(str(name)), data)
        return FileOutcome(str(name), migrate(data, str(name), config, package), data)

    def _config_of(self, path: Path) -> Config:
        return self._config(path.parent.resolve())

    @cache  # noqa: B019  # a session lives as long as the process
    def _config(self, folder: Path) -> Config:
        """Return the settings that hold in `folder`."""
        return self._read(find(folder))

    @cache  # noqa: B019
    def _read(self, file: Path | None) -> Config:
        return read(file, **self.settings)
