"""The scopes and bindings of a module as Python's own parser sees it, which takes a fifteenth of
LibCST's time.

It knows what names/bindings.py knows, as far as that decides whether a file is looked at by LibCST:
where a name may be bound, and where it is bound for certain.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

Position = tuple[int, int]
"""A line and the offset in it."""

_ADDS = ("append", "insert", "add", "extend")


@dataclass(eq=False)
class Block:
    """The statements of a body, or of a branch of one; `parent` may be a block of another scope."""

    parent: Block | None = None


@dataclass(eq=False)
class Scope:
    """A module, class, function, generator or another comprehension; `name` is that of a function.

    Its bindings are in the order of execution.
    """

    kind: str
    parent: Scope | None = None
    name: str = ""
    bindings: dict[str, list[Binding]] = field(default_factory=dict)

    def owners(self, name: str) -> Iterator[Scope]:
        """Yield the scopes whose `name` may be read here, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.bindings and (scope is self or scope.kind != "class"):
                yield scope
            scope = scope.parent

    @property
    def function(self) -> Scope:
        """The scope itself, or the one around it that is no comprehension."""
        scope = self
        while scope.kind in ("comprehension", "generator") and scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(frozen=True)
class Place:
    """Where code is executed."""

    scope: Scope
    block: Block


@dataclass(eq=False)
class Binding:
    """What binds a name: a `parameter`, the assignment of a `value`, of `part` of one, or what is
    `fixed`, such as a `definition` or an import of `qualified`.

    `place` is where `value` is read, `block` and `at` where the name is bound; `is_certain` tells
    that the block always gets there.
    """

    kind: str
    at: Position
    block: Block
    place: Place
    value: ast.AST | None = None
    is_certain: bool = False
    qualified: str | None = None
    definition: ast.stmt | None = None


