"""Which variables hold whole numbers alone, as far as the program and its annotations tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from bnmigrate.program.facts import Argument, Op, Variable
from bnmigrate.program.lint_facts import Choice
from bnmigrate.program.objects import (
    FOREIGN,
    INTEGER,
    OPEN,
    At,
    Constant,
    External,
    LayerObject,
    LayerReference,
    LibraryMethod,
    OwnClass,
    Partial,
    Value,
)
from bnmigrate.program.origins import Origins
from bnmigrate.program.solver import Program
from bnmigrate.rulebook import LayerClass, Parameter

WHOLE = "int"
"""What is said of an argument that is always a whole number."""

_KEEP = frozenset({"Add", "Sub", "Mult", "FloorDiv", "Mod", "USub"})
"""The operators that make a whole number of whole ones."""

_MAKE = frozenset({External("builtins.int"), External("builtins.len")})
"""The functions that return whole numbers."""


class WholeNumbers:
    """Answers for one program. Callers outside of it give a parameter what its annotation says, or
    something like its default.
    """

    def __init__(self, program: Program, origins: Origins) -> None:
        self.program = program
        self.origins = origins

    def is_whole(self, variable: Variable) -> bool:
        """Whether a variable holds whole numbers alone."""
        return self._is_whole(variable, set())

    def _is_whole(self, variable: Variable, seen: set[Variable]) -> bool:
        if variable in seen:
            return True
        seen.add(variable)
        values = self.program.values[variable]
        told = {FOREIGN, INTEGER, OPEN}
        if any(value not in told and not _is_int(value) for value in values):
            return False
        if variable in self._annotated:
            return True
        computed = self._computed.get(variable)
        if computed is not None:
            op, base = computed
            sources = [base + source for source in op.sources]
            if op.code == "combine":
                return op.detail[0] in _KEEP and all(self._is_whole(s, seen) for s in sources)
            return self.program.values[sources[0]].keys() <= _MAKE
        sources = [s for s in self.origins.into(variable) if self.program.values[s]]
        explained = {value for source in sources for value in self.program.values[source]}
        if variable in self._by_default:
            explained |= {OPEN, FOREIGN} if OPEN in values else set()
        rest = values.keys() - explained
        return (
            bool(values)
            and all(map(_is_int, rest))
            and all(self._is_whole(source, seen) for source in sources)
        )

    @cached_property
    def _annotated(self) -> frozenset[Variable]:
        """The parameters and names that are annotated as int."""
        return frozenset(
            module.base + op.target
            for module in self.program.modules.values()
            for op in module.facts.ops
            if op.code == "annotated"
            and {*self.program.values[module.base + op.sources[0]]} == {External("builtins.int")}
        )

    @cached_property
    def _by_default(self) -> frozenset[Variable]:
        """The parameters that are a whole number by default, and have no annotation."""
        return frozenset(
            module.base + parameter.variable
            for module in self.program.modules.values()
            for function in module.functions
            for parameter in function.facts.parameters
            if parameter.default
            and not parameter.annotation
            and all(map(_is_int, self.program.values[module.base + parameter.default]))
        )

    @cached_property
    def _computed(self) -> dict[Variable, tuple[Op, int]]:
        """What computes each variable, with the number that its module's begin with."""
        return {
            module.base + op.target: (op, module.base)
            for module in self.program.modules.values()
            for op in module.facts.ops
            if op.target and op.code in ("combine", "call")
        }


def shapes(program: Program, origins: Origins) -> Iterator[Choice]:
    """Yield the arguments of calls of layers' classes that are always whole numbers where a shape
    is taken, by their names, or by their positions.
    """
    whole = WholeNumbers(program, origins)
    found: dict[tuple[At, str], bool] = {}
    for module in program.modules.values():
        for op in module.facts.ops:
            called = program.values[module.base + op.sources[0]] if op.code == "call" else ()
            for layer_class, bound in classes_called(program, called):
                for key, parameter, variable in arguments(op, layer_class, bound):
                    if parameter.encoding == "shape":
                        place = At(module.name, op.place).in_text, key
                        is_whole = whole.is_whole(module.base + variable)
                        found[place] = is_whole and found.get(place, True)
    for (at, key), is_whole in found.items():
        if is_whole:
            yield Choice(at, key, (WHOLE,))


def classes_called(program: Program, called: Iterable[Value]) -> Iterator[tuple[LayerClass, int]]:
    """Yield the classes of layers that are called, and how many positional arguments are given
    before those of the call.
    """
    queue = [(value, 0) for value in called]
    partials: set[Value] = set()
    for value, bound in queue:
        if isinstance(value, LayerReference):
            yield value.layer_class, bound
        elif isinstance(value, Partial) and value not in partials:
            partials.add(value)
            more = sum(argument.kind == "positional" for argument in value.arguments)
            queue += [(inner, bound + more) for inner in program.values[value.function]]
        elif isinstance(value, OwnClass):
            yield from ((layer.layer_class, bound) for layer in value.layers)
        elif (
            isinstance(value, LibraryMethod)
            and value.name == "__init__"
            and isinstance(value.receiver, LayerObject)  # of a class that derives
        ):
            yield value.receiver.layer_class, bound


def arguments(
    op: Op, layer_class: LayerClass, bound: int
) -> Iterator[tuple[str, Parameter, Variable]]:
    """Yield the arguments of a call by their names or positions, and what they are given for."""
    for index, argument in enumerate(op.detail):
        if not isinstance(argument, Argument) or argument.kind.startswith("*"):
            return
        by_name, signature = argument.kind == "keyword", layer_class.signature
        parameter = signature.named(argument.name) if by_name else signature.at(bound + index)
        if parameter is not None:
            yield argument.name or str(index), parameter, argument.variable


def _is_int(value: Value) -> bool:
    return isinstance(value, Constant) and type(value.value) is int
