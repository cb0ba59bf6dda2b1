"""Comments that suppress findings: `# bnmigrate: ignore[BN301] reason`, and `# noqa: BN301`.

A comment counts for the logical line that it stands on, whichever of its physical lines that is; of
a compound statement that is the header. One on a line of its own counts for nothing, but for
`# bnmigrate: ignore-file`, which counts for the whole file wherever it stands. Without codes a
comment suppresses all of them.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from bnmigrate.selection import SelectionError, parse
from bnmigrate.source import NEWLINE, Lines

_OWN = re.compile(r"#\s*bnmigrate\s*:\s*(?P<word>[\w-]*)(?P<codes>\[[^\]#]*\]?)?(?P<reason>[^#]*)")
_NOQA = re.compile(
    r"#\s*noqa\b(?P<codes>\s*:\s*[A-Za-z]+[0-9]+(?:[,\s]+[A-Za-z]+[0-9]+\b)*)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Suppression:
    """One comment: the codes, or how they begin, that it suppresses in the lines that it covers.

    `start` and `end` are the offsets of what goes where it is taken away, the blanks before it
    included; `line` and `column` are where it stands, and all count from 1. A `noqa` of others'
    codes isn't one of ours, and one without codes is everybody's.
    """

    codes: tuple[str, ...]
    start: int
    end: int
    line: int
    column: int
    first_line: int
    last_line: int
    reason: str = ""
    is_noqa: bool = False
    is_file: bool = False

    def covers(self, code: str, line: int) -> bool:
        """Tell whether it suppresses `code` in `line`."""
        matches = any(code.startswith(word) for word in self.codes)
        return matches and (self.is_file or self.first_line <= line <= self.last_line)


@dataclass(frozen=True)
class Malformed:
    """A comment that is addressed to bnmigrate and can't be understood."""

    message: str
    start: int
    end: int


@dataclass(frozen=True)
class _LogicalLine:
    """Its first and last physical lines, and its comments with their offsets; without code it is
    one of comments alone.
    """

    first: int
    last: int
    has_code: bool
    comments: tuple[tuple[str, int], ...]


def is_worth_reading(text: str) -> bool:
    """Tell whether a text may hold such a comment."""
    return "bnmigrate" in text or re.search("noqa", text, re.IGNORECASE) is not None


def read(text: str) -> tuple[list[Suppression], list[Malformed]]:
    """Return the suppressions of a text in order, and the comments that are none although they are
    addressed so.
    """
    found: list[Suppression] = []
    malformed: list[Malformed] = []
    if not is_worth_reading(text):
        return found, malformed
    lines = Lines(text)
    for logical in _logical_lines(text):
        for comment, start in logical.comments:
            for match in _OWN.finditer(comment):
                one = _own(text, lines, logical, start, match)
                if isinstance(one, Suppression):
                    found.append(one)
                else:
                    malformed.append(one)
            for match in _NOQA.finditer(comment):
                noqa = _noqa(text, lines, logical, start, match)
                if noqa is not None:
                    found.append(noqa)
    return found, malformed


def _own(
    text: str, lines: Lines, logical: _LogicalLine, offset: int, match: re.Match[str]
) -> Suppression | Malformed:
    start, end = _span(text, offset + match.start(), offset + match.end())
    word, listed = match["word"], match["codes"]
    if word not in ("ignore", "ignore-file"):
        said = f"`bnmigrate: {word}` is no comment that bnmigrate knows"
        return Malformed(f"{said}; write ignore[CODE] or ignore-file", start, end)
    if listed is not None and (not listed.endswith("]") or not listed.strip("[] ")):
        return Malformed(f"`{word}{listed}` names no codes; write {word}[BN301]", start, end)
    try:
        codes = parse(listed.strip("[]").split(",")) if listed else ("",)
    except SelectionError as error:
        return Malformed(str(error), start, end)
    line, column = lines.place(offset + match.start())
    return Suppression(
        codes,
        start,
        end,
        line,
        column,
        logical.first,
        logical.last if logical.has_code else 0,
        match["reason"].strip(),
        is_file=word == "ignore-file",
    )


def _noqa(
    text: str, lines: Lines, logical: _LogicalLine, offset: int, match: re.Match[str]
) -> Suppression | None:
    words = re.findall(r"[A-Za-z]+[0-9]+", match["codes"] or "")
    ours = tuple(word.upper() for word in words if word.upper().startswith("BN"))
    if not logical.has_code or (words and not ours):
        return None
    start, end = _span(text, offset + match.start(), offset + match.end())
    line, column = lines.place(offset + match.start())
    codes = ours or ("",)
    return Suppression(codes, start, end, line, column, logical.first, logical.last, is_noqa=True)


def _span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return what is taken away with a comment: the blanks before it too."""
    while start and text[start - 1] in " \t":
        start -= 1
    return start, end


def _logical_lines(text: str) -> Iterator[_LogicalLine]:
    """Yield the logical lines of a text as far as it can be parted into tokens."""
    starts = Lines(text)
    comments: list[tuple[str, int]] = []
    first = 0
    # tokenize doesn't part a text at a carriage return alone, as Python does.
    plain = re.sub(r"\r\n|\r", "\n", text)
    try:
        for token in tokenize.generate_tokens(io.StringIO(plain).readline):
            line, column = token.start
            if token.type == tokenize.COMMENT:
                comments.append((token.string, starts.start(line) + column))
            elif token.type == tokenize.NEWLINE or (token.type == tokenize.NL and not first):
                yield _LogicalLine(first or line, line, bool(first), tuple(comments))
                comments, first = [], 0
            elif not first and token.type not in _BLANK:
                first = line
    except (tokenize.TokenError, SyntaxError):
        return


_BLANK = frozenset({tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})


def with_ignores(text: str, wanted: Mapping[int, Collection[str]], reason: str = "") -> str:
    """Return the text with a comment for each of the lines in `wanted` that suppresses its codes.

    It goes to the end of the logical line; one of ours that is there already takes the codes in.
    """
    lines = Lines(text)
    ends = {
        line: logical.last
        for logical in _logical_lines(text)
        for line in range(logical.first, logical.last + 1)
    }
    found, _ = read(text)
    to_add: dict[int, set[str]] = {}
    for line, codes in wanted.items():
        missing = {code for code in codes if not any(one.covers(code, line) for one in found)}
        if missing:
            to_add.setdefault(ends.get(line, line), set()).update(missing)
    pieces: list[tuple[int, int, str]] = []
    for line, added in to_add.items():
        there = next(
            (s for s in found if s.last_line == line and not s.is_noqa and not s.is_file), None
        )
        if there is not None:
            said = f" {there.reason}" if there.reason else ""
            codes = sorted({*there.codes, *added})
            blank = text[there.start : text.index("#", there.start)]
            new = f"{blank}# bnmigrate: ignore[{', '.join(codes)}]{said}"
            pieces.append((there.start, there.end, new + _behind(text, there.end)))
        else:
            newline = NEWLINE.search(text, lines.start(line))
            end = len(text) if newline is None else newline.start()
            said = f" {reason}" if reason else ""
            pieces.append((end, end, f"  # bnmigrate: ignore[{', '.join(sorted(added))}]{said}"))
    for start, end, new in sorted(pieces, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _behind(text: str, end: int) -> str:
    """Return the blanks that part a comment from the one behind it."""
    return "  " if end < len(text) and text[end] == "#" else ""
