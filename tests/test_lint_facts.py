"""What the lints go by is true of the frameworks that are installed."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from bnmigrate.rulebook import Dialect
from tests.test_rulebook import DIALECTS, each_dialect, framework, look_up


@pytest.fixture
def mindspore() -> Any:
    return framework(DIALECTS["mindspore"])


def network(mindspore: Any, **arguments: Any) -> Any:
    class Net(mindspore.nn.Cell):  # type: ignore[misc]  # the framework has no types
        def __init__(self) -> None:
            super().__init__()
            self.bn = mindspore.nn.BatchNorm2d(2, **arguments)

        def construct(self, x: Any) -> Any:
            return self.bn(x)

    return Net()


def images(mindspore: Any, dtype: str = "float32") -> Any:
    numbers = mindspore.ops.arange(4 * 2 * 3 * 3).reshape(4, 2, 3, 3)
    return numbers.astype(getattr(mindspore, dtype))


def mean(net: Any) -> Any:
    return net.bn.moving_mean.asnumpy().copy()


@each_dialect
def test_what_trains_takes_what_it_trains_where_the_rules_say(dialect: Dialect) -> None:
    framework(dialect)
    for trainer in dialect.framework.trainers:
        for name in trainer.names:
            parameters = list(inspect.signature(look_up(name)).parameters)
            assert parameters[trainer.position] == trainer.parameter


def test_what_trains_leaves_the_mode_as_it_is(mindspore: Any) -> None:
    net = network(mindspore)
    before = mean(net)
    loss = mindspore.nn.MSELoss()
    optimizer = mindspore.nn.SGD(net.trainable_params())
    x = images(mindspore)
    step = mindspore.value_and_grad(lambda: loss(net(x), x), None, optimizer.parameters)
    step()
    mindspore.nn.TrainOneStepCell(mindspore.nn.WithLossCell(net, loss), optimizer)(x, x)
    assert not net.training
    assert (mean(net) == before).all()
    net.set_train()
    step()
    assert (mean(net) != before).all()


def test_a_model_sets_the_mode(mindspore: Any) -> None:
    names = DIALECTS["mindspore"].framework.mode_setters
    assert {look_up(name) for name in names} == {mindspore.Model}
    net = network(mindspore)
    before = mean(net)
    x = images(mindspore).asnumpy()
    data = mindspore.dataset.NumpySlicesDataset((x, x), ["x", "y"], shuffle=False).batch(4)
    optimizer = mindspore.nn.SGD(net.trainable_params())
    mindspore.Model(net, mindspore.nn.MSELoss(), optimizer).train(1, data, dataset_sink_mode=False)
    assert (mean(net) != before).all()


@pytest.mark.parametrize("dtype", ["float16", "half", "float32"])
def test_statistics_of_half_precision_never_move(mindspore: Any, dtype: str) -> None:
    assert DIALECTS["mindspore"].half_precision == "frozen"
    net = network(mindspore, dtype=getattr(mindspore, dtype)).set_train()
    before = mean(net)
    net(images(mindspore, dtype)).asnumpy()
    assert (mean(net) == before).all() == (dtype != "float32")


def test_a_flag_in_the_place_of_an_initial_value_zeroes_the_scale(mindspore: Any) -> None:
    layer = mindspore.nn.BatchNorm2d(2, 1e-5, 0.9, True, False)
    assert not layer.gamma.asnumpy().any()


def test_an_assignment_to_what_is_baked_in_changes_nothing(mindspore: Any) -> None:
    assert DIALECTS["mindspore"].assigned_settings == "ignored"
    one, other = (network(mindspore).set_train() for _ in range(2))
    one.bn.momentum, one.bn.eps = 0.5, 0.5
    x = images(mindspore)
    assert (one(x).asnumpy() == other(x).asnumpy()).all()
    assert (mean(one) == mean(other)).all()


def test_the_signature_that_is_announced_is_that_of_mint(mindspore: Any) -> None:
    said = DIALECTS["mindspore"].announced
    documented = mindspore.nn.BatchNorm2d.__doc__
    assert "after 2.9.0" in said
    assert "After version 2.9.0" in documented
    assert "momentum=0.1, affine=True, track_running_stats=True" in documented
