"""The classes and functions of one module: whose attribute, whose parameter, which method."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.bindings import Names, Scope
from bnmigrate.narrowing import check_around, narrowed
from bnmigrate.references import Resolver
from bnmigrate.syntax import dotted


class Structure:
    """Answers questions about what the module itself defines."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.names: Names = resolver.names
        self.narrowed_classes: dict[int, Scope] = {}
        """Names that a check has narrowed to a class of this module."""
        self._places: dict[str, list[tuple[cst.Attribute, Scope]]] | None = None
        self._bases_of: dict[Scope, frozenset[Scope]] = {}
        self._returns: dict[int, list[cst.Return]] | None = None
        self._calls_of: dict[int, list[tuple[cst.Call, int]]] | None = None

    # Classes

    def class_of(self, node: cst.BaseExpression) -> Scope | None:
        """Return the scope of this module's class that `node` is an instance of: `self` in a
        method, a name that one was made for, a name that a check has narrowed.
        """
        load = self.names.load_at.get(id(node))
        if load is None:
            return None
        narrowed = self.narrowed_classes.get(id(node))
        if narrowed is not None:
            return narrowed
        for binding in self.names.reaching(load):
            scope = binding.scope
            if binding.kind == "parameter":
                if scope.first_parameter == binding.name:
                    return scope.parent
                assert isinstance(binding.node, cst.Param)
                if binding.node.annotation is not None:
                    return self._class_named(binding.node.annotation.annotation)
            elif isinstance(binding.value, cst.Call):
                made = self._class_named(binding.value.func)
                if made is not None:
                    return made
        return None

    def _class_named(self, node: cst.BaseExpression) -> Scope | None:
        definition = self.definition(node)
        if isinstance(definition, cst.ClassDef):
            return self.names.scope_at[id(definition.body)]
        return None

    def attribute_places(self, name: str) -> list[tuple[cst.Attribute, Scope]]:
        """Return every `x.name` of an instance of this module's classes, with its class."""
        if self._places is None:
            self._places = {}
            self._narrow_classes()
            for attribute in self.names.attributes:
                if isinstance(attribute.value, cst.Name):
                    scope = self.class_of(attribute.value)
                    if scope is not None:
                        self._places.setdefault(attribute.attr.value, []).append((attribute, scope))
        return self._places.get(name, [])

    def _narrow_classes(self) -> None:
        """Note what checks tell about instances of this module's own classes."""
        for call in self.names.calls:
            if len(call.args) == 2 and self.resolver.is_named(call.func, "isinstance"):
                scope = self._class_named(call.args[1].value)
                check = None if scope is None else check_around(call.args[1].value, self.resolver)
                if scope is not None and check is not None:
                    for read in narrowed(check, self.names):
                        self.narrowed_classes[id(read)] = scope

    def related(self, first: Scope, second: Scope) -> bool:
        """Tell whether one class is the other, or derives from it in this module."""
        return first is second or second in self.bases(first) or first in self.bases(second)

    def bases(self, scope: Scope) -> frozenset[Scope]:
        """Return the classes of this module that a class derives from."""
        if scope not in self._bases_of:
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
            self._bases_of[scope] = frozenset(found)
        return self._bases_of[scope]

    # Functions

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

    def callee(self, call: cst.Call) -> tuple[cst.FunctionDef | None, int]:
        """Return the function of this module that `call` runs, and how many of its parameters are
        bound before the arguments.
        """
        definition = self.definition(call.func)
        if isinstance(definition, cst.FunctionDef):
            return definition, 0
        if isinstance(definition, cst.ClassDef):
            return self._inherited(self.names.scope_at[id(definition.body)], "__init__"), 1
        if isinstance(call.func, cst.Attribute):
            scope = self.class_of(call.func.value)
            if scope is not None:
                method = self._inherited(scope, call.func.attr.value)
                static = method is not None and any(
                    dotted(d.decorator) == "staticmethod" for d in method.decorators
                )
                return method, 0 if static else 1
        return None, 0

    def _inherited(self, scope: Scope, name: str) -> cst.FunctionDef | None:
        for candidate in (scope, *self.bases(scope)):
            assert isinstance(candidate.node, cst.ClassDef)
            method = self.method(candidate.node, name)
            if method is not None:
                return method
        return None

    def parameter_of(self, call: cst.Call, arg: cst.Arg) -> cst.Param | None:
        """Return the parameter of a function or class of this module that `arg` sets."""
        function, skip = self.callee(call)
        return None if function is None else _set_by(function, skip, call, arg)

    def given(self, parameter: cst.Param) -> Iterator[cst.BaseExpression]:
        """Yield what the calls in this module give for `parameter`."""
        if self._calls_of is None:
            self._calls_of = {}
            for call in self.names.calls:
                function, skip = self.callee(call)
                if function is not None:
                    self._calls_of.setdefault(id(function), []).append((call, skip))
        parameters = self.names.parent(parameter)
        function_def = self.names.parent(parameters) if parameters is not None else None
        if isinstance(function_def, cst.FunctionDef):
            for call, skip in self._calls_of.get(id(function_def), ()):
                for arg in call.args:
                    if _set_by(function_def, skip, call, arg) is parameter:
                        yield arg.value

    def returns(self, function: cst.FunctionDef) -> list[cst.Return]:
        """Return the return statements of `function` itself."""
        if self._returns is None:
            self._returns = {}
            for statement in self.names.returns:
                owner = self.function_of(statement)
                self._returns.setdefault(id(owner), []).append(statement)
        return self._returns.get(id(function), [])

    def function_of(self, node: cst.CSTNode) -> cst.FunctionDef | None:
        """Return the innermost function around `node`."""
        return next(
            (up for up in self.names.ancestors(node) if isinstance(up, cst.FunctionDef)), None
        )


def _set_by(function: cst.FunctionDef, skip: int, call: cst.Call, arg: cst.Arg) -> cst.Param | None:
    if arg.star:
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
