"""What of a file's layers other files of its project may use, or give others for: where the file is
judged alone, nobody knows what they do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bnmigrate.places import NOTEBOOK
from bnmigrate.program import library
from bnmigrate.program.facts import Variable
from bnmigrate.program.objects import (
    Holder,
    LayerObject,
    Method,
    OwnClass,
    OwnFunction,
    Partial,
    StateName,
    Value,
)
from bnmigrate.program.solver import Module, Program


def leaving(program: Program) -> Iterator[Value]:
    """Yield what can be reached from outside of the program, and what it is checked for."""
    seen: set[int] = set()
    queue = list(_roots(program))
    for value in queue:
        if id(value) in seen:
            continue
        seen.add(id(value))
        yield value
        queue += _parts(program, value)


def _roots(program: Program) -> Iterator[Value]:
    """Yield what other files name, what they are handed, and what their values are checked for."""
    variables: list[Variable] = [*program.open_fields.values()]
    variables += (variable for variable, _ in program.decorated)
    variables += (e.variable for e in program.escapes if not _is_of_framework(e.callee))
    for module in program.modules.values():
        if not module.name.endswith(NOTEBOOK):  # which nothing imports
            variables += (module.base + variable for variable in module.facts.names.values())
        for function in module.functions:
            variables += (module.base + p.annotation for p in function.facts.parameters)
        for own in module.classes:
            if not all(map(_is_of_framework, own.externals)):
                yield own
        variables += _asked(program, module)
    for variable in variables:
        yield from program.values[variable]


def _asked(program: Program, module: Module) -> Iterator[Variable]:
    """Yield what a value is checked for that isn't one of the layers of this file alone."""
    for op in module.facts.ops:
        if op.code == "check":
            subject, classes = (module.base + source for source in op.sources)
            values = program.values[subject]
            if not values or not all(isinstance(value, LayerObject) for value in values):
                yield classes


def _is_of_framework(name: str) -> bool:
    """Whether a function or class, by its dotted name, is known to be of no file of a project."""
    root = name.partition(".")[0]
    return root in library.FRAMEWORKS or root in sys.stdlib_module_names


def _parts(program: Program, value: Value) -> Iterator[Value]:
    """Yield what who has a value can reach through it."""
    variables: list[Variable] = []
    if isinstance(value, Holder):
        variables += value.fields.values()
    if isinstance(value, Partial):
        variables += (value.function, *(a.variable for a in value.arguments))
    elif isinstance(value, OwnFunction):
        base = value.module.base
        variables += (base + value.facts.returned, base + value.facts.yielded)
    elif isinstance(value, Method):
        yield from (value.function, value.receiver)
    elif isinstance(value, StateName):
        yield value.network
    elif isinstance(value, OwnClass):
        yield from (*value.parents, *value.layers)
        if value.instance is not None:
            yield value.instance
    elif isinstance(value, LayerObject) and value.own is not None:
        yield value.own
    for variable in variables:
        yield from program.values[variable]
