"""Where a walk over modules meets a layer that another one is built around in one framework: it is
there in the one, and not in the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bnmigrate.program.facts import Op
from bnmigrate.program.objects import (
    At,
    Container,
    External,
    Held,
    LayerObject,
    Method,
    OwnFunction,
    Value,
)

if TYPE_CHECKING:
    from bnmigrate.program.solver import Module, Program

_PASSES_ON = frozenset({"copy", "part", "rest", "either"})
"""The operations that hand on what they are given, and do nothing with it."""

_ASKS = frozenset({"narrow", "check", "predicate"})
"""Those that ask for its class."""


def met(program: Program) -> Iterator[tuple[At, LayerObject]]:
    """Yield the places where something is done for what a layer is built around, with the layer."""
    for module in program.modules.values():
        for function in module.facts.functions:
            given = [module.base + p.variable for p in function.parameters]
            for layer in () if function.guards else dict.fromkeys(_direct(program, given)):
                yield At(module.name, function.place), layer
        for op in module.facts.ops:
            for layer in dict.fromkeys(_used(program, module, op)):
                yield At(module.name, op.place), layer
    yield from taken(program)


def taken(program: Program) -> Iterator[tuple[At, LayerObject]]:
    """Yield the checks for a class that let through what a layer is built around."""
    for module in program.modules.values():
        for op in module.facts.ops:
            if op.code == "narrow" and op.detail[1]:
                for layer in _direct(program, [module.base + op.target]):
                    yield At(module.name, op.place), layer


def _used(program: Program, module: Module, op: Op) -> Iterator[LayerObject]:
    if op.code in _PASSES_ON or op.code in _ASKS:
        return
    if op.code == "iterate":
        if op.detail not in ("each", "named"):
            return
    elif op.code == "call" and _is_known(program, module.base + op.sources[0]):
        return
    yield from _inside(program, [module.base + variable for variable in op.reads])


def _is_known(program: Program, function: int) -> bool:
    """Whether nothing may be called but functions of the program, and isinstance."""
    values = program.values[function]
    asks = External("builtins.isinstance")
    return bool(values) and all(isinstance(v, (OwnFunction, Method)) or v == asks for v in values)


def _direct(program: Program, variables: Iterable[int]) -> Iterator[LayerObject]:
    for variable in variables:
        for value in program.values[variable]:
            if isinstance(value, Held):
                yield value.holder


def _inside(program: Program, variables: Iterable[int]) -> Iterator[LayerObject]:
    """Yield the layers that what some variables hold stands for, alone or in what a walk gives."""
    queue = list(variables)
    seen: set[int] = set()
    for variable in queue:
        if variable in seen:
            continue
        seen.add(variable)
        for value in program.values[variable]:
            if isinstance(value, Held):
                yield value.holder
            elif _is_walk(value):
                assert isinstance(value, Container)
                queue += value.fields.values()


def _is_walk(value: Value) -> bool:
    return isinstance(value, Container) and value.kind in ("generator", "tuple")
