"""What a name or an attribute may be, as far as the module tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst

from bnmigrate.names.syntax import NO_LITERAL, bare, descendants, dotted, literal
from bnmigrate.sites import Analysis


def may_be_none(node: cst.BaseExpression, analysis: Analysis) -> bool:
    """Whether None is among what `node` is given in this module: as the default of a parameter, by
    its annotation, by a caller, in an assignment, or by a condition.
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
                if binding.node.annotation is not None:
                    yield from _nones_of(binding.node.annotation.annotation)
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


def is_annotated(node: cst.BaseExpression, analysis: Analysis, type_name: str) -> bool:
    """Whether `node` is a parameter that is annotated with a type of Python's."""
    names = analysis.names
    load = names.load_at.get(id(node))
    bindings = names.reaching(load) if load is not None else []
    return bool(bindings) and all(
        binding.kind == "parameter"
        and isinstance(binding.node, cst.Param)
        and binding.node.annotation is not None
        and dotted(binding.node.annotation.annotation) == type_name
        for binding in bindings
    )


def _nones_of(annotation: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """Yield None where an annotation allows it: `bool | None`, `Optional[bool]`."""
    for node in descendants(annotation):
        name = dotted(node) if isinstance(node, cst.BaseExpression) else None
        if name == "None" or (name is not None and name.rpartition(".")[2] == "Optional"):
            yield cst.Name("None")


@dataclass
class Flags:
    """None, True and False, as text: those that a name may be, and the defaults of parameters that
    no call in the module takes.
    """

    values: set[str] = field(default_factory=set)
    unused: set[str] = field(default_factory=set)


def flags(node: cst.BaseExpression, analysis: Analysis) -> Flags | None:
    """Return which flags `node` may be in this module; None where it may be something else."""
    found = Flags()
    queue: list[cst.BaseExpression] = [node]
    seen: set[int] = set()
    for one in map(bare, queue):
        if id(one) in seen:
            continue
        seen.add(id(one))
        value = literal(one)
        if value is None or isinstance(value, bool):
            found.values.add(repr(value))
        elif isinstance(one, cst.Name) and (sources := _bound_to(one, analysis, found)):
            queue += sources
        else:
            return None
    return found


def _bound_to(node: cst.Name, analysis: Analysis, found: Flags) -> list[cst.BaseExpression] | None:
    """Return what a name is bound to, None where one of it isn't told."""
    names, structure = analysis.names, analysis.structure
    sources: list[cst.BaseExpression] = []
    for binding in names.reaching(names.load_at[id(node)]) if id(node) in names.load_at else ():
        values = [] if binding.value is None else [binding.value]
        if binding.kind == "parameter" and isinstance(binding.node, cst.Param):
            if structure.is_always_given(binding.node):
                unused = NO_LITERAL if binding.value is None else literal(bare(binding.value))
                found.unused.add(repr(unused))
                values = []
            values += structure.given(binding.node)
        if not values:
            return None
        sources += values
    return sources
