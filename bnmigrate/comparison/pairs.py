"""Which layer of the port stands for which of the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bnmigrate.comparison.alignment import align, likeness
from bnmigrate.comparison.layers import Layer

OTHER_KIND = 0.8
"""What it costs to pair layers of two kinds: less than to leave both alone, which is 2."""
NAMES = 0.2
"""What names that have nothing in common cost: less than anything else."""


@dataclass(frozen=True)
class Pair:
    """Two layers that stand for each other, or one that has no partner.

    `is_crossed` tells that one of the two networks holds them at another place in its order.
    """

    original: Layer | None
    port: Layer | None
    is_crossed: bool = False


def pairs_of(original: Sequence[Layer], port: Sequence[Layer]) -> list[Pair]:
    """Pair layers by order and size, what is left then by size and names, and last what is left at
    one place in the order.

    The result is in the order of the original.
    """
    pairs = [
        Pair(
            None if one is None else original[one],
            None if other is None else port[other],
        )
        for one, other in align(original, port, _cost)
    ]
    return _at_one_place(_by_names(pairs))


def _cost(one: Layer, other: Layer) -> float | None:
    if one.size != other.size:
        return None
    cost = NAMES * (1 - likeness(one.path, other.path))
    return cost + (OTHER_KIND if one.kind != other.kind else 0)


def _by_names(pairs: list[Pair]) -> list[Pair]:
    """Pair layers of one kind and size that the order left alone, those first whose names are most
    alike.
    """
    alone = [pair.original for pair in pairs if pair.original and not pair.port]
    partners = [pair.port for pair in pairs if pair.port and not pair.original]
    candidates = sorted(
        (-likeness(one.path, other.path), i, j)
        for i, one in enumerate(alone)
        for j, other in enumerate(partners)
        if (one.kind, one.size) == (other.kind, other.size)
    )
    found: dict[int, Layer] = {}
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


def _at_one_place(pairs: list[Pair]) -> list[Pair]:
    """Pair what neither size nor names tell and what stands between the same two pairs, as many on
    the one side as on the other.
    """
    result: list[Pair] = []
    for is_whole, run in groupby(
        pairs, key=lambda p: p.original is not None and p.port is not None
    ):
        group = list(run)
        originals = [pair.original for pair in group if pair.original]
        ports = [pair.port for pair in group if pair.port]
        if is_whole or len(originals) != len(ports):
            result += group
        else:
            result += map(Pair, originals, ports)
    return result
