"""Whether a loop over parameters, or over modules, tells how many there are, as it is written."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

_SETS = frozenset({"requires_grad_", "append"})
"""The methods by which a loop marks parameters, or puts them in lists."""


def passes_by(body: Sequence[ast.stmt], target: ast.expr) -> bool:
    """Whether a loop does nothing where what it has is a parameter that isn't trained, but to mark
    it, or to put it in a list.
    """
    return _passes(body, _names(target))


def picks(generator: ast.comprehension, results: Sequence[ast.expr]) -> bool:
    """Whether a comprehension leaves out what isn't trained, or hands on what it goes through."""
    names = _names(generator.target)
    if any(_is_trained(test, names) for test in generator.ifs):
        return True
    return len(results) == 1 and _is_of(results[0], names) and isinstance(results[0], ast.Name)


def tallies(body: Sequence[ast.stmt], target: ast.expr) -> bool:
    """Whether a loop adds to a number, or puts into a list what isn't just what it goes through."""
    names = _names(target)
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.AugAssign) and not (
                isinstance(node.target, ast.Subscript) or _is_of(node.target, names)
            ):
                return True
            if isinstance(node, ast.Assign) and _adds_to_itself(node, names):
                return True
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                is_put = node.func.attr in ("append", "add", "insert")
                if is_put and node.args and not _is_of(node.args[-1], names):
                    return True
    return False


def _adds_to_itself(node: ast.Assign, names: frozenset[str]) -> bool:
    """Whether a name is bound to what is computed of it, `n = n + 1`, and is none of some names."""
    if not isinstance(node.value, ast.BinOp):
        return False
    sides = (node.value.left, node.value.right)
    operands = {one.id for one in sides if isinstance(one, ast.Name)} - names
    return any(isinstance(one, ast.Name) and one.id in operands for one in node.targets)


def reads_first(target: ast.expr, inside: Iterable[ast.AST]) -> bool:
    """Whether a loop over pairs reads the first of each, which is the name where there is one."""
    if not isinstance(target, (ast.Tuple, ast.List)):
        return False
    first = _names(target.elts[0])
    return any(_is_of(node, first) for one in inside for node in ast.walk(one))


def guards(body: Sequence[ast.stmt], target: ast.expr) -> bool:
    """Whether a loop does nothing but where what it has is of a class that it asks for."""
    return _guards(body, _names(target))


def function_guards(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function does nothing but where what it is given is of a class that it asks for."""
    return _guards(function.body, frozenset(one.arg for one in function.args.args))


def asks_class(generator: ast.comprehension) -> bool:
    """Whether a comprehension leaves out what isn't of a class that it asks for."""
    names = _names(generator.target)
    return any(_is_of_class(test, names) for test in generator.ifs)


def _guards(body: Sequence[ast.stmt], names: frozenset[str]) -> bool:
    for statement in body:
        if isinstance(statement, ast.If):
            is_left_out = _is_of_no_class(statement.test, names) and _goes_on(statement.body)
            if is_left_out and not statement.orelse:
                return True
            if not _is_of_class(statement.test, names) or not _guards(statement.orelse, names):
                return False
        elif not (isinstance(statement, ast.Pass) or _says_nothing(statement)):
            return isinstance(statement, ast.Continue) or _gives_nothing(statement)
    return True


def _says_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _gives_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Return) and statement.value is None


def _is_of_class(test: ast.expr, names: frozenset[str]) -> bool:
    """Whether a condition holds for what is of a class that it asks for alone."""
    if isinstance(test, ast.BoolOp):
        some = [_is_of_class(value, names) for value in test.values]
        return some[0] if isinstance(test.op, ast.And) else all(some)
    return (
        isinstance(test, ast.Call)
        and isinstance(test.func, ast.Name)
        and test.func.id == "isinstance"
        and bool(test.args)
        and _is_of(test.args[0], names)
    )


def _is_of_no_class(test: ast.expr, names: frozenset[str]) -> bool:
    """Whether a condition holds for all that isn't of a class that it asks for."""
    return (
        isinstance(test, ast.UnaryOp)
        and isinstance(test.op, ast.Not)
        and _is_of_class(test.operand, names)
    )


def _names(target: ast.expr) -> frozenset[str]:
    return frozenset(n.id for n in ast.walk(target) if isinstance(n, ast.Name))


def _passes(body: Sequence[ast.stmt], names: frozenset[str]) -> bool:
    for statement in body:
        if isinstance(statement, ast.If):
            is_left_out = _is_untrained(statement.test, names) and _goes_on(statement.body)
            if is_left_out and not statement.orelse:
                return True
            is_trained = _is_trained(statement.test, names)
            if not (is_trained or _passes(statement.body, names)):
                return False
            if not _passes(statement.orelse, names):
                return False
            continue
        if isinstance(statement, ast.Continue):
            return True
        if not (isinstance(statement, ast.Pass) or _marks(statement, names)):
            return False
    return True


def _goes_on(body: Sequence[ast.stmt]) -> bool:
    return len(body) == 1 and (isinstance(body[0], ast.Continue) or _gives_nothing(body[0]))


def _marks(statement: ast.stmt, names: frozenset[str]) -> bool:
    if isinstance(statement, ast.Assign):
        return all(
            isinstance(t, ast.Attribute) and t.attr == "requires_grad" and _is_of(t.value, names)
            for t in statement.targets
        )
    if not isinstance(statement, ast.Expr):
        return False
    call = statement.value
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
        return isinstance(call, ast.Constant)
    if call.func.attr not in _SETS:
        return False
    marked = call.args if call.func.attr == "append" else [call.func.value]
    return all(_is_of(one, names) for one in marked)


def _is_of(node: ast.AST, names: frozenset[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _is_trained(test: ast.expr, names: frozenset[str]) -> bool:
    """Whether a condition holds for parameters that are trained alone."""
    if isinstance(test, ast.BoolOp):
        some = [_is_trained(value, names) for value in test.values]
        return any(some) if isinstance(test.op, ast.And) else all(some)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _is_untrained(test.operand, names)
    return _asks(test, names, ast.IsNot)


def _is_untrained(test: ast.expr, names: frozenset[str]) -> bool:
    """Whether a condition holds for all parameters that aren't trained."""
    if isinstance(test, ast.BoolOp):
        some = [_is_untrained(value, names) for value in test.values]
        return all(some) if isinstance(test.op, ast.And) else any(some)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _is_trained(test.operand, names)
    return _asks(test, names, ast.Is)


def _asks(test: ast.expr, names: frozenset[str], operator: type[ast.cmpop]) -> bool:
    """Whether a condition is `p.requires_grad`, or compares `p.grad` with None."""
    if isinstance(test, ast.Attribute):
        return operator is ast.IsNot and test.attr == "requires_grad" and _is_of(test.value, names)
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Attribute)
        and test.left.attr == "grad"
        and _is_of(test.left.value, names)
        and isinstance(test.ops[0], operator)
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value is None
    )
