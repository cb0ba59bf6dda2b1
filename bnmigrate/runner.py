"""One file after the other: read, migrate, write; one bad file never stops the others."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bnmigrate import files
from bnmigrate.config import Config
from bnmigrate.discovery import package_of
from bnmigrate.engine import FileResult, migrate


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
    )
