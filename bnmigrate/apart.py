"""Where the layer arrives and something else too: the change is made for the layer alone.

`m.weight` becomes `m.gamma if isinstance(m, BatchNorm2d) else m.weight`, and a statement gets a
branch for the layer. It asks for the class of the other framework, as which the layer arrives then,
or for several where several layers arrive that are translated alike. On the way back, where both
say the same, they are one again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import libcst as cst

from bnmigrate.findings import Edit, Obstacle
from bnmigrate.names.bindings import Names
from bnmigrate.names.syntax import (
    bare,
    brief,
    descendants,
    in_place_of,
    literal,
    parenthesized,
    source,
)
from bnmigrate.rulebook import Dialect, LayerClass
from bnmigrate.sites import Analysis, Apart, Site
from bnmigrate.tracing.flow import place_of

Changes = Callable[[LayerClass], bool]
"""Whether a place must change for a class."""


def set_apart(
    analysis: Analysis,
    site: Site,
    subject: cst.BaseExpression,
    is_class: bool = False,
    changes: Changes | None = None,
) -> bool:
    """Let what `site` changes change only where `subject` is one of the layers that arrive there,
    or the class of one, and for which that `changes` anything; return whether that can be told
    there, and written.
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
    layers = _layers(analysis, site, subject, changes)
    if not layers:
        return False
    site.apart = Apart(node, subject, is_class, layers)
    site.message += f" where `{brief(subject)}` is the layer"
    return True


def _layers(
    analysis: Analysis, site: Site, subject: cst.BaseExpression, changes: Changes | None
) -> tuple[Dialect, ...]:
    """Return what the layers become that may arrive as `subject`, and let them change together;
    none where they aren't translated alike there. `changes` tells for which there is anything to
    do.
    """
    flow = analysis.flow
    uses = [use for use in flow.uses if use.node is site.node or use.expression is subject]
    met = (*uses, *flow.checks.get(place_of(subject, analysis.names), ()))
    arriving = {*flow.arriving.get(id(subject), ()), *(one.held.layer_class for one in met)}
    name = _attribute_of(analysis, subject)
    if name is not None:  # what lacks it raises, before and after
        arriving = {k for k in arriving if not k.dialect.lacks(name, analysis.target_of(k))}
        if id(analysis.names.parent(subject)) not in analysis.names.stored:
            changes = partial(_changes_when_read, analysis, name)
    if changes is not None and len(arriving) > 1:
        arriving = set(filter(changes, arriving))
        met = tuple(one for one in met if one.held.layer_class in arriving)
    classes = sorted(arriving, key=lambda known: known.qualified_name)
    if any(
        _said(analysis, known, subject) != _said(analysis, classes[0], subject) for known in classes
    ):
        return ()
    for one in met:
        one.group.merge(met[0].group)
    return tuple(dict.fromkeys(map(analysis.target_of, classes)))


def _changes_when_read(analysis: Analysis, name: str, known: LayerClass) -> bool:
    return not known.layer.keeps(name, known.dialect, analysis.target_of(known))


def _said(analysis: Analysis, known: LayerClass, subject: cst.BaseExpression) -> object:
    """Return all that the translation of what is done with `subject` depends on."""
    source, target = known.dialect, analysis.target_of(known)
    name = _attribute_of(analysis, subject)
    if name is not None:
        return known.layer.says_of(name, source, target)
    around = analysis.names.parent(subject)
    arguments = around.args if isinstance(around, cst.Call) and around.func is subject else None
    given = {None} if arguments is None else {_key(arg, at) for at, arg in enumerate(arguments)}
    return known.layer.says_of_call(known, target, given), source.input, target.input


def _key(arg: cst.Arg, position: int) -> object:
    """Return the name or the position of an argument, None where it may be several."""
    if arg.star:
        return None
    return arg.keyword.value if arg.keyword else position


def _attribute_of(analysis: Analysis, subject: cst.BaseExpression) -> str | None:
    """Return the attribute that is used of `subject`, by a dot or by its name in a string."""
    around = analysis.names.parent(subject)
    if isinstance(around, cst.Attribute):
        return around.attr.value
    call = None if around is None else analysis.names.parent(around)
    if isinstance(call, cst.Call) and len(call.args) > 1 and call.args[0] is around:
        name = literal(call.args[1].value)
        return name if isinstance(name, str) else None
    return None


