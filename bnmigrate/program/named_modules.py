"""The modules that a network holds under a name with dots."""

from __future__ import annotations

from collections.abc import Sequence

from bnmigrate.program.objects import (
    ANY,
    NAMED,
    NETWORK,
    NUMBERED,
    OPEN,
    Holder,
    LayerObject,
    Value,
)
from bnmigrate.program.solver import Program

_SOMEWHERE = (ANY, NAMED, NUMBERED)
"""The fields of what may be under any name."""


def named_in(program: Program, network: Value, path: str) -> Sequence[Value]:
    """Return what may be under `path` in a network; nothing where that can't be told."""
    found: list[Value] = [network]
    for part in path.split("."):
        keys = (part, int(part)) if part.isdecimal() else (part,)
        following: dict[Value, None] = {}
        for value in found:
            if not isinstance(value, Holder) or isinstance(value, LayerObject):
                return ()
            fields = value.fields
            if any(key in fields and program.values[fields[key]] for key in _SOMEWHERE):
                return ()
            here = [one for key in keys if key in fields for one in program.values[fields[key]]]
            if not here or OPEN in here or NETWORK in here:
                return ()
            following.update(dict.fromkeys(here))
        found = list(following)
    return found
