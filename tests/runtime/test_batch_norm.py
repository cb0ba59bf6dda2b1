"""The layer inside torch: what it computes, how it lives in a model, how it is saved."""

from __future__ import annotations

import copy
import inspect
import io
import pickle
from typing import Any

import pytest
import torch

from bnmigrate import runtime
from bnmigrate.runtime import BatchNorm2d, BatchNorm3d
from tests.runtime.sides import inside

BATCH = torch.randn(4, 3, 5, 5, generator=torch.Generator().manual_seed(0)) * 2 + 1


def train(
    layer: torch.nn.Module, batch: torch.Tensor = BATCH, steps: int = 3
) -> list[torch.Tensor]:
    """Train for some steps and evaluate once; return all that could differ."""
    layer.train()
    seen = []
    for step in range(steps):
        x = (batch + step).requires_grad_()
        y = layer(x)
        y.square().sum().backward()
        assert x.grad is not None
        seen += [y.detach(), x.grad]
    layer.eval()
    return [*seen, layer(batch).detach()]


@pytest.mark.parametrize(
    ("name", "batch"),
    [
        ("BatchNorm1d", BATCH[:, :, 0, 0]),
        ("BatchNorm1d", BATCH.flatten(2)),
        ("BatchNorm2d", BATCH),
        ("BatchNorm3d", BATCH[:, :, :, None]),
        ("SyncBatchNorm", BATCH[:, :, 0, 0]),
        ("SyncBatchNorm", BATCH),
    ],
)
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({}, {}),
        ({"momentum": 0.9}, {"momentum": 0.1}),
        ({"momentum": 0.99}, {"momentum": 0.01}),
        ({"momentum": 0.9999999999}, {"momentum": 1e-10}),  # where 1.0 - momentum shows
        ({"momentum": 0.7, "eps": 1e-3}, {"momentum": 0.3, "eps": 1e-3}),
        ({"momentum": 0, "affine": False}, {"momentum": 1, "affine": False}),
    ],
)
def test_computes_what_torch_computes_bit_for_bit(
    name: str, batch: torch.Tensor, ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    layer: Any = getattr(runtime, name)(3, **ours)
    reference: Any = getattr(torch.nn, name)(3, **theirs)
    for one, other in zip(train(layer, batch), train(reference, batch), strict=True):
        assert torch.equal(one, other)
    within = inside(layer)
    assert torch.equal(within.moving_mean, reference.running_mean)
    assert torch.equal(within.moving_variance, reference.running_var)
    if reference.affine:
        assert torch.equal(within.gamma.grad, reference.weight.grad)
        assert torch.equal(within.beta.grad, reference.bias.grad)


@pytest.mark.parametrize(("training", "groups"), [(True, None), (True, 0), (False, None)])
def test_several_processes_are_refused_where_their_statistics_are_needed(
    monkeypatch: pytest.MonkeyPatch, training: bool, groups: int | None
) -> None:
    monkeypatch.setattr(torch.distributed, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.distributed, "get_world_size", lambda: 2)
    layer = runtime.SyncBatchNorm(3, process_groups=groups).set_train(training)
    if training and groups is None:
        with pytest.raises(RuntimeError, match="there are several"):
            layer(BATCH)
    else:
        assert layer(BATCH).shape == BATCH.shape


def test_batch_statistics_are_torchs_without_tracking() -> None:
    layer = BatchNorm2d(3, use_batch_statistics=True)
    reference = torch.nn.BatchNorm2d(3, track_running_stats=False)
    for one, other in zip(train(layer), train(reference), strict=True):
        assert torch.equal(one, other)
    assert not torch.equal(layer.moving_mean, torch.zeros(3))  # MindSpore keeps them all the same


def test_moving_statistics_are_torchs_evaluation() -> None:
    layer = BatchNorm2d(3, use_batch_statistics=False, moving_mean_init=0.5).train()
    reference = torch.nn.BatchNorm2d(3).eval()
    assert reference.running_mean is not None
    reference.running_mean.fill_(0.5)
    assert torch.equal(layer(BATCH), reference(BATCH))
    assert layer.moving_mean.tolist() == [0.5, 0.5, 0.5]


def test_signature() -> None:
    assert str(inspect.signature(BatchNorm2d)).startswith(
        "(num_features: 'int', eps: 'float' = 1e-05, momentum: 'float' = 0.9, affine: 'bool' = "
        "True, gamma_init: 'InitialValue' = 'ones', beta_init: 'InitialValue' = 'zeros', "
        "moving_mean_init: 'InitialValue' = 'zeros', moving_var_init: 'InitialValue' = 'ones', "
        "use_batch_statistics: 'bool | None' = None, data_format: 'str' = 'NCHW', dtype:"
    )


def test_assigned_momentum_and_eps_change_nothing() -> None:
    layer, reference = BatchNorm2d(3), BatchNorm2d(3)
    layer.momentum, layer.eps = 1.0, 0.5
    assert (layer.momentum, layer.eps) == (1.0, 0.5)
    for one, other in zip(train(layer), train(reference), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize("training", [True, False])
def test_an_empty_batch_raises_where_its_statistics_are_needed(training: bool) -> None:
    empty = BATCH[:0]
    with pytest.raises(ValueError, match="empty batch"):
        BatchNorm2d(3, use_batch_statistics=True).set_train(training)(empty)
    with pytest.raises(ValueError, match="empty batch"):
        BatchNorm2d(3).set_train()(empty)


def test_bfloat16_and_other_types_are_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"float16 and float32, not torch\.bfloat16"):
        BatchNorm2d(3)(BATCH.bfloat16())
    with pytest.raises(TypeError, match="a tensor, not list"):
        BatchNorm2d(3)(BATCH.tolist())
    with pytest.raises(TypeError, match=r"floating-point, not torch\.int32"):
        BatchNorm2d(3, dtype=torch.int32)


def test_float16_parameters_never_move_the_statistics() -> None:
    layer = BatchNorm2d(3).half().set_train()
    assert layer(BATCH).dtype == torch.float32
    assert layer(BATCH.half()).dtype == torch.float16
    assert layer.moving_mean.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("weight", "use gamma"),
        ("bias", "use beta"),
        ("running_mean", "use moving_mean"),
        ("running_var", "use moving_variance"),
        ("num_batches_tracked", "counts no batches"),
        ("affine", "requires_grad"),
        ("track_running_stats", "use_batch_statistics"),
    ],
)
def test_torchs_names_are_refused_with_advice(name: str, advice: str) -> None:
    layer = BatchNorm2d(3)
    assert not hasattr(layer, name)
    with pytest.raises(AttributeError, match=rf"'{name}'.*{advice}"):
        getattr(layer, name)
    with pytest.raises(AttributeError, match="no attribute 'colour'"):
        _ = layer.colour


