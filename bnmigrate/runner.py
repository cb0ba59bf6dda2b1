"""Many files: read, migrate, write; one bad file never stops the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bnmigrate import files
from bnmigrate.config import Config
from bnmigrate.discovery import DiscoveryError, package_of
from bnmigrate.engine import FileResult, is_relevant, migrate


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file; `problem` is what could not be done, and its next step."""

    path: str
    result: FileResult
    before: bytes = b""
    problem: str = ""
    written: bool = False


def run(
    paths: Iterable[Path | DiscoveryError], config: Config, write: bool
) -> Iterator[FileOutcome]:
    """Work on each file in turn; with `write`, put the new content in its place."""
    for path in paths:
        if isinstance(path, DiscoveryError):
            yield FileOutcome(str(path.path), FileResult(str(path.path)), problem=path.problem)
        else:
            yield _one(path, config, write)


def _one(path: Path, config: Config, write: bool) -> FileOutcome:
    name = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = f"cannot be read: {error.strerror}; check its permissions"
        return FileOutcome(name, FileResult(name), problem=problem)
    if not is_relevant(data, config.rules):
        return FileOutcome(name, FileResult(name), data)
    result = migrate(data, name, config, package_of(path))
    if not write or result.output is None:
        return FileOutcome(name, result, data)
    try:
        files.replace(path, data, result.output)
    except files.ChangedError:
        problem = "changed on disk since it was read, so it was left as it is; run again"
        return FileOutcome(name, unfixed(result), data, problem)
    except OSError as error:
        problem = f"cannot be written: {error.strerror}; check the permissions of it and its folder"
        return FileOutcome(name, unfixed(result), data, problem)
    return FileOutcome(name, result, data, written=True)


def unfixed(result: FileResult) -> FileResult:
    """Return `result` as it is when its fixes are not carried out."""
    return replace(
        result,
        findings=tuple(replace(finding, fixed=False) for finding in result.findings),
        output=None,
    )
