"""`mindspore.mint.nn.BatchNorm2d` on torch.

mint's layer has torch's convention and torch's names, so this is torch's own layer. MindSpore has
no CPU kernel for it: what a call computes could not be compared, only what the constructor takes.
"""

from __future__ import annotations

import torch

from bnmigrate.runtime.cell import Cell


class BatchNorm2d(Cell, torch.nn.BatchNorm2d):
    """Torch's layer with mint's signature: no `device` and no `bias`, and a fresh one evaluates.

    Shapes, momentum and errors are those of `torch.nn.BatchNorm2d`. Like MindSpore's, it has
    `set_train`, its tensors have `set_data` and `asnumpy`, and `Cell` says how it gets its mode.
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
