"""Where a program tells the last digit of a setting that is read from a layer.

One framework's layer keeps the momentum that its constructor was given, the other's computes it:
0.1 is 0.09999999999999998 there. To compute with it makes no difference; to compare it, to look
something up by it, or to print it does, save where it is printed in so few digits that both are the
same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import TypeAlias

from bnmigrate.program import library
from bnmigrate.program.digits import Cut, cut, rounded
from bnmigrate.program.facts import Argument, Op, Variable
from bnmigrate.program.inside import Inside
from bnmigrate.program.objects import (
    TEXTS,
    Constant,
    Container,
    External,
    Holder,
    LibraryMethod,
    OwnFunction,
    OwnObject,
    SettingValue,
    Value,
)
from bnmigrate.program.solver import Program

_NONE = {Constant(None, "NoneType"): None}


Pairs: TypeAlias = Collection[tuple[float, float]]
"""What a setting may read in the one framework and, beside each, in the other."""

Readings: TypeAlias = Callable[[SettingValue], Pairs | None]
"""Gives these, and None where it isn't known what a setting reads."""


def told(program: Program, readings: Readings) -> Iterator[SettingValue]:
    """Yield the settings whose last digit makes a difference somewhere, each of them once."""
    read = {
        value for values in program.values for value in values if isinstance(value, SettingValue)
    }
    if not read:
        return
    found: dict[SettingValue, None] = {}
    settings = Inside(program, SettingValue)
    keeping = _keeping(program)
    opens = partial(_is_told_by_fields, program)
    for module in program.modules.values():
        for op in module.facts.ops:
            for variables, is_told in (
                (_telling(program, op, module.base, keeping), True),
                (rounded(program, op, module.base), False),
            ):
                for value in settings.of(variables, opens):
                    kept = cut(program, op, module.base)
                    if is_told if kept is None else _differs(value, kept, readings, is_told):
                        found[value] = None
    found |= dict.fromkeys(settings.of(program.formatted, opens))
    yield from found


def _differs(value: SettingValue, kept: Cut, readings: Readings, is_told: bool) -> bool:
    """Whether what is kept of a setting is something else in the other framework; `is_told` where
    it isn't known what it reads.
    """
    pairs = None if value.is_computed else readings(value)
    if pairs is None:
        return is_told
    try:
        return any(kept(one) != kept(other) for one, other in pairs)
    except (TypeError, ValueError):
        return is_told


def _keeping(program: Program) -> set[Value]:
    """Return the functions whose results are kept, and looked up by what they are given."""
    return {
        function
        for module in program.modules.values()
        for op in module.facts.ops
        if op.code == "call"
        and any(
            isinstance(v, External) and v.name in library.CACHES
            for v in program.values[module.base + op.sources[0]]
        )
        for argument in op.detail
        if isinstance(argument, Argument)
        for function in program.values[module.base + argument.variable]
        if isinstance(function, OwnFunction)
    }


def _telling(program: Program, op: Op, base: int, kept: Collection[Value]) -> Iterable[Variable]:
    """Return what an operation tells the digits of; `kept` are the functions whose results are
    kept by what they are given.
    """
    sources = [base + source for source in op.sources]
    if op.code == "compare":
        is_for_none = set(op.detail) <= {"Is", "IsNot"} or any(
            program.values[source] == _NONE for source in sources
        )
        return () if is_for_none else sources
    if op.code in ("show", "hash"):
        return sources
    if op.code in ("element", "set element"):
        return sources[1:2]
    if op.code == "combine" and op.detail[0] == "Mod" and len(sources) > 1:
        return sources[1:] if any(_is_text(v) for v in program.values[sources[0]]) else ()
    if op.code == "display" and op.detail[0] in ("set", "dict"):
        kind = "key" if op.detail[0] == "dict" else "item"
        return [base + item.variable for item in op.detail[1] if item.kind == kind]
    if op.code == "attribute" and op.detail in library.TELLING_OF_NUMBERS:
        return sources
    if op.code == "call":
        given = [base + a.variable for a in op.detail if isinstance(a, Argument)]
        functions = program.values[sources[0]]
        if any(isinstance(v, OwnFunction) and v in kept for v in functions):
            return given
        is_exact = any(library.is_exact(v) for one in given for v in program.values[one])
        if any(_tells(v) or (is_exact and _makes_tensor(v)) for v in functions):
            return given
    return ()


def _makes_tensor(function: Value) -> bool:
    """Whether a function of a framework may make a tensor of a number."""
    root = function.name.partition(".")[0] if isinstance(function, External) else ""
    return root in library.FRAMEWORKS


def _is_text(value: Value) -> bool:
    return value in TEXTS or (isinstance(value, Constant) and isinstance(value.value, str))


def _tells(function: Value) -> bool:
    if isinstance(function, External):
        return function.name in library.TELLS
    if isinstance(function, LibraryMethod) and function.name in library.TELLING_METHODS:
        return isinstance(function.receiver, Container) or _is_text(function.receiver)
    return isinstance(function, LibraryMethod) and function.name in library.TELLING_ASSERTIONS


def _is_told_by_fields(program: Program, holder: Holder) -> bool:
    """Whether a value is compared, and shown, by what is in it."""
    if isinstance(holder, OwnObject):
        return any(map(program.has_fields, holder.own.ancestors()))
    return isinstance(holder, Container) and holder.kind != "module"
