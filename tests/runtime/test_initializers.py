"""What the comparison with MindSpore does not show of the initializers."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from bnmigrate.runtime.initializers import Initializer, Normal, initializer


def test_torchs_seed_makes_them_reproducible() -> None:
    torch.manual_seed(0)
    first = initializer(Normal(), (3,))
    torch.manual_seed(0)
    assert torch.equal(initializer("normal", (3,)), first)


def test_a_shape_and_a_dtype_are_needed() -> None:
    with pytest.raises(ValueError, match="needs a shape and a dtype"):
        initializer("ones")


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'orthogonal'; there are zero, zeros, one"):
        initializer("orthogonal", (3, 3))


def test_an_initializer_of_ones_own() -> None:
    class Ramp(Initializer):
        def fill(self, tensor: torch.Tensor) -> None:
            torch.arange(tensor.numel(), out=tensor)

    assert initializer(Ramp(), 3).tolist() == [0, 1, 2]
    with pytest.raises(NotImplementedError, match="Initializer"):
        initializer(Initializer(), 3)


def test_a_tensor_is_returned_as_it_is() -> None:
    given: Any = torch.tensor([1.0, 2])
    assert initializer(given, 2) is given
