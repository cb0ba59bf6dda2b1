"""What networks are called with: sizes as a user writes them, and batches of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from bnmigrate.comparison.frameworks import Array

Batch: TypeAlias = tuple[Array, ...]


@dataclass(frozen=True)
class Input:
    """The sizes of one input, and for integers the number below which they are."""

    sizes: tuple[int, ...]
    below: int | None = None

    @classmethod
    def parse(cls, text: str) -> Input:
        """Read `2,3,64,64`, or `2,16:1000` for integers below 1000; raise ValueError for others."""
        shape, colon, below = text.partition(":")
        sizes = tuple(int(part) for part in shape.split(","))
        if min(sizes) < 1 or (colon and int(below) < 1):
            raise ValueError(text)
        return cls(sizes, int(below) if colon else None)

    def draw(self, random: np.random.Generator) -> Array:
        """Draw one."""
        if self.below is not None:
            return random.integers(0, self.below, self.sizes, dtype=np.int32)
        return random.normal(0, 1, self.sizes).astype(np.float32)


def batches(inputs: Sequence[Input | Array], count: int, seed: int) -> list[Batch]:
    """Return `count` batches; an array that is given is the same in all of them."""
    random = np.random.default_rng(seed)
    return [
        tuple(i.draw(random) if isinstance(i, Input) else i for i in inputs) for _ in range(count)
    ]
