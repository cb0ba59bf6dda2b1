"""Expressions for 1 - x, exact and as a person would write them."""

from __future__ import annotations

from decimal import Decimal, localcontext

import libcst as cst

from bnmigrate.syntax import bare, literal, source

_LOOSER_THAN_MINUS = (
    cst.Add,
    cst.Subtract,
    cst.LeftShift,
    cst.RightShift,
    cst.BitAnd,
    cst.BitXor,
    cst.BitOr,
)


def complement(node: cst.BaseExpression, inside: bool = False) -> cst.BaseExpression:
    """Return the expression for 1 - `node`.

    A number becomes the exact decimal, `1 - x` becomes `x`, a conditional expression is
    complemented in both branches, and all else is subtracted from 1, in parentheses only where
    Python needs them. `inside` tells that the result is part of another expression and keeps the
    parentheses that an argument of its own doesn't need. Parentheses that hold a comment stay.
    """
    text = complement_of_number(node)
    if text is not None:
        return _in_parentheses_of(node, cst.parse_expression(text), inside)
    if isinstance(node, cst.IfExp):
        return node.with_changes(
            body=complement(node.body, inside=True), orelse=complement(node.orelse, inside=True)
        )
    if is_one_minus(node):
        assert isinstance(node, cst.BinaryOperation)
        right = node.right
        if not getattr(right, "lpar", None):
            return _in_parentheses_of(node, right, inside)
        can_be_bare = not isinstance(right, (cst.NamedExpr, cst.Yield, cst.GeneratorExp, cst.Tuple))
        if can_be_bare and not inside and not _has_comment(right):
            right = bare(right)
        return _in_parentheses_of(node, right, inside=False)
    operand = node
    if needs_parentheses(node):
        operand = node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.BinaryOperation(cst.Integer("1"), cst.Subtract(), operand)


def _in_parentheses_of(
    node: cst.BaseExpression, new: cst.BaseExpression, inside: bool
) -> cst.BaseExpression:
    """Return `new` with the parentheses of `node` where they must stay."""
    if getattr(node, "lpar", None) and (inside or _has_comment(node)):
        return new.with_changes(lpar=[*node.lpar, *new.lpar], rpar=[*new.rpar, *node.rpar])
    return new


def _has_comment(node: cst.BaseExpression) -> bool:
    """Tell whether the parentheses of `node` hold a comment."""
    return any("#" in source(part) for part in (*node.lpar, *node.rpar))


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
