"""BN208: a check for a class that the layer derives from, such as `_BatchNorm`.

The layer of the other framework derives from another one: once it is translated, such a check lets
it through no more, in silence.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.findings import Obstacle
from bnmigrate.names.syntax import brief
from bnmigrate.rulebook import Dialect
from bnmigrate.sites import Analysis, Site, of_any_member


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each such class in an isinstance or issubclass call.

    One that names the target's layer too lets both through.
    """
    if not analysis.imports_source():
        return
    target = next(iter(analysis.rules.layers)).dialects[analysis.target]
    for call in analysis.names.calls:
        if len(call.args) != 2 or not analysis.resolver.is_named(
            call.func, "isinstance", "issubclass"
        ):
            continue
        classes = list(_classes(call.args[1].value))
        if any(analysis.resident.is_reference(node) for node in classes):
            continue
        for node in classes:
            source = _source(analysis, node)
            if source is not None and source.root != target.root:
                yield _site(node, source, target)


def _source(analysis: Analysis, node: cst.BaseExpression) -> Dialect | None:
    """Return the dialect whose layer derives from a class; it may be imported from anywhere."""
    name = analysis.resolver.qualified(node) or ""
    root, _, _ = name.partition(".")
    known = [d for d in analysis.sources if name.rpartition(".")[2] in d.bases]
    own = [dialect for dialect in known if name.startswith(f"{dialect.package}.")]
    if own:
        return max(own, key=lambda dialect: len(dialect.package))
    roots = {d.root for layer in analysis.rules.layers for d in layer.dialects.values()}
    return known[0] if known and root not in roots else None


def _classes(node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    if isinstance(node, (cst.Tuple, cst.List)):
        for element in node.elements:
            yield from _classes(element.value)
    elif isinstance(node, cst.BinaryOperation):
        yield from _classes(node.left)
        yield from _classes(node.right)
    else:
        yield node


def _site(node: cst.BaseExpression, source: Dialect, target: Dialect) -> Site:
    return of_any_member(
        node,
        f"check for `{brief(node)}`",
        Obstacle(
            "BN208",
            f"{source.title}'s layer derives from `{brief(node)}` and {target.title}'s doesn't: "
            "the check no longer finds layers that are translated, in silence",
            f"check for the translated class too: `({brief(node)}, {target.layer_class})`",
        ),
    )
