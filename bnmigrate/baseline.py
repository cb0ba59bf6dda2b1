"""A baseline: a file of the findings that are known, so that only new ones are told.

A known finding is matched by its file, its code and the text of its line, not by the line's number:
it stays known where code moves in its file or is indented anew.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from bnmigrate import files
from bnmigrate.findings import UNREADABLE, FileReport, Finding
from bnmigrate.report.source_lines import SourceLines

VERSION = 1
"""The form of the file; another form gets another number."""

_REWRITE = "remove it and write it anew with --write-baseline"
_FORM = {"path": str, "code": str, "line": str, "count": int}


class BaselineError(Exception):
    """A baseline that can't be read or written; the message names the file and the next step."""


class _Key(NamedTuple):
    """What findings have in common that a baseline doesn't tell apart.

    `path` is the full one, `line` the text of the line with its white space collapsed.
    """

    path: str
    code: str
    line: str


class Baseline:
    """The known findings, and which of them were met."""

    def __init__(self, known: Counter[_Key]) -> None:
        self._left = known
        self._reported: set[str] = set()
        gone = self._gone_paths = frozenset(filter(_is_gone, {key.path for key in known}))
        self._gone: defaultdict[tuple[str, str], list[_Key]] = defaultdict(list)
        for key in known:
            if key.path in gone:
                self._gone[key.code, key.line].append(key)

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """Read the baseline at `path`; raise BaselineError where it isn't there or isn't one."""
        found = b""
        try:
            found = path.read_bytes()
            data = json.loads(found.decode("utf-8-sig"))
        except FileNotFoundError as error:
            raise BaselineError(
                f"{path}: there is no such baseline; write it with --write-baseline"
            ) from error
        except OSError as error:
            raise BaselineError(
                f"{path}: the baseline cannot be read: {error.strerror}; check its name and its "
                "permissions"
            ) from error
        except UnicodeDecodeError as error:
            problem = f"is not UTF-8: {error.reason} at byte {error.start}"
            raise _unread(path, found, problem) from error
        except (ValueError, RecursionError) as error:
            raise _unread(path, found, f"is not JSON: {error}") from error
        return cls(Counter(_entries(path, data)))

    def new(self, report: FileReport) -> tuple[Finding, ...]:
        """Return the findings that aren't known, in order; each known one is used up once.

        A finding in a file of another name is known where the file of the entry is gone from the
        disk: it was renamed, or the code was moved.
        """
        if not report.problem and all(one.code != UNREADABLE for one in report.findings):
            self._reported.add(_full(report.path))
        return tuple(
            finding for finding, key in _keyed(report) if key is None or not self._use(key)
        )

    def stale(self, is_sought: Callable[[str, str], bool]) -> int:
        """Return how many known findings weren't met in the files that were reported, or are in
        files that are gone.

        `is_sought` tells of a path and a code whether the one was searched for the other. Of a file
        that could not be read, nothing is known to have gone.
        """
        return sum(
            count
            for key, count in self._left.items()
            if (key.path in self._reported or key.path in self._gone_paths)
            and is_sought(key.path, key.code)
        )

    def _use(self, key: _Key) -> bool:
        for known in (key, *self._gone.get((key.code, key.line), ())):
            if self._left[known] > 0:
                self._left[known] -= 1
                return True
        return False


class Recorder:
    """Collects the findings of a run for a baseline."""

    def __init__(self) -> None:
        self._found: Counter[_Key] = Counter()

    def add(self, report: FileReport) -> None:
        """Take the findings of one file; that it can't be read is none to keep."""
        self._found.update(key for _, key in _keyed(report) if key is not None)

    def write(self, path: Path) -> int:
        """Write the baseline and return how many findings it has.

        The same findings give the same bytes. The file is the old one or the new one at any moment.
        Raises BaselineError where it can't be written, or where something else is in its place.
        """
        folder = _folder(path)
        entries = [
            {"path": name, "code": code, "line": line, "count": count}
            for (name, code, line), count in sorted(
                (_Key(_relative(key.path, folder), key.code, key.line), count)
                for key, count in self._found.items()
            )
        ]
        text = json.dumps({"version": VERSION, "findings": entries}, indent=1) + "\n"
        try:
            _replace(path, text.encode())
        except OSError as error:
            raise BaselineError(
                f"{path}: the baseline cannot be written: {error.strerror}; check that its folder "
                "is there, and the permissions of both"
            ) from error
        return self._found.total()


