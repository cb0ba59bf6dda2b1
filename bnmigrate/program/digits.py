"""What is made of a number of which not all digits are kept: it is rounded, or printed in a few."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from string import Formatter
from typing import TypeAlias

from bnmigrate.program.facts import Argument, Op, Variable
from bnmigrate.program.objects import Constant, External, LibraryMethod, Value
from bnmigrate.program.solver import Program

Cut: TypeAlias = Callable[[float], object]

_CONVERSIONS = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]")


def cut(program: Program, op: Op, base: int) -> Cut | None:
    """Return what an operation makes of a number by a text, or a number of digits, that is written
    out; None where it isn't, or all digits are kept.
    """
    if op.code == "show":
        return None if op.detail is None else partial(_formatted, [op.detail])
    if op.code == "combine" and op.detail[0] == "Mod":
        text = _text(program, base + op.sources[0])
        conversions = _CONVERSIONS.findall(text or "")
        return partial(_converted, conversions) if conversions else None
    if op.code != "call":
        return None
    given = [base + a.variable for a in op.detail if isinstance(a, Argument)]
    found = [_by_call(program, v, given) for v in program.values[base + op.sources[0]]]
    return found[0] if len(found) == 1 else None


def rounded(program: Program, op: Op, base: int) -> Iterable[Variable]:
    """Return what an operation rounds."""
    if op.code != "call" or not any(map(_rounds, program.values[base + op.sources[0]])):
        return ()
    return [base + a.variable for a in op.detail if isinstance(a, Argument)][:1]


def _by_call(program: Program, function: Value, given: list[Variable]) -> Cut | None:
    if isinstance(function, LibraryMethod) and function.name == "format":
        fields = _fields(function.receiver)
        return partial(_formatted, fields) if fields else None
    if len(given) < 2 or not isinstance(function, External):
        return None
    if _rounds(function):
        known = [v.value for v in program.values[given[1]] if isinstance(v, Constant)]
        digits = [value for value in known if isinstance(value, int)]
        return partial(_rounded, digits[0]) if len(digits) == 1 else None
    spec = _text(program, given[1]) if function.name == "builtins.format" else None
    return partial(_formatted, [spec]) if spec else None


def _rounds(function: Value) -> bool:
    return isinstance(function, External) and function.name == "builtins.round"


def _fields(text: Value) -> list[str]:
    """Return how the fields of a text are formatted; nothing where that isn't written out."""
    written = text.value if isinstance(text, Constant) and isinstance(text.value, str) else ""
    try:
        parts = [part for part in Formatter().parse(written) if part[1] is not None]
    except ValueError:
        return []
    specs = [spec for _, _, spec, conversion in parts if spec and not conversion]
    return specs if len(specs) == len(parts) and "{" not in "".join(specs) else []


def _text(program: Program, variable: Variable) -> str | None:
    """Return the text that a variable always is."""
    values = program.values[variable]
    known = [v.value for v in values if isinstance(v, Constant) and isinstance(v.value, str)]
    return known[0] if len(known) == len(values) == 1 else None


def _formatted(specs: list[str], number: float) -> list[str]:
    return [format(number, spec) for spec in specs]


def _converted(conversions: list[str], number: float) -> list[str]:
    return [conversion % number for conversion in conversions]


def _rounded(digits: int, number: float) -> float:
    return round(number, digits)
