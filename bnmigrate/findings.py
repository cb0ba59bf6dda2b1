"""What an analysis says: findings, why they aren't fixed, and the edits that fix them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from bnmigrate.places import CellPlace

if TYPE_CHECKING:
    import libcst as cst

UNREADABLE = "BN900"
"""The code of a file that can't be read, or that could not be done: it is told each time, whatever
is selected or known.
"""


_CLAUSE = re.compile(
    r"""(?: `[^`]*` | "[^"]*" | (?<!\w)'[^']*' | [({\[][^)}\]]*[)}\]] | [:;](?!\ ) | [^:;] )+""",
    re.VERBOSE,
)
"""Up to a colon or semicolon that isn't in code."""


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
    """Why something can't be translated, and what a person can do about it.

    The first clause of the reason, up to a colon or semicolon, says what is the matter, and can
    stand alone: a report has it as its headline.
    """

    code: str
    reason: str
    advice: str

    @property
    def headline(self) -> str:
        """What is the matter, in a clause."""
        match = _CLAUSE.match(self.reason)
        return match.group() if match else self.reason

    @property
    def explanation(self) -> str:
        """What the reason says besides; empty where the headline says it all."""
        return self.reason[len(self.headline) :].lstrip(":; ")


@dataclass(frozen=True, order=True)
class Blocker:
    """A place that others change together with, and that stands against them until it is settled.

    `line` and `column` are those of the file, `code` that of the finding there. `said` is what
    stands against the place in words, and `advice` what to do about it where that isn't to resolve
    the finding. What `is_assumption` can change, but not safely.
    """

    path: str
    line: int
    column: int
    code: str
    cell: CellPlace | None = field(default=None, compare=False)
    said: str = "can't be translated"
    advice: str = ""
    is_assumption: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Against(NamedTuple):
    """What stands in one file against some of the program's groups, which are one in that file."""

    groups: tuple[int, ...]
    blockers: tuple[Blocker, ...]


@dataclass(frozen=True, order=True)
class Finding:
    """One place in a file and what is to be done there.

    `line` and `column` count from 1, in characters of the file; in a notebook, `cell` has those in
    the cell. `fix` is safe, unsafe or none; `reason` says
    why there is none, or what an unsafe one assumes, and `advice` what to do next. `fixed` tells
    whether the fix was applied. `severity` is error, warning or note: that of the code in the
    catalogue, unless another is given. `suppressed` tells that a comment suppresses it.
    `blocked_by` are the places that it waits for, and `fix_then` is what `fix` is once they are
    settled. `comment` stands beside a value that the fix changes, and may be wrong then. `group` is
    the number that the program has for what changes together with it, if any.
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
    blocked_by: tuple[Blocker, ...] = ()
    fix_then: str = ""
    comment: str = ""
    group: int | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.severity:
            from bnmigrate import catalogue  # where nothing is found, it isn't needed

            object.__setattr__(self, "severity", catalogue.severity(self.code))

    @property
    def waits(self) -> bool:
        """Whether other places have to be settled first."""
        return bool(self.blocked_by) and not self.fixed

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
