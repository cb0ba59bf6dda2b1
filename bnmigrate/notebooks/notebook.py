r"""The JSON of a Jupyter notebook: its code cells, and their sources spliced in anew.

Only the strings of a changed cell's `source` are written; of these only the lines that differ, so
that escapes, indentation, the order of keys and all else keep every byte. The format is that of
https://nbformat.readthedocs.io/en/latest/format_description.html, version 4.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import islice
from typing import Any, NamedTuple

from bnmigrate.source import Splice, UnreadableError, common

_scan = json.JSONDecoder().raw_decode

_SPACE = re.compile(r"[ \t\r\n]*")

_CHARACTER = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|.", re.DOTALL)
"""What stands for one character between the quotes of a string."""


class _Piece(NamedTuple):
    """A part of a cell's source, and how the file writes it between the quotes."""

    text: str
    raw: str


class Span(NamedTuple):
    """Where a value is: from its first character to behind its last."""

    start: int
    end: int


@dataclass(frozen=True)
class Cell:
    """A code cell; `number` counts all cells of the notebook from 1.

    `source` is where its source is written, `strings` where each string of it is.
    """

    number: int
    text: str
    is_python: bool
    source: Span
    strings: tuple[Span, ...]


@dataclass(frozen=True)
class Notebook:
    """A notebook's text, and its code cells; none where it isn't one of Python."""

    text: str
    mark: bytes
    cells: tuple[Cell, ...] = field(default=())

    def changes(self, sources: Mapping[int, str]) -> list[Splice]:
        """Return what gives the cells of these numbers other sources."""
        return [
            (*cell.source, self._source(cell, sources[cell.number]))
            for cell in self.cells
            if cell.number in sources
        ]

    def written(self, cell: Cell, offset: int) -> Span:
        """Return where the character at an offset of a cell's text is written, or its end."""
        for span in cell.strings:
            length = len(_decoded(self.text[span.start + 1 : span.end - 1]))
            if offset < length:
                characters = _CHARACTER.finditer(self.text, span.start + 1, span.end - 1)
                return Span(*next(islice(characters, offset, None)).span())
            offset -= length
        return Span(cell.source.end, cell.source.end)

    def _source(self, cell: Cell, source: str) -> str:
        lines = source.splitlines(keepends=True)
        if self.text[cell.source.start] == '"':
            inner = self.text[cell.source.start + 1 : cell.source.end - 1]
            return _quoted("".join(piece.raw for _, piece in self._changed(_lines(inner), lines)))
        return self._list(cell, lines)

    def _list(self, cell: Cell, lines: Sequence[str]) -> str:
        """Return the array of a cell's lines; what is between two that stay stays too."""
        if not lines or not cell.strings:
            return f"[{', '.join(_quoted(self._encoded(line)) for line in lines)}]"
        old = [
            _Piece(_decoded(raw), raw)
            for raw in (self.text[span.start + 1 : span.end - 1] for span in cell.strings)
        ]
        opening = self.text[cell.source.start : cell.strings[0].start]
        closing = self.text[cell.strings[-1].end : cell.source.end]
        between = [
            self.text[first.end : second.start]
            for first, second in zip(cell.strings, cell.strings[1:], strict=False)
        ]
        usual = between[0] if between else self._separator(cell, opening[1:])
        made = [opening]
        for position, (index, piece) in enumerate(self._changed(old, lines)):
            if position:
                made.append(between[index - 1] if index else usual)
            made.append(_quoted(piece.raw))
        return "".join([*made, closing])

    def _separator(self, cell: Cell, space: str) -> str:
        """Return what to write between the first two strings of an array that begins with `space`.

        In an array on one line it is a comma and a blank, or no blank where colons have none.
        """
        is_wide = self.text[cell.source.start - 1].isspace()
        return f",{space or (' ' if is_wide else '')}"

    def _changed(self, old: Sequence[_Piece], lines: Sequence[str]) -> Iterator[tuple[int, _Piece]]:
        """Yield the pieces that have the text of `lines`, each with the index of the one in `old`
        that it was; a new one has 0.
        """
        matcher = SequenceMatcher(None, [piece.text for piece in old], lines, autojunk=False)
        for _, first, last, start, end in matcher.get_opcodes():
            for offset, line in enumerate(lines[start:end]):
                index = first + offset
                if index < last:
                    yield index, self._rewritten(old[index], line)
                else:
                    yield 0, _Piece(line, self._encoded(line))

    def _rewritten(self, old: _Piece, text: str) -> _Piece:
        """Return the piece with another text; the characters that both begin and end with stay."""
        if text == old.text:
            return old
        written = _CHARACTER.findall(old.raw)
        characters = [_decoded(raw) for raw in written]
        first = common(characters, text)
        last = common(characters[first:][::-1], text[first:][::-1])
        middle = self._encoded(text[first : len(text) - last])
        return _Piece(text, "".join([*written[:first], middle, *written[len(written) - last :]]))

    def _encoded(self, text: str) -> str:
        """Return what stands for `text` between quotes; escaped like the rest of the file."""
        return json.dumps(text, ensure_ascii=self.text.isascii())[1:-1]


