"""Bytes of a Python file to text and back, and the cheap look that skips most files."""

from __future__ import annotations

import bisect
import codecs
import io
import re
import tokenize
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Protocol, TypeAlias

from bnmigrate.places import CellPlace, Place


class UnreadableError(Exception):
    """A file that cannot be read as Python source; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


Splice: TypeAlias = tuple[int, int, str]
"""Where a piece of a text starts and ends, in characters, and what takes its place."""


def spliced(text: str, pieces: Iterable[Splice]) -> str:
    """Return `text` with the pieces, which are in order, in their places."""
    result: list[str] = []
    position = 0
    for start, end, new in pieces:
        assert start >= position, "edits overlap"
        result += [text[position:start], new]
        position = end
    result.append(text[position:])
    return "".join(result)


class Document(Protocol):
    """A file as the analysis sees it: `text` is the module, `content` the text of the file."""

    @property
    def text(self) -> str: ...  # noqa: D102  # said above

    @property
    def content(self) -> str: ...  # noqa: D102  # said above

    def place(self, start: int, end: int) -> tuple[Place, CellPlace | None]:
        """Return the place of a piece of the module in the file, and in its cell."""

    def programs(self, text: str) -> list[str]:
        """Return what of another text of the module is compiled by itself."""

    def changes(self, pieces: Iterable[Splice]) -> list[Splice]:
        """Return what the pieces, which are spliced into the module, change in the file."""

    def encode(self, content: str) -> bytes:
        """Return the bytes of the file with another content."""


@dataclass(frozen=True)
class Source:
    """The text of a Python file and what it takes to write it back byte for byte."""

    text: str
    encoding: str
    mark: bytes

    @property
    def content(self) -> str:
        """The text: the file holds nothing else."""
        return self.text

    def place(self, start: int, end: int) -> tuple[Place, None]:
        """Return the place of a piece of the text."""
        return Place(*self._lines.place(start), *self._lines.place(end)), None

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    def programs(self, text: str) -> list[str]:
        """Return the text: it is compiled as a whole."""
        return [text]

    def changes(self, pieces: Iterable[Splice]) -> list[Splice]:
        """Return the pieces that change something."""
        return [(start, end, new) for start, end, new in pieces if self.text[start:end] != new]

    def encode(self, content: str) -> bytes:
        """Return `content` as the bytes of this file; raise UnreadableError where it can't."""
        try:
            return self.mark + content.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise UnreadableError(
                f"its new content has characters that {self.encoding} lacks: {error.reason}"
            ) from error


def decode(data: bytes) -> Source:
    """Decode a Python file by its byte order mark or coding cookie (PEP 263).

    Raises UnreadableError where the encoding is unknown, or is not that of the bytes.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableError("is UTF-16, which Python does not read; save it as UTF-8")
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        if str(error.msg).startswith("invalid or missing"):  # bytes that are no UTF-8: see below
            encoding = "utf-8"
        else:
            raise _bad_cookie(error, mark) from error
    body = data[len(mark) :]
    encoding = encoding.removesuffix("-sig")
    try:
        text = body.decode(encoding)
        is_exact = encoding == "utf-8" or text.encode(encoding) == body
    except UnicodeDecodeError as error:
        before = body[: error.start].decode(encoding, errors="replace")
        line, column = Lines(before).place(len(before))
        raise UnreadableError(
            f"is not {encoding}: {error.reason}; save it as UTF-8 or add a coding comment",
            line,
            column,
        ) from error
    except (LookupError, UnicodeError):  # rot13 and the like are no encodings of text
        is_exact = False
    if not is_exact:
        raise UnreadableError(f"cannot be written back as {encoding}; save it as UTF-8")
    return Source(text, encoding, mark)


def encode(text: str) -> tuple[bytes, str]:
    """Return the bytes of a Python file that holds `text`, and their encoding.

    Raises UnreadableError where `text` has characters that its coding comment rules out.
    """
    as_utf8 = text.encode("utf-8", errors="replace")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(as_utf8).readline)
    except SyntaxError as error:
        mark = codecs.BOM_UTF8 if as_utf8.startswith(codecs.BOM_UTF8) else b""
        raise _bad_cookie(error, mark) from error
    encoding = encoding.removesuffix("-sig")
    try:
        return text.encode(encoding), encoding
    except UnicodeEncodeError as error:
        line, column = Lines(text).place(error.start)
        problem = (
            f"has characters that {encoding} lacks; take them out, or correct its coding comment"
        )
        raise UnreadableError(problem, line, column) from error
    except LookupError as error:  # rot13 and the like are no encodings of text
        raise UnreadableError(
            f"cannot be written as {encoding}; correct its coding comment"
        ) from error


def _bad_cookie(error: SyntaxError, mark: bytes) -> UnreadableError:
    what = "has a byte order mark of UTF-8 and names another encoding" if mark else error.msg
    return UnreadableError(f"{what}; correct its coding comment")


def check_characters(text: str) -> None:
    """Raise UnreadableError where the text has a character that Python doesn't read."""
    if text.isascii() and "\0" not in text:  # which is known at once
        return
    match = re.search("[\0\ud800-\udfff]", text)
    if match is not None:
        what = "a null byte" if match.group() == "\0" else "half of a surrogate pair"
        line, column = Lines(text).place(match.start())
        raise UnreadableError(f"holds {what}, which Python does not read; remove it", line, column)


NEWLINE = re.compile(r"\r\n?|\n")


class Lines:
    """Turns offsets into a text to lines and columns, both from 1, columns in characters."""

    def __init__(self, text: str) -> None:
        if "\r" in text:
            self._starts = [0, *(match.end() for match in NEWLINE.finditer(text))]
        else:
            lines = text.split("\n")
            self._starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))

    def start(self, line: int) -> int:
        """Return the offset at which `line` begins."""
        return self._starts[line - 1]

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and column of `offset`."""
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def common(first: Sequence[str], second: Sequence[str]) -> int:
    """Return how many characters two texts have in common at their beginning."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(first), len(second)))
