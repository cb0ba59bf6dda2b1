"""The files that settings stand in: which one is nearest, and what it and those it extends say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bnmigrate import __version__
from bnmigrate.patterns import moved
from bnmigrate.required_version import allows
from bnmigrate.settings import DEFAULT_EXCLUDE, EXTEND, REQUIRED, absolute, read
from bnmigrate.tables import Table, TableError, load

PYPROJECT = "pyproject.toml"
OWN = (".bnmigrate.toml", "bnmigrate.toml")
"""Files of nothing but settings; in one folder the first counts, and before a pyproject.toml."""

_MENTIONED = re.compile(rb"bn[-_]?migrate", re.IGNORECASE)
"""What a pyproject.toml has in it that may have settings, if under a name that is nearly right."""


class Given(NamedTuple):
    """What a file says: values by the attributes that hold them, and the file of each."""

    values: dict[str, Any]
    files: dict[str, Path]


def nearest(start: Path) -> Path | None:
    """Return the nearest file at or above `start` that has settings.

    Raises TableError where one that may have them can't be read.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        for name in (*OWN, PYPROJECT):
            path = folder / name
            try:
                if name in OWN:
                    has_settings = path.is_file()
                else:
                    has_settings = _MENTIONED.search(path.read_bytes()) is not None
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                raise TableError(f"{path}: cannot be read: {error.strerror}") from error
            if has_settings and _table(path) is not None:
                return path
    return None


def place_in(path: Path, key: str) -> str:
    """Return how the key is called that stands in a file, for messages."""
    return f"{path}: {'tool.bnmigrate.' if path.name == PYPROJECT else ''}{key}"


def given(path: Path, extending: tuple[Path, ...] = ()) -> Given:
    """Return what a file says, and what those say that it extends; `extending` are those that lead
    to it. Patterns hold from the folder of the file.

    Raises TableError where a file, a key or a value is wrong.
    """
    table = _table(path)
    if table is None:
        raise TableError(f"{path}: has no [tool.bnmigrate]")
    _check_version(table)
    values, files = _extended(table, path, (*extending, path))
    for setting, value in read(table, path.parent):
        files[setting.field] = path
        if setting.extends:
            default = DEFAULT_EXCLUDE if setting.field == "exclude" else ()
            values[setting.field] = (*values.get(setting.field, default), *value)
        else:
            values[setting.field] = value
    return Given(values, files)


def _table(path: Path) -> Table | None:
    """Return the settings in a file: a pyproject.toml has them under a name, another at its top."""
    top = load(path)
    if path.name != PYPROJECT:
        if "tool" in top.data:
            raise TableError(f"{path}: has the keys at its top; leave out [tool.bnmigrate]")
        return top
    tool = top.table("tool")
    for place, table in (("", top), ("tool.", tool)):
        for key in table.data if table else ():
            if f"{place}{key}" != "tool.bnmigrate" and _MENTIONED.fullmatch(key.encode()):
                raise TableError(
                    f"{path}: [{place}{key}] is read by nothing; call it [tool.bnmigrate]"
                )
    return None if tool is None else tool.table("bnmigrate")


def _check_version(table: Table) -> None:
    """Raise TableError where the settings are for another version, before any of them is read."""
    if REQUIRED not in table:
        return
    required = table.string(REQUIRED)
    try:
        is_allowed = allows(required, __version__)
    except ValueError as error:
        raise table.error(
            REQUIRED, f"'{required}' is no version such as '>=0.2' or '>=0.2,<1'"
        ) from error
    if not is_allowed:
        raise table.error(
            REQUIRED, f"is {required}, and this is bnmigrate {__version__}; install one of those"
        )


def _extended(table: Table, path: Path, extending: tuple[Path, ...]) -> Given:
    """Return what the file says that a table extends, as it holds from the folder of `path`."""
    name = table.string(EXTEND, "")
    if not name:
        return Given({}, {})
    base = absolute(path.parent / name)
    if not base.is_file():
        raise table.error(EXTEND, f"'{name}' is no file")
    if base in extending:
        raise table.error(EXTEND, f"'{name}' extends this file in turn; leave out one of the two")
    values, files = given(base, extending)
    here, there = base.parent, path.parent
    if "exclude" in values:
        values["exclude"] = tuple(
            one for pattern in values["exclude"] for one in moved(pattern, here, there)
        )
    if "per_file_ignores" in values:
        values["per_file_ignores"] = tuple(
            (one, codes)
            for pattern, codes in values["per_file_ignores"]
            for one in _moved(table, pattern, here, there)
        )
    return Given(values, files)


def _moved(table: Table, pattern: str, here: Path, there: Path) -> Iterator[str]:
    patterns = moved(pattern, here, there)
    if pattern.startswith("!") and len(patterns) != 1:  # all but several is no pattern
        raise table.error(
            EXTEND, f"'{pattern}' of {here} can't be said of the files below {there}; repeat it"
        )
    yield from patterns
