"""From what the user names to the files to look at, as git and ruff would choose them."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bnmigrate.config import Config
from bnmigrate.patterns import is_pattern
from bnmigrate.places import NOTEBOOK

SUFFIXES = (".py", ".pyi", NOTEBOOK)

EDITOR_LOCK = ".#"
"""How Emacs calls its locks: links to nothing beside the file, which they lock."""


class DiscoveryError(Exception):
    """A path that was given and cannot be used; `path` is as the user wrote it."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(problem)
        self.path = path
        self.problem = problem


class _Patterns(NamedTuple):
    """Patterns as .gitignore has them, which hold below `folder`.

    `leaves_out` is asked for a path from there, with a slash at the end where it is a folder; None
    says that no pattern is about it.
    """

    folder: Path
    above: str
    """The folder's path as those below it begin."""
    leaves_out: Callable[[str], bool | None]

    def verdict(self, path: str, is_folder: bool) -> bool | None:
        """Say whether `path` is left out; None where the patterns don't say."""
        if not path.startswith(self.above):
            return None
        relative = path[len(self.above) :].replace(os.sep, "/")
        return self.leaves_out(f"{relative}/" if is_folder else relative)


def _below(folder: Path, leaves_out: Callable[[str], bool | None]) -> _Patterns:
    return _Patterns(folder, _joined(str(folder), ""), leaves_out)


def _joined(folder: str, name: str) -> str:
    return os.path.join(folder, name)  # noqa: PTH118  # asked for every file


_PLAIN_NAME = re.compile(r"[\w.@+-]+")


def _matcher(lines: Iterable[str]) -> Callable[[str], bool | None]:
    """Return what says whether the patterns `lines` leave out a path.

    Where all of them are names without wildcards, as by default, it does without pathspec, whose
    import takes as long as a look into a hundred files.
    """
    names = frozenset(lines)
    if all(map(_PLAIN_NAME.fullmatch, names)):
        return lambda path: None if names.isdisjoint(path.split("/")) else True
    import pathspec

    spec = pathspec.GitIgnoreSpec.from_lines(lines)
    return lambda path: spec.check_file(path).include


def files(
    arguments: Iterable[Path], config_of: Callable[[Path], Config]
) -> Iterator[Path | DiscoveryError]:
    """Yield the files that `arguments` name, each once, in the order of their names.

    `config_of` gives the settings of a folder. A file that is named is taken whatever it's called,
    unless `force-exclude` is set and it is excluded. A folder is searched for Python files and
    notebooks; what git ignores and what the settings exclude is left out, and links to folders
    aren't followed.
    """
    seen: set[str] = set()
    for argument in arguments:
        for found in _argument(argument, config_of):
            if isinstance(found, DiscoveryError):
                yield found
                continue
            path, real = found
            if real not in seen:
                seen.add(real)
                yield path


def is_excluded(path: Path, config: Config) -> bool:
    """Tell whether the settings exclude `path` or a folder that it is in."""
    path = _absolute(path)
    verdict = _excluded(config).verdict
    return any(verdict(str(up), up != path or path.is_dir()) for up in (path, *path.parents))


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow links


def _argument(
    argument: Path, config_of: Callable[[Path], Config]
) -> Iterator[tuple[Path, str] | DiscoveryError]:
    """Yield the files that an argument names, and the path of each without links."""
    kind = _kind(argument)
    if isinstance(kind, DiscoveryError):
        yield kind
        return
    path = _absolute(argument)
    config = config_of(Path(os.path.realpath(path if kind == "folder" else path.parent)))
    if config.force_exclude and is_excluded(path, config):
        return
    if kind == "folder":
        try:
            above = [p for p in _ignores_above(path) if not _covers(p, path)]
        except OSError as error:
            yield _unreadable(Path(error.filename), error)
            return
        yield from _Walk(config_of, path).walk(argument, path, above)
    else:
        yield argument, os.path.realpath(argument)


