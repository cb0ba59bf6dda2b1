"""Small questions to LibCST trees that several modules ask."""

from __future__ import annotations

import ast
import bisect
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any

import libcst as cst
from libcst._nodes.internal import CodegenState

# What holds no code of its own: white space, punctuation and names that are not expressions.
_NOT_CODE = frozenset(
    [
        "asynchronous",
        "colon",
        "comma",
        "default_indent",
        "dot",
        "encoding",
        "equal",
        "first_colon",
        "footer",
        "has_trailing_newline",
        "header",
        "indent",
        "lbrace",
        "lbracket",
        "leading_lines",
        "lines_after_decorators",
        "lpar",
        "operator",
        "posonly_ind",
        "rbrace",
        "rbracket",
        "rpar",
        "second_colon",
        "semicolon",
        "separator",
        "star",
        "trailing_comma",
        "trailing_whitespace",
        "default_newline",
        "conversion",
        "relative",
    ]
)

# Where the order of the fields isn't the order in which they are evaluated.
_IN_ORDER: dict[type[cst.CSTNode], tuple[str, ...]] = {
    cst.IfExp: ("test", "body", "orelse"),
    cst.ExceptHandler: ("type", "name", "body"),
    cst.ExceptStarHandler: ("type", "name", "body"),
    cst.MatchCase: ("pattern", "guard", "body"),
}


@cache
def code_fields(node_type: type[cst.CSTNode]) -> tuple[str, ...]:
    """Return the fields of a node type that hold code, in the order of evaluation."""
    names = [
        field.name
        for field in fields(node_type)
        if field.name not in _NOT_CODE and not field.name.startswith("whitespace")
    ]
    return _IN_ORDER.get(node_type, tuple(names))


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield the nodes directly below `node` that hold code."""
    for name in code_fields(type(node)):
        value: Any = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            yield value
        elif isinstance(value, (list, tuple)):
            for item in value:
                if isinstance(item, cst.CSTNode):
                    yield item


def dotted(node: cst.BaseExpression | None) -> str | None:
    """Return `a.b.c` for such an expression, None for any other."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return None
    parts.append(node.value)
    return ".".join(reversed(parts))


def source(node: cst.CSTNode) -> str:
    """Return the code of `node`."""
    return _EMPTY.code_for_node(node)


def brief(node: cst.CSTNode, limit: int = 60) -> str:
    """Return the code of `node` on one line, cut to `limit` characters, for messages."""
    text = " ".join(source(node).split())
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


# Comments that are for a tool, about the line that they stand on.
_PRAGMA = re.compile(
    r"#\s*(noqa|type:|pylint:|pyright:|mypy:|isort:|fmt:|yapf:|ruff:|nosec|pragma)"
)


def comments_in(node: cst.CSTNode) -> list[str]:
    """Return the comments inside an import that are for people."""
    found = re.findall(r"#[^\r\n]*", source(node))
    return [text.rstrip() for text in found if not _PRAGMA.match(text)]


class _NoLiteral:
    def __repr__(self) -> str:
        return "NO_LITERAL"


NO_LITERAL = _NoLiteral()


def literal(node: cst.BaseExpression) -> object:
    """Return the value of a number, string, True, False or None, else NO_LITERAL."""
    if isinstance(node, cst.Name):
        return {"None": None, "True": True, "False": False}.get(node.value, NO_LITERAL)
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, (cst.Minus, cst.Plus)):
        value = literal(node.expression)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return -value if isinstance(node.operator, cst.Minus) else value
        return NO_LITERAL
    if isinstance(node, (cst.Integer, cst.Float, cst.SimpleString)):
        return ast.literal_eval(node.value)
    return NO_LITERAL


