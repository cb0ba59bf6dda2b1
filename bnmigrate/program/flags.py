"""What the lints ask of the program about a flag that a call gives to a layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bnmigrate.program.facts import Argument, Op, Place
from bnmigrate.program.objects import Constant, LayerReference
from bnmigrate.program.solver import Module, Program
from bnmigrate.rulebook import LayerClass

MAY_BE_NONE = "may be None"
IS_TRAINED = "is trained"
_NONE = Constant(None, "NoneType")
_FALSE = Constant(False, "bool")


class Flag(NamedTuple):
    """What is said of the flag that the call at a place of a module gives: that None is among its
    values, or that it is False, in a program that trains a network.
    """

    module: str
    place: Place
    said: str


def flags(program: Program) -> Iterator[Flag]:
    """Yield what is said of the flags of layers, in whichever framework."""
    trains: bool | None = None
    for module in program.modules.values():
        for op in module.facts.ops:
            if op.code != "call":
                continue
            for value in _given(program, module, op):
                if value == _NONE:
                    yield Flag(module.name, op.place.in_text, MAY_BE_NONE)
                elif value == _FALSE:
                    trains = _trains(program) if trains is None else trains
                    if trains:
                        yield Flag(module.name, op.place.in_text, IS_TRAINED)


def _given(program: Program, module: Module, op: Op) -> Iterator[Constant]:
    """Yield the literals that may come to the flag of a layer that a call makes."""
    classes = [
        value.layer_class
        for value in program.values[module.base + op.sources[0]]
        if isinstance(value, LayerReference)
    ]
    arguments = [a for a in op.detail if isinstance(a, Argument)] if classes else []
    for position, argument in enumerate(arguments):
        if any(_is_flag(layer_class, argument, position) for layer_class in classes):
            for value in program.values[module.base + argument.variable]:
                if isinstance(value, Constant):
                    yield value


def _is_flag(layer_class: LayerClass, argument: Argument, position: int) -> bool:
    signature = layer_class.signature
    parameter = (
        signature.named(argument.name)
        if argument.kind == "keyword"
        else signature.at(position)
        if argument.kind == "positional"
        else None
    )
    return parameter is not None and parameter.encoding == "choices"


def _trains(program: Program) -> bool:
    """Whether some module imports or calls what trains a network."""
    calls = {
        name
        for layer in program.rules.layers
        for dialect in layer.dialects.values()
        for name in dialect.training_calls
    }
    return any(_trains_in(module, calls) for module in program.modules.values())


def _trains_in(module: Module, calls: set[str]) -> bool:
    constants = dict(module.facts.constants)
    named = set()
    for op in module.facts.ops:
        if op.code == "attribute" and op.detail in calls:
            named.add(op.target)
        elif op.code == "import" and op.detail[2] in calls:
            return True
        elif op.code == "call" and op.sources[0] in named:
            given = [a.variable for a in op.detail if isinstance(a, Argument)]
            if not (given and constants.get(given[0], True) is False):
                return True
    return False
