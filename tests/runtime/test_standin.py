"""The stand-in `mindspore` package: what can be imported from it, and what it says otherwise."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
import torch

from bnmigrate.rule_files import rulebook
from bnmigrate.runtime import BatchNorm1d, BatchNorm2d, activate
from bnmigrate.runtime import mint as mint_layer


@pytest.fixture(autouse=True)
def active() -> Iterator[None]:
    with activate(hide_real=True):
        yield


def evaluate(imports: str, expression: str) -> Any:
    names: dict[str, Any] = {}
    exec(imports, names)
    return eval(expression, names)


@pytest.mark.parametrize(
    ("imports", "expression"),
    [
        ("import mindspore", "mindspore.nn.BatchNorm2d"),
        ("import mindspore as ms", "ms.nn.BatchNorm2d"),
        ("import mindspore.nn", "mindspore.nn.BatchNorm2d"),
        ("import mindspore.nn as nn", "nn.BatchNorm2d"),
        ("from mindspore import nn", "nn.BatchNorm2d"),
        ("from mindspore import nn as msnn", "msnn.BatchNorm2d"),
        ("from mindspore.nn import BatchNorm2d", "BatchNorm2d"),
        ("from mindspore.nn import BatchNorm2d as X", "X"),
        ("from mindspore.nn import *", "BatchNorm2d"),
        ("import mindspore as ms", "ms.nn.layer.normalization.BatchNorm2d"),
        ("from mindspore.nn.layer import normalization", "normalization.BatchNorm2d"),
    ],
)
def test_every_form_of_import_gives_the_layer(imports: str, expression: str) -> None:
    assert evaluate(imports, expression) is BatchNorm2d
    assert evaluate(imports.replace("2d", "1d"), expression.replace("2d", "1d")) is BatchNorm1d


@pytest.mark.parametrize(
    ("imports", "expression"),
    [
        ("import mindspore as ms", "ms.mint.nn.BatchNorm2d"),
        ("from mindspore import mint", "mint.nn.BatchNorm2d"),
        ("from mindspore.mint import nn", "nn.BatchNorm2d"),
        ("from mindspore.mint.nn import BatchNorm2d", "BatchNorm2d"),
    ],
)
def test_every_form_of_import_gives_mints_layer(imports: str, expression: str) -> None:
    assert evaluate(imports, expression) is mint_layer.BatchNorm2d
    other = evaluate(imports.replace("2d", "1d"), expression.replace("2d", "1d"))
    assert other is mint_layer.BatchNorm1d


@pytest.mark.parametrize(
    ("imports", "expression", "value"),
    [
        ("from mindspore.common.initializer import initializer", "initializer('ones', 2)", [1, 1]),
        ("from mindspore.common import initializer as init", "init.initializer('zeros', 1)", [0]),
        (
            "from mindspore.common.initializer import initializer, Constant",
            "initializer(Constant(3), 2)",
            [3, 3],
        ),
    ],
)
def test_initializers(imports: str, expression: str, value: list[float]) -> None:
    assert evaluate(imports, expression).tolist() == value


@pytest.mark.parametrize(
    ("imports", "expression"),
    [
        ("import mindspore", "mindspore.float16"),
        ("from mindspore import float16", "float16"),
        ("from mindspore import dtype as mstype", "mstype.float16"),
        ("from mindspore.common import dtype as mstype", "mstype.float16"),
        ("import mindspore.common.dtype as mstype", "mstype.float16"),
    ],
)
def test_dtypes(imports: str, expression: str) -> None:
    assert evaluate(imports, expression) is torch.float16


@pytest.mark.parametrize(
    "name",
    [name for name, known in rulebook().classes.items() if known.dialect.root == "mindspore"],
)
def test_serves_every_class_that_the_rules_know(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    sizes = {"GroupNorm": (3, 6), "LayerNorm": ((3,),)}.get(attribute, (3,))
    assert getattr(importlib.import_module(module), attribute)(*sizes).set_train().training


@pytest.mark.parametrize(
    ("statement", "error", "name"),
    [
        ("import mindspore as ms; ms.ops", AttributeError, "mindspore.ops"),
        ("import mindspore as ms; ms.nn.Conv2d", AttributeError, "mindspore.nn.Conv2d"),
        ("import mindspore.ops", ModuleNotFoundError, "mindspore.ops"),
        ("from mindspore import ops", ModuleNotFoundError, "mindspore.ops"),
        ("from mindspore import Tensor", ModuleNotFoundError, "mindspore.Tensor"),
        ("from mindspore.nn import Conv2d", ModuleNotFoundError, "mindspore.nn.Conv2d"),
        (
            "from mindspore.common.initializer import Orthogonal",
            ModuleNotFoundError,
            "mindspore.common.initializer.Orthogonal",
        ),
        ("import mindspore.train.callback", ModuleNotFoundError, "mindspore.train"),
    ],
)
def test_anything_else_is_told_what_the_stand_in_is_and_holds(
    statement: str, error: type[Exception], name: str
) -> None:
    with pytest.raises(error) as told:
        exec(statement, {})
    assert str(told.value).startswith(f"{name} is not here: this 'mindspore' is the stand-in of")
    assert "InstanceNorm2d and InstanceNorm3d on torch" in str(told.value)


def test_hasattr_answers_no() -> None:
    assert not hasattr(importlib.import_module("mindspore"), "ops")
