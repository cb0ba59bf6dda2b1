"""Initial values: what a string, a number or an object says that a parameter is filled with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import libcst as cst

from bnmigrate.names.syntax import bare, descendants, source
from bnmigrate.rulebook import Initializer

Filling = tuple[str, dict[str, str]]
"""How a parameter is filled (a key of a dialect's `fills`) and the values that this takes."""


_NUMBERS = {"zeros": "0", "ones": "1"}
"""The kinds that fill with one number."""

_COMPUTED = (cst.Call, cst.NamedExpr, cst.Await, cst.Yield)
"""What may not be evaluated later."""


class Context(Protocol):
    """What is asked about the file around a value."""

    def qualified(self, node: cst.BaseExpression) -> str | None:
        """Return the qualified name that `node` stands for."""

    def constant(self, node: cst.BaseExpression) -> object:
        """Return the literal value of `node`, else NO_LITERAL."""

    def default(self, node: cst.BaseExpression) -> cst.BaseExpression | None:
        """Return the default that `node`, a parameter that isn't bound again, may hold."""


def initial_value(
    value: cst.BaseExpression, initializers: Sequence[Initializer], context: Context
) -> Filling | None:
    """Return what `value` says, None where that can't be told."""
    if _is_numeric(value, context):
        return constant(value, context)
    if isinstance(inner := bare(value), cst.IfExp):
        return _conditional(inner, initializers, context)
    known = context.constant(value)
    called = bare(value)
    function = context.qualified(called.func) if isinstance(called, cst.Call) else None
    for initializer in initializers:
        if isinstance(known, str) and known.lower() in initializer.strings:
            return initializer.kind, _defaults(initializer)
        if function == initializer.class_name:
            assert isinstance(called, cst.Call)
            return filled_by(called.args, initializer, context)
    return None


def _conditional(
    value: cst.IfExp, initializers: Sequence[Initializer], context: Context
) -> Filling | None:
    """Return what a conditional expression says, None where its branches are no numbers, or where
    its test may be another one later.
    """
    numbers: list[str] = []
    for branch in (value.body, value.orelse):
        said = initial_value(branch, initializers, context)
        number = None if said is None else _NUMBERS.get(said[0], said[1].get("value"))
        if number is None:
            return None
        numbers.append(number)
    if any(isinstance(node, _COMPUTED) for node in descendants(value.test)):
        return None
    body, orelse = numbers
    return "constant", {"value": f"{body} if {source(value.test)} else {orelse}"}


def filled_by(
    args: Sequence[cst.Arg], initializer: Initializer, context: Context
) -> Filling | None:
    """Return what the arguments of an initializer say, None where that can't be told."""
    given = _arguments(args, [name for name, *_ in initializer.arguments])
    if given is None:
        return None
    if initializer.kind == "constant":
        inner = given.get(initializer.arguments[0][0])
        return None if inner is None else constant(inner, context)
    sets = {name: what for name, what, _ in initializer.arguments}
    values = _defaults(initializer) | {sets[name]: source(node) for name, node in given.items()}
    return initializer.kind, values


def constant(value: cst.BaseExpression, context: Context) -> Filling:
    """Return how a parameter is filled with a number."""
    number = _number_of(value, context)
    if number is not None and number in (0, 1):
        return ("ones" if number else "zeros"), {}
    return "constant", {"value": source(value)}


def _number_of(value: cst.BaseExpression, context: Context) -> float | None:
    known = context.constant(value)
    return float(known) if isinstance(known, (int, float)) else None


def _is_numeric(value: cst.BaseExpression, context: Context) -> bool:
    """Tell whether the value is a number; a parameter is what its default is."""
    inner = bare(value)
    if isinstance(inner, cst.IfExp):
        return _is_numeric(inner.body, context) and _is_numeric(inner.orelse, context)
    default = context.default(inner)
    return _number_of(value if default is None else default, context) is not None


def _defaults(initializer: Initializer) -> dict[str, str]:
    return {sets: text for _, sets, text in initializer.arguments if text}


def _arguments(args: Sequence[cst.Arg], names: list[str]) -> dict[str, cst.BaseExpression] | None:
    """Return a call's arguments by name, None where they aren't plain ones of `names`."""
    given: dict[str, cst.BaseExpression] = {}
    for index, arg in enumerate(args):
        name = arg.keyword.value if arg.keyword else (names[index] if index < len(names) else "")
        if arg.star or name not in names or name in given:
            return None
        given[name] = arg.value
    return given
