"""Settings: the nearest pyproject.toml's `[tool.bnmigrate]`, then what the command line says."""

from __future__ import annotations

import keyword
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bnmigrate import selection
from bnmigrate.patterns import is_pattern, moved, rooted
from bnmigrate.report.formats import FORMATS
from bnmigrate.rule_files import rulebook
from bnmigrate.rulebook import Rulebook
from bnmigrate.selection import Selection, SelectionError
from bnmigrate.tables import Table, TableError, alternatives, load

PYPROJECT = "pyproject.toml"

_MENTIONED = re.compile(rb"bn[-_]?migrate", re.IGNORECASE)
"""What a pyproject.toml has in it that may have settings, if under a name that is nearly right."""

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


class ConfigError(Exception):
    """A setting that cannot be used."""


@dataclass(frozen=True)
class Config:
    """The settings of a run; paths are absolute, patterns are relative to `folder`."""

    folder: Path = Path()
    target: str = "mindspore"
    source: tuple[str, ...] = ()
    """The dialects to translate from; none are the target's usual ones."""
    mindspore_alias: str = "ms"
    unsafe_fixes: bool = False
    root: Path | None = None
    """The folder of the project; None is the nearest one that is marked as one."""
    src: tuple[Path, ...] = ()
    """The folders that imports are looked for in besides; none are `src` of the project."""
    closed: bool = False
    """Whether nobody outside of the project calls it."""
    context: bool = True
    """Whether the other files of the project are read."""
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    force_exclude: bool = False
    extend_rules: tuple[Path, ...] = ()
    max_file_size: int = 10_000_000
    """In bytes."""
    file_timeout: float = 60
    """In seconds; 0 sets no limit."""
    output_format: str = "text"
    select: tuple[str, ...] = ()
    """Codes and beginnings of codes; none are the codes that are on by default."""
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def selection(self) -> Selection:
        """Which codes are reported."""
        return Selection(
            self.select, self.extend_select, self.ignore, self.per_file_ignores, self.folder
        )

    @property
    def sources(self) -> frozenset[str]:
        """The dialects that are translated from."""
        return self.rules.sources(self.target, self.source)

    @property
    def rules(self) -> Rulebook:
        """The rules that ship and those that the settings add, but for layers that the target
        doesn't have: these stay. Raises ConfigError.
        """
        return self._all_rules.having(self.target)

    @property
    def dialect_names(self) -> tuple[str, ...]:
        """The dialects that the rules know; raises ConfigError."""
        return self._all_rules.dialect_names

    @property
    def _all_rules(self) -> Rulebook:
        try:
            return rulebook(self.extend_rules)
        except TableError as error:
            raise ConfigError(str(error)) from error


def find(start: Path) -> Path | None:
    """Return the nearest pyproject.toml at or above `start` that has a `[tool.bnmigrate]`.

    Raises ConfigError where one that may have it cannot be read.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        path = folder / PYPROJECT
        try:
            if _MENTIONED.search(path.read_bytes()) and _table(path) is not None:
                return path
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
        except TableError as error:
            raise ConfigError(str(error)) from error
    return None


def read(file: Path | None, *, folder: Path | None = None, **given: Any) -> Config:
    """Return the settings in `file`; those in `given` that say something win, or add up where they
    extend.

    Patterns are relative to `folder`, which is by default the folder of the file.

    Raises ConfigError where a file, a key or a value is wrong.
    """
    config = Config(folder=Path.cwd())
    if file is not None:
        try:
            config = _read_file(file)
            config = replace(config, folder=folder or config.folder)
        except TableError as error:
            raise ConfigError(str(error)) from error
    config = replace(config, **_from_command_line(config, given))
    table = "tool.bnmigrate." if file and file.name == PYPROJECT else ""
    check_target(config, "--to" if given.get("target") is not None else f"{file}: {table}target")
    check_source(config, "--from" if given.get("source") else f"{file}: {table}source")
    return config


def _from_command_line(config: Config, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that the options give; their patterns hold from the current folder."""
    here = Path.cwd()
    said = {key: value for key, value in given.items() if value not in (None, ())}
    said |= _option_codes(config, said)
    if "per_file_ignores" in said:
        said["per_file_ignores"] = tuple(
            entry
            for text in said["per_file_ignores"]
            for entry in _option_per_file(text, here, config.folder)
        )
    if "extend_rules" in said:
        own = (path.absolute() for path in said["extend_rules"])
        said["extend_rules"] = (*config.extend_rules, *own)
    if "root" in said:
        said["root"] = absolute(said["root"])
    if "src" in said:
        said["src"] = tuple(map(absolute, said["src"]))
    for key in ("exclude", "extend_exclude"):
        for pattern in said.get(key, ()):
            if not is_pattern(pattern):
                raise ConfigError(
                    f"{_option(key)}: '{pattern}' is not a pattern as .gitignore has them"
                )
        if key in said:
            said[key] = tuple(
                p for pattern in said[key] for p in moved(pattern, here, config.folder)
            )
    if "extend_exclude" in said:
        said["exclude"] = (*said.get("exclude", config.exclude), *said.pop("extend_exclude"))
    if not is_name(said.get("mindspore_alias", "ms")):
        alias = said["mindspore_alias"]
        raise ConfigError(f"--mindspore-alias: '{alias}' is not a Python name")
    return said


