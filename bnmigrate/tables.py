"""Read TOML tables strictly: an error names its file, its key and what would be right."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover - the same API under its old name
    import tomli as tomllib


class TableError(Exception):
    """A TOML file that cannot be used; the message names the file and the key."""


def load(path: Path) -> Table:
    """Read the TOML file at `path`; raise TableError where it cannot be read or is not TOML."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TableError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise TableError(f"{path}: is not UTF-8: {error.reason} at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"{path}: is not TOML: {error}") from error
    return Table(str(path), "", data)


def alternatives(values: Iterable[str]) -> str:
    """Spell `values` as a sentence lists them: `'a', 'b' or 'c'`."""
    *most, last = [f"'{value}'" for value in values]
    return f"{', '.join(most)} or {last}" if most else last


@dataclass
class Table:
    """One table of a TOML file that knows where it stands and which of its keys were read."""

    file: str
    place: str
    data: Mapping[str, Any]
    _read: set[str] = field(default_factory=set)

    def _key(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def error(self, key: str, problem: str) -> TableError:
        """Make the error that says what is wrong with `key`."""
        return TableError(f"{self.file}: {self._key(key)}: {problem}")

    def __contains__(self, key: str) -> bool:
        """Say whether the table has `key`, which counts as known from now on."""
        self._read.add(key)
        return key in self.data

    def _get(self, key: str, kind: type | tuple[type, ...], name: str, default: Any) -> Any:
        self._read.add(key)
        if key not in self.data:
            if default is ...:
                raise self.error(key, f"is missing; it takes {name}")
            return default
        value = self.data[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(key, f"takes {name}, not {value!r}")
        return value

    def string(self, key: str, default: Any = ...) -> str:
        """Return the string at `key`; without `default` it must be there."""
        value: str = self._get(key, str, "a string", default)
        return value

    def boolean(self, key: str, default: Any = ...) -> bool:
        """Return the true or false at `key`."""
        value: bool = self._get(key, bool, "true or false", default)
        return value

    def number(self, key: str, default: Any = None) -> Any:
        """Return the number at `key`, or `default` where there is none."""
        return self._get(key, (int, float), "a number", default)

    def numbers(self, key: str) -> list[float]:
        """Return the list of numbers at `key`, empty where there is none."""
        values = self._get(key, list, "a list of numbers", [])
        if not all(type(value) in (int, float) for value in values):
            raise self.error(key, f"takes a list of numbers, not {values!r}")
        return [float(value) for value in values]

    def choice(self, key: str, allowed: Iterable[str], default: Any = ...) -> str:
        """Return the string at `key`, which must be one of `allowed`."""
        allowed = list(allowed)
        value = self.string(key, default)
        if key in self.data and value not in allowed:
            raise self.error(key, f"'{value}' is not one of {alternatives(allowed)}")
        return value

    def strings(self, key: str, default: Any = ...) -> tuple[str, ...]:
        """Return the list of strings at `key`."""
        values = self._get(key, list, "a list of strings", default)
        if not all(isinstance(value, str) for value in values):
            raise self.error(key, f"takes a list of strings, not {values!r}")
        return tuple(values)

    def mapping(self, key: str) -> dict[str, str]:
        """Return the table of strings at `key`; empty where there is none."""
        table = self.table(key)
        return {} if table is None else {name: table.string(name) for name in table.data}

    def table(self, key: str) -> Table | None:
        """Return the table at `key`, None where there is none."""
        value = self._get(key, dict, "a table", None)
        return None if value is None else Table(self.file, self._key(key), value)

    def tables(self, key: str, default: Any = ...) -> list[Table]:
        """Return the array of tables at `key`."""
        values = self._get(key, list, "an array of tables", default)
        if not all(isinstance(value, dict) for value in values):
            raise self.error(key, f"takes an array of tables, not {values!r}")
        return [
            Table(self.file, f"{self._key(key)}[{index}]", value)
            for index, value in enumerate(values)
        ]

    def finish(self) -> None:
        """Raise TableError where the table has a key that nobody read."""
        for key in self.data:
            if key not in self._read:
                import difflib

                near = difflib.get_close_matches(key, self._read, n=1)
                hint = f"did you mean '{near[0]}'?" if near else ""
                known = f"the keys here are {alternatives(sorted(self._read))}"
                raise self.error(key, f"is not a known key; {hint or known}")
