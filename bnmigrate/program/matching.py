"""Where LibCST's tree of a module has what Python's parser has at a place.

Both trees have the same attributes, calls, items, comparisons and functions in the same order, so
the first of one is the first of the other. Those inside of f-strings are left out: Python before
3.12 doesn't know their places.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import libcst as cst

from bnmigrate.names.syntax import children
from bnmigrate.program.facts import Place

_IN_ORDER: dict[type[cst.CSTNode], tuple[str, ...]] = {
    cst.ClassDef: ("decorators", "bases", "keywords", "body"),
    cst.FunctionDef: ("decorators", "params", "returns", "body"),
    cst.Parameters: ("posonly_params", "params", "star_arg", "kwonly_params", "star_kwarg"),
    cst.IfExp: ("body", "test", "orelse"),
    cst.ExceptHandler: ("type", "name", "body"),
    cst.ExceptStarHandler: ("type", "name", "body"),
    cst.MatchCase: ("pattern", "guard", "body"),
}
"""The fields of nodes that don't declare them in the order of the text."""


Theirs: TypeAlias = (
    ast.Attribute
    | ast.Call
    | ast.Subscript
    | ast.Compare
    | ast.FunctionDef
    | ast.AsyncFunctionDef
    | ast.Lambda
)
Ours: TypeAlias = (
    cst.Attribute | cst.Call | cst.Subscript | cst.Comparison | cst.FunctionDef | cst.Lambda
)

_KINDS: tuple[tuple[tuple[type[Theirs], ...], type[Ours]], ...] = (
    ((ast.Attribute,), cst.Attribute),
    ((ast.Call,), cst.Call),
    ((ast.Subscript,), cst.Subscript),
    ((ast.Compare,), cst.Comparison),
    ((ast.FunctionDef, ast.AsyncFunctionDef), cst.FunctionDef),
    ((ast.Lambda,), cst.Lambda),
)


def matched(module: cst.Module, tree: ast.Module, places: Iterable[Place]) -> dict[Place, Ours]:
    """Return LibCST's nodes of what is at `places`; none that isn't certain."""
    wanted = frozenset(places)
    if not wanted:
        return {}
    found: dict[Place, Ours] = {}
    all_theirs, all_ours = list(_expressions(tree)), list(_nodes(module))
    for kinds, other in _KINDS:
        theirs = sorted((node for node in all_theirs if isinstance(node, kinds)), key=_order)
        ours = [one for one in all_ours if isinstance(one, other)]
        if len(theirs) != len(ours):
            continue
        for node, one in zip(theirs, ours, strict=True):
            place = _place(node)
            if place in wanted and _agree(node, one):
                found[place] = one
    return found


def _agree(node: Theirs, one: Ours) -> bool:
    if isinstance(node, ast.Attribute):
        return isinstance(one, cst.Attribute) and one.attr.value == node.attr
    if isinstance(node, ast.Call):
        return isinstance(one, cst.Call) and len(one.args) == len(node.args) + len(node.keywords)
    if isinstance(node, ast.Subscript):
        return isinstance(one, cst.Subscript)
    if isinstance(node, ast.Compare):
        return isinstance(one, cst.Comparison) and len(one.comparisons) == len(node.ops)
    if isinstance(node, ast.Lambda):
        return isinstance(one, cst.Lambda)
    return isinstance(one, cst.FunctionDef) and one.name.value == node.name


def _order(node: Theirs) -> tuple[int, int, int, int]:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return (node.lineno, node.col_offset, -node.end_lineno, -node.end_col_offset)


def _place(node: Theirs) -> Place:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return Place(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)


def _expressions(tree: ast.AST) -> Iterator[Theirs]:
    queue: list[ast.AST] = [tree]
    while queue:
        node = queue.pop()
        if isinstance(node, ast.JoinedStr):
            continue
        if isinstance(node, Theirs):
            yield node
        queue.extend(ast.iter_child_nodes(node))


def _nodes(module: cst.Module) -> Iterator[Ours]:
    """Yield the nodes of a module that may be looked for, in the order of their places."""
    queue: list[cst.CSTNode] = [module]
    while queue:
        node = queue.pop()
        if isinstance(node, (cst.FormattedString, cst.Import, cst.ImportFrom)):
            continue
        if isinstance(node, Ours):
            yield node
        queue.extend(reversed(list(_in_order(node))))


def _in_order(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield the nodes directly below another one in the order of the text."""
    fields = _IN_ORDER.get(type(node))
    if fields is None:
        yield from children(node)
        return
    for name in fields:
        value = getattr(node, name)
        for one in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(one, cst.CSTNode):
                yield one
