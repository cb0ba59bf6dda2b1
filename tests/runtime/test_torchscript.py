"""A network with the layer as TorchScript: outputs and statistics are those of torch's layer."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch.jit import TracerWarning, trace  # type: ignore[attr-defined]  # they are public

from bnmigrate.runtime import BatchNorm1d, BatchNorm2d, BatchNorm3d

pytestmark = pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")


def networks(**arguments: Any) -> tuple[torch.nn.Module, torch.nn.Module]:
    """Return a network with torch's layer and one with the runtime's, of the same weights."""
    theirs = torch.nn.Sequential(torch.nn.Conv2d(3, 3, 1), torch.nn.BatchNorm2d(3, momentum=0.3))
    ours = torch.nn.Sequential(torch.nn.Conv2d(3, 3, 1), BatchNorm2d(3, momentum=0.7, **arguments))
    ours.load_state_dict(theirs.state_dict())
    return theirs, ours


def batches(number: int = 3) -> Iterator[torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    for _ in range(number):
        yield torch.randn(4, 3, 5, 5, generator=generator) * 2 + 1


def same(one: Any, other: Any) -> None:
    """Assert that two networks train and evaluate alike, to the bit."""
    for batch in batches():
        assert torch.equal(one(batch), other(batch))
    one.eval()
    other.eval()
    for batch in batches():
        assert torch.equal(one(batch), other(batch))


def test_a_scripted_network_trains_and_evaluates_as_torchs() -> None:
    theirs, ours = networks()
    same(torch.jit.script(theirs), torch.jit.script(ours))
    assert torch.equal(ours.get_buffer("1.moving_variance"), theirs.get_buffer("1.running_var"))


@pytest.mark.parametrize("use_batch_statistics", [True, False])
def test_a_fixed_choice_of_statistics_is_kept_in_script(use_batch_statistics: bool) -> None:
    _, ours = networks(use_batch_statistics=use_batch_statistics)
    _, plain = networks(use_batch_statistics=use_batch_statistics)
    plain.load_state_dict(ours.state_dict())
    same(torch.jit.script(ours), plain)


def test_a_scripted_network_is_saved_and_loaded() -> None:
    theirs, ours = networks()
    file = io.BytesIO()
    torch.jit.save(torch.jit.script(ours), file)
    file.seek(0)
    same(theirs, torch.jit.load(file))  # type: ignore[no-untyped-call]  # as torch has it


def test_freezing_merges_it_into_the_convolution() -> None:
    theirs, ours = (torch.jit.freeze(torch.jit.script(network.eval())) for network in networks())
    assert "batch_norm" not in str(ours.graph)
    for batch in batches():
        assert torch.equal(theirs(batch), ours(batch))


def test_a_layer_that_holds_another_is_scripted_too() -> None:
    ours = torch.nn.Sequential(torch.nn.Unflatten(2, (1, 5)), BatchNorm3d(3, momentum=0.7).train())
    theirs = torch.nn.Sequential(
        torch.nn.Unflatten(2, (1, 5)), torch.nn.BatchNorm3d(3, momentum=0.3)
    )
    same(theirs, torch.jit.script(ours))
    with pytest.raises(Exception, match="5 dimensions"):
        torch.jit.script(BatchNorm3d(3))(torch.ones(2, 3))


def test_a_wrong_rank_is_refused_in_script_too() -> None:
    scripted = torch.jit.script(BatchNorm2d(3))
    with pytest.raises(Exception, match="4 dimensions"):
        scripted(torch.ones(2, 3))
    scripted = torch.jit.script(BatchNorm1d(3))
    with pytest.raises(Exception, match="2 or 3 dimensions"):
        scripted(torch.ones(2, 3, 2, 2))


@pytest.mark.parametrize("shape", [(5, 3), (4, 3, 7)])
def test_the_layer_for_fewer_dimensions_trains_in_script(shape: tuple[int, ...]) -> None:
    theirs, ours = torch.nn.BatchNorm1d(3, momentum=0.3), BatchNorm1d(3, momentum=0.7)
    scripted = torch.jit.script(ours.set_train())
    batch = torch.randn(shape, generator=torch.Generator().manual_seed(0)) * 2 + 1
    assert torch.equal(theirs(batch), scripted(batch))
    assert torch.equal(theirs.eval()(batch), scripted.eval()(batch))


def test_an_overridden_construct_is_what_is_compiled() -> None:
    class Twice(BatchNorm2d):
        def construct(self, x: torch.Tensor) -> torch.Tensor:
            return x * 2

    assert torch.jit.script(Twice(3))(torch.ones(1, 3, 2, 2)).mean() == 2


@pytest.mark.parametrize("training", [True, False])
def test_tracing_warns_of_nothing_and_holds_for_other_shapes(training: bool) -> None:
    theirs, ours = networks()
    with warnings.catch_warnings():
        warnings.simplefilter("error", TracerWarning)
        traced = trace(  # type: ignore[no-untyped-call]  # as torch has it  # torch's
            ours.train(training), next(batches()), check_trace=False
        )
    theirs.train(training)(next(batches()))  # tracing has called it once
    for batch in (*batches(), torch.randn(2, 3, 7, 2)):
        assert torch.equal(theirs(batch), traced(batch))
