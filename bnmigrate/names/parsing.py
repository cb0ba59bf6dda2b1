"""From the text of a module to LibCST's tree, or where it isn't Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import libcst as cst

from bnmigrate.source import UnreadableError


def parse(text: str) -> cst.Module:
    """Parse a module; raise UnreadableError where it isn't Python."""
    try:
        with _validation.off():
            return cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        line, column = error.raw_line, error.raw_column + 1
        what = "is not Python that can be parsed"
        try:
            ast.parse(text)
        except SyntaxError as exact:  # LibCST often points behind the error, this one at it
            line, column = exact.lineno or line, exact.offset or column
            what = f"is not Python: {exact.msg}"
        raise UnreadableError(f"{what}; correct the syntax error here", line, column) from error


def refused(text: str, error: cst.CSTValidationError) -> UnreadableError:
    """Return what to say of a module whose code LibCST doesn't build anew after an edit, though it
    is Python: `a if b else(c if d else e)`.
    """
    line, column = _refused_at(text)
    return UnreadableError(
        f"is Python, but LibCST refuses to write what begins here: {str(error).rstrip('.')}; "
        "write it so and run again",
        line,
        column,
    )


def _refused_at(text: str) -> tuple[int, int]:
    """Return where the smallest statement begins that LibCST refuses; it doesn't say so itself."""
    lines = text.splitlines(keepends=True)
    refused: list[ast.stmt] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt):
            end = node.end_lineno or node.lineno
            header = "if True:\n" if node.col_offset else ""
            try:
                cst.parse_module(header + "".join(lines[node.lineno - 1 : end]))
            except cst.CSTValidationError:
                refused.append(node)
            except cst.ParserSyntaxError:
                pass  # a part, such as an elif, whose own statements are tried too
    if not refused:
        return 1, 1
    smallest = min(refused, key=lambda node: (node.end_lineno or node.lineno) - node.lineno)
    return smallest.lineno, smallest.col_offset + 1


class _Validation:
    """LibCST's look at each node that is built, whether it is valid."""

    def __init__(self) -> None:
        self._validate = cst.CSTNode.__post_init__
        self._lock = Lock()
        self._parsing = 0

    @contextmanager
    def off(self) -> Iterator[None]:
        """Build nodes without the look: what LibCST's own parser builds is valid.

        The look takes a seventh of the time of parsing, and refuses some Python. What other threads
        build meanwhile isn't looked at either.
        """
        with self._lock:
            self._parsing += 1
            # mypy holds what a class has for fixed, here and below.
            cst.CSTNode.__post_init__ = _accept  # type: ignore[assignment, method-assign]
        try:
            yield
        finally:
            with self._lock:
                self._parsing -= 1
                if not self._parsing:
                    cst.CSTNode.__post_init__ = self._validate  # type: ignore[method-assign]


def _accept(node: cst.CSTNode) -> None:
    del node


_validation = _Validation()
