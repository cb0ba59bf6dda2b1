"""How far apart arrays are, and what statistics show."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from bnmigrate.comparison.facts import layer_class
from bnmigrate.comparison.frameworks import Array
from bnmigrate.comparison.layers import LEARNED, part_of, setting_of
from bnmigrate.comparison.tensors import Tensors
from bnmigrate.comparison.trace import Call
from bnmigrate.comparison.weights import Unit
from bnmigrate.verify.compare import EPSILON, groups_of, moments, units

ULPS = 64
"""How many units in the last place of the largest value one layer may be off."""
FAR = 1e5
"""How many roundings a statistic must move by for its share of the batch to be told."""


def share_of_batch(
    before: Mapping[str, Array], after: Mapping[str, Array], x: Array | None
) -> float | None:
    """Return the share of the batch `x` in what the running statistics became, None where it can't
    be told.

    That is the best fit over the channels whose statistics are well away from what they were, of
    the mean or else of the variance.
    """
    if x is None or x.ndim < 2:
        return None
    wide = x.astype(np.float64)
    axes = tuple(axis for axis in range(x.ndim) if axis != 1)
    count = x.size // x.shape[1]
    largest = float(np.abs(wide).max())
    of_batch = {
        "mean": (wide.mean(axes), largest),
        "variance": (wide.var(axes) * count / max(count - 1, 1), largest**2),
    }
    for concept, (batch, size) in of_batch.items():
        if concept not in before or before[concept].shape != batch.shape:
            continue
        old, new = (side[concept].astype(np.float64) for side in (before, after))
        way = batch - old
        counts = np.abs(way) > FAR * EPSILON * np.maximum(size, np.abs(old))
        if counts.any():
            return float(((new - old) * way)[counts].sum() / (way**2)[counts].sum())
    return None


def tolerance(unit: Unit, call: Call) -> float:
    """Return how much a layer's output may be off at least: a norm divides by the spread."""
    if not unit.is_known or not call.inputs.arrays:
        return 0.0
    x = call.inputs.arrays[0].astype(np.float64)
    if x.ndim < 2:
        return 0.0
    known = layer_class(unit.module)
    assert known is not None
    _, variance = moments(x, groups_of(known.dialect, known.signature, unit.module))
    if "variance" in unit.parameters:
        kept = unit.framework.array(unit.parameters["variance"])
        if kept.size == variance.size:
            variance = np.minimum(variance, kept.reshape(variance.shape))
    eps = setting_of(unit.module, known, "epsilon")
    scale = part_of(unit.module, known.dialect, LEARNED[0])
    largest = float(np.abs(unit.framework.array(scale)).max()) if scale is not None else 1.0
    slope = largest / np.sqrt(np.maximum(variance, 0) + (eps or 0.0))
    return 8 * EPSILON * float((np.abs(x) * slope).max())


def apart(first: Tensors, second: Tensors, floor: float = 0.0) -> float:
    """Return how far the tensors of two calls are apart, in units of the tolerance of one layer."""
    return max(_each_apart(first, second, floor * 8 / ULPS), default=0.0) * 8 / ULPS


def part_of_largest(first: Tensors, second: Tensors) -> float:
    """Return how far the tensors of two calls are apart, as a share of the largest value."""
    return max(_each_apart(first, second), default=0.0) * 8 * EPSILON


def _each_apart(first: Tensors, second: Tensors, floor: float = 0.0) -> Iterator[float]:
    if len(first.names) != len(second.names):
        yield math.inf
    for _, one, other in first.beside(second):
        yield units(one, other, floor) if one.size or other.size else 0.0
