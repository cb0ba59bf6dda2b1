"""What the layers here share with MindSpore's cells: how they get their mode and hold tensors."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, ValuesView
from typing import TYPE_CHECKING, Any

import torch
from torch.nn.modules.module import register_module_module_registration_hook

from bnmigrate.runtime.parameters import LayerParameter, with_operations

if TYPE_CHECKING:
    from typing_extensions import Self


class Cell(torch.nn.Module):
    """A torch module that behaves as a MindSpore cell where its user sees it.

    A fresh cell is in evaluation, as in MindSpore. Registered in another module before anyone set
    its mode, it takes the mode of that module; from then on torch's `train()` and `eval()` of the
    whole network reach it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.training = False
        self._mode_was_set = False  # assigning the mode has just set it

    def set_train(self, mode: object = True) -> Self:
        """Set training (any true `mode`) or evaluation for this cell and all within; return it."""
        return self.train(bool(mode))

    def trainable_params(self, recurse: bool = True) -> list[torch.nn.Parameter]:
        """Return the parameters that are trained."""
        return [p for p in self.parameters(recurse) if p.requires_grad]

    def cells(self) -> ValuesView[torch.nn.Module]:
        """Return the modules right inside."""
        return self.name_cells().values()

    def name_cells(self) -> OrderedDict[str, torch.nn.Module]:
        """Return the modules right inside by their names."""
        return OrderedDict(self.named_children())

    def cells_and_names(self) -> Iterator[tuple[str, torch.nn.Module]]:
        """Yield the names and modules of this cell and all within."""
        yield from self.named_modules()

    def __getattr__(self, name: str) -> Any:
        value = super().__getattr__(name)
        return with_operations(value) if isinstance(value, torch.Tensor) else value

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "training":
            self._mode_was_set = True
        parameter = self.__dict__.get("_parameters", {}).get(name)
        if (
            isinstance(parameter, torch.nn.Parameter)
            and isinstance(value, torch.Tensor)
            and not isinstance(value, torch.nn.Parameter)
        ):
            # A tensor assigned to a parameter becomes its value, where torch would refuse it.
            LayerParameter.set_data(parameter, value)
        else:
            super().__setattr__(name, value)


def _take_mode(module: torch.nn.Module, name: str, submodule: torch.nn.Module | None) -> None:  # noqa: ARG001 - the hook's signature
    if isinstance(submodule, Cell) and not submodule._mode_was_set:
        submodule.train(module.training)


register_module_module_registration_hook(_take_mode)
