"""The frameworks that layers run in: torch, which serves the runtime's layers too, and the real
MindSpore.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

import numpy as np

from bnmigrate.rulebook import Dialect
from bnmigrate.verify.compare import Array, Side


class TorchSide:
    """Torch, and with it the stand-in `mindspore` of the runtime."""

    def __init__(self) -> None:
        self.torch: Any = import_module("torch")
        from bnmigrate.runtime import activate

        with activate(hide_real=True):
            stand_in = import_module("mindspore")
        self.frameworks: Mapping[str, Any] = {"torch": self.torch, "mindspore": stand_in}

    def seed(self, seed: int) -> None:
        """Seed torch's generator."""
        self.torch.manual_seed(seed)

    def call(self, layer: Any, x: Array) -> Array:
        """Return the layer's output."""
        with self.torch.no_grad():
            return self.array(layer(self.torch.from_numpy(x)))

    def train(
        self, layer: Any, x: Array, weights: Array, learned: Mapping[str, Any]
    ) -> tuple[Array, Array, dict[str, Array]]:
        """Return the output and the gradients of its weighted sum."""
        given = self.torch.from_numpy(x.copy()).requires_grad_()
        output = layer(given)
        loss = (output * self.torch.from_numpy(weights)).sum()
        first, *others = self.torch.autograd.grad(loss, [given, *learned.values()])
        gradients = zip(learned, map(self.array, others), strict=True)
        return self.array(output), self.array(first), dict(gradients)

    def array(self, tensor: Any) -> Array:
        """Return a copy of a tensor."""
        return np.array(tensor.detach().numpy())

    def assign(self, parameter: Any, value: Array) -> None:
        """Give a parameter a value."""
        with self.torch.no_grad():
            parameter.copy_(self.torch.from_numpy(value))


class MindSporeSide:
    """The real MindSpore."""

    def __init__(self) -> None:
        self.mindspore: Any = import_module("mindspore")
        self.frameworks: Mapping[str, Any] = {"mindspore": self.mindspore}
        # Beside NumPy 2, for which it is not built, the first use of a tensor fails, no later one.
        with suppress(SystemError):
            tensor = self.mindspore.Tensor(np.ones(1, np.float32))
            (tensor * tensor).sum().asnumpy()

    def seed(self, seed: int) -> None:
        """Seed MindSpore's generators."""
        self.mindspore.set_seed(seed)

    def call(self, layer: Any, x: Array) -> Array:
        """Return the layer's output."""
        return self.array(layer(self.mindspore.Tensor(x)))

    def train(
        self, layer: Any, x: Array, weights: Array, learned: Mapping[str, Any]
    ) -> tuple[Array, Array, dict[str, Array]]:
        """Return the output and the gradients of its weighted sum."""
        constant = self.mindspore.Tensor(weights)

        def loss(tensor: Any) -> Any:
            output = layer(tensor)
            return (output * constant).sum(), output

        parameters = list(learned.values())
        gradient = self.mindspore.value_and_grad(
            loss,
            grad_position=0,
            weights=self.mindspore.ParameterTuple(parameters) if parameters else None,
            has_aux=True,
        )
        (_, output), found = gradient(self.mindspore.Tensor(x))
        first, others = found if parameters else (found, ())
        gradients = zip(learned, map(self.array, others), strict=True)
        return self.array(output), self.array(first), dict(gradients)

    def array(self, tensor: Any) -> Array:
        """Return a copy of a tensor."""
        return np.array(tensor.asnumpy())

    def assign(self, parameter: Any, value: Array) -> None:
        """Give a parameter a value."""
        parameter.set_data(self.mindspore.Tensor(value))


class Sides:
    """Chooses the framework that a dialect's layers run in."""

    def __init__(self, backend: str) -> None:
        self.torch: Side = TorchSide()
        self.mindspore: Side = MindSporeSide() if backend == "mindspore" else self.torch
        self.is_real = backend == "mindspore"

    def of(self, dialect: Dialect) -> Side | None:
        """Return the framework, None where the class is neither torch's nor MindSpore's."""
        if self.lacks_kernel(dialect):
            return self.torch
        return {"torch": self.torch, "mindspore": self.mindspore}.get(dialect.root)

    def lacks_kernel(self, dialect: Dialect) -> bool:
        """Whether the layer runs on the runtime though MindSpore itself was asked for."""
        return self.is_real and dialect.root == "mindspore" and not dialect.cpu_kernel
