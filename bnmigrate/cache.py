"""What earlier runs found, for files whose content and whose surroundings are still the same.

What is kept is never executed, and it never becomes the new content of a file: a file that changes
is worked on again. What can't be read, or isn't what was written, counts as absent.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import Field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bnmigrate import __version__
from bnmigrate.config import Config
from bnmigrate.entries import Entry, Found, digest
from bnmigrate.findings import Against, Blocker, Finding
from bnmigrate.places import CellPlace
from bnmigrate.rule_files import shipped_rules

if TYPE_CHECKING:
    from bnmigrate.program.facts import Facts
    from bnmigrate.program.kept import Followed

T = TypeVar("T")

FOLDER = ".bnmigrate_cache"
DAYS_KEPT = 30
"""How long what no run has used is kept."""

_MARKS = {
    ".gitignore": "# Made by bnmigrate.\n*\n",
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# Made by bnmigrate.\n",
}
"""What tells git, and programs that make backups, to leave the folder out."""

_PROGRAM = 2
"""How many parts the entry of a program has."""

_TYPES = {"str": str, "int": int, "bool": bool}
_FINDING, _BLOCKER = (
    [field for field in fields(kind) if field.name != "path" and field.type in _TYPES]
    for kind in (Finding, Blocker)
)
"""What is kept as it is; the rest has a form of its own."""


class Cache:
    """The entries in a folder, in one file for each set of settings.

    Each file is replaced as a whole, so that several runs may use it at once; what the last of
    them adds is kept. `layers` are the names of the layer's own classes, which no file tells.
    """

    def __init__(self, folder: Path, layers: frozenset[str]) -> None:
        self.folder = folder
        self.layers = layers
        self._sections: dict[Config, _Section] = {}

    def get(self, path: Path, content: str, config: Config) -> Entry | None:
        """Return what is known of the file at `path` where its content has the digest `content`."""
        packed = self._section(config).entries.get(_key(path))
        entry = None if packed is None else _unpack(packed, str(path))
        return entry if entry is not None and entry.digest == content else None

    def put(self, path: Path, entry: Entry, config: Config) -> None:
        """Remember `entry` for the file at `path`."""
        self._section(config).added[_key(path)] = _pack(entry, str(path))

    def facts(
        self, read: Callable[[Path, bytes], Facts | None], path: Path, data: bytes
    ) -> Facts | None:
        """Return what a file says, for which it is read: to keep it on disk would take longer."""
        return read(path, data)

    def program(self, root: Path, content: str, config: Config) -> Followed | None:
        """Return what is known of the program below `root` where its files have the digest
        `content`.
        """
        from bnmigrate.program.kept import unpack  # where nothing is found, it isn't needed

        packed = self._section(config).entries.get(_key(root))
        if not isinstance(packed, list) or len(packed) != _PROGRAM or packed[0] != content:
            return None
        return unpack(packed[1])

    def put_program(self, root: Path, content: str, followed: Followed, config: Config) -> None:
        """Remember what is known of the program below `root`."""
        from bnmigrate.program.kept import pack

        self._section(config).added[_key(root)] = [content, pack(followed)]

    def save(self) -> str:
        """Write what is new; return what stands against it, empty where nothing does."""
        try:
            changed = [section for section in self._sections.values() if section.added]
            if changed:
                self._make_folder()
            for section in changed:
                section.save()
            if changed:
                self._prune()
        except OSError as error:
            return (
                f"{self.folder}: the cache cannot be written: {error.strerror}; choose another "
                "place with --cache-dir, or go without with --no-cache"
            )
        return ""

    def _section(self, config: Config) -> _Section:
        if config not in self._sections:
            self._sections[config] = _Section(
                self.folder / f"{_surroundings(config, self.layers)}.json"
            )
        return self._sections[config]

    def _make_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, text in _MARKS.items():
            if not (self.folder / name).exists():
                _replace(self.folder / name, text.encode())

    def _prune(self) -> None:
        """Remove what no run has used for long, and what a run left that was killed."""
        oldest = time.time() - DAYS_KEPT * 24 * 3600
        for path in self.folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another run was faster
                is_old = path.suffix == ".json" and path.stat().st_mtime < oldest
                if is_old or path.suffix == ".tmp":
                    path.unlink()


class _Section:
    """The entries of one file, packed, by the path of what they are about."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.entries = _read(file)
        self.added: dict[str, object] = {}

    def save(self) -> None:
        """Write all entries, those of other runs too, without those of files that are gone."""
        entries = {**_read(self.file), **self.added}
        kept = {k: v for k, v in entries.items() if k in self.added or os.path.lexists(k)}
        payload = json.dumps(kept, separators=(",", ":")).encode()
        _replace(self.file, digest(payload).encode() + b"\n" + payload)
        self.entries.update(self.added)
        self.added.clear()


