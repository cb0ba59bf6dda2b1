"""Tuple guards: `isinstance(m, (BatchNorm2d, GroupNorm))` whose body needs other names for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from bnmigrate.findings import Edit, Obstacle
from bnmigrate.flow import Use
from bnmigrate.narrowing import Check
from bnmigrate.sites import Analysis, Site
from bnmigrate.syntax import brief


def split_or_refuse(analysis: Analysis, sites: Sequence[Site]) -> None:
    """Split each guard that `sites` stand behind into a branch for the layer and one for the rest;
    where no such split is exact, refuse them.
    """
    by_check: dict[int, tuple[Check, list[Site]]] = {}
    for site in sites:
        check = _check_of(analysis, site)
        by_check.setdefault(id(check.test), (check, []))[1].append(site)
    for check, members in by_check.values():
        branch = _branch(analysis, check)
        left = [site for site in members if not site.obstacles]
        if branch is None or _holds_more(analysis, branch, members) or len(left) < len(members):
            for site in left:
                _refuse(site, check)
        else:
            members[0].edits.append(Edit(branch, _splitter(analysis, branch, check)))


def _check_of(analysis: Analysis, site: Site) -> Check:
    mixed = analysis.flow.mixed
    return next(
        mixed[id(use.expression)]
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
    if isinstance(parent, cst.If) and parent.test is node and isinstance(check.test, cst.Call):
        return parent
    return None


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


def _splitter(analysis: Analysis, branch: cst.If, check: Check) -> Callable[[cst.If], cst.If]:
    layer = {
        index
        for index, node in enumerate(check.classes)
        if analysis.flow.is_reference(node) or analysis.flow.held_as_class(node)
    }

    def rewrite(updated: cst.If) -> cst.If:
        rest = updated.with_changes(
            test=_only(branch.test, layer, keep=False),
            body=branch.body,
            leading_lines=[],
        )
        return updated.with_changes(test=_only(updated.test, layer, keep=True), orelse=rest)

    return rewrite


def _only(test: cst.BaseExpression, layer: set[int], keep: bool) -> cst.BaseExpression:
    """Return the test with those classes of its first check that are the layer, or the others."""
    if isinstance(test, cst.BooleanOperation):
        return test.with_changes(left=_only(test.left, layer, keep))
    assert isinstance(test, cst.Call)
    classes = test.args[1].value
    assert isinstance(classes, cst.Tuple)
    chosen = [e for i, e in enumerate(classes.elements) if (i in layer) == keep]
    value: cst.BaseExpression
    if len(chosen) == 1:
        value = chosen[0].value
    else:
        last = chosen[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        value = classes.with_changes(elements=[*chosen[:-1], last])
    return test.with_changes(args=[test.args[0], test.args[1].with_changes(value=value)])