def _kind(path: Path) -> str | DiscoveryError:
    """Return file or folder, or what stands against it."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if path.is_symlink() and error.errno in (errno.ENOENT, errno.ELOOP):
            return DiscoveryError(path, "is a link to nothing; correct it or leave it out")
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return DiscoveryError(path, "does not exist; check the path")
        return _unreadable(path, error)
    if stat.S_ISDIR(mode):
        return "folder"
    if stat.S_ISREG(mode):
        return "file"
    return DiscoveryError(path, "is neither a file nor a folder; leave it out")


def _unreadable(path: Path, error: OSError) -> DiscoveryError:
    return DiscoveryError(path, f"cannot be read: {error.strerror}; check its permissions")


def _covers(patterns: _Patterns, path: Path) -> bool:
    """Tell whether the patterns leave out `path`, or a folder that it is in."""
    return any(patterns.verdict(str(up), is_folder=True) for up in (path, *path.parents))


class _Walk:
    """Searches the folder `top`, which was named: patterns that leave out all of it don't count.

    Where it stands outside the folder of the settings, their patterns count from `top`.
    """

    def __init__(self, config_of: Callable[[Path], Config], top: Path) -> None:
        self.config_of = config_of
        self.top = top

    def walk(
        self, shown: Path, folder: Path, ignores: list[_Patterns]
    ) -> Iterator[tuple[Path, str] | DiscoveryError]:
        """Yield the files in `folder`, which the user sees as `shown`, and the path of each without
        links.
        """
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            if any(entry.name == ".gitignore" for entry in entries):
                ignores = [*ignores, *_read_ignore(folder / ".gitignore", folder)]
        except OSError as error:
            yield _unreadable(shown / Path(error.filename).relative_to(folder), error)
            return
        real_folder = os.path.realpath(folder)
        excluded = self._excluded(folder, real_folder)
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and not entry.name.endswith(SUFFIXES):
                continue
            left_out = excluded.verdict(entry.path, is_folder)
            if left_out or _is_ignored(entry.path, is_folder, ignores):
                continue
            if is_folder:
                yield from self.walk(shown / entry.name, folder / entry.name, ignores)
            elif not entry.name.startswith(EDITOR_LOCK):
                named = shown / entry.name
                kind = "file" if entry.is_file(follow_symlinks=False) else _kind(named)
                if isinstance(kind, DiscoveryError):
                    yield kind
                elif kind == "file":
                    if entry.is_symlink():
                        yield named, os.path.realpath(named)
                    else:
                        yield named, _joined(real_folder, entry.name)

    def _excluded(self, folder: Path, real_folder: str) -> _Patterns:
        config = self.config_of(Path(real_folder))
        excluded = _excluded(config)
        if not folder.is_relative_to(excluded.folder) or _covers(excluded, self.top):
            return _below(self.top, excluded.leaves_out)
        return excluded


def _is_ignored(path: str, is_folder: bool, ignores: list[_Patterns]) -> bool:
    """Tell whether git ignores `path`: the last pattern of the nearest file decides."""
    verdicts = (patterns.verdict(path, is_folder) for patterns in reversed(ignores))
    return next((verdict for verdict in verdicts if verdict is not None), False)


@cache
def _excluded(config: Config) -> _Patterns:
    return _below(config.folder, _matcher(config.exclude))


def _ignores_above(folder: Path) -> Iterator[_Patterns]:
    """Yield the ignore files of the repository that `folder` stands in, from its top down.

    The folder's own is not among them.
    """
    above: list[Path] = []
    for up in (folder, *folder.parents):
        if up != folder:
            above.append(up)
        if (up / ".git").exists():
            yield from _read_ignore(_git_folder(up / ".git") / "info" / "exclude", up)
            for parent in reversed(above):
                yield from _read_ignore(parent / ".gitignore", parent)
            return


def _git_folder(path: Path) -> Path:
    """Return git's folder; in a worktree or submodule `path` is a file that says where it is."""
    if path.is_dir():
        return path
    told = path.read_text(encoding="utf-8", errors="surrogateescape").strip()
    folder = path.parent / told.removeprefix("gitdir:").strip()
    common = folder / "commondir"
    return folder / common.read_text(encoding="utf-8").strip() if common.is_file() else folder


def _read_ignore(path: Path, folder: Path) -> Iterator[_Patterns]:
    if not path.is_file():
        return
    text = path.read_text(encoding="utf-8-sig", errors="surrogateescape")
    lines = [line.rstrip("\r") for line in text.split("\n")]
    # git takes no notice of a pattern that it can't read.
    readable = [line for line in lines if is_pattern(line)]
    yield _below(folder, _matcher(readable))


def package_of(path: Path) -> str:
    """Return the package that the module at `path` stands in, empty where it stands in none."""
    parts: list[str] = []
    folder = _absolute(path).parent
    while (folder / "__init__.py").is_file() and folder.name:
        parts.append(folder.name)
        folder = folder.parent
    return ".".join(reversed(parts))
