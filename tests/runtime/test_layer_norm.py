"""LayerNorm: the runtime's and MindSpore's own are asked the same, and the runtime's is torch's."""

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

from bnmigrate.runtime import LayerNorm, mint
from tests.runtime.sides import Array, Side, array, state
from tests.runtime.test_against_mindspore import (
    ARGUMENTS,
    assert_close,
    assert_same_outcome,
    outcome,
)

WIDTH = 6
BATCH = np.random.default_rng(0).normal(1, 3, (2, 3, WIDTH)).astype(np.float32)
SHAPES = [(6,), [6], 6, (), [], (5,), (3, 6), (0,), (-1,), (6.0,), (True,), "6", None, ((6,),)]
AXES = [-1, 0, 1, 2, 3, -2, 1.0, None, True, "1"]
INITIAL_VALUES = ["ones", "zeros", 0.5, False, "no such", None, np.ones(WIDTH, np.float32)]

# What each argument is given, on both sides: valid, at the edge, and wrong.
TAKEN: dict[str, list[Any]] = {
    "normalized_shape": [*SHAPES, np.int64(6), (np.int64(6),)],
    "begin_norm_axis": AXES,
    "begin_params_axis": AXES,
    "gamma_init": INITIAL_VALUES,
    "beta_init": INITIAL_VALUES,
    "epsilon": [1e-5, 0.0, 1.5, -1.0, 1, 0, True, None, "x"],
    "dtype": ARGUMENTS["dtype"],
}


@pytest.fixture(scope="module")
def sides(mindspore: Side, runtime: Side) -> tuple[Side, Side]:
    """The layer in the runtime, and in MindSpore, which raises at once what it finds later."""
    mindspore.framework.set_context(pynative_synchronize=True)
    return replace(runtime, name="LayerNorm"), replace(mindspore, name="LayerNorm")


def make_and_call(side: Side, arguments: dict[str, Any]) -> Any:
    layer = side.layer({"normalized_shape": (WIDTH,), **arguments})
    made = (layer.normalized_shape, layer.begin_norm_axis, layer.begin_params_axis, layer.epsilon)
    learned = [parameter.name for parameter in layer.trainable_params()]
    return made, state(layer), len(learned), repr(layer)[:50], side.call(layer, BATCH)


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
    "shape", [(6,), (2, 6), (1, 6), (2, 3, 6), (2,) * 7 + (6,), (2, 5), (2, 1), (0, 6), (2, 0)]
)
def test_takes_and_refuses_the_same_input(
    sides: tuple[Side, Side], shape: tuple[int, ...], dtype: type, parameters: str
) -> None:
    x: Array = np.arange(math.prod(shape)).reshape(shape).astype(dtype)

    def ask(side: Side) -> Any:
        layer = side.layer_class((WIDTH,), dtype=getattr(side.framework, parameters))
        return side.call(layer, x).shape

    assert outcome(sides[0], ask) == outcome(sides[1], ask)


@pytest.mark.parametrize(
    ("shape", "norm", "params"),
    [
        *(((3, 6), 1, 1), ((3, 6), -1, 1), ((6,), 1, -1), ((6,), 2, -1), ((2, 3, 6), 0, 0)),
        *(((3, 6), -1, -1), ((6,), 0, 1), ((6,), 0, 2)),
    ],
)
def test_normalises_and_scales_from_the_same_axes(
    sides: tuple[Side, Side], shape: tuple[int, ...], norm: int, params: int
) -> None:
    gamma = np.random.default_rng(1).normal(1, 0.5, shape).astype(np.float32)

    def ask(side: Side) -> Any:
        return side.call(side.layer_class(shape, norm, params, side.tensor(gamma), 0.5), BATCH)

    assert_same_outcome(outcome(sides[0], ask), outcome(sides[1], ask))


def test_is_called_the_same_way(sides: tuple[Side, Side]) -> None:
    for side in sides:
        layer = side.layer({"normalized_shape": (WIDTH,), "epsilon": 1e-5})
        x = side.tensor(BATCH)
        np.testing.assert_array_equal(array(layer(input_x=x)), array(layer(x)))
        np.testing.assert_array_equal(array(layer.construct(x)), array(layer(x)))
        for keywords in ({"input": x}, {"x": x}, {}):
            with pytest.raises(TypeError):
                layer(**keywords)


def test_to_assign_a_setting_changes_nothing(sides: tuple[Side, Side]) -> None:
    for side in sides:
        layer = side.layer({"normalized_shape": (WIDTH,), "epsilon": 1e-5})
        before = side.call(layer, BATCH)
        layer.epsilon, layer.begin_norm_axis, layer.begin_params_axis = 1.0, 1, 1
        np.testing.assert_array_equal(side.call(layer, BATCH), before)


