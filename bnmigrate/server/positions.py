"""Places in a text as the Language Server Protocol has them: lines from 0, and in a line the units
of an encoding, UTF-16 where nothing else was agreed on.
"""

from __future__ import annotations

from lsprotocol import types

from bnmigrate.source import NEWLINE, Lines

_UNIT = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
"""How many bytes a unit of each encoding has."""


class Positions:
    """Turns places of a text into positions, and back."""

    def __init__(self, text: str, encoding: types.PositionEncodingKind | str) -> None:
        self._text = text
        self._lines = Lines(text)
        self._encoding = str(getattr(encoding, "value", encoding))

    def at(self, offset: int) -> types.Position:
        """Return the position of an offset in characters."""
        line, column = self._lines.place(offset)
        return self.of(line, column)

    def of(self, line: int, column: int) -> types.Position:
        """Return the position of a line and a column in characters, both from 1."""
        start = self._lines.start(line)
        return types.Position(line - 1, self._units(self._text[start : start + column - 1]))

    def range(self, start: int, end: int) -> types.Range:
        """Return the range between two offsets."""
        return types.Range(self.at(start), self.at(end))

    def column(self, position: types.Position) -> int:
        """Return where in its line, in characters from 0, a position is."""
        line = self.line(position.line)
        codec = self._codec
        size = position.character * _UNIT[self._encoding]
        return len(line.encode(codec, "surrogatepass")[:size].decode(codec, "ignore"))

    def line(self, number: int) -> str:
        """Return a line, which is counted from 0; empty where there is none."""
        try:
            start = self._lines.start(number + 1)
        except IndexError:
            return ""
        end = NEWLINE.search(self._text, start)
        return self._text[start : end.start() if end else None]

    @property
    def _codec(self) -> str:
        return self._encoding if self._encoding == "utf-8" else f"{self._encoding}-le"

    def _units(self, text: str) -> int:
        if text.isascii():
            return len(text)
        return len(text.encode(self._codec, "surrogatepass")) // _UNIT[self._encoding]
