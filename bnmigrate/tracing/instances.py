"""What is done with an instance of the layer, or with a container that has one in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from bnmigrate.names.syntax import literal, literal_key

if TYPE_CHECKING:
    from bnmigrate.tracing.flow import Flow, Group, Held

ANY = "any element"
"""The key of what is somewhere in a container."""

# Methods that put a module under a literal name: the name and the module in this order.
_ADDS_MEMBER = frozenset(
    {"add_module", "register_module", "insert_child_to_cell", "setattr", "__setattr__"}
)
_ADDS_ELEMENT = frozenset({"append", "insert", "extend", "add", "appendleft"})
_PASSES_ON = ("list", "tuple", "reversed", "iter", "sorted", "set")
LOOKUPS = ("getattr", "hasattr", "setattr", "delattr")
"""The functions that look an attribute up by a name that they are given."""

COPIES = ("copy.copy", "copy.deepcopy")
"""Functions that return another one of what they are given."""


def follow(
    flow: Flow,
    expression: cst.CSTNode,
    node: cst.CSTNode,
    parent: cst.CSTNode | None,
    held: Held,
    group: Group,
) -> None:
    """See what is done with `node`, which holds what `expression` does."""
    names = flow.names
    if isinstance(parent, cst.Arg):
        call = names.parent(parent)
        if isinstance(call, cst.Call):
            _argument(flow, call, parent, expression, held, group)
    elif isinstance(parent, cst.Call):
        if held.key is None:
            flow.use("apply", parent, expression, held, group)
    elif isinstance(parent, cst.Attribute):
        _attribute(flow, parent, expression, held, group)
    elif isinstance(parent, cst.Subscript) and parent.value is node:
        if held.key is not None:
            _subscript(flow, parent, held, group)
    elif isinstance(parent, (cst.Assign, cst.AnnAssign)) and parent.value is node:
        flow.use("store", parent, expression, held, group, detail=_kept_by(parent))
        flow.into_targets(parent, held, group)
    elif isinstance(parent, (cst.For, cst.CompFor)) and parent.iter is node:
        if held.key is not None:
            flow.into_target(parent.target, held.taken(), group)
    elif isinstance(parent, cst.Return):
        flow.use("result", parent, expression, held, group)
        flow.out_of_function(parent, held, group)
    elif isinstance(parent, (cst.Lambda, cst.Yield, cst.Await)):
        flow.use("escape", parent, expression, held, group)
    elif isinstance(parent, (cst.ListComp, cst.SetComp, cst.GeneratorExp, cst.DictComp)):
        flow.queue(parent, held.inside(ANY), group)


def _kept_by(statement: cst.Assign | cst.AnnAssign) -> str:
    """Return "object" where an attribute or an element keeps the value, not only a name."""
    targets = (
        [t.target for t in statement.targets]
        if isinstance(statement, cst.Assign)
        else [statement.target]
    )
    return "" if all(isinstance(t, cst.Name) for t in targets) else "object"


def _attribute(
    flow: Flow, attribute: cst.Attribute, expression: cst.CSTNode, held: Held, group: Group
) -> None:
    call = flow.names.parent(attribute)
    if held.key is None:
        flow.use("access", attribute, expression, held, group, detail=attribute.attr.value)
        if attribute.attr.value == "__class__":
            _its_class(flow, attribute, held, group)
        sets_mode = attribute.attr.value in held.layer_class.dialect.framework.modes.values()
        if sets_mode and isinstance(call, cst.Call):
            flow.queue(call, held, group)  # train(), eval() and set_train() return the layer
        return
    name = attribute.attr.value
    if held.key == name:
        flow.queue(attribute, held.taken(), group)
    elif isinstance(call, cst.Call) and call.func is attribute:
        if name in ("values", "children", "cells"):
            flow.queue(call, held, group)
        elif name in ("get", "pop") and (not call.args or _may_be(call.args[0].value, held)):
            flow.queue(call, held.taken(), group)
        elif name in ("items", "named_children", "name_cells"):
            _pairs(flow, call, held, group)


def _its_class(flow: Flow, node: cst.BaseExpression, held: Held, group: Group) -> None:
    """Follow the class of an instance to where it makes another one: `type(m)(m.num_features)`."""
    parent = flow.names.parent(node)
    is_called = isinstance(parent, cst.Call) and parent.func is node
    is_kept = isinstance(parent, (cst.Assign, cst.AnnAssign)) and parent.value is node
    if is_called or is_kept:
        made = held.made
        has_own = isinstance(made, cst.Call) and flow.structure.callee(made)[0] is not None
        is_derived = held.is_derived or has_own  # its constructor counts as it likes
        flow.queue(node, replace(held, made=None, is_derived=is_derived), group)


def _may_be(node: cst.BaseExpression, held: Held) -> bool:
    key = literal_key(node)
    return key is None or held.key in (key, ANY)


def _pairs(flow: Flow, call: cst.Call, held: Held, group: Group) -> None:
    """Follow the second of the pairs that a loop over `items()` or `enumerate()` unpacks."""
    loop = flow.names.parent(call)
    if not isinstance(loop, (cst.For, cst.CompFor)) or not isinstance(loop.target, cst.Tuple):
        return
    if len(loop.target.elements) == 2:
        flow.into_target(loop.target.elements[1].value, held.taken(), group)


def _subscript(flow: Flow, subscript: cst.Subscript, held: Held, group: Group) -> None:
    if len(subscript.slice) != 1:
        return
    part = subscript.slice[0].slice
    if isinstance(part, cst.Slice):
        flow.queue(subscript, held.taken().inside(ANY), group)
    elif isinstance(part, cst.Index):
        index = literal(part.value)
        from_end = isinstance(held.key, int) and isinstance(index, int) and index < 0
        if from_end or _may_be(part.value, held):
            flow.queue(subscript, held.taken(), group)


def _argument(
    flow: Flow,
    call: cst.Call,
    arg: cst.Arg,
    expression: cst.CSTNode,
    held: Held,
    group: Group,
) -> None:
    is_named = flow.resolver.is_named
    index = next(i for i, a in enumerate(call.args) if a is arg)
    method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
    if is_named(call.func, "type") and len(call.args) == 1 and held.key is None:
        _its_class(flow, call, held, group)
        return
    if is_named(call.func, "isinstance", "issubclass", "type", "id", "print", "len", "repr"):
        return
    if is_named(call.func, *LOOKUPS, "vars") and index == 0:
        if held.key is None:
            flow.use("lookup", call, expression, held, group)
        return
    if is_named(call.func, "enumerate"):
        _pairs(flow, call, held, group)
        return
    if is_named(call.func, *_PASSES_ON, *COPIES):
        flow.queue(call, held, group)
        return
    if is_named(
        call.func, *flow.resolver.rules.containers, "collections.OrderedDict", "dict", "zip"
    ):
        _into_new_container(flow, call, arg, index, held, group)
    elif method in _ADDS_ELEMENT and isinstance(call.func, cst.Attribute):
        inner = held if arg.star or held.key is not None else held.inside(ANY)
        if _registers(flow, call.func.value):
            flow.use("member", call, expression, held, group)
        flow.into_container(call.func.value, inner, group)
    elif (method in _ADDS_MEMBER or is_named(call.func, "setattr")) and held.key is None:
        _into_member(flow, call, expression, held, group)
    elif flow.into_argument(call, arg, held, group):
        flow.use("escape", call, expression, held, group)
    else:
        flow.use("escape", call, expression, held, group)


def _registers(flow: Flow, container: cst.BaseExpression) -> bool:
    """Tell whether what is put into the container belongs to an object: its own or a module's."""
    if not isinstance(container, cst.Name):
        return True
    binding = flow.resolver.single(container)
    value = binding.value if binding is not None else None
    return isinstance(value, cst.Call) and flow.resolver.is_named(
        value.func, *flow.resolver.rules.containers
    )


