"""BN303: a foreign name behind a check for classes that a name of this file or another holds,
`isinstance(m, NORMS)`, or behind a pattern with several.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.lints.instances import foreign_state, is_asked_for
from bnmigrate.names.references import Resolver
from bnmigrate.rulebook import LayerClass
from bnmigrate.sites import Analysis, Site
from bnmigrate.tracing.answers import answers
from bnmigrate.tracing.class_checks import Check, joined
from bnmigrate.tracing.narrowing import reads_in

_DEEPEST = 5
"""How many names a tuple is looked for behind."""


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each name that none of what is checked for has."""
    names = analysis.names
    for check in (*_calls(analysis), *_patterns(analysis)):
        layer_class = _layer_among(analysis, check)
        if layer_class is None:
            continue
        for known, outcome in answers(check, analysis.structure).known:
            for read in reads_in(outcome.regions, known, names):
                node = names.parent(read)
                if (
                    isinstance(node, cst.Attribute)
                    and node.value is read
                    and id(node) not in names.stored
                    and not is_asked_for(analysis, node, read, node.attr.value)
                ):
                    yield from foreign_state(node, layer_class)


def _calls(analysis: Analysis) -> Iterator[Check]:
    resolver = analysis.resolver
    for call in analysis.names.calls:
        if len(call.args) == 2 and resolver.is_named(call.func, "isinstance"):
            given = call.args[1].value
            classes = () if isinstance(given, cst.Tuple) else _held(analysis, given)
            if not classes and not _is_written_out(given, resolver):
                classes = (given,)
            if classes:
                yield joined(Check(call, call.args[0].value, classes), resolver)


def _is_written_out(given: cst.BaseExpression, resolver: Resolver) -> bool:
    """Whether all classes stand in the check itself, which is looked into as any other check for
    the layer.
    """
    if isinstance(given, cst.Tuple):
        return not any(isinstance(element, cst.StarredElement) for element in given.elements)
    return (
        isinstance(given, cst.BinaryOperation)
        or resolver.qualified(given) in resolver.rules.classes
    )


def _patterns(analysis: Analysis) -> Iterator[Check]:
    """Yield the checks that a whole pattern of a case is, such as `A() | B()`."""
    names = analysis.names
    patterns: dict[int, cst.MatchOr] = {}
    for reference in analysis.references:
        for up in names.ancestors(reference.node):
            if isinstance(up, cst.MatchOr):
                patterns[id(up)] = up
    for pattern in patterns.values():
        one_of = [element.pattern for element in pattern.patterns]
        classes = tuple(one.cls for one in one_of if isinstance(one, cst.MatchClass))
        match = next((up for up in names.ancestors(pattern) if isinstance(up, cst.Match)), None)
        if match is not None and len(classes) == len(one_of):
            yield Check(pattern, match.subject, classes)


def _held(
    analysis: Analysis, node: cst.BaseExpression, depth: int = _DEEPEST
) -> tuple[cst.BaseExpression, ...]:
    """Return the classes of a tuple, of one that a name holds, or of several that are added up;
    none where that can't be told.
    """
    if isinstance(node, cst.Tuple):
        return tuple(element.value for element in node.elements)
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        parts = [_held(analysis, side, depth) for side in (node.left, node.right)]
        return (*parts[0], *parts[1]) if all(parts) else ()
    binding = analysis.resolver.single(node)
    if binding is None or binding.kind != "assign" or binding.value is None or not depth:
        return ()
    return _held(analysis, binding.value, depth - 1)


def _layer_among(analysis: Analysis, check: Check) -> LayerClass | None:
    """Return the layer that is checked for, where all else is of its framework and like it."""
    elsewhere = analysis.resolver.arriving.class_checks
    names, layers = set[str](), list[LayerClass]()
    for node in check.classes:
        qualified = (analysis.resolver.qualified(node) or "",)
        classes = elsewhere.get(id(node), qualified)
        names.update(classes)
        if classes is not qualified or analysis.resident.is_reference(node):
            layers += (analysis.rules.classes[n] for n in classes if n in analysis.rules.classes)
    for layer_class in layers:
        own = layer_class.dialect
        if own.name not in analysis.moved and names <= {*own.classes, *own.akin}:
            return layer_class
    return None
