"""MindSpore's BatchNorm2d on torch, and the stand-in `mindspore` package that serves it.

`BatchNorm2d` can be used under its own name. `activate()` makes `import mindspore` give the
stand-in, so that code translated for MindSpore runs on torch. docs/runtime.md tells the whole.

The package imports nothing else of bnmigrate, and torch only once the layer is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from bnmigrate.runtime.activation import Activation, activate

if TYPE_CHECKING:
    from bnmigrate.runtime.batch_norm import BatchNorm2d


def __getattr__(name: str) -> object:
    if name == "BatchNorm2d":
        layer: object = import_module("bnmigrate.runtime.batch_norm").BatchNorm2d
        return layer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["Activation", "BatchNorm2d", "activate"]
