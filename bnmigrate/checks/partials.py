"""BN208: a partial whose arguments may get to another class than the layer's.

Code that is given a partial mostly calls it; some takes its arguments out, and gives them to a
class of its own choice, for which the momentum means the opposite.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.arguments.translate import Translation
from bnmigrate.findings import Obstacle
from bnmigrate.names.syntax import brief
from bnmigrate.sites import Analysis
from bnmigrate.tracing.flow import Use

_CLASS = "func"
"""What a partial calls, without what it holds."""

_INSIDE = frozenset({_CLASS, "args", "keywords"})


def taken_apart(analysis: Analysis, use: Use, result: Translation) -> Obstacle | None:
    """Return where the partial that `use` makes may be taken apart in this file; None where that
    isn't known, or where what it holds means the same everywhere.
    """
    if not _holds_opposite(analysis, use, result):
        return None
    for other in _leaving(analysis, use):
        if other.kind == "attribute" and other.detail != _CLASS:
            return Obstacle(
                "BN208",
                f"`{brief(other.node)}` takes partials apart, and what this one holds may be given "
                "to another class, for which the momentum means the opposite",
                "see where this partial gets to, and translate it by hand together with that code",
            )
    return None


def leaves_project(analysis: Analysis, use: Use, result: Translation) -> str:
    """Return what may become of the partial that `use` makes in another package, empty where it
    doesn't get there.
    """
    if not _holds_opposite(analysis, use, result):
        return ""
    for other in _leaving(analysis, use):
        if other.kind == "argument":
            assert isinstance(other.node, cst.Call)
            name = analysis.resolver.qualified(other.node.func) or ""
            root, is_inside, _ = name.partition(".")
            own = (analysis.names.package.partition(".")[0], *analysis.brief.own_packages)
            if is_inside and root not in own:
                return (
                    f"`{name}` is given the partial and may take it apart: another class that gets "
                    "its arguments would take the momentum for the opposite"
                )
    return ""


def _holds_opposite(analysis: Analysis, use: Use, result: Translation) -> bool:
    """Tell whether an argument of the partial means the opposite in the target."""
    target = analysis.target_of(use.held.layer_class)
    for concept in result.given:
        here = use.held.layer_class.signature.for_concept(concept)
        there = target.signature.for_concept(concept)
        encodings = {known.encoding for known in (here, there) if known is not None}
        if encodings == {"same", "complement"}:
            return True
    return False


def _leaving(analysis: Analysis, use: Use) -> Iterator[Use]:
    """Yield what is done with the partial that can't be seen whole from this file."""
    for other in analysis.flow.leaving(use.group):
        if other.held.is_partial and (other.leaves or other.detail in _INSIDE):
            yield other