def set_class_apart(
    analysis: Analysis, site: Site, callee: cst.BaseExpression, changes: Changes
) -> bool:
    """Let a call change only where what it calls is the class of a layer for which that `changes`
    anything, where the program knows that it may be something else; return whether that can be told
    there, and written.
    """
    is_shared = id(callee) in analysis.flow.shared
    return is_shared and set_apart(analysis, site, callee, True, changes)


def _place(
    changed: cst.CSTNode, subject: cst.BaseExpression, site: Site, names: Names
) -> cst.CSTNode | None:
    """Return the line that is parted, or else the expression; None where neither can be."""
    parent = names.parent(changed)
    small: cst.CSTNode | None = parent if isinstance(parent, cst.Expr) else changed
    is_stored = id(changed) in names.stored
    if is_stored:
        small = parent if isinstance(parent, cst.AugAssign) else None
        if isinstance(parent, cst.AssignTarget) and _stays_bound(subject, names):
            small = names.parent(parent)
    if isinstance(small, cst.BaseSmallStatement):
        line = names.parent(small)
        if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1:
            return line
    is_one = all(len(template.texts) == 1 for template in site.templates)
    is_read = isinstance(changed, cst.BaseExpression) and not is_stored
    return changed if is_read and is_one else None


def _stays_bound(subject: cst.BaseExpression, names: Names) -> bool:
    """Tell whether what is assigned can't bind the name anew that it is assigned to an attribute
    of: neither by a walrus nor in a function that it calls.
    """
    load = names.load_at.get(id(subject))
    if load is None:
        return False
    binds = any(
        isinstance(node, cst.NamedExpr) for node in descendants(names.statement_of(subject))
    )
    return not binds and not any(
        b.from_elsewhere or b.name in b.scope.shared for b in names.reaching(load)
    )


def refuse_nested(sites: Iterable[Site], names: Names) -> None:
    """Refuse the sites that are set apart and write anew what other sites change."""
    sites = list(sites)
    _refuse_parted_twice(sites)
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


def _refuse_parted_twice(sites: Iterable[Site]) -> None:
    """Refuse the calls that are parted for one layer where something else is for another."""
    parted: dict[int, list[Site]] = {}
    for site in sites:
        if site.apart is not None:
            parted.setdefault(id(site.apart.node), []).append(site)
    for some in parted.values():
        if len({one.apart.layers for one in some if one.apart is not None}) > 1:
            for site in some:
                if site.constructor is not None:
                    site.obstacles.append(
                        Obstacle(
                            "BN208",
                            "different layers arrive here, and something else changes for each",
                            "check for each class in a branch of its own",
                        )
                    )


@dataclass(frozen=True)
class Part:
    """Lines that follow each other, or an expression, that `sites` change for the layers alone."""

    nodes: list[cst.CSTNode]
    sites: list[Site]
    apart: Apart

    @property
    def subject(self) -> cst.BaseExpression:
        """What is asked for its class, or whether it is one."""
        return self.apart.subject

    def test(self, layers: Sequence[str]) -> cst.BaseExpression:
        """Return the check for the classes that are called `layers`."""
        subject, asked = source(self.subject), layers[0]
        is_among = "is"
        if len(layers) > 1:
            asked, is_among = f"({', '.join(layers)})", "in"
        asks = f"{subject} {is_among} {asked}"
        return cst.parse_expression(
            asks if self.apart.is_class else f"isinstance({subject}, {asked})"
        )

    def is_of(self, other: Part) -> bool:
        """Whether it is about the same thing as another one."""
        mine, theirs = self.apart, other.apart
        is_same = source(mine.subject) == source(theirs.subject)
        return is_same and (mine.is_class, mine.layers) == (theirs.is_class, theirs.layers)

    def holds(self, other: Part, names: Names) -> bool:
        """Whether another one about the same thing stands in it."""
        inside = any(up is self.nodes[0] for up in names.ancestors(other.nodes[0]))
        return inside and self.is_of(other)


