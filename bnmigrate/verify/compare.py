"""Two layers, the same batches: what each computes, and how far apart the two are.

An error is given in units of its tolerance, so that 1 is the most that two correct layers are
apart. Measured against mindspore 2.10.0: outputs, input gradients and statistics agree within 8
units in the last place of the largest value, the gradients of scale and offset, which are sums,
within 2 of the sum of their terms' sizes, or 8 where groups of a sample are normalised: those are
of few values.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from bnmigrate.rulebook import Dialect, Signature

Array: TypeAlias = npt.NDArray[Any]
EPSILON = float(np.finfo(np.float32).eps)
BATCH, SIZES = 4, (3, 5, 2)
"""How many examples an input has, and how large it is in the dimensions after the channels."""
LAST = 0
"""Stands for the number of groups where the last dimension of a sample is normalised alone."""
RATE = 0.1
"""How far a training step moves scale and offset against their gradients."""


class SecondFailedError(Exception):
    """The second layer failed at what the first one did."""


class Side(Protocol):
    """A framework that layers run in, asked with arrays."""

    frameworks: Mapping[str, Any]

    def seed(self, seed: int) -> None:
        """Seed what the framework draws itself."""

    def call(self, layer: Any, x: Array) -> Array:
        """Return the layer's output."""

    def train(
        self, layer: Any, x: Array, weights: Array, learned: Mapping[str, Any]
    ) -> tuple[Array, Array, dict[str, Array]]:
        """Return the output, the gradient of its sum weighted by `weights` for the input, and that
        for each of the `learned` parameters.
        """

    def array(self, tensor: Any) -> Array:
        """Return a copy of a parameter or statistic."""

    def assign(self, parameter: Any, value: Array) -> None:
        """Give a parameter a value."""


@dataclass(frozen=True)
class Layer:
    """A layer, the framework that it runs in, and its dialect, which says how its parts are
    called.
    """

    side: Side
    dialect: Dialect
    module: Any

    def set_training(self, training: bool) -> None:
        """Set the mode."""
        getattr(self.module, self.dialect.framework.modes["set"])(training)

    def setting(self, concept: str) -> float:
        """Return a number that the layer was made with."""
        parameter = self.dialect.signature.for_concept(concept)
        assert parameter is not None
        inner = getattr(self.module, self.dialect.inner or "", self.module)
        return float(getattr(inner, parameter.name))

    @property
    def groups(self) -> int | None:
        """How many groups of a sample's channels are normalised apart, LAST where the channels are
        its last dimension, None where the batch is normalised.
        """
        return groups_of(self.dialect, self.dialect.signature, self.module)

    def part(self, concept: str) -> Any:
        """Return a parameter or statistic, None where the layer has none."""
        name = self.dialect.state.get(concept)
        return None if name is None else attrgetter(name)(self.module)

    def state(self) -> dict[str, Array]:
        """Return the parameters and statistics that there are."""
        parts = {concept: self.part(concept) for concept in self.dialect.state}
        return {c: self.side.array(part) for c, part in parts.items() if part is not None}

    def learned(self) -> dict[str, Any]:
        """Return the parameters that training changes."""
        parts = {concept: self.part(concept) for concept in self.dialect.learned}
        return {c: p for c, p in parts.items() if p is not None and p.requires_grad}


@dataclass(frozen=True)
class Error:
    """How far one quantity is off at one time, in units of its tolerance; `is_identical` tells that
    the two have the same bits.
    """

    quantity: str
    when: str
    units: float
    is_identical: bool = False


def groups_of(dialect: Dialect, signature: Signature, module: Any) -> int | None:
    """Return what Layer.groups tells, of a module with a constructor: without groups, a layer that
    keeps no statistics normalises each channel of a sample alone.
    """
    groups, features = signature.for_concept("groups"), signature.for_concept("features")
    if features is not None and features.encoding == "shape":
        return LAST
    counted = groups if groups is not None or dialect.statistics else features
    return None if counted is None else int(getattr(module, counted.name))


def batches(
    channels: int, rank: int, steps: int, seed: int, groups: int | None = None
) -> Iterator[tuple[Array, Array]]:
    """Yield `steps` + 1 inputs of `rank` dimensions and weights of the outputs, one pair a step and
    one to evaluate; `groups` is that of the layer.

    Channels differ in mean and spread; a small spread shows a wrong eps.
    """
    random = np.random.default_rng(seed)
    shape: tuple[int, ...] = (BATCH, channels, *SIZES)[:rank]
    one: tuple[int, ...] = (1, channels, *(1 for _ in SIZES))[:rank]
    if groups == LAST:  # samples differ
        shape = (*(BATCH, *SIZES)[: rank - 1], channels)
        one = (*shape[:-1], 1)
    spread = 10 ** random.uniform(-1.5, 0.5, one)
    centre = spread * random.normal(0, 1, one)
    for _ in range(steps + 1):
        x = centre + spread * random.normal(0, 1, shape)
        weights = random.normal(0, 1, x.shape)
        yield x.astype(np.float32), weights.astype(np.float32)


