"""A line of source with its number, and carets under what is meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import click

from bnmigrate.findings import Finding
from bnmigrate.report.source_lines import line_at

WIDTH = 160
"""Characters of a line that are shown; of a longer one the part around the finding."""


def excerpt(finding: Finding, lines: list[str]) -> Iterator[str]:
    """Yield the finding's first line and the line that points at it; nothing where it is empty.

    `lines` are those of the file, or of the cell.
    """
    place = finding.cell or finding
    line = line_at(lines, place.line)
    if not line.strip():
        return
    first = min(place.column - 1, len(line))
    last = place.end_column - 1 if place.end_line == place.line else len(line)
    line, first, last = _around(line, first, max(last, first + 1))
    number = str(place.line)
    bar = click.style("|", fg="blue", bold=True)
    if line.isascii() and line.isprintable():  # as nearly all are
        shown, space, columns = line, " " * first, len(line[first:last])
    else:
        shown = "".join(map(_visible, line))
        space = "".join("\t" if c == "\t" else " " * _width(c) for c in line[:first])
        columns = sum(map(_width, line[first:last]))
    carets = "^" * max(columns, 1)
    yield f"{click.style(number, fg='blue', bold=True)} {bar} {shown}"
    yield f"{' ' * len(number)} {bar} {space}{click.style(carets, fg='red', bold=True)}"


def _around(line: str, first: int, last: int) -> tuple[str, int, int]:
    """Return the part of a long line that has what is meant, and where that is in it."""
    if len(line) <= WIDTH:
        return line, first, last
    start = max(min(first - WIDTH // 4, len(line) - WIDTH), 0)
    end = start + WIDTH
    before = "..." if start else ""
    after = "..." if end < len(line) else ""
    shift = len(before) - start
    return f"{before}{line[start:end]}{after}", first + shift, min(last, end) + shift


def _visible(character: str) -> str:
    """Return a control character as the picture of it; others, and tabs, as they are."""
    if character == "\t" or unicodedata.category(character) not in ("Cc", "Zl", "Zp"):
        return character
    return chr(0x2400 + ord(character)) if ord(character) < 32 else "\N{REPLACEMENT CHARACTER}"


def _width(character: str) -> int:
    """Return how many columns of a terminal a character takes; a tab under a caret takes one."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
