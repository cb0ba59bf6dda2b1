"""The parameters of both networks, paired, and the original's copied into the port."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bnmigrate.comparison.facts import kind_of, layer_class
from bnmigrate.comparison.frameworks import Framework
from bnmigrate.comparison.layers import LEARNED, NEUTRAL, STATISTICS, part_of, size_of
from bnmigrate.comparison.loading import Network
from bnmigrate.comparison.pairs import Pair, paired

OTHER_KIND = 0.5
"""What it costs to pair what has the same parameters and is called otherwise."""
OTHER_PARAMETERS = 0.3
"""What it costs to pair where one has a parameter more, such as a bias."""
TRANSPOSED = 0.7
"""What it costs to pair where the sizes are turned round."""


@dataclass(frozen=True, eq=False)
class Unit:
    """A module with parameters of its own, by the name that they have in all frameworks, or a layer
    of the rules, which may do without: `known_size` is what it was made with.
    """

    path: str
    module: Any
    kind: str
    framework: Framework
    parameters: Mapping[str, Any]
    known_size: tuple[int, ...] | None = None

    @property
    def is_known(self) -> bool:
        """Whether it is a layer of the rules."""
        return self.known_size is not None

    @cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The sizes of the parameters, without those that are 1."""
        return {role: _plain(tensor) for role, tensor in self.parameters.items()}


def units_of(network: Network) -> list[Unit]:
    """Return what of a network has parameters, in the order in which it holds them."""
    found: list[Unit] = []
    inside: set[int] = set()
    framework = network.framework
    for path, module in framework.modules(network.module):
        if id(module) in inside:
            continue
        known = layer_class(module)
        kind = kind_of(module)
        if known is None:
            parameters = {kind.role(n): tensor for n, tensor in framework.own(module).items()}
        else:
            inside.update(id(m) for _, m in framework.modules(module))
            parts = {c: part_of(module, known.dialect, c) for c in (*LEARNED, *STATISTICS)}
            parameters = {c: part for c, part in parts.items() if framework.is_tensor(part)}
        if parameters or known is not None:
            size = None if known is None else size_of(module, known)
            found.append(Unit(path, module, kind.name, framework, parameters, size))
    return found


def _plain(tensor: Any) -> tuple[int, ...]:
    return tuple(int(size) for size in tensor.shape if size != 1)


def pair_units(original: Sequence[Unit], port: Sequence[Unit]) -> list[Pair[Unit]]:
    """Pair what has parameters, by order, sizes and names."""
    return paired(original, port, _cost, are_alike)


def _cost(one: Unit, other: Unit) -> float | None:
    if one.is_known and other.is_known:
        sizes = [{unit.known_size, *unit.shapes.values()} for unit in (one, other)]
        return (0 if one.kind == other.kind else OTHER_KIND) if sizes[0] & sizes[1] else None
    if one.is_known or other.is_known:
        return None
    kind = 0.0 if one.kind == other.kind else OTHER_KIND
    shapes, others = one.shapes, other.shapes
    if sorted(shapes.values()) == sorted(others.values()):
        return kind
    common = shapes.keys() & others.keys()
    if not kind and common and all(shapes[role] == others[role] for role in common):
        return OTHER_PARAMETERS
    if common and all(shapes[role] in (others[role], others[role][::-1]) for role in common):
        return kind + TRANSPOSED
    return None


def are_alike(one: Unit, other: Unit) -> bool:
    """Whether two have the same kind and parameters of the same sizes."""
    return _cost(one, other) == 0


@dataclass(frozen=True)
class Unpaired:
    """A parameter that has no partner, with what is to be said of it."""

    where: str
    what: str