def bare(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return `node` without parentheses of its own."""
    return node.with_changes(lpar=[], rpar=[]) if getattr(node, "lpar", None) else node


def parenthesized(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return `node` in parentheses of its own."""
    return node.with_changes(
        lpar=[cst.LeftParen(), *getattr(node, "lpar", ())],
        rpar=[*getattr(node, "rpar", ()), cst.RightParen()],
    )


def in_place_of(old: cst.BaseExpression, new: cst.BaseExpression) -> cst.BaseExpression:
    """Return `new`, in the parentheses of `old` where these hold a comment."""
    lpar, rpar = getattr(old, "lpar", ()), getattr(old, "rpar", ())
    if not any("#" in source(part) for part in (*lpar, *rpar)):
        return new
    return new.with_changes(
        lpar=[*lpar, *getattr(new, "lpar", ())], rpar=[*getattr(new, "rpar", ()), *rpar]
    )


def with_branches(
    node: cst.IfExp, body: cst.BaseExpression, orelse: cst.BaseExpression
) -> cst.IfExp:
    """Return a conditional expression with other branches, in parentheses where they need them."""
    if isinstance(body, (cst.IfExp, cst.Lambda)) and not body.lpar:
        body = parenthesized(body)
    # a chain of conditions stays one, but none is made
    if isinstance(orelse, cst.IfExp) and not orelse.lpar:
        is_chain = isinstance(node.orelse, cst.IfExp) and not node.orelse.lpar
        orelse = orelse if is_chain else parenthesized(orelse)
    one = cst.SimpleWhitespace(" ")
    return node.with_changes(
        body=body,
        whitespace_before_if=one if node.whitespace_before_if.empty else node.whitespace_before_if,
        whitespace_after_else=(
            one if node.whitespace_after_else.empty else node.whitespace_after_else
        ),
        orelse=orelse,
    )


class _Recorder(CodegenState):
    """Generates code and notes where the nodes that it was asked for begin and end."""

    def __init__(self, module: cst.Module, wanted: Iterable[cst.CSTNode]) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.wanted = {id(node) for node in wanted}
        self.spans: dict[int, tuple[int, int]] = {}
        self.indents: dict[int, list[str]] = {}
        self._open: dict[int, int] = {}

    def before_codegen(self, node: cst.CSTNode) -> None:
        if id(node) in self.wanted:
            self._open[id(node)] = len(self.tokens)
            self.indents[id(node)] = list(self.indent_tokens)

    def after_codegen(self, node: cst.CSTNode) -> None:
        if id(node) in self.wanted:
            self.spans[id(node)] = (self._open[id(node)], len(self.tokens))


class NotReproducedError(Exception):
    """LibCST doesn't give back the text that it was given, in more than white space."""


class Rendering:
    """Where nodes stand in the text of their module.

    LibCST's own position provider visits every node twice and costs twice the parsing; this is
    the plain code generation with a look at each node on the way. LibCST loses some white space (a
    form feed before a statement, a blank line before the last comment, a lone carriage return at
    the end); the offsets are those of the text itself.
    """

    def __init__(self, module: cst.Module, text: str, wanted: Iterable[cst.CSTNode]) -> None:
        self.text = text
        state = _Recorder(module, wanted)
        module._codegen(state)  # the one way to a generation with a state of one's own
        self._state = state
        self._offsets = [0]
        for token in state.tokens:
            self._offsets.append(self._offsets[-1] + len(token))
        generated = "".join(state.tokens)
        lost = [] if generated == text else _lost(text, generated)
        self._lost_at = [place for place, _ in lost]
        self._lost_before = [0, *itertools.accumulate(length for _, length in lost)]

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return the offsets of a wanted node in the text."""
        return self.part(node, 0, 0)

    def part(self, node: cst.CSTNode, first: int, last: int) -> tuple[int, int]:
        """Return the offsets in the text of `code` without `first` and `last` characters of it."""
        start, end = self._generated(node)
        start, end = start + first, end - last
        in_text = end + self._lost_before[bisect.bisect_left(self._lost_at, end)]
        if start == end:
            return in_text, in_text
        return start + self._lost_before[bisect.bisect_right(self._lost_at, start)], in_text

    def code(self, node: cst.CSTNode) -> str:
        """Return the code of a wanted node as LibCST generates it."""
        start, end = self._state.spans[id(node)]
        return "".join(self._state.tokens[start:end])

    def _generated(self, node: cst.CSTNode) -> tuple[int, int]:
        start, end = self._state.spans[id(node)]
        # Where the last line has no end, the one that was generated is taken back.
        return self._offsets[start], self._offsets[min(end, len(self._offsets) - 1)]

    def indents(self, node: cst.CSTNode) -> list[str]:
        """Return the indentation that a wanted node stands at, a string for each level."""
        return self._state.indents[id(node)]


def _lost(text: str, generated: str) -> list[tuple[int, int]]:
    """Return what `generated` lacks of `text`: its offset there and its length."""
    lost: list[tuple[int, int]] = []
    here = 0
    for offset, character in enumerate(generated):
        start = here
        while here < len(text) and text[here] != character:
            if not text[here].isspace():
                raise NotReproducedError
            here += 1
        if here == len(text):
            raise NotReproducedError
        if here > start:
            lost.append((offset, here - start))
        here += 1
    if text[here:].strip():
        raise NotReproducedError
    return lost


_EMPTY = cst.Module(body=[])