def test_learned_is_what_affine_says_and_statistics_are_buffers() -> None:
    layer = BatchNorm2d(3, affine=False)
    assert {name: p.requires_grad for name, p in layer.named_parameters()} == {
        "gamma": False,
        "beta": False,
    }
    assert [name for name, _ in layer.named_buffers()] == ["moving_mean", "moving_variance"]


def test_an_optimizer_trains_it() -> None:
    layer = BatchNorm2d(3).set_train()
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    layer(BATCH).square().sum().backward()
    optimizer.step()
    assert (layer.gamma < 1).all()


def test_a_subclass_may_override_construct() -> None:
    class Shifted(BatchNorm2d):
        def construct(self, x: torch.Tensor) -> torch.Tensor:
            return super().construct(x) + 1

    assert torch.equal(Shifted(3)(BATCH), BatchNorm2d(3)(BATCH) + 1)


def network() -> Any:
    return torch.nn.Sequential(torch.nn.Conv2d(3, 3, 1), BatchNorm2d(3, momentum=0.8))


def test_survives_copies_and_pickles() -> None:
    original = network()
    original(BATCH)
    layer = original[1]
    assert layer.moving_mean.asnumpy().any()  # reading it must not make it harder to copy
    for copied in (copy.deepcopy(original), pickle.loads(pickle.dumps(original))):
        assert torch.equal(copied(BATCH), copy.deepcopy(original)(BATCH))
        assert copied[1].momentum == layer.momentum
        copied[1].moving_mean.set_data(torch.ones(3))
        assert copied[1].gamma.set_data(2.0) is copied[1].gamma
        assert layer.gamma.tolist() == [1, 1, 1]
        assert layer.moving_mean.tolist() != [1, 1, 1]


def test_moves_between_devices_and_dtypes() -> None:
    layer = BatchNorm2d(3)
    layer.moving_mean.set_data(torch.full((3,), 2.0))
    moved = layer.half().to("cpu").float()
    assert moved.moving_mean.asnumpy().tolist() == [2, 2, 2]
    with torch.device("meta"):
        planned: Any = BatchNorm2d(3, moving_var_init="normal")
    assert {t.device.type for t in planned.state_dict().values()} == {"meta"}
    planned.load_state_dict(layer.state_dict(), assign=True)
    assert torch.equal(planned(BATCH), layer(BATCH))
    assert planned.gamma.asnumpy().tolist() == [1, 1, 1]


def test_its_own_checkpoint_holds_plain_tensors_under_mindspores_names() -> None:
    original, fresh = network(), network()
    original(BATCH)
    original[1].gamma.set_data(torch.tensor([1.0, 2, 3]))
    file = io.BytesIO()
    torch.save(original.state_dict(), file)
    file.seek(0)
    saved = torch.load(file, weights_only=True)
    assert list(saved)[2:] == ["1.gamma", "1.beta", "1.moving_mean", "1.moving_variance"]
    fresh.load_state_dict(saved)
    assert torch.equal(fresh.eval()(BATCH), original.eval()(BATCH))


