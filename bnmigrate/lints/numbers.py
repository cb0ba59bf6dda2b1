"""The number that an expression is, where that can be told, and how it was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import libcst as cst

from bnmigrate.sites import Analysis
from bnmigrate.syntax import bare, brief, literal

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
    """Return the number that `node` is: a literal, a name bound to one once, here or in another of
    the given files, the default of a parameter, or a sum, difference or product of such. None where
    it can't be told.
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
        said = analysis.arrivals.get(qualified)
        module = qualified.rpartition(".")[0]
        return None if said is None else Known(float(said), f"{said} in {module}")
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
