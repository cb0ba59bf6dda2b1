"""Look back from an expression: what may arrive there besides the layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import libcst as cst

from bnmigrate.names.scopes import Binding, Scope
from bnmigrate.names.syntax import dotted, literal_key
from bnmigrate.tracing.class_checks import reads_of
from bnmigrate.tracing.flow import Flow
from bnmigrate.tracing.instances import COPIES
from bnmigrate.tracing.structure import Structure


@dataclass(frozen=True)
class Origins:
    """What may arrive at a place: the layer, what callers give for `parameters`, things that can't
    be told, and others that are known to be something else.

    `annotated` are parameters and variables whose annotation alone tells that the layer arrives.
    """

    layer: bool = False
    parameters: tuple[Binding, ...] = ()
    unknown: tuple[cst.CSTNode, ...] = ()
    others: tuple[cst.CSTNode, ...] = ()
    annotated: tuple[Binding, ...] = ()

    def __or__(self, other: Origins) -> Origins:
        return Origins(
            self.layer or other.layer,
            self.parameters + other.parameters,
            self.unknown + other.unknown,
            self.others + other.others,
            self.annotated + other.annotated,
        )


NOTHING = Origins()
LAYER = Origins(layer=True)


def _is_by_function(node: cst.CSTNode) -> bool:
    """Tell whether a function, by its name, makes what `node` is, and not a class."""
    name = (dotted(node.func) or "a").rpartition(".")[2] if isinstance(node, cst.Call) else ""
    return name[:1].islower()


class Looker:
    """Looks back through the module that a flow has followed."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.structure: Structure = flow.structure
        self.names = flow.names
        self.resolver = flow.resolver
        self.stateless = flow.resolver.rules.stateless

    def of_class(self, node: cst.BaseExpression) -> Origins:
        """Return what classes (or functions that make layers) the expression may hold."""
        return self._value(node, made=False, seen=frozenset())

    def of_instance(self, node: cst.BaseExpression) -> Origins:
        """Return what instances the expression may hold."""
        return self._value(node, made=True, seen=frozenset())

    def _value(self, node: cst.BaseExpression, made: bool, seen: frozenset[int]) -> Origins:
        if id(node) in seen:
            return NOTHING
        seen |= {id(node)}
        if id(node) in self.flow.narrowed or id(node) in self.flow.told:
            return LAYER
        if self.flow.is_reference(node):
            return LAYER if not made else Origins(others=(node,))
        if isinstance(node, cst.Name):
            return self._name(node, made, seen)
        if isinstance(node, cst.Attribute):
            return self._attribute(node, made, seen)
        if isinstance(node, cst.IfExp):
            return self._value(node.body, made, seen) | self._value(node.orelse, made, seen)
        if isinstance(node, cst.BooleanOperation):
            return self._value(node.left, made, seen) | self._value(node.right, made, seen)
        if isinstance(node, cst.NamedExpr):
            return self._value(node.value, made, seen)
        if isinstance(node, cst.Subscript):
            return self._subscript(node, made, seen)
        if isinstance(node, cst.Call):
            return self._call(node, made, seen)
        return Origins(others=(node,))

    def _all(
        self, nodes: Iterable[cst.BaseExpression], made: bool, seen: frozenset[int]
    ) -> Origins:
        found = NOTHING
        for node in nodes:
            found |= self._value(node, made, seen)
        return found

    def _name(self, node: cst.Name, made: bool, seen: frozenset[int]) -> Origins:
        load = self.names.load_at.get(id(node))
        bindings = self.names.reaching(load) if load is not None else []
        if not bindings:
            return NOTHING if node.value == "None" else Origins(others=(node,))
        found = NOTHING
        for binding in bindings:
            found |= self._binding(binding, made, seen)
        return found

    def _binding(self, binding: Binding, made: bool, seen: frozenset[int]) -> Origins:
        if binding.kind == "parameter":
            return self._parameter(binding, made, seen)
        if binding.kind == "assign":
            if binding.value is not None:
                found = self._value(binding.value, made, seen)
                return self._as_annotated(binding, found) if made else found
            source = self._looped_over(binding.node)
            if source is not None:
                return self._elements(source, made, seen)
            statement = self.names.parent(binding.node)
            if isinstance(statement, cst.AnnAssign) and made:
                return LAYER if self._is_annotated(statement.annotation) else NOTHING
            return Origins(unknown=(binding.node,))
        if id(binding.node) in self.flow.subclasses and not made:
            return LAYER
        if id(binding.node) in self.flow.narrowed and made:
            return LAYER
        return NOTHING if binding.kind == "delete" else Origins(others=(binding.node,))

    def _parameter(self, binding: Binding, made: bool, seen: frozenset[int]) -> Origins:
        parameter = binding.node
        assert isinstance(parameter, cst.Param)
        given = self._all(self.structure.given(parameter), made, seen)
        if made and parameter.annotation is not None and self._is_annotated(parameter.annotation):
            return LAYER if given == LAYER else Origins(layer=True, annotated=(binding,))
        found = Origins(parameters=(binding,))
        if binding.value is not None:
            found |= self._value(binding.value, made, seen)
        return found | given

    def _as_annotated(self, binding: Binding, found: Origins) -> Origins:
        """Return what a variable may be whose value may be `found`: what nothing else tells of, its
        annotation does, also of what a function returns that isn't seen.
        """
        statement = self.names.parent(binding.node)
        if not isinstance(statement, cst.AnnAssign) or found in (LAYER, NOTHING):
            return found
        is_open = all(_is_by_function(node) for node in found.others)
        is_told = is_open and self._is_annotated(statement.annotation)
        return Origins(layer=True, annotated=(binding,)) if is_told else found

    def _is_annotated(self, annotation: cst.Annotation) -> bool:
        node = annotation.annotation
        node = self.names.embedded.get(id(node), node)
        return self.flow.is_reference(node)

    def _looped_over(self, target: cst.CSTNode) -> cst.BaseExpression | None:
        """Return what the loop iterates over whose variable `target` is."""
        parent = self.names.parent(target)
        index = -1
        if isinstance(parent, cst.Element):
            display = self.names.parent(parent)
            if not isinstance(display, cst.Tuple) or len(display.elements) != 2:
                return None
            index = 0 if display.elements[0] is parent else 1
            parent = self.names.parent(display)
        if not isinstance(parent, (cst.For, cst.CompFor)):
            return None
        iterated = parent.iter
        if index < 0:
            return iterated
        if index == 1 and isinstance(iterated, cst.Call):
            if self.resolver.is_named(iterated.func, "enumerate") and iterated.args:
                return iterated.args[0].value
            if isinstance(iterated.func, cst.Attribute) and iterated.func.attr.value in (
                "items",
                "named_children",
            ):
                return iterated.func.value
        return None

    def _attribute(self, node: cst.Attribute, made: bool, seen: frozenset[int]) -> Origins:
        if not made and node.attr.value == "__class__":
            return self._value(node.value, True, seen)
        scopes = self.structure.classes_of(node.value)
        if not scopes:
            if self.flow.held_at(node):
                return self._put_into(node, made, seen)
            known = self.resolver.qualified(node)
            return Origins(others=(node,)) if known else Origins(unknown=(node,))
        found = NOTHING
        for scope in scopes:
            if scope is None:
                found |= Origins(unknown=(node,))
            else:
                found |= self._attribute_of(scope, node, made, seen)
        return found

    def _attribute_of(
        self, scope: Scope, node: cst.Attribute, made: bool, seen: frozenset[int]
    ) -> Origins:
        """Return what an attribute may be of an instance of one of this module's classes."""
        name = node.attr.value
        found = NOTHING
        stores = 0
        for attribute in self.structure.attributes_of(scope, name):
            if id(attribute) in self.names.stored:
                stores += 1
                found |= self._stored(attribute, made, seen)
        for candidate in (scope, *self.structure.bases(scope)):
            for binding in candidate.bindings.get(name, ()):
                stores += 1
                found |= self._binding(binding, made, seen)
        if not stores:
            return LAYER if self.flow.held_at(node) else Origins(unknown=(node,))
        return found

    def _put_into(self, node: cst.Attribute, made: bool, seen: frozenset[int]) -> Origins:
        """Return what the function assigns to `other.x` itself, the layer where it doesn't."""
        found = NOTHING
        for place in reads_of(node, self.names):
            if id(place) in self.names.stored and isinstance(place, cst.Attribute):
                found |= self._stored(place, made, seen)
        return LAYER if found == NOTHING else found

    def _stored(self, target: cst.Attribute, made: bool, seen: frozenset[int]) -> Origins:
        up = self.names.parent(target)
        if isinstance(up, cst.AssignTarget):
            statement = self.names.parent(up)
            assert isinstance(statement, cst.Assign)
            return self._value(statement.value, made, seen)
        if isinstance(up, cst.AnnAssign):
            return NOTHING if up.value is None else self._value(up.value, made, seen)
        if isinstance(up, cst.Del):
            return NOTHING
        return Origins(unknown=(target,))

    def _call(self, node: cst.Call, made: bool, seen: frozenset[int]) -> Origins:
        is_named = self.resolver.is_named
        if not made and is_named(node.func, "type") and len(node.args) == 1:
            return self._value(node.args[0].value, True, seen)
        if not made and is_named(node.func, "functools.partial") and node.args:
            return self._value(node.args[0].value, made, seen)
        if is_named(node.func, *COPIES) and node.args:
            return self._value(node.args[0].value, made, seen)
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in ("get", "pop"):
            return self._elements(node.func.value, made, seen) | Origins(unknown=(node,))
        if made and isinstance(node.func, cst.Attribute) and self.flow.held_at(node.func.value):
            return self._value(node.func.value, made, seen)  # layer.train() is the layer
        definition, _ = self.structure.callee(node)
        if definition is not None and definition.name.value != "__init__":
            found = NOTHING
            for statement in self.structure.returns(definition):
                if statement.value is not None:
                    found |= self._value(statement.value, made, seen)
            return found
        if not made:
            return Origins(unknown=(node,))
        maker = self._value(node.func, False, seen)
        if maker.others and self.resolver.qualified(node.func) in self.stateless:
            return NOTHING
        if maker.others:
            return Origins(maker.layer, maker.parameters, maker.unknown, (node,))
        return maker

    def _subscript(self, node: cst.Subscript, made: bool, seen: frozenset[int]) -> Origins:
        key: object = None
        if len(node.slice) == 1 and isinstance(node.slice[0].slice, cst.Index):
            key = literal_key(node.slice[0].slice.value)
        return self._elements(node.value, made, seen, key)

    def _elements(
        self, node: cst.BaseExpression, made: bool, seen: frozenset[int], key: object = None
    ) -> Origins:
        """Return what the elements of a container may be; the one under `key` where it's given."""
        if id(node) in seen:
            return NOTHING
        seen |= {id(node)}
        if id(node) in self.flow.narrowed:
            return LAYER  # filter(is_norm, ...)
        if isinstance(node, (cst.Tuple, cst.List, cst.Set)):
            values = [element.value for element in node.elements]
            if any(isinstance(e, cst.StarredElement) for e in node.elements):
                return Origins(unknown=(node,))
            if isinstance(key, int) and -len(values) <= key < len(values):
                values = [values[key]]
            return self._all(values, made, seen)
        if isinstance(node, cst.Dict):
            entries = [e for e in node.elements if isinstance(e, cst.DictElement)]
            if len(entries) < len(node.elements):
                return Origins(unknown=(node,))
            if key is not None:
                entries = [e for e in entries if literal_key(e.key) in (key, None)]
            return self._all([e.value for e in entries], made, seen)
        if isinstance(node, (cst.ListComp, cst.GeneratorExp, cst.SetComp)):
            return self._value(node.elt, made, seen)
        if isinstance(node, cst.DictComp):
            return self._value(node.value, made, seen)
        if isinstance(node, cst.Call):
            return self._elements_of_call(node, made, seen, key)
        sources = self._sources(node)
        if sources is None:
            return Origins(unknown=(node,))
        found = NOTHING
        for source in sources:
            found |= self._elements(source, made, seen, key)
        for value, star in self._added(node):
            found |= self._elements(value, made, seen) if star else self._value(value, made, seen)
        return found

    def _elements_of_call(
        self, node: cst.Call, made: bool, seen: frozenset[int], key: object
    ) -> Origins:
        if self.resolver.is_named(node.func, *self.resolver.rules.containers):
            plain = [arg.value for arg in node.args if not arg.star and arg.keyword is None]
            if len(node.args) == 1 and isinstance(
                node.args[0].value, (cst.List, cst.Tuple, cst.Dict, cst.ListComp, cst.DictComp)
            ):
                return self._elements(node.args[0].value, made, seen, key)
            found = NOTHING
            if isinstance(key, int) and len(plain) == len(node.args) and -len(plain) <= key:
                return self._all(plain[key : key + 1] if key >= 0 else [plain[key]], made, seen)
            for arg in node.args:
                if arg.star:
                    found |= self._elements(arg.value, made, seen)
                else:
                    found |= self._value(arg.value, made, seen)
            return found
        if self.resolver.is_named(node.func, "dict") and all(a.keyword for a in node.args):
            named = {a.keyword.value: a.value for a in node.args if a.keyword is not None}
            return self._all(
                [named[key]] if isinstance(key, str) and key in named else named.values(),
                made,
                seen,
            )
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in ("values", "children"):
            return self._elements(node.func.value, made, seen)
        if (
            self.resolver.is_named(node.func, "list", "tuple", "reversed", "iter", "set")
            and node.args
        ):
            return self._elements(node.args[0].value, made, seen)
        return Origins(unknown=(node,))

    def _sources(self, node: cst.BaseExpression) -> list[cst.BaseExpression] | None:
        """Return the values that a name or attribute is bound to, None where one is unknown."""
        load = self.names.load_at.get(id(node))
        if load is not None:
            values = [binding.value for binding in self.names.reaching(load)]
            return None if not values or None in values else [v for v in values if v is not None]
        if not isinstance(node, cst.Attribute):
            return None
        scope = self.structure.class_of(node.value)
        if scope is None:
            return None
        found: list[cst.BaseExpression] = []
        for attribute in self.structure.attributes_of(scope, node.attr.value):
            if id(attribute) in self.names.stored:
                up = self.names.parent(attribute)
                statement = self.names.parent(up) if up is not None else None
                if not isinstance(statement, cst.Assign):
                    return None
                found.append(statement.value)
        return found or None

    def _added(self, node: cst.BaseExpression) -> Iterable[tuple[cst.BaseExpression, bool]]:
        """Yield what is appended to the container that `node` reads; whether it's a list of it."""
        if isinstance(node, cst.Name):
            load = self.names.load_at[id(node)]
            bindings = self.names.reaching(load)
            places: list[cst.BaseExpression] = [
                other.node
                for other in self.names.loads[node.value]
                if any(b in bindings for b in self.names.reaching(other))
            ]
        elif isinstance(node, cst.Attribute):
            places = [*self.structure.attributes_named(node.attr.value)]
        else:
            return
        for place in places:
            method = self.names.parent(place)
            call = self.names.parent(method) if method is not None else None
            if isinstance(method, cst.Attribute) and isinstance(call, cst.Call) and call.args:
                if method.attr.value in ("append", "insert", "add"):
                    yield call.args[-1].value, False
                elif method.attr.value == "extend":
                    yield call.args[0].value, True
