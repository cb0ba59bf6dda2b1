"""BN311: a layer that is told to normalise with statistics that never move, in a program that
trains it. A momentum that keeps them is in doubtful_values.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from bnmigrate.lints.doubtful_values import FROZEN
from bnmigrate.lints.layer_calls import LayerCall, layer_calls
from bnmigrate.lints.site import lint_site
from bnmigrate.names.syntax import NO_LITERAL, bare, brief, literal
from bnmigrate.sites import Analysis, Site

NEVER_MOVED = "moving-statistics"
_IS_MEANT = re.compile(r"fr[eo]*z|fixed|scale|infer|deploy|norm_eval|bn_eval", re.IGNORECASE)
"""What the name of a function or a class says whose layer is meant to keep its statistics."""


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each layer that says so in its call, unless something tells that it is
    meant: parameters that don't train, statistics that it is given, or what it is called.
    """
    calls = [call for call in layer_calls(analysis) if call.is_sure and _says_so(call)]
    if not calls or not analysis.brief.trains or _freezes(analysis):
        return
    for call in calls:
        if not _is_meant(analysis, call):
            parameter, given = call.argument("statistics") or (None, None)
            assert parameter is not None
            assert given is not None
            yield lint_site(
                FROZEN,
                given.node,
                f"{parameter.name}={brief(given.value)} of {call.layer_class.qualified_name}: the "
                "statistics never move",
                f"{call.layer_class.dialect.title}'s layer normalises with its moving statistics "
                "in training too, and keeps them as they were made",
                "leave it out, which follows the mode, or say that the layer is meant to be frozen",
                severity="warning",
            )


def _says_so(call: LayerCall) -> bool:
    given = call.argument("statistics")
    if given is None:
        return False
    parameter, argument = given
    value = literal(bare(argument.value))
    return value is not NO_LITERAL and parameter.choices.get(repr(value)) == NEVER_MOVED


def _freezes(analysis: Analysis) -> bool:
    """Whether the file keeps parameters from training, or speaks of it."""
    is_set = any(
        attribute.attr.value == "requires_grad" and id(attribute) in analysis.names.stored
        for attribute in analysis.names.attributes
    )
    return is_set or any(
        _IS_MEANT.search(name) and "scale" not in name.lower()
        for scope in analysis.names.scopes
        for name in scope.bindings
    )


def _is_meant(analysis: Analysis, call: LayerCall) -> bool:
    for concept in ("affine", "initial-mean", "initial-variance"):
        given = call.argument(concept)
        if given is None:
            continue
        parameter, argument = given
        value = analysis.resolver.constant(bare(argument.value))
        if value is NO_LITERAL or repr(value) not in (parameter.default, *parameter.neutral):
            return True
    return any(
        isinstance(up, (cst.FunctionDef, cst.ClassDef)) and _IS_MEANT.search(up.name.value)
        for up in analysis.names.ancestors(call.node)
    )
