"""BN108: names of statistics in strings, as code that reads checkpoints has them; and BN104 for the
names of a layer's parameters and buffers by which the program looks them up in a network.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

import libcst as cst

from bnmigrate.checks.name_tests import strings_in
from bnmigrate.findings import Edit, Obstacle
from bnmigrate.names.syntax import brief, literal
from bnmigrate.rulebook import Framework
from bnmigrate.sites import Analysis, Site
from bnmigrate.tracing.flow import Group

# Methods of a module that give an attribute the name that they are given.
_REGISTERS = frozenset(
    {"register_buffer", "register_parameter", "add_module", "insert_param_to_cell"}
)


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each string that names a statistic in a dialect that is translated from.

    A function that names both vocabularies converts one into the other on purpose.
    """
    told = dict(_told(analysis))
    yield from told.values()
    spoken = frozenset(name for _, there in analysis.pairs for name in there.statistics.values())
    foreign = {
        name: there.state.get(concept, "")
        for here, there in analysis.pairs
        for concept, name in here.statistics.items()
        if name not in spoken
    }
    is_named = any(name in analysis.exports.text for name in foreign)
    if not is_named or not analysis.imports_source():
        return
    pattern = re.compile(rf"(?<![A-Za-z0-9_])({'|'.join(map(re.escape, foreign))})$")
    tested = strings_in(analysis)
    strings = [s for s in analysis.names.strings if isinstance(s, cst.SimpleString)]
    telling = {name for name, new in foreign.items() if new}
    both = _owners(analysis, strings, spoken) & _owners(analysis, strings, telling)
    looked_up = {
        id(arg.value)
        for flow in analysis.flows
        for use in flow.uses
        if use.kind in ("lookup", "access")
        for call in [use.node if use.kind == "lookup" else analysis.names.parent(use.node)]
        if isinstance(call, cst.Call)
        for arg in call.args
    }
    for string in strings:
        if not any(name in string.value for name in foreign):
            continue
        match = pattern.search(str(literal(string)))
        if match is None or id(string) in looked_up or _is_prose(analysis, string):
            continue
        if id(string) in told or id(string) in tested:
            continue
        if _is_own(analysis, string):
            continue
        if id(_owner(analysis, string)) in both:
            continue
        yield _site(string, match.group(1), foreign[match.group(1)], analysis.framework)


def _told(analysis: Analysis) -> Iterator[tuple[int, Site]]:
    """Yield the sites of the strings that the program knows to name what a layer has in a network:
    `net.state_dict()["bn.weight"]`, `net.get_parameter("bn.weight")`.
    """
    for node, need in analysis.keys:
        if need.kind != "key":
            continue
        string = _key_of(node)
        if string is None or literal(string) != need.detail or not need.layers:
            continue
        layer_class = analysis.rules.classes[need.layers[0]]
        path, _, name = need.detail.rpartition(".")
        target = analysis.target_of(layer_class)
        new = layer_class.layer.attribute_in(target, name, layer_class.dialect)
        site = Site("BN104", node, f"{brief(string)} becomes '{path}.{new}'", Group())
        site.is_access = True
        site.edits.append(_renaming(string, name, new))
        yield id(string), site


def _key_of(node: cst.CSTNode) -> cst.SimpleString | None:
    """Return the string by which something is looked up, where it is written there."""
    value: cst.CSTNode | None = None
    if isinstance(node, cst.Subscript) and len(node.slice) == 1:
        index = node.slice[0].slice
        value = index.value if isinstance(index, cst.Index) else None
    elif isinstance(node, cst.Call) and len(node.args) == 1 and not node.args[0].star:
        value = node.args[0].value
    return value if isinstance(value, cst.SimpleString) else None


def _renaming(string: cst.SimpleString, name: str, new: str) -> Edit:
    return Edit(string, lambda old: old.with_changes(value=_swap(old.value, name, new)))


def _site(string: cst.SimpleString, name: str, new: str, target: Framework) -> Site:
    site = Site("BN108", string, f"{brief(string)} names a statistic", Group())
    if not new:
        site.obstacles.append(
            Obstacle(
                "BN108",
                f"{target.title} keeps no `{name}`",
                "drop what reads it once the checkpoints are converted",
            )
        )
        return site
    site.message += f"; {name} becomes {new}"
    site.unsafe.append(
        "the string has to change where the checkpoint does, which can't be seen from the code"
    )
    site.edits.append(_renaming(string, name, new))
    return site


def _swap(text: str, name: str, new: str) -> str:
    head, _, tail = text.rpartition(name)
    return head + new + tail


def _owners(
    analysis: Analysis, strings: Iterable[cst.SimpleString], names: Collection[str]
) -> set[int]:
    """Return the functions that have a string with one of `names`."""
    return {
        id(_owner(analysis, string))
        for string in strings
        if any(name in string.value for name in names)
    }


def _owner(analysis: Analysis, node: cst.CSTNode) -> cst.CSTNode:
    return analysis.structure.function_of(node) or analysis.names.module


def _is_own(analysis: Analysis, string: cst.SimpleString) -> bool:
    """Tell whether the string is the name of an attribute of `self` in a class of this module, as
    `self.register_buffer("running_mean", ...)` and `getattr(self, "running_mean")` have it.
    """
    arg = analysis.names.parent(string)
    call = analysis.names.parent(arg) if isinstance(arg, cst.Arg) else None
    if not isinstance(call, cst.Call):
        return False
    if analysis.resolver.is_named(call.func, "getattr", "hasattr", "setattr", "delattr"):
        owner = call.args[0].value
    elif isinstance(call.func, cst.Attribute) and call.func.attr.value in _REGISTERS:
        owner = call.func.value
    else:
        return False
    return analysis.structure.class_of(owner) is not None


def _is_prose(analysis: Analysis, string: cst.SimpleString) -> bool:
    """Tell whether the string is a docstring or a part of a text."""
    parent = analysis.names.parent(string)
    return isinstance(parent, (cst.Expr, cst.ConcatenatedString)) or " " in str(literal(string))
