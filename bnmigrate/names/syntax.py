"""Small questions to LibCST trees that several modules ask."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache, lru_cache
from typing import Any

import libcst as cst

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


# What such a field holds that is no node. To ask for their types is quick; to ask whether something
# is a node is not, for LibCST's classes are abstract ones.
NO_NODE = frozenset([type(None), str, bool, cst.MaybeSentinel])


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
        kind = type(value)
        if kind is list or kind is tuple:
            yield from value
        elif kind not in NO_NODE:
            yield value


def descendants(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield `node` and the nodes below it that hold code, in the order of evaluation."""
    below = [node]
    while below:
        node = below.pop()
        yield node
        below.extend(reversed(list(children(node))))


def dotted(node: cst.BaseExpression | None) -> str | None:
    """Return `a.b.c` for such an expression, None for any other."""
    parts: list[str] = []
    # isinstance() takes long where the class is another one: LibCST's are abstract.
    while type(node) is cst.Attribute:
        parts.append(node.attr.value)
        node = node.value
    if type(node) is not cst.Name:
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
    if type(node) is cst.SimpleString or type(node) is cst.Integer or type(node) is cst.Float:
        return _evaluated(node.value)
    if type(node) is cst.Name:
        return {"None": None, "True": True, "False": False}.get(node.value, NO_LITERAL)
    if type(node) is cst.UnaryOperation and isinstance(node.operator, (cst.Minus, cst.Plus)):
        value = literal(node.expression)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return -value if isinstance(node.operator, cst.Minus) else value
    return NO_LITERAL


@lru_cache(1000)
def _evaluated(text: str) -> object:
    return ast.literal_eval(text)


@lru_cache(1000)
def in_rule(text: str) -> cst.BaseExpression:
    """Return an expression that a rule writes, to be looked at: a tree takes one of its own."""
    return cst.parse_expression(text)


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


_EMPTY = cst.Module(body=[])


def literal_key(node: cst.BaseExpression) -> object:
    """Return the literal index or name of a subscript, None where it is another expression."""
    value = literal(node)
    return value if isinstance(value, (int, str)) and not isinstance(value, bool) else None
