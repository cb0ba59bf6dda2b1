"""Two networks beside each other: an original and its port, whoever made it.

docs/compare.md describes it for users. The package imports numpy only once one of its names is
asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bnmigrate.comparison.api import compare
    from bnmigrate.comparison.loading import CompareError
    from bnmigrate.comparison.result import Comparison

_PLACES = {"CompareError": "loading", "Comparison": "result", "compare": "api"}

__all__ = ["CompareError", "Comparison", "compare"]


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    return found
