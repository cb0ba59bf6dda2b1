"""Whether the mode of a fresh layer can matter, or the module that registers it gives it its own.

A layer that a module registers right where it is made has the module's mode from then on. The order
of statements proves nothing about more: between a layer's making and its registration it may be
called from a loop, from a function that stands above, from another file. So every place that the
layer gets to, however many variables and lists of this function are between, has to be known; one
that isn't makes it loose.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Literal, NamedTuple

import libcst as cst

from bnmigrate.names.scopes import Binding, Load, Scope
from bnmigrate.names.syntax import literal
from bnmigrate.sites import Analysis
from bnmigrate.tracing.instances import COPIES


class Place(NamedTuple):
    """Where a layer gets to, by itself or in a list or dict: an expression, the variable of a
    binding, a list or dict by its scope and name, or what a function gives back.
    """

    kind: Literal["expression", "variable", "list", "result"]
    what: Any
    detail: Any = None


Places = tuple[Place, ...]
"""The places that a layer gets to from one: none where all is said, None where it is loose."""


_MODE = "training"
_ADDERS = frozenset({"append", "insert", "extend", "update"})
_MEMBER_ADDERS = frozenset({"add_module", "register_module", "insert_child_to_cell"})
# What registers in a module, unless its class puts a method of its own in the place.
_REGISTERS = ("__setattr__", *_MEMBER_ADDERS)
_VIEWS = frozenset({"values", "items", "copy"})
_SHOW = ("isinstance", "len", "print", "repr", "str", "type", "id", "hasattr")
_READ_ALL = ("locals", "vars")
_FRESH = ("list", "dict", "tuple", "collections.OrderedDict")
_BUILDERS = ("__init__", "__post_init__")
# A container that is tested for being empty.
_TESTS = (cst.If, cst.While, cst.UnaryOperation, cst.Comparison, cst.ComparisonTarget, cst.Assert)


class Registration:
    """Looks where the layers of one module go."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.names = analysis.names
        self.structure = analysis.structure
        self.resolver = analysis.resolver
        rules = analysis.rules
        self._modes = frozenset(m for one in rules.frameworks.values() for m in one.modes.values())
        self._containers = tuple(rules.containers)
        self._packages = tuple(f"{root}.nn." for root in rules.roots)
        state = {name for dialect in rules.dialects for name in dialect.state.values()}
        kept = {name for dialect in rules.dialects for name in dialect.kept}
        self._harmless = (state | kept) - {_MODE}
        self._known: dict[Place, bool] = {}
        self._reading: dict[str, set[int]] = {}
        self._built: dict[Scope, frozenset[int]] = {}
        self._reached: dict[Scope, set[int]] = {}

    def is_loose(self, node: cst.BaseExpression, *, in_container: bool = False) -> bool:
        """Tell whether the mode matters of the layer that `node` is, or of those in it."""
        start = Place("expression", node, in_container)
        came_from: dict[Place, Place | None] = {start: None}
        queue = [start]
        while queue:
            place = queue.pop()
            is_known = place in self._known
            after = () if is_known else self._after(place)
            if after is None or self._known.get(place):
                way: Place | None = place
                while way is not None:
                    self._known[way] = True
                    way = came_from[way]
                return True
            for following in after:
                if following not in came_from:
                    came_from[following] = place
                    queue.append(following)
        self._known.update(dict.fromkeys(came_from, False))
        return False

    def _after(self, place: Place) -> Places | None:
        if place.kind == "variable":
            return self._in_variable(place.what)
        if place.kind == "list":
            return self._in_list(place.what, place.detail)
        if place.kind == "result":
            return self._at_callers(place.what, place.detail)
        return self._of(place.what, place.detail)

    def _of(self, node: cst.BaseExpression, in_container: bool) -> Places | None:
        child: cst.CSTNode = node
        parent = self.names.parent(child)
        while True:
            if isinstance(parent, cst.IfExp) and parent.test is child:
                return ()
            if isinstance(parent, cst.DictElement) and parent.key is child:
                return None
            if isinstance(parent, (cst.List, cst.Tuple, cst.Set, cst.Dict)):
                in_container = True
            elif isinstance(parent, (cst.ListComp, cst.GeneratorExp, cst.SetComp)):
                if parent.elt is not child:
                    return None
                in_container = True
            elif isinstance(parent, cst.DictComp):
                if parent.value is not child:
                    return None
                in_container = True
            elif isinstance(parent, cst.BinaryOperation):
                if not in_container:
                    return None
            elif not isinstance(
                parent,
                (
                    cst.IfExp,
                    cst.BooleanOperation,
                    cst.Element,
                    cst.StarredElement,
                    cst.DictElement,
                    cst.StarredDictElement,
                ),
            ):
                return self._at(child, parent, in_container)
            child, parent = parent, self.names.parent(parent)

    def _at(
        self, node: cst.CSTNode, parent: cst.CSTNode | None, in_container: bool
    ) -> Places | None:
        """Return what is done with `node` by what stands around it."""
        if isinstance(parent, cst.Expr):
            return ()
        if isinstance(parent, cst.Arg):
            call = self.names.parent(parent)
            if isinstance(call, cst.Call):
                return self._given(call, parent, in_container)
        elif isinstance(parent, cst.Assign) and parent.value is node:
            return _joined(self._into(t.target, in_container) for t in parent.targets)
        elif isinstance(parent, cst.AnnAssign) and parent.value is node:
            return self._into(parent.target, in_container)
        elif isinstance(parent, cst.AugAssign):
            return () if parent.target is node else self._put_into(parent.target)
        elif isinstance(parent, cst.Return):
            return self._returned(parent, in_container)
        elif isinstance(parent, cst.Attribute):
            return self._attribute(parent, in_container)
        elif isinstance(parent, cst.Subscript) and in_container and parent.value is node:
            if id(parent) in self.names.stored:
                return ()
            is_slice = any(isinstance(part.slice, cst.Slice) for part in parent.slice)
            return _expression(parent, is_slice)
        elif isinstance(parent, _TESTS):
            return ()
        return None

    def _attribute(self, attribute: cst.Attribute, in_container: bool) -> Places | None:
        call = self.names.parent(attribute)
        if not in_container:
            return () if attribute.attr.value in self._harmless else None
        if not isinstance(call, cst.Call) or call.func is not attribute:
            return None
        if attribute.attr.value in _VIEWS:
            return _expression(call, True)
        return () if attribute.attr.value in _ADDERS else None

    # Into calls and out of functions

    def _given(self, call: cst.Call, arg: cst.Arg, in_container: bool) -> Places | None:
        is_named = self.resolver.is_named
        if self._is_container(call.func):
            return ()
        if is_named(call.func, *_FRESH) or self._is_of_all(call, arg):
            return _expression(call, True)
        if is_named(call.func, "typing.cast", *COPIES):
            return _expression(call, in_container)
        if is_named(call.func, *_SHOW):
            return ()
        if is_named(call.func, "setattr") and len(call.args) == 3 and call.args[2] is arg:
            return self._of_self(call.args[0].value)
        if isinstance(call.func, cst.Attribute):
            owner, name = call.func.value, call.func.attr.value
            if name in _MEMBER_ADDERS and isinstance(owner, cst.Name):
                of_self = self._of_self(owner)
                return self._put_into(owner) if of_self is None else of_self
            if name in _ADDERS or name in _MEMBER_ADDERS:
                places = self._put_into(owner)
                # PyTorch's containers keep what is inserted without registering it.
                return None if name == "insert" and not places else places
            if name == "__init__" and isinstance(owner, cst.Call):
                return self._initialised(call, owner)
        definition = self.structure.definition(call.func)
        parameter = self.structure.parameter_of(call, arg)
        if definition is None or definition.decorators or parameter is None or in_container:
            return None
        return (Place("variable", self.names.binding_at[id(parameter)]),)

    def _is_of_all(self, call: cst.Call, arg: cst.Arg) -> bool:
        """Tell whether it is `filter(None, layers)`, which leaves out what isn't there."""
        is_filter = self.resolver.is_named(call.func, "filter") and len(call.args) == 2
        return is_filter and call.args[1] is arg and literal(call.args[0].value) is None

    def _initialised(self, call: cst.Call, owner: cst.Call) -> Places | None:
        """Return where an argument of `super().__init__(...)` goes: a class that derives from
        a container registers it.
        """
        function = self.structure.function_of(call)
        if function is None or not self.resolver.is_named(owner.func, "super"):
            return None
        class_def = self._class_around(function)
        if class_def is None or not any(self._is_container(b.value) for b in class_def.bases):
            return None
        scope = self.names.scope_at[id(class_def.body)]
        return () if id(function) in self._builders(scope) else None

    def _is_container(self, node: cst.BaseExpression) -> bool:
        """Tell whether a class registers what it is given: a framework's container, or one derived
        from it in this module without a constructor of its own.
        """
        if self.resolver.is_named(node, *self._containers):
            return True
        definition = self.structure.definition(node)
        return (
            isinstance(definition, cst.ClassDef)
            and self.structure.method(definition, "__init__") is None
            and any(
                b.value is not node and self._is_container(b.value) for b in definition.bases[:1]
            )
        )

    def _returned(self, statement: cst.Return, in_container: bool) -> Places | None:
        """Return what the callers do with what a function returns: only of one that others can't
        reach are all callers seen.
        """
        function = self.structure.function_of(statement)
        if function is None or function.decorators or function.asynchronous is not None:
            return None
        binding = self.names.binding_at[id(function)]
        name = function.name.value
        is_shared = binding.scope.kind == "module" and name in self.analysis.brief.shared
        is_private = name.startswith("_") and not name.endswith("__") and not is_shared
        is_inner = binding.scope.kind == "function"
        return (Place("result", binding, in_container),) if is_private or is_inner else None

    def _at_callers(self, binding: Binding, in_container: bool) -> Places | None:
        if binding.scope.kind == "class":
            readers: list[cst.BaseExpression] = list(self._attributes.get(binding.name, ()))
        else:
            readers = [load.node for load in self.names.readers(binding)]
        found: list[Place] = []
        for reader in readers:
            call = self.names.parent(reader)
            if not isinstance(call, cst.Call) or call.func is not reader:
                return None
            found.append(Place("expression", call, in_container))
        return tuple(found) if found else None

    @cached_property
    def _attributes(self) -> dict[str, list[cst.Attribute]]:
        found: dict[str, list[cst.Attribute]] = {}
        for attribute in self.names.attributes:
            found.setdefault(attribute.attr.value, []).append(attribute)
        return found

    # Into variables, attributes and containers

    def _into(self, target: cst.BaseExpression, in_container: bool) -> Places | None:
        if isinstance(target, cst.Name):
            binding = self.names.binding_at[id(target)]
            if in_container:
                return (Place("list", binding.scope, binding.name),)
            return (Place("variable", binding),)
        if isinstance(target, cst.Attribute) and not in_container:
            return self._of_self(target.value, target.attr.value)
        if isinstance(target, cst.Subscript):
            return self._put_into(target.value)
        return None

    def _in_variable(self, binding: Binding) -> Places | None:
        if not self._is_local(binding):
            return None
        if self._is_set_at_once(binding):
            return ()
        return self._read(self.names.readers(binding), binding.scope, in_container=False)

    def _read(self, loads: Iterable[Load], scope: Scope, *, in_container: bool) -> Places | None:
        found: list[Place] = []
        for load in loads:
            if not self._is_near(load, scope):
                return None
            found.append(Place("expression", load.node, in_container))
        return tuple(found)

    def _is_local(self, binding: Binding) -> bool:
        """Tell whether only the function, or the module, that binds the name itself does so, and
        reads it.
        """
        return (
            binding.scope.kind in ("function", "module")
            and binding.name not in binding.scope.shared
            and not binding.from_elsewhere
            and not (binding.scope.kind == "module" and binding.name in self.analysis.brief.shared)
            and binding.scope not in self._read_by_name
            and (
                binding.kind == "parameter"
                or self.names.scope_of(binding.node).function is binding.scope
            )
        )

    @cached_property
    def _read_by_name(self) -> set[Scope]:
        """The scopes whose names are looked up in a dict."""
        inside = [load for name in _READ_ALL for load in self.names.loads.get(name, ())]
        found = {load.scope.function for load in inside}
        return found | ({self.names.top} if self.names.loads.get("globals") else set())

    def _is_near(self, load: Load, scope: Scope) -> bool:
        """Tell whether a read is in the function itself and not in one that runs at any time."""
        return load.scope.function is scope

    def _is_set_at_once(self, binding: Binding) -> bool:
        """Tell whether the next statement sets the mode."""
        readers = self.names.readers(binding)
        first = min(readers, key=lambda load: load.order, default=None)
        if first is None or not all(self._is_near(load, binding.scope) for load in readers):
            return False
        access = self.names.parent(first.node)
        call = self.names.parent(access) if access is not None else None
        statement = self.names.statement_of(first.node)
        if any(r is not first and self.names.statement_of(r.node) is statement for r in readers):
            return False
        return (
            isinstance(access, cst.Attribute)
            and access.attr.value in self._modes
            and isinstance(call, cst.Call)
            and call.func is access
            and isinstance(self.names.parent(call), cst.Expr)
            and self._follows(binding.node, call)
        )

    def _follows(self, first: cst.CSTNode, second: cst.CSTNode) -> bool:
        """Tell whether one statement stands right after another."""
        before, after = self.names.statement_of(first), self.names.statement_of(second)
        block = self.names.block_of(second)
        body = block.body if isinstance(block, (cst.IndentedBlock, cst.Module)) else ()
        return any(body[i] is before and body[i + 1] is after for i in range(len(body) - 1))

    def _in_list(self, scope: Scope, name: str) -> Places | None:
        """Return where what is in a list or dict goes that a function makes for itself."""
        bindings = scope.bindings.get(name, [])
        if not all(self._is_local(b) and self._is_fresh(b) for b in bindings):
            return None
        loads = {id(load): load for b in bindings for load in self.names.readers(b)}
        return self._read(loads.values(), scope, in_container=True)

    def _is_fresh(self, binding: Binding) -> bool:
        """Tell whether a name is bound to a list or dict that nobody else holds."""
        if isinstance(binding.node, cst.AugAssign):
            return True
        statement = self._statement(binding)
        if statement is None or (isinstance(statement, cst.Assign) and len(statement.targets) > 1):
            return False
        return binding.value is not None and self._is_display(binding.value)

    def _statement(self, binding: Binding) -> cst.Assign | cst.AnnAssign | None:
        """Return the assignment that binds a name as its whole target."""
        parent = self.names.parent(binding.node)
        if isinstance(parent, cst.AssignTarget):
            parent = self.names.parent(parent)
        return parent if isinstance(parent, (cst.Assign, cst.AnnAssign)) else None

    def _is_display(self, node: cst.BaseExpression) -> bool:
        displays = (cst.List, cst.Dict, cst.Tuple, cst.ListComp, cst.DictComp, cst.BinaryOperation)
        is_made = isinstance(node, cst.Call) and self.resolver.is_named(node.func, *_FRESH)
        is_slice = isinstance(node, cst.Subscript) and isinstance(node.slice[0].slice, cst.Slice)
        return isinstance(node, displays) or is_made or is_slice

    def _put_into(self, owner: cst.BaseExpression) -> Places | None:
        """Return where what is put into a list, a dict or a module goes."""
        if isinstance(owner, cst.Attribute):
            return self._put_into_attribute(owner)
        load = self.names.load_at.get(id(owner))
        bindings = self.names.reaching(load) if load is not None else []
        if load is None or not bindings:
            return None
        if any(b.kind == "parameter" for b in bindings):
            scope = self.structure.class_of(owner)
            is_own = scope is not None and any(
                self._is_container(base.value) for base in getattr(scope.node, "bases", ())
            )
            return self._of_self(owner) if is_own else None
        if not all(self._is_local(b) and self._is_near(load, b.scope) for b in bindings):
            return None
        nets = [b for b in bindings if self._is_net(b)]
        if nets:
            fine = len(nets) == len(bindings) and all(map(self._stays_fresh, nets))
            return () if fine else None
        return (Place("list", bindings[0].scope, bindings[0].name),)

    def _is_net(self, binding: Binding) -> bool:
        value = binding.value
        return (
            self._statement(binding) is not None
            and isinstance(value, cst.Call)
            and self._is_container(value.func)
        )

    def _stays_fresh(self, binding: Binding) -> bool:
        """Tell whether nothing that this function does with a new container sets its mode."""
        return all(
            self._is_near(load, binding.scope) and self._leaves_mode(load.node)
            for load in self.names.readers(binding)
        )

    def _leaves_mode(self, node: cst.CSTNode) -> bool:
        parent = self.names.parent(node)
        if isinstance(parent, cst.Attribute):
            return parent.attr.value not in self._modes and parent.attr.value != _MODE
        if isinstance(parent, cst.Arg):
            call = self.names.parent(parent)
            func = call.func if isinstance(call, cst.Call) else None
            adds = isinstance(func, cst.Attribute) and func.attr.value in (
                *_ADDERS,
                *_MEMBER_ADDERS,
            )
            return adds or (
                func is not None
                and (self._is_container(func) or self.resolver.is_named(func, *_SHOW))
            )
        if isinstance(parent, cst.Assign):
            function = self.structure.function_of(parent)
            class_def = None if function is None else self._class_around(function)
            if class_def is None or not all(
                isinstance(t.target, cst.Attribute) for t in parent.targets
            ):
                return False
            return not self._sets_any_mode(self.names.scope_at[id(class_def.body)])
        return isinstance(parent, (cst.Subscript, cst.Call, cst.Return, cst.AugAssign, *_TESTS))

    def _put_into_attribute(self, owner: cst.Attribute) -> Places | None:
        """Return where what is put into `self.layers` goes, which a module registers where
        nothing but containers is assigned to it.
        """
        scope = self.structure.class_of(owner.value)
        if scope is None or self._of_self(owner.value) is None or self._sets_any_mode(scope):
            return None
        places = self.structure.attributes_of(scope, owner.attr.value)
        stored = [place for place in places if id(place) in self.names.stored]
        kept = [self._kept_at(place) for place in stored]
        is_one = any(value is not None and self._is_new_container(value) for value in kept)
        is_always = all(
            self._is_added_to(place) or (value is not None and self._is_new_module(value))
            for place, value in zip(stored, kept, strict=True)
        )
        return () if is_one and is_always else None

    def _kept_at(self, place: cst.Attribute) -> cst.BaseExpression | None:
        statement = self.names.parent(place)
        if isinstance(statement, cst.AssignTarget):
            statement = self.names.parent(statement)
        return statement.value if isinstance(statement, (cst.Assign, cst.AnnAssign)) else None

    def _is_new_container(self, value: cst.BaseExpression) -> bool:
        return isinstance(value, cst.Call) and self._is_container(value.func)

    def _is_new_module(self, value: cst.BaseExpression) -> bool:
        """Tell whether it is a new module of a framework, or None."""
        if not isinstance(value, cst.Call):
            return literal(value) is None
        qualified = self.resolver.qualified(value.func) or ""
        return self._is_container(value.func) or qualified.startswith(self._packages)

    def _is_added_to(self, place: cst.Attribute) -> bool:
        return isinstance(self.names.parent(place), cst.AugAssign)

    # Modules

    def _of_self(self, owner: cst.BaseExpression, name: str = "") -> Places | None:
        """Return where what is put into `owner` goes: a module that is being built registers it."""
        load = self.names.load_at.get(id(owner))
        bindings = self.names.reaching(load) if load is not None else []
        scope = self.structure.class_of(owner)
        if load is None or scope is None or len(bindings) != 1:
            return None
        binding = bindings[0]
        is_self = binding.kind == "parameter" and binding.scope.first_parameter == binding.name
        if not is_self or not self._is_near(load, binding.scope) or not self._is_module(scope):
            return None
        own = [known.bindings for known in (scope, *self.structure.bases(scope))]
        if any(
            binding.kind == "function"
            for bindings in own
            for hidden in (*_REGISTERS, name)
            for binding in bindings.get(hidden, ())
        ):
            return None
        return () if id(binding.scope.node) in self._builders(scope) else None

    def _is_module(self, scope: Scope) -> bool:
        """Tell whether a class is a module of a framework, by its bases or by what a base of
        another file is called.
        """
        for known in (scope, *self.structure.bases(scope)):
            assert isinstance(known.node, cst.ClassDef)
            for base in known.node.bases:
                value = base.value
                while isinstance(value, cst.Subscript):
                    value = value.value
                if self.structure.definition(value) is not None:
                    continue
                qualified = self.resolver.qualified(value) or ""
                last = value.attr if isinstance(value, cst.Attribute) else value
                name = last.value if isinstance(last, cst.Name) else ""
                if qualified.startswith(self._packages) or (
                    name.endswith(("Module", "Cell")) and not name.endswith("DataModule")
                ):
                    return True
        return False

    def _builders(self, scope: Scope) -> frozenset[int]:
        """Return the functions that run only while an instance is made, none where one of them may
        set its mode.
        """
        if scope not in self._built:
            self._built[scope] = self._find_builders(scope)
        return self._built[scope]

    def _find_builders(self, scope: Scope) -> frozenset[int]:
        methods: dict[str, list[cst.FunctionDef]] = {}
        for relative in self.structure.relatives(scope):
            for name, bindings in relative.bindings.items():
                for binding in bindings:
                    if isinstance(binding.node, cst.FunctionDef):
                        methods.setdefault(name, []).append(binding.node)
        built = {id(f) for name in _BUILDERS for f in methods.get(name, ())}
        reached = set(built)
        is_growing = True
        while is_growing:
            is_growing = False
            for name, functions in methods.items():
                callers = self._readers_of(name)
                own = {id(f) for f in functions}
                if callers & reached and not own <= reached:
                    reached |= own
                    is_growing = True
                if callers - own and callers <= built | own and not own <= built:
                    built |= own
                    is_growing = True
        self._reached[scope] = reached
        return frozenset() if self._sets_own_mode(reached) else frozenset(built)

    def _sets_own_mode(self, functions: set[int]) -> bool:
        """Tell whether one of the methods sets the mode of its instance, or gives it to a function
        of this module that sets a mode.
        """
        return any(
            id(function) in functions and self._is_own(attribute.value, function)
            for function, attribute in self._mode_accesses
        ) or bool(self._handing_on & functions)

    def _sets_any_mode(self, scope: Scope) -> bool:
        """Tell whether anything that runs while an instance is made sets the mode of a module."""
        self._builders(scope)
        reached = self._reached[scope]
        return any(id(function) in reached for function, _ in self._mode_accesses)

    @cached_property
    def _mode_accesses(self) -> list[tuple[cst.FunctionDef | None, cst.Attribute]]:
        names = (*self._modes, _MODE)
        return [
            (self.structure.function_of(attribute), attribute)
            for name in names
            for attribute in self._attributes.get(name, ())
            if name != _MODE or id(attribute) in self.names.stored
        ]

    @cached_property
    def _handing_on(self) -> set[int]:
        """Return the methods that give their instance to a function here that sets a mode."""
        setting = {id(function) for function, _ in self._mode_accesses}
        found: set[int] = set()
        for call in self.names.calls if setting else ():
            callee, _ = self.structure.callee(call)
            if callee is not None and id(callee) in setting:
                function = self.structure.function_of(call)
                if any(self._is_own(arg.value, function) for arg in call.args):
                    found.add(id(function))
        return found

    def _readers_of(self, name: str) -> set[int]:
        """Return the functions that read an attribute."""
        if name not in self._reading:
            attributes = self._attributes.get(name, ())
            self._reading[name] = {id(self.structure.function_of(a)) for a in attributes}
        return self._reading[name]

    def _is_own(self, node: cst.BaseExpression, function: cst.FunctionDef | None) -> bool:
        """Tell whether `node` is the instance of the method around it."""
        if isinstance(node, cst.Call):
            if self.resolver.is_named(node.func, "super"):
                return True
            return isinstance(node.func, cst.Attribute) and self._is_own(node.func.value, function)
        if function is None or not isinstance(node, cst.Name):
            return False
        own = self.names.scope_at[id(function.body)].first_parameter
        return own is not None and node.value == own

    def _class_around(self, function: cst.FunctionDef) -> cst.ClassDef | None:
        scope = self.names.scope_of(function)
        return scope.node if isinstance(scope.node, cst.ClassDef) else None


def _joined(ways: Iterable[Places | None]) -> Places | None:
    found: list[Place] = []
    for way in ways:
        if way is None:
            return None
        found += way
    return tuple(found)


def _expression(node: cst.BaseExpression, in_container: bool) -> Places:
    return (Place("expression", node, in_container),)
