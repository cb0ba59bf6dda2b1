"""BN208: a parameter of what was checked for the layer, read where the check tells nothing of it.

`if isinstance(m, BatchNorm2d) or self.all: m.weight` fails for the layer once that is translated.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.findings import Obstacle
from bnmigrate.flow import Checked
from bnmigrate.narrowing import Check
from bnmigrate.other_classes import reads_of_others
from bnmigrate.sites import Analysis, Site
from bnmigrate.syntax import brief, dotted, source


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each such access, in the group of the check."""
    seen: set[int] = set()
    for checked in analysis.flow.checks:
        names = _renamed(analysis, checked)
        excluded: set[int] | None = None
        for attribute in analysis.names.attributes:
            if attribute.attr.value not in names or id(attribute) in seen:
                continue
            if not _reads_subject(analysis, attribute.value, checked.check):
                continue
            if excluded is None:
                excluded = reads_of_others(analysis, checked.check.subject)
            if id(attribute.value) not in excluded:
                seen.add(id(attribute))
                yield _site(analysis, attribute, checked, names[attribute.attr.value])


def _renamed(analysis: Analysis, checked: Checked) -> dict[str, str]:
    """Return the parameters that have another name in the target, with that name."""
    layer_class = checked.held.layer_class
    target = analysis.target_of(layer_class)
    state = layer_class.dialect.state
    return {
        state[concept]: target.state[concept]
        for concept in ("scale", "offset")
        if state[concept] != target.state[concept]
    }


def _reads_subject(analysis: Analysis, value: cst.BaseExpression, check: Check) -> bool:
    """Tell whether `value` may be what the check was about, and wasn't followed as the layer."""
    names, subject = analysis.names, check.subject
    if analysis.flow.held_at(value):
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