def compare(
    first: Layer, second: Layer, channels: int, rank: int, steps: int, seed: int
) -> Iterator[Error]:
    """Train both layers for `steps` steps on inputs of `rank` dimensions and evaluate them; yield
    every error.

    After each step both take the parameters of the first, so that errors don't add up.
    """
    yield from _state_errors(first, second, "before training")
    learned = first.learned(), second.learned()
    for concept in first.dialect.learned:
        if (concept in learned[0]) != (concept in learned[1]):
            yield Error(f"whether the {concept} is learned", "before training", math.inf)
            return
    eps = first.setting("epsilon")
    for layer in (first, second):
        layer.set_training(True)
    groups = first.groups
    pairs = list(batches(channels, rank, steps, seed, groups))
    for step, (x, weights) in enumerate(pairs[:-1], 1):
        when = f"step {step}"
        before = first.state()
        output, gradient, gradients = first.side.train(first.module, x, weights, learned[0])
        with _second():
            output2, gradient2, gradients2 = second.side.train(
                second.module, x, weights, learned[1]
            )
        wide, size = x.astype(np.float64), np.abs(weights).astype(np.float64)
        mean, variance = moments(wide, groups)
        if "variance" in before:
            kept = before["variance"].astype(np.float64)
            variance = np.minimum(variance, np.expand_dims(kept, _all_but_channels(x, groups)))
        slope = 1 / np.sqrt(variance + eps)
        yield _error("output", when, output, output2, _rounding(first, before, wide, slope))
        scale = np.abs(before.get("scale", np.ones(1))).max()
        floor = 8 * EPSILON * float(np.abs(weights).max() * scale * slope.max())
        if groups == LAST:  # few values, whose rounding counts as much as they are large
            floor *= max(1.0, float((np.abs(wide) * slope).max()))
        yield _error("input gradient", when, gradient, gradient2, floor)
        axes = _all_but_channels(x, groups)
        centred = np.abs(wide) + np.abs(mean)
        terms = {"scale": size * centred * slope, "offset": size}
        for concept, value in gradients.items():
            units_of_sum = 2 if groups is None else 8
            tolerance = units_of_sum * EPSILON * terms[concept].sum(axes)
            yield _error(f"{concept} gradient", when, value, gradients2[concept], 0, tolerance)
        yield from _state_errors(first, second, when, x)
        for concept, parameter in learned[0].items():
            new = before[concept] - np.float32(RATE) * gradients[concept]
            first.side.assign(parameter, new)
            second.side.assign(learned[1][concept], new)
    for layer in (first, second):
        layer.set_training(False)
    x = pairs[-1][0]
    output = first.side.call(first.module, x)
    with _second():
        output2 = second.side.call(second.module, x)
    wide, state = x.astype(np.float64), first.state()
    slope = 1 / np.sqrt(moments(wide, groups)[1] + eps)
    floor = _rounding(first, state, wide, slope)
    yield _error("output", "evaluation", output, output2, floor)
    yield from _state_errors(first, second, "evaluation", pairs[-2][0])


def _rounding(layer: Layer, state: Mapping[str, Array], wide: Array, slope: Array) -> float:
    """Return what rounding may leave of values less their mean: a group may hold one value alone,
    which is then 0, and nothing else tells how large the values were.
    """
    if layer.groups is None:
        return 0.0
    scale = np.abs(state.get("scale", np.ones(1))).max()
    return 8 * EPSILON * float((np.abs(wide) * slope).max() * scale)


@contextmanager
def _second() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise SecondFailedError from error


def _all_but_channels(x: Array, groups: int | None = None) -> tuple[int, ...]:
    return tuple(range(x.ndim - 1)) if groups == LAST else (0, *range(2, x.ndim))


def moments(x: Array, groups: int | None) -> tuple[Array, Array]:
    """Return the mean and the variance that each value of `x` is normalised with, in the shape of
    `x` or one that is broadcast to it: those of its channel in the batch, or of its one of `groups`
    in its sample, or of the last dimension of that.
    """
    if groups == LAST:
        return x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    if groups is None:
        axes = _all_but_channels(x)
        return x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    grouped = x.reshape(len(x), groups, -1)
    first, second = (
        np.broadcast_to(one, grouped.shape).reshape(x.shape)
        for one in (grouped.mean(2, keepdims=True), grouped.var(2, keepdims=True))
    )
    return first, second


def _state_errors(
    first: Layer, second: Layer, when: str, batch: Array | None = None
) -> Iterator[Error]:
    """Compare the parts that both have: torch's layer may lack some, which then change nothing.

    A momentum is rounded to float32, and a statistic takes up as much of the `batch`.
    """
    one, other = first.state(), second.state()
    floor: dict[str, float] = {}
    if batch is not None:
        wide, axes = batch.astype(np.float64), _all_but_channels(batch)
        floor["mean"] = 8 * EPSILON * float(np.abs(wide.mean(axes)).max())
        floor["variance"] = 8 * EPSILON * float(wide.var(axes).max())
    for concept in one:
        if concept in other:
            yield _error(concept, when, one[concept], other[concept], floor.get(concept, 0.0))


def _error(
    quantity: str,
    when: str,
    first: Array,
    second: Array,
    floor: float = 0.0,
    tolerance: Array | None = None,
) -> Error:
    is_identical = first.dtype == second.dtype and first.tobytes() == second.tobytes()
    return Error(quantity, when, units(first, second, floor, tolerance), is_identical)


def units(first: Array, second: Array, floor: float = 0.0, tolerance: Array | None = None) -> float:
    """Return the largest difference in units of the tolerance.

    That is `tolerance`, or 8 units in the last place of the largest value, and at least `floor`.
    Where one is NaN or infinite, the other has to be the same.
    """
    if first.shape != second.shape:
        return math.inf
    one, other = first.astype(np.float64), second.astype(np.float64)
    finite = np.isfinite(one) & np.isfinite(other)
    if not np.array_equal(one[~finite], other[~finite], equal_nan=True):
        return math.inf
    with np.errstate(invalid="ignore"):
        difference = np.where(finite, np.abs(one - other), 0)
    if not difference.any():
        return 0.0
    if tolerance is None:
        tolerance = np.full(one.shape, max(8 * EPSILON * np.abs(one[finite]).max(), floor))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(difference > 0, difference / tolerance, 0)
    return float(ratio.max())
