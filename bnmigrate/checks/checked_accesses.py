"""BN208: a parameter of what was checked for the layer, read where the check tells nothing of it.

`if isinstance(m, BatchNorm2d) or self.all: m.weight` fails for the layer once that is translated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from bnmigrate.arrivals import NAMED_LIKE_A_LAYER
from bnmigrate.findings import Obstacle
from bnmigrate.flow import Checked
from bnmigrate.narrowing import Check, check_of, checks_on, followed, reads_in
from bnmigrate.sites import Analysis, Site
from bnmigrate.syntax import brief, dotted, source

# What an instance of any other layer may be as well.
_ANY_MODULE = frozenset({"Module", "Cell", "object"})


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
                excluded = _known_otherwise(analysis, checked)
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


def _known_otherwise(analysis: Analysis, checked: Checked) -> set[int]:
    """Return the reads of the subject where checks tell that it isn't the layer."""
    subject = checked.check.subject
    passed = [
        known
        for check in checks_on(subject, analysis.resolver)
        if not _lets_through(analysis, check)
        for known in (check, _widest(analysis, check))
    ]
    failed = [
        other.check.failed
        for other in analysis.flow.checks
        if dotted(other.check.subject) == dotted(subject)
    ]
    return {
        id(read)
        for check in (*passed, *failed)
        for known, outcome in followed(check, analysis.names)
        for read in reads_in(outcome.regions, known, analysis.names)
    }


def _widest(analysis: Analysis, check: Check) -> Check:
    """Return the check with the whole condition that holds for nothing but its classes or others
    that aren't the layer: `isinstance(m, Linear) or (deep and isinstance(m, Conv2d))`.
    """
    test, parent = check.test, analysis.names.parent(check.test)
    while isinstance(parent, cst.BooleanOperation) and not check.is_negated:
        other = parent.right if parent.left is test else parent.left
        is_and = isinstance(parent.operator, cst.And)
        if not is_and and not _rules_out(analysis, other, check.subject):
            break
        test, parent = parent, analysis.names.parent(parent)
    return replace(check, test=test)


def _rules_out(analysis: Analysis, test: cst.BaseExpression, subject: cst.BaseExpression) -> bool:
    """Tell whether the layer never passes a condition on `subject`."""
    if isinstance(test, cst.BooleanOperation):
        sides = (_rules_out(analysis, side, subject) for side in (test.left, test.right))
        return any(sides) if isinstance(test.operator, cst.And) else all(sides)
    check = check_of(test, analysis.resolver)
    return (
        check is not None
        and not check.is_negated
        and dotted(check.subject) == dotted(subject)
        and not _lets_through(analysis, check)
    )


def _lets_through(analysis: Analysis, check: Check) -> bool:
    """Tell whether the layer may pass a check."""
    return any(_may_be_layer(analysis, node) for node in check.classes)


def _may_be_layer(analysis: Analysis, node: cst.BaseExpression) -> bool:
    """Tell whether the layer may be an instance of the class that `node` stands for."""
    if analysis.flow.is_reference(node) or analysis.flow.held_as_class(node):
        return True
    binding = analysis.resolver.single(node)
    if binding is not None and isinstance(binding.node, cst.ClassDef):
        return False
    qualified = analysis.resolver.qualified(node)
    if qualified is None:  # a class that arrives here
        return NAMED_LIKE_A_LAYER.search(source(node).rpartition(".")[2]) is not None
    name = qualified.rpartition(".")[2]
    bases = {base for dialect in analysis.sources for base in dialect.bases}
    return name in bases or name in _ANY_MODULE


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
