"""Which layers may be applied before anything in the program has set their mode.

What a module registers has the mode of its network, once that is set. A network that nobody sets
the mode of has the one that it is made in, which differs between the frameworks. So each place
where a network is applied needs one before it that sets its mode for certain: in the same
function, or before that is called. What only callers outside of the program apply is theirs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from bnmigrate.program import library
from bnmigrate.program.facts import NOWHERE, Argument, Op, Place, Variable
from bnmigrate.program.objects import (
    NETWORK,
    OPEN,
    At,
    Container,
    External,
    LayerObject,
    LayerReference,
    LibraryMethod,
    Method,
    OwnClass,
    OwnFunction,
    OwnObject,
    Super,
    Value,
)
from bnmigrate.program.solver import APPLIED, Module, Program

Layers = frozenset[LayerObject]

_NONE: Layers = frozenset()

MODE = "training"
"""The attribute that tells the mode, in every framework."""


class _Summary(NamedTuple):
    """What a call does with the modes of layers, from its beginning to its end."""

    applied: Layers = _NONE
    """Those that may be applied before their mode is set."""

    makes: Layers = _NONE
    sets: Layers = _NONE
    """Those whose mode is set at the end, whatever happens."""


class Modes:
    """Looks for the layers that are applied in the mode that they are made in.

    `layers_in` gives those of `everyone` that a value is or holds; `setters` are the methods that
    set a mode, and `trainers` the functions outside that set that of what they are given.
    """

    def __init__(
        self,
        program: Program,
        everyone: Iterable[LayerObject],
        layers_in: Callable[[Value], Iterable[LayerObject]],
        setters: frozenset[str],
        trainers: frozenset[str],
    ) -> None:
        self.program = program
        self._everyone = frozenset(everyone)
        self._layers_in = layers_in
        self._setters = setters
        self._trainers = trainers
        self._inside: dict[Value, Layers] = {}
        self._summaries: dict[int, _Summary] = {}
        self._called: set[int] = set()
        self._in_text = {
            (f.module.name, f.facts.place): f
            for module in program.modules.values()
            for f in module.functions
            if not f.is_copy
        }

    def unset(self) -> Layers:
        """Return the layers that may be applied before anything sets their mode."""
        found = _NONE
        for module in self.program.modules.values():
            own = {id(op) for f in module.functions for op in f.body}
            ops = [op for op in module.facts.ops if id(op) not in own]
            found |= self._follow(module, ops, NOWHERE).applied
        for function in self._in_text.values():
            self._summary(function)
        for function in self._in_text.values():
            if id(function) not in self._called and not self._is_of_network(function):
                found |= self._summary(function).applied
        return found

    def _is_of_network(self, function: OwnFunction) -> bool:
        """Whether a function is a method of a network, and is called where that is applied."""
        owner = function.facts.owner
        return (
            owner is not None
            and function.facts.name != "__init__"
            and self.program.is_module(function.module.classes[owner])
        )

    def _summary(self, function: OwnFunction) -> _Summary:
        function = self._in_text.get((function.module.name, function.facts.place.in_text), function)
        known = self._summaries.get(id(function))
        if known is None:
            self._summaries[id(function)] = _Summary()  # for one that calls itself
            known = self._follow(function.module, function.body, function.facts.place)
            self._summaries[id(function)] = known
        return known

    def _follow(self, module: Module, ops: Iterable[Op], around: Place) -> _Summary:
        """Return what operations do one after the other, which stand in a function at `around`."""
        uses = [op for op in ops if op.code == "call" or _reads_mode(op)]
        uses.sort(key=lambda op: (op.place.end_line, op.place.end_column))
        branches = [b for b in module.facts.conditional if not b.holds(around)]
        applied, made, made_twice = _NONE, _NONE, _NONE
        modes: list[tuple[list[Place], Layers]] = []
        for op in uses:
            done = self._called_at(module, op)
            if done == _Summary():
                continue
            inside = [b for b in branches if b.holds(op.place)]
            fresh = done.applied
            for only_in, layers in modes:
                if all(branch in inside for branch in only_in):
                    fresh -= layers - made_twice
            applied |= fresh
            made_twice |= made & done.makes
            made |= done.makes
            modes = [(only_in, layers - done.makes) for only_in, layers in modes]
            modes.append((inside, done.sets))
        return _Summary(applied, made, _NONE.union(*(s for inside, s in modes if not inside)))

    def _called_at(self, module: Module, op: Op) -> _Summary:
        values = self.program.values[module.base + op.sources[0]]
        if _reads_mode(op):  # which is the one that the layer is applied in
            return _Summary(self._everyone.intersection(values))
        given = [module.base + a.variable for a in op.detail if isinstance(a, Argument)]
        done = [self._call(value, op, module, given) for value in values]
        if not done:
            return _Summary()
        return _Summary(
            _NONE.union(*(one.applied for one in done)),
            _NONE.union(*(one.makes for one in done)),
            frozenset.intersection(*(one.sets for one in done)),
        )

    def _call(self, value: Value, op: Op, module: Module, given: Sequence[Variable]) -> _Summary:
        """Return what it does to call a value."""
        if isinstance(value, (OwnFunction, Method)):
            return self._of_function(value)
        if isinstance(value, OwnClass):
            return self._of_method(value, "__init__")
        if isinstance(value, OwnObject) and not self.program.is_module(value.own):
            return self._of_method(value.own, "__call__")
        if isinstance(value, LayerReference):
            made = self.program.calls.get((At(module.name, op.place), value))
            return _Summary(makes=frozenset([made] if made in self._everyone else []))
        if value is NETWORK or isinstance(value, (OwnObject, LayerObject, Container)):
            is_list = isinstance(value, Container) and value.kind != "module"
            return _Summary(_NONE if is_list else self._layers(value))
        if isinstance(value, LibraryMethod):
            receiver = value.receiver
            layers = self._layers(receiver.receiver if isinstance(receiver, Super) else receiver)
            if value.name in self._setters:
                return _Summary(sets=layers)
            return _Summary(layers if value.name in APPLIED else _NONE)
        if isinstance(value, External):
            return self._of_library(value.name, given)
        return _Summary()

    def _of_function(self, value: OwnFunction | Method) -> _Summary:
        function = value.function if isinstance(value, Method) else value
        found = self._in_text.get((function.module.name, function.facts.place.in_text), function)
        self._called.add(id(found))
        return self._summary(found)

    def _of_method(self, own: OwnClass, name: str) -> _Summary:
        for one in own.ancestors():
            variable = one.facts.names.get(name)
            if variable is not None:
                for value in self.program.values[one.module.base + variable]:
                    if isinstance(value, OwnFunction):
                        return self._of_function(value)
        return _Summary()

    def _of_library(self, name: str, given: Sequence[Variable]) -> _Summary:
        """Return what a function outside of the program does: one that isn't known may apply a
        network that it is given.
        """
        values = [v for variable in given for v in self.program.values[variable]]
        if name in self._trainers:
            return _Summary(sets=_NONE.union(*map(self._layers, values)))
        root = name.partition(".")[0]
        if root in (*library.FRAMEWORKS, "builtins") or root in sys.stdlib_module_names:
            return _Summary()
        networks = [
            v
            for v in values
            if isinstance(v, LayerObject)
            or (isinstance(v, OwnObject) and self.program.is_module(v.own))
            or (isinstance(v, Container) and v.kind == "module")
        ]
        return _Summary(_NONE.union(*map(self._layers, networks)))

    def _layers(self, value: Value) -> Layers:
        if value is NETWORK or value is OPEN:
            return self._everyone
        found = self._inside.get(value)
        if found is None:
            found = self._inside[value] = self._everyone.intersection(self._layers_in(value))
        return found


def _reads_mode(op: Op) -> bool:
    return op.code == "attribute" and op.detail == MODE
