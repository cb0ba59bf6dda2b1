"""The settings that a file may have: how each is read, and what JSON Schema says of it."""

from __future__ import annotations

import keyword
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bnmigrate import selection
from bnmigrate.patterns import is_pattern, rooted
from bnmigrate.report.formats import FORMATS
from bnmigrate.required_version import PATTERN as VERSIONS
from bnmigrate.selection import SelectionError
from bnmigrate.tables import Table

DEFAULT_EXCLUDE = (
    ".bnmigrate_cache",
    ".direnv",
    ".eggs",
    ".git",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    "__pycache__",
    "__pypackages__",
    "_build",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
)


class Kind(NamedTuple):
    """What a setting takes: `read` returns the value of a key in a table whose file stands in a
    folder; it is called where the key is there. `schema` makes what JSON Schema says.
    """

    read: Callable[[Table, str, Path], Any]
    schema: Callable[[], dict[str, Any]]


class Setting(NamedTuple):
    """One key, what it takes, and what it is for."""

    key: str
    kind: Kind
    what: str

    @property
    def field(self) -> str:
        """The attribute of the settings that holds it; a key that extends adds to another's."""
        return "exclude" if self.key == "extend-exclude" else self.key.replace("-", "_")

    @property
    def extends(self) -> bool:
        """Whether it adds to what it has from elsewhere, and doesn't take its place."""
        return self.key.startswith("extend-")


