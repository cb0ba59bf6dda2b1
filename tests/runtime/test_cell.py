"""The mode: MindSpore's on its own, torch's inside a torch module."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch

from bnmigrate.runtime import BatchNorm2d
from bnmigrate.runtime.mint import BatchNorm2d as MintBatchNorm2d


@pytest.fixture(params=[BatchNorm2d, MintBatchNorm2d], ids=["nn", "mint"])
def layer(request: pytest.FixtureRequest) -> Any:
    return request.param(3)


def test_a_fresh_layer_evaluates(layer: Any) -> None:
    assert not layer.training
    x = torch.randn(2, 3, 4, 4)
    torch.testing.assert_close(layer(x), x / (1 + 1e-5) ** 0.5)


def test_set_train_returns_the_layer_and_reaches_what_is_inside(layer: Any) -> None:
    layer.inner = torch.nn.Dropout()
    assert layer.set_train() is layer
    assert layer.training
    assert layer.inner.training
    assert not layer.set_train(False).training
    assert not layer.inner.training


class Net(torch.nn.Module):
    def __init__(self, layer: torch.nn.Module) -> None:
        super().__init__()
        self.layer = layer


def add_by_name(layer: torch.nn.Module) -> torch.nn.Module:
    parent = torch.nn.Module()
    parent.add_module("layer", layer)
    return parent


PARENTS = [
    Net,
    add_by_name,
    torch.nn.Sequential,
    lambda layer: torch.nn.ModuleList([layer]),
    lambda layer: torch.nn.ModuleDict({"layer": layer}),
    lambda layer: Net(torch.nn.Sequential(layer)),
]


@pytest.mark.parametrize("parent", PARENTS)
def test_takes_the_mode_of_the_module_that_holds_it(layer: Any, parent: Any) -> None:
    net = parent(layer)
    assert layer.training
    net.eval()
    assert not layer.training
    net.train()
    assert layer.training


def test_takes_the_mode_of_a_module_in_evaluation(layer: Any) -> None:
    net = torch.nn.Sequential().eval()
    net.append(layer)
    assert not layer.training
    net.train()
    assert layer.training


@pytest.mark.parametrize("parent", PARENTS)
@pytest.mark.parametrize("how", ["set_train", "eval", "assignment"])
def test_a_mode_that_someone_set_stays(layer: Any, parent: Any, how: str) -> None:
    if how == "set_train":
        layer.set_train(False)
    elif how == "eval":
        layer.eval()
    else:
        layer.training = False
    parent(layer)
    assert not layer.training


def test_a_mode_is_taken_once(layer: Any) -> None:
    first = Net(layer).eval()
    Net(first)
    Net(layer)
    assert not layer.training


def test_a_copy_of_a_fresh_layer_is_fresh(layer: Any) -> None:
    copied = copy.deepcopy(layer)
    assert not copied.training
    Net(copied)
    assert copied.training
    assert not layer.training


def test_a_plain_list_does_not_hold_it(layer: Any) -> None:
    net = torch.nn.Module()
    net.layers = [layer]  # type: ignore[assignment]  # torch does not look into it
    net.train()
    assert not layer.training


def test_other_modules_keep_torchs_rules() -> None:
    inner = torch.nn.BatchNorm2d(3)
    torch.nn.Sequential().eval().append(inner)
    assert inner.training


def test_a_tensor_assigned_to_a_parameter_becomes_its_value(layer: Any) -> None:
    name = "gamma" if hasattr(layer, "gamma") else "weight"
    parameter = getattr(layer, name)
    setattr(layer, name, torch.tensor([1.0, 2, 3]))
    assert getattr(layer, name) is parameter
    assert parameter.tolist() == [1, 2, 3]
    replacement = torch.nn.Parameter(torch.zeros(3))
    setattr(layer, name, replacement)
    assert getattr(layer, name) is replacement
    assert replacement.asnumpy().tolist() == [0, 0, 0]


def test_its_trainable_parameters_can_be_frozen(layer: Any) -> None:
    trained = layer.trainable_params()
    assert [id(p) for p in trained] == [id(p) for p in layer.parameters()]
    for parameter in layer.trainable_params():
        parameter.requires_grad = False
    assert layer.trainable_params() == []
    assert not any(p.requires_grad for p in trained)


def test_what_is_inside_of_a_cell_is_listed_as_mindspore_lists_it() -> None:
    bn = BatchNorm2d(2)
    bn.inner = torch.nn.ReLU()
    assert list(bn.cells()) == [bn.inner]
    assert list(bn.name_cells().items()) == [("inner", bn.inner)]
    assert list(bn.cells_and_names()) == [("", bn), ("inner", bn.inner)]