class Scopes:
    """The scopes of a module, and what is bound, stored, called and returned in it."""

    def __init__(self, tree: ast.Module) -> None:
        self.calls: list[tuple[ast.Call, Place]] = []
        self.scopes: list[Scope] = []
        self.stored: dict[str, list[Binding]] = {}
        """What is assigned to attributes, of whatever object."""
        self.returned: dict[str, list[tuple[ast.AST, Place]]] = {}
        self.added: dict[str, list[tuple[ast.AST, Place]]] = {}
        """What is appended to lists, by the list's name."""
        self.shared: set[str] = set()
        """Names that are global or nonlocal somewhere: nobody knows when they are bound."""
        self.scope_at: dict[int, Scope] = {}
        """The scope that a class or function opens, by its id."""
        self._stack: list[tuple[ast.AST, Place]] = []
        top = Place(self._scope("module", None), Block())
        self._push(tree.body, top)
        while self._stack:
            node, place = self._stack.pop()
            visit = _VISITS.get(type(node))
            if visit is None:
                self._push_below(node, place)
            else:
                visit(self, node, place)
        for scope in self.scopes:
            for bindings in scope.bindings.values():
                bindings.sort(key=lambda binding: binding.at)

    def release(self) -> None:
        """Forget the bindings, when all is asked: they and their scopes go in circles, and the tree
        that they hold would have to wait for the search for garbage.
        """
        for scope in self.scopes:
            scope.bindings.clear()

    # What a name may stand for

    def qualified(self, node: ast.AST, place: Place) -> str | None:
        """Return the one name of another module that an expression stands for."""
        attributes = ""
        while isinstance(node, ast.Attribute):
            attributes = f".{node.attr}{attributes}"
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        found = {binding.qualified for binding in self.may_reach(node, place)}
        name = found.pop() if len(found) == 1 else None
        return name and f"{name}{attributes}"

    def may_reach(self, name: ast.Name, place: Place) -> list[Binding]:
        """Return the bindings that a name may read, and maybe some more."""
        if name.id in self.shared:
            return [b for scope in self.scopes for b in scope.bindings.get(name.id, ())]
        found: list[Binding] = []
        for owner in place.scope.owners(name.id):
            bindings = owner.bindings[name.id]
            first = 0
            if _runs_in(place.scope, owner):
                blocks = set(_around(place.block))
                for index, binding in enumerate(bindings):
                    if (
                        binding.at <= _start(name)
                        and binding.is_certain
                        and binding.block in blocks
                    ):
                        first = index
            found += bindings[first:]
            if owner.kind != "class":
                break
        return found

    def surely_reach(self, name: ast.Name, place: Place) -> list[Binding] | None:
        """Return bindings that a name reads for certain if it gets there by their way; None for a
        builtin.
        """
        if name.id in self.shared:
            return []
        owner = next(place.scope.owners(name.id), None)
        if owner is None:
            return None
        bindings = owner.bindings[name.id]
        if not _runs_in(place.scope, owner):
            return bindings
        blocks = set(_around(place.block))
        found: list[Binding] = []
        for binding in reversed(bindings):
            if binding.at <= _start(name):
                found.append(binding)
                if binding.block in blocks:
                    break
        return found

    # The walk

    def _scope(self, kind: str, parent: Scope | None, name: str = "") -> Scope:
        scope = Scope(kind, parent, name)
        self.scopes.append(scope)
        return scope

    def _push(self, nodes: Iterable[ast.AST | None], place: Place) -> None:
        self._stack.extend((node, place) for node in nodes if node is not None)

    def _push_below(self, node: ast.AST, place: Place) -> None:
        for name in _CODE_FIELDS[type(node)]:
            value = getattr(node, name)
            for item in value if type(value) is list else (value,):
                if type(item) not in _LEAVES:
                    self._stack.append((item, place))

    def _bind(self, name: str, binding: Binding, scope: Scope) -> None:
        scope.bindings.setdefault(name, []).append(binding)
        if scope.kind == "class":
            self.stored.setdefault(name, []).append(binding)

    def _assign(
        self,
        target: ast.AST,
        value: ast.AST | None,
        at: Position,
        place: Place,
        scope: Scope | None = None,
        is_certain: bool = False,
        kind: str = "value",
    ) -> None:
        """Bind the names and attributes of a target to `value`, or to what may be a part of it."""
        scope = scope or place.scope.function
        if isinstance(target, ast.Name):
            binding = Binding(kind, at, place.block, place, value, is_certain)
            self._bind(target.id, binding, scope)
        elif isinstance(target, ast.Attribute):
            self.stored.setdefault(target.attr, []).append(
                Binding(kind, at, place.block, place, value)
            )
        elif isinstance(target, (ast.Tuple, ast.List, ast.Starred)):
            for inner in ast.iter_child_nodes(target):
                self._assign(inner, value, at, place, scope, kind="part")

    def _block(self, statements: Iterable[ast.stmt], place: Place) -> None:
        if statements:
            self._push(statements, Place(place.scope, Block(place.block)))

    def _blocks(self, node: ast.AST, place: Place) -> None:
        """Walk a compound statement: each of its lists of statements is a block."""
        for name, value in ast.iter_fields(node):
            if name in ("body", "orelse", "finalbody"):
                self._block(value, place)
            elif isinstance(value, list):
                self._push((item for item in value if isinstance(item, ast.AST)), place)
            elif isinstance(value, ast.AST):
                self._push([value], place)

    def _loop(self, node: ast.For | ast.AsyncFor, place: Place) -> None:
        self._assign(node.target, node.iter, _end(node.iter), place, kind="part")
        self._blocks(node, place)

    def _handler(self, node: ast.ExceptHandler, place: Place) -> None:
        if node.name is not None:
            binding = Binding("part", _start(node), place.block, place)
            self._bind(node.name, binding, place.scope)
        self._blocks(node, place)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, place: Place) -> None:
        self._define(node.name, _start(node.body[0]), place, definition=node)
        inner = self._parameters(node.args, node, place, node.name)
        self._push(node.body, inner)
        self._push([*node.decorator_list, node.returns], place)

    def _lambda(self, node: ast.Lambda, place: Place) -> None:
        self._push([node.body], self._parameters(node.args, node, place))

    def _parameters(
        self, arguments: ast.arguments, owner: ast.AST, place: Place, name: str = ""
    ) -> Place:
        """Bind the parameters; return where the function's body is executed."""
        inner = Place(self._scope("function", place.scope, name), Block(place.block))
        self.scope_at[id(owner)] = inner.scope
        for parameter, default in _defaults(arguments):
            binding = Binding("parameter", _start(owner), inner.block, place, default)
            self._bind(parameter.arg, binding, inner.scope)
            self._push([default, parameter.annotation], place)
        for rest in (arguments.vararg, arguments.kwarg):
            if rest is not None:
                binding = Binding("fixed", _start(owner), inner.block, place)
                self._bind(rest.arg, binding, inner.scope)
                self._push([rest.annotation], place)
        return inner

    def _class(self, node: ast.ClassDef, place: Place) -> None:
        self._define(node.name, _end(node), place, definition=node)
        scope = self._scope("class", place.scope)
        self.scope_at[id(node)] = scope
        self._push(node.body, Place(scope, Block(place.block)))
        self._push([*node.decorator_list, *node.bases, *node.keywords], place)

    def _define(
        self,
        name: str,
        at: Position,
        place: Place,
        qualified: str | None = None,
        definition: ast.stmt | None = None,
    ) -> None:
        binding = Binding("fixed", at, place.block, place, None, True, qualified, definition)
        self._bind(name, binding, place.scope)

    def _import(self, node: ast.Import | ast.ImportFrom, place: Place) -> None:
        for alias in node.names:
            root = alias.name.partition(".")[0]
            qualified: str | None = alias.name if alias.asname else root
            if isinstance(node, ast.ImportFrom):
                qualified = None if node.level else f"{node.module}.{alias.name}"
            self._define(alias.asname or root, _end(node), place, qualified)

    def _assignment(self, node: ast.Assign | ast.AnnAssign, place: Place) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            is_certain = node.value is not None
            self._assign(target, node.value, _end(node), place, is_certain=is_certain)
        self._push_below(node, place)

    def _augmented(self, node: ast.AugAssign, place: Place) -> None:
        if isinstance(node.target, ast.Name):
            self._define(node.target.id, _end(node), place)
        self._push([node.value, node.target], place)

    def _named(self, node: ast.NamedExpr, place: Place) -> None:
        self._assign(node.target, node.value, _end(node), place)
        self._push([node.value], place)

    def _with_item(self, node: ast.withitem, place: Place) -> None:
        if node.optional_vars is not None:
            at = _end(node.optional_vars)
            self._assign(node.optional_vars, node.context_expr, at, place, kind="part")
        self._push_below(node, place)

    def _capture(self, node: ast.MatchAs | ast.MatchStar | ast.MatchMapping, place: Place) -> None:
        name = node.rest if isinstance(node, ast.MatchMapping) else node.name
        if name is not None:
            self._bind(name, Binding("fixed", _end(node), place.block, place), place.scope)
        self._push_below(node, place)

    def _delete(self, node: ast.Delete, place: Place) -> None:
        for target in node.targets:
            self._assign(target, None, _end(node), place, kind="part")
        self._push_below(node, place)

    def _share(self, node: ast.Global | ast.Nonlocal, _place: Place) -> None:
        self.shared.update(node.names)

    def _return(self, node: ast.Return, place: Place) -> None:
        if node.value is not None:
            self.returned.setdefault(place.scope.function.name, []).append((node.value, place))
            self._push([node.value], place)

    def _call(self, node: ast.Call, place: Place) -> None:
        self.calls.append((node, place))
        if isinstance(node.func, ast.Attribute) and node.func.attr in _ADDS:
            added = self.added.setdefault(last_name(node.func.value), [])
            added.extend((value, place) for value in node.args)
        self._push_below(node, place)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, place: Place
    ) -> None:
        kind = "generator" if isinstance(node, ast.GeneratorExp) else "comprehension"
        inner = Place(self._scope(kind, place.scope), place.block)
        for index, clause in enumerate(node.generators):
            around = inner if index else place
            binds = inner.scope
            self._assign(clause.target, clause.iter, _start(node), around, binds, kind="part")
            self._push([clause.iter], around)
            self._push(clause.ifs, inner)
        results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._push(results, inner)


