"""The folder that a project stands in."""

from __future__ import annotations

from pathlib import Path

_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
"""What tells that a folder is the root of a project."""


def is_marked(folder: Path) -> bool:
    """Whether a folder is marked as the root of a project."""
    return any((folder / mark).exists() for mark in _MARKS)


def root_of(folder: Path) -> Path:
    """Return the folder of the project that a folder is in: where none is marked as one, the one
    that imports are looked for in.
    """
    for up in (folder, *folder.parents):
        if is_marked(up):
            return up
    while (folder / "__init__.py").is_file() and folder.parent != folder:
        folder = folder.parent
    return folder
