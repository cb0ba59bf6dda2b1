"""`mindspore.nn.GroupNorm` on torch.

Measured against mindspore 2.10.0 on the CPU; tests/runtime compares the two call by call.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import torch
from torch._jit_internal import is_scripting

from bnmigrate.runtime.initializers import InitialValue
from bnmigrate.runtime.norm import Norm, fresh, is_traced
from bnmigrate.runtime.parameters import LayerParameter


def group_norm(
    x: torch.Tensor,
    groups: int,
    scale: torch.Tensor,
    offset: torch.Tensor,
    affine: bool,
    eps: float,
) -> torch.Tensor:
    """Normalise `x`; what isn't `affine` and has a neutral `scale` and `offset` computes what
    torch's layer does without them, which rounds otherwise.
    """
    if not affine and bool((scale == 1).all()) and bool((offset == 0).all()):
        return torch.group_norm(x, groups, None, None, eps)
    return torch.group_norm(x, groups, scale.to(x.dtype), offset.to(x.dtype), eps)


class GroupNorm(Norm):
    """Group normalisation with MindSpore's signature, of inputs with the channels in the second
    place.

    Each group of channels of each sample is normalised with its own mean and biased variance, in
    training and in evaluation. `gamma` and `beta`, of shape (C,), always exist; `affine=False` only
    keeps them from being learned. Assigning `eps` changes what the next call computes.

    A call takes a tensor of floats and returns one of the same shape and dtype.

    Raises when made:
        TypeError: `num_groups` or `num_channels` is not an int, `eps` not a float, `affine` not a
            bool, `dtype` not a dtype, or an initial value of no type that `initializer` takes.
        ValueError: a number is below 1, the groups don't divide the channels, or an initial value
            has no such name or another shape.

    Raises when called:
        TypeError: the input is no tensor of float16, float32 or float64.
        RuntimeError: the input has not 2 to 8 dimensions, or samples without values.
        ValueError: the input has not C channels.
    """

    STATE: ClassVar[Mapping[str, str]] = {"weight": "gamma", "bias": "beta"}

    if TYPE_CHECKING:  # TorchScript reads annotations, and knows none of these
        gamma: LayerParameter
        beta: LayerParameter
        num_groups: int
        num_channels: int
        eps: float
        affine: bool

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        gamma_init: InitialValue = "ones",
        beta_init: InitialValue = "zeros",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        super().__init__()
        for name, number in (("num_groups", num_groups), ("num_channels", num_channels)):
            if type(number) is not int:
                raise TypeError(f"'{name}' takes an int, not {number!r}")
            if number < 1:
                raise ValueError(f"'{name}' must be at least 1, not {number}")
        if num_channels % num_groups:
            raise ValueError(f"{num_groups} groups don't divide {num_channels} channels")
        if not isinstance(eps, float):
            raise TypeError(f"'eps' takes a float, not {eps!r}")
        if not isinstance(affine, bool):
            raise TypeError(f"'affine' takes True or False, not {affine!r}")
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        self.gamma = LayerParameter(fresh(gamma_init, num_channels, dtype), requires_grad=affine)
        self.beta = LayerParameter(fresh(beta_init, num_channels, dtype), requires_grad=affine)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what `construct` returns; torch calls a module's forward."""
        return self.construct(x)

    def construct(self, x: torch.Tensor) -> torch.Tensor:
        """Normalise `x`; the class says how, and what it raises."""
        if not is_scripting():
            self._check_input(x)
        gamma: torch.Tensor = self.gamma
        beta: torch.Tensor = self.beta
        return group_norm(x, self.num_groups, gamma, beta, self.affine, self.eps)

    def _check_input(self, x: torch.Tensor) -> None:
        if not isinstance(x, torch.Tensor):
            raise TypeError(f"the layer takes a tensor, not {type(x).__name__}")
        if not 2 <= x.dim() <= 8:
            raise RuntimeError(f"the input must have 2 to 8 dimensions (N, C, ...), not {x.dim()}")
        if not is_traced() and x.shape[1] != self.num_channels:
            raise ValueError(f"the input has {x.shape[1]} channels, not {self.num_channels}")
        if x.dtype not in (torch.float16, torch.float32, torch.float64):
            raise TypeError(f"MindSpore's GroupNorm takes no {x.dtype}")
        if not is_traced() and 0 in x.shape[2:]:
            raise RuntimeError(f"there is nothing to normalise in {tuple(x.shape)}")

    def extra_repr(self) -> str:
        """Describe the layer by its sizes."""
        return f"num_groups={self.num_groups}, num_channels={self.num_channels}"

    def unused(self) -> tuple[str, ...]:
        """Return torch's names for what torch's layer of the same settings doesn't hold."""
        return () if self.affine else ("weight", "bias")
