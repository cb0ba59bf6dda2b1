"""What stands against translating a place that sets or compares an instance's momentum or eps."""

from __future__ import annotations

import libcst as cst

from bnmigrate.findings import Obstacle
from bnmigrate.names.bindings import Names
from bnmigrate.rulebook import Dialect

_EXACT = (cst.Equal, cst.NotEqual, cst.In, cst.NotIn)


def is_setting(name: str, source: Dialect) -> bool:
    """Tell whether the attribute `name` is what an argument of the constructor was."""
    return source.signature.named(name) is not None


def assigned(name: str, source: Dialect, target: Dialect) -> Obstacle | None:
    """Return why an assignment to the setting `name` can't be translated, None where it can."""
    if source.assigned_settings == target.assigned_settings:
        return None
    if target.assigned_settings == "ignored":
        reason = (
            f"assigning `{name}` to a {target.title} layer has no effect: the value is baked in "
            "when the layer is made, and the program would go on in silence"
        )
        advice = f"give `{name}` to the constructor, or make a new layer where it changes"
    else:
        reason = (
            f"assigning `{name}` has no effect in {source.title}, and would have one in "
            f"{target.title}: the value is baked in when the layer is made"
        )
        advice = "take the assignment out, or give the value to the constructor"
    return Obstacle("BN206", reason, advice)


def is_compared(node: cst.Attribute, names: Names) -> bool:
    """Tell whether a value that is read is compared exactly with another, by itself or through a
    variable that it is assigned to.
    """
    outer = names.parent(node)
    if isinstance(outer, cst.AssignTarget):
        return False
    if isinstance(outer, (cst.Assign, cst.AnnAssign, cst.NamedExpr)) and outer.value is node:
        targets = (
            [target.target for target in outer.targets]
            if isinstance(outer, cst.Assign)
            else [outer.target]
        )
        bound = [names.binding_at[id(t)] for t in targets if id(t) in names.binding_at]
        readers = [load.node for binding in bound for load in names.readers(binding)]
        if any(_is_compared(reader, names) for reader in readers):
            return True
        return isinstance(outer, cst.NamedExpr) and _is_compared(outer, names)
    return _is_compared(node, names)


def _is_compared(node: cst.BaseExpression, names: Names) -> bool:
    outer = names.parent(node)
    if isinstance(outer, cst.ComparisonTarget):
        whole = names.parent(outer)
        assert isinstance(whole, cst.Comparison)
        return isinstance(outer.operator, _EXACT) and not _is_none(whole.left)
    if isinstance(outer, cst.Comparison):
        first = outer.comparisons[0]
        return isinstance(first.operator, _EXACT) and not _is_none(first.comparator)
    if isinstance(outer, cst.Arg):  # {0.1: "slow"}.get(bn.momentum)
        call = names.parent(outer)
        return (
            isinstance(call, cst.Call)
            and isinstance(call.func, cst.Attribute)
            and call.func.attr.value == "get"
            and call.args[0] is outer
        )
    return isinstance(outer, cst.Index)


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def rounded(name: str, source: Dialect, target: Dialect, advice: str) -> Obstacle:
    """Return why an exact comparison with the attribute `name` can't be translated."""
    parameter = source.signature.named(name)
    computes = source if parameter is not None and parameter.encoding == "complement" else target
    return Obstacle(
        "BN206",
        f"`{name}` is compared exactly: {computes.title} computes it as 1 - the constructor's "
        "value, which gives 0.09999999999999998 where the other framework has 0.1, in silence",
        advice,
    )
