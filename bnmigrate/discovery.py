"""From what the user names to the files to look at, as git and ruff would choose them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bnmigrate.config import Config

if TYPE_CHECKING:
    import pathspec

SUFFIXES = (".py", ".pyi")


class DiscoveryError(Exception):
    """A path that was given and cannot be used; `path` is as the user wrote it."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(problem)
        self.path = path
        self.problem = problem


@dataclass(frozen=True)
class _Ignore:
    """The patterns of one file, which hold below `folder`."""

    folder: Path
    spec: pathspec.GitIgnoreSpec

    def verdict(self, path: Path, is_folder: bool) -> bool | None:
        """Return True where `path` is ignored, False where it's kept, None where nothing is said."""
        relative = path.relative_to(self.folder).as_posix() + ("/" if is_folder else "")
        return self.spec.check_file(relative).include


def files(arguments: Iterable[Path], config: Config) -> Iterator[Path | DiscoveryError]:
    """Yield the files that `arguments` name, each once, in the order of their names.

    A file that is named is taken whatever it's called, unless `force-exclude` is set and it is
    excluded. A folder is searched for Python files; what git ignores and what the settings exclude
    is left out, and links to folders aren't followed.
    """
    seen: set[Path] = set()
    for argument in arguments:
        for found in _argument(argument, config):
            if isinstance(found, DiscoveryError):
                yield found
                continue
            real = Path(os.path.realpath(found))
            if real not in seen:
                seen.add(real)
                yield found


def _argument(argument: Path, config: Config) -> Iterator[Path | DiscoveryError]:
    excluded = _excluded(config)
    path = Path(os.path.abspath(argument))  # noqa: PTH100  # resolve() would follow links
    try:
        if path.is_dir():
            if not (config.force_exclude and _is_excluded(path, True, excluded)):
                yield from _walk(argument, path, [*_ignores_above(path)], excluded)
        elif path.is_file():
            if not (config.force_exclude and _is_excluded(path, False, excluded)):
                yield argument
        elif path.exists():
            yield DiscoveryError(argument, "is neither a file nor a folder")
        elif path.is_symlink():
            yield DiscoveryError(argument, "is a link to nothing; remove it or leave it out")
        else:
            yield DiscoveryError(argument, "does not exist; check the path")
    except OSError as error:
        yield DiscoveryError(argument, f"cannot be read: {error.strerror}")


def _walk(
    shown: Path, folder: Path, ignores: list[_Ignore], excluded: _Ignore | None
) -> Iterator[Path | DiscoveryError]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield DiscoveryError(shown, f"cannot be read: {error.strerror}")
        return
    if any(entry.name == ".gitignore" for entry in entries):
        ignores = [*ignores, *_read_ignore(folder / ".gitignore", folder)]
    for entry in entries:
        path = folder / entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if not is_folder and not entry.name.endswith(SUFFIXES):
            continue
        if _is_excluded(path, is_folder, excluded) or _is_ignored(path, is_folder, ignores):
            continue
        if is_folder:
            yield from _walk(shown / entry.name, path, ignores, excluded)
        elif entry.is_file():
            yield shown / entry.name


def _is_ignored(path: Path, is_folder: bool, ignores: list[_Ignore]) -> bool:
    for ignore in reversed(ignores):
        verdict = ignore.verdict(path, is_folder)
        if verdict is not None:
            return verdict
    return False


def _is_excluded(path: Path, is_folder: bool, excluded: _Ignore | None) -> bool:
    if excluded is None or not path.is_relative_to(excluded.folder):
        return False
    for up in (path, *path.parents):
        if up == excluded.folder:
            return False
        if excluded.verdict(up, is_folder or up != path):
            return True
    return False


@cache
def _excluded(config: Config) -> _Ignore | None:
    import pathspec

    if not config.exclude:
        return None
    return _Ignore(config.root, pathspec.GitIgnoreSpec.from_lines(config.exclude))


def _ignores_above(folder: Path) -> Iterator[_Ignore]:
    """Yield the ignore files of the repository that `folder` stands in, from its top down."""
    above: list[Path] = []
    for up in (folder, *folder.parents):
        if up != folder:
            above.append(up)
        if (up / ".git").exists():
            yield from _read_ignore(up / ".git" / "info" / "exclude", up)
            for parent in reversed(above):
                yield from _read_ignore(parent / ".gitignore", parent)
            return


def _read_ignore(path: Path, folder: Path) -> Iterator[_Ignore]:
    import pathspec

    if path.is_file():
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        yield _Ignore(folder, pathspec.GitIgnoreSpec.from_lines(lines))


def package_of(path: Path) -> str:
    """Return the package that the module at `path` stands in, empty where it stands in none."""
    parts: list[str] = []
    folder = Path(os.path.abspath(path)).parent  # noqa: PTH100  # resolve() would follow links
    while (folder / "__init__.py").is_file() and folder.name:
        parts.append(folder.name)
        folder = folder.parent
    return ".".join(reversed(parts))
