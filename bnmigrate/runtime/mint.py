"""mint's layers of batch normalisation on torch.

They have torch's convention and torch's names, so these are torch's own. MindSpore has no CPU
kernel for most of them: what a call computes could not be compared, only what the constructor
takes.
"""

from __future__ import annotations

import torch

from bnmigrate.runtime.cell import Cell


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
