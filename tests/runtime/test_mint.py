"""mint's layers: torch's own, with mint's signature and MindSpore's mode."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import torch

from bnmigrate.runtime import mint
from tests.runtime.sides import LAYERS, Side

ARGUMENTS: list[dict[str, Any]] = [
    {},
    {"momentum": None},
    {"momentum": 2.0},
    {"affine": False},
    {"affine": 0},
    {"track_running_stats": False},
    {"track_running_stats": 0},
]
NAMES = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")


def parts(layer: Any) -> dict[str, Any]:
    """Return the shape and the learning of each part of the layer, None where it has none."""
    return {
        name: part if part is None else (tuple(part.shape), part.requires_grad)
        for name in NAMES
        for part in [getattr(layer, name)]
    }


each_layer = pytest.mark.parametrize("name", LAYERS)


@each_layer
@pytest.mark.parametrize("arguments", ARGUMENTS)
def test_is_made_like_the_real_one(
    mindspore: Side, runtime: Side, name: str, arguments: dict[str, Any]
) -> None:
    ours, theirs = (
        getattr(side.framework.mint.nn, name)(3, **arguments) for side in (runtime, mindspore)
    )
    assert parts(ours) == parts(theirs)
    assert (ours.momentum, ours.training) == (theirs.momentum, theirs.training)


@each_layer
def test_has_the_real_signature(mindspore: Side, name: str) -> None:
    layer = getattr(mint, name)
    real = getattr(mindspore.framework.mint.nn, name)
    expected = inspect.signature(real.__init__).parameters
    ours = inspect.signature(layer.__init__).parameters
    assert {name: p.default for name, p in ours.items()} == {
        name: p.default for name, p in expected.items()
    }
    for foreign in ("device", "bias", "gamma_init"):
        with pytest.raises(TypeError, match=foreign):
            layer(3, **{foreign: 1})


@each_layer
@pytest.mark.parametrize("arguments", ARGUMENTS)
def test_computes_what_torch_computes(name: str, arguments: dict[str, Any]) -> None:
    ours, theirs = getattr(mint, name)(3, **arguments), getattr(torch.nn, name)(3, **arguments)
    ours.set_train()
    random = torch.Generator().manual_seed(0)
    for step in range(3):
        x = torch.randn((2, 3, 4, 4, 4)[: max(LAYERS[name])], generator=random) + step
        assert torch.equal(ours(x), theirs(x))
    # A momentum of 2 makes variances negative, and their roots NaN, in both.
    torch.testing.assert_close(
        ours.set_train(False)(x), theirs.eval()(x), rtol=0, atol=0, equal_nan=True
    )
    assert ours.load_state_dict(theirs.state_dict()) is not None


def test_its_tensors_have_mindspores_operations() -> None:
    layer: Any = mint.BatchNorm2d(3)
    layer.weight.set_data(torch.zeros(3))
    assert layer.weight.asnumpy().tolist() == [0, 0, 0]
    assert layer.running_var.asnumpy().tolist() == [1, 1, 1]
