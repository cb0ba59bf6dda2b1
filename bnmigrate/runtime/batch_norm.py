"""MindSpore's layers of batch normalisation on torch, and what they share.

Measured against mindspore 2.10.0 on the CPU; tests/runtime compares the two call by call.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import torch
from torch._jit_internal import is_scripting

from bnmigrate.runtime.cell import Cell
from bnmigrate.runtime.initializers import InitialValue
from bnmigrate.runtime.norm import Norm, fresh, is_traced
from bnmigrate.runtime.parameters import LayerParameter

if TYPE_CHECKING:
    from bnmigrate.runtime.parameters import LayerTensor

# MindSpore keeps eps in float32, where anything up to this is zero.
_ZERO_IN_FLOAT32 = 2.0**-150


class BatchNorm(Norm):
    """Batch normalisation with MindSpore's signature and behaviour, of inputs with the channels in
    the second place; a class for each of MindSpore's says how many dimensions they have.

    Training: the input is normalised with the mean and the biased variance of the batch, and the
    moving statistics become `momentum * moving + (1 - momentum) * batch`, with the unbiased
    variance. Evaluation: the moving statistics normalise and stay. `use_batch_statistics` True or
    False chooses one of the two for good, whatever the mode; None leaves it to the mode.

    A fresh layer is in evaluation; `Cell` says how it gets its mode. `gamma`, `beta`,
    `moving_mean` and `moving_variance`, each of shape (C,), always exist; `affine=False` only
    keeps gamma and beta from being learned. Momentum and eps are fixed once the layer is made:
    assigning them changes nothing, and `momentum` reads 1 - the argument, both as in MindSpore.

    A call takes a float16 or float32 tensor and returns one of the same shape and dtype. With
    float16 parameters the moving statistics never move, as in MindSpore on the CPU.

    Raises when made:
        TypeError: `num_features` is not an int, `momentum` not a number, `affine` not a bool, an
            initial value is of no type that `initializer` takes, or `dtype` is not a dtype.
        ValueError: `num_features` is below 1, `momentum` is outside [0, 1],
            `use_batch_statistics` is neither a bool nor None, `data_format` is not 'NCHW', or an
            initial value has no such name or another shape.

    Raises when called:
        TypeError: the input is no float16 or float32 tensor, the parameters are neither all
            float16 nor all float32, or `eps` is not a float.
        ValueError: the input has another number of dimensions or not C channels, `eps` is not in
            (0, 1], `momentum` is NaN, or the statistics of an empty batch are needed (MindSpore
            leaves memory unset there).
    """

    RANKS: ClassVar[tuple[int, ...]] = ()
    SHAPE: ClassVar[str] = ""
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
        "track_running_stats": "use_batch_statistics says which statistics it normalises with",
    }

    if TYPE_CHECKING:  # TorchScript reads annotations, and knows none of these
        gamma: LayerParameter
        beta: LayerParameter
        moving_mean: LayerTensor
        moving_variance: LayerTensor
        num_features: int
        eps: float
        momentum: float
        use_batch_statistics: bool | None
        _epsilon: float
        _momentum: float
        _update_rate: float
        _affine: bool
        _ranks: list[int]
        _wrong_rank: str

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.9,
        affine: bool = True,
        gamma_init: InitialValue = "ones",
        beta_init: InitialValue = "zeros",
        moving_mean_init: InitialValue = "zeros",
        moving_var_init: InitialValue = "ones",
        use_batch_statistics: bool | None = None,
        data_format: str = "NCHW",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        super().__init__()
        if type(num_features) is not int:
            raise TypeError(f"'num_features' takes an int, not {num_features!r}")
        if num_features < 1:
            raise ValueError(f"'num_features' must be at least 1, not {num_features}")
        if not isinstance(momentum, (numbers.Real, torch.Tensor)):
            raise TypeError(f"'momentum' takes a number from 0 to 1, not {momentum!r}")
        if momentum < 0 or momentum > 1:
            raise ValueError(f"'momentum' must be from 0 to 1, not {momentum}")
        if data_format == "NHWC":
            raise ValueError(
                "MindSpore has 'NHWC' on GPUs only, and the runtime has not: use 'NCHW'"
            )
        if data_format != "NCHW":
            raise ValueError(f"'data_format' takes 'NCHW', not {data_format!r}")
        if use_batch_statistics is not None and not isinstance(use_batch_statistics, bool):
            raise ValueError(
                f"'use_batch_statistics' takes True, False or None, not {use_batch_statistics!r}"
            )
        self.num_features = num_features
        self.eps = eps
        self._epsilon = eps
        self.use_batch_statistics = use_batch_statistics
        self._momentum = float(momentum)
        self.momentum = 1.0 - self._momentum
        # In decimals: 1.0 - 0.9 is not torch's 0.1.
        self._update_rate = float(1 - Decimal(repr(self._momentum)))
        self._affine = affine
        # TorchScript knows the attributes of instances alone.
        self._ranks = list(self.RANKS)
        ranks = " or ".join(map(str, self.RANKS))
        self._wrong_rank = f"the input must have {ranks} dimensions {self.SHAPE}"

        self.register_buffer("moving_mean", fresh(moving_mean_init, num_features, dtype))
        self.register_buffer("moving_variance", fresh(moving_var_init, num_features, dtype))
        gamma = fresh(gamma_init, num_features, dtype)
        if not isinstance(affine, bool):
            raise TypeError(f"'affine' takes True or False, not {affine!r}")
        self.gamma = LayerParameter(gamma, requires_grad=affine)
        self.beta = LayerParameter(fresh(beta_init, num_features, dtype), requires_grad=affine)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what `construct` returns; torch calls a module's forward."""
        return self.construct(x)

    def construct(self, x: torch.Tensor) -> torch.Tensor:
        """Normalise `x`; the class says how, and what it raises."""
        if is_scripting():  # noqa: SIM108 - TorchScript leaves out a branch of an `if` alone
            output = self._normalised_in_script(x)
        else:
            output = self._normalised(x)
        return output

    def _normalised(self, x: torch.Tensor) -> torch.Tensor:
        use_batch = (
            self.training if self.use_batch_statistics is None else bool(self.use_batch_statistics)
        )
        gamma, beta = self._parameters["gamma"], self._parameters["beta"]
        mean, variance = self._buffers["moving_mean"], self._buffers["moving_variance"]
        assert gamma is not None
        assert beta is not None
        assert mean is not None
        assert variance is not None
        self._check_input(x)
        _check_state(x, (gamma, beta, mean, variance))
        self._check_constants(use_batch)
        # torch.jit.trace warns of what depends on a shape: it would hold for this one alone.
        if use_batch and not is_traced() and x.numel() == 0:
            raise ValueError(f"an empty batch has no statistics; its shape is {tuple(x.shape)}")
        if gamma.dtype == torch.float16:
            # In copies: the moving statistics never move, as MindSpore's in float16.
            gamma, beta = gamma.float(), beta.float()  # type: ignore[assignment]  # no parameters
            mean, variance = mean.float(), variance.float()
        # Not torch.nn.functional's, which refuses a batch with one value a channel.
        return torch.batch_norm(
            x,
            gamma,
            beta,
            mean,
            variance,
            use_batch,
            self._update_rate,
            self._epsilon,
            torch.backends.cudnn.enabled,
        )

    def _normalised_in_script(self, x: torch.Tensor) -> torch.Tensor:
        """Normalise `x` in the Python that TorchScript compiles. Most checks are left to torch, so
        that torch.jit.freeze can merge the layer into a convolution.
        """
        use_batch = self.training
        if self.use_batch_statistics is not None:
            use_batch = self.use_batch_statistics
        gamma: torch.Tensor = self.gamma
        beta: torch.Tensor = self.beta
        mean: torch.Tensor = self.moving_mean
        variance: torch.Tensor = self.moving_variance
        if x.dim() not in self._ranks:
            raise ValueError(self._wrong_rank)
        if use_batch and x.numel() == 0:
            raise ValueError("an empty batch has no statistics")
        if gamma.dtype == torch.float16:
            gamma, beta, mean, variance = (
                gamma.float(),
                beta.float(),
                mean.float(),
                variance.float(),
            )
        return torch.batch_norm(
            x, gamma, beta, mean, variance, use_batch, self._update_rate, self._epsilon, True
        )

    def _check_input(self, x: torch.Tensor) -> None:
        _check_tensor(x)
        if x.dim() not in self._ranks:
            raise ValueError(f"{self._wrong_rank}, not {x.dim()}")
        if x.dtype not in (torch.float16, torch.float32):
            name = type(self).__name__
            raise TypeError(f"MindSpore's {name} takes float16 and float32, not {x.dtype}")

    def _check_constants(self, use_batch: bool) -> None:
        """Raise what MindSpore finds only when the layer is called."""
        if not isinstance(self._epsilon, numbers.Real) or isinstance(
            self._epsilon, numbers.Integral
        ):
            raise TypeError(f"'eps' takes a float, not {self._epsilon!r}")
        if not _ZERO_IN_FLOAT32 < self._epsilon <= 1:
            raise ValueError(f"'eps' must be more than 0 and at most 1, not {self._epsilon}")
        if use_batch and math.isnan(self._update_rate):
            raise ValueError("'momentum' must be from 0 to 1, not nan")

    def extra_repr(self) -> str:
        """Describe the layer by its constructor's arguments."""
        return (
            f"num_features={self.num_features}, eps={self._epsilon}, momentum={self._momentum}, "
            f"affine={self._affine}, use_batch_statistics={self.use_batch_statistics}"
        )

    def unused(self) -> tuple[str, ...]:
        """Return torch's names for what torch's layer of the same settings doesn't hold."""
        learned = () if self._affine else ("weight", "bias")
        return (*learned, *(("running_mean", "running_var") if self.use_batch_statistics else ()))


