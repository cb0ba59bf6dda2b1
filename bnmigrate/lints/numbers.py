"""The number that an expression is, where that can be told, and how it was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import libcst as cst

from bnmigrate.names.syntax import NO_LITERAL, bare, brief, literal
from bnmigrate.sites import Analysis

_DEEPEST = 5
"""How many names are followed from one to the next."""

_OPERATIONS: dict[type[cst.BaseBinaryOp], Callable[[float, float], float]] = {
    cst.Add: lambda a, b: a + b,
    cst.Subtract: lambda a, b: a - b,
    cst.Multiply: lambda a, b: a * b,
}


@dataclass(frozen=True)
class Known:
    """A number; `said` tells where it comes from, empty where it stands in the place itself."""

    value: float
    said: str = ""


def known_number(
    node: cst.BaseExpression, analysis: Analysis, depth: int = _DEEPEST
) -> Known | None:
    """Return the number that `node` is: a literal, a name bound to one once, here or in another
    file of the program, the default of a parameter, an attribute that its class sets once, or a
    sum, difference or product of such. None where it can't be told.
    """
    inner = bare(node)
    value = literal(inner)
    if isinstance(value, (int, float)):
        return None if isinstance(value, bool) else Known(value)
    if depth and isinstance(node, (cst.Name, cst.Attribute)):
        return _named(node, analysis, depth)
    if depth and isinstance(inner, cst.BinaryOperation) and type(inner.operator) in _OPERATIONS:
        left = known_number(inner.left, analysis, depth - 1)
        right = known_number(inner.right, analysis, depth - 1)
        if left is not None and right is not None:
            result = _OPERATIONS[type(inner.operator)](left.value, right.value)
            return Known(round(result, 12), left.said or right.said)
    return None


def _named(node: cst.Name | cst.Attribute, analysis: Analysis, depth: int) -> Known | None:
    qualified = analysis.resolver.qualified(node)
    if qualified is not None:
        number = analysis.resolver.number(node)
        module = qualified.rpartition(".")[0]
        return None if number is None else Known(number, f"{number:g} in {module}")
    if isinstance(node, cst.Attribute):
        value = _set_once(node, analysis)
        known = None if value is None else known_number(value, analysis, depth - 1)
        return known and Known(known.value, known.said or f"`{brief(node)}` is {known.value:g}")
    binding = analysis.resolver.single(node)
    if binding is None or binding.value is None or binding.kind not in ("assign", "parameter"):
        return None
    known = known_number(binding.value, analysis, depth - 1)
    if known is None:
        return None
    if binding.kind == "parameter":
        return Known(
            known.value, f"`{brief(node)}` is {known.value:g} unless a caller gives another"
        )
    return Known(known.value, f"`{brief(node)}` is {brief(binding.value)}")


def _set_once(node: cst.Attribute, analysis: Analysis) -> cst.BaseExpression | None:
    """Return what the class of `x.name` sets it to: in its body, or in its constructor whatever
    happens. None where this module sets it again, or may, in a base or a derived class included.
    """
    structure, names, name = analysis.structure, analysis.names, node.attr.value
    scope = structure.class_of(node.value) or structure.class_named(node.value)
    if scope is None or _may_be_set_by_name(name, analysis):
        return None
    relatives = structure.relatives(scope)
    values = [
        # An annotated one may be a field, to which a constructor gives another value.
        binding.value if isinstance(names.parent(binding.node), cst.AssignTarget) else None
        for relative in relatives
        for binding in relative.bindings.get(name, ())
    ]
    for attribute in names.attributes:
        if attribute.attr.value == name and id(attribute) in names.stored:
            owner = structure.class_of(attribute.value) or structure.class_named(attribute.value)
            if owner is None or owner in relatives:
                values.append(_given_by_constructor(attribute, analysis))
    return values[0] if len(values) == 1 else None


def _may_be_set_by_name(name: str, analysis: Analysis) -> bool:
    """Tell whether a `setattr` of the module may set an attribute of that name."""
    return any(
        analysis.resolver.is_named(call.func, "setattr")
        and (len(call.args) != 3 or literal(call.args[1].value) in (name, NO_LITERAL))
        for call in analysis.names.calls
    )


def _given_by_constructor(target: cst.Attribute, analysis: Analysis) -> cst.BaseExpression | None:
    """Return what a statement of `__init__` itself, under no condition, assigns to `target`."""
    names = analysis.names
    statement = names.parent(target)
    if isinstance(statement, cst.AssignTarget):
        statement = names.parent(statement)
    function = names.scope_of(target).node
    if not isinstance(statement, (cst.Assign, cst.AnnAssign)) or not (
        isinstance(function, cst.FunctionDef) and function.name.value == "__init__"
    ):
        return None
    is_conditional = names.block_of(statement) is not function.body
    return None if is_conditional else statement.value
