"""What callers give the parameters of a closed program's functions: literals that are known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bnmigrate.program.facts import Parameter, Variable
from bnmigrate.program.objects import (
    NO_NAMES,
    At,
    Constant,
    External,
    Holder,
    Method,
    OwnClass,
    OwnFunction,
    OwnObject,
    Partial,
    Value,
)
from bnmigrate.program.solver import APPLIED, Module, Program

EXECUTING = frozenset({"builtins.exec", "builtins.eval"})

_WRITTEN = (str, int, float, type(None))
"""The types of literals that can be written out again."""


class Known(NamedTuple):
    """That a parameter of the function at `at` is a literal, or holds some by key for `**`."""

    at: At
    name: str
    values: tuple[tuple[str, object], ...]
    """The literal under the key "", or those of a dict by its keys."""


def known(program: Program, places: Iterable[At]) -> Iterator[Known]:
    """Yield what is known of the parameters of the functions around some places."""
    around: dict[str, list[At]] = {}
    for at in places:
        around.setdefault(at.module, []).append(at)
    if not (program.is_closed and around and _is_told(program)):
        return
    unsure = _unsure(program)
    for name, inside in around.items():
        module = program.modules[name]
        for function in module.functions:
            place = At(name, function.facts.place)
            if function.is_copy or place in unsure:
                continue
            if any(place.place.holds(at.place) for at in inside):
                yield from _of_function(program, module, function)


def _of_function(program: Program, module: Module, function: OwnFunction) -> Iterator[Known]:
    at = At(module.name, function.facts.place)
    for parameter in function.facts.parameters:
        sources = program.given.get((at, parameter.name), [])
        if not all(program.values[source] for source in sources):
            continue  # nobody knows what is given there
        if parameter.kind == "**":
            fields = _fields(program, at, parameter)
            literals = {key: _literal(program, variables) for key, variables in fields.items()}
        elif parameter.kind == "*":
            continue
        else:
            literals = {"": _literal(program, [module.base + parameter.variable])}
        if all(literal is not None for literal in literals.values()):
            found = ((key, one.value) for key, one in literals.items() if one is not None)
            yield Known(at, parameter.name, tuple(sorted(found)))


def _fields(program: Program, at: At, parameter: Parameter) -> dict[str, list[Variable]]:
    """Return what arrives by each name that a `**` parameter takes."""
    fields: dict[str, list[Variable]] = {}
    for (where, kind, name), container in program.containers.items():
        if where.in_text == at and kind == "dict" and name == parameter.name:
            for key, variable in container.fields.items():
                if key not in NO_NAMES or program.values[variable]:
                    fields.setdefault(str(key), []).append(variable)
    return fields


def _literal(program: Program, variables: Iterable[Variable]) -> Constant | None:
    """Return the literal that variables hold, None where it is another value or not the only."""
    values = {value for variable in variables for value in program.values[variable]}
    one = values.pop() if len(values) == 1 else None
    if not isinstance(one, Constant) or not isinstance(one.value, _WRITTEN):
        return None
    return None if isinstance(one.value, float) and not math.isfinite(one.value) else one


def _is_told(program: Program) -> bool:
    """Whether all calls in the program are in sight: no code in strings, and no module that is
    imported by a name that is put together.
    """
    return not program.imports_any and EXECUTING.isdisjoint(
        value.name for values in program.values for value in values if isinstance(value, External)
    )


def _unsure(program: Program) -> set[At]:
    """Return the functions that may be called in a way that isn't seen: by nobody in the program,
    with arguments that can't be told, or by a library.
    """
    found = {*program.unsure, *program.opened}
    seen: set[int] = set()
    variables = [*(escape.variable for escape in program.escapes), *program.kept]
    queue = [value for variable in variables for value in program.values[variable]]
    for module in program.modules.values():
        for own in module.classes:
            if not program.is_plain(own):
                queue.append(own)
            for bound in _overriding(own):  # what calls the other one may call it
                queue += program.values[module.base + own.facts.names[bound]]
        for function in module.functions:
            if function.facts.owner is not None and function.facts.name in APPLIED:
                queue.append(function)
    for _, owner, name in program.lookups:
        if not all(isinstance(one, Constant) for one in program.values[name] or [None]):
            owners = program.values[owner]  # any of its methods may be meant
            queue += [v.own if isinstance(v, OwnObject) else v for v in owners]
    for value in queue:
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, OwnFunction):
            found.add(At(value.module.name, value.facts.place.in_text))
        elif isinstance(value, Holder):
            queue += _parts(program, value)
        elif isinstance(value, Method):
            queue.append(value.function)
    return found


def _overriding(own: OwnClass) -> set[str]:
    """Return the names that a class binds and one of its bases too, without the constructor."""
    others = {name for one in own.ancestors() if one is not own for name in one.facts.names}
    return others & own.facts.names.keys() - {"__init__"}


def _parts(program: Program, value: Holder) -> Iterator[Value]:
    """Yield what a library that is given a value may call: what it holds, and its methods."""
    for variable in value.fields.values():
        yield from program.values[variable]
    if isinstance(value, Partial):
        yield from program.values[value.function]
    elif isinstance(value, OwnClass):
        yield from value.parents
    elif isinstance(value, OwnObject) and not program.is_module(value.own):
        yield value.own
