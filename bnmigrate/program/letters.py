"""Which functions may go by the letters of a text that they are given: a name of a parameter, which
is another one in the other framework.

A function of Python's that isn't listed in rules/program/library.toml as one that keeps texts, or
whose effect is not known otherwise, may make a number of one, or other letters; and so may those
of packages that compute with arrays of texts. What other packages have shows names, or files
things under them.
"""

from __future__ import annotations

import builtins
import sys
from functools import cache

from bnmigrate.program import library

_EXEMPT = frozenset(f"builtins.{name}" for name in ("len", "id", "int", "range", "round"))
"""Functions that return whole numbers, and are asked about elsewhere, say nothing of letters, or
take no names.
"""

_OF_NUMBERS = frozenset({"cmath", "math", "statistics"})
"""Modules whose functions take no texts."""

_LIKENESS = "difflib"
"""The module that compares texts with each other, which is looked at where that is done."""


@cache
def reads_letters(name: str) -> bool:
    """Whether a function, by its dotted name, may make something else of a text than texts that
    have it in them.
    """
    root = name.partition(".")[0]
    if root in library.COMPUTES_WITH_TEXTS:
        return name not in library.SAVERS
    if root not in sys.stdlib_module_names or root in (*_OF_NUMBERS, _LIKENESS):
        return False
    if name in _EXEMPT or _is_error(name):
        return False
    known = library.effect(name)
    return known == "integers" or not (known or library.passes(name) or library.keeps_text(name))


def _is_error(name: str) -> bool:
    module, _, last = name.rpartition(".")
    found = getattr(builtins, last, None) if module == "builtins" else None
    return isinstance(found, type) and issubclass(found, BaseException)
