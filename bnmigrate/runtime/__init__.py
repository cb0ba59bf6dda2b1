"""MindSpore's normalisation layers on torch, and the stand-in `mindspore` package that serves
them.

The layers can be used under their own names. `activate()` makes `import mindspore` give the
stand-in, so that code translated for MindSpore runs on torch. docs/runtime.md tells the whole.

The package imports nothing else of bnmigrate, and torch only once a layer is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from bnmigrate.runtime.activation import Activation, activate

if TYPE_CHECKING:
    from bnmigrate.runtime.batch_norm import BatchNorm1d, BatchNorm2d, BatchNorm3d, SyncBatchNorm
    from bnmigrate.runtime.group_norm import GroupNorm
    from bnmigrate.runtime.instance_norm import InstanceNorm1d, InstanceNorm2d, InstanceNorm3d
    from bnmigrate.runtime.layer_norm import LayerNorm

_MODULES = {
    **dict.fromkeys(("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm"), "batch_norm"),
    "GroupNorm": "group_norm",
    **dict.fromkeys(("InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d"), "instance_norm"),
    "LayerNorm": "layer_norm",
}
"""The module of each layer."""


def __getattr__(name: str) -> object:
    if name in _MODULES:
        layer: object = getattr(import_module(f"bnmigrate.runtime.{_MODULES[name]}"), name)
        return layer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Activation",
    "BatchNorm1d",
    "BatchNorm2d",
    "BatchNorm3d",
    "GroupNorm",
    "InstanceNorm1d",
    "InstanceNorm2d",
    "InstanceNorm3d",
    "LayerNorm",
    "SyncBatchNorm",
    "activate",
]
