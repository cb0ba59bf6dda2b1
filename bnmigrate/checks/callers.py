"""How other files call a class that this one gives them, by the name of their parameter."""

from __future__ import annotations

import libcst as cst

from bnmigrate.names.bindings import Names
from bnmigrate.names.syntax import literal
from bnmigrate.search.arrivals import CALL_OF
from bnmigrate.sites import Analysis
from bnmigrate.tracing.flow import Use
from bnmigrate.tracing.instances import ANY


def called_elsewhere(analysis: Analysis, use: Use) -> str:
    """Return what may go wrong in another file that gets the class of `use`, empty where none of
    those given calls it with arguments that differ between the frameworks.
    """
    for other in analysis.flow.leaving(use.group):
        name = _passed_as(other, analysis.names)
        call = name and analysis.arrivals.get(CALL_OF.format(name))
        if call:
            return (
                f"it is passed on as `{name}`, and {call} calls what arrives by that name with "
                "arguments that aren't the same in the two frameworks"
            )
    return ""


def _passed_as(use: Use, names: Names) -> str:
    """Return the keyword by which a class is passed on, or its key in a dict of arguments."""
    if isinstance(use.held.key, str) and use.held.key != ANY:
        return use.held.key
    node = use.expression
    for up in names.ancestors(use.expression):
        if isinstance(up, cst.Arg) and up.keyword is not None and up.value is node:
            return up.keyword.value
        if isinstance(up, cst.DictElement) and up.value is node:
            key = literal(up.key)
            return key if isinstance(key, str) else ""
        if not isinstance(up, (cst.IfExp, cst.BooleanOperation)):
            return ""
        node = up
    return ""
