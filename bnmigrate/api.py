"""What Python programs call: text and settings in, findings and new text out; no file is read, but
those of the project that a text is said to be of.

docs/api.md describes it for users.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from bnmigrate import config, source
from bnmigrate.config import Config, ConfigError
from bnmigrate.discovery import SUFFIXES, package_of
from bnmigrate.engine import migrate
from bnmigrate.findings import UNREADABLE, Finding
from bnmigrate.results import FileResult
from bnmigrate.search.relevance import is_relevant, searchable
from bnmigrate.settings import absolute, is_name
from bnmigrate.source import UnreadableError

if TYPE_CHECKING:
    from bnmigrate.program.briefs import Brief


@dataclass(frozen=True)
class FixResult:
    """What became of a text: `text` is the new one, or the old one where nothing changes.

    `findings` are all that there were, in the order of their places in the old text; `fixed`
    tells of each whether it is fixed in the new one.
    """

    text: str
    findings: tuple[Finding, ...]


def check_source(
    text: str,
    *,
    path: str | PathLike[str] = "<string>",
    root: str | PathLike[str] | None = None,
    package: str = "",
    target: str = "mindspore",
    source: Iterable[str] = (),
    layers: Iterable[str] = (),
    unsafe_fixes: bool = False,
    mindspore_alias: str = "ms",
    extend_rules: Iterable[str | PathLike[str]] = (),
    select: Iterable[str] = (),
    extend_select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    src: Iterable[str | PathLike[str]] = (),
    closed: bool = False,
) -> tuple[Finding, ...]:
    """Return what `bnmigrate check` finds in the Python source `text`.

    `path` is what the findings name; no file is looked for there. `root` is the folder of the
    project that it is in: the other files below it are read, and `text` stands for what `path`
    holds. Without it the text is all that there is. `package` is the package that the module stands
    in, for its relative imports. The others are the settings of `[tool.bnmigrate]`; no
    pyproject.toml is read.

    A finding's `fixed` tells whether `fix_source` with the same settings fixes it.

    Raises UnreadableError where `text` isn't Python, and ConfigError where a setting is wrong.
    """
    config = _config(
        target,
        source,
        layers,
        unsafe_fixes,
        mindspore_alias,
        extend_rules,
        select,
        extend_select,
        ignore,
        root,
        src,
        closed,
    )
    return _migrate(text, fspath(path), package, config)[0].findings


def fix_source(
    text: str,
    *,
    path: str | PathLike[str] = "<string>",
    root: str | PathLike[str] | None = None,
    package: str = "",
    target: str = "mindspore",
    source: Iterable[str] = (),
    layers: Iterable[str] = (),
    unsafe_fixes: bool = False,
    mindspore_alias: str = "ms",
    extend_rules: Iterable[str | PathLike[str]] = (),
    select: Iterable[str] = (),
    extend_select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    src: Iterable[str | PathLike[str]] = (),
    closed: bool = False,
) -> FixResult:
    """Return what `bnmigrate fix` makes of the Python source `text`, and what it found.

    The arguments are those of `check_source`, and so are the errors raised.
    """
    config = _config(
        target,
        source,
        layers,
        unsafe_fixes,
        mindspore_alias,
        extend_rules,
        select,
        extend_select,
        ignore,
        root,
        src,
        closed,
    )
    result, encoding = _migrate(text, fspath(path), package, config)
    new = text if result.output is None else result.output.decode(encoding)
    return FixResult(new, result.findings)


def _config(
    target: str,
    source: Iterable[str],
    layers: Iterable[str],
    unsafe_fixes: bool,
    mindspore_alias: str,
    extend_rules: Iterable[str | PathLike[str]],
    select: Iterable[str],
    extend_select: Iterable[str],
    ignore: Iterable[str],
    root: str | PathLike[str] | None,
    src: Iterable[str | PathLike[str]],
    closed: bool,
) -> Config:
    project = None if root is None else _folder("root", root)
    made = Config(
        folder=project or Path.cwd(),
        root=project,
        src=tuple(_folder("src", folder) for folder in src),
        closed=closed,
        target=target,
        source=tuple(source),
        layers=tuple(layers),
        unsafe_fixes=unsafe_fixes,
        mindspore_alias=mindspore_alias,
        extend_rules=tuple(Path(rules).absolute() for rules in extend_rules),
        max_file_size=sys.maxsize,
        select=config.codes("select", select),
        extend_select=config.codes("extend_select", extend_select),
        ignore=config.codes("ignore", ignore),
        file_timeout=0,  # a library leaves the signals of its program alone
    )
    config.check_target(made, "target")
    config.check_layers(made, "layers")
    config.check_source(made, "source")
    if not is_name(mindspore_alias):
        raise ConfigError(f"mindspore_alias: '{mindspore_alias}' is not a Python name")
    return made


def _folder(name: str, path: str | PathLike[str]) -> Path:
    folder = absolute(Path(path))
    if not folder.is_dir():
        raise ConfigError(f"{name}: '{fspath(path)}' is no folder")
    return folder


def _migrate(text: str, path: str, package: str, config: Config) -> tuple[FileResult, str]:
    """Return what the engine makes of `text` and the encoding of its output."""
    try:
        data, encoding = source.encode(text)
    except UnreadableError as error:
        raise _placed(path, error.line, error.column, error.message) from error
    brief = None
    if config.root is not None:
        brief = _brief(Path(path), data, config, config.root)
        package = package or package_of(Path(path))
    result = migrate(data, path, config, package, brief=brief)
    if result.error:
        finding = next(finding for finding in result.findings if finding.code == UNREADABLE)
        raise _placed(path, finding.line, finding.column, finding.message)
    return result, encoding


def _brief(path: Path, data: bytes, config: Config, root: Path) -> Brief:
    """Return what the program below `root` knows of a file that holds `data`."""
    from bnmigrate.program.briefs import Brief
    from bnmigrate.program.project import project_briefs

    if path.suffix not in SUFFIXES or not path.resolve().is_relative_to(root.resolve()):
        raise ConfigError(f"path: '{path}' is no Python file below {root}, which is the root")
    if not is_relevant(searchable(data, path.name), config.rules):
        return Brief()  # as the command line does with such a file
    found = project_briefs([path], lambda _: config, {path: data}, [])
    return found.get(path, Brief())


def _placed(path: str, line: int, column: int, message: str) -> UnreadableError:
    return UnreadableError(f"{path}:{line}:{column}: {message}", line, column)
