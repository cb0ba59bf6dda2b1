"""`mindspore.common.initializer` on torch: the common initializers.

Each draws from the distribution that MindSpore's draws from, with torch's default generator: a
seed is set with `torch.manual_seed`, and the single values are not those that MindSpore draws.
"""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from bnmigrate.runtime.parameters import with_operations


class Initializer:
    """What fills a new tensor with its first values."""

    def fill(self, tensor: torch.Tensor) -> None:
        """Overwrite the values of `tensor`, a floating-point tensor of any shape."""
        raise NotImplementedError(f"{type(self).__name__} does not say how it fills a tensor")


@dataclass
class Zero(Initializer):
    """Zeros."""

    def fill(self, tensor: torch.Tensor) -> None:
        tensor.zero_()


@dataclass
class One(Initializer):
    """Ones."""

    def fill(self, tensor: torch.Tensor) -> None:
        tensor.fill_(1)


@dataclass
class Constant(Initializer):
    """The same value everywhere."""

    value: float

    def fill(self, tensor: torch.Tensor) -> None:
        tensor.fill_(float(self.value))


@dataclass
class Normal(Initializer):
    """The normal distribution with standard deviation `sigma`."""

    sigma: float = 0.01
    mean: float = 0.0

    def fill(self, tensor: torch.Tensor) -> None:
        torch.nn.init.normal_(tensor, self.mean, self.sigma)


@dataclass
class TruncatedNormal(Initializer):
    """The normal distribution cut off below `a` and above `b` (values, not deviations)."""

    sigma: float = 0.01
    mean: float = 0.0
    a: float = -2.0
    b: float = 2.0

    def fill(self, tensor: torch.Tensor) -> None:
        torch.nn.init.trunc_normal_(tensor, self.mean, self.sigma, self.a, self.b)


@dataclass
class Uniform(Initializer):
    """The uniform distribution between -scale and scale."""

    scale: float = 0.07

    def fill(self, tensor: torch.Tensor) -> None:
        torch.nn.init.uniform_(tensor, -self.scale, self.scale)


@dataclass
class XavierNormal(Initializer):
    """Glorot's normal distribution; a tensor of fewer than two dimensions is a ValueError."""

    gain: float = 1

    def fill(self, tensor: torch.Tensor) -> None:
        torch.nn.init.xavier_normal_(tensor, self.gain)


@dataclass
class XavierUniform(Initializer):
    """Glorot's uniform distribution; a tensor of fewer than two dimensions is a ValueError."""

    gain: float = 1

    def fill(self, tensor: torch.Tensor) -> None:
        torch.nn.init.xavier_uniform_(tensor, self.gain)


@dataclass
class HeNormal(Initializer):
    """He's normal distribution; a tensor of fewer than two dimensions is a ValueError."""

    negative_slope: float = 0
    mode: str = "fan_in"
    nonlinearity: str = "leaky_relu"

    def fill(self, tensor: torch.Tensor) -> None:
        torch.nn.init.kaiming_normal_(
            tensor,
            self.negative_slope,
            self.mode,  # type: ignore[arg-type]  # torch checks the names
            self.nonlinearity,  # type: ignore[arg-type]  # torch checks the names
        )


@dataclass
class HeUniform(Initializer):
    """He's uniform distribution; a tensor of fewer than two dimensions is a ValueError."""

    negative_slope: float = 0
    mode: str = "fan_in"
    nonlinearity: str = "leaky_relu"

    def fill(self, tensor: torch.Tensor) -> None:
        torch.nn.init.kaiming_uniform_(
            tensor,
            self.negative_slope,
            self.mode,  # type: ignore[arg-type]  # torch checks the names
            self.nonlinearity,  # type: ignore[arg-type]  # torch checks the names
        )


BY_NAME: dict[str, type[Initializer]] = {
    "zero": Zero,
    "zeros": Zero,
    "one": One,
    "ones": One,
    "normal": Normal,
    "truncatednormal": TruncatedNormal,
    "uniform": Uniform,
    "xavier_normal": XavierNormal,
    "xaviernormal": XavierNormal,
    "xavier_uniform": XavierUniform,
    "xavieruniform": XavierUniform,
    "he_normal": HeNormal,
    "henormal": HeNormal,
    "he_uniform": HeUniform,
    "heuniform": HeUniform,
}

InitialValue = torch.Tensor | str | float | Initializer


def initializer(
    init: InitialValue,
    shape: int | Sequence[int] | None = None,
    dtype: torch.dtype = torch.float32,
) -> torch.Tensor:
    """Return a tensor of `shape` filled by `init`.

    `init` is an initializer, the name of one in any case, a number, or a tensor of that shape,
    which is returned as it is, with its own dtype.

    Raise TypeError where `init` is none of these or `dtype` is not a dtype, and ValueError where
    `init` names no initializer here, a tensor has another shape, `shape` is not made of positive
    integers, or the initializer needs more dimensions.
    """
    if isinstance(init, torch.Tensor):
        if shape is None or tuple(init.shape) != _dimensions(shape):
            raise ValueError(f"the tensor has the shape {tuple(init.shape)}, not {shape}")
        return with_operations(init)
    filler = _initializer(init)
    if shape is None or dtype is None:
        raise ValueError(f"a tensor made by {filler} needs a shape and a dtype")
    if not isinstance(dtype, torch.dtype):
        raise TypeError(f"'dtype' takes a dtype such as mindspore.float32, not {dtype!r}")
    tensor = torch.empty(_dimensions(shape), dtype=torch.float64)
    with torch.no_grad():
        filler.fill(tensor)
    return with_operations(tensor.to(dtype))


def _initializer(init: object) -> Initializer:
    if isinstance(init, Initializer):
        return init
    if isinstance(init, str):
        if init.lower() not in BY_NAME:
            raise ValueError(f"no initializer is called {init!r}; there are {', '.join(BY_NAME)}")
        return BY_NAME[init.lower()]()
    if isinstance(init, numbers.Real):
        return Constant(float(init))
    raise TypeError(f"'init' takes a tensor, a number, a name or an initializer, not {init!r}")


def _dimensions(shape: int | Sequence[int]) -> tuple[int, ...]:
    dimensions = tuple(shape) if isinstance(shape, Sequence) else (shape,)
    if not all(isinstance(size, int) and size > 0 for size in dimensions):
        raise ValueError(f"'shape' takes positive integers, not {shape!r}")
    return dimensions
