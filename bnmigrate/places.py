"""Where something is: in a file, and in a cell of a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

NOTEBOOK = ".ipynb"
"""How the name of a notebook ends."""


class Place(NamedTuple):
    """Where something begins and ends in a file: lines and columns from 1, in characters."""

    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"line {self.line}"


class CellPlace(NamedTuple):
    """The same in a cell of a notebook; `number` counts all its cells from 1."""

    number: int
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"line {self.line} of cell {self.number}"


def from_here(path: Path) -> str:
    """Return a path as a report names it: from the current folder, where it is below."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
