"""How other files call a class that this one gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from bnmigrate.names.bindings import Names
from bnmigrate.names.syntax import literal
from bnmigrate.search.arrivals import ANY_CALL, CALL_OF, told_elsewhere
from bnmigrate.search.layer_names import NAMED_LIKE_A_LAYER
from bnmigrate.sites import Analysis
from bnmigrate.tracing.flow import Use
from bnmigrate.tracing.instances import ANY
from bnmigrate.tracing.structure import Structure

# dict(norm_layer=nn.BatchNorm2d) holds arguments, {"batch_norm": nn.BatchNorm2d} is a table.
_ARGUMENT = re.compile(r"_(layer|cls|class|type|fn|func|module)$")
_DIFFERS = "with arguments that aren't the same in the two frameworks"


def called_elsewhere(analysis: Analysis, use: Use) -> str:
    """Return what may go wrong in another file that gets the class of `use`, empty where none of
    those given calls it with arguments that differ between the frameworks.
    """
    for other in analysis.flow.leaving(use.group):
        name = _passed_as(other, analysis.names)
        if name:
            call = _call(analysis, CALL_OF.format(name))
            if call:
                return (
                    f"it is passed on as `{name}`, and {call} calls what arrives by that name "
                    f"{_DIFFERS}"
                )
        for kept in () if other.held.key is not None else _kept(other, analysis.structure):
            call = _call(analysis, CALL_OF.format(kept))
            if call:
                return f"other files may take it as `{kept}`, and {call} calls that {_DIFFERS}"
        if _is_open(other, name, analysis):
            call = _call(analysis, ANY_CALL)
            if call:
                return (
                    f"it goes on to code that can't be seen from this file, and {call} calls what "
                    f"may be it {_DIFFERS}"
                )
    return ""


def _call(analysis: Analysis, name: str) -> str:
    """Return what another file than this one tells by `name`, empty where none does."""
    return told_elsewhere(analysis.arrivals, name, analysis.exports.path)


def _passed_as(use: Use, names: Names) -> str:
    """Return the keyword by which a class is passed on, or its key in a dict of arguments."""
    if isinstance(use.held.key, str) and use.held.key != ANY:
        return use.held.key
    node = use.expression
    for up in names.ancestors(use.expression):
        if isinstance(up, cst.Arg) and up.keyword is not None and up.value is node:
            return up.keyword.value
        if isinstance(up, cst.DictElement) and up.value is node:
            key = literal(up.key)
            return key if isinstance(key, str) else ""
        if not isinstance(up, (cst.IfExp, cst.BooleanOperation)):
            return ""
        node = up
    return ""


def _kept(use: Use, structure: Structure) -> Iterator[str]:
    """Yield the public names under which a class, a table with it or what derives from it without a
    constructor of its own is found in this module, its classes and instances.
    """
    if use.kind == "base":
        assert isinstance(use.node, cst.ClassDef)
        if structure.method(use.node, "__init__") is None and not _is_private(use.node.name):
            yield use.node.name.value
    if use.kind != "assign":
        return
    if isinstance(use.node, cst.Assign):
        targets = [target.target for target in use.node.targets]
    else:
        assert isinstance(use.node, cst.AnnAssign)
        targets = [use.node.target]
    for target in targets:
        name = target.attr if isinstance(target, cst.Attribute) else target
        if not isinstance(name, cst.Name) or _is_private(name):
            continue
        if name is not target or structure.names.scope_of(target).kind in ("module", "class"):
            yield name.value


def _is_private(name: cst.Name) -> bool:
    return name.value.startswith("_")


def _is_open(use: Use, name: str, analysis: Analysis) -> bool:
    """Tell whether the class goes on from here, as `name`, to calls of which nothing is known."""
    if use.kind == "return":
        function = analysis.structure.function_of(use.node)
        if not isinstance(function, cst.FunctionDef):
            return True
        around = analysis.structure.function_of(analysis.names.statement_of(function))
        is_nested = around is not None and around is not function
        return not (is_nested or _is_private(function.name))
    if use.kind == "assign":
        is_table = use.held.key is not None and not _ARGUMENT.search(str(use.held.key))
        return is_table and any(_kept(use, analysis.structure))
    if use.kind == "argument":
        return use.detail != "" and not NAMED_LIKE_A_LAYER.search(name)
    return use.kind in ("attribute-assign", "other")