def read(data: bytes) -> Notebook:
    """Read a notebook; raise UnreadableError where it isn't one that can be worked on."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        text = data[len(mark) :].decode()
    except UnicodeDecodeError as error:
        before = data[len(mark) :][: error.start].decode()
        message = f"is not UTF-8: {error.reason}; save the notebook as UTF-8"
        raise _error(before, len(before), message) from error
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableError(
            f"is not a notebook: its JSON is wrong here ({error.msg}); correct it, or restore the "
            "file",
            error.lineno,
            error.colno,
        ) from error
    start = _skip(text, 0)
    top = _members(text, start) if isinstance(whole, dict) else {}
    if "nbformat" in top and whole["nbformat"] != 4:
        raise _error(
            text,
            top["nbformat"].start,
            f"is a notebook of format {whole['nbformat']}, and only format 4 is read; save it in "
            "Jupyter, or convert it with `jupyter nbconvert --to notebook --inplace`",
        )
    if "cells" not in top or not isinstance(whole["cells"], list):
        raise _error(text, start, "is not a notebook: it has no list of `cells`; check its name")
    if not _is_python(whole.get("metadata")):
        return Notebook(text, mark)
    spans = _items(text, top["cells"].start)
    cells = (
        _cell(text, number, span, value)
        for number, (span, value) in enumerate(zip(spans, whole["cells"], strict=True), start=1)
    )
    return Notebook(text, mark, tuple(cell for cell in cells if cell is not None))


def _cell(text: str, number: int, span: Span, value: Any) -> Cell | None:
    """Return a code cell, None for a cell of another kind."""
    if not isinstance(value, dict):
        raise _error(text, span.start, f"is not a notebook: cell {number} is no object")
    members = _members(text, span.start)
    if value.get("cell_type") != "code":
        return None
    source = members.get("source", span)
    said = value.get("source")
    if isinstance(said, str):
        strings, parts = [source], [said]
    elif isinstance(said, list) and all(isinstance(part, str) for part in said):
        strings, parts = _items(text, source.start), said
    else:
        raise _error(
            text,
            source.start,
            f"is not a notebook: the `source` of cell {number} is neither a string nor a list of "
            "strings",
        )
    language = _at(value, "metadata", "vscode", "languageId")
    return Cell(number, "".join(parts), language in (None, "python"), source, tuple(strings))


def _is_python(metadata: Any) -> bool:
    """Tell whether the notebook's kernel is one of Python, as it is where nothing is said."""
    told = _at(metadata, "language_info", "name") or _at(metadata, "kernelspec", "language")
    return not isinstance(told, str) or told.lower() in ("python", "ipython")


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


# Where things are in JSON that is known to be right.


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    assert match is not None
    return match.end()


def _members(text: str, start: int) -> dict[str, Span]:
    """Return where the values of the object at `start` are; raise UnreadableError for a key that
    is there twice, of which programs read one or the other.
    """
    found: dict[str, Span] = {}
    position = _skip(text, start + 1)
    while text[position] != "}":
        key, end = _scan(text, position)
        if key in found:
            raise _error(text, position, f'has the key "{key}" twice; remove one of them')
        value = _skip(text, _skip(text, end) + 1)
        found[key] = Span(value, _scan(text, value)[1])
        position = _next(text, found[key].end)
    return found


def _items(text: str, start: int) -> list[Span]:
    """Return where the items of the array at `start` are."""
    found: list[Span] = []
    position = _skip(text, start + 1)
    while text[position] != "]":
        found.append(Span(position, _scan(text, position)[1]))
        position = _next(text, found[-1].end)
    return found


def _next(text: str, end: int) -> int:
    """Return where the next item or key begins, or the bracket that closes."""
    position = _skip(text, end)
    return _skip(text, position + 1) if text[position] == "," else position


def _error(text: str, offset: int, message: str) -> UnreadableError:
    line = text.count("\n", 0, offset) + 1
    return UnreadableError(message, line, offset - (text.rfind("\n", 0, offset) + 1) + 1)


def _quoted(raw: str) -> str:
    return f'"{raw}"'


def _decoded(raw: str) -> str:
    text: str = json.loads(_quoted(raw)) if "\\" in raw else raw
    return text


def _lines(raw: str) -> list[_Piece]:
    """Part what is between the quotes of a string into its lines."""
    pieces: list[_Piece] = []
    position = 0
    written = _CHARACTER.findall(raw)
    for line in "".join(map(_decoded, written)).splitlines(keepends=True):
        pieces.append(_Piece(line, "".join(written[position : position + len(line)])))
        position += len(line)
    return pieces
