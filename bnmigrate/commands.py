"""What `check` and `fix` do: run, report, and choose the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from bnmigrate.config import ConfigError
from bnmigrate.findings import UNREADABLE, Finding
from bnmigrate.journal import UnsettledError
from bnmigrate.options import check_settings
from bnmigrate.places import from_here
from bnmigrate.report import formats, text
from bnmigrate.report.console import Console, ReportFile
from bnmigrate.report.formats import FOR_PEOPLE
from bnmigrate.report.names import printable
from bnmigrate.report.reporter import Call, Reporter
from bnmigrate.runner import FileOutcome, Runner
from bnmigrate.tables import TableError

if TYPE_CHECKING:
    from bnmigrate.baseline import Baseline

EXIT_FINDINGS = 1
EXIT_FAILED = 2


class Session:
    """One call of a command over paths or standard input.

    Standard output takes what was asked for: the report, or the diff, or the new content of
    standard input. Where it is taken by one of the latter two, the report goes to standard error,
    as the errors and the summary always do. `output_file` takes the report from either.
    """

    def __init__(
        self,
        paths: tuple[Path, ...],
        stdin_filename: Path | None,
        output_file: Path | None = None,
        jobs: int | None = None,
        cache_dir: Path | None = None,
        no_cache: bool = False,
        statistics: bool = False,
        exit_zero: bool = False,
        quiet: bool = False,
        verbose: bool = False,
        show_settings: bool = False,
        show_suppressed: bool = False,
        show_files: bool = False,
        color: str = "auto",
        no_baseline: bool = False,
        **settings: Any,
    ) -> None:
        # What is suppressed isn't kept in the cache.
        uses_cache = not no_cache and not show_suppressed
        self.runner = Runner(paths, stdin_filename, settings, jobs, cache_dir, uses_cache)
        self.shows_suppressed = show_suppressed
        self.settings = settings
        self.has_statistics = statistics
        self.exit_zero = exit_zero
        self.quiet = quiet
        self.verbose = verbose
        self.shows_settings = show_settings
        self.shows_files = show_files
        self.uses_stdin = self.runner.uses_stdin
        if self.uses_stdin and len(paths) > 1:
            raise click.UsageError(
                "`-` stands for standard input and takes no other paths beside it"
            )
        check_settings(settings)
        if no_baseline and settings.get("baseline") is not None:
            raise click.UsageError(
                "--baseline and --no-baseline say the opposite; leave out one of them"
            )
        if quiet and verbose:
            raise click.UsageError("--quiet and --verbose say the opposite; leave out one of them")
        if stdin_filename is not None and not self.uses_stdin:
            raise click.UsageError("--stdin-filename goes with `-`, standard input")
        self.console = Console(color)
        self.output_file = output_file
        self.report_file: ReportFile | None = None
        self.found = text.Tally()
        self.fixed = text.Tally()
        self.left = text.Tally()
        self.files = 0
        self.failed = 0
        self.takes_baseline = not no_baseline
        self.baseline: Baseline | None = None
        self.baseline_name = ""
        self.known = 0
        self.changed: list[str] = []
        self.doubted: list[tuple[str, str]] = []

    def show_settings(self) -> int:
        """Print the settings that hold for the paths, once where they are the same; return the exit
        code.
        """
        from bnmigrate.settings_text import settings_lines  # which no other command needs

        shown: dict[Path | None, list[Path]] = {}
        try:
            for path in self.runner.paths:
                named = self.runner.stdin_filename or path if self.uses_stdin else path
                folder = (named if named.is_dir() else named.parent).resolve()
                shown.setdefault(self.runner.settings_file(folder), []).append(named)
            for number, (file, paths) in enumerate(shown.items()):
                if len(shown) > 1:
                    names = ", ".join(printable(str(path)) for path in paths)
                    self.console.out(f"{chr(10) if number else ''}# for {names}")
                config = self.runner.read_settings(file)
                for line in settings_lines(config, file, self.runner.settings):
                    self.console.out(line)
        except (ConfigError, TableError) as error:
            self._fail(str(error))
        return 0

    def show_files(self) -> int:
        """Print the files that would be looked at; return the exit code."""
        if self.uses_stdin:
            raise click.UsageError("--show-files lists files, and `-` is standard input")
        try:
            for found in self.runner.files():
                if isinstance(found, Path):
                    self.console.out(printable(str(found)))
                else:
                    self.failed += 1
                    self.console.error(text.problem_line(str(found.path), found.problem))
        except ConfigError as error:
            self._fail(str(error))
        return self._exit_code(0)

    # The commands

    def check(self) -> int:
        """Report what is to do; return the exit code."""
        reporter = self._reporter()
        with_changes = self.runner.config_here().output_format not in FOR_PEOPLE
        for outcome in self._outcomes(write=False, with_changes=with_changes):
            self._take(outcome, outcome.result.findings, reporter)
            if self.console.is_closed and self.report_file is None:
                break
        reporter.end()
        self._summarise(text.check_summary(self.found, self.files, self.failed, self._command()))
        return self._exit_code(self.found.findings)

    def add_ignores(self, reason: str) -> int:
        """Write a comment at each finding that suppresses it, and check again: what can't have one
        is left; return the exit code.
        """
        from bnmigrate.ignoring import ignoring  # which no other command needs
        from bnmigrate.suppressions import one_line

        if self.uses_stdin:
            raise click.UsageError("--add-ignores writes files, and `-` is standard input")
        try:
            one_line(reason)
        except ValueError as error:
            raise click.UsageError(f"--add-ignores: {error}") from error
        added = files = 0
        outcomes = self._outcomes(write=False)
        if self.failed:  # what a killed run left is finished or undone first
            sys.exit(EXIT_FAILED)
        for outcome in outcomes:
            number, problem = ignoring(outcome, reason)
            added, files = added + number, files + (number > 0)
            if problem:  # what else is wrong the check tells
                self.failed += 1
                self.console.error(text.problem_line(outcome.path, problem))
        if not self.quiet:
            findings, where = text.count(added, "finding"), text.count(files, "file")
            self.console.error(f"Suppressed {findings} in {where}.")
        return self.check()

    def write_baseline(self, file: Path) -> int:
        """Write all findings to `file`, and report what could not be done; return the exit code."""
        from bnmigrate.baseline import BaselineError, Recorder  # which few calls need

        if self.uses_stdin:
            raise click.UsageError("--write-baseline takes files, and `-` is standard input")
        if self.settings.get("baseline") is not None:
            raise click.UsageError("--write-baseline takes no --baseline beside it")
        self.takes_baseline = False
        reporter = self._reporter()
        recorder = Recorder()
        for outcome in self._outcomes(write=False, with_changes=False):
            recorder.add(outcome.report(outcome.result.findings))
            unread = tuple(f for f in outcome.result.findings if f.code == UNREADABLE)
            self._take(outcome, unread, reporter)
        reporter.end()
        try:
            number = recorder.write(file)
        except BaselineError as error:
            self._fail(str(error))
        self._summarise(f"Wrote {text.count(number, 'finding')} to {file}.")
        return self._exit_code(0)

    def fix(self) -> int:
        """Write what can be fixed, report the rest; return the exit code."""
        # Where nobody reads the report any more, the rest of the files is written all the same.
        reporter = self._reporter(beside="the new content" if self.uses_stdin else "")
        try:
            for outcome in self._outcomes(write=not self.uses_stdin, fixes=True):
                if outcome.result.output is not None:
                    self.changed.append(outcome.path)
                    found = outcome.result.findings
                    said = dict.fromkeys(f.comment for f in found if f.fixed and f.comment)
                    self.doubted += ((outcome.path, comment) for comment in said)
                if self.uses_stdin:
                    new = outcome.result.output
                    self.console.raw(outcome.before if new is None else new)
                self._take(outcome, _unfixed(outcome), reporter)
        except KeyboardInterrupt:
            if self.files:
                self._summarise_fix("fixed")  # what is done is done
            raise
        reporter.end()
        self._summarise_fix("fixed")
        return self._exit_code(self.left.findings)

    def diff(self) -> int:
        """Show what `fix` would write; return the exit code."""
        from bnmigrate.report.diff import coloured, unified  # which no other command needs

        reporter = self._reporter(beside="the diff")
        for outcome in self._outcomes(write=False, fixes=True):
            result = outcome.result
            if result.output is not None:
                shown = unified(outcome.before, result.output, result.path)
                self.console.raw(coloured(shown) if self.console.colours_output else shown)
            self._take(outcome, _unfixed(outcome), reporter)
            if self.console.is_closed:
                break
        reporter.end()
        self._summarise_fix("would fix")
        return self._exit_code(self.found.findings)

    def _outcomes(
        self, write: bool, with_changes: bool = True, fixes: bool = False
    ) -> Iterator[FileOutcome]:
        """Work on the files; a wrong setting ends the call before anything is written.

        What the baseline knows is left out, save what the call `fixes`.
        """
        try:
            file = self.runner.config_here().baseline
            if file is not None and self.takes_baseline:
                self._read_baseline(file)
            outcomes = self.runner.outcomes(write, with_changes)
        except ConfigError as error:
            self._fail(str(error))
        except UnsettledError as error:
            self._fail(printable(str(error)))
        self._warn()
        return (self._without_known(outcome, fixes) for outcome in outcomes)

    def _read_baseline(self, file: Path) -> None:
        from bnmigrate.baseline import Baseline, BaselineError  # which few calls need

        self.known = 0
        self.baseline_name = from_here(file)
        try:
            self.baseline = Baseline.read(Path(self.baseline_name))
        except BaselineError as error:
            self._fail(str(error))

    def _without_known(self, outcome: FileOutcome, keeps_fixed: bool) -> FileOutcome:
        if self.baseline is None:
            return outcome
        findings = outcome.result.findings
        new = set(self.baseline.new(outcome.report(findings)))
        told = tuple(f for f in findings if f in new or (f.fixed and keeps_fixed))
        self.known += len(findings) - len(told)
        return outcome._replace(result=outcome.result._replace(findings=told))

    def _reporter(self, beside: str = "") -> Reporter:
        """Return what writes the report, `beside` what standard output has already; a report that
        has no place ends the call before anything is written.
        """
        try:
            name = self.runner.config_here().output_format
            if self.output_file is not None:
                self.report_file = ReportFile(self.output_file)
        except ConfigError as error:
            self._fail(str(error))
        except OSError as error:
            self._fail(f"cannot write to {self.output_file}: {error.strerror}")
        if self.has_statistics and name not in formats.STATISTICS:
            self._fail(
                f"--statistics has no {name} form; say --output-format json, or leave out one of "
                "the two"
            )
        if self.shows_suppressed and name in formats.WITHOUT_SUPPRESSED:
            self._fail(
                f"the format {name} can't tell what is suppressed from what isn't; choose "
                "another one, or leave out --show-suppressed"
            )
        if self.report_file is not None:
            write = self.report_file.line
        elif name in FOR_PEOPLE:
            write = self.console.error if beside else self.console.out
        elif beside:
            self._fail(
                f"standard output has {beside}, so a report in the format {name} needs a place of "
                "its own: name one with --output-file, or say --output-format text"
            )
        else:
            write = self.console.utf8
        to_terminal = (
            self.report_file is None
            and (sys.stderr if beside and name in FOR_PEOPLE else sys.stdout).isatty()
        )
        call = Call(self._command(), self._direction(), to_terminal)
        return formats.reporter(name, write, call, self.has_statistics)

    def _direction(self) -> str:
        """Say from which frameworks to which one the code is translated."""
        config = self.runner.config_here()
        frameworks = config.rules.frameworks
        sources = sorted((frameworks[name] for name in config.sources), key=lambda one: one.package)
        # A part of a framework, such as mindspore.mint, is told by the framework's name.
        titles = {one.package.partition(".")[0]: one.title for one in reversed(sources)}
        return f"{' and '.join(sorted(titles.values()))} -> {frameworks[config.target].title}"

    def _warn(self) -> None:
        """Say what killed runs left, and once what the settings say in vain."""
        for settled in self.runner.settled:
            if settled.message:
                self.console.error(f"bnmigrate: {printable(settled.message)}")
            for path, problem in settled.problems:
                self.failed += 1
                self.console.error(text.problem_line(path, problem))
        in_vain = sorted(self.runner.ignored_in_vain)
        self.runner.ignored_in_vain.clear()
        if in_vain and not self.quiet:
            self.console.error(
                f"bnmigrate: ignoring {' and '.join(in_vain)} has no effect: a file that can't be "
                "read is always told; exclude the file, or correct it"
            )

    def _fail(self, problem: str) -> NoReturn:
        self.console.error(f"bnmigrate: {problem}")
        sys.exit(EXIT_FAILED)

    # What is said

    def _take(self, outcome: FileOutcome, shown: tuple[Finding, ...], reporter: Reporter) -> None:
        """Count what was found in one file; report `shown` of it, and what went wrong."""
        if self.verbose and outcome.was_read:
            found = text.count(len(outcome.result.findings), "finding")
            self.console.error(f"{printable(outcome.path)}: {found}")
        if self.shows_suppressed:
            shown = tuple(sorted((*shown, *outcome.result.suppressed)))
        reporter.file(outcome.report(shown))
        if outcome.problem:
            self.console.error(text.problem_line(outcome.path, outcome.problem))
        if outcome.problem or outcome.result.error:
            self.failed += 1
        self.files += outcome.was_read
        if outcome.result.findings:
            self._count(outcome.result.findings)

    def _count(self, findings: tuple[Finding, ...]) -> None:
        findings = tuple(finding for finding in findings if finding.code != UNREADABLE)
        self.found.add(findings)
        self.fixed.add([finding for finding in findings if finding.fixed])
        self.left.add([finding for finding in findings if not finding.fixed])

    def _summarise(self, summary: str) -> None:
        if self.runner.cache_problem:
            self.console.error(f"bnmigrate: {self.runner.cache_problem}")
        for root in dict.fromkeys(self.runner.too_large):
            self.console.error(text.too_large_line(root))
        if self.baseline is not None:
            self._tell_stale(self.baseline)
            if self.known:
                summary += f" {self.known} more known from {self.baseline_name}."
        if not self.quiet:
            self.console.error(summary)

    def _tell_stale(self, known: Baseline) -> None:
        """Say what the baseline has that isn't found any more where it was looked for."""
        number = known.stale(lambda path, code: self.runner.takes(Path(path), code))
        if number:
            self.console.error(
                f"bnmigrate: {self.baseline_name}: {text.count(number, 'finding')} of the baseline "
                f"{'is' if number == 1 else 'are'} there no more; bring it up to date with "
                f"--write-baseline {self.baseline_name}"
            )

    def _summarise_fix(self, verb: str) -> None:
        self._summarise(
            text.fix_summary(self.fixed, self.left, self.files, self.failed, self._command(), verb)
        )
        if not self.quiet and not self.uses_stdin:
            for path in self.changed:
                self.console.error(f"Changed {printable(path)}")
            for path, comment in self.doubted:
                self.console.error(
                    f"{printable(path)}: `{printable(comment)}` stands beside a value that has "
                    "changed, and may be wrong now"
                )

    def _command(self) -> str:
        """Return the command that fixes what this one found."""
        words = ["bnmigrate fix"]
        if self.settings.get("target"):
            words.append(f"--to {self.settings['target']}")
        words += [f"--from {name}" for name in self.settings.get("source") or ()]
        words += [f"--layer {name}" for name in self.settings.get("layers") or ()]
        if self.settings.get("unsafe_fixes"):
            words.append("--unsafe-fixes")
        return " ".join(words)

    def _exit_code(self, findings: int) -> int:
        """Return 2 where something could not be done, 1 where something is to do, else 0."""
        problems = [self.console.problem]
        if self.report_file is not None:
            self.report_file.close()
            problems.append(self.report_file.problem)
        for problem in filter(None, problems):
            self.console.error(f"bnmigrate: {problem}")
        if self.failed or any(problems):
            return EXIT_FAILED
        return EXIT_FINDINGS if findings and not self.exit_zero else 0


def _unfixed(outcome: FileOutcome) -> tuple[Finding, ...]:
    return tuple(finding for finding in outcome.result.findings if not finding.fixed)
