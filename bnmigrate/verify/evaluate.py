"""A closed list of expression forms, evaluated: nothing else of a user's file is executed."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
_LARGEST_EXPONENT = 64
FORMS = "literals, names, attributes, arithmetic, comparisons and conditional expressions"


class NotEvaluatedError(Exception):
    """An expression that is not evaluated, and why."""


def parse_call(text: str) -> ast.Call:
    """Parse a call that may be written over several lines."""
    node = ast.parse(f"({text}\n)", mode="eval").body
    assert isinstance(node, ast.Call)
    return node


def arguments(call: ast.Call) -> tuple[list[ast.expr], dict[str, ast.expr]]:
    """Return the positional and the keyword arguments; a dict that is unpacked is taken apart."""
    keywords: dict[str, ast.expr] = {}
    for keyword in call.keywords:
        if keyword.arg is None:
            keywords.update(_entries(keyword.value))
        else:
            keywords[keyword.arg] = keyword.value
    for arg in call.args:
        if isinstance(arg, ast.Starred):
            raise NotEvaluatedError(f"`{_brief(arg)}` may hold anything")
    return list(call.args), keywords


def _entries(node: ast.expr) -> dict[str, ast.expr]:
    if isinstance(node, ast.Call) and dotted(node.func) == "dict" and not node.args:
        return {k.arg: k.value for k in node.keywords if k.arg is not None}
    if isinstance(node, ast.Dict):
        return {
            key.value: value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
    raise NotEvaluatedError(f"what `**{_brief(node)}` holds can't be seen from here")


def dotted(node: ast.expr) -> str | None:
    """Return `a.b.c` for such an expression, None for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return before and f"{before}.{node.attr}"
    return None


def names_in(node: ast.expr) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield the names and dotted names in `node`, each with what it is compared with or tested in.

    That is the comparison that it stands in, the conditional expression whose test it is, or None.
    Raise NotEvaluatedError for what is none of the evaluated forms.
    """
    yield from _names_in(node, None)


def _names_in(node: ast.expr, role: ast.expr | None) -> Iterator[tuple[str, ast.expr | None]]:
    name = dotted(node)
    if name is not None:
        yield name, role
        return
    match node:
        case ast.Constant():
            return
        case ast.BinOp(left=left, right=right) if type(node.op) in _BINARY:
            yield from _names_in(left, role)
            yield from _names_in(right, role)
        case ast.UnaryOp(operand=operand) if type(node.op) in _UNARY:
            yield from _names_in(operand, node if isinstance(node.op, ast.Not) else role)
        case ast.BoolOp(values=values) | ast.Tuple(elts=values) | ast.List(elts=values):
            for value in values:
                yield from _names_in(value, role)
        case ast.Compare(left=left, comparators=comparators) if all(
            type(op) in _COMPARISONS for op in node.ops
        ):
            for value in (left, *comparators):
                yield from _names_in(value, node)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield from _names_in(test, node)
            yield from _names_in(body, role)
            yield from _names_in(orelse, role)
        case ast.Call(func=func, args=args, keywords=keywords) if _is_framework(func):
            for value in (*args, *(keyword.value for keyword in keywords)):
                yield from _names_in(value, role)
        case _:
            raise _refused(node)


def _is_framework(func: ast.expr) -> bool:
    return (dotted(func) or "").partition(".")[0] in ("torch", "mindspore")


def evaluate(
    node: ast.expr,
    names: Mapping[str, object],
    frameworks: Mapping[str, Any],
    functions: Collection[str] = (),
) -> Any:
    """Return the value of `node`.

    `names` binds names and dotted names, `frameworks` the modules whose attributes may be read,
    `functions` what may be called. Raise NotEvaluatedError for anything else.
    """

    def value(node: ast.expr) -> Any:
        name = dotted(node)
        if name is not None:
            return _named(name)
        match node:
            case ast.Constant(value=constant):
                return constant
            case ast.BinOp(left=left, right=right) if type(node.op) in _BINARY:
                return _operate(node, value(left), value(right))
            case ast.UnaryOp(operand=operand) if type(node.op) in _UNARY:
                return _UNARY[type(node.op)](value(operand))
            case ast.BoolOp(op=junction, values=values):
                result: Any = None
                for part in values:
                    result = value(part)
                    if bool(result) is isinstance(junction, ast.Or):
                        break
                return result
            case ast.Compare(left=left, ops=ops, comparators=comparators) if all(
                type(op) in _COMPARISONS for op in ops
            ):
                before = value(left)
                for op, part in zip(ops, comparators, strict=True):
                    after = value(part)
                    if not _COMPARISONS[type(op)](before, after):
                        return False
                    before = after
                return True
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                made = map(value, elements)
                return tuple(made) if isinstance(node, ast.Tuple) else list(made)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return value(body) if value(test) else value(orelse)
            case ast.Call(func=func, args=args, keywords=keywords) if dotted(func) in functions:
                return _named(dotted(func) or "")(
                    *map(value, args), **{k.arg: value(k.value) for k in keywords if k.arg}
                )
            case _:
                raise _refused(node)

    def _named(name: str) -> Any:
        known = name
        while known not in names and "." in known:
            known = known.rpartition(".")[0]
        root, _, rest = name.partition(".")
        if known in names:
            found, rest = names[known], name[len(known) + 1 :]
        elif root in frameworks:
            found = frameworks[root]
        else:
            raise NotEvaluatedError(f"`{name}` is unknown")
        for part in filter(None, rest.split(".")):
            found = getattr(found, part)
        return found

    return value(node)


def _operate(node: ast.BinOp, left: object, right: object) -> object:
    for operand in (left, right):
        if not isinstance(operand, (int, float)):
            raise NotEvaluatedError(f"`{_brief(node)}` computes with what is no number")
    assert isinstance(right, (int, float))
    if isinstance(node.op, ast.Pow) and abs(right) > _LARGEST_EXPONENT:
        raise NotEvaluatedError(f"`{_brief(node)}` may become too large")
    try:
        return _BINARY[type(node.op)](left, right)
    except ArithmeticError as error:
        raise NotEvaluatedError(f"`{_brief(node)}` can't be computed: {error}") from error


_NAMES_OF_FORMS = {
    ast.Call: "a call",
    ast.Subscript: "a subscript",
    ast.Attribute: "an attribute of what is computed",
    ast.Lambda: "a function",
    ast.NamedExpr: "an assignment",
    ast.JoinedStr: "a formatted string",
}


def _refused(node: ast.expr) -> NotEvaluatedError:
    what = _NAMES_OF_FORMS.get(type(node), "of a form that is not evaluated")
    return NotEvaluatedError(f"`{_brief(node)}` is {what}; only {FORMS} are evaluated")


def _brief(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 60 else f"{text[:57]}..."
