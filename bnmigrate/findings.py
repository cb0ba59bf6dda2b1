"""What an analysis says: findings, why they aren't fixed, and the edits that fix them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from bnmigrate.places import CellPlace

if TYPE_CHECKING:
    import libcst as cst

UNREADABLE = "BN900"
"""The code of a file that can't be read, or that could not be done: it is told each time, whatever
is selected or known.
"""


@dataclass(frozen=True, eq=False)
class Edit:
    """One change: an expression or statement of the original tree and what becomes of it.

    `rewrite` is given the node with the edits inside it already made; `kept` is what of the node it
    writes as it was besides.
    """

    node: cst.CSTNode
    rewrite: Callable[[Any], Any]
    kept: tuple[cst.CSTNode, ...] = ()


class Obstacle(NamedTuple):
    """Why something can't be translated, and what a person can do about it."""

    code: str
    reason: str
    advice: str


@dataclass(frozen=True, order=True)
class Finding:
    """One place in a file and what is to be done there.

    `line` and `column` count from 1, in characters of the file; in a notebook, `cell` has those in
    the cell. `fix` is safe, unsafe or none; `reason` says
    why there is none, or what an unsafe one assumes, and `advice` what to do next. `fixed` tells
    whether the fix was applied. `severity` is error, warning or note: that of the code in the
    catalogue, unless another is given. `suppressed` tells that a comment suppresses it.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    end_line: int
    end_column: int
    fix: str = "none"
    reason: str = ""
    advice: str = ""
    fixed: bool = False
    severity: str = ""
    suppressed: bool = False
    cell: CellPlace | None = None

    def __post_init__(self) -> None:
        if not self.severity:
            from bnmigrate import catalogue  # where nothing is found, it isn't needed

            object.__setattr__(self, "severity", catalogue.severity(self.code))

    @property
    def place(self) -> str:
        """Where it is, for people: a.py:4:5, or a.ipynb:cell 3:4:5."""
        cell = self.cell
        if cell is not None:
            return f"{self.path}:cell {cell.number}:{cell.line}:{cell.column}"
        return f"{self.path}:{self.line}:{self.column}"


class Replacement(NamedTuple):
    """A text that takes the place of what stands between two places of a file as it was read.

    `start` and `end` are offsets into the decoded text without its byte order mark; they and the
    lines and columns, which count from 1, count in characters. Nothing stands between equal places.
    """

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class FileReport(NamedTuple):
    """What is reported of one file: its findings, its content, and what could not be done.

    `replacements`, in order, are all that `fix` does to the file. They belong together: the
    findings that are `fixed` are fixed by all of them, and by no part of them.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    content: bytes = b""
    problem: str = ""
    replacements: tuple[Replacement, ...] = ()
