"""BN308: a network that is trained in the mode that a fresh one has, where that is inference."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.flow import Flow
from bnmigrate.lints.site import lint_site
from bnmigrate.rulebook import Dialect
from bnmigrate.sites import Analysis, Site
from bnmigrate.syntax import brief


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each call that trains, in a file that makes a network with the layer from a
    class of its own and nowhere sets a mode.
    """
    for flow in analysis.flows:
        for dialect in {use.held.layer_class.dialect for use in flow.uses}:
            if dialect.fresh_mode == "inference" and dialect.trainers:
                yield from _never_set(analysis, flow, dialect)


def _never_set(analysis: Analysis, flow: Flow, dialect: Dialect) -> Iterator[Site]:
    names = analysis.names
    setters = set(dialect.modes.values())
    if any(attribute.attr.value in setters for attribute in names.attributes):
        return
    if not _makes_a_network(analysis, flow, dialect):
        return
    for call in names.calls:
        if analysis.resolver.is_named(call.func, *dialect.trainers):
            yield lint_site(
                "BN308",
                call,
                f"`{brief(call.func)}` trains a network whose mode is never set",
                f"a network of {dialect.title} is in inference mode until it is told: its batch "
                "normalisation uses statistics that never move, and raises nothing",
                f"call `.{dialect.modes['set']}()` on the network before it is trained, and "
                f"`.{dialect.modes['set']}(False)` before it is evaluated",
            )


def _makes_a_network(analysis: Analysis, flow: Flow, dialect: Dialect) -> bool:
    """Tell whether a class of this module that holds the layer is called in it."""
    holders = {
        id(up)
        for use in flow.uses
        if use.held.made is not None and use.held.layer_class.dialect is dialect
        for up in analysis.names.ancestors(use.node)
        if isinstance(up, cst.ClassDef)
    }
    definitions = (analysis.structure.definition(call.func) for call in analysis.names.calls)
    return any(id(definition) in holders for definition in definitions)
