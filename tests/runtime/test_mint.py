"""mint's layer: torch's own, with mint's signature and MindSpore's mode."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import torch

from bnmigrate.runtime.mint import BatchNorm2d
from tests.runtime.sides import Side

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


@pytest.mark.parametrize("arguments", ARGUMENTS)
def test_is_made_like_the_real_one(real: Side, stand_in: Side, arguments: dict[str, Any]) -> None:
    ours, theirs = (side.framework.mint.nn.BatchNorm2d(3, **arguments) for side in (stand_in, real))
    assert parts(ours) == parts(theirs)
    assert (ours.momentum, ours.training) == (theirs.momentum, theirs.training)


def test_has_the_real_signature(real: Side) -> None:
    expected = inspect.signature(real.framework.mint.nn.BatchNorm2d.__init__).parameters
    ours = inspect.signature(BatchNorm2d.__init__).parameters
    assert {name: p.default for name, p in ours.items()} == {
        name: p.default for name, p in expected.items()
    }
    for foreign in ("device", "bias", "gamma_init"):
        with pytest.raises(TypeError, match=foreign):
            BatchNorm2d(3, **{foreign: 1})  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize("arguments", ARGUMENTS)
def test_computes_what_torch_computes(arguments: dict[str, Any]) -> None:
    ours, theirs = BatchNorm2d(3, **arguments), torch.nn.BatchNorm2d(3, **arguments)
    ours.set_train()
    random = torch.Generator().manual_seed(0)
    for step in range(3):
        x = torch.randn(2, 3, 4, 4, generator=random) + step
        assert torch.equal(ours(x), theirs(x))
    # A momentum of 2 makes variances negative, and their roots NaN, in both.
    torch.testing.assert_close(
        ours.set_train(False)(x), theirs.eval()(x), rtol=0, atol=0, equal_nan=True
    )
    assert ours.load_state_dict(theirs.state_dict()) is not None


def test_its_tensors_have_mindspores_operations() -> None:
    layer: Any = BatchNorm2d(3)
    layer.weight.set_data(torch.zeros(3))
    assert layer.weight.asnumpy().tolist() == [0, 0, 0]
    assert layer.running_var.asnumpy().tolist() == [1, 1, 1]
