"""Whether a program keeps what shares the memory of a layer's parameter.

To fill a parameter changes what it shares its memory with in one framework, and leaves that as it
was in the other. Where nothing is kept beyond the expression that reads it, the two are the same.
rules/program/tensors.toml says what shares memory.
"""

from __future__ import annotations

from bnmigrate.program import library
from bnmigrate.program.facts import Argument, Op, Variable
from bnmigrate.program.objects import External, Holder, StateValue
from bnmigrate.program.solver import Module, Program
from bnmigrate.tensors import tensors_of

_FREE = frozenset({"combine", "compare", "truth", "show", "text", "hash", "foreign"})
"""The operations that hand on nothing of what they read."""

_PARTS = frozenset({"element", "iterate", "part", "rest", "slice"})
"""Those that give a part of what they read."""

_DICTS = frozenset({"items", "values", "get", "copy", "pop"})
_COPIES = frozenset({"torch.save", "copy.deepcopy", "mindspore.save_checkpoint"})
_KEEPS = frozenset(
    f"builtins.{name}"
    for name in [
        "list",
        "tuple",
        "dict",
        "set",
        "iter",
        "zip",
        "map",
        "filter",
        "enumerate",
        "getattr",
        "setattr",
    ]
)
"""Functions that keep what they are given, or give parts of it."""


def keeps_memory(program: Program) -> bool:
    """Tell whether what shares a parameter's memory is read after the expression that gives it."""
    return any(_Memory(program, module).is_kept() for module in program.modules.values())


class _Memory:
    """Looks for what a module keeps."""

    def __init__(self, program: Program, module: Module) -> None:
        self._program = program
        self._base = module.base
        self._ops = module.facts.ops
        self._readers: dict[Variable, list[Op]] = {}
        self._read_from: dict[Variable, Op] = {}
        known = [tensors_of(root) for root in program.rules.roots]
        self._shared = {name for one in known for name in one.shares}
        self._writes = {
            "load_state_dict",
            "copy_",
            *(name for one in known for name in one.in_place),
        }

    def is_kept(self) -> bool:
        """Whether any of it is."""
        first = [op for op in self._ops if self._starts(op)]
        if not first:
            return False
        for op in self._ops:
            for variable in op.reads:
                self._readers.setdefault(variable, []).append(op)
            if op.code == "attribute":
                self._read_from[op.target] = op
        queue = [made for op in first for made in self._given(op)]
        for made in queue:
            for reader in self._readers.get(made.target, ()):
                if not reader.place.holds(made.place):
                    return True
                follows = self._follows(made.target, reader)
                if follows is None:
                    return True
                queue += [one for one in follows if one not in queue]
        return False

    def _starts(self, op: Op) -> bool:
        """Whether an operation reads what shares memory from a parameter, or all of a network."""
        if op.code == "call":
            called = self._program.values[self._base + op.sources[0]]
            return any(
                isinstance(v, External) and (v.name in _KEEPS or self._shares(_last(v.name)))
                for v in called
            ) and any(self._is_parameter(a.variable) for a in op.detail if isinstance(a, Argument))
        if op.code == "attribute" and op.detail == "state_dict":
            return any(
                isinstance(v, Holder) for v in self._program.values[self._base + op.sources[0]]
            )
        is_read = op.code in _PARTS or (op.code == "attribute" and self._shares(op.detail))
        return is_read and self._is_parameter(op.sources[0])

    def _is_parameter(self, variable: Variable) -> bool:
        return any(
            isinstance(v, StateValue) and v.kind != "computed"
            for v in self._program.values[self._base + variable]
        )

    def _shares(self, name: str) -> bool:
        """Whether what a tensor gives by a name shares its memory, as what changes it does."""
        return name in self._shared or (name.endswith("_") and not name.endswith("__"))

    def _given(self, op: Op) -> list[Op]:
        """Return what gives what an attribute is: the calls of it, where it is called."""
        calls = [
            one
            for one in self._readers.get(op.target, ())
            if one.code == "call" and one.sources[0] == op.target
        ]
        return calls or [op]

    def _follows(self, variable: Variable, reader: Op) -> list[Op] | None:
        """Return what shares memory of what `reader` gives, None where it may keep it."""
        if reader.code in _FREE:
            return []
        if reader.code in _PARTS or reader.code == "display":
            return [reader]
        if reader.code == "attribute":
            shares = reader.detail in _DICTS or self._shares(reader.detail)
            return self._given(reader) if shares else []
        if reader.code != "call":
            return None
        if reader.sources[0] == variable:
            return []
        method = self._read_from.get(reader.sources[0])
        called = self._program.values[self._base + reader.sources[0]]
        names = [v.name for v in called if isinstance(v, External)]
        if names and len(names) == len(called):
            if any(self._shares(_last(name)) for name in names):
                return [reader]
            free = all(
                name in _COPIES or (library.is_plain(name) and name not in _KEEPS) for name in names
            )
            return [] if free else None
        return [] if method is not None and method.detail in self._writes else None


def _last(name: str) -> str:
    """Return what a function is called in its module."""
    return name.rpartition(".")[2]
