"""BN208: a parameter of what was checked for the layer, read where the check tells nothing of it.

`if isinstance(m, BatchNorm2d) or self.all: m.weight` fails for the layer once that is translated.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.class_checks import Check
from bnmigrate.findings import Obstacle
from bnmigrate.flow import Checked, Flow
from bnmigrate.other_classes import reads_of_others
from bnmigrate.sites import Analysis, Site
from bnmigrate.syntax import brief, dotted, source


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each such access, in the group of the check; also where the check is
    translated already, in a file that still imports another framework.
    """
    seen: set[int] = set()
    checks = [(analysis.flow, checked) for checked in analysis.flow.checks]
    if analysis.resident.checks and _imports_another(analysis):
        checks += [(analysis.resident, checked) for checked in analysis.resident.checks]
    for flow, checked in checks:
        yield from _in_doubt(analysis, flow, checked, seen)


def _imports_another(analysis: Analysis) -> bool:
    """Tell whether the file imports from a framework other than the target's."""
    target = next(iter(analysis.rules.layers)).dialects[analysis.target]
    others = {dialect.root for dialect in analysis.sources} - {target.root}
    return not others.isdisjoint(analysis.imported_roots())


def _in_doubt(analysis: Analysis, flow: Flow, checked: Checked, seen: set[int]) -> Iterator[Site]:
    names = _renamed(analysis, checked)
    others: set[int] | None = None
    for attribute in analysis.names.attributes:
        if attribute.attr.value not in names or id(attribute) in seen:
            continue
        if not _reads_subject(flow, attribute.value, checked.check):
            continue
        if others is None:
            others = reads_of_others(analysis, checked.check.subject)
        if id(attribute.value) not in others:
            seen.add(id(attribute))
            yield _site(analysis, attribute, checked, names[attribute.attr.value])


def _renamed(analysis: Analysis, checked: Checked) -> dict[str, str]:
    """Return the parameters that have another name in the target, with that name."""
    target = analysis.target_of(checked.held.layer_class)
    return {
        dialect.state[concept]: target.state[concept]
        for dialect in analysis.sources
        for concept in ("scale", "offset")
        if dialect.state[concept] not in target.state.values()
    }


def _reads_subject(flow: Flow, value: cst.BaseExpression, check: Check) -> bool:
    """Tell whether `value` may be what the check was about, and wasn't followed as the layer."""
    names, subject = flow.names, check.subject
    if flow.held_at(value):
        return False
    if names.scope_of(value).function is not names.scope_of(subject).function:
        return False
    if dotted(subject) is None:
        return dotted(value) is None and source(value) == source(subject)
    if dotted(value) != dotted(subject):
        return False
    here, there = (set(names.reaching(names.load_at[id(_root(n))])) for n in (value, subject))
    return bool(here & there)


def _root(node: cst.BaseExpression) -> cst.BaseExpression:
    while isinstance(node, cst.Attribute):
        node = node.value
    return node


def _site(analysis: Analysis, attribute: cst.Attribute, checked: Checked, new: str) -> Site:
    value = brief(attribute.value)
    target = analysis.target_of(checked.held.layer_class)
    site = Site(
        "BN208",
        attribute,
        f"`{brief(attribute)}` may be the layer's",
        checked.group,
        layer_class=checked.held.layer_class,
        is_access=True,
    )
    site.obstacles.append(
        Obstacle(
            "BN208",
            f"`{value}` is checked for {checked.held.layer_class.qualified_name} in this scope, "
            f"and here it may be that layer or another; {target.title}'s layer calls it `{new}`",
            "check for the class around this place alone (isinstance), in a branch of its own",
        )
    )
    return site
