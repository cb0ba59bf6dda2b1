"""Which of the files that change are written together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bnmigrate.program.briefs import Brief


def joint(changed: Iterable[tuple[Path, Brief | None]]) -> Iterator[tuple[Path, list[Path]]]:
    """Yield the root of a program and files of it that have places in the same groups, or in groups
    that hang together by other files. A file that stands alone isn't among them.
    """
    programs: dict[str, list[tuple[Path, Brief]]] = {}
    for path, brief in changed:
        if brief is not None and brief.is_linked:
            programs.setdefault(brief.program, []).append((path, brief))
    for root, members in programs.items():
        for paths in _parts(members):
            if len(paths) > 1:
                yield Path(root), paths


def _parts(members: Iterable[tuple[Path, Brief]]) -> list[list[Path]]:
    """Return the files of a program, those together that hang together."""
    members = list(members)
    # What stays where any other group does hangs together with all of them.
    if any(brief.followers for _, brief in members):
        return [[path for path, _ in members]]
    parts: list[tuple[set[int], list[Path]]] = []
    for path, brief in members:
        groups, paths = set(brief.groups), [path]
        for part in [part for part in parts if part[0] & groups]:
            parts.remove(part)
            groups |= part[0]
            paths = [*part[1], *paths]
        parts.append((groups, paths))
    return [paths for _, paths in parts]
