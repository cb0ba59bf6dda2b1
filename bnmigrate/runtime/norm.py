"""What the normalisation layers here share: initial values, names, and checkpoints of torch's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch.jit._trace import is_tracing

from bnmigrate.runtime.cell import Cell
from bnmigrate.runtime.initializers import InitialValue, initializer


class Norm(Cell):
    """A layer that holds under MindSpore's names what torch's layer holds under its own.

    `STATE` are torch's names with the layer's, `INSTEAD` says what else torch's layer has, by its
    name there, and what to use in its place; `COUNTER` is what torch alone counts, if anything.
    """

    STATE: ClassVar[Mapping[str, str]] = {}
    INSTEAD: ClassVar[Mapping[str, str]] = {}
    COUNTER: ClassVar[str] = ""

    def unused(self) -> tuple[str, ...]:
        """Return torch's names for what torch's layer of the same settings doesn't hold."""
        return ()

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:
            ours = self.STATE.get(name)
            instead = self.INSTEAD.get(name) if ours is None else f"use {ours}"
            if instead is None:
                raise
            raise AttributeError(
                f"MindSpore's {type(self).__name__} has no attribute {name!r}: {instead}"
            ) from None

    def _load_from_state_dict(
        self,
        state_dict: dict[str, Any],
        prefix: str,
        local_metadata: Mapping[str, Any],
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        """Accept torch's names beside the layer's own, where the own are not given.

        What torch's layer does not hold need not be there: no weight and bias with affine=False,
        no statistics with the counterpart of use_batch_statistics=True.
        """
        own = [prefix + name for name in self.STATE.values()]
        if not any(key in state_dict for key in own):
            for theirs, ours in self.STATE.items():
                if prefix + theirs in state_dict:
                    state_dict[prefix + ours] = state_dict.pop(prefix + theirs)
            if self.COUNTER:
                state_dict.pop(prefix + self.COUNTER, None)
            for theirs in self.unused():
                ours = self.STATE[theirs]
                state_dict.setdefault(prefix + ours, getattr(self, ours).detach())
        super()._load_from_state_dict(
            state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs
        )


def fresh(init: InitialValue, size: int | tuple[int, ...], dtype: torch.dtype) -> torch.Tensor:
    """Return a new tensor of an initial value; raise TypeError where it holds no floats."""
    tensor = initializer(init, size, dtype).detach().clone()
    if not tensor.is_floating_point():
        raise TypeError(f"the layer's parameters are floating-point, not {tensor.dtype}")
    return tensor


def is_traced() -> bool:
    """Whether torch.jit.trace is at work, for which nothing may depend on a shape."""
    return bool(is_tracing())  # type: ignore[no-untyped-call]  # torch's
