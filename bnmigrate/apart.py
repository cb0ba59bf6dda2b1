"""Where the layer arrives and something else too: the change is made for the layer alone.

`m.weight` becomes `m.gamma if isinstance(m, BatchNorm2d) else m.weight`, and a statement gets a
branch for the layer. It asks for the class of the other framework, as which the layer arrives then.
On the way back, where both say the same, they are one again.
"""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from bnmigrate.findings import Edit, Obstacle
from bnmigrate.names.bindings import Names
from bnmigrate.names.syntax import bare, brief, in_place_of, source
from bnmigrate.sites import Analysis, Apart, Site


def set_apart(
    analysis: Analysis, site: Site, subject: cst.BaseExpression, is_class: bool = False
) -> bool:
    """Let what `site` changes change only where `subject` is the layer, or its class; return
    whether that can be told there, and written.
    """
    if site.obstacles or site.unsafe or site.fills or site.shared or site.reference is not None:
        return False
    names = analysis.names
    changed = [edit.node for edit in site.edits] + [t.node for t in site.templates]
    is_plain = analysis.resolver.is_plain(subject) and id(subject) not in analysis.flow.whole
    if len(changed) != 1 or not is_plain:
        return False
    asks = names.owner(names.scope_of(subject), "isinstance")
    is_quoted = any(id(up) in names.embedded for up in names.ancestors(changed[0]))
    if is_quoted or (asks is not None and not is_class):
        return False
    node = _place(changed[0], subject, site, names)
    if node is None:
        return False
    site.apart = Apart(node, subject, is_class)
    site.message += f" where `{brief(subject)}` is the layer"
    return True


def _place(
    changed: cst.CSTNode, subject: cst.BaseExpression, site: Site, names: Names
) -> cst.CSTNode | None:
    """Return the line that is parted, or else the expression; None where neither can be."""
    parent = names.parent(changed)
    small: cst.CSTNode | None = parent if isinstance(parent, cst.Expr) else changed
    is_stored = id(changed) in names.stored
    if is_stored:
        small = parent if isinstance(parent, cst.AugAssign) else None
        if isinstance(parent, cst.AssignTarget) and isinstance(subject, cst.Name):
            small = names.parent(parent)
    if isinstance(small, cst.BaseSmallStatement):
        line = names.parent(small)
        if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1:
            return line
    is_one = all(len(template.texts) == 1 for template in site.templates)
    is_read = isinstance(changed, cst.BaseExpression) and not is_stored
    return changed if is_read and is_one else None


def refuse_nested(sites: Iterable[Site], names: Names) -> None:
    """Refuse the sites that are set apart and write anew what other sites change."""
    sites = list(sites)
    around = {
        id(part): site
        for site in sites
        if site.apart is not None
        for part in (*(t.node for t in site.templates), site.apart.subject)
    }
    for site in sites if around else ():
        for up in names.ancestors(site.node):
            outer = around.get(id(up))
            if outer is not None and outer is not site and not outer.obstacles:
                outer.obstacles.append(
                    Obstacle(
                        "BN208",
                        "something else arrives here too, and more than one thing would have to "
                        "change for the layer alone",
                        "write this in two steps, or check for the class first (isinstance)",
                    )
                )


def parted(
    line: cst.SimpleStatementLine,
    test: cst.BaseExpression,
    changed: cst.SimpleStatementLine | cst.FlattenSentinel[cst.SimpleStatementLine],
) -> cst.If:
    """Return a line with a branch for the layer, where it is `changed`."""
    lines = [changed] if isinstance(changed, cst.SimpleStatementLine) else list(changed)
    first = lines[0].with_changes(leading_lines=[])
    return cst.If(
        test,
        cst.IndentedBlock([first, *lines[1:]]),
        cst.Else(cst.IndentedBlock([line.with_changes(leading_lines=[])])),
        leading_lines=line.leading_lines,
    )


def joined(reference: cst.CSTNode, names: Names) -> Edit | None:
    """Return the edit that joins what a check for the class at `reference` parts, where both
    branches come to say the same: the way back of what is parted here.
    """
    check: cst.CSTNode | None = names.parent(reference)
    if isinstance(check, cst.Arg) or (
        isinstance(check, cst.ComparisonTarget) and isinstance(check.operator, cst.Is)
    ):
        check = names.parent(check)
    branches = None if check is None else _branches(check, names)
    if branches is None:
        return None
    is_expression = isinstance(branches, cst.IfExp)
    return Edit(branches, _joined_expression if is_expression else _joined_lines)


def is_parted(check: cst.CSTNode, names: Names) -> bool:
    """Tell whether a check parts an expression, or a line, into one for the layer and another."""
    return _branches(check, names) is not None


def _branches(check: cst.CSTNode, names: Names) -> cst.IfExp | cst.If | None:
    branches = names.parent(check)
    if isinstance(branches, cst.IfExp):
        return branches if branches.test is check else None
    if not isinstance(branches, cst.If) or branches.test is not check:
        return None
    rest = branches.orelse
    if isinstance(names.parent(branches), cst.If) or not isinstance(rest, cst.Else):
        return None
    return branches if len(branches.body.body) == len(rest.body.body) == 1 else None


def _joined_expression(old: cst.IfExp) -> cst.BaseExpression:
    body = bare(old.body)
    is_short = isinstance(body, (cst.Attribute, cst.Call, cst.SimpleString))
    return in_place_of(old, body) if is_short and source(body) == source(bare(old.orelse)) else old


def _joined_lines(old: cst.If) -> cst.If | cst.SimpleStatementLine:
    assert isinstance(old.orelse, cst.Else)
    line, other = old.body.body[0], old.orelse.body.body[0]
    is_same = source(line) == source(other) and not old.orelse.leading_lines
    if is_same and isinstance(line, cst.SimpleStatementLine) and not line.leading_lines:
        return line.with_changes(leading_lines=old.leading_lines)
    return old
