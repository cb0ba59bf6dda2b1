"""Where a layer's class goes: into variables, parameters, partials and containers, and what is
called through them.

`Flow` starts at each reference to the class and follows it through the module. What it meets are
uses; those that hang together are one group, which is translated as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from bnmigrate.bindings import Binding, Names, Scope
from bnmigrate.references import Reference, Resolver
from bnmigrate.rulebook import LayerClass
from bnmigrate.syntax import dotted


class Group:
    """Uses that change together; groups merge when a value flows between them."""

    def __init__(self) -> None:
        self._into: Group | None = None

    def find(self) -> Group:
        """Return the group that this one has become part of."""
        group = self
        while group._into is not None:
            group = group._into
        return group

    def merge(self, other: Group) -> None:
        """Make the two one."""
        mine, theirs = self.find(), other.find()
        if mine is not theirs:
            theirs._into = mine


@dataclass(frozen=True)
class Held:
    """The class, or a partial of it whose first `bound` positional arguments are given."""

    layer_class: LayerClass
    bound: int = 0
    is_partial: bool = False


@dataclass(eq=False)
class Use:
    """Something that is done with the class.

    `kind` is call, partial, guard, compare, annotation, base, assign, default, argument, element,
    key, return, pattern, attribute, attribute-assign, import or other. `expression` holds the
    class; `node` is the call or class around it that matters; `reference` is set where the
    expression names the class itself.
    """

    kind: str
    node: cst.CSTNode
    expression: cst.CSTNode
    held: Held
    group: Group
    reference: Reference | None
    detail: str = ""


@dataclass
class Origins:
    """What else may arrive where the layer's class does."""

    layer: bool = False
    parameters: tuple[Binding, ...] = ()
    unknown: tuple[cst.CSTNode, ...] = ()
    others: tuple[cst.CSTNode, ...] = ()

    def __or__(self, other: Origins) -> Origins:
        return Origins(
            self.layer or other.layer,
            self.parameters + other.parameters,
            self.unknown + other.unknown,
            self.others + other.others,
        )


_WRAPPERS = (cst.Element, cst.Index, cst.SubscriptElement, cst.ComparisonTarget)


