"""BN206, BN208: statistics, settings and parameters of something that only its name tells to be the
layer, or that comes from a walk over modules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from bnmigrate.findings import Obstacle
from bnmigrate.names.syntax import brief, literal
from bnmigrate.other_classes import reads_of_others
from bnmigrate.rulebook import Dialect, Framework
from bnmigrate.search.layer_names import NAMED_LIKE_A_LAYER
from bnmigrate.sites import Analysis, Site, in_target, of_any_member
from bnmigrate.walked import comes_from_walk

# In the path of a module: "bn", ".bn1.", "norm2".
_LAYERS_IN_A_PATH = re.compile(r"norm|(?<![a-z])bn(?![a-z])", re.IGNORECASE)


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each access that only its name tells to be of this layer.

    A statistic has a name that few other things have; an assigned momentum would go on in silence.
    """
    if not analysis.imports_source():
        return
    names = {
        name: (source, target)
        for source, target in analysis.pairs
        for name in source.statistics.values()
        if name not in target.state.values()
    }
    parameters = {
        name: (source, target)
        for source, target in analysis.pairs
        for name in source.learned.values()
        if name not in target.state.values()
    }
    baked = {
        name
        for source, target in analysis.pairs
        if target.assigned_settings == "ignored"
        for name in source.settings
    }
    followed = {
        id(use.node)
        for flow in analysis.flows
        for use in flow.uses
        if use.kind in ("access", "lookup")
    }
    for attribute in analysis.names.attributes:
        if id(attribute) in followed:
            continue
        name = attribute.attr.value
        if name in names and not _is_own(analysis, attribute):
            yield _statistic(attribute, *names[name])
        elif name in parameters and _is_chosen_by_name(analysis, attribute):
            yield _parameter(attribute, *parameters[name])
        elif (
            name in baked
            and id(attribute) in analysis.names.stored
            and _may_be_layer(analysis, attribute.value)
        ):
            yield _setting(attribute, analysis.framework)


def _is_own(analysis: Analysis, attribute: cst.Attribute) -> bool:
    """Tell whether it is `self.x` or `super().x` in a class of this module, a module's, or behind
    a check which tells that it isn't the layer's.
    """
    value = attribute.value
    if isinstance(value, cst.Call):
        return analysis.resolver.is_named(value.func, "super")
    if isinstance(value, cst.Name) and analysis.structure.class_of(value) is not None:
        return True
    if id(value) in reads_of_others(analysis, value):
        return True
    if isinstance(value, cst.Name):
        return False
    return analysis.resolver.qualified(value) is not None


def _may_be_layer(analysis: Analysis, value: cst.BaseExpression) -> bool:
    """Tell whether something comes from a walk over modules, or is named like a layer."""
    name = value.attr.value if isinstance(value, cst.Attribute) else ""
    if isinstance(value, cst.Name):
        if (
            analysis.structure.class_of(value) is not None
            or id(value) in analysis.structure.narrowed_classes
        ):
            return False
        name = value.value
        if comes_from_walk(analysis, value):
            return id(value) not in reads_of_others(analysis, value)
    return NAMED_LIKE_A_LAYER.search(name) is not None


def _is_chosen_by_name(analysis: Analysis, attribute: cst.Attribute) -> bool:
    """Tell whether it is of a walked module, where the module's name was found to be a layer's."""
    value = attribute.value
    if not isinstance(value, cst.Name) or id(value) in analysis.structure.narrowed_classes:
        return False
    if not comes_from_walk(analysis, value):
        return False
    below: cst.CSTNode = attribute
    for up in analysis.names.ancestors(attribute):
        if isinstance(up, (cst.If, cst.IfExp)) and below is up.body:
            if _asks_class(analysis, up.test):
                return False
            if _asks_name(up.test):
                return True
        below = up
    return False


def _asks_class(analysis: Analysis, test: cst.BaseExpression) -> bool:
    """Tell whether a test holds only for instances of a class that it names."""
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And):
        return _asks_class(analysis, test.left) or _asks_class(analysis, test.right)
    return isinstance(test, cst.Call) and analysis.resolver.is_named(test.func, "isinstance")


def _asks_name(test: cst.BaseExpression) -> bool:
    """Tell whether a test finds what layers are named like in some text."""
    if isinstance(test, cst.BooleanOperation):
        return _asks_name(test.left) or _asks_name(test.right)
    if isinstance(test, cst.Comparison):
        found = any(isinstance(c.operator, (cst.In, cst.Equal)) for c in test.comparisons)
        return found and _is_like_a_layer(test.left, *(c.comparator for c in test.comparisons))
    return (
        isinstance(test, cst.Call)
        and isinstance(test.func, cst.Attribute)
        and test.func.attr.value in ("startswith", "endswith")
        and _is_like_a_layer(*(argument.value for argument in test.args))
    )


def _is_like_a_layer(*texts: cst.BaseExpression) -> bool:
    return any(
        isinstance(text, cst.SimpleString) and _LAYERS_IN_A_PATH.search(str(literal(text)))
        for text in texts
    )


def _statistic(attribute: cst.Attribute, source: Dialect, target: Dialect) -> Site:
    return of_any_member(
        attribute,
        f"`{brief(attribute)}` is a statistic",
        Obstacle(
            "BN208",
            f"whether `{brief(attribute.value)}` is this layer can't be seen from this file; "
            f"{target.title}'s layer {in_target(attribute.attr.value, source, target)}",
            "check for the class first (isinstance), or annotate it with the class",
        ),
    )


def _parameter(attribute: cst.Attribute, source: Dialect, target: Dialect) -> Site:
    value, name = brief(attribute.value), attribute.attr.value
    return of_any_member(
        attribute,
        f"`{brief(attribute)}` is of a module found by its name",
        Obstacle(
            "BN208",
            f"whether `{value}` is this layer can't be seen from its name; {target.title}'s layer "
            f"{in_target(name, source, target)}",
            "check for the class instead of the name (isinstance)",
        ),
    )


def _setting(attribute: cst.Attribute, target: Framework) -> Site:
    name = attribute.attr.value
    return of_any_member(
        attribute,
        f"`{brief(attribute)}` is assigned",
        Obstacle(
            "BN206",
            f"`{brief(attribute.value)}` may be this layer, and assigning `{name}` to a "
            f"{target.title} layer has no effect: the program would go on in silence",
            f"give `{name}` to the constructor, or check that it is another layer (isinstance)",
        ),
    )
