"""Expressions for 1 - x, exact and as a person would write them."""

from __future__ import annotations

from decimal import Decimal, localcontext

import libcst as cst

from bnmigrate.names.syntax import bare, in_place_of, literal, parenthesized, source, with_branches

_LOOSER_THAN_MINUS = (
    cst.Add,
    cst.Subtract,
    cst.LeftShift,
    cst.RightShift,
    cst.BitAnd,
    cst.BitXor,
    cst.BitOr,
)


def complement(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return the expression for 1 - `node`, as an argument of its own.

    A number becomes the exact decimal, `1 - x` becomes `x`, a conditional expression is
    complemented in both branches, and all else is subtracted from 1, in parentheses only where
    Python needs them. Parentheses that hold a comment stay.
    """
    text = complement_of_number(node)
    if text is not None:
        return in_place_of(node, cst.parse_expression(text))
    if isinstance(node, cst.IfExp):
        return with_branches(node, complement(node.body), complement(node.orelse))
    if is_one_minus(node):
        assert isinstance(node, cst.BinaryOperation)
        right = node.right
        needs_own = isinstance(right, (cst.NamedExpr, cst.Yield, cst.GeneratorExp, cst.Tuple))
        return in_place_of(node, right if needs_own else in_place_of(right, bare(right)))
    operand = parenthesized(node) if needs_parentheses(node) else node
    return cst.BinaryOperation(cst.Integer("1"), cst.Subtract(), operand)


def is_one_minus(node: cst.BaseExpression) -> bool:
    """Tell whether `node` is written `1 - x`."""
    if not isinstance(node, cst.BinaryOperation) or not isinstance(node.operator, cst.Subtract):
        return False
    left = literal(node.left)
    is_one = isinstance(left, (int, float)) and not isinstance(left, bool) and left == 1
    return is_one and "#" not in source(node.operator)


def needs_parentheses(node: cst.BaseExpression) -> bool:
    """Tell whether `node` must be put in parentheses to stand on the right of a minus."""
    if getattr(node, "lpar", None):
        return False
    if isinstance(node, cst.BinaryOperation):
        return isinstance(node.operator, _LOOSER_THAN_MINUS)
    if isinstance(node, cst.UnaryOperation):
        return isinstance(node.operator, cst.Not)
    return isinstance(
        node,
        (cst.BooleanOperation, cst.Comparison, cst.IfExp, cst.Lambda, cst.NamedExpr, cst.Yield),
    )


def complement_of_number(node: cst.BaseExpression) -> str | None:
    """Return 1 - `node` as decimal digits where `node` is a number: 0.1 gives 0.9.

    None for anything else, and for numbers whose exact complement has more than 30 digits.
    """
    value = literal(node)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if value and not 1e-30 < abs(value) < 1e30:
        return None
    number = bare(node)
    sign = 1
    if isinstance(number, cst.UnaryOperation):
        sign = -1 if isinstance(number.operator, cst.Minus) else 1
        number = bare(number.expression)
    if isinstance(number, cst.Integer):
        digits = str(abs(value))
    elif isinstance(number, cst.Float):
        digits = number.value.replace("_", "")
    else:
        return None
    with localcontext() as context:
        context.prec = 100
        text = f"{1 - sign * Decimal(digits if value else 0):f}"
    if len(text) > 32:
        return None
    return text if "." in text else f"{text}.0"