def _key(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100  # resolve() would follow links


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    temporary.write_bytes(data)
    # Another run may have taken the temporary file for one that was left behind: it then has its
    # own way, and what this one found is found again.
    with contextlib.suppress(FileNotFoundError):
        temporary.replace(path)


def _read(file: Path) -> dict[str, object]:
    """Return the entries in a file; none where it isn't there or isn't what was written."""
    try:
        checksum, _, payload = file.read_bytes().partition(b"\n")
        if checksum != digest(payload).encode():
            return {}
        entries = json.loads(payload)
        if file.stat().st_mtime < time.time() - 24 * 3600:
            os.utime(file)  # it is used: see _prune
    except (OSError, ValueError, RecursionError):
        return {}
    return entries if isinstance(entries, dict) else {}


def _pack(entry: Entry, path: str) -> object:
    found = entry.found
    return [
        entry.digest,
        entry.is_relevant,
        found
        and [
            found.package,
            found.changes,
            [_pack_finding(finding, path) for finding in found.findings],
            found.brief,
            [[a.groups, _pack_blockers(a.blockers, path)] for a in found.against],
        ],
    ]


def _pack_finding(finding: Finding, path: str) -> list[object]:
    plain = (getattr(finding, field.name) for field in _FINDING)
    return [finding.cell, finding.group, _pack_blockers(finding.blocked_by, path), *plain]


def _pack_blockers(blockers: Iterable[Blocker], path: str) -> list[list[object]]:
    """Return the blockers as lists; those in the file itself have no path: its name may be given in
    another way the next time.
    """
    return [
        [
            "" if blocker.path == path else blocker.path,
            blocker.cell,
            *(getattr(blocker, field.name) for field in _BLOCKER),
        ]
        for blocker in blockers
    ]


def _unpack(packed: Any, path: str) -> Entry | None:
    """Return the entry, None where it doesn't have the form that `_pack` gives it."""
    try:
        content, is_relevant, found = packed
        return Entry(
            _is(content, str),
            _is(is_relevant, bool),
            None if found is None else _unpack_found(found, path),
        )
    except (TypeError, ValueError, AttributeError):
        return None


def _unpack_found(packed: Any, path: str) -> Found:
    package, changes, findings, brief, against = packed
    return Found(
        _is(package, str),
        _is(changes, bool),
        tuple(_unpack_finding(values, path) for values in findings),
        _is(brief, str),
        tuple(
            Against(tuple(_is(group, int) for group in groups), _unpack_blockers(blockers, path))
            for groups, blockers in against
        ),
    )


def _unpack_finding(packed: Any, path: str) -> Finding:
    cell, group, blockers, *values = packed
    return Finding(
        path=path,
        cell=_unpack_cell(cell),
        group=None if group is None else _is(group, int),
        blocked_by=_unpack_blockers(blockers, path),
        **_unpack_fields(_FINDING, values),
    )


def _unpack_blockers(packed: Any, path: str) -> tuple[Blocker, ...]:
    return tuple(
        Blocker(
            path=_is(where, str) or path,
            cell=_unpack_cell(cell),
            **_unpack_fields(_BLOCKER, values),
        )
        for where, cell, *values in packed
    )


def _unpack_fields(fields: Sequence[Field[Any]], values: Iterable[Any]) -> dict[str, Any]:
    pairs = zip(fields, values, strict=True)
    return {field.name: _is(value, _TYPES[str(field.type)]) for field, value in pairs}


def _unpack_cell(packed: Any) -> CellPlace | None:
    return None if packed is None else CellPlace(*(_is(number, int) for number in packed))


def _is(value: Any, kind: type[T]) -> T:
    """Return `value`; raise TypeError where it isn't of the type that was written."""
    if type(value) is not kind:
        raise TypeError
    checked: T = value
    return checked


def _surroundings(config: Config, layers: frozenset[str]) -> str:
    """Return a digest of all that a result depends on besides the files that are looked at: the
    program, what it runs on, its rules and the settings.
    """
    libcst = importlib.util.find_spec("libcst")
    assert libcst is not None
    assert libcst.origin is not None
    told = [
        __version__,
        sys.version,
        str(Path(libcst.origin).stat().st_mtime_ns),
        repr(replace(config, output_format="", baseline=None)),
        *sorted(layers),
        # In a checkout the program changes without a new version.
        *_state(Path(__file__).parent),
        *_state(shipped_rules()),
        *(path.read_bytes().hex() for path in config.extend_rules),
    ]
    return digest("\0".join(told).encode("utf-8", "surrogateescape"))


def _state(folder: Path) -> list[str]:
    """Return the names, sizes and times of the files below a folder: reading them would take five
    times as long.
    """
    with os.scandir(folder) as entries:
        found = sorted((e.name, e.path, e.is_dir(), e.stat()) for e in entries)
    return [
        line
        for name, path, is_folder, status in found
        if name != "__pycache__"
        for line in (
            _state(Path(path)) if is_folder else [f"{name} {status.st_size} {status.st_mtime_ns}"]
        )
    ]
