"""What Python programs call: text and settings in, findings and new text out; no file is read.

docs/api.md describes it for users.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path

from bnmigrate import config, source
from bnmigrate.config import Config, ConfigError
from bnmigrate.engine import migrate
from bnmigrate.findings import UNREADABLE, Finding
from bnmigrate.results import FileResult
from bnmigrate.source import UnreadableError


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
    package: str = "",
    target: str = "mindspore",
    source: Iterable[str] = (),
    unsafe_fixes: bool = False,
    mindspore_alias: str = "ms",
    extend_rules: Iterable[str | PathLike[str]] = (),
    select: Iterable[str] = (),
    extend_select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> tuple[Finding, ...]:
    """Return what `bnmigrate check` finds in the Python source `text`.

    `path` is what the findings name; no file is looked for there. `package` is the package that
    the module stands in, for its relative imports. The others are the settings of
    `[tool.bnmigrate]`; no pyproject.toml is read.

    A finding's `fixed` tells whether `fix_source` with the same settings fixes it.

    Raises UnreadableError where `text` isn't Python, and ConfigError where a setting is wrong.
    """
    config = _config(
        target, source, unsafe_fixes, mindspore_alias, extend_rules, select, extend_select, ignore
    )
    return _migrate(text, fspath(path), package, config)[0].findings


def fix_source(
    text: str,
    *,
    path: str | PathLike[str] = "<string>",
    package: str = "",
    target: str = "mindspore",
    source: Iterable[str] = (),
    unsafe_fixes: bool = False,
    mindspore_alias: str = "ms",
    extend_rules: Iterable[str | PathLike[str]] = (),
    select: Iterable[str] = (),
    extend_select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> FixResult:
    """Return what `bnmigrate fix` makes of the Python source `text`, and what it found.

    The arguments are those of `check_source`, and so are the errors raised.
    """
    config = _config(
        target, source, unsafe_fixes, mindspore_alias, extend_rules, select, extend_select, ignore
    )
    result, encoding = _migrate(text, fspath(path), package, config)
    new = text if result.output is None else result.output.decode(encoding)
    return FixResult(new, result.findings)


def _config(
    target: str,
    source: Iterable[str],
    unsafe_fixes: bool,
    mindspore_alias: str,
    extend_rules: Iterable[str | PathLike[str]],
    select: Iterable[str],
    extend_select: Iterable[str],
    ignore: Iterable[str],
) -> Config:
    made = Config(
        folder=Path.cwd(),
        target=target,
        source=tuple(source),
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
    config.check_source(made, "source")
    if not config.is_name(mindspore_alias):
        raise ConfigError(f"mindspore_alias: '{mindspore_alias}' is not a Python name")
    return made


def _migrate(text: str, path: str, package: str, config: Config) -> tuple[FileResult, str]:
    """Return what the engine makes of `text` and the encoding of its output."""
    try:
        data, encoding = source.encode(text)
    except UnreadableError as error:
        raise _placed(path, error.line, error.column, error.message) from error
    result = migrate(data, path, config, package)
    if result.error:
        finding = next(finding for finding in result.findings if finding.code == UNREADABLE)
        raise _placed(path, finding.line, finding.column, finding.message)
    return result, encoding


def _placed(path: str, line: int, column: int, message: str) -> UnreadableError:
    return UnreadableError(f"{path}:{line}:{column}: {message}", line, column)
