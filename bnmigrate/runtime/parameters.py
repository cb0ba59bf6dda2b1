"""What MindSpore code does with a layer's parameters and statistics, on torch tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import torch

if TYPE_CHECKING:
    import numpy.typing as npt

TensorT = TypeVar("TensorT", bound=torch.Tensor)


class _Operations(torch.Tensor):
    """The operations of `mindspore.Parameter` that torch does not have."""

    # As for torch.nn.Parameter: what is computed from it is an ordinary tensor. torch's types have
    # it for a method.
    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]

    def set_data(self: TensorT, data: torch.Tensor | float) -> TensorT:
        """Replace the value by a copy of `data` and return the parameter itself.

        The parameter keeps its dtype and its device and takes the shape of `data`, as in
        MindSpore, where only the next call of the layer finds a wrong shape. Raise TypeError where
        `data` is neither a tensor nor a number.
        """
        if not isinstance(data, (torch.Tensor, int, float)):
            raise TypeError(f"set_data takes a tensor, an int or a float, not {data!r}")
        value = torch.as_tensor(data).detach()
        self.data = value.to(dtype=self.dtype, device=self.device, copy=True)
        return self

    def asnumpy(self) -> npt.NDArray[Any]:
        """Return the value as an array: a writable view of it where the tensor is on the CPU."""
        array: npt.NDArray[Any] = self.detach().cpu().numpy()
        return array

    def init_data(self: TensorT) -> TensorT:
        """Return the tensor: here a value is never computed later than it is asked for."""
        return self


class LayerParameter(_Operations, torch.nn.Parameter):
    """A trainable parameter of a layer."""


class LayerTensor(_Operations):
    """A statistic of a layer, or what `initializer` returns."""

    def __deepcopy__(self, memo: dict[int, Any]) -> torch.Tensor:
        return with_operations(self.detach().clone(memory_format=torch.preserve_format))


def with_operations(tensor: torch.Tensor) -> torch.Tensor:
    """Give `tensor` MindSpore's operations, and return it: the same object, the same storage.

    Whatever is neither an ordinary tensor nor an ordinary parameter stays as it is.
    """
    if type(tensor) is torch.nn.Parameter:
        tensor.__class__ = LayerParameter
    elif type(tensor) is torch.Tensor:
        tensor.__class__ = LayerTensor
    return tensor
