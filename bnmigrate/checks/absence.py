"""BN206: state that the one framework's layer has whatever its arguments, and the other's not.

Where `affine=False`, PyTorch's weight is None and MindSpore's gamma is there all the same.
"""

from __future__ import annotations

import libcst as cst

from bnmigrate.arguments.translate import NEEDS, translate
from bnmigrate.findings import Obstacle
from bnmigrate.names.syntax import brief, in_rule, literal
from bnmigrate.rulebook import Parameter
from bnmigrate.sites import Analysis
from bnmigrate.tracing.flow import Use


def may_be_absent(analysis: Analysis, use: Use, name: str) -> Obstacle | None:
    """Return why `name`, a parameter or buffer that is looked at where `use` is, can't be
    translated: a layer that may get there lacks it in one of the frameworks. None where it can.
    """
    layer_class = use.held.layer_class
    source, target = layer_class.dialect, analysis.target_of(layer_class)
    concept = next((c for c, said in source.state.items() if said == name), None)
    if concept not in NEEDS or source.unused_state == target.unused_state:
        return None
    if source.unused_state == "none" and not _is_asked_for(analysis, use.node):
        return None
    made = _made_without(analysis, use, NEEDS[concept])
    if not made:
        return None
    lacking, other = (source, target) if source.unused_state == "none" else (target, source)
    return Obstacle(
        "BN206",
        f"with {made}, which a layer of this file has, {lacking.title}'s "
        f"`{lacking.state[concept]}` is None, and {other.title}'s `{other.state[concept]}` is "
        "there all the same",
        "keep the layers that have it apart from those that don't, and mend this place by hand",
    )


def _is_asked_for(analysis: Analysis, node: cst.CSTNode) -> bool:
    """Tell whether what is read here is compared with None, or counts by its truth."""
    names = analysis.names
    parent = names.parent(node)
    while isinstance(parent, (cst.NamedExpr, cst.BooleanOperation, cst.UnaryOperation)):
        if isinstance(parent, cst.UnaryOperation) and isinstance(parent.operator, cst.Not):
            return True
        node, parent = parent, names.parent(parent)
    if isinstance(parent, cst.ComparisonTarget):
        parent = names.parent(parent)
    if isinstance(parent, cst.Comparison):
        sides = (parent.left, *(c.comparator for c in parent.comparisons))
        return any(isinstance(side, cst.Name) and side.value == "None" for side in sides)
    return isinstance(parent, (cst.If, cst.IfExp, cst.While, cst.Assert)) and parent.test is node


def _made_without(analysis: Analysis, use: Use, concept: str) -> str:
    """Return the argument by which a call makes a layer, which may get where `use` is, without
    what `concept` decides on; empty where none does.
    """
    flow = analysis.flow
    is_checked = id(use.expression) in flow.narrowed or id(use.expression) in flow.mixed
    for other in flow.uses:
        if other.kind not in ("call", "partial") or other.held.is_derived:
            continue
        if not is_checked and other.group.find() is not use.group.find():
            continue
        assert isinstance(other.node, cst.Call)
        value = _given(analysis, other, other.node, concept)
        parameter = other.held.layer_class.signature.for_concept(concept)
        if value is not None and parameter is not None and not _always(analysis, parameter, value):
            return f"{parameter.name}={brief(value)}"
    return ""


def _given(analysis: Analysis, use: Use, call: cst.Call, concept: str) -> cst.BaseExpression | None:
    held = use.held
    return translate(
        call,
        held.layer_class,
        analysis.target_of(held.layer_class),
        analysis.resolver,
        skip=1 if use.kind == "partial" else 0,
        bound=held.bound,
        of_partial=held.is_partial,
    ).given.get(concept)


def _always(analysis: Analysis, parameter: Parameter, value: cst.BaseExpression) -> bool:
    """Tell whether an argument means what the default does, with which a layer lacks nothing."""
    assert parameter.default is not None
    known = analysis.resolver.constant(value)
    if parameter.choices:
        return parameter.choices.get(repr(known)) == parameter.choices.get(parameter.default)
    return known is literal(in_rule(parameter.default))
