"""GroupNorm: the runtime's and MindSpore's own are asked the same, and the runtime's is torch's."""

from __future__ import annotations

import inspect
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from bnmigrate.runtime import GroupNorm, mint
from tests.runtime.sides import Array, Side, array, state
from tests.runtime.test_against_mindspore import (
    ARGUMENTS,
    INITIAL_VALUES,
    assert_close,
    assert_same_outcome,
    outcome,
)

CHANNELS = 6
BATCH = np.random.default_rng(0).normal(1, 3, (2, CHANNELS, 4, 5)).astype(np.float32)
FLAGS = ARGUMENTS["affine"]
SIZES = [2, 1, 6, 4, 0, -1, True, np.int64(2), 2.0, "2", None]

# What each argument is given, on both sides: valid, at the edge, and wrong.
TAKEN: dict[str, list[Any]] = {
    "num_groups": SIZES,
    "num_channels": SIZES,
    "eps": ARGUMENTS["eps"],
    "affine": FLAGS,
    "gamma_init": INITIAL_VALUES,
    "beta_init": INITIAL_VALUES,
    "dtype": ARGUMENTS["dtype"],
}


@pytest.fixture(scope="module")
def sides(mindspore: Side, runtime: Side) -> tuple[Side, Side]:
    """The layer in the runtime, and in MindSpore, which raises at once what it finds later."""
    mindspore.framework.set_context(pynative_synchronize=True)
    return replace(runtime, name="GroupNorm"), replace(mindspore, name="GroupNorm")


def make_and_call(side: Side, arguments: dict[str, Any]) -> Any:
    layer = side.layer({"num_groups": 3, "num_channels": CHANNELS, **arguments})
    made = (layer.num_groups, layer.num_channels, layer.eps, layer.affine, state(layer))
    learned = [parameter.name for parameter in layer.trainable_params()]
    return made, len(learned), repr(layer)[:40], side.call(layer, BATCH)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param(name, value, id=f"{name}-{index}")
        for name, values in TAKEN.items()
        for index, value in enumerate(values)
    ],
)
def test_takes_and_refuses_the_same_argument(
    sides: tuple[Side, Side], name: str, value: Any
) -> None:
    ours, theirs = (outcome(side, lambda s: make_and_call(s, {name: value})) for side in sides)
    assert_same_outcome(ours, theirs)


@pytest.mark.parametrize("parameters", ["float32", "float16", "float64"])
@pytest.mark.parametrize("dtype", [np.float32, np.float16, np.float64, np.int32, np.bool_])
@pytest.mark.parametrize(
    "shape",
    [
        *((), (6,), (2, 6), (1, 6), (2, 6, 3), (2, 6, 3, 2, 1), (2, 6, 1, 1, 1, 1, 1, 2)),
        *((2,) * 9, (2, 3, 4), (2, 12), (0, 6, 3), (2, 6, 0)),
    ],
)
def test_takes_and_refuses_the_same_input(
    sides: tuple[Side, Side], shape: tuple[int, ...], dtype: type, parameters: str
) -> None:
    x: Array = np.arange(math.prod(shape)).reshape(shape).astype(dtype)

    def ask(side: Side) -> Any:
        layer = side.layer_class(3, CHANNELS, dtype=getattr(side.framework, parameters))
        return side.call(layer, x).shape

    assert outcome(sides[0], ask) == outcome(sides[1], ask)


POSITIONAL: list[tuple[Any, ...]] = [
    (),
    (3,),
    (3, 6, 1e-3),
    (3, 6, 1e-5, False),
    (3, 6, 1e-5, True, False),  # gamma_init=False: every gamma is 0
    (3, 6, 1e-5, True, "ones", 0.5, None, 1),
]


@pytest.mark.parametrize("arguments", POSITIONAL)
def test_takes_the_same_positional_arguments(
    sides: tuple[Side, Side], arguments: tuple[Any, ...]
) -> None:
    ours, theirs = (outcome(side, lambda s: state(s.layer_class(*arguments))) for side in sides)
    assert_same_outcome(ours, theirs)


def test_is_called_the_same_way(sides: tuple[Side, Side]) -> None:
    for side in sides:
        layer = side.layer({"num_groups": 3, "num_channels": CHANNELS})
        x = side.tensor(BATCH)
        np.testing.assert_array_equal(array(layer(x=x)), array(layer(x)))
        np.testing.assert_array_equal(array(layer.construct(x)), array(layer(x)))
        for keywords in ({"input": x}, {}):
            with pytest.raises(TypeError):
                layer(**keywords)


@pytest.mark.parametrize("name", ["weight", "bias", "reset_parameters", "running_mean"])
def test_has_none_of_torchs_names(sides: tuple[Side, Side], name: str) -> None:
    for side in sides:
        with pytest.raises(AttributeError, match=name):
            getattr(side.layer_class(3, CHANNELS), name)


