"""Calls that no layer's class takes: they raise a TypeError in each framework, and make nothing."""

from __future__ import annotations

from collections.abc import Iterable

from bnmigrate.program.facts import Argument
from bnmigrate.rulebook import LayerClass


def is_refused(layer_class: LayerClass, arguments: Iterable[Argument]) -> bool:
    """Whether the class takes such arguments in no framework: one by a name that none of them
    has, or none where one is needed.
    """
    dialects = layer_class.layer.dialects.values()
    signatures = [layer_class.signature, *(dialect.signature for dialect in dialects)]
    names = {parameter.name for signature in signatures for parameter in signature.parameters}
    needed = {parameter.name for signature in signatures for parameter in signature.parameters[:1]}
    given = {argument.name if argument.kind == "keyword" else "" for argument in arguments}
    return not given <= names | {""} or given.isdisjoint(needed | {""})