class Flow:
    """Follows every reference of a module."""

    def __init__(self, resolver: Resolver, references: list[Reference]) -> None:
        self.resolver = resolver
        self.names: Names = resolver.names
        self.uses: list[Use] = []
        self.subclasses: dict[int, Held] = {}
        self._groups: dict[Binding, Group] = {}
        self._seen: set[tuple[int, Held]] = set()
        self._references = {id(r.node): r for r in references if r.known is not None}
        self._queue: list[tuple[cst.CSTNode, Held, Group, Reference | None]] = []
        self._attribute_places: dict[str, list[tuple[cst.Attribute, Scope]]] | None = None
        for reference in references:
            if reference.known is not None:
                self._queue.append((reference.node, Held(reference.known), Group(), reference))
        while self._queue:
            expression, held, group, named = self._queue.pop(0)
            if (id(expression), held) not in self._seen:
                self._seen.add((id(expression), held))
                self._follow(expression, held, group, named)

    # Forward

    def _use(
        self,
        kind: str,
        node: cst.CSTNode,
        expression: cst.CSTNode,
        held: Held,
        group: Group,
        reference: Reference | None,
        detail: str = "",
    ) -> None:
        self.uses.append(Use(kind, node, expression, held, group, reference, detail))

    def _go_on(
        self, node: cst.CSTNode, held: Held, group: Group, reference: Reference | None
    ) -> None:
        """Follow the value of the expression around the one that was followed."""
        self._follow(node, held, group, reference)

    def _follow(
        self, expression: cst.CSTNode, held: Held, group: Group, reference: Reference | None
    ) -> None:
        """See what is done with `expression`, which holds the class."""
        names = self.names
        node: cst.CSTNode = expression
        parent = names.parent(node)
        container = False
        while isinstance(
            parent,
            (
                *_WRAPPERS,
                cst.IfExp,
                cst.BooleanOperation,
                cst.NamedExpr,
                cst.Tuple,
                cst.List,
                cst.Set,
                cst.Dict,
                cst.DictElement,
            ),
        ):
            if isinstance(parent, cst.ComparisonTarget):
                self._use("compare", parent, expression, held, group, reference)
                return
            if isinstance(parent, cst.IfExp) and parent.test is node:
                return
            if isinstance(parent, cst.DictElement) and parent.key is node:
                self._use("key", parent, expression, held, group, reference)
                return
            if isinstance(parent, (cst.Tuple, cst.List, cst.Set, cst.Dict)):
                container = True
            if isinstance(parent, cst.NamedExpr):
                self._into_target(parent.target, held, group, container)
            node, parent = parent, names.parent(parent)
        use = self._use
        if isinstance(parent, cst.Arg):
            call = names.parent(parent)
            if isinstance(call, cst.ClassDef):
                self._base(call, expression, held, group, reference)
            elif isinstance(call, cst.Call):
                self._argument(call, parent, expression, held, group, reference, container)
        elif isinstance(parent, cst.Call) and not container:
            use("call", parent, expression, held, group, reference)
        elif isinstance(parent, cst.Assign):
            stays = [self._into_target(t.target, held, group, container) for t in parent.targets]
            foreign = next((detail for detail in stays if detail), "")
            use(
                "attribute-assign" if foreign else "assign",
                parent,
                expression,
                held,
                group,
                reference,
                foreign,
            )
        elif isinstance(parent, cst.AnnAssign) and parent.value is node:
            foreign = self._into_target(parent.target, held, group, container)
            use(
                "attribute-assign" if foreign else "assign",
                parent,
                expression,
                held,
                group,
                reference,
                foreign,
            )
        elif isinstance(parent, cst.Param) and parent.default is node:
            self._into_parameter(parent, held, group)
            use("default", parent, expression, held, group, reference, parent.name.value)
        elif isinstance(parent, cst.Return):
            use("return", parent, expression, held, group, reference)
            if not container:
                self._out_of_function(parent, held, group)
        elif isinstance(parent, cst.Lambda):
            use("return", parent, expression, held, group, reference)
        elif isinstance(parent, cst.Comparison):
            use("compare", parent, expression, held, group, reference)
        elif isinstance(parent, cst.MatchClass):
            use("pattern", parent, expression, held, group, reference)
        elif isinstance(parent, cst.Attribute):
            use("attribute", parent, expression, held, group, reference, parent.attr.value)
        elif isinstance(parent, cst.Subscript) and parent.value is node and container:
            self._go_on(parent, held, group, reference)
        elif self._is_annotation(node):
            use("annotation", node, expression, held, group, reference)
        elif container:
            use("element", node, expression, held, group, reference)
        else:
            use("other", node, expression, held, group, reference)

    def _is_annotation(self, node: cst.CSTNode) -> bool:
        return any(
            isinstance(up, (cst.Annotation, cst.SimpleString, cst.TypeAlias, cst.TypeParam))
            for up in self.names.ancestors(node)
        )

    def _argument(
        self,
        call: cst.Call,
        arg: cst.Arg,
        expression: cst.CSTNode,
        held: Held,
        group: Group,
        reference: Reference | None,
        container: bool,
    ) -> None:
        is_named = self.resolver.is_named
        index = next(i for i, a in enumerate(call.args) if a is arg)
        if is_named(call.func, "isinstance", "issubclass") and index == 1:
            self._use("guard", call, expression, held, group, reference)
        elif is_named(call.func, "functools.partial") and index == 0 and not container:
            self._use("partial", call, expression, held, group, reference)
            given = sum(1 for a in call.args[1:] if a.keyword is None and not a.star)
            self._follow(
                call, Held(held.layer_class, held.bound + given, is_partial=True), group, None
            )
        elif is_named(call.func, "typing.cast") and index == 0:
            self._use("annotation", call, expression, held, group, reference)
        else:
            parameter = None if container else self.parameter_of(call, arg)
            if parameter is not None:
                self._into_parameter(parameter, held, group)
            name = dotted(call.func) or "the call"
            keyword = arg.keyword.value if arg.keyword else ""
            detail = (
                "" if parameter is not None else name + (f"({keyword}=...)" if keyword else "()")
            )
            self._use("argument", call, expression, held, group, reference, detail)

    def _base(
        self,
        class_def: cst.ClassDef,
        expression: cst.CSTNode,
        held: Held,
        group: Group,
        reference: Reference | None,
    ) -> None:
        self._use("base", class_def, expression, held, group, reference)
        self.subclasses[id(class_def)] = held
        if self.method(class_def, "__init__") is None:
            for binding in self._bindings_at(class_def):
                self._into_binding(binding, held, group)

    def _bindings_at(self, node: cst.CSTNode) -> Iterator[Binding]:
        scope = self.names.scope_at[id(node)]
        name = node.name.value  # type: ignore[attr-defined]  # a class or function definition
        owner = scope.redirects.get(name, scope)
        return (b for b in owner.bindings.get(name, ()) if b.node is node)

    def _into_target(self, target: cst.CSTNode, held: Held, group: Group, container: bool) -> str:
        """Follow the value into an assignment's target; return what it is where it's foreign."""
        if isinstance(target, cst.Name):
            for bindings in self._all_bindings(target.value):
                for binding in bindings:
                    if binding.node is target:
                        self._into_binding(binding, held, group, container)
            return ""
        if isinstance(target, cst.Attribute):
            scope = self.self_class(target)
            if scope is not None:
                self._into_attribute(scope, target, held, group, container)
                return ""
            return dotted(target) or f"...{target.attr.value}"
        if isinstance(target, (cst.Tuple, cst.List)):
            for element in target.elements:
                inner = element.value
                if isinstance(inner, cst.Name):
                    for bindings in self._all_bindings(inner.value):
                        for binding in bindings:
                            if binding.node is inner and self._gives(binding, held):
                                self._into_binding(binding, held, group)
            return ""
        if isinstance(target, cst.Subscript) and isinstance(target.value, cst.Name):
            load = self.names.load_at[id(target.value)]
            for binding in self.names.reaching(load):
                self._into_binding(binding, held, group, container=True)
        return ""

    def _gives(self, binding: Binding, held: Held) -> bool:
        value = binding.value
        return value is not None and self.origins(value).layer and held is not None

    def _all_bindings(self, name: str) -> Iterator[list[Binding]]:
        for scope in self.names.scopes:
            if name in scope.bindings:
                yield scope.bindings[name]

    def _into_parameter(self, parameter: cst.Param, held: Held, group: Group) -> None:
        for bindings in self._all_bindings(parameter.name.value):
            for binding in bindings:
                if binding.node is parameter:
                    self._into_binding(binding, held, group)

    def _into_binding(
        self, binding: Binding, held: Held, group: Group, container: bool = False
    ) -> None:
        self._groups.setdefault(binding, Group()).merge(group)
        for load in self.names.loads.get(binding.name, ()):
            if id(load.node) not in self._references and binding in self.names.reaching(load):
                self._read(load.node, held, group, container)
        if binding.scope.kind == "class":
            for attribute, scope in self.attribute_places(binding.name):
                if self.related(scope, binding.scope):
                    self._read(attribute, held, group, container)

    def _into_attribute(
        self, scope: Scope, target: cst.Attribute, held: Held, group: Group, container: bool
    ) -> None:
        for attribute, other in self.attribute_places(target.attr.value):
            if id(attribute) not in self.names.stored and self.related(scope, other):
                self._read(attribute, held, group, container)

    def _read(self, node: cst.BaseExpression, held: Held, group: Group, container: bool) -> None:
        """Queue an expression that reads a variable; out of a container by subscript or get."""
        if not container:
            self._queue.append((node, held, group, None))
            return
        parent = self.names.parent(node)
        if isinstance(parent, cst.Subscript) and parent.value is node:
            self._queue.append((parent, held, group, None))
        elif isinstance(parent, cst.Attribute) and parent.attr.value in ("get", "pop"):
            call = self.names.parent(parent)
            if isinstance(call, cst.Call) and call.func is parent:
                self._queue.append((call, held, group, None))

    def _out_of_function(self, statement: cst.Return, held: Held, group: Group) -> None:
        function = next(
            (up for up in self.names.ancestors(statement) if isinstance(up, cst.FunctionDef)), None
        )
        if function is None:
            return
        for binding in self._bindings_at(function):
            for load in self.names.loads.get(binding.name, ()):
                if binding in self.names.reaching(load):
                    self._called(load.node, held, group)
            if binding.scope.kind == "class":
                for attribute, scope in self.attribute_places(binding.name):
                    if self.related(scope, binding.scope):
                        self._called(attribute, held, group)

    def _called(self, node: cst.BaseExpression, held: Held, group: Group) -> None:
        parent = self.names.parent(node)
        if isinstance(parent, cst.Call) and parent.func is node:
            self._queue.append((parent, held, group, None))

    # Classes of the module

    def self_class(self, node: cst.Attribute) -> Scope | None:
        """Return the class scope for `self.x` in a method, None for other attributes."""
        load = self.names.load_at.get(id(node.value))
        if load is None:
            return None
        for binding in self.names.reaching(load):
            scope = binding.scope
            if binding.kind == "parameter" and scope.first_parameter == binding.name:
                return scope.parent
        return None

    def attribute_places(self, name: str) -> list[tuple[cst.Attribute, Scope]]:
        """Return every `self.name` of the module with the scope of its class."""
        if self._attribute_places is None:
            self._attribute_places = {}
            for attribute in self.names.attributes:
                if isinstance(attribute.value, cst.Name):
                    scope = self.self_class(attribute)
                    if scope is not None:
                        places = self._attribute_places.setdefault(attribute.attr.value, [])
                        places.append((attribute, scope))
        return self._attribute_places.get(name, [])

    def related(self, first: Scope, second: Scope) -> bool:
        """Tell whether one class is the other, or derives from it in this module."""
        return first is second or second in self._bases(first) or first in self._bases(second)

    def _bases(self, scope: Scope) -> set[Scope]:
        found: set[Scope] = set()
        queue = [scope.node]
        while queue:
            node = queue.pop()
            assert isinstance(node, cst.ClassDef)
            for base in node.bases:
                definition = self.definition(base.value)
                if isinstance(definition, cst.ClassDef):
                    inner = self.names.scope_at[id(definition.body)]
                    if inner not in found:
                        found.add(inner)
                        queue.append(definition)
        return found

    def definition(self, node: cst.BaseExpression) -> cst.FunctionDef | cst.ClassDef | None:
        """Return the one function or class of this module that the name `node` stands for."""
        binding = self.resolver.single(node)
        if binding is not None and isinstance(binding.node, (cst.FunctionDef, cst.ClassDef)):
            return binding.node
        return None

    def method(self, class_def: cst.ClassDef, name: str) -> cst.FunctionDef | None:
        """Return the method `name` that the class itself defines."""
        scope = self.names.scope_at[id(class_def.body)]
        found = [
            b.node for b in scope.bindings.get(name, ()) if isinstance(b.node, cst.FunctionDef)
        ]
        return found[-1] if found else None

    def parameter_of(self, call: cst.Call, arg: cst.Arg) -> cst.Param | None:
        """Return the parameter of a function or class of this module that `arg` sets."""
        function, skip = self.callee(call)
        if function is None or arg.star:
            return None
        parameters = function.params
        if arg.keyword is not None:
            named = [*parameters.params, *parameters.kwonly_params]
            return next((p for p in named if p.name.value == arg.keyword.value), None)
        before = call.args[: next(i for i, a in enumerate(call.args) if a is arg)]
        if any(a.star for a in before):
            return None
        positional = [*parameters.posonly_params, *parameters.params][skip:]
        return positional[len(before)] if len(before) < len(positional) else None

    def callee(self, call: cst.Call) -> tuple[cst.FunctionDef | None, int]:
        """Return the function of this module that `call` runs, and how many parameters are bound."""
        definition = self.definition(call.func)
        if isinstance(definition, cst.FunctionDef):
            return definition, 0
        if isinstance(definition, cst.ClassDef):
            return self._inherited(self.names.scope_at[id(definition.body)], "__init__"), 1
        if isinstance(call.func, cst.Attribute):
            scope = self.self_class(call.func)
            if scope is not None:
                method = self._inherited(scope, call.func.attr.value)
                static = method is not None and any(
                    dotted(d.decorator) == "staticmethod" for d in method.decorators
                )
                return method, 0 if static else 1
        return None, 0

    def _inherited(self, scope: Scope, name: str) -> cst.FunctionDef | None:
        for candidate in (scope, *self._bases(scope)):
            assert isinstance(candidate.node, cst.ClassDef)
            method = self.method(candidate.node, name)
            if method is not None:
                return method
        return None

    def is_reference(self, node: cst.BaseExpression) -> bool:
        """Tell whether the expression itself names a layer's class."""
        return id(node) in self._references

    # Backward

    def origins(self, node: cst.BaseExpression, seen: frozenset[int] = frozenset()) -> Origins:
        """Return what the expression may hold besides the layer's class."""
        if id(node) in seen:
            return Origins()
        seen |= {id(node)}
        if id(node) in self._references:
            return Origins(layer=True)
        if isinstance(node, cst.Name):
            return self._origins_of_name(node, seen)
        if isinstance(node, cst.Attribute):
            return self._origins_of_attribute(node, seen)
        if isinstance(node, (cst.IfExp, cst.BooleanOperation)):
            parts = (
                (node.body, node.orelse) if isinstance(node, cst.IfExp) else (node.left, node.right)
            )
            return self.origins(parts[0], seen) | self.origins(parts[1], seen)
        if isinstance(node, cst.NamedExpr):
            return self.origins(node.value, seen)
        if isinstance(node, (cst.Tuple, cst.List, cst.Set)):
            found = Origins()
            for element in node.elements:
                found |= self.origins(element.value, seen)
            return found
        if isinstance(node, cst.Dict):
            found = Origins()
            for entry in node.elements:
                found |= self.origins(entry.value, seen)
            return found
        if isinstance(node, cst.Subscript):
            return self.origins(node.value, seen)
        if isinstance(node, cst.Call):
            return self._origins_of_call(node, seen)
        return Origins(others=(node,))

    def _origins_of_name(self, node: cst.Name, seen: frozenset[int]) -> Origins:
        load = self.names.load_at.get(id(node))
        bindings = self.names.reaching(load) if load is not None else []
        if not bindings:
            return Origins() if node.value == "None" else Origins(others=(node,))
        found = Origins()
        for binding in bindings:
            if binding.kind == "parameter":
                found |= Origins(parameters=(binding,))
                if binding.value is not None:
                    found |= self.origins(binding.value, seen)
                found |= self._given(binding, seen)
            elif binding.kind == "assign" and binding.value is not None:
                found |= self.origins(binding.value, seen)
            elif id(binding.node) in self.subclasses:
                found |= Origins(layer=True)
            elif binding.kind == "assign":
                found |= Origins(unknown=(binding.node,))
            elif binding.kind != "delete":
                found |= Origins(others=(binding.node,))
        return found

    def _given(self, binding: Binding, seen: frozenset[int]) -> Origins:
        """Return what the callers in this module give for a parameter."""
        found = Origins()
        for call in self.names.calls:
            for arg in call.args:
                if (
                    (arg.keyword is None or arg.keyword.value == binding.name)
                    and not arg.star
                    and self.parameter_of(call, arg) is binding.node
                ):
                    found |= self.origins(arg.value, seen)
        return found

    def _origins_of_attribute(self, node: cst.Attribute, seen: frozenset[int]) -> Origins:
        scope = self.self_class(node)
        if scope is None:
            qualified = self.resolver.qualified(node)
            return Origins(others=(node,)) if qualified else Origins(unknown=(node,))
        found = Origins()
        for attribute, other in self.attribute_places(node.attr.value):
            if id(attribute) in self.names.stored and self.related(scope, other):
                statement = self.names.parent(self.names.parent(attribute) or attribute)
                if isinstance(statement, cst.Assign):
                    found |= self.origins(statement.value, seen)
                else:
                    found |= Origins(unknown=(attribute,))
        for candidate in (scope, *self._bases(scope)):
            for binding in candidate.bindings.get(node.attr.value, ()):
                if binding.value is not None:
                    found |= self.origins(binding.value, seen)
        return found

    def _origins_of_call(self, node: cst.Call, seen: frozenset[int]) -> Origins:
        if self.resolver.is_named(node.func, "functools.partial") and node.args:
            return self.origins(node.args[0].value, seen)
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in ("get", "pop"):
            return self.origins(node.func.value, seen) | Origins(unknown=(node,))
        definition, _ = self.callee(node)
        if definition is None or definition.name.value == "__init__":
            return Origins(unknown=(node,))
        body = self.names.scope_at[id(definition.body)]
        found = Origins()
        for scope_return in self.returns(definition):
            if scope_return.value is not None:
                found |= self.origins(scope_return.value, seen)
        return found if body is not None else Origins(unknown=(node,))

    def returns(self, function: cst.FunctionDef) -> list[cst.Return]:
        """Return the return statements of `function` itself."""
        return [
            statement
            for statement in self.names.returns
            if next(
                (u for u in self.names.ancestors(statement) if isinstance(u, cst.FunctionDef)), None
            )
            is function
        ]