seeds = st.integers(0, 2**32 - 1)
extents = st.lists(st.integers(1, 4), min_size=0, max_size=3)


@given(
    seed=seeds,
    groups=st.sampled_from([1, 2, 3, 6]),
    extent=extents,
    eps=st.sampled_from([1e-5, 1e-3, 0.1]),
    dtype=st.sampled_from([np.float32, np.float32, np.float64]),
)
@settings(max_examples=80, deadline=None, derandomize=True)
def test_lives_the_same_life(
    sides: tuple[Side, Side], seed: int, groups: int, extent: list[int], eps: float, dtype: type
) -> None:
    """Outputs and gradients of three steps, in training and in evaluation, with another eps."""
    random = np.random.default_rng(seed)
    layers = [
        side.layer({"num_groups": groups, "num_channels": CHANNELS, "eps": eps}) for side in sides
    ]
    for step in range(4):
        spread = 10 ** random.uniform(-1, 1)
        x: Array = random.normal(spread, spread, (2, CHANNELS, *extent)).astype(dtype)
        gamma = random.normal(1, 0.5, CHANNELS).astype(np.float32)
        weights: Array = random.normal(0, 1, x.shape).astype(dtype)
        answers = []
        for side, layer in zip(sides, layers, strict=True):
            layer.set_train(step % 2 == 0)
            layer.gamma.set_data(side.tensor(gamma))
            answers.append((side.call(layer, x), side.gradients(layer, x, weights)))
            layer.eps = eps * 2
        (output, gradients), (expected, others) = answers
        units = units_of_groups(x, groups, eps, gamma, weights)
        assert_close(output, expected, units[0])
        for ours, theirs, unit in zip(gradients, others, units[1:], strict=True):
            assert_close(ours, theirs, unit)


def units_of_groups(x: Array, groups: int, eps: float, gamma: Array, weights: Array) -> list[float]:
    """Return how far outputs, input gradients and those of gamma and beta may be off: gradients are
    sums, whose terms may cancel. (MindSpore computes float64 in float32.)
    """
    grouped = x.astype(np.float64).reshape(len(x), groups, -1)
    slope = 1 / np.sqrt(grouped.var(2).min() + eps)
    normalised = max(1, float(np.abs(grouped).max() * slope))
    unit = float(np.finfo(np.float32).eps)
    size = float(np.abs(weights).max())
    largest = float(np.abs(gamma).max())
    return [
        8 * unit * largest * normalised,
        8 * unit * largest * size * slope * normalised,
        2 * unit * float(np.abs(weights).sum()) * normalised * 4,
        2 * unit * float(np.abs(weights).sum()),
    ]


@pytest.mark.parametrize("arguments", [{}, {"eps": 1e-3}, {"affine": False}])
@pytest.mark.parametrize("layer_class", [GroupNorm, mint.GroupNorm])
def test_computes_what_torch_computes_bit_for_bit(
    layer_class: Any, arguments: dict[str, Any]
) -> None:
    layer = layer_class(3, CHANNELS, **arguments)
    reference = torch.nn.GroupNorm(3, CHANNELS, **arguments)
    if reference.affine:
        torch.nn.init.normal_(reference.weight)
    layer.load_state_dict(reference.state_dict())
    for training in (True, False):
        x = torch.from_numpy(BATCH)
        assert torch.equal(layer.set_train(training)(x), reference.train(training)(x))


def test_it_is_traced_and_scripted() -> None:
    layer, x = GroupNorm(3, CHANNELS, gamma_init=0.5), torch.from_numpy(BATCH)
    # torch has no types for these two.
    for made in (torch.jit.script(layer), torch.jit.trace(layer, x)):  # type: ignore[no-untyped-call]
        assert torch.equal(made(x[:1]), layer(x[:1]))


ARGUMENTS_OF_MINT: list[dict[str, Any]] = [{}, {"affine": False}, {"eps": 1e-3}]


@pytest.mark.parametrize("arguments", ARGUMENTS_OF_MINT)
def test_mints_is_made_like_the_real_one(
    mindspore: Side, runtime: Side, arguments: dict[str, Any]
) -> None:
    ours, theirs = (
        side.framework.mint.nn.GroupNorm(3, CHANNELS, **arguments) for side in (runtime, mindspore)
    )
    for name in ("weight", "bias"):
        one, other = getattr(ours, name), getattr(theirs, name)
        assert (tuple(one.shape), one.requires_grad) == (tuple(other.shape), other.requires_grad)
    x = [side.tensor(BATCH) for side in (runtime, mindspore)]
    assert_close(array(ours(x[0])), array(theirs(x[1])))
    real = inspect.signature(type(theirs).__init__).parameters
    own = inspect.signature(mint.GroupNorm.__init__).parameters
    assert {n: p.default for n, p in own.items()} == {n: p.default for n, p in real.items()}
