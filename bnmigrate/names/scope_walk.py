"""The walk over a module that finds its scopes, with all that binds and reads a name.

LibCST's scope and qualified-name providers cost several times the parsing; this is one walk over
the nodes that hold code.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import libcst as cst

from bnmigrate.names.scopes import Binding, Load, Scope
from bnmigrate.names.syntax import NO_NODE, code_fields, dotted

if TYPE_CHECKING:
    from bnmigrate.names.bindings import Names

Comprehensions = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)


class ScopeWalk:
    """The walk; a stack instead of recursion, so that depth costs nothing."""

    def __init__(
        self,
        names: Names,
        embedded: Callable[[cst.SimpleString], cst.BaseExpression | None],
    ) -> None:
        self.names = names
        self.parse_string = embedded
        self.order = 0
        self.nonlocals: list[tuple[Scope, str]] = []
        self.stack: list[Callable[[], None] | tuple[cst.CSTNode, cst.CSTNode, Scope, str]] = []

    def run(self) -> None:
        """Walk the module and fill in what it holds."""
        names = self.names
        names.scope_at[id(names.module)] = names.top
        self.push(names.module.body, names.module, names.top)
        handlers: dict[type, Callable[[cst.CSTNode, Scope, str], None] | None] = {}
        fields: dict[type, tuple[str, ...]] = {}
        stack, parents, push = self.stack, names.parents, self.push
        while stack:
            item = stack.pop()
            if callable(item):
                item()
                continue
            node, parent, scope, role = item
            parents[id(node)] = parent
            kind = type(node)
            if kind not in handlers:
                handlers[kind] = getattr(self, f"_{kind.__name__}", None)
                fields[kind] = code_fields(kind)[::-1]
            handler = handlers[kind]
            if handler is not None:
                handler(node, scope, role)
            else:
                for name in fields[kind]:
                    push(getattr(node, name), node, scope, role)
        self.give_to_outer_scopes()

    def push(self, nodes: Any, parent: cst.CSTNode, scope: Scope, role: str = "") -> None:
        """Put `nodes` before all that is on the stack, the first of them on top."""
        kind = type(nodes)
        if kind is list or kind is tuple:
            for node in reversed(nodes):
                self.stack.append((node, parent, scope, role))
        elif kind not in NO_NODE:
            self.stack.append((nodes, parent, scope, role))

    def open(self, kind: str, node: cst.CSTNode, parent: Scope) -> Scope:
        """Begin the scope of a node."""
        scope = Scope(kind, node, parent)
        self.names.scopes.append(scope)
        return scope

    def next_order(self) -> int:
        """Return the next place in the order of execution."""
        self.order += 1
        return self.order

    def bind(
        self,
        name: str,
        kind: str,
        node: cst.CSTNode,
        scope: Scope,
        value: cst.BaseExpression | None = None,
        qualified: str | None = None,
    ) -> None:
        """Note that a node binds a name, in the scope that the name is declared to be of."""
        owner = scope.redirects.get(name, scope)
        order = self.next_order()
        self.names.order_at[id(node)] = order
        binding = Binding(name, kind, node, owner, order, value, qualified, owner is not scope)
        if owner is not scope:
            owner.shared.add(name)
        owner.bindings.setdefault(name, []).append(binding)
        self.names.binding_at[id(node)] = binding

    # Expressions

    def _Name(self, node: cst.Name, scope: Scope, role: str) -> None:
        if role in ("store", "delete", "comprehension"):
            self.bind(
                node.value,
                "delete" if role == "delete" else "assign",
                node,
                scope if role == "comprehension" else scope.function,
                value=self.assigned(node),
            )
            return
        load = Load(node, scope, self.next_order())
        self.names.order_at[id(node)] = load.order
        self.names.loads.setdefault(node.value, []).append(load)
        self.names.load_at[id(node)] = load

    def assigned(self, target: cst.Name) -> cst.BaseExpression | None:
        """Return the one expression that `target` is bound to, where there is one."""
        parent = self.names.parent(target)
        if isinstance(parent, cst.AssignTarget):
            statement = self.names.parent(parent)
            assert isinstance(statement, cst.Assign)
            return statement.value
        if isinstance(parent, (cst.AnnAssign, cst.NamedExpr)):
            return parent.value
        if isinstance(parent, cst.Element):
            # a, b = x, y binds element by element
            unpacked = self.names.parent(parent)
            outer = self.names.parent(unpacked) if unpacked is not None else None
            statement = self.names.parent(outer) if outer is not None else None
            if (
                isinstance(unpacked, (cst.Tuple, cst.List))
                and isinstance(statement, cst.Assign)
                and isinstance(statement.value, (cst.Tuple, cst.List))
                and len(statement.value.elements) == len(unpacked.elements)
                and all(isinstance(e, cst.Element) for e in unpacked.elements)
                and all(isinstance(e, cst.Element) for e in statement.value.elements)
            ):
                index = next(i for i, e in enumerate(unpacked.elements) if e is parent)
                return statement.value.elements[index].value
        return None

    def _Attribute(self, node: cst.Attribute, scope: Scope, role: str) -> None:
        self.names.attributes.append(node)
        if role in ("store", "delete"):
            self.names.stored.add(id(node))
        self.push(node.value, node, scope)

    def _Subscript(self, node: cst.Subscript, scope: Scope, role: str) -> None:
        if role in ("store", "delete"):
            self.names.stored.add(id(node))
        last = (dotted(node.value) or "").rpartition(".")[2]
        types = len(node.slice) if role == "annotation" and last != "Literal" else 0
        if last == "Annotated":
            types = min(types, 1)  # what follows the type is data
        self.push(node.slice[types:], node, scope)
        self.push(node.slice[:types], node, scope, "annotation")
        self.push(node.value, node, scope)

    def _Call(self, node: cst.Call, scope: Scope, _role: str) -> None:
        self.names.calls.append(node)
        casts = bool(node.args) and self.is_cast(node.func, scope)
        self.push(node.args[casts:], node, scope)
        self.push(node.args[:casts], node, scope, "annotation")
        self.push(node.func, node, scope)

    def is_cast(self, node: cst.BaseExpression, scope: Scope) -> bool:
        """Tell whether `node` is typing.cast by the bindings met so far: it takes a type first."""
        last = node.attr if isinstance(node, cst.Attribute) else node
        if not isinstance(last, cst.Name) or last.value != "cast":
            return False
        root, _, rest = (dotted(node) or "").partition(".")
        owner = self.names.owner(scope, root)
        found = owner.bindings.get(root, ()) if owner is not None else ()
        return any(
            f"{binding.qualified}.{rest}".rstrip(".") in ("typing.cast", "typing_extensions.cast")
            for binding in found
        )

    def _Arg(self, node: cst.Arg, scope: Scope, role: str) -> None:
        self.push(node.value, node, scope, role)

    def _NamedExpr(self, node: cst.NamedExpr, scope: Scope, _role: str) -> None:
        self.push(node.target, node, scope, "store")
        self.push(node.value, node, scope)

    def _Lambda(self, node: cst.Lambda, scope: Scope, _role: str) -> None:
        inner = self.open("function", node, scope)
        self.names.scope_at[id(node.body)] = inner
        self.push(node.body, node, inner)
        self.parameters(node.params, node, scope, scope, inner)

    def comprehension(
        self, node: cst.BaseComp, results: list[cst.BaseExpression], scope: Scope
    ) -> None:
        """Walk a comprehension: its first iterable is read in the scope around it."""
        inner = self.open("comprehension", node, scope)
        clauses: list[cst.CompFor] = []
        clause: cst.CompFor | None = node.for_in
        while clause is not None:
            clauses.append(clause)
            clause = clause.inner_for_in
        self.push(results, node, inner)
        for result in results:
            self.names.scope_at[id(result)] = inner
        for index, clause in reversed(list(enumerate(clauses))):
            self.names.parents[id(clause)] = node
            self.push(clause.ifs, clause, inner)
            self.push(clause.target, clause, inner, "comprehension")
            self.push(clause.iter, clause, inner if index else scope)
            for part in (*clause.ifs, clause.target, *([clause.iter] if index else [])):
                self.names.scope_at[id(part)] = inner

    def _ListComp(self, node: cst.ListComp, scope: Scope, _role: str) -> None:
        self.comprehension(node, [node.elt], scope)

    _SetComp = _ListComp
    _GeneratorExp = _ListComp

    def _DictComp(self, node: cst.DictComp, scope: Scope, _role: str) -> None:
        self.comprehension(node, [node.key, node.value], scope)

    def _SimpleString(self, node: cst.SimpleString, scope: Scope, role: str) -> None:
        self.names.strings.append(node)
        self.names.scope_at[id(node)] = scope
        if role == "annotation":
            inner = self.parse_string(node)
            if inner is not None:
                self.names.embedded[id(node)] = inner
                self.push(inner, node, scope, "annotation")
            else:
                self.names.annotation_texts.append(node.value)

    def _ConcatenatedString(self, node: cst.ConcatenatedString, scope: Scope, _role: str) -> None:
        self.names.annotation_texts.append(str(node.evaluated_value))
        self.push([node.left, node.right], node, scope)

    def _Annotation(self, node: cst.Annotation, scope: Scope, _role: str) -> None:
        self.push(node.annotation, node, scope, "annotation")

    # Statements

    def _Assign(self, node: cst.Assign, scope: Scope, _role: str) -> None:
        for target in node.targets:
            self.names.parents[id(target)] = node
        self.push(node.targets, node, scope, "store")
        self.push(node.value, node, scope)

    def _AssignTarget(self, node: cst.AssignTarget, scope: Scope, _role: str) -> None:
        self.push(node.target, node, scope, "store")

    def _AnnAssign(self, node: cst.AnnAssign, scope: Scope, _role: str) -> None:
        self.push(node.target, node, scope, "store")
        self.push(node.annotation, node, scope)
        self.push(node.value, node, scope)

    def _AugAssign(self, node: cst.AugAssign, scope: Scope, _role: str) -> None:
        if isinstance(node.target, cst.Name):
            name = node.target
            self.stack.append(lambda: self.bind(name.value, "other", node, scope.function))
        self.names.stored.add(id(node.target))
        self.push([node.target, node.value], node, scope)

    def _Return(self, node: cst.Return, scope: Scope, _role: str) -> None:
        self.names.returns.append(node)
        self.push(node.value, node, scope)

    def _Del(self, node: cst.Del, scope: Scope, _role: str) -> None:
        self.push(node.target, node, scope, "delete")

    def _For(self, node: cst.For, scope: Scope, _role: str) -> None:
        self.push(node.orelse, node, scope)
        self.push(node.body, node, scope)
        self.push(node.target, node, scope, "store")
        self.push(node.iter, node, scope)

    def _AsName(self, node: cst.AsName, scope: Scope, _role: str) -> None:
        self.push(node.name, node, scope, "store")

    def _Import(self, node: cst.Import, scope: Scope, _role: str) -> None:
        for alias in node.names:
            self.names.parents[id(alias)] = node
            qualified = dotted(alias.name)
            assert qualified is not None
            if alias.asname is None:
                root = qualified.partition(".")[0]
                self.bind(root, "import", alias, scope, qualified=root)
            else:
                assert isinstance(alias.asname.name, cst.Name)
                self.bind(alias.asname.name.value, "import", alias, scope, qualified=qualified)

    _LazyImport = _Import

    def _ImportFrom(self, node: cst.ImportFrom, scope: Scope, _role: str) -> None:
        module = self.names.absolute(
            dotted(node.module) if node.module is not None else None, len(node.relative)
        )
        if isinstance(node.names, cst.ImportStar):
            self.bind("*", "star", node, scope, qualified=module)
            return
        for alias in node.names:
            self.names.parents[id(alias)] = node
            assert isinstance(alias.name, cst.Name)
            bound = alias.name.value if alias.asname is None else dotted(alias.asname.name)
            assert bound is not None
            qualified = None if module is None else f"{module}.{alias.name.value}"
            self.bind(bound, "import", alias, scope, qualified=qualified)

    _LazyImportFrom = _ImportFrom

    def _Global(self, node: cst.Global, scope: Scope, _role: str) -> None:
        for item in node.names:
            self._give(scope, item.name.value, self.names.top)

    def _Nonlocal(self, node: cst.Nonlocal, scope: Scope, _role: str) -> None:
        # What it stands for may be bound further down.
        self.nonlocals.extend((scope, item.name.value) for item in node.names)

    def give_to_outer_scopes(self) -> None:
        """Move what nested functions bind by nonlocal to the functions that it belongs to."""
        for scope, name in self.nonlocals:
            outer = next(
                (
                    up
                    for up in itertools.islice(scope.chain(), 1, None)
                    if up.kind == "function" and (name in up.bindings or name in up.redirects)
                ),
                None,
            )
            if outer is None:
                continue
            outer = outer.redirects.get(name, outer)
            outer.shared.add(name)
            self._give(scope, name, outer)

    @staticmethod
    def _give(scope: Scope, name: str, outer: Scope) -> None:
        """Let an outer scope have a name, also where it was bound before this was said."""
        scope.redirects[name] = outer
        for binding in scope.bindings.pop(name, ()):
            binding.scope = outer
            binding.from_elsewhere = True
            bisect.insort(outer.bindings[name], binding, key=lambda b: b.order)

    def _FunctionDef(self, node: cst.FunctionDef, scope: Scope, _role: str) -> None:
        self.names.scope_at[id(node)] = scope
        inner = self.open("function", node, scope)
        self.names.scope_at[id(node.body)] = inner
        self.push(node.body, node, inner)
        self.stack.append(lambda: self.bind(node.name.value, "function", node, scope))
        typed = self.type_parameters(node.type_parameters, node, scope)
        if typed is not scope:
            inner.bindings.update({name: list(found) for name, found in typed.bindings.items()})
        if node.returns is not None:
            self.push(node.returns, node, typed)
        self.parameters(node.params, node, scope, typed, inner)
        self.push(node.decorators, node, scope)

    def _ClassDef(self, node: cst.ClassDef, scope: Scope, _role: str) -> None:
        self.names.scope_at[id(node)] = scope
        typed = self.type_parameters(node.type_parameters, node, scope)
        inner = self.open("class", node, typed)
        self.names.scope_at[id(node.body)] = inner
        self.stack.append(lambda: self.bind(node.name.value, "class", node, scope))
        self.push(node.body, node, inner)
        self.push(node.keywords, node, typed)
        self.push(node.bases, node, typed)
        self.push(node.decorators, node, scope)

    def type_parameters(
        self, parameters: cst.TypeParameters | None, owner: cst.CSTNode, scope: Scope
    ) -> Scope:
        """Bind the type parameters of `owner` in a scope of their own, and return that."""
        if parameters is None:
            return scope
        inner = self.open("type", owner, scope)
        for entry in parameters.params:
            self.names.parents[id(entry)] = owner
            self.bind(entry.param.name.value, "other", entry, inner)
            for part in (getattr(entry.param, "bound", None), entry.default):
                if part is not None:
                    self.names.scope_at[id(part)] = inner
                    self.push(part, entry, inner, "annotation")
        return inner

    def _TypeAlias(self, node: cst.TypeAlias, scope: Scope, _role: str) -> None:
        self.bind(node.name.value, "other", node, scope)
        # It is evaluated when somebody asks for it, like a function's body.
        inner = self.type_parameters(node.type_parameters, node, scope)
        inner = inner if inner is not scope else self.open("type", node, scope)
        self.names.scope_at[id(node.value)] = inner
        self.push(node.value, node, inner, "annotation")

    def parameters(
        self,
        parameters: cst.Parameters,
        owner: cst.CSTNode,
        outer: Scope,
        typed: Scope,
        inner: Scope,
    ) -> None:
        """Bind the parameters in `inner`; their defaults are read in `outer`, their annotations in
        `typed`.
        """
        groups = (
            parameters.posonly_params,
            parameters.params,
            (parameters.star_arg,),
            parameters.kwonly_params,
            (parameters.star_kwarg,),
        )
        found = [p for group in groups for p in group if isinstance(p, cst.Param)]
        self.names.parents[id(parameters)] = owner
        for parameter in found:
            self.names.parents[id(parameter)] = parameters
            kind = "parameter" if not parameter.star else "other"
            self.bind(parameter.name.value, kind, parameter, inner, value=parameter.default)
        named = [*parameters.posonly_params, *parameters.params]
        if named and outer.kind == "class":
            inner.first_parameter = named[0].name.value
        for parameter in reversed(found):
            if parameter.default is not None:
                self.push(parameter.default, parameter, outer)
            if parameter.annotation is not None:
                self.push(parameter.annotation, parameter, typed)

    # Patterns

    def _MatchAs(self, node: cst.MatchAs, scope: Scope, _role: str) -> None:
        if node.name is not None:
            name = node.name
            self.stack.append(lambda: self.bind(name.value, "other", node, scope))
        self.push(node.pattern, node, scope)

    def _MatchStar(self, node: cst.MatchStar, scope: Scope, _role: str) -> None:
        if node.name is not None:
            self.bind(node.name.value, "other", node, scope)

    def _MatchMapping(self, node: cst.MatchMapping, scope: Scope, _role: str) -> None:
        if node.rest is not None:
            self.bind(node.rest.value, "other", node, scope)
        self.push(node.elements, node, scope)

    def _MatchKeywordElement(self, node: cst.MatchKeywordElement, scope: Scope, _role: str) -> None:
        self.push(node.pattern, node, scope)