class BatchNorm1d(BatchNorm):
    """The layer for inputs (N, C) and (N, C, L); BatchNorm says how it behaves."""

    RANKS = (2, 3)
    SHAPE = "(N, C) or (N, C, L)"


class BatchNorm2d(BatchNorm):
    """The layer for inputs (N, C, H, W); BatchNorm says how it behaves."""

    RANKS = (4,)
    SHAPE = "(N, C, H, W)"


class BatchNorm3d(Cell):
    """The layer for inputs (N, C, D, H, W): a cell around a BatchNorm2d, `bn2d`, which has all that
    the layer has but its mode. BatchNorm says how it behaves.
    """

    if TYPE_CHECKING:
        bn2d: BatchNorm2d

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.9,
        affine: bool = True,
        gamma_init: InitialValue = "ones",
        beta_init: InitialValue = "zeros",
        moving_mean_init: InitialValue = "zeros",
        moving_var_init: InitialValue = "ones",
        use_batch_statistics: bool | None = None,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        super().__init__()
        self.bn2d = BatchNorm2d(
            num_features,
            eps,
            momentum,
            affine,
            gamma_init,
            beta_init,
            moving_mean_init,
            moving_var_init,
            use_batch_statistics,
            dtype=dtype,
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what `construct` returns; torch calls a module's forward."""
        return self.construct(x)

    def construct(self, x: torch.Tensor) -> torch.Tensor:
        """Normalise `x`; BatchNorm says how, and what it raises."""
        if not is_scripting():
            _check_tensor(x)
        if x.dim() != 5:
            raise ValueError("the input must have 5 dimensions (N, C, D, H, W)")
        shape = x.shape
        plane = x.reshape(shape[0], shape[1], shape[2] * shape[3], shape[4])
        output: torch.Tensor = self.bn2d(plane)
        return output.reshape(shape)

    def _load_from_state_dict(
        self, state_dict: dict[str, Any], prefix: str, *arguments: Any
    ) -> None:
        """Accept torch's names beside those of `bn2d`, as BatchNorm does."""
        for name in (*BatchNorm.STATE, BatchNorm.COUNTER):
            if prefix + name in state_dict:
                state_dict[f"{prefix}bn2d.{name}"] = state_dict.pop(prefix + name)
        super()._load_from_state_dict(state_dict, prefix, *arguments)


class SyncBatchNorm(BatchNorm):
    """The layer for inputs (N, C) and (N, C, H, W) with the statistics of all processes; BatchNorm
    says how it behaves. Here there may be one process alone.

    Raises when made:
        TypeError, ValueError: `process_groups` is neither None nor 0 nor a list of lists in which
            there is no process but the first.

    Raises when called:
        RuntimeError: the statistics of several processes are needed.
    """

    RANKS = (2, 4)
    SHAPE = "(N, C) or (N, C, H, W)"

    if TYPE_CHECKING:
        process_groups: object

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.9,
        affine: bool = True,
        gamma_init: InitialValue = "ones",
        beta_init: InitialValue = "zeros",
        moving_mean_init: InitialValue = "zeros",
        moving_var_init: InitialValue = "ones",
        use_batch_statistics: bool | None = None,
        process_groups: Sequence[Sequence[int]] | int | None = None,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        super().__init__(
            num_features,
            eps,
            momentum,
            affine,
            gamma_init,
            beta_init,
            moving_mean_init,
            moving_var_init,
            use_batch_statistics,
            dtype=dtype,
        )
        _check_groups(process_groups)
        self.process_groups = process_groups

    def _check_constants(self, use_batch: bool) -> None:
        super()._check_constants(use_batch)
        several = torch.distributed.is_available() and torch.distributed.is_initialized()
        if (
            use_batch
            and self.process_groups != 0
            and several
            and torch.distributed.get_world_size() > 1
        ):
            raise RuntimeError(
                "the runtime's SyncBatchNorm takes the statistics of its own process alone, and "
                "there are several: keep torch.nn.SyncBatchNorm, or train in one process"
            )


def _check_groups(groups: Sequence[Sequence[int]] | int | None) -> None:
    """Raise what MindSpore does for groups that aren't of its one process."""
    if groups is None or groups == 0:
        return
    if not isinstance(groups, list):
        said = f"'process_groups' takes a list of lists, not {groups!r}"
        raise ValueError(said)  # noqa: TRY004 - as MindSpore does
    processes = [process for group in groups for process in group]
    if any(type(process) is not int for process in processes):
        raise TypeError(f"'process_groups' takes lists of numbers, not {groups!r}")
    if any(processes) or len(processes) > 1:
        raise ValueError(f"the runtime knows process 0 alone, not those of {groups!r}")
    if not all(isinstance(group, list) for group in groups):
        raise ValueError(f"'process_groups' takes a list of lists, not {groups!r}")


def _check_tensor(x: object) -> None:
    if not isinstance(x, torch.Tensor):
        raise TypeError(f"the layer takes a tensor, not {type(x).__name__}")


def _check_state(x: torch.Tensor, state: tuple[torch.Tensor, ...]) -> None:
    dtypes = {tensor.dtype for tensor in state}
    if dtypes not in ({torch.float16}, {torch.float32}):
        raise TypeError(
            "the layer's parameters and statistics must be all float16 or all float32, not "
            + ", ".join(str(tensor.dtype) for tensor in state)
        )
    for tensor in () if is_traced() else state:
        if tensor.shape != (x.shape[1],):
            raise ValueError(
                f"the input has {x.shape[1]} channels, the layer a tensor of shape "
                f"{tuple(tensor.shape)}"
            )
