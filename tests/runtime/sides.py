"""A layer in two frameworks: the same requests, the answers as arrays and exception types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from bnmigrate.rule_files import rulebook

Array: TypeAlias = npt.NDArray[Any]
STATE = ("gamma", "beta", "moving_mean", "moving_variance")
INNER = "bn2d"
"""What BatchNorm3d has its parameters and settings on."""

LAYERS = {
    layer.name: layer.dialects["mindspore"].ranks
    for layer in rulebook().layers
    if layer.family.name == "batch-norm"
}
"""How many dimensions the inputs of each layer with statistics have."""


@dataclass(frozen=True)
class Side:
    """A framework that has the layer: the real one, or the stand-in."""

    framework: Any  # the module `mindspore`
    tensor: Callable[[Array], Any]
    gradients: Callable[[Any, Array, Array], tuple[Array, ...]]
    name: str = ""
    rank: int = 0

    @property
    def layer_class(self) -> Any:
        return getattr(self.framework.nn, self.name)

    def shaped(self, x: Array) -> Array:
        """Return the values of (N, C, H, W) as a batch of the layer's; channels keep their own."""
        if self.rank == 2:
            return np.ascontiguousarray(np.moveaxis(x, 1, -1).reshape(-1, x.shape[1]))
        if self.rank == 5:
            return np.ascontiguousarray(x[:, :, :, None])
        return x.reshape(*x.shape[:2], -1) if self.rank == 3 else x

    def argument(self, value: Any) -> Any:
        """Turn an argument written for both sides into this side's: an array, a function of it."""
        if isinstance(value, np.ndarray):
            return self.tensor(value)
        return value(self.framework) if callable(value) else value

    def layer(self, arguments: Mapping[str, Any]) -> Any:
        return self.layer_class(**{name: self.argument(value) for name, value in arguments.items()})

    def call(self, layer: Any, x: Array) -> Array:
        return array(layer(self.tensor(x)))

    def initializer(self, *arguments: Any) -> Array:
        return array(self.framework.common.initializer.initializer(*map(self.argument, arguments)))


def array(tensor: Any) -> Array:
    """Copy a tensor of either side; reading it waits for MindSpore's error, if there is one."""
    detached = tensor.detach().numpy() if hasattr(tensor, "detach") else tensor.asnumpy()
    copied: Array = np.array(detached)
    return copied


def state(layer: Any) -> dict[str, Array]:
    held = inside(layer)
    return {name: np.array(getattr(held, name).asnumpy()) for name in STATE if hasattr(held, name)}


def inside(layer: Any) -> Any:
    """Return what has the layer's parameters and settings: itself, or a layer that it holds."""
    return getattr(layer, INNER, layer)


def stand_in_side(framework: Any) -> Side:
    torch: Any = import_module("torch")  # skipped where it is missing

    def gradients(layer: Any, x: Array, weights: Array) -> tuple[Array, ...]:
        wanted = [torch.from_numpy(x).requires_grad_()]
        wanted += [p for p in (inside(layer).gamma, inside(layer).beta) if p.requires_grad]
        loss = (layer(wanted[0]) * torch.from_numpy(weights)).sum()
        return tuple(array(gradient) for gradient in torch.autograd.grad(loss, wanted))

    return Side(framework, torch.from_numpy, gradients)


def real_side(framework: Any) -> Side:
    def gradients(layer: Any, x: Array, weights: Array) -> tuple[Array, ...]:
        learned = [p for p in (inside(layer).gamma, inside(layer).beta) if p.requires_grad]
        constant = framework.Tensor(weights)

        # A lambda among arguments is read with the comma behind it where MindSpore compiles it.
        def loss(tensor: Any) -> Any:
            return (layer(tensor) * constant).sum()

        gradient = framework.grad(
            loss,
            grad_position=0,
            weights=framework.ParameterTuple(learned) if learned else None,
        )
        found = gradient(framework.Tensor(x))
        return (array(found[0]), *map(array, found[1])) if learned else (array(found),)

    return Side(framework, framework.Tensor, gradients)
