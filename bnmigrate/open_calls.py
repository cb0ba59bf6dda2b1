"""A look by Python's own parser, which takes a tenth of LibCST's time, at files that call something
named like a layer's class: whether a parameter may bring it there that has no class for a default.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Set

from bnmigrate.arrivals import NAMED_LIKE_A_LAYER


def has_open_call(data: bytes, arguments: Set[str]) -> bool:
    """Tell whether a file may call such a parameter with one of `arguments`, or with `**`.

    It names too many rather than too few, and every file that can't be parsed: names are told apart
    by their spelling alone, and whatever is assigned to one may be it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            nodes = list(ast.walk(ast.parse(data)))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return True
    queue = [
        name
        for node in nodes
        if isinstance(node, ast.Call)
        and NAMED_LIKE_A_LAYER.search(name := _name(node.func))
        and any(k.arg is None or k.arg in arguments for k in node.keywords)
    ]
    if not queue:
        return False
    open_names, given = _parameters_and_values(nodes)
    seen: set[str] = set()
    while queue:
        name = queue.pop()
        if name in open_names:
            return True
        if name not in seen:
            seen.add(name)
            for value in given.get(name, ()):
                queue.extend(_names(value))
    return False


def _parameters_and_values(nodes: Iterable[ast.AST]) -> tuple[set[str], dict[str, list[ast.AST]]]:
    """Return the parameters without a default, or with None for one, and what may be the value of
    each other name: what is assigned, a parameter's default, a function's body.
    """
    open_names: set[str] = set()
    given: dict[str, list[ast.AST]] = {}
    for node in nodes:
        if isinstance(node, ast.arguments):
            for parameter, default in _defaults(node):
                if default is None or (isinstance(default, ast.Constant) and default.value is None):
                    open_names.add(parameter.arg)
                else:
                    given.setdefault(parameter.arg, []).append(default)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            given.setdefault(node.name, []).extend(node.body)
        elif type(node) in _BINDING:
            for target, value in _bound(node):
                for name in _names(target):
                    given.setdefault(name, []).append(value)
    return open_names, given


def _defaults(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = [None] * (len(positional) - len(arguments.defaults))
    yield from zip(positional, [*missing, *arguments.defaults], strict=True)
    yield from zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    for rest in (arguments.vararg, arguments.kwarg):
        if rest is not None:
            yield rest, None


_BINDING = {
    ast.Assign,
    ast.AnnAssign,
    ast.AugAssign,
    ast.NamedExpr,
    ast.For,
    ast.AsyncFor,
    ast.comprehension,
    ast.withitem,
    ast.Match,
}


def _bound(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield what a statement or expression binds, and to what."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield target, node.value
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)):
        if node.value is not None:
            yield node.target, node.value
    elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
        yield node.target, node.iter
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield node.optional_vars, node.context_expr
    elif isinstance(node, ast.Match):
        yield node, node.subject


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _names(node: ast.AST) -> Iterator[str]:
    """Yield every name in an expression, a pattern or a statement, attributes' too."""
    for inner in ast.walk(node):
        if isinstance(inner, (ast.Name, ast.Attribute)):
            yield _name(inner)
        elif isinstance(inner, (ast.MatchAs, ast.MatchStar)) and inner.name is not None:
            yield inner.name
