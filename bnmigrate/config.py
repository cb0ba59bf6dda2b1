"""Settings: the nearest pyproject.toml's `[tool.bnmigrate]`, then what the command line says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bnmigrate.rulebook import Rulebook, rulebook
from bnmigrate.tables import TableError, load

DEFAULT_EXCLUDE = (
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
    """The settings of a run; paths are absolute, patterns are relative to `root`."""

    root: Path = Path()
    target: str = "mindspore"
    mindspore_alias: str = "ms"
    unsafe_fixes: bool = False
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    force_exclude: bool = False
    extend_rules: tuple[Path, ...] = ()

    @property
    def rules(self) -> Rulebook:
        """The rules that ship and those that the settings add; raises ConfigError."""
        try:
            return rulebook(self.extend_rules)
        except TableError as error:
            raise ConfigError(str(error)) from error


def find(start: Path) -> Path | None:
    """Return the nearest pyproject.toml at or above `start` that has a `[tool.bnmigrate]`."""
    start = start.resolve()
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        if path.is_file() and b"[tool.bnmigrate" in path.read_bytes():
            return path
    return None


def read(start: Path, **given: Any) -> Config:
    """Return the settings for `start`; those in `given` that aren't None win.

    Raises ConfigError where a file, a key or a value is wrong.
    """
    config = Config(root=start.resolve())
    try:
        path = find(start)
        if path is not None:
            config = _read_file(path)
    except (TableError, OSError) as error:
        raise ConfigError(str(error)) from error
    config = replace(config, **{key: value for key, value in given.items() if value is not None})
    if config.target not in config.rules.dialect_names:
        names = ", ".join(config.rules.dialect_names)
        raise ConfigError(f"target: '{config.target}' is not a dialect; the rules have {names}")
    if not config.mindspore_alias.isidentifier():
        raise ConfigError(f"mindspore-alias: '{config.mindspore_alias}' is not a Python name")
    return config


def _read_file(path: Path) -> Config:
    tool = load(path).table("tool")
    table = tool.table("bnmigrate") if tool is not None else None
    if table is None:
        return Config(root=path.parent)
    base = Config()
    config = Config(
        root=path.parent,
        target=table.string("target", base.target),
        mindspore_alias=table.string("mindspore-alias", base.mindspore_alias),
        unsafe_fixes=table.boolean("unsafe-fixes", base.unsafe_fixes),
        exclude=(
            *table.strings("exclude", base.exclude),
            *table.strings("extend-exclude", ()),
        ),
        force_exclude=table.boolean("force-exclude", base.force_exclude),
        extend_rules=tuple(path.parent / name for name in table.strings("extend-rules", ())),
    )
    table.finish()
    return config
