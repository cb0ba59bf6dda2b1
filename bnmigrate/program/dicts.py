"""What the dicts hold that calls of the layer unpack, wherever in the program they are written.

A dict is known where it is written with literal keys and nothing in the program may give it others
or other values. Functions that aren't looked into may change it as well: what reads it there is
found by the operations alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from bnmigrate.program.facts import NOWHERE, Argument, Op, Variable
from bnmigrate.program.objects import (
    NO_NAMES,
    At,
    Constant,
    Container,
    External,
    Holder,
    LayerReference,
    Method,
    OwnClass,
    OwnFunction,
    OwnModule,
)
from bnmigrate.program.solver import Module, Program

_HANDS_ON = frozenset({"copy", "reference", "either", "narrow", "annotated"})
"""The operations that give what they read."""

_READS = frozenset(
    {"element", "truth", "compare", "check", "show", "iterate", "predicate", "named"}
)
"""The operations that leave a dict as it is."""

_METHODS = frozenset({"get", "keys", "values", "items", "copy", "__contains__", "__len__"})
"""The methods that leave a dict as it is."""

_FUNCTIONS = frozenset(
    f"builtins.{name}"
    for name in ("dict", "len", "print", "list", "sorted", "repr", "str", "bool", "isinstance")
)
"""The functions that leave a dict as it is."""


class Unpacked(NamedTuple):
    """That a call at `at` unpacks a dict, number `number` of those that it does, counted from 0.

    `entries` are its keys and the literals that they have, as text, empty where it is none; they
    are None where the keys aren't known for certain. `changed` says where it may be changed.
    """

    at: At
    number: int
    entries: tuple[tuple[str, str], ...] | None
    changed: str = ""


def unpacked(program: Program, places: Collection[At]) -> Iterator[Unpacked]:
    """Yield what is known of the dicts that calls at some places unpack."""
    found: dict[tuple[At, int], list[Variable]] = {}
    for module in program.modules.values():
        for op in module.facts.ops:
            at = At(module.name, op.place).in_text
            if op.code == "call" and at in places:
                stars = [a for a in op.detail if isinstance(a, Argument) and a.kind == "**"]
                for number, argument in enumerate(stars):
                    found.setdefault((at, number), []).append(module.base + argument.variable)
    if found:
        dicts = _Dicts(program, (v for variables in found.values() for v in variables))
        for (at, number), variables in found.items():
            entries = dicts.entries(variables)
            changed = dicts.change(variables, at.module) if entries is None else ""
            yield Unpacked(at, number, entries, changed)


class _Dicts:
    def __init__(self, program: Program, variables: Iterable[Variable]) -> None:
        self.program = program
        self.wanted = {
            id(value): value
            for variable in variables
            for value in program.values[variable]
            if isinstance(value, Container) and value.kind == "dict"
        }
        self.reached: dict[Variable, set[int]] = {}
        """Which of them, by their ids, may arrive at a variable."""

        self.kept: dict[str, set[int]] = {}
        """Which of them are kept in attributes, by the attributes' names."""

    def entries(self, variables: Iterable[Variable]) -> tuple[tuple[str, str], ...] | None:
        """Return the entries of all dicts that variables may hold; None where they differ, or not
        all is known of them.
        """
        program = self.program
        values = [value for variable in variables for value in program.values[variable]]
        literals: dict[str, set[str]] | None = None
        for value in values:
            if not isinstance(value, Container) or id(value) not in self.wanted:
                return None
            keys = self._written.get(value.at.in_text)
            known = {k for k, v in value.fields.items() if k not in NO_NAMES or program.values[v]}
            if keys is None or known != set(keys) or id(value) in self._changed:
                return None
            literals = {key: set() for key in keys} if literals is None else literals
            if literals.keys() != set(keys):
                return None
            for key in keys:
                literals[key].add(self._literal(value.fields[key]))
        if literals is None:
            return None
        return tuple((key, said.pop() if len(said) == 1 else "") for key, said in literals.items())

    def change(self, variables: Iterable[Variable], reader: str) -> str:
        """Return where one of the dicts that variables may hold may be changed, as a message for
        the module `reader` says it; empty where that isn't told.
        """
        values = {id(value) for variable in variables for value in self.program.values[variable]}
        changed = (at for one, at in self._changed.items() if one in values and at is not None)
        places = [at for at in changed if at.place != NOWHERE]
        if not places:
            return ""
        at = min(places, key=lambda place: (place.module != reader, place.module, place.place))
        said = f"line {at.place.line}"
        return said if at.module == reader else f"{said} of {at.module}"

    def _literal(self, variable: Variable) -> str:
        """Return the literal that a variable is, empty where it isn't always the same."""
        values = self.program.values[variable]
        one = next(iter(values)) if len(values) == 1 else None
        return repr(one.value) if isinstance(one, Constant) else ""

    @cached_property
    def _written(self) -> dict[At, tuple[str, ...]]:
        """The keys of the dicts that are written with literal ones, in order, by their places."""
        places = {value.at.in_text for value in self.wanted.values()}
        found: dict[At, tuple[str, ...]] = {}
        for module in self.program.modules.values():
            for op in module.facts.ops:
                at = At(module.name, op.place).in_text
                if at in places and op.code == "display":
                    items = [item for item in op.detail[1] if item.kind != "key"]
                    keys = [item.key if item.kind == "item" else None for item in items]
                elif at in places and op.code == "call":
                    given = [one for one in op.detail if isinstance(one, Argument)]
                    keys = [one.name if one.kind == "keyword" else None for one in given]
                else:
                    continue
                if all(isinstance(key, str) for key in keys) and len(set(keys)) == len(keys):
                    found[at] = tuple(map(str, keys))
        return found

    @cached_property
    def _changed(self) -> dict[int, At | None]:
        """The dicts, by their ids, that may be given other keys or values, and where."""
        if not self.wanted:
            return {}
        self._reach()
        found: dict[int, At | None] = {}
        for module, op in self._ops():
            for source in op.reads:
                some = self.reached.get(module.base + source)
                for one in self._changed_by(module, op, source, some) if some else ():
                    found.setdefault(one, At(module.name, op.place.in_text))
        for one, value in self.wanted.items():
            if value.parked or any(one in self.reached.get(v, ()) for v in self.program.kept):
                found.setdefault(one, None)
        return found

    def _ops(self) -> Iterator[tuple[Module, Op]]:
        for module in self.program.modules.values():
            for op in module.facts.ops:
                yield module, op

    def _reach(self) -> None:
        """Find where the dicts arrive, also in what isn't looked into."""
        for variable, values in enumerate(self.program.values):
            some = {id(value) for value in values if id(value) in self.wanted}
            if some:
                self.reached[variable] = some
        is_more = True
        while is_more:
            is_more = False
            self._reach_classes()
            for variable, arriving in self._passed():
                if not arriving <= self.reached.get(variable, set()):
                    self.reached.setdefault(variable, set()).update(arriving)
                    is_more = True

    def _reach_classes(self) -> None:
        """Note the dicts that classes have by a name."""
        for module in self.program.modules.values():
            for own in module.classes:
                for name, variable in own.facts.names.items():
                    if module.base + variable in self.reached:
                        self.kept.setdefault(name, set()).update(
                            self.reached[module.base + variable]
                        )

    def _passed(self) -> Iterator[tuple[Variable, set[int]]]:
        """Yield what arrives at the results of operations, and by default at parameters."""
        for module, op in self._ops():
            arriving = self._arriving(module, op)
            if arriving:
                yield module.base + op.target, arriving
        for module in self.program.modules.values():
            for function in module.functions:
                for parameter in function.facts.parameters:
                    given = self.reached.get(module.base + parameter.default)
                    if given:
                        yield module.base + parameter.variable, given

    def _arriving(self, module: Module, op: Op) -> set[int]:
        """Return the dicts that an operation gives."""
        base, found = module.base, set[int]()
        if op.code in _HANDS_ON:
            for source in op.sources[:1] if op.code == "narrow" else op.sources:
                found |= self.reached.get(base + source, set())
        elif op.code == "import" and op.detail[2] is not None:
            found |= self._of_module(self.program.find(module, *op.detail[:2]), op.detail[2])
        elif op.code == "star":
            for star, level in module.facts.stars:
                found |= self._of_module(self.program.find(module, star, level), op.detail)
        elif op.code == "attribute":
            values = self.program.values[base + op.sources[0]]
            found |= self.kept.get(op.detail, set()) if not values else set()
            for value in values:
                if isinstance(value, OwnModule):
                    found |= self._of_module(value.module, op.detail)
        elif op.code == "call":
            for value in self.program.values[base + op.sources[0]]:
                if isinstance(value, OwnFunction):
                    returned = value.module.base + value.facts.returned
                    found |= self.reached.get(returned, set())
        elif op.code == "set attribute":
            kept = self.reached.get(base + op.sources[1], set())
            if not kept <= self.kept.get(op.detail, set()):
                self.kept.setdefault(op.detail, set()).update(kept)
        return found

    def _of_module(self, module: Module | None, name: str) -> set[int]:
        """Return the dicts that a module has by a name."""
        variable = 0 if module is None else module.facts.names.get(name, 0)
        return self.reached.get(module.base + variable, set()) if module and variable else set()

    def _changed_by(self, module: Module, op: Op, source: Variable, some: set[int]) -> set[int]:
        """Return which of the dicts that an operation reads it may change."""
        if op.code in _HANDS_ON or op.code in _READS:
            return set()
        if op.code == "attribute":
            return set() if op.detail in _METHODS else some
        if op.code == "set attribute" and source != op.sources[0]:
            return self._lost(some, [v for s in op.sources[:1] for v in self._fields(module, s)])
        if op.code == "display":
            items = [item for item in op.detail[1] if item.variable == source]
            return set() if all(item.kind == "**" for item in items) else some
        if op.code == "call" and source not in op.sources:
            given = [a for a in op.detail if isinstance(a, Argument) and a.variable == source]
            called = self.program.values[module.base + op.sources[0]]
            if all(a.kind == "**" for a in given) or (
                called and all(isinstance(v, External) and v.name in _FUNCTIONS for v in called)
            ):
                return set()
            return self._lost(some, list(self._parameters(module, op)))
        return some

    def _lost(self, some: set[int], variables: Collection[Variable]) -> set[int]:
        """Return the dicts that aren't followed into any of some variables."""
        followed = {id(v) for variable in variables for v in self.program.values[variable]}
        return some - followed

    def _fields(self, module: Module, owner: Variable) -> Iterator[Variable]:
        for value in self.program.values[module.base + owner]:
            if isinstance(value, Holder):
                yield from value.fields.values()

    def _parameters(self, module: Module, op: Op) -> Iterator[Variable]:
        """Yield what a call hands its arguments to, where all that it calls is of the program."""
        values = list(self.program.values[module.base + op.sources[0]])
        queue = [value.function if isinstance(value, Method) else value for value in values]
        for value in queue:
            if isinstance(value, OwnFunction):
                for function in (value, *value.copies.values()):
                    base = function.module.base
                    yield from (base + p.variable for p in function.facts.parameters)
            elif isinstance(value, OwnClass):
                for name in ("__init__", "__new__"):
                    for one in value.ancestors():
                        member = one.fields.get(name, 0)
                        found = [v for v in self.program.values[member] if v not in queue]
                        queue += [v for v in found if isinstance(v, OwnFunction)]
            elif not isinstance(value, LayerReference):
                return
