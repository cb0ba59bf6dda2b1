"""Whether an expression is the type of half precision."""

from __future__ import annotations

import libcst as cst

from bnmigrate.names.syntax import brief
from bnmigrate.sites import Analysis

NAMES = (".float16", ".half")


def said_half(node: cst.BaseExpression, analysis: Analysis) -> str | None:
    """Return how it is known that `node` is that type, empty where it says so itself; None where it
    isn't known.
    """
    resolver = analysis.resolver
    if (resolver.qualified(node) or "").endswith(NAMES):
        return ""
    default = resolver.default(node)
    if default is not None and (resolver.qualified(default) or "").endswith(NAMES):
        return f" (`{brief(node)}` is {brief(default)} unless a caller gives another)"
    return None
