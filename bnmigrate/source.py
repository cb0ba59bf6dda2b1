"""Bytes of a Python file to text and back, and the cheap look that skips most files."""

from __future__ import annotations

import bisect
import codecs
import io
import re
import tokenize
from dataclasses import dataclass


class UnreadableError(Exception):
    """A file that cannot be read as Python source; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Source:
    """The text of a file and what it takes to write it back byte for byte."""

    text: str
    encoding: str
    mark: bytes

    def encode(self, text: str) -> bytes:
        """Return `text` as the bytes of this file; raise UnicodeEncodeError where it can't."""
        return self.mark + text.encode(self.encoding)


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
    if "\0" in text:
        line, column = Lines(text).place(text.index("\0"))
        raise UnreadableError("holds a null byte, which Python does not read", line, column)
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


NEWLINE = re.compile(r"\r\n?|\n")


class Lines:
    """Turns offsets into a text to lines and columns, both from 1, columns in characters."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in NEWLINE.finditer(text))]

    def start(self, line: int) -> int:
        """Return the offset at which `line` begins."""
        return self._starts[line - 1]

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and column of `offset`."""
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