def _into_new_container(
    flow: Flow, call: cst.Call, arg: cst.Arg, index: int, held: Held, group: Group
) -> None:
    if held.key is None:
        held = held.inside(arg.keyword.value if arg.keyword else index)
        if any(a.star for a in call.args[:index]):
            held = held.taken().inside(ANY)
    elif _is_pair(arg.value) and held.key is not None:
        held = held.taken().inside(ANY)
    flow.use("member", call, call, held, group)
    flow.queue(call, held, group)


def _is_pair(node: cst.BaseExpression) -> bool:
    """Tell whether a display holds pairs of names and modules, as OrderedDict takes them."""
    return (
        isinstance(node, (cst.List, cst.Tuple))
        and bool(node.elements)
        and all(
            isinstance(e.value, cst.Tuple) and len(e.value.elements) == 2 for e in node.elements
        )
    )


def _into_member(
    flow: Flow, call: cst.Call, expression: cst.CSTNode, held: Held, group: Group
) -> None:
    """Follow `self.add_module("bn", layer)` into the attribute."""
    flow.use("store", call, expression, held, group, detail="object")
    by_function = isinstance(call.func, cst.Name)
    owner = call.args[0].value if by_function else call.func.value  # type: ignore[attr-defined]  # an attribute
    names = [literal(a.value) for a in call.args[(1 if by_function else 0) :]]
    name = next((n for n in names if isinstance(n, str)), None)
    scope = flow.structure.class_of(owner)
    if name is not None and scope is not None:
        flow.into_attribute(scope, name, held, group)
    elif name is None:
        flow.into_container(owner, held.inside(ANY), group)
    else:
        flow.into_container(owner, held.inside(name), group)