def copy_weights(pairs: Sequence[Pair[Unit]]) -> list[Unpaired]:
    """Copy the original's weights into the port; return what has none to go to or to come from."""
    left: list[Unpaired] = []
    for pair in pairs:
        if pair.both is None:
            unit = pair.original or pair.port
            assert unit is not None
            side = "port" if pair.port is None else "original"
            names = ", ".join(f"{n} {_shape(t)}" for n, t in unit.parameters.items())
            left.append(Unpaired(unit.path, f"{unit.kind} ({names}) has no partner in the {side}"))
        else:
            left += _copy(*pair.both)
    return [*left, *_shared([pair.both for pair in pairs if pair.both])]


def _shared(pairs: Sequence[tuple[Unit, Unit]]) -> Iterator[Unpaired]:
    """Yield the parameters that are those of another module on one side alone: both start as the
    same, and training parts them.
    """
    first: tuple[dict[int, tuple[str, int]], ...] = {}, {}
    for one, other in pairs:
        for role, partner in _roles(one, other).items():
            tensors = id(one.parameters[role]), id(other.parameters[partner])
            met = [
                seen.setdefault(own, (other.path, its))
                for seen, own, its in zip(first, tensors, tensors[::-1], strict=True)
            ]
            if met[0][1] != tensors[1]:
                said = f"{partner} is its own, and in the original that of {met[0][0]}"
                yield Unpaired(other.path, said)
            elif met[1][1] != tensors[0]:
                said = f"{partner} is that of {met[1][0]}, and in the original its own"
                yield Unpaired(other.path, said)


def _copy(one: Unit, other: Unit) -> list[Unpaired]:
    left: list[Unpaired] = []
    roles = _roles(one, other)
    for role, partner in roles.items():
        source, target = one.parameters[role], other.parameters[partner]
        value = one.framework.array(source)
        if _plain(source) != _plain(target):
            sizes = f"{partner} has the shape {_shape(target)}, and the original's {_shape(source)}"
            turned = _plain(source) == _plain(target)[::-1]
            left.append(Unpaired(other.path, sizes + ": it looks transposed" * turned))
        else:
            other.framework.assign(target, value.reshape(tuple(target.shape)))
    for role, tensor in one.parameters.items():
        if role not in roles and not _is_neutral(one, role):
            said = f"the original's {role} {_shape(tensor)} has none in the port"
            left.append(Unpaired(other.path, said))
    for role, tensor in other.parameters.items():
        if role not in roles.values() and not _is_neutral(other, role):
            said = f"{role} {_shape(tensor)} has none in the original"
            left.append(Unpaired(other.path, said))
    return left


def _is_neutral(unit: Unit, role: str) -> bool:
    """Whether a part of a known layer does nothing, or can't be set, as a parameter that only one
    framework keeps.
    """
    if not unit.is_known:
        return False
    if role in STATISTICS:
        return True
    array = unit.framework.array(unit.parameters[role])
    return bool((array == NEUTRAL[role]).all())


def _roles(one: Unit, other: Unit) -> dict[str, str]:
    """Return which parameter goes where: those of one name, and those whose sizes only one has."""
    roles = {role: role for role in one.parameters if role in other.parameters}
    rest = [role for role in one.parameters if role not in roles]
    others = [role for role in other.parameters if role not in roles]
    for role in rest:
        shape = one.shapes[role]
        alike = [name for name in others if other.shapes[name] == shape]
        if len(alike) == 1 and [one.shapes[r] for r in rest].count(shape) == 1:
            roles[role] = alike[0]
    return roles


def _shape(tensor: Any) -> str:
    return str(tuple(int(size) for size in tensor.shape))


State = list[tuple[Any, "np.ndarray[Any, Any]"]]


def state_of(network: Network) -> State:
    """Return copies of all parameters and buffers beside them."""
    framework = network.framework
    return [
        (tensor, framework.array(tensor))
        for _, module in framework.modules(network.module)
        for tensor in framework.own(module).values()
    ]


def restore(network: Network, state: State) -> None:
    """Put back what `state_of` copied."""
    for tensor, value in state:
        network.framework.assign(tensor, value)
