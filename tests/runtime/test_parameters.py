"""MindSpore's operations on parameters and statistics."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch

from bnmigrate.runtime import BatchNorm2d
from bnmigrate.runtime.initializers import initializer

NAMES = ["gamma", "beta", "moving_mean", "moving_variance"]


@pytest.mark.parametrize("name", NAMES)
def test_set_data_replaces_the_value_by_a_copy(name: str) -> None:
    parameter = getattr(BatchNorm2d(3), name)
    values = torch.tensor([1.0, 2, 3])
    assert parameter.set_data(values) is parameter
    values[0] = 7
    assert parameter.tolist() == [1, 2, 3]
    parameter.set_data(torch.tensor([4, 5, 6]))
    assert parameter.tolist() == [4, 5, 6]
    assert parameter.dtype == torch.float32


def test_the_idiom_that_fills_a_parameter() -> None:
    layer = BatchNorm2d(3)
    layer.gamma.set_data(initializer("zeros", layer.gamma.shape, layer.gamma.dtype))
    assert layer.gamma.tolist() == [0, 0, 0]
    assert layer.gamma.requires_grad
    assert initializer(2, 3).init_data().tolist() == [2, 2, 2]  # type: ignore[attr-defined]  # the stand-in adds it


@pytest.mark.parametrize("value", [[1, 1, 1], "ones", None])
def test_set_data_takes_tensors_and_numbers_only(value: Any) -> None:
    layer: Any = BatchNorm2d(3)
    with pytest.raises(TypeError, match="set_data takes"):
        layer.gamma.set_data(value)


def test_a_wrong_shape_is_found_by_the_next_call() -> None:
    layer: Any = BatchNorm2d(3)
    layer.moving_mean.set_data(torch.ones(2))
    with pytest.raises(ValueError, match="3 channels"):
        layer(torch.ones(2, 3, 4, 4))


@pytest.mark.parametrize("name", NAMES)
def test_asnumpy_is_a_writable_view(name: str) -> None:
    parameter = getattr(BatchNorm2d(3), name)
    parameter.asnumpy()[0] = 5
    assert parameter.tolist()[0] == 5


def test_requires_grad_freezes_a_parameter() -> None:
    layer = BatchNorm2d(3).set_train()
    layer.beta.requires_grad = False
    layer(torch.randn(2, 3, 4, 4)).square().sum().backward()
    assert layer.beta.grad is None
    assert layer.gamma.grad is not None


def test_what_is_computed_from_them_is_an_ordinary_tensor() -> None:
    layer = BatchNorm2d(3)
    for name in NAMES:
        assert type(getattr(layer, name) * 2) is torch.Tensor
    assert type(layer(torch.ones(2, 3, 4, 4))) is torch.Tensor


def test_they_are_the_tensors_that_the_module_holds() -> None:
    layer = BatchNorm2d(3)
    assert [layer.gamma, layer.beta] == list(layer.parameters())
    assert next(iter(layer.buffers())) is layer.moving_mean


def test_copies_have_the_operations_and_their_own_values() -> None:
    made: Any = initializer("ones", 3)
    for copied in copy.deepcopy([made, made]):
        copied.set_data(torch.zeros(3))
    first, second = copy.deepcopy([made, made])
    assert first is second
    assert made.asnumpy().tolist() == [1, 1, 1]