def trained_torch_layer(**arguments: Any) -> torch.nn.BatchNorm2d:
    layer = torch.nn.BatchNorm2d(3, **arguments)
    layer(BATCH)
    if layer.affine:
        torch.nn.init.normal_(layer.weight)
        torch.nn.init.normal_(layer.bias)
    return layer.eval()


@pytest.mark.parametrize("assign", [True, False])
@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ({}, {}),
        ({"affine": False}, {"affine": False}),
        ({"track_running_stats": False}, {"use_batch_statistics": True}),
        (
            {"affine": False, "track_running_stats": False},
            {"affine": False, "use_batch_statistics": True},
        ),
    ],
)
def test_pretrained_torch_weights_load(
    theirs: dict[str, Any], ours: dict[str, Any], assign: bool
) -> None:
    pretrained = torch.nn.Sequential(torch.nn.Conv2d(3, 3, 1), trained_torch_layer(**theirs))
    translated = torch.nn.Sequential(torch.nn.Conv2d(3, 3, 1), BatchNorm2d(3, **ours))
    weights = pretrained.state_dict()
    before = list(weights)
    translated.load_state_dict(weights, assign=assign)
    assert list(weights) == before
    assert torch.equal(translated.eval()(BATCH), pretrained.eval()(BATCH))


@pytest.mark.parametrize("arguments", [{}, {"affine": False}])
def test_pretrained_torch_weights_load_into_what_a_layer_holds(arguments: dict[str, Any]) -> None:
    theirs = torch.nn.Sequential(torch.nn.BatchNorm3d(3, momentum=0.3, **arguments))
    ours = torch.nn.Sequential(BatchNorm3d(3, momentum=0.7, **arguments))
    theirs(BATCH[:, :, None])
    ours.load_state_dict(theirs.state_dict())
    assert torch.equal(ours.eval()(BATCH[:, :, None]), theirs.eval()(BATCH[:, :, None]))
    saved = ours.state_dict()
    assert list(saved)[-1].startswith("0.bn2d.")
    assert ours.load_state_dict(saved) is not None


def test_a_checkpoint_that_lacks_or_adds_keys_is_refused() -> None:
    weights = trained_torch_layer().state_dict()
    del weights["running_var"]
    with pytest.raises(RuntimeError, match=r"Missing key.*moving_variance"):
        BatchNorm2d(3).load_state_dict(weights)
    with pytest.raises(RuntimeError, match=r"Missing key.*gamma"):
        BatchNorm2d(3).load_state_dict({})
    with pytest.raises(RuntimeError, match=r"Unexpected key.*weight"):
        BatchNorm2d(3).load_state_dict({**BatchNorm2d(3).state_dict(), "weight": torch.ones(3)})
    with pytest.raises(RuntimeError, match="size mismatch for gamma"):
        BatchNorm2d(4).load_state_dict(trained_torch_layer().state_dict())


def test_compiles_without_a_break() -> None:
    layer = BatchNorm2d(3).set_train()
    compiled = torch.compile(layer, backend="eager", fullgraph=True)
    reference = BatchNorm2d(3).set_train()
    assert torch.equal(compiled(BATCH), reference(BATCH))
    assert torch.equal(layer.moving_mean, reference.moving_mean)


# --- What docs/runtime.md says it does not do.


def test_torchs_conversions_pass_it_by_or_refuse_it() -> None:
    net = network().eval()
    convert: Any = torch.nn.SyncBatchNorm.convert_sync_batchnorm
    assert convert(net)[1] is net[1]
    with pytest.raises(AttributeError, match="use moving_mean"):
        torch.nn.utils.fusion.fuse_conv_bn_eval(net[0], net[1])


def test_torch_fx_takes_it_as_a_leaf_only() -> None:
    class Tracer(torch.fx.Tracer):
        def is_leaf_module(self, module: torch.nn.Module, name: str) -> bool:
            return isinstance(module, BatchNorm2d) or super().is_leaf_module(module, name)

    net = network().eval()
    with pytest.raises(TypeError, match="a tensor, not Proxy"):
        torch.fx.symbolic_trace(net)
    traced = torch.fx.GraphModule(net, Tracer().trace(net))
    assert torch.equal(traced(BATCH), net(BATCH))


def test_an_assigned_statistic_brings_its_own_dtype() -> None:
    layer: Any = BatchNorm2d(3)
    layer.gamma.data.fill_(2)
    assert layer.gamma.tolist() == [2, 2, 2]
    layer.moving_mean = torch.ones(3, dtype=torch.float16)
    with pytest.raises(TypeError, match="all float16 or all float32"):
        layer(BATCH)
