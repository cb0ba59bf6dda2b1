"""What is done with the names that `load_state_dict` returns: those that were missing, and those
that nobody expected.

The layer's have others in the other framework, and one less. Whether there are any is the same, and
so is whether they are some names that are written out, none of which is a layer's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from bnmigrate.program import library
from bnmigrate.program.facts import Argument, Op, Variable
from bnmigrate.program.objects import (
    ANY,
    FOREIGN_MODULE,
    NETWORK,
    OPEN,
    Constant,
    Container,
    External,
    LayerObject,
    LayerReference,
    LibraryMethod,
    OwnObject,
    Value,
)
from bnmigrate.program.solver import Program

_NAMES = frozenset({"missing_keys", "unexpected_keys"})
_HANDS_ON = frozenset({"copy", "either", "part", "truth"})
_COLLECTS = frozenset(f"builtins.{n}" for n in ("set", "frozenset", "list", "tuple", "sorted"))
_SHOWS_AS_TEXT = frozenset({"builtins.str", "builtins.repr"})
_FORMATS = frozenset({"format", "join"})
_SAME = frozenset({"Eq", "NotEq"})
_WITHIN = _SAME | {"In", "NotIn"}


class _Read(NamedTuple):
    """A variable that holds what was returned: its names, their number ("length"), or a text."""

    variable: Variable
    kind: str = "names"


class Loaded:
    """Tells what is done with what `load_state_dict` returns.

    `reading` has the operations that read each variable, with where the variables of theirs begin;
    `names` are what the two frameworks call the layer's parameters and buffers.
    """

    def __init__(
        self,
        program: Program,
        reading: Mapping[Variable, Iterable[tuple[Op, int]]],
        names: Iterable[str],
    ) -> None:
        self._program = program
        self._reading = reading
        self._names = frozenset(names)

    def is_used(self, variable: Variable) -> bool:
        """Whether what is in a variable decides anything that the layer's names change."""
        queue = [_Read(variable)]
        for read in queue:
            for op, base in self._reading.get(read.variable, ()):
                if op.code == "show" and read.kind != "length":
                    continue
                if op.code == "compare":
                    if self._changes(read, op, base):
                        return True
                    continue
                kind = self._handed_on(read, op, base)
                if kind is None:
                    return True
                if kind and (next_ := _Read(base + op.target, kind)) not in queue:
                    queue.append(next_)
        return False

    def _handed_on(self, read: _Read, op: Op, base: int) -> str | None:
        """Return what an operation makes of what it reads, empty where that is nothing that
        anything is done with, and None where it isn't understood.
        """
        if op.code in _HANDS_ON or (op.code == "attribute" and op.detail in _NAMES):
            return read.kind
        if op.code == "text":
            return None if read.kind == "length" else "text"
        if op.code != "call" or read.kind == "length":
            return None
        called = self._program.values[base + op.sources[0]]
        is_first = any(
            isinstance(one, Argument) and base + one.variable == read.variable for one in op.detail
        )
        kinds = {self._call(value) if is_first else None for value in called}
        return kinds.pop() if len(kinds) == 1 else None

    def _call(self, called: Value) -> str | None:
        if isinstance(called, External):
            if called.name in library.SHOWS or called.name == "builtins.bool":
                return ""
            if called.name in _COLLECTS:
                return "names"
            if called.name in _SHOWS_AS_TEXT:
                return "text"
            return "length" if called.name == "builtins.len" else None
        if isinstance(called, LibraryMethod) and called.name in _FORMATS:
            return "text" if isinstance(called.receiver, Constant) else None
        return None

    def _changes(self, read: _Read, op: Op, base: int) -> bool:
        """Whether a comparison may come out otherwise."""
        others = [base + source for source in op.sources if base + source != read.variable]
        if read.kind == "length":
            return not all(self._is_zero(other) for other in others)
        if not set(op.detail) <= (_SAME if read.kind == "text" else _WITHIN):
            return True
        texts = [text for other in others for text in self._texts(other)]
        return not others or any(text is None or self._may_be_of_layer(text) for text in texts)

    def _is_zero(self, variable: Variable) -> bool:
        return all(
            isinstance(value, Constant) and value.value == 0
            for value in self._program.values[variable]
        )

    def _texts(self, variable: Variable, outer: tuple[Container, ...] = ()) -> Iterator[str | None]:
        """Yield the texts that a variable is, or holds; None for what can't be told."""
        values = self._program.values[variable]
        if not values and not outer:
            yield None
        for value in values:
            if isinstance(value, Constant) and isinstance(value.value, str):
                yield value.value
            elif isinstance(value, Container) and value.kind != "module" and value not in outer:
                for field in value.fields.values():
                    yield from self._texts(field, (*outer, value))
            else:
                yield None

    def _may_be_of_layer(self, text: str) -> bool:
        """Whether a text may be the name of a layer's parameter or buffer, or has one in it."""
        path, _, last = text.rpartition(".")
        if not any(name in text for name in self._names):
            return False
        holder = path.rpartition(".")[2]
        if last not in self._names or not holder.isidentifier():
            return True
        return any(
            key in (holder, ANY) and any(map(_may_be_layer, self._program.values[field]))
            for one in self._modules()
            for key, field in one.fields.items()
        )

    def _modules(self) -> Iterator[OwnObject | Container]:
        for one in dict.fromkeys(self._program.holder_of.values()):
            if isinstance(one, OwnObject) or (isinstance(one, Container) and one.kind == "module"):
                yield one


def _may_be_layer(value: Value) -> bool:
    return isinstance(value, (LayerObject, LayerReference)) or value in (
        NETWORK,
        OPEN,
        FOREIGN_MODULE,
    )
