"""Whether the mode of a fresh layer can matter, or the module that registers it gives it its own.

A layer that a module registers right where it is made has the module's mode from then on. The order
of statements proves nothing about more: between a layer's making and its registration it may be
called from a loop, from a function that stands above, from another file. So every place that the
layer gets to, however many variables and lists of this function are between, has to be known; one
that isn't makes it loose.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

import libcst as cst

from bnmigrate.names.scopes import Binding, Load, Scope
from bnmigrate.names.syntax import literal
from bnmigrate.sites import Analysis
from bnmigrate.tracing.instances import COPIES


class Way(enum.Enum):
    """What becomes of a layer: a worse one wins over those before it."""

    IDLE = 0
    """Nothing that its mode matters for."""
    REGISTERED = 1
    """A module registers it at once, or a statement sets its mode at once."""
    LOOSE = 2
    """It is called, read or kept where no module may have registered it."""


_MODE = "training"
_ADDERS = frozenset({"append", "insert", "extend", "update"})
_MEMBER_ADDERS = frozenset({"add_module", "register_module", "insert_child_to_cell"})
_VIEWS = frozenset({"values", "items", "copy"})
_SHOW = ("isinstance", "len", "print", "repr", "str", "type", "id", "hasattr")
_FRESH = ("list", "dict", "tuple", "collections.OrderedDict")
_BUILDERS = ("__init__", "__post_init__")
# A container that is tested for being empty.
_TESTS = (cst.If, cst.While, cst.UnaryOperation, cst.Comparison, cst.ComparisonTarget, cst.Assert)


class Ways:
    """Looks where the layers of one module go."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.names = analysis.names
        self.structure = analysis.structure
        self.resolver = analysis.resolver
        dialects = [d for layer in analysis.rules.layers for d in layer.dialects.values()]
        self._modes = frozenset(mode for d in dialects for mode in d.modes.values())
        self._containers = tuple({name for d in dialects for name in d.containers})
        self._packages = tuple({f"{d.root}.nn." for d in dialects})
        state = {name for d in dialects for name in d.state.values()}
        kept = {name for layer in analysis.rules.layers for name in layer.kept}
        self._harmless = (state | kept) - {_MODE}
        self._lists: dict[tuple[Scope, str], Way] = {}
        self._bindings: dict[Binding, Way] = {}
        self._built: dict[Scope, frozenset[int]] = {}

    def of(self, node: cst.BaseExpression, *, in_container: bool = False) -> Way:
        """Return what becomes of the layer that `node` is, or of those in the list or dict."""
        child: cst.CSTNode = node
        parent = self.names.parent(child)
        while True:
            if isinstance(parent, cst.IfExp) and parent.test is child:
                return Way.IDLE
            if isinstance(parent, cst.DictElement) and parent.key is child:
                return Way.LOOSE
            if isinstance(parent, (cst.List, cst.Tuple, cst.Set, cst.Dict)):
                in_container = True
            elif isinstance(parent, (cst.ListComp, cst.GeneratorExp, cst.SetComp)):
                if parent.elt is not child:
                    return Way.LOOSE
                in_container = True
            elif isinstance(parent, cst.DictComp):
                if parent.value is not child:
                    return Way.LOOSE
                in_container = True
            elif isinstance(parent, cst.BinaryOperation):
                if not in_container:
                    return Way.LOOSE
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

    def _at(self, node: cst.CSTNode, parent: cst.CSTNode | None, in_container: bool) -> Way:
        """Return what is done with `node` by what stands around it."""
        if isinstance(parent, cst.Expr):
            return Way.IDLE
        if isinstance(parent, cst.Arg):
            call = self.names.parent(parent)
            if isinstance(call, cst.Call):
                return self._given(call, parent, in_container)
        elif isinstance(parent, cst.Assign) and parent.value is node:
            return _worst(self._into(t.target, in_container) for t in parent.targets)
        elif isinstance(parent, cst.AnnAssign) and parent.value is node:
            return self._into(parent.target, in_container)
        elif isinstance(parent, cst.AugAssign):
            return Way.IDLE if parent.target is node else self._put_into(parent.target)
        elif isinstance(parent, cst.Return):
            return self._returned(parent, in_container)
        elif isinstance(parent, cst.Attribute):
            return self._attribute(parent, in_container)
        elif isinstance(parent, cst.Subscript) and in_container and parent.value is node:
            if id(parent) in self.names.stored:
                return Way.IDLE
            is_slice = any(isinstance(part.slice, cst.Slice) for part in parent.slice)
            return self.of(parent, in_container=is_slice)
        elif isinstance(parent, _TESTS):
            return Way.IDLE
        return Way.LOOSE

    def _attribute(self, attribute: cst.Attribute, in_container: bool) -> Way:
        call = self.names.parent(attribute)
        if not in_container:
            return Way.IDLE if attribute.attr.value in self._harmless else Way.LOOSE
        if not isinstance(call, cst.Call) or call.func is not attribute:
            return Way.LOOSE
        if attribute.attr.value in _VIEWS:
            return self.of(call, in_container=True)
        return Way.IDLE if attribute.attr.value in _ADDERS else Way.LOOSE

    # Into calls and out of functions

    def _given(self, call: cst.Call, arg: cst.Arg, in_container: bool) -> Way:
        is_named = self.resolver.is_named
        if self._is_container(call.func):
            return Way.REGISTERED
        if is_named(call.func, *_FRESH) or self._is_of_all(call, arg):
            return self.of(call, in_container=True)
        if is_named(call.func, "typing.cast", *COPIES):
            return self.of(call, in_container=in_container)
        if is_named(call.func, *_SHOW):
            return Way.IDLE
        if is_named(call.func, "setattr") and len(call.args) == 3 and call.args[2] is arg:
            return self._of_self(call.args[0].value)
        if isinstance(call.func, cst.Attribute):
            owner, name = call.func.value, call.func.attr.value
            if name in _MEMBER_ADDERS and isinstance(owner, cst.Name):
                of_self = self._of_self(owner)
                return self._put_into(owner) if of_self is Way.LOOSE else of_self
            if name in _ADDERS or name in _MEMBER_ADDERS:
                return self._put_into(owner)
            if name == "__init__" and isinstance(owner, cst.Call):
                return self._initialised(call, owner)
        definition = self.structure.definition(call.func)
        parameter = self.structure.parameter_of(call, arg)
        if definition is None or definition.decorators or parameter is None or in_container:
            return Way.LOOSE
        return self._named(self.names.binding_at[id(parameter)])

    def _is_of_all(self, call: cst.Call, arg: cst.Arg) -> bool:
        """Tell whether it is `filter(None, layers)`, which leaves out what isn't there."""
        is_filter = self.resolver.is_named(call.func, "filter") and len(call.args) == 2
        return is_filter and call.args[1] is arg and literal(call.args[0].value) is None

    def _initialised(self, call: cst.Call, owner: cst.Call) -> Way:
        """Return what becomes of an argument of `super().__init__(...)`: a class that derives from
        a container registers it.
        """
        function = self.structure.function_of(call)
        if function is None or not self.resolver.is_named(owner.func, "super"):
            return Way.LOOSE
        class_def = self._class_around(function)
        if class_def is None or not any(self._is_container(b.value) for b in class_def.bases):
            return Way.LOOSE
        scope = self.names.scope_at[id(class_def.body)]
        return Way.REGISTERED if id(function) in self._builders(scope) else Way.LOOSE

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

    def _returned(self, statement: cst.Return, in_container: bool) -> Way:
        """Return what the callers do with what a function returns: only of one that others can't
        reach are all callers seen.
        """
        function = self.structure.function_of(statement)
        if function is None or function.decorators or function.asynchronous is not None:
            return Way.LOOSE
        binding = self.names.binding_at[id(function)]
        name = function.name.value
        is_private = name.startswith("_") and not name.endswith("__")
        if binding.scope.kind == "class":
            readers: list[cst.BaseExpression] = [
                a for a in self.names.attributes if a.attr.value == name
            ]
        else:
            is_private = is_private or binding.scope.kind == "function"
            readers = [load.node for load in self.names.readers(binding)]
        if not is_private or not readers or binding in self._bindings:
            return self._bindings.get(binding, Way.LOOSE)
        self._bindings[binding] = Way.IDLE  # what it gives to itself is asked of the others
        calls = [(reader, self.names.parent(reader)) for reader in readers]
        self._bindings[binding] = _worst(
            self.of(call, in_container=in_container)
            if isinstance(call, cst.Call) and call.func is reader
            else Way.LOOSE
            for reader, call in calls
        )
        return self._bindings[binding]

    # Into variables, attributes and containers

    def _into(self, target: cst.BaseExpression, in_container: bool) -> Way:
        if isinstance(target, cst.Name):
            binding = self.names.binding_at[id(target)]
            if in_container:
                return self._list(binding.scope, binding.name)
            return self._named(binding)
        if isinstance(target, cst.Attribute) and not in_container:
            return self._of_self(target.value)
        if isinstance(target, cst.Subscript):
            return self._put_into(target.value)
        return Way.LOOSE

    def _named(self, binding: Binding) -> Way:
        if binding in self._bindings:
            return self._bindings[binding]
        if not self._is_local(binding):
            return Way.LOOSE
        if self._is_set_at_once(binding):
            return Way.REGISTERED
        self._bindings[binding] = Way.IDLE
        way = _worst(
            self.of(load.node) if self._is_near(load, binding.scope) else Way.LOOSE
            for load in self.names.readers(binding)
        )
        self._bindings[binding] = way
        return way

    def _is_local(self, binding: Binding) -> bool:
        """Tell whether only the function, or the module, that binds the name itself does so."""
        return (
            binding.scope.kind in ("function", "module")
            and binding.name not in binding.scope.shared
            and not binding.from_elsewhere
            and (
                binding.kind == "parameter"
                or self.names.scope_of(binding.node).function is binding.scope
            )
        )

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

    def _list(self, scope: Scope, name: str) -> Way:
        """Return what becomes of what is in a list or dict that a function makes for itself."""
        key = (scope, name)
        if key in self._lists:
            return self._lists[key]
        bindings = scope.bindings.get(name, [])
        self._lists[key] = Way.IDLE
        way = Way.LOOSE
        if all(self._is_local(b) and self._is_fresh(b) for b in bindings):
            loads = {id(r): r for b in bindings for r in self.names.readers(b)}
            way = _worst(
                self.of(load.node, in_container=True) if self._is_near(load, scope) else Way.LOOSE
                for load in loads.values()
            )
        self._lists[key] = way
        return way

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

    def _put_into(self, owner: cst.BaseExpression) -> Way:
        """Return what becomes of what is put into a list, a dict or a module."""
        if isinstance(owner, cst.Attribute):
            return self._put_into_attribute(owner)
        load = self.names.load_at.get(id(owner))
        bindings = self.names.reaching(load) if load is not None else []
        if load is None or not bindings:
            return Way.LOOSE
        if any(b.kind == "parameter" for b in bindings):
            scope = self.structure.class_of(owner)
            is_own = scope is not None and any(
                self._is_container(base.value) for base in getattr(scope.node, "bases", ())
            )
            return self._of_self(owner) if is_own else Way.LOOSE
        if not all(self._is_local(b) and self._is_near(load, b.scope) for b in bindings):
            return Way.LOOSE
        nets = [b for b in bindings if self._is_net(b)]
        if nets:
            fine = len(nets) == len(bindings) and all(map(self._stays_fresh, nets))
            return Way.REGISTERED if fine else Way.LOOSE
        return self._list(bindings[0].scope, bindings[0].name)

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
            return all(isinstance(t.target, cst.Attribute) for t in parent.targets)
        return isinstance(parent, (cst.Subscript, cst.Call, cst.Return, cst.AugAssign, *_TESTS))

    def _put_into_attribute(self, owner: cst.Attribute) -> Way:
        """Return what becomes of what is put into `self.layers`, which a module registers where
        nothing but containers is assigned to it.
        """
        if self._of_self(owner.value) is Way.LOOSE:
            return Way.LOOSE
        scope = self.structure.class_of(owner.value)
        assert scope is not None
        places = self.structure.attributes_of(scope, owner.attr.value)
        stored = [place for place in places if id(place) in self.names.stored]
        for place in places:
            around = self.names.parent(place)
            if isinstance(around, cst.Attribute) and around.attr.value in (*self._modes, _MODE):
                return Way.LOOSE
        kept = [self._kept_at(place) for place in stored]
        is_one = any(value is not None and self._is_new_container(value) for value in kept)
        is_always = all(
            self._is_added_to(place) or (value is not None and self._is_new_module(value))
            for place, value in zip(stored, kept, strict=True)
        )
        return Way.REGISTERED if is_one and is_always else Way.LOOSE

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

    def _of_self(self, owner: cst.BaseExpression) -> Way:
        """Return whether `owner` is the self of a module that is being built."""
        load = self.names.load_at.get(id(owner))
        bindings = self.names.reaching(load) if load is not None else []
        scope = self.structure.class_of(owner)
        if load is None or scope is None or len(bindings) != 1:
            return Way.LOOSE
        binding = bindings[0]
        is_self = binding.kind == "parameter" and binding.scope.first_parameter == binding.name
        if not is_self or not self._is_near(load, binding.scope) or not self._is_module(scope):
            return Way.LOOSE
        return Way.REGISTERED if id(binding.scope.node) in self._builders(scope) else Way.LOOSE

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
                callers = {
                    id(self.structure.function_of(a))
                    for a in self.names.attributes
                    if a.attr.value == name
                }
                own = {id(f) for f in functions}
                if callers & reached and not own <= reached:
                    reached |= own
                    is_growing = True
                if callers - own and callers <= built | own and not own <= built:
                    built |= own
                    is_growing = True
        return frozenset() if self._sets_own_mode(reached) else frozenset(built)

    def _sets_own_mode(self, functions: set[int]) -> bool:
        """Tell whether one of the methods sets the mode of its instance, or gives it to a function
        of this module that sets a mode.
        """
        setting: set[int] = set()
        for attribute in self.names.attributes:
            name = attribute.attr.value
            if name in self._modes or (name == _MODE and id(attribute) in self.names.stored):
                function = self.structure.function_of(attribute)
                setting.add(id(function))
                if id(function) in functions and self._is_own(attribute.value, function):
                    return True
        for call in self.names.calls:
            function = self.structure.function_of(call)
            if id(function) in functions and any(
                self._is_own(a.value, function) for a in call.args
            ):
                callee, _ = self.structure.callee(call)
                if callee is not None and id(callee) in setting:
                    return True
        return False

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


def _worst(ways: Iterable[Way]) -> Way:
    return max(ways, key=lambda way: way.value, default=Way.IDLE)
