"""Settings: what the nearest file with settings says, then what the command line does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bnmigrate import selection, settings_files
from bnmigrate.patterns import is_pattern, moved
from bnmigrate.rule_files import rulebook
from bnmigrate.rulebook import Rulebook
from bnmigrate.selection import Selection, SelectionError
from bnmigrate.settings import DEFAULT_EXCLUDE, absolute, is_name
from bnmigrate.tables import TableError, alternatives


class ConfigError(Exception):
    """A setting that cannot be used."""


@dataclass(frozen=True)
class Config:
    """The settings of a run; paths are absolute, patterns are relative to `folder`."""

    folder: Path = Path()
    target: str = "mindspore"
    source: tuple[str, ...] = ()
    """The dialects to translate from; none are the target's usual ones."""
    layers: tuple[str, ...] = ()
    """The layers that are translated; none are all."""
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
    invert_constants: bool = False
    """Whether a constant that is nothing but layers' momentum changes instead of their calls."""
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    force_exclude: bool = False
    extend_rules: tuple[Path, ...] = ()
    max_file_size: int = 10_000_000
    """In bytes."""
    file_timeout: float = 60
    """In seconds; 0 sets no limit."""
    output_format: str = "auto"
    baseline: Path | None = None
    """The file of the findings that are known."""
    select: tuple[str, ...] = ()
    """Codes and beginnings of codes; none are the codes that are on by default."""
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fixable: tuple[str, ...] = ()
    """Codes and beginnings of codes whose fixes are written; none are all."""
    unfixable: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def selection(self) -> Selection:
        """Which codes are reported."""
        return Selection(
            self.select,
            self.extend_select,
            self.ignore,
            self.per_file_ignores,
            self.folder,
            self.fixable,
            self.unfixable,
        )

    @property
    def sources(self) -> frozenset[str]:
        """The dialects that are translated from."""
        return self.rules.sources(self.target, self.source)

    @property
    def rules(self) -> Rulebook:
        """The rules that ship and those that the settings add, but for layers that the target
        doesn't have or that aren't named: these stay. Raises ConfigError.
        """
        return self._all_rules.having(self.target, self.layers)

    @property
    def dialect_names(self) -> tuple[str, ...]:
        """The dialects that the rules know; raises ConfigError."""
        return self._all_rules.dialect_names

    @property
    def layer_names(self) -> tuple[str, ...]:
        """The layers that the rules know; raises ConfigError."""
        return self._all_rules.layer_names

    @property
    def _all_rules(self) -> Rulebook:
        try:
            return rulebook(self.extend_rules)
        except TableError as error:
            raise ConfigError(str(error)) from error


def find(start: Path) -> Path | None:
    """Return the nearest file at or above `start` that has settings.

    Raises ConfigError where one that may have them cannot be read.
    """
    try:
        return settings_files.nearest(start)
    except TableError as error:
        raise ConfigError(str(error)) from error


def read(file: Path | None, *, folder: Path | None = None, **given: Any) -> Config:
    """Return the settings in `file`; those in `given` that say something win, or add up where they
    extend.

    Patterns are relative to `folder`, which is by default the folder of the file.

    Raises ConfigError where a file, a key or a value is wrong.
    """
    config = Config(folder=Path.cwd())
    if file is not None:
        try:
            values = settings_files.given(file).values
        except TableError as error:
            raise ConfigError(str(error)) from error
        config = Config(folder=folder or file.parent, **values)
    config = replace(config, **_from_command_line(config, given))
    for key, option, check in (
        ("target", "--to", check_target),
        ("layers", "--layer", check_layers),
        ("source", "--from", check_source),
    ):
        if file is None or given.get(key) not in (None, ()):
            check(config, option)
        else:
            check(config, settings_files.place_in(file, key))
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
    for key in ("root", "baseline"):
        if key in said:
            said[key] = absolute(said[key])
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
    """Return what is selected, ignored and fixed where the options have a say in it, which is the
    last.

    `--select` and `--fixable` start anew. The others add to what the file says, and win where it
    says otherwise.
    """
    keys = ("select", "extend_select", "ignore", "fixable", "unfixable")
    select, extended, ignored, fixable, unfixable = (
        codes(_option(key), said.get(key, ())) for key in keys
    )
    fixes = {
        "fixable": fixable or config.fixable,
        "unfixable": unfixable if fixable else (*config.unfixable, *unfixable),
    }
    if select:
        return {"select": select, "extend_select": extended, "ignore": ignored, **fixes}
    before = (*config.select, *config.extend_select)
    unwanted = (w for w in before if w.startswith(ignored) and not w.startswith(extended))
    still_ignored = (w for w in config.ignore if not w.startswith(extended))
    return {
        "extend_select": (*config.extend_select, *extended),
        "ignore": (*still_ignored, *ignored, *unwanted),
        **fixes,
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


def check_layers(config: Config, where: str) -> None:
    """Raise ConfigError, which names `where` it is said, if a layer isn't known, or none of those
    that are named is one of the target.
    """
    for name in config.layers:
        if name not in config.layer_names:
            raise ConfigError(
                f"{where}: '{name}' is not a layer; the rules have "
                f"{alternatives(config.layer_names)}"
            )
    if not config.rules.layers:
        raise ConfigError(f"{where}: '{config.target}' has no {alternatives(config.layers)}")


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
