"""InstanceNorm: what the constructors take is asked of the runtime's and of MindSpore's, which has
no CPU kernel. What is computed is compared with its GroupNorm of a group for each channel, and with
torch's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from bnmigrate import runtime as layers
from tests.runtime.sides import Array, Side, array, state
from tests.runtime.test_against_mindspore import (
    ARGUMENTS,
    INITIAL_VALUES,
    assert_close,
    assert_same_outcome,
    outcome,
)
from tests.runtime.test_group_norm import units_of_groups

CHANNELS = 3
DIMENSIONS = [1, 2, 3]
SHAPES = {1: (2, CHANNELS, 5), 2: (2, CHANNELS, 4, 5), 3: (2, CHANNELS, 4, 5, 2)}

# What each argument is given, on both sides: valid, at the edge, and wrong.
TAKEN: dict[str, list[Any]] = {
    "num_features": ARGUMENTS["num_features"],
    "eps": ARGUMENTS["eps"],
    "momentum": [0.1, 0.9, 0.0, 1.0, 0, 1, True, None, "0.1", -0.1, 1.1],
    "affine": ARGUMENTS["affine"],
    "gamma_init": INITIAL_VALUES,
    "beta_init": INITIAL_VALUES,
    "dtype": ARGUMENTS["dtype"],
}


def sides_of(mindspore: Side, runtime: Side, dimensions: int) -> tuple[Side, Side]:
    """The layer in the runtime, and in MindSpore, which raises at once what it finds later."""
    mindspore.framework.set_context(pynative_synchronize=True)
    name = f"InstanceNorm{dimensions}d"
    return replace(runtime, name=name), replace(mindspore, name=name)


def made(side: Side, arguments: dict[str, Any]) -> Any:
    layer = side.layer({"num_features": CHANNELS, **arguments})
    learned = [parameter.name for parameter in layer.trainable_params()]
    return (
        (layer.num_features, layer.eps, layer.momentum, layer.training),
        len(learned),
        state(layer),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param(name, value, id=f"{name}-{index}")
        for name, values in TAKEN.items()
        for index, value in enumerate(values)
    ],
)
def test_takes_and_refuses_the_same_argument(
    mindspore: Side, runtime: Side, name: str, value: Any
) -> None:
    ours, theirs = (
        outcome(side, lambda s: made(s, {name: value})) for side in sides_of(mindspore, runtime, 2)
    )
    assert_same_outcome(ours, theirs)


@pytest.mark.parametrize("dimensions", DIMENSIONS)
@pytest.mark.parametrize("rank", range(1, 7))
def test_takes_and_refuses_the_same_number_of_dimensions(
    mindspore: Side, runtime: Side, dimensions: int, rank: int
) -> None:
    ours, theirs = sides_of(mindspore, runtime, dimensions)
    x: Array = np.ones((2, CHANNELS, 2, 2, 2, 2)[:rank], np.float32)
    answers = [
        outcome(side, lambda s: s.call(s.layer_class(CHANNELS), x).shape) for side in (ours, theirs)
    ]
    if answers[1] is RuntimeError:  # all was right but for the kernel
        answers[1] = x.shape
    assert answers[0] == answers[1]


@pytest.mark.parametrize("dtype", [np.float64, np.int32, np.bool_])
def test_refuses_the_same_types(mindspore: Side, runtime: Side, dtype: type) -> None:
    x: Array = np.ones(SHAPES[2], dtype)
    for side in sides_of(mindspore, runtime, 2):
        assert outcome(side, lambda s: s.call(s.layer_class(CHANNELS), x)) is TypeError


@pytest.mark.parametrize("precision", ["float16", "float64"])
def test_refuses_parameters_of_the_same_types(
    mindspore: Side, runtime: Side, precision: str
) -> None:
    x: Array = np.ones(SHAPES[2], np.float32)

    def ask(side: Side) -> Any:
        return side.call(side.layer_class(CHANNELS, dtype=getattr(side.framework, precision)), x)

    for side in sides_of(mindspore, runtime, 2):
        assert outcome(side, ask) is TypeError


@pytest.mark.parametrize(
    "name", ["weight", "bias", "running_mean", "affine", "track_running_stats", "reset_parameters"]
)
def test_has_none_of_torchs_names(mindspore: Side, runtime: Side, name: str) -> None:
    for side in sides_of(mindspore, runtime, 2):
        with pytest.raises(AttributeError, match=name):
            getattr(side.layer_class(CHANNELS), name)


@given(
    seed=st.integers(0, 2**32 - 1),
    dimensions=st.sampled_from(DIMENSIONS),
    eps=st.sampled_from([1e-5, 1e-3, 0.1]),
)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_computes_what_mindspores_group_norm_computes(
    mindspore: Side, runtime: Side, seed: int, dimensions: int, eps: float
) -> None:
    """Outputs and gradients of four steps, in training and in evaluation."""
    random = np.random.default_rng(seed)
    ours, _ = sides_of(mindspore, runtime, dimensions)
    theirs = replace(mindspore, name="GroupNorm")
    layer = ours.layer_class(CHANNELS, eps=eps)
    other = theirs.layer_class(CHANNELS, CHANNELS, eps=eps)
    for step in range(4):
        spread = 10 ** random.uniform(-1, 1)
        x: Array = random.normal(spread, spread, SHAPES[dimensions]).astype(np.float32)
        gamma = random.normal(1, 0.5, CHANNELS).astype(np.float32)
        weights: Array = random.normal(0, 1, x.shape).astype(np.float32)
        answers = []
        for side, one in ((ours, layer), (theirs, other)):
            one.set_train(step % 2 == 0)
            one.gamma.set_data(side.tensor(gamma))
            answers.append((side.call(one, x), *side.gradients(one, x, weights)))
        units = units_of_groups(x, CHANNELS, eps, gamma, weights)
        for found, expected, unit in zip(*answers, units, strict=True):
            assert_close(found, expected, unit)
    assert layer.moving_mean.tolist() == [0] * CHANNELS


@pytest.mark.parametrize("arguments", [{}, {"eps": 1e-3}, {"affine": True}, {"momentum": 0.3}])
@pytest.mark.parametrize("dimensions", DIMENSIONS)
def test_computes_what_torch_computes_bit_for_bit(
    dimensions: int, arguments: dict[str, Any]
) -> None:
    name = f"InstanceNorm{dimensions}d"
    reference = getattr(torch.nn, name)(CHANNELS, **arguments)
    layer = getattr(layers, name)(CHANNELS, **{"affine": False, **arguments})
    if reference.affine:
        torch.nn.init.normal_(reference.weight)
    layer.load_state_dict(reference.state_dict())
    for training in (True, False):
        x = torch.randn(SHAPES[dimensions])
        assert torch.equal(layer.set_train(training)(x), reference.train(training)(x))


@pytest.mark.parametrize("affine", [True, False])
def test_it_is_traced_and_scripted(affine: bool) -> None:
    layer, x = layers.InstanceNorm2d(CHANNELS, affine=affine), torch.randn(SHAPES[2])
    for one in (torch.jit.script(layer), torch.jit.trace(layer, x)):  # type: ignore[no-untyped-call]
        assert torch.equal(one(x[:1]), layer(x[:1]))


def test_assigning_a_setting_changes_nothing() -> None:
    layer, x = layers.InstanceNorm2d(CHANNELS), torch.randn(SHAPES[2])
    before = array(layer(x))
    layer.eps, layer.momentum = 0.5, 0.5
    np.testing.assert_array_equal(array(layer(x)), before)
