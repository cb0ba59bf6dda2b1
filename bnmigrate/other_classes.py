"""Where checks for other classes tell that something isn't the layer."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from bnmigrate.names.syntax import dotted, source
from bnmigrate.search.layer_names import NAMED_LIKE_A_LAYER
from bnmigrate.sites import Analysis
from bnmigrate.tracing.class_checks import Check, check_of, checks_on
from bnmigrate.tracing.flow import place_of
from bnmigrate.tracing.narrowing import followed, reads_in

# What an instance of any other layer may be as well.
_ANY_MODULE = frozenset({"Module", "Cell", "object"})


def reads_of_others(analysis: Analysis, subject: cst.BaseExpression) -> set[int]:
    """Return the reads of what `subject` reads where checks tell that it isn't the layer."""
    passed = [
        known
        for check in checks_on(subject, analysis.resolver)
        if not _lets_through(analysis, check)
        for known in (check, _widest(analysis, check))
    ]
    failed = [
        other.check.failed
        for flow in analysis.flows
        for other in flow.checks.get(place_of(subject, analysis.names), ())
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
    if any(flow.is_reference(node) or flow.held_as_class(node) for flow in analysis.flows):
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