def _option_codes(config: Config, said: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return what is selected and ignored where the options have a say in it, which is the last.

    `--select` starts anew. The others add to what the file says, and win where it says otherwise.
    """
    keys = ("select", "extend_select", "ignore")
    select, extended, ignored = (codes(_option(key), said.get(key, ())) for key in keys)
    if select:
        return {"select": select, "extend_select": extended, "ignore": ignored}
    before = (*config.select, *config.extend_select)
    unwanted = (w for w in before if w.startswith(ignored) and not w.startswith(extended))
    still_ignored = (w for w in config.ignore if not w.startswith(extended))
    return {
        "extend_select": (*config.extend_select, *extended),
        "ignore": (*still_ignored, *ignored, *unwanted),
    }


def _option(key: str) -> str:
    return f"--{key.replace('_', '-')}"


def codes(where: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return the codes that `words` stand for; raise ConfigError, which names `where` they are."""
    try:
        return selection.parse(part for word in words for part in word.split(","))
    except SelectionError as error:
        raise ConfigError(f"{where}: {error}") from error


def _option_per_file(text: str, here: Path, root: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    pattern, colon, words = text.rpartition(":")
    if not colon or not is_pattern(pattern):
        raise ConfigError(f"--per-file-ignores: '{text}' is not PATTERN:CODES, as tests/*.py:BN3")
    patterns = moved(pattern, here, root)
    if pattern.startswith("!") and len(patterns) != 1:  # all but several is no pattern
        raise ConfigError(
            f"--per-file-ignores: '{pattern}' can't be said of the files below {root}; call it "
            "from there"
        )
    ignored = codes("--per-file-ignores", [words])
    yield from ((each, ignored) for each in patterns)


def check_target(config: Config, where: str) -> None:
    """Raise ConfigError, which names `where` it is said, if the target is no dialect."""
    if config.target not in config.dialect_names:
        raise _no_dialect(where, config.target, config)


def check_source(config: Config, where: str) -> None:
    """Raise ConfigError, which names `where` it is said, if there is nothing to translate from."""
    for name in config.source:
        if name not in config.dialect_names:
            raise _no_dialect(where, name, config)
    if not config.sources:
        raise ConfigError(f"{where}: '{config.target}' is what is translated to; name another")


def _no_dialect(where: str, name: str, config: Config) -> ConfigError:
    import difflib

    near = difflib.get_close_matches(name.lower(), config.dialect_names, n=1)
    hint = f"did you mean '{near[0]}'? The" if near else "the"
    return ConfigError(
        f"{where}: '{name}' is not a dialect; {hint} rules have "
        f"{alternatives(config.dialect_names)}"
    )


def absolute(path: Path) -> Path:
    """Return the path from the root of the file system; links stay links."""
    return Path(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow links


def is_name(text: str) -> bool:
    """Tell whether `text` can name a module in an import."""
    return text.isidentifier() and not keyword.iskeyword(text)


def _table(path: Path) -> Table | None:
    """Return the settings in a file: a pyproject.toml has them under a name, another at its top."""
    if path.name != PYPROJECT:
        return load(path)
    top = load(path)
    tool = top.table("tool")
    for place, table in (("", top), ("tool.", tool)):
        for key in table.data if table else ():
            if f"{place}{key}" != "tool.bnmigrate" and _MENTIONED.fullmatch(key.encode()):
                raise TableError(
                    f"{path}: [{place}{key}] is read by nothing; call it [tool.bnmigrate]"
                )
    return None if tool is None else tool.table("bnmigrate")


def keys_in(path: Path) -> set[str]:
    """Return the keys of the settings that a file gives."""
    table = _table(path)
    return set() if table is None else set(table.data)


def _read_file(path: Path) -> Config:
    table = _table(path)
    if table is None:
        raise TableError(f"{path}: has no [tool.bnmigrate]")
    base = Config()
    config = Config(
        folder=path.parent,
        target=table.string("target", base.target),
        source=table.strings("source", ()),
        mindspore_alias=table.string("mindspore-alias", base.mindspore_alias),
        unsafe_fixes=table.boolean("unsafe-fixes", base.unsafe_fixes),
        root=next(_folders(table, "root", path.parent), None),
        src=tuple(_folders(table, "src", path.parent)),
        closed=table.boolean("closed", base.closed),
        context=table.boolean("context", base.context),
        exclude=(
            *map(rooted, table.strings("exclude", base.exclude)),
            *map(rooted, table.strings("extend-exclude", ())),
        ),
        force_exclude=table.boolean("force-exclude", base.force_exclude),
        extend_rules=tuple(_own_rules(table, path.parent)),
        max_file_size=int(table.number("max-file-size", base.max_file_size)),
        file_timeout=table.number("file-timeout", base.file_timeout),
        select=_codes(table, "select"),
        extend_select=_codes(table, "extend-select"),
        ignore=_codes(table, "ignore"),
        per_file_ignores=tuple(_per_file(table)),
        output_format=table.choice("output-format", tuple(FORMATS), base.output_format),
    )
    table.finish()
    for key in ("max-file-size", "file-timeout"):
        if table.number(key, 0) < 0:
            raise table.error(key, "cannot be negative")
    if not is_name(config.mindspore_alias):
        raise table.error("mindspore-alias", f"'{config.mindspore_alias}' is not a Python name")
    for key in ("exclude", "extend-exclude"):
        for pattern in table.strings(key, ()):
            if not is_pattern(pattern):
                raise table.error(key, f"'{pattern}' is not a pattern as .gitignore has them")
    return config


def _codes(table: Table, key: str) -> tuple[str, ...]:
    try:
        return selection.parse(table.strings(key, ()))
    except SelectionError as error:
        raise table.error(key, str(error)) from error


def _per_file(table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    patterns = table.table("per-file-ignores")
    for pattern in patterns.data if patterns else ():
        assert patterns is not None
        if not is_pattern(pattern):
            raise patterns.error(pattern, "is not a pattern as .gitignore has them")
        yield rooted(pattern), _codes(patterns, pattern)


def _folders(table: Table, key: str, folder: Path) -> Iterator[Path]:
    """Yield the folders that the settings in `folder` name."""
    names = table.strings(key, ()) if key == "src" else filter(None, [table.string(key, "")])
    for name in names:
        path = absolute(folder / name)
        if not path.is_dir():
            raise table.error(key, f"'{name}' is no folder")
        yield path


def _own_rules(table: Table, root: Path) -> Iterator[Path]:
    """Yield the rule files that the settings name, which stand in their own folder or below.

    Settings come with the code that is looked at, and read no files elsewhere at its word.
    """
    for name in table.strings("extend-rules", ()):
        path = root / name
        if not path.resolve().is_relative_to(root.resolve()):
            raise table.error(
                "extend-rules",
                f"'{name}' is outside of {root}; copy it there, or name it with --extend-rules",
            )
        yield path
