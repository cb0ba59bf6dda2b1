"""Which items of two sequences belong together, where each may have some that the other lacks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")
Pair = tuple[int | None, int | None]

GAP = 1.0


def align(
    first: Sequence[A], second: Sequence[B], cost: Callable[[A, B], float | None]
) -> list[Pair]:
    """Return the places of both in their order, each with its partner's or None.

    `cost` is what it costs to take two for a pair, None where they can't be; to leave one alone
    costs 1. The cheapest of all alignments is taken, and of several the one that pairs earliest.
    """
    rows, columns = len(first), len(second)
    costs = [[cost(one, other) for other in second] for one in first]
    # What the rest costs from each place on.
    rest = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows, -1, -1):
        for column in range(columns, -1, -1):
            if row == rows or column == columns:
                rest[row][column] = GAP * (rows - row + columns - column)
                continue
            best = GAP + min(rest[row + 1][column], rest[row][column + 1])
            paired = costs[row][column]
            if paired is not None:
                best = min(best, paired + rest[row + 1][column + 1])
            rest[row][column] = best
    pairs: list[Pair] = []
    row = column = 0
    while row < rows and column < columns:
        paired = costs[row][column]
        if paired is not None and paired + rest[row + 1][column + 1] <= rest[row][column]:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif GAP + rest[row + 1][column] <= rest[row][column]:
            pairs.append((row, None))
            row += 1
        else:
            pairs.append((None, column))
            column += 1
    pairs += [(left, None) for left in range(row, rows)]
    pairs += [(None, left) for left in range(column, columns)]
    return pairs


def likeness(first: str, second: str) -> float:
    """Return how much two paths have in common, from 0 to 1: words and numbers, in any order."""
    one, other = _words(first), _words(second)
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


@cache
def _words(path: str) -> Counter[str]:
    return Counter(re.findall(r"[a-z]+|\d+", path.lower()))
