"""BN102 and BN208: a check that has to let the layers of both frameworks through.

It is for a class that the layer derives from, such as `_BatchNorm`, of which the other framework's
layer is no instance, or for the layer itself where networks come that the program doesn't make,
whose layers stay. Where the program knows which layers come there, the check asks for both.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.findings import Obstacle
from bnmigrate.names.syntax import brief
from bnmigrate.rulebook import Dialect
from bnmigrate.sites import Analysis, Site, Template, of_any_member
from bnmigrate.tracing.flow import Group


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each such class in an isinstance or issubclass call.

    One that names the target's layer too lets both through.
    """
    if not analysis.imports_source():
        return
    named = {id(r.node): r.known.layer for r in analysis.references if r.known is not None}
    for call in analysis.names.calls:
        if len(call.args) != 2 or not analysis.resolver.is_named(
            call.func, "isinstance", "issubclass"
        ):
            continue
        classes = list(_classes(call.args[1].value))
        if id(call) in analysis.base_checks:
            yield _widened(analysis, call)
            continue
        asked = {named[id(node)] for node in classes if id(node) in named}
        for node in classes:
            base = _source(analysis, node)
            if base is None or base.root == analysis.framework.root:
                continue
            if not any(base.bases == d.bases for layer in asked for d in layer.dialects.values()):
                yield _site(analysis, node, base)


def _widened(analysis: Analysis, call: cst.Call) -> Site:
    """Return the site that asks for the translated classes too, or, where a name for a class
    becomes another name of that, for the one that stays.
    """
    both = analysis.base_checks[id(call)]
    added = [one.dialect if both.by_alias else analysis.target_of(one) for one in both.classes]
    asked, names = call.args[1].value, tuple(dialect.layer_class for dialect in added)
    said = " and ".join(names)
    site = Site("BN102", call, f"`{brief(call)}` asks for {said} too", Group(), is_check=True)
    site.layer_class = both.classes[0]
    site.templates.append(Template(asked, names, (), added[0], is_beside=True))
    return site


def _source(analysis: Analysis, node: cst.BaseExpression) -> Dialect | None:
    """Return the dialect whose layer derives from a class; it may be imported from anywhere."""
    name = analysis.resolver.qualified(node) or ""
    root, _, _ = name.partition(".")
    known = [d for d in analysis.sources if name.rpartition(".")[2] in d.bases]
    own = [dialect for dialect in known if name.startswith(f"{dialect.framework.package}.")]
    if own:
        return max(own, key=lambda dialect: len(dialect.framework.package))
    return known[0] if known and root not in analysis.rules.roots else None


def _classes(node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    if isinstance(node, (cst.Tuple, cst.List)):
        for element in node.elements:
            yield from _classes(element.value)
    elif isinstance(node, cst.BinaryOperation):
        yield from _classes(node.left)
        yield from _classes(node.right)
    else:
        yield node


def _site(analysis: Analysis, node: cst.BaseExpression, source: Dialect) -> Site:
    target = next(there for here, there in analysis.pairs if here is source)
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
