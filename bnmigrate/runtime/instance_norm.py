"""MindSpore's layers of instance normalisation on torch.

MindSpore 2.10.0 has no CPU kernel for them: tests/runtime compares what their constructors take
with the real ones, and what they compute with its GroupNorm of a group for each channel.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import torch
from torch._jit_internal import is_scripting

from bnmigrate.runtime.initializers import InitialValue
from bnmigrate.runtime.norm import Norm, fresh, is_traced
from bnmigrate.runtime.parameters import LayerParameter

if TYPE_CHECKING:
    from bnmigrate.runtime.parameters import LayerTensor


class InstanceNorm(Norm):
    """Instance normalisation with MindSpore's signature, of batches with the channels in the second
    place; a class for each of MindSpore's says how many dimensions they have.

    Each channel of each sample is normalised with its own mean and biased variance, in training and
    in evaluation. `gamma` and `beta`, of shape (C,), always exist; `affine=False` only keeps them
    from being learned. `moving_mean` and `moving_variance` exist too, and have no effect; nor has
    `momentum`. It and `eps` are those that the layer was made with: to assign them changes nothing.

    A call takes a float16 or float32 tensor and returns one of the same shape and dtype.

    Raises when made:
        TypeError: `num_features` is not an int, `eps` or `momentum` not a float, `affine` not a
            bool, `dtype` not a dtype, or an initial value no string, number, float32 tensor or
            initializer.
        ValueError: `num_features` is below 1, `eps` is outside (0, 1], `momentum` outside [0, 1],
            or an initial value has no such name or another shape.

    Raises when called:
        TypeError: the input is no float16 or float32 tensor, or the parameters aren't float32.
        ValueError: the input has another number of dimensions, or not C channels.
    """

    RANK: ClassVar[int] = 0
    STATE: ClassVar[Mapping[str, str]] = {
        "weight": "gamma",
        "bias": "beta",
        "running_mean": "moving_mean",
        "running_var": "moving_variance",
    }
    COUNTER: ClassVar[str] = "num_batches_tracked"
    INSTEAD: ClassVar[Mapping[str, str]] = {
        COUNTER: "MindSpore counts no batches",
        "affine": "gamma.requires_grad and beta.requires_grad say whether they are learned",
        "track_running_stats": "it always normalises each sample with its own statistics",
    }

    if TYPE_CHECKING:  # TorchScript reads annotations, and knows none of these
        gamma: LayerParameter
        beta: LayerParameter
        moving_mean: LayerTensor
        moving_variance: LayerTensor
        num_features: int
        eps: float
        momentum: float
        _epsilon: float
        _affine: bool

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = True,
        gamma_init: InitialValue = "ones",
        beta_init: InitialValue = "zeros",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        super().__init__()
        if type(num_features) is not int:
            raise TypeError(f"'num_features' takes an int, not {num_features!r}")
        for name, number in (("eps", eps), ("momentum", momentum)):
            if not isinstance(number, float):
                raise TypeError(f"'{name}' takes a float, not {number!r}")
        if not isinstance(affine, bool):
            raise TypeError(f"'affine' takes True or False, not {affine!r}")
        for name, init in (("gamma_init", gamma_init), ("beta_init", beta_init)):
            if isinstance(init, torch.Tensor) and init.dtype != torch.float32:
                raise TypeError(f"'{name}' takes a float32 tensor, not one of {init.dtype}")
        if num_features < 1:
            raise ValueError(f"'num_features' must be at least 1, not {num_features}")
        if momentum < 0 or momentum > 1:
            raise ValueError(f"'momentum' must be from 0 to 1, not {momentum}")
        if eps <= 0 or eps > 1:
            raise ValueError(f"'eps' must be more than 0 and at most 1, not {eps}")
        self.num_features = num_features
        self.eps = self._epsilon = eps
        self.momentum = momentum
        self._affine = affine
        self.gamma = LayerParameter(fresh(gamma_init, num_features, dtype), requires_grad=affine)
        self.beta = LayerParameter(fresh(beta_init, num_features, dtype), requires_grad=affine)
        self.register_buffer("moving_mean", fresh("zeros", num_features, dtype))
        self.register_buffer("moving_variance", fresh("ones", num_features, dtype))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what `construct` returns; torch calls a module's forward."""
        return self.construct(x)

    def construct(self, x: torch.Tensor) -> torch.Tensor:
        """Normalise `x`; the class says how, and what it raises."""
        if not is_scripting():
            self._check_input(x)
        gamma: torch.Tensor = self.gamma
        beta: torch.Tensor = self.beta
        # Without them, torch's layer rounds otherwise than with neutral ones.
        is_plain = not self._affine and bool((gamma == 1).all()) and bool((beta == 0).all())
        scale = None if is_plain else gamma.to(x.dtype)
        offset = None if is_plain else beta.to(x.dtype)
        return torch.instance_norm(x, scale, offset, None, None, True, 0.1, self._epsilon, False)

    def _check_input(self, x: torch.Tensor) -> None:
        if not isinstance(x, torch.Tensor):
            raise TypeError(f"the layer takes a tensor, not {type(x).__name__}")
        if x.dim() != self.RANK:
            raise ValueError(f"the input must have {self.RANK} dimensions, not {x.dim()}")
        if not is_traced() and x.shape[1] != self.num_features:
            raise ValueError(f"the input has {x.shape[1]} channels, not {self.num_features}")
        if x.dtype not in (torch.float16, torch.float32):
            raise TypeError(f"MindSpore's {type(self).__name__} takes no {x.dtype}")
        if self.gamma.dtype != torch.float32 or self.beta.dtype != torch.float32:
            raise TypeError("MindSpore's layer takes float32 parameters alone")

    def extra_repr(self) -> str:
        """Describe the layer by what it was made with."""
        return f"num_features={self.num_features}, eps={self.eps}, momentum={self.momentum}"

    def unused(self) -> tuple[str, ...]:
        """Return torch's names for what torch's layer of the same settings doesn't hold."""
        return tuple(self.STATE)[2 if self._affine else 0 :]


class InstanceNorm1d(InstanceNorm):
    """The layer for inputs (N, C, L)."""

    RANK = 3


class InstanceNorm2d(InstanceNorm):
    """The layer for inputs (N, C, H, W)."""

    RANK = 4


class InstanceNorm3d(InstanceNorm):
    """The layer for inputs (N, C, D, H, W)."""

    RANK = 5
