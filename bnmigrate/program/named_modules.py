"""The modules that networks hold under names with dots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bnmigrate.program.objects import (
    ANY,
    INHERITED,
    LIBRARY_LAYER,
    NAMED,
    NETWORK,
    NUMBERED,
    OPEN,
    Constant,
    Container,
    Holder,
    LayerObject,
    OwnObject,
    Value,
)
from bnmigrate.program.solver import Program

_SOMEWHERE = (ANY, NAMED, NUMBERED)
"""The fields of what may be under any name."""

_MODULES = (OwnObject, Container)
"""What may be modules that hold others."""


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


def holds_none(program: Program, network: Value, path: str) -> bool:
    """Whether a network that the program makes certainly has nothing by the first name of `path`,
    and neither has one of a class that derives from its class.
    """
    if not isinstance(network, OwnObject):
        return False
    first = path.partition(".")[0]
    keys = (*_SOMEWHERE, INHERITED, first)
    classes = [network.own]
    for own in classes:
        classes += (child for child in own.children if child not in classes)
    return not any(
        own.instance is None
        or (key in own.instance.fields and program.values[own.instance.fields[key]])
        for own in classes
        for key in keys
    )


def in_place_of_others(
    program: Program, networks: Sequence[Value], others: Sequence[Value]
) -> Iterator[LayerObject]:
    """Yield the layers in whose place some other networks may have something else that has
    parameters.
    """
    queue = [(one, other) for one in networks for other in others]
    seen = set(queue)
    for one, other in queue:
        if one is other:
            continue
        if isinstance(one, LayerObject) and isinstance(other, LayerObject):
            continue
        for layer, there in ((one, other), (other, one)):
            if isinstance(layer, LayerObject) and _may_have_names_of(program, there, layer):
                yield layer
        if isinstance(one, _MODULES) and isinstance(other, _MODULES):
            for pair in _beside(program, one, other):
                if pair not in seen:
                    seen.add(pair)
                    queue.append(pair)


def _may_have_names_of(program: Program, value: Value, layer: LayerObject) -> bool:
    """Whether a module may have a parameter or buffer by a name of the layer's."""
    if not isinstance(value, OwnObject):
        return value is LIBRARY_LAYER
    names = layer.layer_class.dialect.state.values()
    registered = [v for one in program.registered.get(value, ()) for v in program.values[one]]
    if any(not isinstance(v, Constant) or v.value in names for v in registered):
        return True
    return any(name in value.fields and program.values[value.fields[name]] for name in names)


def _beside(program: Program, one: Holder, other: Holder) -> Iterator[tuple[Value, Value]]:
    """Yield what two modules may hold by the same name."""
    for key, field in one.fields.items():
        for name, beside in other.fields.items():
            if str(key) == str(name) or key in _SOMEWHERE or name in _SOMEWHERE:
                for value in program.values[field]:
                    for there in program.values[beside]:
                        yield value, there
