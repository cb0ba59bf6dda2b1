"""What the program knows of a module's values, by LibCST's nodes: what callers give, which number
an imported name is, and which classes are checked for by one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import libcst as cst

from bnmigrate.names.bindings import Names
from bnmigrate.program.briefs import Brief, UnpackedHere
from bnmigrate.program.facts import Place
from bnmigrate.program.matching import Ours, matched


class Arriving(NamedTuple):
    """`parameters` are the literals that callers give, by the ids of the parameters of which all
    that arrives is known: by the key "", or by those that a `**` parameter holds. `attributes`, by
    their ids, and `names` are numbers that other modules have.
    """

    parameters: Mapping[int, Mapping[str, cst.BaseExpression]] = {}
    attributes: Mapping[int, float] = {}
    names: Mapping[str, float] = {}
    flags: frozenset[tuple[int, str, str]] = frozenset()
    """The calls of a layer's class, by their ids, their arguments, and None, True or False, as
    text, which they may be.
    """
    choices: Mapping[tuple[int, str], tuple[str, ...]] = {}
    """Which of None, True and False the arguments of such calls always are, by the same."""

    dicts: Mapping[int, UnpackedHere] = {}
    """The dicts that calls unpack, by the ids of what stands behind the stars."""

    reexports: Mapping[int, tuple[cst.Attribute, str]] = {}
    """The attributes of modules of the program that are of a framework, by their ids, and what they
    are.
    """

    class_checks: Mapping[int, tuple[str, ...]] = {}
    """The classes that `isinstance` is given, by the ids of its second arguments, where another
    file names a layer's among them.
    """


def arriving(names: Names, brief: Brief, tree: ast.Module | None) -> Arriving:
    """Return what a brief says of the values of a module; `tree` is by Python's own parser."""
    told = (
        *(brief.known, brief.numbers, brief.flags, brief.choices),
        *(brief.reexports, brief.unpacked, brief.class_checks),
    )
    if tree is None or not any(told):
        return Arriving()
    places = {one.place for some in told for one in some}
    nodes = matched(names.module, tree, places)
    return Arriving(
        dict(_parameters(brief, nodes)),
        {
            id(nodes[number.place]): number.value
            for number in brief.numbers
            if number.place in nodes
        },
        {number.name: number.value for number in brief.numbers if number.name},
        frozenset((id(nodes[f.place]), *f[1:]) for f in brief.flags if f.place in nodes),
        {(id(nodes[c.place]), c.name): c.flags for c in brief.choices if c.place in nodes},
        dict(_dicts(brief, nodes)),
        {
            id(node): (node, reexport.qualified)
            for reexport in brief.reexports
            if isinstance(node := nodes.get(reexport.place), cst.Attribute)
        },
        {
            id(call.args[1].value): check.classes
            for check in brief.class_checks
            if isinstance(call := nodes.get(check.place), cst.Call)
        },
    )


def _dicts(brief: Brief, nodes: Mapping[Place, Ours]) -> Iterator[tuple[int, UnpackedHere]]:
    for unpacked in brief.unpacked:
        call = nodes.get(unpacked.place)
        if isinstance(call, cst.Call):
            given = [arg.value for arg in call.args if arg.star == "**"]
            yield id(given[unpacked.number]), unpacked


def _parameters(
    brief: Brief, nodes: Mapping[Place, Ours]
) -> Iterator[tuple[int, Mapping[str, cst.BaseExpression]]]:
    for known in brief.known:
        node = nodes.get(known.place)
        if not isinstance(node, (cst.FunctionDef, cst.Lambda)):
            continue
        values = {key: cst.parse_expression(value) for key, value in known.values}
        params = node.params
        for parameter in (
            *params.posonly_params,
            *params.params,
            *params.kwonly_params,
            params.star_kwarg,
        ):
            if parameter is not None and parameter.name.value == known.name:
                yield id(parameter), values
