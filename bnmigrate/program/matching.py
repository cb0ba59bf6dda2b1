"""Where LibCST's tree of a module has what Python's parser has at a place.

Both trees have the same attributes and calls in the same order, so the first of one is the first of
the other. Those inside of f-strings are left out: Python before 3.12 doesn't know their places.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

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


def matched(
    module: cst.Module, tree: ast.Module, places: Iterable[Place]
) -> dict[Place, cst.Attribute | cst.Call]:
    """Return LibCST's nodes of the attributes and calls at `places`; none that isn't certain."""
    wanted = frozenset(places)
    if not wanted:
        return {}
    found: dict[Place, cst.Attribute | cst.Call] = {}
    theirs: dict[type, list[ast.Attribute | ast.Call]] = {ast.Attribute: [], ast.Call: []}
    for node in _expressions(tree):
        theirs[type(node)].append(node)
    ours: dict[type, list[cst.Attribute | cst.Call]] = {cst.Attribute: [], cst.Call: []}
    for one in _nodes(module):
        ours[type(one)].append(one)
    for kind, other in ((ast.Attribute, cst.Attribute), (ast.Call, cst.Call)):
        pairs = sorted(theirs[kind], key=_order)
        if len(pairs) != len(ours[other]):
            continue
        for node, one in zip(pairs, ours[other], strict=True):
            place = _place(node)
            if place in wanted and _agree(node, one):
                found[place] = one
    return found


def _agree(node: ast.Attribute | ast.Call, one: cst.Attribute | cst.Call) -> bool:
    if isinstance(node, ast.Attribute):
        return isinstance(one, cst.Attribute) and one.attr.value == node.attr
    return isinstance(one, cst.Call) and len(one.args) == len(node.args) + len(node.keywords)


def _order(node: ast.Attribute | ast.Call) -> tuple[int, int, int, int]:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return (node.lineno, node.col_offset, -node.end_lineno, -node.end_col_offset)


def _place(node: ast.Attribute | ast.Call) -> Place:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return Place(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)


def _expressions(tree: ast.AST) -> Iterator[ast.Attribute | ast.Call]:
    queue: list[ast.AST] = [tree]
    while queue:
        node = queue.pop()
        if isinstance(node, ast.JoinedStr):
            continue
        if isinstance(node, (ast.Attribute, ast.Call)):
            yield node
        queue.extend(ast.iter_child_nodes(node))


def _nodes(module: cst.Module) -> Iterator[cst.Attribute | cst.Call]:
    """Yield the attributes and calls of a module in the order of their places."""
    queue: list[cst.CSTNode] = [module]
    while queue:
        node = queue.pop()
        if isinstance(node, (cst.FormattedString, cst.Import, cst.ImportFrom)):
            continue
        if isinstance(node, (cst.Attribute, cst.Call)):
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