def absolute(path: Path) -> Path:
    """Return the path from the root of the file system; links stay links."""
    return Path(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow links


def is_name(text: str) -> bool:
    """Tell whether `text` can name a module in an import."""
    return text.isidentifier() and not keyword.iskeyword(text)


def _alias(table: Table, key: str, folder: Path) -> str:  # noqa: ARG001  # as all
    alias = table.string(key)
    if not is_name(alias):
        raise table.error(key, f"'{alias}' is not a Python name")
    return alias


def _codes(table: Table, key: str, folder: Path) -> tuple[str, ...]:  # noqa: ARG001  # as all
    try:
        return selection.parse(table.strings(key))
    except SelectionError as error:
        raise table.error(key, str(error)) from error


def _file(table: Table, key: str, folder: Path) -> Path | None:
    name = table.string(key)
    return absolute(folder / name) if name else None


def _folder(table: Table, key: str, folder: Path) -> Path | None:
    name = table.string(key)
    return _existing(table, key, folder, name) if name else None


def _folders(table: Table, key: str, folder: Path) -> tuple[Path, ...]:
    return tuple(_existing(table, key, folder, name) for name in table.strings(key))


def _existing(table: Table, key: str, folder: Path, name: str) -> Path:
    path = absolute(folder / name)
    if not path.is_dir():
        raise table.error(key, f"'{name}' is no folder")
    return path


def _not_negative(table: Table, key: str, folder: Path) -> float:  # noqa: ARG001  # as all
    number: float = table.number(key)
    if number < 0:
        raise table.error(key, "cannot be negative")
    return number


def _patterns(table: Table, key: str, folder: Path) -> tuple[str, ...]:  # noqa: ARG001  # as all
    patterns = table.strings(key)
    for pattern in patterns:
        if not is_pattern(pattern):
            raise table.error(key, f"'{pattern}' is not a pattern as .gitignore has them")
    return tuple(map(rooted, patterns))


def _per_file(table: Table, key: str, folder: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    patterns = table.table(key)
    assert patterns is not None
    for pattern in patterns.data:
        if not is_pattern(pattern):
            raise patterns.error(pattern, "is not a pattern as .gitignore has them")
    return tuple((rooted(one), _codes(patterns, one, folder)) for one in patterns.data)


def _own_rules(table: Table, key: str, folder: Path) -> tuple[Path, ...]:
    """Return the rule files that the settings name, which stand in their own folder or below.

    Settings come with the code that is looked at, and read no rules elsewhere at its word.
    """
    for name in table.strings(key):
        if not (folder / name).resolve().is_relative_to(folder.resolve()):
            raise table.error(
                key,
                f"'{name}' is outside of {folder}; copy it there, or name it with --extend-rules",
            )
    return tuple(folder / name for name in table.strings(key))


def _code_schema() -> dict[str, Any]:
    from bnmigrate import catalogue

    begun = {code[:length] for code in catalogue.codes() for length in range(2, 6)}
    words = [selection.ALL, *sorted(begun), *sorted(page.name for page in catalogue.pages())]
    return {"type": "string", "pattern": rf"^\s*({'|'.join(map(_any_case, words))})\s*$"}


def _any_case(word: str) -> str:
    return "".join(f"[{c.upper()}{c.lower()}]" if c.isalpha() else c for c in word)


def _list(of: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    return lambda: {"type": "array", "items": of()}


def _string() -> dict[str, Any]:
    return {"type": "string"}


STRING = Kind(lambda table, key, _: table.string(key), _string)
STRINGS = Kind(lambda table, key, _: table.strings(key), _list(_string))
BOOLEAN = Kind(lambda table, key, _: table.boolean(key), lambda: {"type": "boolean"})
NUMBER = Kind(_not_negative, lambda: {"type": "number", "minimum": 0})
WHOLE = Kind(lambda *given: int(_not_negative(*given)), NUMBER.schema)
FORMAT = Kind(
    lambda table, key, _: table.choice(key, tuple(FORMATS)), lambda: {"enum": list(FORMATS)}
)
ALIAS = Kind(
    _alias,
    lambda: {"type": "string", "pattern": r"^[^\W\d]\w*$", "not": {"enum": keyword.kwlist}},
)
CODES = Kind(_codes, _list(_code_schema))
PER_FILE = Kind(
    _per_file, lambda: {"type": "object", "additionalProperties": _list(_code_schema)()}
)
PATTERNS = Kind(_patterns, _list(_string))
FILE = Kind(_file, _string)
FOLDER = Kind(_folder, _string)
FOLDERS = Kind(_folders, _list(_string))
RULES = Kind(_own_rules, _list(_string))

EXTEND, REQUIRED = "extend", "required-version"

SETTINGS = (
    Setting("target", STRING, "The dialect to translate to."),
    Setting("source", STRINGS, "The dialects to translate from."),
    Setting("layers", STRINGS, "The layers that are translated."),
    Setting("mindspore-alias", ALIAS, "The name for a new `import mindspore`."),
    Setting("unsafe-fixes", BOOLEAN, "Include the fixes that rest on an assumption."),
    Setting(
        "invert-constants",
        BOOLEAN,
        "Change a constant that is nothing but layers' momentum instead of their calls.",
    ),
    Setting("root", FOLDER, "The folder of the project."),
    Setting("src", FOLDERS, "Folders that imports are looked for in."),
    Setting("closed", BOOLEAN, "Nobody outside of the project calls it."),
    Setting("context", BOOLEAN, "Read the other files of the project."),
    Setting("exclude", PATTERNS, "Patterns as in .gitignore of what is left out."),
    Setting("extend-exclude", PATTERNS, "Patterns of what is left out besides."),
    Setting("force-exclude", BOOLEAN, "Leave out excluded files also where they are named."),
    Setting("extend-rules", RULES, "Rule files with classes of your own."),
    Setting("max-file-size", WHOLE, "In bytes; a larger file is told and left alone."),
    Setting("file-timeout", NUMBER, "In seconds for each file; 0 sets no limit."),
    Setting("output-format", FORMAT, "How the report is written."),
    Setting("baseline", FILE, "A file of the findings that are known."),
    Setting("select", CODES, "Codes that are looked for, or how they begin."),
    Setting("extend-select", CODES, "Codes that are looked for besides."),
    Setting("ignore", CODES, "Codes that aren't looked for."),
    Setting("fixable", CODES, "Codes whose fixes are written."),
    Setting("unfixable", CODES, "Codes whose fixes aren't written."),
    Setting("per-file-ignores", PER_FILE, "Codes that aren't looked for in the files that match."),
)
"""All but those that say of a file how it is read: what it extends, and for which versions."""


def read(table: Table, folder: Path) -> Iterator[tuple[Setting, Any]]:
    """Yield the settings that a table has, whose file stands in `folder`, with their values.

    Raises TableError where a key or a value is wrong.
    """
    for setting in SETTINGS:
        if setting.key in table:
            yield setting, setting.kind.read(table, setting.key, folder)
    table.finish()


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a file that has the settings at its top."""
    properties = {
        EXTEND: {**_string(), "description": "A file whose settings these add to."},
        REQUIRED: {
            "type": "string",
            "pattern": VERSIONS,
            "description": "The versions of bnmigrate that these settings are for.",
        },
        **{one.key: {**one.kind.schema(), "description": one.what} for one in SETTINGS},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "bnmigrate",
        "description": "Settings of bnmigrate: bnmigrate.toml, or [tool.bnmigrate] of a "
        "pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
