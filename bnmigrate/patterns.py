"""Patterns as .gitignore has them: whether a text is one, what it matches, how git has it, and the
same from another folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def is_pattern(pattern: str) -> bool:
    """Tell whether `pattern` is one as .gitignore has them."""
    try:
        _spec(pattern)
    except ValueError:
        return False
    return True


def matches(pattern: str, path: str) -> bool:
    """Tell whether `pattern` matches `path`, which has slashes and counts from where it holds."""
    return _spec(pattern).match_file(path)


@cache
def _spec(pattern: str) -> GitIgnoreSpec:
    import pathspec  # which takes as long as a look into a hundred files

    return pathspec.GitIgnoreSpec.from_lines([pattern])


def rooted(pattern: str) -> str:
    """Return `pattern`, or what git has for it where it begins with a dot, as in `./src`, which git
    finds nowhere.
    """
    return re.sub(r"^(!?)\./+", r"\1/", pattern)


def moved(pattern: str, here: Path, there: Path) -> list[str]:
    """Return the patterns that say of what is below `there` what `pattern` says from `here`.

    One without a slash, but at its end, is a name at any depth, and stays. Where neither folder is
    in the other, the pattern stays as well, and holds from `there`.
    """
    pattern = rooted(pattern)
    sign = "!" if pattern.startswith("!") else ""
    body = pattern.removeprefix("!")
    end = "/" if body.endswith("/") else ""
    parts = body.strip("/").split("/")
    if here == there or (len(parts) == 1 and not body.startswith("/")):
        return [pattern]
    if here.is_relative_to(there):
        way = [re.sub(r"([\\*?\[])", r"\\\1", name) for name in here.relative_to(there).parts]
        return [f"{sign}/{'/'.join([*way, *parts])}{end}"]
    if there.is_relative_to(here):
        rest = dict.fromkeys("/".join(r) for r in _rest(parts, there.relative_to(here).parts))
        return [f"{sign}/{text}{end}" for text in rest]
    return [pattern]


def _rest(parts: Sequence[str], way: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield what is left of a pattern's parts behind the folders of `way`.

    Nothing is left of one that leaves out a folder on the way: whoever looks below it has named it.
    """
    if not parts:
        return
    if not way:
        yield parts
    elif parts[0] == "**":
        yield from _rest(parts[1:], way)
        yield from _rest(parts, way[1:])
    elif matches(f"/{parts[0]}", way[0]):
        yield from _rest(parts[1:], way[1:])
