"""Which item of the port stands for which of the original, in two lists of what has a path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, Protocol, TypeVar

from bnmigrate.comparison.alignment import align, likeness

NAMES = 0.2
"""What names that have nothing in common cost: less than anything else."""


class HasPath(Protocol):
    """Something in a network."""

    @property
    def path(self) -> str:
        """Where it is."""


T = TypeVar("T", bound=HasPath)


@dataclass(frozen=True)
class Pair(Generic[T]):
    """Two that stand for each other, or one that has no partner.

    `is_crossed` tells that one of the two networks holds them at another place in its order.
    """

    original: T | None
    port: T | None
    is_crossed: bool = False

    @property
    def both(self) -> tuple[T, T] | None:
        """The two, None where there is one."""
        return None if self.original is None or self.port is None else (self.original, self.port)


def paired(
    original: Sequence[T],
    port: Sequence[T],
    cost: Callable[[T, T], float | None],
    is_alike: Callable[[T, T], bool],
) -> list[Pair[T]]:
    """Pair by order what `cost` lets be a pair, which is more than 0 for what differs; then by
    names what is left and alike.

    The result is in the order of the original.
    """

    def with_names(one: T, other: T) -> float | None:
        costs = cost(one, other)
        return None if costs is None else costs + NAMES * (1 - likeness(one.path, other.path))

    pairs = [
        Pair(None if one is None else original[one], None if other is None else port[other])
        for one, other in align(original, port, with_names)
    ]
    return _by_names(pairs, is_alike)


def namesakes(pairs: list[Pair[T]], is_alike: Callable[[T, T], bool]) -> list[Pair[T]]:
    """Pair by their paths those that the order has paired in a circle: two networks whose modules
    are called alike and registered in another order.
    """
    whole = [(index, pair.both) for index, pair in enumerate(pairs) if pair.both]
    held = {port.path: index for index, (_, port) in whole}
    step = {index: held[one.path] for index, (one, _) in whole if one.path in held}
    result = list(pairs)
    for start in step:
        circle = [
            Pair(pairs[index].original, pairs[step[index]].port, is_crossed=True)
            for index in _circle(step, start)
        ]
        if len(circle) > 1 and all(pair.both and is_alike(*pair.both) for pair in circle):
            result[start] = circle[0]
    return result


def _circle(step: Mapping[int, int], start: int) -> list[int]:
    """Return what lies on the way from `start` back to it, nothing where none leads back."""
    way = [start]
    while (at := step.get(way[-1])) is not None:
        if at == start:
            return way
        way.append(at)
    return []


def _by_names(pairs: list[Pair[T]], is_alike: Callable[[T, T], bool]) -> list[Pair[T]]:
    """Pair what the order left alone, those first whose names are most alike."""
    alone = [pair.original for pair in pairs if pair.original and not pair.port]
    partners = [pair.port for pair in pairs if pair.port and not pair.original]
    candidates = sorted(
        (-likeness(one.path, other.path), i, j)
        for i, one in enumerate(alone)
        for j, other in enumerate(partners)
        if is_alike(one, other)
    )
    found: dict[int, T] = {}
    taken: set[int] = set()
    for _, i, j in candidates:
        if id(alone[i]) not in found and j not in taken:
            found[id(alone[i])] = partners[j]
            taken.add(j)
    gone = {id(partners[j]) for j in taken}
    result = []
    for pair in pairs:
        if pair.original and not pair.port and id(pair.original) in found:
            result.append(Pair(pair.original, found[id(pair.original)], is_crossed=True))
        elif pair.original or id(pair.port) not in gone:
            result.append(pair)
    return result


def at_one_place(pairs: list[Pair[T]]) -> list[Pair[T]]:
    """Pair what is left and stands between the same two pairs, as many on the one side as on the
    other.
    """
    result: list[Pair[T]] = []
    for is_whole, run in groupby(pairs, key=lambda pair: pair.both is not None):
        group = list(run)
        originals = [pair.original for pair in group if pair.original]
        ports = [pair.port for pair in group if pair.port]
        if is_whole or len(originals) != len(ports):
            result += group
        else:
            result += map(Pair, originals, ports)
    return result