@pytest.mark.parametrize("name", ["weight", "bias", "eps", "elementwise_affine"])
def test_has_none_of_torchs_names(sides: tuple[Side, Side], name: str) -> None:
    for side in sides:
        with pytest.raises(AttributeError, match=name):
            getattr(side.layer_class((WIDTH,)), name)


@given(
    seed=st.integers(0, 2**32 - 1),
    width=st.integers(1, 9),
    extent=st.lists(st.integers(1, 4), min_size=0, max_size=3),
    epsilon=st.sampled_from([1e-7, 1e-5, 1e-3, 0.1]),
    dtype=st.sampled_from([np.float32, np.float32, np.float64]),
)
@settings(max_examples=80, deadline=None, derandomize=True)
def test_lives_the_same_life(
    sides: tuple[Side, Side], seed: int, width: int, extent: list[int], epsilon: float, dtype: type
) -> None:
    """Outputs and gradients of three steps, in training and in evaluation."""
    random = np.random.default_rng(seed)
    layers = [side.layer({"normalized_shape": (width,), "epsilon": epsilon}) for side in sides]
    for step in range(4):
        spread = 10 ** random.uniform(-1, 1)
        x: Array = random.normal(spread, spread, (*extent, width)).astype(dtype)
        gamma = random.normal(1, 0.5, width).astype(np.float32)
        weights: Array = random.normal(0, 1, x.shape).astype(dtype)
        answers = []
        for side, layer in zip(sides, layers, strict=True):
            layer.set_train(step % 2 == 0)
            layer.gamma.set_data(side.tensor(gamma))
            answers.append((side.call(layer, x), side.gradients(layer, x, weights)))
        (output, gradients), (expected, others) = answers
        units = _units(x, epsilon, gamma, weights)
        assert_close(output, expected, units[0])
        for ours, theirs, unit in zip(gradients, others, units[1:], strict=True):
            assert_close(ours, theirs, unit)


def _units(x: Array, epsilon: float, gamma: Array, weights: Array) -> list[float]:
    """Return how far outputs, input gradients and those of gamma and beta may be off: gradients are
    sums, whose terms may cancel. (MindSpore computes float64 in float32.)
    """
    wide = x.astype(np.float64)
    slope = 1 / np.sqrt(wide.var(-1).min() + epsilon)
    normalised = max(1, float(np.abs(wide).max() * slope))
    unit = float(np.finfo(np.float32).eps)
    size = float(np.abs(weights).max())
    largest = float(np.abs(gamma).max())
    return [
        8 * unit * largest * normalised,
        8 * unit * largest * size * slope * normalised,
        8 * unit * float(np.abs(weights).sum()) * normalised,
        2 * unit * float(np.abs(weights).sum()),
    ]


@pytest.mark.parametrize("epsilon", [1e-5, 1e-3])
def test_computes_what_torch_computes_bit_for_bit(epsilon: float) -> None:
    layer, reference = LayerNorm((WIDTH,), epsilon=epsilon), torch.nn.LayerNorm(WIDTH, epsilon)
    torch.nn.init.normal_(reference.weight)
    layer.load_state_dict(reference.state_dict())
    for training in (True, False):
        x = torch.from_numpy(BATCH)
        assert torch.equal(layer.set_train(training)(x), reference.train(training)(x))


def test_it_is_traced_and_scripted() -> None:
    layer, x = LayerNorm((WIDTH,), gamma_init=0.5), torch.from_numpy(BATCH)
    # torch has no types for these two.
    for made in (torch.jit.script(layer), torch.jit.trace(layer, x)):  # type: ignore[no-untyped-call]
        assert torch.equal(made(x[:1]), layer(x[:1]))


@pytest.mark.parametrize(
    "arguments", [{}, {"elementwise_affine": False}, {"bias": False}, {"eps": 1e-3}]
)
@pytest.mark.parametrize("shape", [6, (6,), [3, 6]])
def test_mints_is_made_like_the_real_one(
    mindspore: Side, runtime: Side, shape: Any, arguments: dict[str, Any]
) -> None:
    """What it computes can't be compared: MindSpore has no kernel for it on the CPU."""
    ours, theirs = (
        side.framework.mint.nn.LayerNorm(shape, **arguments) for side in (runtime, mindspore)
    )
    for name in ("weight", "bias"):
        one, other = getattr(ours, name), getattr(theirs, name)
        assert (one is None) == (other is None)
        assert one is None or tuple(one.shape) == tuple(other.shape)
    assert (ours.normalized_shape, ours.eps) == (theirs.normalized_shape, theirs.eps)
    real = inspect.signature(type(theirs).__init__).parameters
    own = inspect.signature(mint.LayerNorm.__init__).parameters
    assert {n: p.default for n, p in own.items()} == {n: p.default for n, p in real.items()}
