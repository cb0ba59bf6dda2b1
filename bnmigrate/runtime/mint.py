"""mint's layers on torch.

They have torch's convention and torch's names, so these are torch's own. MindSpore has no CPU
kernel for those of batch normalisation but one: what a call computes could not be compared, only
what the constructor takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import torch

from bnmigrate.runtime.cell import Cell
from bnmigrate.runtime.group_norm import group_norm
from bnmigrate.runtime.norm import Norm


class _BatchNorm(Cell):
    """What torch's layers are derived with to have mint's signature: no `device` and no `bias`, and
    a fresh one evaluates.

    Shapes, momentum and errors are those of torch's layer. Like MindSpore's, it has `set_train`,
    its tensors have `set_data` and `asnumpy`, and `Cell` says how it gets its mode.
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, dtype=dtype)


class BatchNorm1d(_BatchNorm, torch.nn.BatchNorm1d):
    """The layer for inputs (N, C) and (N, C, L)."""


class BatchNorm2d(_BatchNorm, torch.nn.BatchNorm2d):
    """The layer for inputs (N, C, H, W)."""


class BatchNorm3d(_BatchNorm, torch.nn.BatchNorm3d):
    """The layer for inputs (N, C, D, H, W)."""


class SyncBatchNorm(Cell, torch.nn.SyncBatchNorm):
    """The layer for inputs of all shapes with the statistics of all processes, as torch's takes
    them; `process_group` is one of torch's.
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        process_group: object | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__(
            num_features, eps, momentum, affine, track_running_stats, process_group, dtype=dtype
        )


class LayerNorm(Cell, torch.nn.LayerNorm):
    """The layer for inputs whose last dimensions are of a shape."""

    def __init__(
        self,
        normalized_shape: int | list[int] | tuple[int, ...],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__(normalized_shape, eps, elementwise_affine, bias, dtype=dtype)


class GroupNorm(Norm, torch.nn.GroupNorm):
    """The layer for inputs (N, C, ...). With affine=False it keeps a frozen weight and bias."""

    STATE: ClassVar[Mapping[str, str]] = {"weight": "weight", "bias": "bias"}

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__(num_groups, num_channels, eps, dtype=dtype)
        self.affine = affine
        self.requires_grad_(affine)

    def forward(self, input: torch.Tensor) -> torch.Tensor:  # noqa: A002 - its name in torch
        """Normalise the input."""
        return group_norm(input, self.num_groups, self.weight, self.bias, self.affine, self.eps)

    def unused(self) -> tuple[str, ...]:
        """Return the names of what torch's layer of the same settings doesn't hold."""
        return () if self.affine else ("weight", "bias")