def _keyed(report: FileReport) -> Iterator[tuple[Finding, _Key | None]]:
    """Give each finding with what a baseline knows it by, None where it is never in one."""
    lines = SourceLines(report)
    path = _full(report.path)
    for finding in report.findings:
        if finding.code == UNREADABLE:
            yield finding, None
            continue
        line = " ".join(lines.line_of(finding).split())
        yield finding, _Key(path, finding.code, line)


def _entries(path: Path, data: Any) -> dict[_Key, int]:
    """Return the findings that the content of a baseline tells; raise BaselineError."""
    if not isinstance(data, dict) or not {"version", "findings"} <= data.keys():
        raise _something_else(path, "has no version and no findings")
    version = data["version"]
    if version != VERSION or type(version) is not int:
        raise BaselineError(
            f"{path}: the baseline has the version {version!r}, and this bnmigrate reads "
            f"{VERSION}; use the bnmigrate that wrote it, or {_REWRITE}"
        )
    if data.keys() != {"version", "findings"} or not isinstance(data["findings"], list):
        raise _damaged(path, "is to have a list of findings, and nothing else beside its version")
    folder = _folder(path)
    entries: dict[_Key, int] = {}
    for number, entry in enumerate(data["findings"], 1):
        if not _is_entry(entry):
            raise _damaged(
                path,
                f"is to have a path, a code, a line and a count above 0 in each entry, and has "
                f"something else in entry {number}",
            )
        if entry["code"] == UNREADABLE:
            raise _damaged(path, f"has {UNREADABLE} in entry {number}, which is always told")
        full = os.path.normpath(os.path.join(folder, entry["path"]))  # noqa: PTH118  # both are text
        key = _Key(full, entry["code"], entry["line"])
        if key in entries:
            raise _damaged(path, f"has the finding of entry {number} twice")
        entries[key] = entry["count"]
    return entries


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and entry.keys() == _FORM.keys()
        and all(type(entry[key]) is kind for key, kind in _FORM.items())
        and entry["count"] > 0
    )


def _damaged(path: Path, problem: str) -> BaselineError:
    return BaselineError(f"{path}: the baseline {problem}; {_REWRITE}")


def _unread(path: Path, found: bytes, problem: str) -> BaselineError:
    """Say what a file is that isn't JSON: a baseline that was cut off or merged, or no baseline."""
    return (_damaged if b'"findings"' in found else _something_else)(path, problem)


def _something_else(path: Path, problem: str) -> BaselineError:
    """Say so of what may be any file of the user's, such as source; it isn't to be removed."""
    return BaselineError(
        f"{path}: is no baseline: it {problem}; name the file that --write-baseline has written"
    )


def _folder(path: Path) -> str:
    return os.path.realpath(path.parent)


def _full(name: str) -> str:
    """Return the full path of a file: through no link, but for that which it is itself."""
    path = Path(name)
    return os.path.join(os.path.realpath(path.parent), path.name)  # noqa: PTH118  # the result is text


def _relative(full: str, folder: str) -> str:
    with contextlib.suppress(ValueError):  # on another drive of Windows, which keeps its full path
        full = os.path.relpath(full, folder)
    return PurePath(full).as_posix()


def _is_gone(path: str) -> bool:
    """Tell whether there is surely no file at `path`: not where its folder can't be read."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # the last: no file's name
        return True
    except OSError:
        return False
    return False


def _replace(path: Path, data: bytes) -> None:
    """Put `data` in the place of the baseline at `path`; a link stays a link.

    Raises OSError, and BaselineError where what is there isn't a baseline, so that a slip of the
    command line costs nobody a file. An empty file may be there.
    """
    old = None
    if path.exists():
        if not path.is_file():
            raise BaselineError(f"{path}: is no regular file; name another one for the baseline")
        old = path.read_bytes()
        if old:
            try:
                Baseline.read(path)
            except BaselineError as error:
                raise BaselineError(
                    f"{path}: holds something else than a baseline, and was left as it is; name "
                    "another file, or remove this one if nobody needs it"
                ) from error
    try:
        files.replace(path, old, data)
    except files.ChangedError as error:
        raise BaselineError(f"{path}: {error}") from error
