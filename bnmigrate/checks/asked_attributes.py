"""BN206, BN209: attributes that any module of a network is asked for, and the layer has in the one
framework alone: `if hasattr(m, "reset_parameters")`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

import libcst as cst

from bnmigrate.findings import Obstacle
from bnmigrate.names.syntax import brief, literal
from bnmigrate.rulebook import Dialect, Framework
from bnmigrate.sites import Analysis, Site, in_target, of_any_member
from bnmigrate.walked import is_any_module

_ASKS = ("hasattr", "getattr")


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each attribute that is asked for by its name, and for each method of the
    layer that is called without asking.

    The names of statistics are told wherever they are (see keys.py).
    """
    if not analysis.imports_source():
        return
    gone = {
        name: (source, target)
        for source, target in analysis.pairs
        for name in source.attributes - target.attributes - {*source.statistics.values()}
    }
    followed = {
        id(use.node)
        for flow in analysis.flows
        for use in flow.uses
        if use.kind in ("access", "lookup")
    }
    asked: set[tuple[cst.CSTNode | None, str]] = set()
    for call in analysis.names.calls:
        if id(call) not in followed and _is_asked_for(analysis, call, gone):
            name = str(literal(call.args[1].value))
            asked.add((analysis.structure.function_of(call), name))
            yield _asked(call, *gone[name])
    resets = {name for dialect in analysis.sources for name in dialect.resets} & gone.keys()
    for attribute in analysis.names.attributes:
        if attribute.attr.value not in resets or id(attribute) in followed:
            continue
        where = analysis.structure.function_of(attribute)
        if (where, attribute.attr.value) in asked:
            continue  # it is told there
        if is_any_module(analysis, attribute.value):
            yield _reset(attribute, analysis.framework)


def _is_asked_for(analysis: Analysis, call: cst.Call, gone: Container[object]) -> bool:
    """Tell whether a call asks a walked module, which may be the layer, for an attribute that it
    has in one framework alone.
    """
    return (
        type(call.func) is cst.Name
        and call.func.value in _ASKS
        and len(call.args) > 1
        and literal(call.args[1].value) in gone
        and analysis.resolver.is_named(call.func, *_ASKS)
        and is_any_module(analysis, call.args[0].value)
    )


def _asked(call: cst.Call, source: Dialect, target: Dialect) -> Site:
    name = str(literal(call.args[1].value))
    return of_any_member(
        call,
        f"`{brief(call)}` asks for an attribute by name",
        Obstacle(
            "BN209",
            f"`{brief(call.args[0].value)}` may be this layer; {target.title}'s layer "
            f"{in_target(name, source, target)}, and would be passed over in silence",
            "check for the class first (isinstance)",
        ),
    )


def _reset(attribute: cst.Attribute, target: Framework) -> Site:
    return of_any_member(
        attribute,
        f"`{brief(attribute)}` may be the layer's",
        Obstacle(
            "BN206",
            f"`{brief(attribute.value)}` may be this layer, and {target.title}'s layer has no "
            f"`{attribute.attr.value}`",
            "check for the class first (isinstance), in a branch of its own",
        ),
    )
