"""Translate normalisation layers between PyTorch and MindSpore without changing what they compute.

docs/api.md tells how to use it from Python. What it is made of is imported when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bnmigrate import runtime
    from bnmigrate.api import FixResult, check_source, fix_source
    from bnmigrate.comparison import compare
    from bnmigrate.config import ConfigError
    from bnmigrate.findings import Finding
    from bnmigrate.source import UnreadableError

__all__ = [
    "ConfigError",
    "Finding",
    "FixResult",
    "UnreadableError",
    "check_source",
    "compare",
    "fix_source",
    "runtime",
]
__version__ = "0.1.0"

_MODULES = {
    "ConfigError": "bnmigrate.config",
    "Finding": "bnmigrate.findings",
    "FixResult": "bnmigrate.api",
    "UnreadableError": "bnmigrate.source",
    "check_source": "bnmigrate.api",
    "compare": "bnmigrate.comparison",
    "fix_source": "bnmigrate.api",
}

if not TYPE_CHECKING:  # with it, a type checker would take any name

    def __getattr__(name: str) -> object:
        if name == "runtime":
            return import_module("bnmigrate.runtime")
        if name in _MODULES:
            return getattr(import_module(_MODULES[name]), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
