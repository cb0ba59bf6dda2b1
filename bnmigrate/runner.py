"""One file after the other: read, migrate, write; one bad file never stops the others."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from bnmigrate import discovery, files
from bnmigrate.arrivals import arrivals
from bnmigrate.config import Config, find, read
from bnmigrate.discovery import package_of
from bnmigrate.engine import FileResult, migrate
from bnmigrate.findings import FileReport, Finding
from bnmigrate.rulebook import last_names


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file.

    `before` is what it held; `problem` is what could not be done, and its next step.
    """

    path: str
    result: FileResult
    before: bytes = b""
    problem: str = ""
    was_read: bool = True

    def report(self, findings: tuple[Finding, ...]) -> FileReport:
        """Return what is reported of the file where `findings` of it are shown.

        What is fixed and not shown is done already, or shown as a diff.
        """
        shows_fixes = any(finding.fixed for finding in findings)
        replacements = self.result.replacements if shows_fixes else ()
        return FileReport(self.path, findings, self.before, self.problem, replacements)


class Runner:
    """What one call looks at: the files that `paths` name, or standard input for `-`.

    `settings` are those of the command line; each file has those of its folder besides.
    """

    def __init__(
        self, paths: tuple[Path, ...], stdin_filename: Path | None, settings: Mapping[str, Any]
    ) -> None:
        self.paths = paths or (Path(),)
        self.stdin_filename = stdin_filename
        self.settings = settings
        self.uses_stdin = Path("-") in self.paths

    def outcomes(self, write: bool) -> Iterator[FileOutcome]:
        """Work on all files, in order; raise ConfigError at once, before anything is written."""
        if self.uses_stdin:
            return iter([self._stdin()])
        # All of it first: a wrong setting in some folder is found before any file changes.
        found = list(discovery.files(self.paths, self._config))
        paths = [path for path in found if isinstance(path, Path)]
        own = last_names(self.config_here().rules.classes)
        given = arrivals(paths, own)
        return (self._one(path, write, given) for path in found)

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
            package = package_of(name)
            if config.force_exclude and discovery.is_excluded(name, config):
                return FileOutcome(str(name), FileResult(str(name)), data)
        return FileOutcome(str(name), migrate(data, str(name), config, package), data)

    def config_here(self) -> Config:
        """Return the settings that hold in the current folder; raise ConfigError."""
        return self._config(Path.cwd())

    def _config_of(self, path: Path) -> Config:
        return self._config(path.parent.resolve())

    @cache  # noqa: B019  # a runner lives as long as the process
    def _config(self, folder: Path) -> Config:
        """Return the settings that hold in `folder`."""
        return self._read(find(folder))

    @cache  # noqa: B019
    def _read(self, file: Path | None) -> Config:
        return read(file, **self.settings)


def work(path: Path, config: Config, write: bool, arrivals: Mapping[str, str]) -> FileOutcome:
    """Work on one file; with `write`, put the new content in its place."""
    name = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = f"cannot be read: {error.strerror}; check its permissions"
        return FileOutcome(name, FileResult(name), problem=problem, was_read=False)
    result = migrate(data, name, config, package_of(path), arrivals)
    if not write or result.output is None:
        return FileOutcome(name, result, data)
    try:
        files.replace(path, data, result.output)
    except files.ChangedError:
        problem = "changed on disk since it was read, so it was left as it is; run again"
        return FileOutcome(name, unfixed(result), data, problem)
    except OSError as error:
        problem = f"cannot be written: {error.strerror}; {_next_step(error)}"
        return FileOutcome(name, unfixed(result), data, problem)
    return FileOutcome(name, result, data)


def _next_step(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room there and run again"
    return "check the permissions of the file and its folder"


def unfixed(result: FileResult) -> FileResult:
    """Return `result` as it is when its fixes are not carried out."""
    return replace(
        result,
        findings=tuple(replace(finding, fixed=False) for finding in result.findings),
        output=None,
        replacements=(),
    )
