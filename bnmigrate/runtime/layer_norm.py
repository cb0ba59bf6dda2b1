"""`mindspore.nn.LayerNorm` on torch.

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


class LayerNorm(Norm):
    """Layer normalisation with MindSpore's signature.

    Each sample is normalised over the dimensions from `begin_norm_axis` on with its own mean and
    biased variance, in training and in evaluation, and scaled from `begin_params_axis` on. `gamma`
    and `beta`, of shape `normalized_shape`, always exist and are learned. The axes and `epsilon`
    are those that the layer was made with: to assign them changes nothing.

    A call takes a tensor of floats and returns one of the same shape and dtype.

    Raises when made:
        TypeError: `normalized_shape` is neither a tuple nor a list, `dtype` not a dtype, or an
            initial value of no type that `initializer` takes.
        ValueError: `normalized_shape` is empty or holds something else than numbers from 1 on, or
            an initial value has no such name or another shape.

    Raises when called:
        TypeError: the input is no tensor of float16, float32 or float64, an axis no int, or
            `epsilon` no float.
        RuntimeError: the input has no values, or not as many dimensions as the axes say; none but
            -1 counts from the end.
        ValueError: the input isn't of `normalized_shape` from `begin_params_axis` on.
    """

    STATE: ClassVar[Mapping[str, str]] = {"weight": "gamma", "bias": "beta"}
    INSTEAD: ClassVar[Mapping[str, str]] = {
        "eps": "use epsilon",
        "elementwise_affine": "it always has gamma and beta",
    }

    if TYPE_CHECKING:  # TorchScript reads annotations, and knows none of these
        gamma: LayerParameter
        beta: LayerParameter
        normalized_shape: tuple[int, ...] | list[int]
        begin_norm_axis: int
        begin_params_axis: int
        epsilon: float

    def __init__(
        self,
        normalized_shape: tuple[int, ...] | list[int],
        begin_norm_axis: int = -1,
        begin_params_axis: int = -1,
        gamma_init: InitialValue = "ones",
        beta_init: InitialValue = "zeros",
        epsilon: float = 1e-7,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        super().__init__()
        if not isinstance(normalized_shape, (tuple, list)):
            raise TypeError(f"'normalized_shape' takes a tuple or a list, not {normalized_shape!r}")
        if not normalized_shape or any(
            not isinstance(extent, int) or extent < 1 for extent in normalized_shape
        ):
            raise ValueError(f"'normalized_shape' takes ints from 1 on, not {normalized_shape!r}")
        self.normalized_shape = normalized_shape
        self.begin_norm_axis = self._first_normalised = begin_norm_axis
        self.begin_params_axis = self._first_scaled = begin_params_axis
        self.epsilon = self._epsilon = epsilon
        shape = tuple(map(int, normalized_shape))
        self.gamma = LayerParameter(fresh(gamma_init, shape, dtype))
        self.beta = LayerParameter(fresh(beta_init, shape, dtype))

    def forward(self, input_x: torch.Tensor) -> torch.Tensor:
        """Return what `construct` returns; torch calls a module's forward."""
        return self.construct(input_x)

    def construct(self, input_x: torch.Tensor) -> torch.Tensor:
        """Normalise `input_x`; the class says how, and what it raises."""
        if not is_scripting():
            self._check_input(input_x)
        gamma = self.gamma.to(input_x.dtype)
        beta = self.beta.to(input_x.dtype)
        shape = input_x.shape[self._first_normalised :]
        if self._first_normalised == self._first_scaled:
            return torch.layer_norm(input_x, shape, gamma, beta, self._epsilon)
        return torch.layer_norm(input_x, shape, None, None, self._epsilon) * gamma + beta

    def _check_input(self, x: torch.Tensor) -> None:
        if not isinstance(x, torch.Tensor):
            raise TypeError(f"the layer takes a tensor, not {type(x).__name__}")
        axes = (self._first_normalised, self._first_scaled)
        for axis in axes:
            if type(axis) is not int:
                raise TypeError(f"an axis is an int, not {axis!r}")
        if not isinstance(self._epsilon, float):
            raise TypeError(f"'epsilon' takes a float, not {self._epsilon!r}")
        if not all(-1 <= axis < x.dim() for axis in axes):
            raise RuntimeError(f"an axis must be from -1 to {x.dim() - 1}, not {axes}")
        is_empty = not is_traced() and 0 in x.shape
        if not (is_traced() or is_empty) and x.shape[self._first_scaled :] != self.gamma.shape:
            raise ValueError(
                f"the input is {tuple(x.shape)}, and the layer scales {tuple(self.gamma.shape)}"
            )
        if x.dtype not in (torch.float16, torch.float32, torch.float64):
            raise TypeError(f"MindSpore's LayerNorm takes no {x.dtype}")
        if is_empty:
            raise RuntimeError(f"there is nothing to normalise in {tuple(x.shape)}")

    def extra_repr(self) -> str:
        """Describe the layer by its shape and its axes."""
        return (
            f"normalized_shape={self.normalized_shape}, begin_norm_axis={self.begin_norm_axis}, "
            f"begin_params_axis={self.begin_params_axis}"
        )
