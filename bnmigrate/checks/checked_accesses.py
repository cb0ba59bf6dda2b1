"""BN208: a parameter of what was checked for the layer, read where the check tells nothing of it.

`if isinstance(m, BatchNorm2d) or self.all: m.weight` fails for the layer once that is translated.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.apart import is_parted, set_apart
from bnmigrate.checks.accesses import access_site
from bnmigrate.findings import Obstacle
from bnmigrate.names.bindings import Names
from bnmigrate.names.scopes import Scope
from bnmigrate.names.syntax import brief, dotted
from bnmigrate.other_classes import reads_of_others
from bnmigrate.sites import Analysis, Site, in_target
from bnmigrate.tracing.flow import Checked, Flow, place_of


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each such access, in the group of the check; also where the check is
    translated already, in a file that still imports another framework.
    """
    flows = [analysis.flow]
    if analysis.resident.checks and _imports_another(analysis):
        flows.append(analysis.resident)
    seen: set[int] = set()
    for flow in flows:
        if flow.checks:
            yield from _in_doubt(analysis, flow, seen)


def _imports_another(analysis: Analysis) -> bool:
    """Tell whether the file imports from a framework other than the target's, and names no layer of
    a third dialect.
    """
    here = {r.known.dialect.name for r in analysis.references if r.known is not None}
    if here - analysis.moved - {analysis.target}:
        return False
    others = {dialect.root for dialect in analysis.sources} - {analysis.framework.root}
    return not others.isdisjoint(analysis.imported_roots)


def _in_doubt(analysis: Analysis, flow: Flow, seen: set[int]) -> Iterator[Site]:
    others: dict[tuple[Scope, str], set[int]] = {}
    renamed = _renamed(analysis)
    for attribute in analysis.names.attributes:
        value = attribute.value
        if attribute.attr.value not in renamed or id(attribute) in seen:
            continue
        if any(flow.held_at(value) for flow in analysis.flows):
            continue
        place = place_of(value, analysis.names)
        for checked in flow.checks.get(place, ()):
            if flow is analysis.resident and is_parted(checked.check.test, analysis.names):
                continue  # what else is done with it was looked at when it was parted
            if not _may_be_same(value, checked.check.subject, analysis.names):
                continue
            if place not in others:
                others[place] = reads_of_others(analysis, checked.check.subject)
            if id(value) not in others[place]:
                seen.add(id(attribute))
                is_moved = flow is analysis.flow
                site = _apart(analysis, attribute, checked) if is_moved else None
                yield site or _site(analysis, attribute, checked)
                break


def _apart(analysis: Analysis, attribute: cst.Attribute, checked: Checked) -> Site | None:
    """Return the site that renames the parameter where it is the layer's alone."""
    layer_class = checked.held.layer_class
    target = analysis.target_of(layer_class)
    site = access_site(analysis, attribute, layer_class.dialect, target)
    if site is None or not set_apart(analysis, site, attribute.value):
        return None
    site.group, site.layer_class, site.is_access = checked.group, layer_class, True
    return site


def _renamed(analysis: Analysis) -> set[str]:
    """Return the parameters that have another name in the target."""
    return {
        name
        for source, target in analysis.pairs
        for name in {*source.learned.values()} - {*target.state.values()}
    }


def _may_be_same(one: cst.BaseExpression, other: cst.BaseExpression, names: Names) -> bool:
    """Tell whether two expressions that read the same may stand for the same thing."""
    if dotted(one) is None:
        return True
    here, there = (set(names.reaching(names.load_at[id(_root(n))])) for n in (one, other))
    return bool(here & there)


def _root(node: cst.BaseExpression) -> cst.BaseExpression:
    while isinstance(node, cst.Attribute):
        node = node.value
    return node


def _site(analysis: Analysis, attribute: cst.Attribute, checked: Checked) -> Site:
    value = brief(attribute.value)
    target = analysis.target_of(checked.held.layer_class)
    name = attribute.attr.value
    sources = [here for here, there in analysis.pairs if there is target]  # it may be left behind
    source = next((one for one in sources if name in one.state.values()), target)
    said = in_target(name, source, target)
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
            f"and here it may be that layer or another; {target.title}'s layer {said}",
            "check for the class around this place alone (isinstance), in a branch of its own",
        )
    )
    return site