_LEAVES = frozenset([type(None), str, int, bool, ast.Name, ast.Constant])
"""What holds no code below it, of the most frequent."""

_NOT_CODE = frozenset(["arg", "attr", "ctx", "id", "kind", "op", "ops", "type_comment"])

_CODE_FIELDS = {
    kind: tuple(name for name in kind._fields if name not in _NOT_CODE)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
} | {ast.Constant: ()}

_VISITS: dict[type[ast.AST], Callable[..., None]] = {
    ast.If: Scopes._blocks,
    ast.While: Scopes._blocks,
    ast.With: Scopes._blocks,
    ast.AsyncWith: Scopes._blocks,
    ast.Try: Scopes._blocks,
    ast.match_case: Scopes._blocks,
    ast.For: Scopes._loop,
    ast.AsyncFor: Scopes._loop,
    ast.ExceptHandler: Scopes._handler,
    ast.FunctionDef: Scopes._function,
    ast.AsyncFunctionDef: Scopes._function,
    ast.Lambda: Scopes._lambda,
    ast.ClassDef: Scopes._class,
    ast.Import: Scopes._import,
    ast.ImportFrom: Scopes._import,
    ast.Assign: Scopes._assignment,
    ast.AnnAssign: Scopes._assignment,
    ast.AugAssign: Scopes._augmented,
    ast.NamedExpr: Scopes._named,
    ast.withitem: Scopes._with_item,
    ast.MatchAs: Scopes._capture,
    ast.MatchStar: Scopes._capture,
    ast.MatchMapping: Scopes._capture,
    ast.Delete: Scopes._delete,
    ast.Global: Scopes._share,
    ast.Nonlocal: Scopes._share,
    ast.Return: Scopes._return,
    ast.Call: Scopes._call,
    ast.ListComp: Scopes._comprehension,
    ast.SetComp: Scopes._comprehension,
    ast.DictComp: Scopes._comprehension,
    ast.GeneratorExp: Scopes._comprehension,
}
if sys.version_info >= (3, 11):
    _VISITS[ast.TryStar] = Scopes._blocks


def _runs_in(scope: Scope, owner: Scope) -> bool:
    """Tell whether code of `scope` is executed in `owner` itself: a generator's comes later."""
    while scope is not owner and scope.kind == "comprehension" and scope.parent is not None:
        scope = scope.parent
    return scope is owner


def _around(block: Block) -> Iterator[Block]:
    """Yield the block and those around it."""
    up: Block | None = block
    while up is not None:
        yield up
        up = up.parent


def _start(node: ast.AST) -> Position:
    assert isinstance(node, _PLACED)
    return node.lineno, node.col_offset


def _end(node: ast.AST) -> Position:
    assert isinstance(node, _PLACED)
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


_PLACED = (ast.expr, ast.stmt, ast.pattern, ast.ExceptHandler)


def _defaults(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = [None] * (len(positional) - len(arguments.defaults))
    yield from zip(positional, [*missing, *arguments.defaults], strict=True)
    yield from zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)


def last_name(node: ast.AST) -> str:
    """Return the last part of a name with dots, empty for another expression."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""
