"""What may be any module of a network: of a walk over modules, or handed on by `apply`."""

from __future__ import annotations

import libcst as cst

from bnmigrate.other_classes import reads_of_others
from bnmigrate.sites import Analysis


def is_any_module(analysis: Analysis, module: cst.BaseExpression) -> bool:
    """Tell whether it is a walked module of which nothing tells that it isn't the layer."""
    return (
        isinstance(module, cst.Name)
        and comes_from_walk(analysis, module)
        and id(module) not in analysis.structure.narrowed_classes
        and id(module) not in reads_of_others(analysis, module)
    )


def comes_from_walk(analysis: Analysis, name: cst.Name) -> bool:
    """Tell whether a name may stand for what a loop over modules yields, or `apply` hands on."""
    load = analysis.names.load_at.get(id(name))
    bindings = analysis.names.reaching(load) if load is not None else []
    return any(
        id(binding.node) in analysis.structure.applied or _is_walked(analysis, binding.node)
        for binding in bindings
    )


def _is_walked(analysis: Analysis, target: cst.CSTNode) -> bool:
    loop = next(
        (u for u in analysis.names.ancestors(target) if isinstance(u, (cst.For, cst.CompFor))), None
    )
    if loop is None or not isinstance(loop.iter, cst.Call):
        return False
    if target is not loop.target and not any(
        up is loop.target for up in analysis.names.ancestors(target)
    ):
        return False
    function = loop.iter.func
    return isinstance(function, cst.Attribute) and function.attr.value in analysis.rules.walks
