"""From the files of a project to the briefs of those that do anything with a layer."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache as memoized
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bnmigrate import discovery
from bnmigrate.config import Config
from bnmigrate.entries import digest
from bnmigrate.findings import Blocker
from bnmigrate.places import NOTEBOOK, from_here
from bnmigrate.program.briefs import Brief, briefs
from bnmigrate.program.facts import Facts, Place
from bnmigrate.program.kept import Followed
from bnmigrate.program.solver import Program, TooLargeError, module_name
from bnmigrate.program.uses import Uses, uses_of
from bnmigrate.program.walk import facts_of
from bnmigrate.roots import is_marked, root_of
from bnmigrate.search.relevance import is_relevant, searchable
from bnmigrate.settings import absolute
from bnmigrate.source import UnreadableError, decode

if TYPE_CHECKING:
    from bnmigrate.cache import Cache

NO_LAYERS = ("",)
"""The name of no layer, where none of those that the settings say is translated."""

ALONE = "__main__"
"""The name of a module that is looked at on its own."""


_SCRIPT = ".script"
"""What tells the name of a file without a suffix, which nobody imports, from that of a module."""


def alone(tree: ast.Module | None, config: Config) -> Brief:
    """Return the brief of a file that is all that there is of its program, or is judged as such."""
    if not config.context:
        return _judged_alone(None if tree is None else facts_of(tree), config)
    if tree is None:
        return Brief()
    return _alone(facts_of(tree), config)


def linked(
    facts: dict[str, Facts],
    packages: Iterable[str],
    config: Config,
    sources: Iterable[tuple[str, ...]] = (("src",),),
) -> dict[str, Brief]:
    """Return the briefs of a program's modules, by the modules' names.

    Where layers stay because of what they are built around, or because they would hold others back,
    the others are translated as if there were no rules for them.
    """
    packages, sources = tuple(packages), tuple(sources)
    program = Program(facts, packages, config.rules, sources, config.closed, not config.context)
    uses = uses_of(program, config.target, config.sources)
    if not uses.left:
        return briefs(uses)
    layers = tuple(name for name in config.rules.layer_names if name not in uses.left)
    found = linked(facts, packages, replace(config, layers=layers), sources) if layers else {}
    told = briefs(Uses(objections=uses.held))
    return {
        name: replace(
            one := found.get(name, Brief()),
            objections=(*told.get(name, Brief()).objections, *one.objections),
            layers=one.layers or layers or NO_LAYERS,
        )
        for name in facts
    }


def project_briefs(
    named: Iterable[Path],
    config_in: Callable[[Path], Config],
    contents: Mapping[Path, bytes],
    too_large: list[Path],
    cache: Cache | None = None,
) -> dict[Path, Brief]:
    """Return the briefs of the named files, by their paths.

    The program of a file is all that its project holds; what isn't named can't change, and stands
    against what hangs together with it. `contents` are those of files that aren't read from disk.
    `too_large` takes the roots of programs that can't be followed as a whole: their files are
    looked at one by one.
    """
    found: dict[Path, Brief] = {}
    by_root: dict[Path, list[Path]] = {}
    roots: dict[Path, Path] = {}
    config_of: dict[Path, Config] = {}
    for path in sorted(named):
        folder = absolute(path).parent
        config = config_in(folder)
        if not config.context:
            found[path] = _without_context(path, contents.get(path), config)
            continue
        if folder not in roots:
            root = roots[folder] = root_in(folder, config)
            if _is_said(root, config):
                config_of.setdefault(root, config)
        by_root.setdefault(roots[folder], []).append(path)
    for root in [r for r in by_root if not (r in config_of or is_marked(r))]:
        around = [up for up in root.parents if up in by_root]
        if around:
            by_root[around[-1]] += by_root.pop(root)
    for root, paths in by_root.items():
        config = config_of.get(root) or config_in(root)
        found |= _of_root(root, paths, config, config_in, contents, too_large, cache)
    return found


def _without_context(path: Path, data: bytes | None, config: Config) -> Brief:
    """Return the brief of a file that is judged alone."""
    data = _read(path, data)
    if data is None or not is_relevant(searchable(data, path.name), config.rules):
        return Brief(staying=())
    name = ALONE + NOTEBOOK if path.suffix == NOTEBOOK else ALONE
    return _judged_alone(_facts(path, data), config, name)


def _is_said(root: Path, config: Config) -> bool:
    """Whether the settings name a folder as the root of the project."""
    return config.root is not None and root.resolve() == config.root.resolve()


def root_in(folder: Path, config: Config) -> Path:
    """Return the folder of the project that a folder is in: the one that the settings name, or the
    nearest that is marked as one; where there is none, the one that imports are looked for in.
    """
    for up in (folder, *folder.parents) if config.root is not None else ():
        if _is_said(up, config):
            return up
    return root_of(folder)


def _of_root(
    root: Path,
    named: list[Path],
    config: Config,
    config_in: Callable[[Path], Config],
    contents: Mapping[Path, bytes],
    too_large: list[Path],
    cache: Cache | None,
) -> dict[Path, Brief]:
    shown = {absolute(path): path for path in named}
    files: dict[str, bytes] = {}
    packages: set[str] = set()
    path_of: dict[str, Path] = {}
    is_whole = _is_said(root, config) or is_marked(root)
    for path in _files(root, shown, config_in, is_whole):
        try:
            name, is_package = module_name(PurePosixPath(path.relative_to(root).as_posix()))
        except ValueError:
            continue
        if path.suffix != ".py":
            name += path.suffix or _SCRIPT
        data = _read(path, contents.get(shown.get(path, path)))
        if data is None or name in files:
            continue
        files[name] = data
        path_of[name] = path
        if is_package:
            packages.add(name)
    read = _facts if cache is None else partial(cache.facts, _facts)
    facts_in = memoized(lambda name: read(path_of[name], files[name]))
    made = _followed(root, files, packages, path_of, facts_in, config, cache)
    if made is None:
        too_large.append(root)
        alone = {name: facts_in(name) for name, path in path_of.items() if path in shown}
        return {
            shown[path_of[name]]: _judged_alone(one, config)
            for name, one in alone.items()
            if one is not None
        }
    blocked = _unnamed(
        {from_here(path_of[name]): one for name, one in made.items() if path_of[name] not in shown}
    )
    return {
        shown[path_of[name]]: replace(
            brief.with_blocked(blocked),
            program=str(root),
        )
        for name, brief in made.items()
        if path_of[name] in shown
    }


def _unnamed(made: Mapping[str, Brief]) -> dict[int, Blocker]:
    """Return what stands against groups in files that aren't named: what can't change there in any
    case, or else that the file would have to be named.
    """
    opposed: dict[int, Blocker] = {}
    unnamed: dict[int, Blocker] = {}
    for path, brief in sorted(made.items()):
        for objection in brief.objections:
            place = Blocker(path, *_begin(objection.place), objection.code)
            for group in objection.groups:
                opposed.setdefault(group, place)
        said = "isn't among the files given"
        advice = f"name {path} too"
        for need in brief.needs:
            place = Blocker(path, *_begin(need.place), "", said=said, advice=advice)
            unnamed.setdefault(need.group, place)
    return unnamed | opposed


def _begin(place: Place) -> tuple[int, int]:
    """Return the line and the column, from 1."""
    return place.line, place.column + 1


def _followed(
    root: Path,
    files: Mapping[str, bytes],
    packages: set[str],
    path_of: Mapping[str, Path],
    facts_in: Callable[[str], Facts | None],
    config: Config,
    cache: Cache | None,
) -> dict[str, Brief] | None:
    """Return the briefs of all modules of a program; None where it can't be followed whole."""
    content = ""
    if cache is not None:
        names = [f"{n} {n in packages} {path_of[n].suffix} {digest(d)}" for n, d in files.items()]
        content = digest("\n".join(names).encode("utf-8", "surrogateescape"))
        known = cache.program(root, content, config)
        if known is not None:
            return known.briefs
    facts = {name: facts_in(name) for name in files}
    read = {name: one for name, one in facts.items() if one is not None}
    if len(read) < len(facts):  # who knows what the others call
        config = replace(config, closed=False)
    sources = _sources(root, config)
    try:
        made = linked(read, packages & read.keys(), config, sources)
        if len(read) < len(facts):  # or what they read
            made = {name: replace(brief, private=()) for name, brief in made.items()}
        followed = Followed(made)
    except TooLargeError:
        followed = Followed(None)
    if cache is not None:
        cache.put_program(root, content, followed, config)
    return followed.briefs


