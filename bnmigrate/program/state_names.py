"""Names of parameters that are told by a part of them: `if "bias" in name`.

The layer's have others in the other framework. Where none of the program's modules has anything by
such a name, both may be asked for, and the answer is the same as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from bnmigrate.program.facts import Argument
from bnmigrate.program.library import REGISTERS
from bnmigrate.program.objects import (
    ANY,
    CHECKPOINT,
    FOREIGN,
    FOREIGN_MODULE,
    NETWORK,
    OPEN,
    Constant,
    Container,
    External,
    Holder,
    LayerObject,
    LibraryMethod,
    OwnObject,
    StateName,
    Value,
)
from bnmigrate.program.solver import Program
from bnmigrate.rulebook import Dialect


def as_told(text: str, source: Dialect, target: Dialect) -> str:
    """Return the text by which the other framework's names are told of what a text tells of the
    layer's; empty where there is none.
    """
    for concept, name in source.state.items():
        path = text.removesuffix(name)
        if text.endswith(name) and (not path or path.endswith(".")):
            new = target.state.get(concept, "")
            return path + new if new else ""
    return ""


def parts(text: str, name: str, other: str) -> bool:
    """Whether a text that names of parameters are compared with parts those that end with a name
    from those that end with another one: it is in the one, or begins before its last part.
    """
    text = text.lower()  # of a name that was written in capitals
    if name in re.split(r"[^a-z0-9_]+", text):
        return True
    ends = [text[i + 1 :] for i, letter in enumerate(text) if letter == "."]
    return (text in name) != (text in other) or any(
        name.startswith(end) != other.startswith(end) for end in ends if end
    )


_DICTS = (".ParameterDict", ".BufferDict")
"""Classes that have parameters by keys."""


class StateNames:
    """Answers for the names of parameters and buffers in one program."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def are_free_of(self, states: Iterable[Value], name: str, source: Dialect) -> bool:
        """Whether no network of which `states` are names has anything whose name has `name` in it,
        besides the layers that move.
        """
        if any(name in other or other in name for other in source.framework.parameters):
            return False
        holders: dict[int, Holder] = {}
        for state in states:
            if not isinstance(state, StateName):
                continue
            if state.is_cut or state.network in (OPEN, CHECKPOINT):
                return False
            inside = self._all if state.network is NETWORK else self._inside(state.network)
            if inside is None:
                return False
            holders |= inside
        for holder in holders.values():
            for key, variable in holder.fields.items():
                values = self.program.values[variable]
                if isinstance(key, str) and name in key and not self._is_plain(values):
                    return False
                if key == ANY and values and not self._is_told_apart(name, values):
                    return False
        return not any(known is None or name in known for known in self._registered)

    def _is_told_apart(self, name: str, values: Iterable[Value]) -> bool:
        """Whether what a module has by a name that was put together is a module, and no text of the
        program has `name` in it.
        """
        return FOREIGN not in values and not any(name in text for text in self._texts)

    @cached_property
    def _registered(self) -> set[str | None]:
        """The names by which parameters and buffers are registered; None for those that can't be
        told.
        """
        found: set[str | None] = set()
        for module in self.program.modules.values():
            for own in module.classes:
                if any(name.endswith(_DICTS) for name in own.externals):
                    found.add(None)
            for op in module.facts.ops:
                if op.code == "set attribute":
                    owners = self.program.values[module.base + op.sources[0]]
                    if not all(isinstance(owner, Holder) for owner in owners):
                        found.add(op.detail)
                elif op.code == "attribute" and op.detail in ("_parameters", "_buffers"):
                    found.add(None)
                if op.code != "call":
                    continue
                called = self.program.values[module.base + op.sources[0]]
                if any(isinstance(v, External) and v.name.endswith("setattr__") for v in called):
                    found.add(None)
                if any(isinstance(v, External) and v.name.endswith(_DICTS) for v in called):
                    found.add(None)
                names = [v.name for v in called if isinstance(v, LibraryMethod)]
                given = [a for a in op.detail if isinstance(a, Argument)]
                if given and not REGISTERS.isdisjoint(names):
                    values = self.program.values[module.base + given[0].variable]
                    found |= {_text(v) for v in values}
        return found

    def _is_plain(self, values: Iterable[Value]) -> bool:
        """Whether none of some values is a module or a parameter."""
        return all(isinstance(value, Constant) for value in values)

    def _inside(self, network: Value) -> dict[int, Holder] | None:
        """Return the modules of a network; None where it has some that the program doesn't make."""
        found: dict[int, Holder] = {}
        queue = [network]
        for value in queue:
            if value in (FOREIGN_MODULE, OPEN, NETWORK):
                return None
            if not _is_module(value) or id(value) in found:
                continue
            assert isinstance(value, Holder)
            found[id(value)] = value
            for variable in value.fields.values():
                values = list(self.program.values[variable])
                if OPEN in values and any(_is_setting(v) for v in values):
                    values.remove(OPEN)  # callers give what others and the default give
                queue += values
        return found

    @cached_property
    def _all(self) -> dict[int, Holder] | None:
        """All modules of the program; None where some are in them that it doesn't make."""
        found: dict[int, Holder] = {}
        for values in self.program.values:
            for value in values:
                if _is_module(value) and id(value) not in found:
                    assert isinstance(value, Holder)
                    found[id(value)] = value
        for holder in found.values():
            for variable in holder.fields.values():
                if FOREIGN_MODULE in self.program.values[variable]:
                    return None
        return found

    @cached_property
    def _texts(self) -> set[str]:
        """The strings of the program but for options of a command line."""
        return {
            value.value
            for values in self.program.values
            for value in values
            if isinstance(value, Constant)
            and isinstance(value.value, str)
            and not value.value.startswith("-")
        }


def _text(value: Value) -> str | None:
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None


def _is_setting(value: Value) -> bool:
    return isinstance(value, Constant) and value.value is not None


def _is_module(value: Value) -> bool:
    return isinstance(value, (OwnObject, LayerObject)) or (
        isinstance(value, Container) and value.kind == "module"
    )
