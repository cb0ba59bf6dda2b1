"""The classes and functions of one module: whose attribute, whose parameter, which method."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from functools import cached_property

import libcst as cst

from bnmigrate.names.bindings import Names
from bnmigrate.names.references import Resolver
from bnmigrate.names.scopes import Load, Scope
from bnmigrate.names.syntax import dotted
from bnmigrate.tracing.class_checks import check_of, joined
from bnmigrate.tracing.narrowing import narrowed


class Structure:
    """Answers questions about what the module itself defines."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.names: Names = resolver.names
        self.narrowed_classes: dict[int, tuple[Scope | None, ...]] = {}
        """Names that a check has narrowed to classes of this module, None for one of another."""
        self._places: dict[str, dict[Scope, list[tuple[int, cst.Attribute]]]] | None = None
        self._derived: dict[Scope, list[Scope]] | None = None
        self._bases_of: dict[Scope, frozenset[Scope]] = {}
        self._returns: dict[int, list[cst.Return]] | None = None
        self._calls_of: dict[int, list[tuple[cst.Call, int]]] | None = None

    # Classes

    def class_of(self, node: cst.BaseExpression) -> Scope | None:
        """Return the scope of this module's class that `node` is an instance of: `self` in a
        method, a name that one was made for, a name that a check has narrowed.
        """
        scopes = self.classes_of(node)
        return scopes[0] if len(scopes) == 1 else None

    def classes_of(self, node: cst.BaseExpression) -> tuple[Scope | None, ...]:
        """Return the scopes of this module's classes of which `node` may be an instance, None for
        a class of another module; empty where nothing is known.
        """
        load = self.names.load_at.get(id(node))
        if load is None:
            return ()
        narrowed = self.narrowed_classes.get(id(node))
        if narrowed is not None:
            return narrowed
        scope = self._class_by_binding(load)
        return () if scope is None else (scope,)

    def _class_by_binding(self, load: Load) -> Scope | None:
        for binding in self.names.reaching(load):
            scope = binding.scope
            if binding.kind == "parameter":
                if scope.first_parameter == binding.name:
                    return scope.parent
                assert isinstance(binding.node, cst.Param)
                if binding.node.annotation is not None:
                    return self.class_named(binding.node.annotation.annotation)
            elif isinstance(binding.value, cst.Call):
                made = self.class_named(binding.value.func)
                if made is not None:
                    return made
        return None

    def class_named(self, node: cst.BaseExpression) -> Scope | None:
        """Return the scope of this module's class that `node` names."""
        definition = self.definition(node)
        if isinstance(definition, cst.ClassDef):
            return self.names.scope_at[id(definition.body)]
        return None

    def attributes_named(self, name: str) -> list[cst.Attribute]:
        """Return every `x.name` of an instance of this module's classes, in source order."""
        return self._ordered(self._places_of(name).values())

    def attributes_of(self, scope: Scope, name: str) -> list[cst.Attribute]:
        """Return every `x.name` of an instance of a class, of its bases, or of what derives from
        it, in source order.
        """
        by_class = self._places_of(name)
        return self._ordered(by_class[c] for c in self.relatives(scope) if c in by_class)

    def _places_of(self, name: str) -> dict[Scope, list[tuple[int, cst.Attribute]]]:
        """Return every `x.name` with its place in the source, by the class of `x`."""
        if self._places is None:
            self._places = {}
            self._narrow_classes()
            for place, attribute in enumerate(self.names.attributes):
                if isinstance(attribute.value, cst.Name):
                    for scope in self.classes_of(attribute.value):
                        if scope is None:
                            continue
                        by_class = self._places.setdefault(attribute.attr.value, {})
                        by_class.setdefault(scope, []).append((place, attribute))
        return self._places.get(name, {})

    def _ordered(self, groups: Iterable[list[tuple[int, cst.Attribute]]]) -> list[cst.Attribute]:
        places = sorted(itertools.chain.from_iterable(groups), key=lambda pair: pair[0])
        return [attribute for _, attribute in places]

    def _narrow_classes(self) -> None:
        """Note what checks tell about instances of this module's own classes."""
        for call in self.names.calls:
            if len(call.args) != 2 or not self.resolver.is_named(call.func, "isinstance"):
                continue
            check = check_of(call, self.resolver)
            check = None if check is None else joined(check, self.resolver)
            scopes = () if check is None else tuple(map(self.class_named, check.classes))
            if check is not None and any(scopes):
                for read in narrowed(check, self.names):
                    self.narrowed_classes[id(read)] = scopes

    def relatives(self, scope: Scope) -> set[Scope]:
        """Return a class, its bases, and what derives from it in this module."""
        if self._derived is None:
            self._derived = {}
            for other in self.names.scopes:
                if other.kind == "class":
                    for base in self.bases(other):
                        self._derived.setdefault(base, []).append(other)
        return {scope, *self.bases(scope), *self._derived.get(scope, ())}

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
        return self._function_named(call.func)

    def _function_named(self, node: cst.BaseExpression) -> tuple[cst.FunctionDef | None, int]:
        definition = self.definition(node)
        if isinstance(definition, cst.FunctionDef):
            return definition, 0
        if isinstance(definition, cst.ClassDef):
            return self._inherited(self.names.scope_at[id(definition.body)], "__init__"), 1
        if isinstance(node, cst.Attribute):
            scope = self.class_of(node.value)
            if scope is not None:
                method = self._inherited(scope, node.attr.value)
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

    @cached_property
    def applied(self) -> frozenset[int]:
        """The parameters, by their ids, that get each module of a network, one after the other:
        those of functions that are given to `apply`.
        """
        found: set[int] = set()
        for call in self.names.calls:
            last = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
            if not call.args or not isinstance(last, cst.Name) or last.value != "apply":
                continue
            given = call.args[0].value
            while isinstance(given, cst.Call) and given.args:  # functools.partial(init, std=0.02)
                given = given.args[0].value
            function, skip = self._function_named(given)
            if function is not None:
                found.update(id(p) for p in function.params.params[skip : skip + 1])
        return frozenset(found)

    def parameter_of(self, call: cst.Call, arg: cst.Arg) -> cst.Param | None:
        """Return the parameter of a function or class of this module that `arg` sets."""
        function, skip = self.callee(call)
        return None if function is None else _set_by(function, skip, call, arg)

    def given(self, parameter: cst.Param) -> Iterator[cst.BaseExpression]:
        """Yield what the calls in this module give for `parameter`."""
        for value in self._given(parameter):
            if value is not None:
                yield value

    def is_always_given(self, parameter: cst.Param) -> bool:
        """Whether this module calls the function of `parameter`, and each call gives it."""
        given = list(self._given(parameter))
        return bool(given) and None not in given

    def _given(self, parameter: cst.Param) -> Iterator[cst.BaseExpression | None]:
        """Yield what each call in this module gives for `parameter`, None where it isn't seen."""
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
                setting = (
                    a for a in call.args if _set_by(function_def, skip, call, a) is parameter
                )
                arg = next(setting, None)
                yield None if arg is None else arg.value

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
