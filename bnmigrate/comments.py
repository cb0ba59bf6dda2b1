"""Where the comments of a text stand, and which lines are theirs."""

from __future__ import annotations

import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from bnmigrate.source import NEWLINE, Lines

_OPENS = getattr(tokenize, "FSTRING_START", None)
_CLOSES = getattr(tokenize, "FSTRING_END", None)
_NO_CODE = (tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


@dataclass(frozen=True)
class Comment:
    """A comment, or a part of one: where it starts and ends in the text, its place, and the lines
    of its statement, of which those from `own_line` to `line` can have no other comment.
    """

    start: int
    end: int
    line: int
    column: int
    first_line: int
    last_line: int
    own_line: int


class Layout:
    """The comments of a text and the logical lines of its statements, as far as it is Python."""

    def __init__(self, text: str) -> None:
        self._lines = Lines(text)
        ends = [*(match.start() for match in NEWLINE.finditer(text)), len(text)]
        self._ends = ends
        self.count = len(ends)
        self.comments: list[Comment] = []
        self._comment_lines: dict[int, int] = {}
        comments: list[tuple[int, int]] = []
        comment_lines: dict[int, int] = {}
        first = own = depth = 0
        try:
            for token in tokenize.generate_tokens(self._physical_lines(text).__next__):
                if token.type == tokenize.ERRORTOKEN and token.string.endswith(("'", '"')):
                    break  # a string without an end; from Python 3.12 on, this is raised
                line = token.start[0]
                depth += (token.type == _OPENS) - (token.type == _CLOSES)
                is_end = token.type in (tokenize.NL, tokenize.NEWLINE) and not depth
                if is_end and first:
                    comment_lines |= dict.fromkeys(range(own, line + 1), line)
                    own = line + 1
                if token.type == tokenize.COMMENT:
                    comments.append(token.start)
                elif token.type == tokenize.NEWLINE and first:
                    self._comment_lines |= comment_lines
                    self._add(comments, first, line)
                    comments, comment_lines, first = [], {}, 0
                elif token.type == tokenize.NL and not first:
                    self._add(comments)
                    comments = []
                elif token.type not in _NO_CODE and not first:
                    first = own = line
        except (tokenize.TokenError, SyntaxError, UnicodeEncodeError):
            pass  # it is the parser that tells of it
        self._add(comments)

    def _physical_lines(self, text: str) -> Iterator[str]:
        """Yield the lines with the one newline that tokenize knows on all versions of Python."""
        for line in range(1, self.count + 1):
            start, end = self.extent(line)
            yield text[start:end] + ("\n" if line < self.count else "")

    def _add(self, comments: list[tuple[int, int]], first: int = 0, last: int = 0) -> None:
        """Add comments of a statement's lines, or of their own line."""
        for line, column in comments:
            start, end = self.offset(line, column + 1), self.extent(line)[1]
            own = line
            while self._comment_lines.get(own - 1) == line:
                own -= 1
            self.comments.append(
                Comment(start, end, line, column + 1, first or line, last or line, own)
            )

    def comment_line(self, line: int) -> int | None:
        """Return the first line from `line` on that can end with a comment, if it is of code.

        None can be behind a backslash, nor in a string.
        """
        return self._comment_lines.get(line)

    def extent(self, line: int) -> tuple[int, int]:
        """Return where a line starts, and where it ends before its newline."""
        return self._lines.start(line), self._ends[line - 1]

    def offset(self, line: int, column: int) -> int:
        """Return where the character at a line and column, both from 1, stands in the text."""
        return self._lines.start(line) + column - 1
