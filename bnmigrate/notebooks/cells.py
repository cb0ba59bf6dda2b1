"""A notebook as one module: its cells from the top down, each behind a line that tells its number.

A cell that can't be parsed is stood in for like a magic, so that it doesn't stop the others.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bnmigrate.notebooks import ipython
from bnmigrate.notebooks.ipython import STAND_IN, Magic
from bnmigrate.notebooks.notebook import Cell, Notebook
from bnmigrate.places import CellPlace, Place
from bnmigrate.source import NEWLINE, Lines, Splice, UnreadableError, spliced

_HEAD = "__bnmigrate_cell_{}__"
_HEADS = re.compile(r"^__bnmigrate_cell_(\d+)__(?:\r\n|\n)", re.MULTILINE)


@dataclass(frozen=True)
class _StandIn:
    """What stands for a magic in a cell, from its first character to behind its last."""

    start: int
    end: int
    text: str
    magic: str


@dataclass(frozen=True)
class _Shown:
    """A cell in the module: its text there, where it starts, and what isn't its own in it."""

    cell: Cell
    text: str
    start: int
    stand_ins: tuple[_StandIn, ...]

    def original(self, shown: str) -> str:
        """Return `shown`, the cell's new text in the module, with the magics put back."""
        made, position = [], 0
        for stand_in in self.stand_ins:
            start = shown.find(stand_in.text, position)
            if start < 0:
                raise _lost("a magic")
            made += [shown[position:start], stand_in.magic]
            position = start + len(stand_in.text)
        return "".join([*made, shown[position:]])

    def offset(self, offset: int, is_end: bool) -> int:
        """Return the offset in the cell's own text of one in the module; a magic is one piece."""
        offset -= self.start
        shift = 0
        for stand_in in self.stand_ins:
            if offset >= stand_in.end:
                shift += len(stand_in.magic) - len(stand_in.text)
            elif offset > stand_in.start:
                return stand_in.start + shift + (len(stand_in.magic) if is_end else 0)
        return offset + shift


class NotebookSource:
    """The module that the cells of a notebook make, and the way back.

    `parse` raises UnreadableError for what isn't Python; `problems` are the cells for which it
    did: what it said, and where.
    """

    def __init__(self, notebook: Notebook, parse: Callable[[str], object]) -> None:
        self.notebook = notebook
        self.problems: list[tuple[str, Place, CellPlace]] = []
        self._newline = "\r\n" if any("\r\n" in cell.text for cell in notebook.cells) else "\n"
        self._lines = Lines(notebook.text)
        self._number = itertools.count()
        pieces = [_pieces(cell) for cell in notebook.cells]
        self._names = frozenset().union(*map(ipython.words, pieces))
        self._cells: list[_Shown] = []
        made: list[str] = []
        length = 0
        for cell, parts in zip(notebook.cells, pieces, strict=True):
            head = _HEAD.format(cell.number) + self._newline
            shown = self._parsed(cell, parts, length + len(head), parse)
            self._cells.append(shown)
            made += [head, shown.text, self._newline]
            length = shown.start + len(shown.text) + len(self._newline)
        self.text = "".join(made)

    @property
    def content(self) -> str:
        """The JSON."""
        return self.notebook.text

    def _parsed(
        self, cell: Cell, pieces: list[str | Magic], start: int, parse: Callable[[str], object]
    ) -> _Shown:
        """Return a cell as it is in the module, as a magic where it can't be parsed."""
        shown = self._shown(cell, pieces, start)
        try:
            if STAND_IN in cell.text or _HEADS.search(cell.text):
                raise UnreadableError(f"uses `{STAND_IN}`, which bnmigrate needs; rename it")
            parse(shown.text)
        except UnreadableError as error:
            lines = NEWLINE.split(cell.text)
            column = min(error.column, len(lines[error.line - 1]) + 1)
            at = Lines(cell.text).start(error.line) + column - 1
            self.problems.append((error.message, *self._place(cell, at, at)))
            return self._shown(cell, [ipython.opaque(cell.text)], start)
        return shown

    def _shown(self, cell: Cell, pieces: list[str | Magic], start: int) -> _Shown:
        """Return a cell as it is in the module, where its text begins at `start`."""
        text = ""
        stand_ins = []
        for piece in pieces:
            if isinstance(piece, Magic):
                made = piece.stand_in(next(self._number), self._names)
                stand_ins.append(_StandIn(len(text), len(text) + len(made), made, piece.text))
                text += made
            else:
                text += piece
        return _Shown(cell, text, start, tuple(stand_ins))

    def programs(self, text: str) -> list[str]:
        """Return the cells in a text of the module, which are compiled one by one."""
        heads = list(_HEADS.finditer(text))
        if [int(head.group(1)) for head in heads] != [c.number for c in self.notebook.cells]:
            raise _lost("a cell")
        ends = [*(head.start() for head in heads), len(text)][1:]
        return [
            text[head.end() : end].removesuffix(self._newline)
            for head, end in zip(heads, ends, strict=True)
        ]

    def changes(self, pieces: Iterable[Splice]) -> list[Splice]:
        """Return what the pieces, which are spliced into the module, change in the JSON."""
        programs = self.programs(spliced(self.text, pieces))
        sources = {
            shown.cell.number: shown.original(program)
            for shown, program in zip(self._cells, programs, strict=True)
            if program != shown.text
        }
        return self.notebook.changes(sources)

    def encode(self, content: str) -> bytes:
        """Return the bytes of the notebook with another JSON."""
        return self.notebook.mark + content.encode()

    def place(self, start: int, end: int) -> tuple[Place, CellPlace]:
        """Return the place of a piece of the module in the JSON, and in its cell."""
        index = bisect.bisect_right(self._cells, start, key=lambda shown: shown.start) - 1
        shown = self._cells[max(index, 0)]
        return self._place(shown.cell, shown.offset(start, False), shown.offset(end, True))

    def _place(self, cell: Cell, start: int, end: int) -> tuple[Place, CellPlace]:
        lines = Lines(cell.text)
        first = self.notebook.written(cell, start).start
        last = self.notebook.written(cell, end - 1).end if end > start else first
        return (
            Place(*self._lines.place(first), *self._lines.place(last)),
            CellPlace(cell.number, *lines.place(start), *lines.place(end)),
        )


def _pieces(cell: Cell) -> list[str | Magic]:
    """Part a cell; one in another language is a magic as a whole."""
    return ipython.split(cell.text) if cell.is_python else [ipython.foreign(cell.text)]


def _lost(what: str) -> UnreadableError:
    return UnreadableError(
        f"the new content would lose {what}, so the file was left as it was; this is a bug in "
        "bnmigrate, please report it with the file"
    )
