"""Switch the stand-in `mindspore` package on and off."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING

from bnmigrate.runtime.standin import ROOT, StandInFinder, imported_modules

if TYPE_CHECKING:
    from typing_extensions import Self


class Activation:
    """The time in which `import mindspore` gives the stand-in; as a context manager, its block."""

    def __init__(self, finder: StandInFinder | None, hidden: dict[str, ModuleType]) -> None:
        self._finder = finder
        self._hidden = hidden

    def deactivate(self) -> None:
        """Take the stand-in away again and bring back what it hid; a second time does nothing."""
        if self._finder is None:
            return
        sys.meta_path.remove(self._finder)
        self._finder = None
        for name in imported_modules():
            del sys.modules[name]
        sys.modules.update(self._hidden)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.deactivate()


def activate(*, hide_real: bool = False) -> Activation:
    """Make `import mindspore` give the stand-in from now on, or for the block of a `with`.

    Where it is active already, nothing changes, and the end of the inner block does not end it.
    A real MindSpore that is imported or installed is hidden only with `hide_real`; without it,
    that is a RuntimeError.
    """
    if any(isinstance(finder, StandInFinder) for finder in sys.meta_path):
        return Activation(None, {})
    if not hide_real and _real_is_there():
        raise RuntimeError(
            "a real MindSpore is installed here, and the stand-in would hide it: "
            "activate(hide_real=True) does that"
        )
    hidden = {name: sys.modules.pop(name) for name in imported_modules()}
    finder = StandInFinder()
    sys.meta_path.insert(0, finder)
    return Activation(finder, hidden)


def _real_is_there() -> bool:
    if ROOT in sys.modules:
        return True
    spec = find_spec(ROOT)
    # A folder that happens to be called mindspore has a spec too, but nothing to run.
    return spec is not None and spec.origin is not None