def _alone(facts: Facts, config: Config, name: str = ALONE) -> Brief:
    try:
        return linked({name: facts}, (), replace(config, closed=False)).get(name, Brief())
    except TooLargeError:
        return Brief()


def _judged_alone(facts: Facts | None, config: Config, name: str = ALONE) -> Brief:
    """Return the brief of a file whose project isn't read: where other files may use a layer, or
    give one, nobody knows what they do.
    """
    found = Brief() if facts is None else _alone(facts, config, name)
    staying = found.staying if found.staying is not None else ()
    return replace(found, staying=staying, private=())


def _sources(root: Path, config: Config) -> list[tuple[str, ...]]:
    """Return the folders that imports are looked for in, as their parts below the root."""
    if not config.src:
        return [("src",)]
    top = root.resolve()
    folders = (folder.resolve() for folder in config.src)
    return [folder.relative_to(top).parts for folder in folders if folder.is_relative_to(top)]


def _files(
    root: Path, named: Mapping[Path, Path], config_in: Callable[[Path], Config], is_whole: bool
) -> Iterator[Path]:
    """Yield the files of a project, and the named ones, whatever they are called; `is_whole` tells
    that all below the root are of it.
    """
    seen: set[Path] = set()
    if is_whole:
        candidates = [p for p in discovery.files([root], config_in) if isinstance(p, Path)]
    else:
        candidates = sorted(root.glob("*.py"))
        packages = {
            root / path.relative_to(root).parts[0]
            for path in named
            if path.is_relative_to(root) and len(path.relative_to(root).parts) > 1
        }
        for package in sorted(packages):
            candidates += sorted(package.rglob("*.py"))
    for path in [*candidates, *sorted(named)]:
        path = absolute(path)  # noqa: PLW2901  # as it is compared
        if path not in seen and (path in named or path.suffix in (".py", NOTEBOOK)):
            seen.add(path)
            yield path


def _read(path: Path, data: bytes | None) -> bytes | None:
    """Return what a file holds; None where it can't be read."""
    if data is not None:
        return data
    try:
        return path.read_bytes() if path.is_file() else None  # a pipe would be waited for
    except OSError:
        return None


def _facts(path: Path, data: bytes) -> Facts | None:
    """Return what a file says; None where that can't be told."""
    try:
        text = text_of(data, path)
    except UnreadableError:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return facts_of(ast.parse(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def text_of(data: bytes, path: Path) -> str:
    """Return the module that a file holds; a notebook's cells are joined to one."""
    if path.suffix != NOTEBOOK:
        return decode(data).text
    from bnmigrate.notebooks.cells import NotebookSource
    from bnmigrate.notebooks.notebook import read

    return NotebookSource(read(data), _parse).text


def _parse(text: str) -> None:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError(str(error)) from error
