"""Whether a name or an attribute may be None, as far as the module tells."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.names.syntax import bare
from bnmigrate.sites import Analysis


def may_be_none(node: cst.BaseExpression, analysis: Analysis) -> bool:
    """Whether None is among what `node` is given in this module: as the default of a parameter, by
    a caller, in an assignment, or by a condition.
    """
    queue: list[cst.BaseExpression] = [node]
    seen: set[int] = set()
    for one in map(bare, queue):
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, cst.Name) and one.value == "None":
            return True
        queue.extend(_sources(one, analysis))
    return False


def _sources(node: cst.BaseExpression, analysis: Analysis) -> Iterator[cst.BaseExpression]:
    names, structure = analysis.names, analysis.structure
    if isinstance(node, cst.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, cst.BooleanOperation):
        yield from (node.left, node.right)
    elif isinstance(node, cst.Name) and id(node) in names.load_at:
        for binding in names.reaching(names.load_at[id(node)]):
            if binding.value is not None:
                yield binding.value
            if binding.kind == "parameter" and isinstance(binding.node, cst.Param):
                yield from structure.given(binding.node)
    elif isinstance(node, cst.Attribute):
        for scope in structure.classes_of(node.value):
            if scope is None:
                continue
            for owner in structure.relatives(scope):
                for binding in owner.bindings.get(node.attr.value, ()):
                    if binding.value is not None:
                        yield binding.value
            for attribute in structure.attributes_of(scope, node.attr.value):
                target = names.parent(attribute) if id(attribute) in names.stored else None
                statement = names.parent(target) if isinstance(target, cst.AssignTarget) else target
                if isinstance(statement, (cst.Assign, cst.AnnAssign)) and statement.value:
                    yield statement.value
