"""Tuple guards: `isinstance(m, (BatchNorm2d, GroupNorm))` whose body needs other names for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import libcst as cst

from bnmigrate.apart import set_apart
from bnmigrate.findings import Edit, Obstacle
from bnmigrate.names.syntax import brief
from bnmigrate.sites import Analysis, Site
from bnmigrate.tracing.class_checks import Check
from bnmigrate.tracing.flow import Use


def split_or_refuse(analysis: Analysis, sites: Sequence[Site]) -> None:
    """Split each guard that `sites` stand behind into a branch for the layer and one for the rest;
    where no such split is exact, refuse them, unless the program knows that only the layer comes
    there.
    """
    by_check: dict[int, tuple[Check, list[Site]]] = {}
    for site in sites:
        check = analysis.flow.mixed[id(_use_of(analysis, site).expression)]
        by_check.setdefault(id(check.test), (check, []))[1].append(site)
    for check, members in by_check.values():
        if all(_are_layers(analysis, check)):
            continue  # which all become the one class
        branch = _branch(analysis, check)
        left = [site for site in members if not site.obstacles]
        if branch is None or _holds_more(analysis, branch, members) or len(left) < len(members):
            for site in left:
                expression = _use_of(analysis, site).expression
                assert isinstance(expression, cst.BaseExpression)
                is_told = id(expression) in analysis.flow.told and len(left) == len(members)
                if not is_told and not set_apart(analysis, site, expression):
                    _refuse(site, check)
        else:
            splitter = _splitter(analysis, branch, check)
            members[0].edits.append(Edit(branch, splitter, (branch.body,)))
            for site in members:
                site.is_split = True


def _use_of(analysis: Analysis, site: Site) -> Use:
    mixed = analysis.flow.mixed
    return next(
        use
        for use in analysis.flow.uses
        if id(use.expression) in mixed and (use.node is site.node or _within(analysis, use, site))
    )


def _within(analysis: Analysis, use: Use, site: Site) -> bool:
    return any(up is site.node for up in analysis.names.ancestors(use.node))


def _branch(analysis: Analysis, check: Check) -> cst.If | None:
    """Return the `if` that asks for the check first and, by `and`, for other things after it."""
    node: cst.CSTNode = check.test
    parent = analysis.names.parent(node)
    while isinstance(parent, cst.BooleanOperation) and isinstance(parent.operator, cst.And):
        if parent.left is not node:
            return None
        node, parent = parent, analysis.names.parent(parent)
    if isinstance(parent, cst.If) and parent.test is node and _can_split(check.test):
        return parent
    return None


def _can_split(test: cst.CSTNode) -> bool:
    if isinstance(test, cst.BooleanOperation):
        return _can_split(test.left) and _can_split(test.right)
    if not isinstance(test, cst.Call) or len(test.args) != 2:
        return False
    return not isinstance(test.args[1].value, cst.BinaryOperation)  # A | B


def _holds_more(analysis: Analysis, branch: cst.If, members: Sequence[Site]) -> bool:
    """Tell whether the body has other places that change: they'd be needed in both copies."""
    mixed = analysis.flow.mixed
    for use in analysis.flow.uses:
        if id(use.expression) in mixed and use.kind in ("access", "lookup", "apply"):
            continue
        if any(up is branch.body for up in analysis.names.ancestors(use.expression)):
            return use.reference is not None or use.kind in ("access", "call", "partial")
    return not members


def _refuse(site: Site, check: Check) -> None:
    others = ", ".join(brief(node) for node in check.classes)
    site.code = "BN208"
    site.edits.clear()
    site.templates.clear()
    site.obstacles.append(
        Obstacle(
            "BN208",
            f"the check is for {others}, and only one of them has other names here",
            "write a branch for each class",
        )
    )


def _are_layers(analysis: Analysis, check: Check) -> list[bool]:
    """Return for each class of a check whether it is a layer's that is translated."""
    flow = analysis.flow
    return [flow.is_reference(node) or flow.held_as_class(node) for node in check.classes]


def _splitter(analysis: Analysis, branch: cst.If, check: Check) -> Callable[[cst.If], cst.If]:
    layer = _are_layers(analysis, check)
    others = [not is_layer for is_layer in layer]

    def rewrite(updated: cst.If) -> cst.If:
        rest = updated.with_changes(
            test=_only(branch.test, iter(others)),
            body=branch.body,
            leading_lines=[],
        )
        return updated.with_changes(test=_only(updated.test, iter(layer)), orelse=rest)

    return rewrite


def _only(test: cst.BaseExpression, wanted: Iterator[bool]) -> cst.BaseExpression:
    """Return the test with those classes of its first check that are `wanted`, in their order."""
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And):
        return test.with_changes(left=_only(test.left, wanted))
    left = _part(test, wanted)
    assert left is not None
    return left


def _part(test: cst.BaseExpression, wanted: Iterator[bool]) -> cst.BaseExpression | None:
    """Return what is left of a check, None where no class of it is wanted."""
    if isinstance(test, cst.BooleanOperation):
        left, right = _part(test.left, wanted), _part(test.right, wanted)
        if left is not None and right is not None:
            return test.with_changes(left=left, right=right)
        kept = left if right is None else right
        if not isinstance(kept, cst.BooleanOperation):
            return kept
        return kept.with_changes(lpar=[*test.lpar, *kept.lpar], rpar=[*kept.rpar, *test.rpar])
    assert isinstance(test, cst.Call)
    classes = test.args[1].value
    if not isinstance(classes, cst.Tuple):
        return test if next(wanted) else None
    chosen = [element for element in classes.elements if next(wanted)]
    if not chosen:
        return None
    value: cst.BaseExpression
    if len(chosen) == 1:
        value = chosen[0].value
    else:
        last = chosen[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        value = classes.with_changes(elements=[*chosen[:-1], last])
    return test.with_changes(args=[test.args[0], test.args[1].with_changes(value=value)])