def parts(sites: Sequence[Site], names: Names) -> list[Part]:
    """Return what is parted: lines about the same thing that follow each other together, and what
    stands in one with it.
    """
    found: dict[int, Part] = {}
    for site in sites:
        if site.apart is not None:
            node = site.apart.node
            part = found.setdefault(id(node), Part([node], [], site.apart))
            part.sites.append(site)
    lines = [p for p in found.values() if isinstance(p.nodes[0], cst.SimpleStatementLine)]
    for line in lines:
        for part in list(found.values()):
            if line.holds(part, names):
                line.sites.extend(found.pop(id(part.nodes[0])).sites)
    for line in lines:
        while (after := found.get(_next(line.nodes[-1], names))) is not None:
            if after is line or not after.is_of(line) or id(line.nodes[0]) not in found:
                break
            line.nodes.extend(after.nodes)
            line.sites.extend(after.sites)
            del found[id(after.nodes[0])]
    return list(found.values())


def _next(line: cst.CSTNode, names: Names) -> int:
    """Return the id of the line that follows right after one, and rebinds nothing."""
    body = list(getattr(names.parent(line), "body", ()))
    index = next(i for i, one in enumerate(body) if one is line)
    after = body[index + 1] if index + 1 < len(body) else None
    if not isinstance(after, cst.SimpleStatementLine) or after.leading_lines:
        return 0
    binds = any(
        isinstance(node, cst.NamedExpr) for one in (line, after) for node in descendants(one)
    )
    return 0 if binds else id(after)


def parted_lines(
    test: cst.BaseExpression,
    changed: Iterable[cst.SimpleStatementLine | cst.FlattenSentinel[cst.SimpleStatementLine]],
    old: Iterable[cst.SimpleStatementLine],
) -> cst.If:
    """Return lines with a branch for the layer, where they are `changed`."""
    lines = [
        line
        for some in changed
        for line in ([some] if isinstance(some, cst.SimpleStatementLine) else some)
    ]
    first, *rest = old
    return cst.If(
        test,
        cst.IndentedBlock([lines[0].with_changes(leading_lines=[]), *lines[1:]]),
        cst.Else(cst.IndentedBlock([first.with_changes(leading_lines=[]), *rest])),
        leading_lines=first.leading_lines,
    )


def parted_expression(
    test: cst.BaseExpression, changed: cst.BaseExpression, old: cst.BaseExpression, is_alone: bool
) -> cst.BaseExpression:
    """Return an expression that is `changed` for the layer; in parentheses, unless it is alone."""
    made = cst.IfExp(test=test, body=_short(changed), orelse=_short(old))
    return in_place_of(old, made if is_alone else parenthesized(made))


def _short(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return an expression without parentheses that it doesn't need in a branch."""
    return bare(node) if isinstance(node, (cst.Attribute, cst.Call, cst.SimpleString)) else node


def joined(reference: cst.CSTNode, names: Names) -> Edit | None:
    """Return the edit that joins what a check for the class at `reference` parts, where both
    branches come to say the same: the way back of what is parted here.
    """
    check: cst.CSTNode | None = names.parent(reference)
    if isinstance(check, cst.Element):  # of a tuple of classes
        check = names.parent(check)
        check = None if check is None else names.parent(check)
    if isinstance(check, cst.Arg) or (
        isinstance(check, cst.ComparisonTarget) and isinstance(check.operator, (cst.Is, cst.In))
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
    is_elif = isinstance(names.parent(branches), cst.If)
    return branches if isinstance(branches.orelse, cst.Else) and not is_elif else None


def _joined_expression(old: cst.IfExp) -> cst.BaseExpression:
    body, other = _short(old.body), _short(old.orelse)
    is_short = isinstance(body, (cst.Attribute, cst.Call, cst.SimpleString))
    return in_place_of(old, body) if is_short and source(body) == source(other) else old


def _joined_lines(old: cst.If) -> cst.If | cst.FlattenSentinel[cst.BaseStatement]:
    assert isinstance(old.orelse, cst.Else)
    lines, others = old.body.body, old.orelse.body.body
    first = lines[0]
    is_same = [source(line) for line in lines] == [source(line) for line in others]
    if not is_same or not isinstance(first, cst.SimpleStatementLine) or old.orelse.leading_lines:
        return old
    first = first.with_changes(leading_lines=[*old.leading_lines, *first.leading_lines])
    rest = [line for line in lines[1:] if isinstance(line, cst.BaseStatement)]
    return cst.FlattenSentinel([first, *rest])
