"""The stand-in `mindspore` package: what it holds, and the finder that serves it.

It answers to the names that MindSpore 2.10 gives the layers and initializers of this runtime.
Whatever else is asked of it raises an error that says so.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType
from typing import NoReturn

ROOT = "mindspore"

_DTYPES = ("bfloat16", "float16", "float32", "float64")
_NAMES_OF_MINT = (
    *("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm", "GroupNorm", "LayerNorm"),
)
_NAMES = (*_NAMES_OF_MINT, "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d")
_LAYERS = ("bnmigrate.runtime", _NAMES)
_MINT = ("bnmigrate.runtime.mint", _NAMES_OF_MINT)
_INITIALIZERS = (
    "Constant",
    "HeNormal",
    "HeUniform",
    "Initializer",
    "Normal",
    "One",
    "TruncatedNormal",
    "Uniform",
    "XavierNormal",
    "XavierUniform",
    "Zero",
    "initializer",
)

# Each module of the stand-in, and where the names come from that it holds beside its own modules.
MODULES: dict[str, tuple[str, tuple[str, ...]]] = {
    "mindspore": ("torch", _DTYPES),
    "mindspore.common": ("torch", ()),
    "mindspore.common.dtype": ("torch", _DTYPES),
    "mindspore.common.initializer": ("bnmigrate.runtime.initializers", _INITIALIZERS),
    "mindspore.nn": _LAYERS,
    "mindspore.nn.layer": _LAYERS,
    "mindspore.nn.layer.normalization": _LAYERS,
    "mindspore.mint": ("torch", ()),
    "mindspore.mint.nn": _MINT,
    "mindspore.mint.nn.layer": _MINT,
    "mindspore.mint.nn.layer.normalization": _MINT,
}


class StandInFinder(MetaPathFinder, Loader):
    """Finds and makes the modules of the stand-in, where it stands before all other finders."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the protocol's signature
        target: ModuleType | None = None,  # noqa: ARG002 - the protocol's signature
    ) -> ModuleSpec | None:
        """Return the spec of a stand-in module, None for a name outside `mindspore`.

        Raise ModuleNotFoundError for a module that the stand-in does not have.
        """
        if fullname.partition(".")[0] != ROOT:
            return None
        if fullname not in MODULES:
            # Without its `name`, by which `from mindspore import ops` would swallow it.
            raise ModuleNotFoundError(_missing(fullname))
        # Each is a package, so that also `from` a leaf a missing name is asked of this finder.
        return spec_from_loader(fullname, self, origin="bnmigrate.runtime", is_package=True)

    def exec_module(self, module: ModuleType) -> None:
        """Give `module` what it holds; `mindspore` gets all its modules at once, as the real one.

        Raise ModuleNotFoundError where torch is not installed.
        """
        source, names = MODULES[module.__name__]
        try:
            held = import_module(source)
        except ModuleNotFoundError as error:
            if error.name != "torch":
                raise
            raise ModuleNotFoundError(
                "the stand-in 'mindspore' of bnmigrate runs on torch, which is not installed: "
                "pip install 'bnmigrate[verify]'",
                name="torch",
            ) from error

        def refuse(name: str) -> NoReturn:
            raise AttributeError(_missing(f"{module.__name__}.{name}"))

        for name in names:
            setattr(module, name, getattr(held, name))
        vars(module).update(__getattr__=refuse, __all__=list(names))
        if module.__name__ == ROOT:
            for other in MODULES:
                import_module(other)
            vars(module).update(dtype=sys.modules["mindspore.common.dtype"])


def imported_modules() -> list[str]:
    """Return the names of the modules under `mindspore` that are imported, whoever made them."""
    return [name for name in sys.modules if name.partition(".")[0] == ROOT]


def _missing(name: str) -> str:
    return (
        f"{name} is not here: this '{ROOT}' is the stand-in of bnmigrate, which runs MindSpore's "
        f"{', '.join(_NAMES[:-1])} and {_NAMES[-1]} on torch and holds only these, in nn and in "
        f"mint.nn, common.initializer and {', '.join(_DTYPES)}"
    )
