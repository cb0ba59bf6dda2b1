"""From Python's tree of a module to its facts.

A walk over the statements in the order in which they run keeps, for each name of a scope, the
variables that may have reached it (reaching definitions): an assignment makes a new variable,
branches join, a loop begins with what its body leaves. What a nested scope, another module or a
later call reads is a cell, which takes all that the name is ever bound to. A check such as
isinstance makes narrower variables for the code that runs where it holds.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bnmigrate.program.command_lines import option
from bnmigrate.program.copies import is_generic
from bnmigrate.program.each import (
    asks_class,
    function_guards,
    guards,
    passes_by,
    picks,
    reads_first,
    tallies,
)
from bnmigrate.program.facts import (
    NOWHERE,
    Argument,
    Class,
    Facts,
    Function,
    Item,
    Op,
    Parameter,
    Place,
    Tally,
    Test,
    Variable,
)

Environment = dict[str, tuple[Variable, ...]]
"""What may have reached each name; and each path, such as `m.bn`, of which a check has told more.
"""

_DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")
_TRANSPARENT = frozenset({"abstractmethod", "override", "final", "overload"})
_KINDS = {
    "property": "property",
    "cached_property": "property",
    "staticmethod": "static",
    "classmethod": "class",
    "contextmanager": "context",
    "asynccontextmanager": "context",
}
_DATACLASS = frozenset({"dataclass", "define", "frozen", "mutable", "attrs"})


@dataclass(eq=False)
class _Scope:
    """A module, a class body or a function, and what its names are bound to."""

    kind: str
    outer: _Scope | None
    bound: set[str]
    function: Function | None = None
    class_index: int | None = None
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    versions: dict[str, list[Variable]] = field(default_factory=dict)
    cells: dict[str, Variable] = field(default_factory=dict)
    environment: Environment | None = field(default_factory=dict)
    loops: list[tuple[list[Environment], list[Environment]]] = field(default_factory=list)
    tests: dict[Variable, tuple[ast.expr, Environment]] = field(default_factory=dict)
    narrowed_from: dict[Variable, Variable] = field(default_factory=dict)
    """What a variable holds a part of, because of a check."""

    imported: set[str] = field(default_factory=set)
    """Names that stand for what a module holds: where they are read, that is named."""


def facts_of(tree: ast.Module) -> Facts:
    """Return what the module says whose tree is given."""
    return _Walk().module(tree)


def _exports(tree: ast.Module) -> frozenset[str] | None:
    """Return the names in `__all__`, where one list or tuple of texts is all that is said of it."""
    said = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "__all__"]
    for statement in tree.body if len(said) == 1 else ():
        if isinstance(statement, ast.Assign) and statement.targets == said:
            value = statement.value
            listed = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
            texts = [item.value for item in listed if isinstance(item, ast.Constant)]
            names = frozenset(text for text in texts if isinstance(text, str))
            return names if len(texts) == len(listed) and listed != [value] else None
    return None


def _literal_spec(node: ast.FormattedValue) -> str | None:
    """Return how a value is formatted in an f-string; None where that isn't written out."""
    parts = node.format_spec.values if isinstance(node.format_spec, ast.JoinedStr) else []
    spec = parts[0].value if len(parts) == 1 and isinstance(parts[0], ast.Constant) else None
    return spec if isinstance(spec, str) else None


def _place(node: ast.AST) -> Place:
    return Place(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]  # of expressions and statements


def path_of(node: ast.expr) -> str:
    """Return `a.b.c` for a name or a chain of attributes, empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts))


def _suppresses(node: ast.expr) -> bool:
    """Whether the context of a `with` may catch errors by name: contextlib.suppress."""
    return isinstance(node, ast.Call) and _last(node.func) == "suppress"


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


_WITHOUT_NODES = frozenset(
    {"ctx", "op", "ops", "id", "attr", "arg", "level", "module", "kind", "type_comment"}
)
"""The fields of Python's nodes that hold no code."""

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: (), ast.Global: (), ast.Nonlocal: ()}


def _fields_of(kind: type[ast.AST]) -> tuple[str, ...]:
    """Return the fields of a kind of nodes that may hold others."""
    known = _FIELDS.get(kind)
    if known is None:
        known = tuple(name for name in kind._fields if name not in _WITHOUT_NODES)
        _FIELDS[kind] = known
    return known


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes right below a node, without contexts and operators."""
    for name in _fields_of(node.__class__):
        child = getattr(node, name, None)
        if child.__class__ is list:
            for one in child:
                if isinstance(one, ast.AST):
                    yield one
        elif isinstance(child, ast.AST):
            yield child


def _inside(nodes: Iterable[ast.AST], is_deep: bool) -> Iterator[ast.AST]:
    """Yield nodes and all below them, in no order; where it isn't deep, nested scopes alone."""
    stack = list(nodes)
    while stack:
        node = stack.pop()
        yield node
        if not is_deep and isinstance(node, _SCOPES):
            continue
        for name in _fields_of(node.__class__):
            child = getattr(node, name, None)
            if child.__class__ is list:
                stack += [one for one in child if isinstance(one, ast.AST)]
            elif isinstance(child, ast.AST):
                stack.append(child)


class _Bound(ast.NodeVisitor):
    """The names that the code of a scope binds, and the attributes that it assigns."""

    def generic_visit(self, node: ast.AST) -> None:
        for child in _children(node):
            if child.__class__ is not ast.Constant:
                self.visit(child)

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.names.add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.attributes.add(node.attr)
        self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.names.add(node.name)
        for one in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if one is not None:
                self.visit(one)

    visit_AsyncFunctionDef = visit_FunctionDef  # named for the node, as ast has it

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.names.add(node.name)
        for one in (*node.decorator_list, *node.bases, *(k.value for k in node.keywords)):
            self.visit(one)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for one in (*node.args.defaults, *node.args.kw_defaults):
            if one is not None:
                self.visit(one)

    def _comprehension(self, node: ast.AST) -> None:
        # Its own names are its own; an assignment expression inside binds outside.
        for inner in _inside([node], is_deep=True):
            if isinstance(inner, ast.NamedExpr) and isinstance(inner.target, ast.Name):
                self.names.add(inner.target.id)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.names.add(alias.asname or alias.name.partition(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.names.update(alias.asname or alias.name for alias in node.names if alias.name != "*")

    def visit_Global(self, node: ast.Global) -> None:
        self.globals.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.nonlocals.update(node.names)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.names.add(node.name)
        self.generic_visit(node)

    def _pattern(self, node: Any) -> None:
        if getattr(node, "name", None):
            self.names.add(node.name)
        if getattr(node, "rest", None):
            self.names.add(node.rest)
        self.generic_visit(node)

    visit_MatchAs = visit_MatchStar = visit_MatchMapping = _pattern


def _bound(nodes: Iterable[ast.AST]) -> _Bound:
    found = _Bound()
    for node in nodes:
        found.visit(node)
    return found


def _join(first: Environment | None, second: Environment | None) -> Environment | None:
    """Return what reaches the place where two ways meet; None where there is no way."""
    if first is None or first is second:
        return second
    if second is None:
        return first
    joined: Environment = {}
    for name, variables in first.items():
        others = second.get(name)
        if others is None:
            if "." not in name:
                joined[name] = variables
        elif others == variables:
            joined[name] = variables
        else:
            joined[name] = (*variables, *(o for o in others if o not in variables))
    for name, variables in second.items():
        if name not in first and "." not in name:
            joined[name] = variables
    return joined


class _Walk:
    """Walks one module."""

    def __init__(self) -> None:
        self.facts = Facts()
        self.scopes: list[_Scope] = []
        self.constants: dict[tuple[type, object], Variable] = {}
        self.rebound: set[str] = set()
        """The names that some function binds for a scope around it, at any time."""

        self.yields = False
        """Whether some function is a generator."""

        self.foreign = self.new()
        self.op("foreign", self.foreign)
        self.answer = self.new()
        self.op("answer", self.answer)

    # Small helpers

    def new(self) -> Variable:
        variable = self.facts.size
        self.facts.size += 1
        return variable

    def op(
        self,
        code: str,
        target: Variable = 0,
        sources: tuple[Variable, ...] = (),
        detail: Any = None,
        place: Place = NOWHERE,
    ) -> Variable:
        self.facts.ops.append(Op(code, target, sources, detail, place))
        return target

    def copy(self, target: Variable, source: Variable) -> None:
        if target != source:
            self.op("copy", target, (source,))

    def constant(self, value: object) -> Variable:
        key = (type(value), value)
        if key not in self.constants:
            variable = self.constants[key] = self.new()
            self.facts.constants.append((variable, value))
        return self.constants[key]

    def merged(self, variables: Sequence[Variable]) -> Variable:
        if len(variables) == 1:
            return variables[0]
        target = self.new()
        for variable in variables:
            self.copy(target, variable)
        return target

    @property
    def scope(self) -> _Scope:
        return self.scopes[-1]

    @property
    def here(self) -> Environment:
        environment = self.scope.environment
        return environment if environment is not None else {}

    # Scopes and names

    def module(self, tree: ast.Module) -> Facts:
        found = _bound(tree.body)
        scope = _Scope("module", None, found.names)
        for node in _inside([tree], is_deep=True):
            if isinstance(node, ast.Global):
                scope.bound.update(node.names)
            if isinstance(node, (ast.Global, ast.Nonlocal)):
                self.rebound.update(node.names)
            elif isinstance(node, (ast.Yield, ast.YieldFrom)):
                self.yields = True
        self.scopes.append(scope)
        self.body(tree.body)
        for name in scope.bound:
            self.cell(scope, name)
        self.scopes.pop()
        self.close(scope)
        self.facts.names = scope.cells
        if "__all__" in scope.cells:
            self.facts.exports = _exports(tree)
        return self.facts

    def close(self, scope: _Scope) -> None:
        """Let the cells of a scope take all that its names were bound to."""
        for name, cell in scope.cells.items():
            for variable in scope.versions.get(name, ()):
                self.copy(cell, variable)

    def cell(self, scope: _Scope, name: str) -> Variable:
        """Return what a name of a scope may ever be."""
        if name not in scope.cells:
            scope.cells[name] = self.new()
        return scope.cells[name]

    def bind(self, name: str, variable: Variable) -> None:
        """Bind a name in the scope that it belongs to."""
        scope = self.scope
        if name in scope.globals:
            self.copy(self.cell(self.scopes[0], name), variable)
            return
        if name in scope.nonlocals:
            owner = self.owner(name, scope.outer)
            if owner is not None:
                self.copy(self.cell(owner, name), variable)
                return
        scope.versions.setdefault(name, []).append(variable)
        if scope.environment is not None and self.is_told(name):
            self.forget(name)
            scope.environment[name] = (variable,)

    def is_told(self, name: str) -> bool:
        """Whether the order of the statements tells what a name of the scope is."""
        return name not in self.rebound or self.scope.kind == "class"

    def forget(self, name: str) -> None:
        """Forget what checks have told of the attributes of a name that is bound anew."""
        environment = self.scope.environment
        prefix = name + "."
        if environment is not None:
            for path in [p for p in environment if p.startswith(prefix)]:
                del environment[path]

    def forget_attribute(self, attribute: str) -> None:
        """Forget what checks have told of an attribute that is assigned."""
        environment = self.scope.environment
        if environment is not None:
            inner = f".{attribute}."
            for path in [p for p in environment if "." in p and inner in p + "."]:
                del environment[path]

    def owner(self, name: str, scope: _Scope | None) -> _Scope | None:
        """Return the scope around that binds a name for nested ones."""
        while scope is not None:
            if scope.kind == "module":
                return scope if name in scope.bound else None
            if scope.kind == "function" and name in scope.bound:
                return scope
            scope = scope.outer
        return None

    def read(self, name: str, place: Place) -> Variable:
        """Return what a name may be where it is read."""
        scope = self.scope
        variable = 0
        if scope.environment is None:
            return self.foreign
        if name not in scope.globals and name not in scope.nonlocals:
            reaching = scope.environment.get(name)
            if reaching:
                variable = self.merged(reaching)
                scope.environment[name] = (variable,)
        owner: _Scope | None = scope
        if not variable:
            if name in scope.globals:
                owner = self.scopes[0]
            elif name not in scope.bound or scope.kind == "class":
                owner = self.owner(name, scope.outer)
            if owner is not None:
                variable = self.cell(owner, name)
            else:
                variable = self.op("star", self.new(), (), name)
        if owner is None or name in owner.imported:
            variable = self.op("reference", self.new(), (variable,), None, place)
        return variable

    # Statements

    def branch(self, nodes: Sequence[ast.stmt | ast.expr]) -> None:
        """Note that some nodes, one after the other, may be passed over."""
        if nodes:
            begin, end = _place(nodes[0]), _place(nodes[-1])
            self.facts.conditional.append(Place(*begin[:2], *end[2:4]))

    def body(self, statements: Sequence[ast.stmt]) -> None:
        for statement in statements:
            if self.scope.environment is None:
                return  # nothing runs behind a return
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        method: Callable[[Any], None] | None = getattr(self, f"do_{type(node).__name__}", None)
        if method is not None:
            method(node)
            return
        # A statement that has no rule: what is read in it is used in an unknown way.
        for child in ast.walk(node):
            if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load):
                self.op("escape", 0, (self.read(child.id, _place(child)),), "unknown", _place(node))

    def do_Expr(self, node: ast.Expr) -> None:
        self.expression(node.value)

    def do_Pass(self, node: ast.Pass) -> None:
        pass

    def do_Assign(self, node: ast.Assign) -> None:
        value = self.expression(node.value)
        for target in node.targets:
            self.assign(target, value)
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            self.note_test(node.targets[0].id, node.value)

    def note_test(self, name: str, value: ast.expr) -> None:
        """Remember a check whose answer a name has, or the object whose class's name it has."""
        is_check = isinstance(value, (ast.Call, ast.Compare, ast.BoolOp, ast.UnaryOp))
        if not is_check and _named_by(value) is None:
            return
        paths = {path_of(n) for n in ast.walk(value) if isinstance(n, (ast.Name, ast.Attribute))}
        if name not in paths:
            reaching = self.here.get(name, ())
            if len(reaching) == 1:
                self.scope.tests[reaching[0]] = (value, dict(self.here))

    def do_AnnAssign(self, node: ast.AnnAssign) -> None:
        annotation = self.annotation(node.annotation)
        if self.scope.kind == "class" and isinstance(node.target, ast.Name):
            index = self.scope.class_index
            assert index is not None
            if _last(node.annotation) != "ClassVar":
                self.facts.classes[index].fields.append(node.target.id)
        if node.value is not None:
            value = self.expression(node.value)
            narrow = self.op(
                "narrow", self.new(), (value, annotation), ("annotation", True), _place(node)
            )
            self.assign(node.target, narrow)
        elif not isinstance(node.target, ast.Name):
            self.expression(node.target.value)  # nothing is bound, what it is of is evaluated
        else:
            variable = self.new()
            self.op("annotated", variable, (annotation,), None, _place(node))
            self.bind(node.target.id, variable)

    def do_AugAssign(self, node: ast.AugAssign) -> None:
        target = node.target
        place = _place(node)
        if isinstance(target, ast.Name):
            old = self.read(target.id, _place(target))
        else:
            load = ast.copy_location(
                ast.Attribute(target.value, target.attr, ast.Load())
                if isinstance(target, ast.Attribute)
                else ast.Subscript(target.value, target.slice, ast.Load()),
                target,
            )
            old = self.expression(load)
        value = self.expression(node.value)
        detail = (type(node.op).__name__, True)
        self.assign(target, self.op("combine", self.new(), (old, value), detail, place))

    def assign(self, target: ast.expr, value: Variable) -> None:
        place = _place(target)
        if isinstance(target, ast.Name):
            # A variable of its own for each binding, so that a check tells of this one alone.
            variable = self.new()
            self.copy(variable, value)
            self.bind(target.id, variable)
        elif isinstance(target, ast.Attribute):
            owner = self.expression(target.value)
            self.op("set attribute", 0, (owner, value), target.attr, place)
            self.forget_attribute(target.attr)
        elif isinstance(target, ast.Subscript):
            owner = self.expression(target.value)
            key = self.expression(target.slice)
            is_slice = isinstance(target.slice, ast.Slice)
            self.op("set element", 0, (owner, key, value), "slice" if is_slice else None, place)
        elif isinstance(target, (ast.Tuple, ast.List)):
            after = 0
            for index, element in enumerate(target.elts):
                if isinstance(element, ast.Starred):
                    rest = self.op(
                        "rest", self.new(), (value,), (index, len(target.elts) - index - 1), place
                    )
                    self.assign(element.value, rest)
                    after = len(target.elts)
                else:
                    key = index - after  # from the end behind a star
                    part = self.op("part", self.new(), (value,), key, place)
                    self.assign(element, part)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, value)

    def do_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                if self.scope.environment is not None:
                    self.forget(target.id)
            elif isinstance(target, ast.Attribute):
                self.op(
                    "delete attribute",
                    0,
                    (self.expression(target.value),),
                    target.attr,
                    _place(target),
                )
                self.forget_attribute(target.attr)
            elif isinstance(target, ast.Subscript):
                owner, key = self.expression(target.value), self.expression(target.slice)
                self.op("delete element", 0, (owner, key), None, _place(target))
            elif isinstance(target, (ast.Tuple, ast.List)):
                self.do_Delete(ast.Delete(target.elts))

    def do_Return(self, node: ast.Return) -> None:
        value = self.constant(None) if node.value is None else self.expression(node.value)
        function = self.scope.function
        if function is not None:
            self.copy(function.returned, value)
        self.scope.environment = None

    def do_Raise(self, node: ast.Raise) -> None:
        for one in (node.exc, node.cause):
            if one is not None:
                value = self.expression(one)
                self.op("escape", 0, (value,), "raised", _place(one))
        self.scope.environment = None

    def do_Assert(self, node: ast.Assert) -> None:
        self.expression(node.test)
        failed = self.narrowed(node.test, self.here, False)
        if node.msg is not None:
            kept, self.scope.environment = self.scope.environment, failed
            self.expression(node.msg)
            self.scope.environment = kept
        self.scope.environment = self.narrowed(node.test, self.here, True)

    def do_If(self, node: ast.If) -> None:
        self.branch(node.body)
        self.branch(node.orelse)
        self.expression(node.test)
        before = self.here
        self.scope.environment = self.narrowed(node.test, before, True)
        self.body(node.body)
        taken = self.scope.environment
        self.scope.environment = self.narrowed(node.test, before, False)
        self.body(node.orelse)
        self.scope.environment = _join(taken, self.scope.environment)

    def loop(
        self,
        changed: Sequence[ast.AST],
        begin: Callable[[], Environment | None],
        body: Sequence[ast.stmt],
        orelse: Sequence[ast.stmt],
        leave: Callable[[], Environment | None],
    ) -> None:
        """Walk a loop: `begin` gives what reaches its body, `leave` what reaches its end."""
        self.branch(body)
        self.branch(orelse)
        found = _bound(changed)
        environment = self.here
        for path in [p for p in environment if "." in p]:
            root, *attributes = path.split(".")
            if root in found.names or not found.attributes.isdisjoint(attributes):
                del environment[path]
        heads: dict[str, Variable] = {}
        for name in found.names:
            if name in self.scope.globals or name in self.scope.nonlocals or not self.is_told(name):
                continue
            head = self.new()
            for variable in environment.get(name, ()):
                self.copy(head, variable)
            heads[name] = head
            if name in environment:
                environment[name] = (head,)
        before = dict(environment)
        for name, head in heads.items():
            if name not in before and name in self.scope.bound:
                environment[name] = (head,)
        exits: tuple[list[Environment], list[Environment]] = ([], [])
        self.scope.loops.append(exits)
        self.scope.environment = begin()
        self.body(body)
        ends = [
            *exits[0],
            *([self.scope.environment] if self.scope.environment is not None else []),
        ]
        for end in ends:
            for name, head in heads.items():
                for variable in end.get(name, ()):
                    self.copy(head, variable)
        self.scope.loops.pop()
        # What was bound in the body alone may be bound behind it too.
        self.scope.environment = {
            **{n: (h,) for n, h in heads.items() if n in self.scope.bound},
            **before,
        }
        self.scope.environment = leave()
        self.body(orelse)
        for end in exits[1]:
            self.scope.environment = _join(self.scope.environment, end)

    def do_For(self, node: ast.For | ast.AsyncFor) -> None:
        iterable = self.expression(node.iter)

        each = "each"
        is_guarded = guards(node.body, node.target) and not node.orelse
        if passes_by(node.body, node.target):
            is_named = not is_guarded and reads_first(node.target, node.body)
            each = "named" if is_named else ""
        elif is_guarded:
            each = "guarded"

        def begin() -> Environment | None:
            element = self.element_of(iterable, node.iter, each)
            if tallies(node.body, node.target):
                self.facts.tallies.append(Tally(_place(node.iter), element))
            self.assign(node.target, element)
            return self.scope.environment

        self.loop(
            [node.target, *node.body], begin, node.body, node.orelse, lambda: self.scope.environment
        )

    do_AsyncFor = do_For

    def element_of(self, iterable: Variable, node: ast.expr, each: str = "") -> Variable:
        """Return what is in an iterable; `each` is "each" where something is done for each of it,
        "guarded" where that is so only for what is of a class that is asked for, and "named" where
        the first of each pair, which may be its name, is handed on.
        """
        return self.op("iterate", self.new(), (iterable,), each, _place(node))

    def do_While(self, node: ast.While) -> None:
        def begin() -> Environment | None:
            self.expression(node.test)
            return self.narrowed(node.test, self.here, True)

        def leave() -> Environment | None:
            return self.narrowed(node.test, self.here, False)

        self.loop([node.test, *node.body], begin, node.body, node.orelse, leave)

    def do_Break(self, node: ast.Break) -> None:
        if self.scope.loops:
            self.scope.loops[-1][1].append(self.here)
        self.scope.environment = None

    def do_Continue(self, node: ast.Continue) -> None:
        if self.scope.loops:
            self.scope.loops[-1][0].append(self.here)
        self.scope.environment = None

    def do_Try(self, node: ast.Try) -> None:
        scope = self.scope
        before = dict(self.here)
        counts = {name: len(versions) for name, versions in scope.versions.items()}
        if node.handlers:
            self.branch(node.body)
            self.facts.tried.append(self.facts.conditional[-1])
        self.body(node.body)
        after = scope.environment
        interrupted = {path: v for path, v in before.items() if "." not in path}
        for name, versions in scope.versions.items():
            new = versions[counts.get(name, 0) :]
            if new:
                interrupted[name] = (*interrupted.get(name, ()), *new)
        if after is not None:
            self.body(node.orelse)
            after = scope.environment
        for handler in node.handlers:
            scope.environment = dict(interrupted)
            self.branch(handler.body)
            if handler.type is not None:
                self.expression(handler.type)
            if handler.name:
                self.bind(handler.name, self.foreign)
            self.body(handler.body)
            after = _join(after, scope.environment)
        if node.finalbody:
            if after is None:
                scope.environment = dict(interrupted)
                self.body(node.finalbody)
                scope.environment = None
                return
            scope.environment = after
            self.body(node.finalbody)
            after = scope.environment
        scope.environment = after

    do_TryStar = do_Try

    def do_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            context = self.expression(item.context_expr)
            entered = self.op("enter", self.new(), (context,), None, _place(item.context_expr))
            if item.optional_vars is not None:
                self.assign(item.optional_vars, entered)
            if _suppresses(item.context_expr):
                begin, end = _place(node.body[0]), _place(node.body[-1])
                self.facts.tried.append(Place(*begin[:2], *end[2:4]))
        self.body(node.body)

    do_AsyncWith = do_With

    def do_Global(self, node: ast.Global) -> None:
        pass  # collected before

    def do_Nonlocal(self, node: ast.Nonlocal) -> None:
        pass  # collected before

    def do_TypeAlias(self, node: Any) -> None:
        self.bind(node.name.id, self.annotation(node.value))

    def do_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.asname:
                self.bind(alias.asname, self.op("import", self.new(), (), (alias.name, 0, None)))
            else:
                root = alias.name.partition(".")[0]
                self.bind(root, self.op("import", self.new(), (), (root, 0, None)))
                if root != alias.name:
                    self.op("import", self.new(), (), (alias.name, 0, None))

    def do_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        for alias in node.names:
            if alias.name == "*":
                self.facts.stars.append((module, node.level))
                for name in list(self.scope.versions):  # it may bind what is bound already
                    found = self.op("star over", self.new(), (), (module, node.level, name))
                    self.bind(name, self.merged((*self.here.get(name, ()), found)))
            else:
                detail = (module, node.level, alias.name)
                variable = self.op("import", self.new(), (), detail, _place(alias))
                self.bind(alias.asname or alias.name, variable)
                self.scope.imported.add(alias.asname or alias.name)

    def do_Match(self, node: ast.Match) -> None:
        subject = self.expression(node.subject)
        path = path_of(node.subject)
        result: Environment | None = None
        for case in node.cases:
            before = dict(self.here)
            self.branch(case.body)
            passed = self.pattern(case.pattern, subject)
            environment = self.scope.environment
            if path and environment is not None and passed != subject:
                environment[path] = (passed,)
            if case.guard is not None:
                self.expression(case.guard)
                self.scope.environment = self.narrowed(case.guard, self.here, True)
            self.body(case.body)
            result = _join(result, self.scope.environment)
            self.scope.environment = before
            is_any = isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
            if is_any and case.guard is None:
                self.scope.environment = None
                break
        self.scope.environment = _join(result, self.scope.environment)

    def pattern(self, node: ast.pattern, subject: Variable) -> Variable:
        """Bind what a pattern binds; return what of the subject passes."""
        place = _place(node)
        if isinstance(node, ast.MatchAs):
            passed = subject if node.pattern is None else self.pattern(node.pattern, subject)
            if node.name:
                variable = self.new()
                self.copy(variable, passed)
                self.bind(node.name, variable)
            return passed
        if isinstance(node, ast.MatchOr):
            return self.merged([self.pattern(one, subject) for one in node.patterns])
        if isinstance(node, ast.MatchClass):
            classes = self.expression(node.cls)
            passed = self.op("narrow", self.new(), (subject, classes), ("isinstance", True), place)
            self.op("check", 0, (subject, classes), "pattern", place)
            for index, one in enumerate(node.patterns):
                self.pattern(one, self.op("part", self.new(), (passed,), index, place))
            for name, one in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
                self.pattern(one, self.op("attribute", self.new(), (passed,), name, place))
            return passed
        if isinstance(node, ast.MatchSequence):
            for index, one in enumerate(node.patterns):
                self.pattern(one, self.op("part", self.new(), (subject,), index, place))
        elif isinstance(node, ast.MatchStar):
            if node.name:
                self.bind(node.name, self.op("rest", self.new(), (subject,), (0, 0), place))
        elif isinstance(node, ast.MatchMapping):
            for key, one in zip(node.keys, node.patterns, strict=True):
                taken = (subject, self.expression(key))
                self.pattern(one, self.op("element", self.new(), taken, None, place))
            if node.rest:
                self.bind(node.rest, subject)
        elif isinstance(node, ast.MatchValue):
            value = self.expression(node.value)
            self.op("compare", 0, (subject, value), ("Eq",), place)
        elif isinstance(node, ast.MatchSingleton):
            self.op("compare", 0, (subject, self.constant(node.value)), ("Is",), place)
        return subject

    # Functions and classes

    def do_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        index = len(self.facts.functions)
        function = Function(node.name, _place(node), guards=function_guards(node))
        self.facts.functions.append(function)
        decorators = [(d, self.expression(d)) for d in node.decorator_list]
        if self.scope.kind == "class":
            function.owner = self.scope.class_index
        self.parameters(function, node.args)
        value = self.op("function", self.new(), (), index, _place(node))
        for decorator, variable in reversed(decorators):
            last = _last(decorator)
            if last in _KINDS and not isinstance(decorator, ast.Call):
                function.kind = _KINDS[last]
            elif last in ("setter", "getter", "deleter", "fget") or last in _TRANSPARENT:
                pass
            else:
                value = self.op(
                    "call",
                    self.new(),
                    (variable,),
                    (Argument("positional", "", value), "decorator"),
                    _place(decorator),
                )
        if any(_last(d) == "setter" for d in node.decorator_list):
            self.copy(self.new(), value)  # the property stays what reads it
        else:
            self.bind(node.name, value)
        self.inside_function(index, node.body)
        self.note_predicate(function, node.body)
        function.wraps = _gives_back(node) or any(_hands_on(inner) for inner in node.body)

    do_AsyncFunctionDef = do_FunctionDef

    def parameters(self, function: Function, arguments: ast.arguments) -> None:
        """Add the parameters; defaults are evaluated where the function is made."""
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
        defaults += arguments.defaults
        pairs = [("positional", a, d) for a, d in zip(positional, defaults, strict=True)]
        if arguments.vararg is not None:
            pairs.append(("*", arguments.vararg, None))
        pairs += [
            ("keyword", a, d)
            for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        ]
        if arguments.kwarg is not None:
            pairs.append(("**", arguments.kwarg, None))
        for kind, argument, default in pairs:
            variable, value = self.new(), 0
            if default is not None:
                value = self.expression(default)
                self.copy(variable, value)
            annotation = 0
            if argument.annotation is not None:
                annotation = self.annotation(argument.annotation)
                if kind in ("positional", "keyword"):
                    self.op("annotated", variable, (annotation,), None, _place(argument))
            function.parameters.append(Parameter(argument.arg, kind, variable, annotation, value))

    def inside_function(self, index: int, body: Sequence[ast.stmt]) -> None:
        function = self.facts.functions[index]
        found = _bound(body)
        names = {parameter.name for parameter in function.parameters}
        scope = _Scope("function", self.scope, found.names | names, function)
        scope.bound -= found.globals | found.nonlocals
        scope.globals, scope.nonlocals = found.globals, found.nonlocals
        scope.class_index = function.owner
        function.returned = self.new()
        if self.yields and any(
            isinstance(n, (ast.Yield, ast.YieldFrom)) for n in _inside(body, is_deep=False)
        ):
            function.yielded = self.new()
        none = self.constant(None)
        first = len(self.facts.ops)
        self.scopes.append(scope)
        for parameter in function.parameters:
            self.bind(parameter.name, parameter.variable)
        self.body(body)
        if scope.environment is not None:
            self.copy(function.returned, none)
        self.scopes.pop()
        self.close(scope)
        function.ops = (first, len(self.facts.ops))
        function.is_generic = not found.nonlocals and is_generic(
            function, self.facts.functions[index + 1 :], self.facts.ops[first:]
        )

    def note_predicate(self, function: Function, body: Sequence[ast.stmt]) -> None:
        """Note that a function does nothing but check a parameter."""
        statements = [
            s for s in body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        ]
        if len(statements) == 1 and isinstance(statements[0], ast.Return) and statements[0].value:
            self.predicate(function, statements[0].value)

    def predicate(self, function: Function, value: ast.expr) -> None:
        is_negated = False
        while isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not):
            value, is_negated = value.operand, not is_negated
        names = [p.name for p in function.parameters]
        if isinstance(value, ast.Attribute) and value.attr == "requires_grad":
            if isinstance(value.value, ast.Name) and value.value.id in names and not is_negated:
                function.test = Test(names.index(value.value.id), 0, "trained", False)
            return
        check = _check(value)
        if check is None:
            return
        subject, _, kind, negated = check
        if isinstance(subject, ast.Name) and subject.id in names:
            # Evaluated once more, for what follows from the answer; the first time it is reported.
            variable = next(
                (
                    op.sources[1]
                    for op in reversed(self.facts.ops)
                    if op.code == "check" and op.place == _place(value)
                ),
                0,
            )
            if variable:
                function.test = Test(names.index(subject.id), variable, kind, is_negated != negated)

    def do_ClassDef(self, node: ast.ClassDef) -> None:
        index = len(self.facts.classes)
        own = Class(node.name, _place(node))
        self.facts.classes.append(own)
        decorators = [(d, self.expression(d)) for d in node.decorator_list]
        for base in node.bases:
            if isinstance(base, ast.Starred):
                own.bases.append(self.element_of(self.expression(base.value), base.value))
            else:
                own.bases.append(self.expression(base))
        for keyword in node.keywords:
            own.keywords[keyword.arg or "**"] = self.expression(keyword.value)
        value = self.op("class", self.new(), (), index, _place(node))
        found = _bound(node.body)
        scope = _Scope("class", self.scope, found.names, class_index=index)
        scope.globals = found.globals
        self.scopes.append(scope)
        self.body(node.body)
        for name in found.names:
            self.cell(scope, name)
        self.scopes.pop()
        self.close(scope)
        own.names = scope.cells
        for decorator, variable in reversed(decorators):
            if _last(decorator) in _DATACLASS:
                own.is_dataclass = True
            else:
                value = self.op(
                    "call",
                    self.new(),
                    (variable,),
                    (Argument("positional", "", value), "decorator"),
                    _place(decorator),
                )
        self.bind(node.name, value)

    # Expressions

    def expression(self, node: ast.expr) -> Variable:
        """Return what an expression may be."""
        method: Callable[[Any], Variable] | None = getattr(self, f"of_{type(node).__name__}", None)
        if method is not None:
            return method(node)
        # A form that has no rule is unknown, and what is read in it is used in an unknown way.
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.op("escape", 0, (self.expression(child),), "unknown", _place(node))
        return self.op("unknown", self.new())

    def of_Constant(self, node: ast.Constant) -> Variable:
        value = node.value
        if isinstance(value, bytes):  # what is looked for in texts that are encoded
            return self.constant(value.decode("latin-1"))
        if isinstance(value, str):
            if _DOTTED.fullmatch(value):
                self.facts.texts.add(value)
            return self.constant(value)
        if value is None or isinstance(value, (bool, int, float)):
            variable = self.constant(value)
            if value is None:  # where it comes from is told
                variable = self.new()
                self.facts.constants.append((variable, None))
            self.facts.lines[variable] = 0 if variable in self.facts.lines else node.lineno
            return variable
        return self.foreign

    def of_Name(self, node: ast.Name) -> Variable:
        return self.read(node.id, _place(node))

    def of_Attribute(self, node: ast.Attribute) -> Variable:
        path = path_of(node)
        known = self.here.get(path) if path else None
        owner = self.expression(node.value)
        result = self.op("attribute", self.new(), (owner,), node.attr, _place(node))
        if known:
            result = self.merged(known)
        return result

    def of_Subscript(self, node: ast.Subscript) -> Variable:
        owner = self.expression(node.value)
        if isinstance(node.slice, ast.Slice):
            bounds = [
                self.bound_of(b) for b in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            return self.op("slice", self.new(), (owner,), tuple(bounds), _place(node))
        key = self.expression(node.slice)
        return self.op("element", self.new(), (owner, key), None, _place(node))

    def bound_of(self, node: ast.expr | None) -> object:
        """Return a bound of a slice: a number, None where there is none, "-" for one that is
        counted from the end, or "?".
        """
        if node is None:
            return None
        self.expression(node)
        if isinstance(node, ast.UnaryOp) and not isinstance(node.operand, ast.Constant):
            return "-" if isinstance(node.op, ast.USub) else "?"
        try:
            value = ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return "?"
        return value if isinstance(value, int) else "?"

    def of_Slice(self, node: ast.Slice) -> Variable:
        for bound in (node.lower, node.upper, node.step):
            if bound is not None:
                self.expression(bound)
        return self.foreign

    def of_Call(self, node: ast.Call) -> Variable:
        place = _place(node)
        if isinstance(node.func, ast.Name) and not self.is_rebound(node.func.id):
            special = getattr(self, f"call_{node.func.id}", None)
            if special is not None:
                result: Variable | None = special(node)
                if result is not None:
                    return result
        function = self.expression(node.func)
        arguments: list[Argument] = []
        is_cast = _last(node.func) == "cast"
        for one in node.args:
            if is_cast and one is node.args[0]:
                arguments.append(Argument("positional", "", self.annotation(one), _place(one)))
            elif isinstance(one, ast.Starred):
                arguments.append(Argument("*", "", self.expression(one.value), _place(one)))
            else:
                arguments.append(Argument("positional", "", self.expression(one), _place(one)))
        for keyword in node.keywords:
            kind = "**" if keyword.arg is None else "keyword"
            value = self.expression(keyword.value)
            arguments.append(Argument(kind, keyword.arg or "", value, _place(keyword.value)))
        self.note_check(node)
        self.note_called(node)
        made = option(node)
        if made is not None:
            name, default = made
            self.op("option", 0, (self.expression(default),), name, place)
        return self.op("call", self.new(), (function,), tuple(arguments), place)

    def note_called(self, node: ast.Call) -> None:
        """Remember what is called by its name, unless it is told False: `net.set_train(False)`."""
        first = node.args[0] if node.args else None
        if not (isinstance(first, ast.Constant) and first.value is False):
            name = path_of(node.func) or _last(node.func)
            self.facts.called.add(".".join(name.split(".")[-2:]))

    def is_rebound(self, name: str) -> bool:
        return any(name in scope.bound for scope in self.scopes)

    def note_check(self, node: ast.expr) -> None:
        """Add what is checked for what: an isinstance, or a comparison of types."""
        check = _check(node)
        if check is not None:
            subject, classes, kind, _ = check
            ops = len(self.facts.ops)
            pair = (self.expression(subject), self.expression(classes))
            self.facts.ops[ops:] = [op for op in self.facts.ops[ops:] if op.code != "check"]
            self.op("check", 0, pair, kind, _place(node))

    def call_super(self, node: ast.Call) -> Variable | None:
        scope: _Scope | None = self.scope
        while scope is not None and not (
            scope.kind == "function" and scope.class_index is not None
        ):
            scope = scope.outer
        if scope is None or scope.function is None or not scope.function.parameters:
            return None
        if node.args:
            for one in node.args:
                self.expression(one)
        receiver = scope.function.parameters[0].variable
        return self.op("super", self.new(), (receiver,), scope.class_index, _place(node))

    def call_eval(self, node: ast.Call) -> Variable | None:
        """Evaluate a string that is written out as the code that it is."""
        if len(node.args) == 1 and isinstance(node.args[0], ast.Constant):
            text = node.args[0].value
            try:
                inner = ast.parse(str(text), mode="eval").body
            except (SyntaxError, ValueError):
                return None
            for one in ast.walk(inner):
                if hasattr(one, "lineno"):
                    ast.copy_location(one, node)
            value = self.expression(inner)
            self.op("escape", 0, (value,), "text", _place(node))
            for child in ast.walk(inner):
                if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load):
                    read = self.read(child.id, _place(node))
                    self.op("escape", 0, (read,), "text", _place(node))
            return value
        self.all_escapes(node)
        return None

    call_exec = call_eval

    def all_escapes(self, node: ast.Call) -> None:
        """Let everything in sight be used by code that is put together when it runs."""
        for scope in self.scopes:
            for name in scope.bound:
                self.op("escape", 0, (self.cell(scope, name),), "text", _place(node))

    def call_globals(self, node: ast.Call) -> Variable:
        return self.op("globals", self.new(), (), None, _place(node))

    def call_locals(self, node: ast.Call) -> Variable:
        items = [
            Item("item", name, self.cell(self.scope, name)) for name in sorted(self.scope.bound)
        ]
        return self.op("display", self.new(), (), ("dict", tuple(items)), _place(node))

    def of_Lambda(self, node: ast.Lambda) -> Variable:
        index = len(self.facts.functions)
        function = Function("<lambda>", _place(node))
        self.facts.functions.append(function)
        self.parameters(function, node.args)
        value = self.op("function", self.new(), (), index, _place(node))
        body = ast.copy_location(ast.Return(node.body), node.body)
        self.inside_function(index, [body])
        self.predicate(function, node.body)
        return value

    def of_IfExp(self, node: ast.IfExp) -> Variable:
        self.branch([node.body])
        self.branch([node.orelse])
        self.expression(node.test)
        before = self.here
        self.scope.environment = self.narrowed(node.test, before, True)
        first = self.foreign if self.scope.environment is None else self.expression(node.body)
        taken = self.scope.environment
        self.scope.environment = self.narrowed(node.test, before, False)
        second = self.foreign if self.scope.environment is None else self.expression(node.orelse)
        self.scope.environment = _join(taken, self.scope.environment)
        return self.op("either", self.new(), (first, second), None, _place(node))

    def of_BoolOp(self, node: ast.BoolOp) -> Variable:
        self.branch(node.values[1:])
        before = self.here
        holds = isinstance(node.op, ast.And)
        values: list[Variable] = []
        for index, value in enumerate(node.values):
            if holds and _is_asked(value):
                # What it answers matters only for what gets through the rest as well.
                rest = ast.BoolOp(ast.And(), node.values[index + 1 :])
                narrow = self.named_only(rest, self.here)
                kept, self.scope.environment = self.here, narrow
                variable = self.expression(value)
                self.scope.environment = kept
            else:
                variable = self.expression(value)
            is_last = index == len(node.values) - 1
            if not is_last:
                # What comes out of it is what ends it: a false value of `and`, a true one of `or`.
                variable = self.op("truth", self.new(), (variable,), not holds)
                self.scope.environment = self.narrowed(value, self.here, holds) or {}
            values.append(variable)
        self.scope.environment = {**before, **self._bound_since(before, node)}
        return self.op("either", self.new(), tuple(values), None, _place(node))

    def named_only(self, test: ast.expr, environment: Environment) -> Environment:
        """Return what gets through the checks of a condition that compare the names of classes."""
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
            for value in test.values:
                environment = self.named_only(value, environment)
            return environment
        parts = test.values if isinstance(test, ast.BoolOp) else [test]
        checks = [_name_check(part) for part in parts]
        if any(c is None or _named_by(self.noted(c[0], environment)) is None for c in checks):
            return environment
        return self.narrowed(test, environment, True) or environment

    def _bound_since(self, before: Environment, node: ast.BoolOp) -> Environment:
        """Return what an expression may have bound by `:=`."""
        return {
            name: tuple(dict.fromkeys((*before.get(name, ()), *self.here[name])))
            for name in _bound([node]).names
            if name in self.here
        }

    def of_NamedExpr(self, node: ast.NamedExpr) -> Variable:
        value = self.expression(node.value)
        self.assign(node.target, value)
        return value

    def of_Tuple(self, node: ast.Tuple) -> Variable:
        return self.display("tuple", node)

    def of_List(self, node: ast.List) -> Variable:
        return self.display("list", node)

    def of_Set(self, node: ast.Set) -> Variable:
        return self.display("set", node)

    def display(self, kind: str, node: ast.Tuple | ast.List | ast.Set) -> Variable:
        items: list[Item] = []
        known = kind != "set"
        for index, one in enumerate(node.elts):
            if isinstance(one, ast.Starred):
                items.append(
                    Item("*", index if known else None, self.expression(one.value), _place(one))
                )
                known = False
            else:
                items.append(
                    Item("item", index if known else None, self.expression(one), _place(one))
                )
        return self.op("display", self.new(), (), (kind, tuple(items)), _place(node))

    def of_Dict(self, node: ast.Dict) -> Variable:
        items: list[Item] = []
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                items.append(Item("**", None, self.expression(value), _place(value)))
                continue
            variable = self.expression(key)
            self.op("hash", 0, (variable,), None, _place(key))
            known = key.value if isinstance(key, ast.Constant) else None
            if not isinstance(known, (str, int)):
                known = None
            items.append(Item("item", known, self.expression(value), _place(value)))
            items.append(Item("key", known, variable, _place(key)))
        return self.op("display", self.new(), (), ("dict", tuple(items)), _place(node))

    def comprehension(
        self, node: Any, results: Sequence[ast.expr]
    ) -> tuple[Variable, list[Variable]]:
        outer = self.scope
        names = _bound([g.target for g in node.generators]).names
        before = dict(self.here)
        # Its own names hide those around; the environment is put back behind it.
        was_bound = outer.bound
        outer.bound = was_bound | names
        elements = []
        for generator in node.generators:
            iterable = self.expression(generator.iter)
            each = "guarded" if asks_class(generator) else "each"
            if picks(generator, results):
                is_named = each == "each" and reads_first(generator.target, results)
                each = "named" if is_named else ""
            elements.append(self.element_of(iterable, generator.iter, each))
            self.assign(generator.target, elements[-1])
            for test in generator.ifs:
                self.expression(test)
                outer.environment = self.narrowed(test, self.here, True) or {}
        values = [self.expression(result) for result in results]
        if not isinstance(node, ast.DictComp):
            self.facts.tallies += [Tally(_place(node), one, tuple(values)) for one in elements]
        walrus = {
            n: v for n, v in self.here.items() if n not in names and "." not in n and n in was_bound
        }
        outer.environment = {**before, **walrus}
        outer.bound = was_bound
        return self.new(), values

    def of_ListComp(self, node: ast.ListComp) -> Variable:
        target, (value,) = self.comprehension(node, [node.elt])
        return self.op("display", target, (), ("list", (Item("item", None, value),)), _place(node))

    def of_SetComp(self, node: ast.SetComp) -> Variable:
        target, (value,) = self.comprehension(node, [node.elt])
        return self.op("display", target, (), ("set", (Item("item", None, value),)), _place(node))

    def of_GeneratorExp(self, node: ast.GeneratorExp) -> Variable:
        target, (value,) = self.comprehension(node, [node.elt])
        return self.op(
            "display", target, (), ("generator", (Item("item", None, value),)), _place(node)
        )

    def of_DictComp(self, node: ast.DictComp) -> Variable:
        target, (key, value) = self.comprehension(node, [node.key, node.value])
        items = (Item("item", None, value), Item("key", None, key))
        return self.op("display", target, (), ("dict", items), _place(node))

    def of_Yield(self, node: ast.Yield) -> Variable:
        value = self.constant(None) if node.value is None else self.expression(node.value)
        function = self.scope.function
        if function is not None:
            self.copy(function.yielded, value)
        return self.op("unknown", self.new())  # what is sent

    def of_YieldFrom(self, node: ast.YieldFrom) -> Variable:
        value = self.expression(node.value)
        function = self.scope.function
        if function is not None:
            self.copy(function.yielded, self.element_of(value, node.value))
        return self.op("unknown", self.new())

    def of_Await(self, node: ast.Await) -> Variable:
        return self.op("await", self.new(), (self.expression(node.value),), None, _place(node))

    def of_Starred(self, node: ast.Starred) -> Variable:
        return self.expression(node.value)

    def of_JoinedStr(self, node: ast.JoinedStr) -> Variable:
        return self.op("text", self.new(), tuple(map(self.expression, node.values)))

    def of_FormattedValue(self, node: ast.FormattedValue) -> Variable:
        value = self.expression(node.value)
        spec = _literal_spec(node) if node.conversion == -1 else None
        self.op("show", 0, (value,), spec, _place(node.value))
        if node.format_spec is not None:
            self.expression(node.format_spec)
        return self.op("text", self.new(), (value,))

    def of_BinOp(self, node: ast.BinOp) -> Variable:
        pair = (self.expression(node.left), self.expression(node.right))
        detail = (type(node.op).__name__, False)
        return self.op("combine", self.new(), pair, detail, _place(node))

    def of_UnaryOp(self, node: ast.UnaryOp) -> Variable:
        value = self.expression(node.operand)
        if isinstance(node.op, ast.Not):
            return self.answer
        if isinstance(node.operand, ast.Constant) and isinstance(node.op, ast.USub):
            number = node.operand.value
            if isinstance(number, (int, float)) and not isinstance(number, bool):
                return self.constant(-number)
        return self.op(
            "combine", self.new(), (value,), (type(node.op).__name__, False), _place(node)
        )

    def of_Compare(self, node: ast.Compare) -> Variable:
        values = [self.expression(one) for one in (node.left, *node.comparators)]
        self.note_check(node)
        kinds = tuple(type(op).__name__ for op in node.ops)
        return self.op("compare", self.answer, tuple(values), kinds, _place(node))

    # Annotations and checks

    def annotation(self, node: ast.expr) -> Variable:
        """Return the classes that an annotation names; a string is read as the code in it."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                inner = ast.parse(node.value, mode="eval").body
            except (SyntaxError, ValueError):
                return self.foreign
            for one in ast.walk(inner):
                if hasattr(one, "lineno"):
                    ast.copy_location(one, node)
            return self.annotation(inner)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self.merged([self.annotation(node.left), self.annotation(node.right)])
        if isinstance(node, ast.Subscript):
            outer = self.expression(node.value)
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            if _last(node.value) == "Literal":
                return self.foreign
            if _last(node.value) == "Annotated":
                parts = parts[:1]  # the rest is what anybody likes
            inside = [self.annotation(part) for part in parts if isinstance(part, ast.expr)]
            if _last(node.value) in ("Optional", "Union", "Annotated", "Final"):
                return self.merged(inside)
            return self.op("alias", self.new(), (outer, *inside), None, _place(node))
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self.expression(node)
        if isinstance(node, ast.Constant) and node.value is None:
            return self.constant(None)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.annotation(child)
        return self.foreign

    def narrowed(
        self, test: ast.expr, environment: Environment | None, holds: bool
    ) -> Environment | None:
        """Return what reaches the code that runs where `test` is true, or false."""
        if environment is None:
            return None
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return self.narrowed(test.operand, environment, not holds)
        if isinstance(test, ast.BoolOp):
            if isinstance(test.op, ast.And) == holds:
                for value in test.values:
                    environment = self.narrowed(value, environment, holds)
                return environment
            result: Environment | None = None
            for value in test.values:
                result = _join(result, self.narrowed(value, environment, holds))
                environment = self.narrowed(value, environment, not holds)
            return result
        if isinstance(test, ast.NamedExpr):
            environment = self.narrowed(test.value, environment, holds)
            return environment and self.by_truth(test.target, environment, holds)
        if isinstance(test, ast.Constant):
            return dict(environment) if bool(test.value) == holds else None
        check = _check(test)
        if check is not None:
            subject, classes, kind, negated = check
            return self.by_class(subject, classes, kind, environment, holds != negated)
        same = _class_comparison(test)
        if same is not None:
            subject, classes, negated = same
            return self.by_class(subject, classes, "same", environment, holds != negated)
        by_name = _name_check(test)
        if by_name is not None:
            text, how, part, negated = by_name
            named = _named_by(self.noted(text, environment))
            if named is not None:
                return self.by_name(named, (how, part, holds != negated), environment)
        if isinstance(test, ast.Compare) and len(test.ops) == 1:
            is_none = (
                isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value is None
            )
            if is_none and isinstance(test.ops[0], (ast.Is, ast.Eq)):
                return self.by_truth(test.left, environment, not holds, "none")
            if is_none and isinstance(test.ops[0], (ast.IsNot, ast.NotEq)):
                return self.by_truth(test.left, environment, holds, "none")
        if isinstance(test, ast.Call) and test.args and not isinstance(test.args[0], ast.Starred):
            return self.by_predicate(test, environment, holds)
        if isinstance(test, ast.Name) and (told := self.noted(test, environment)) is not test:
            return self.narrowed(told, environment, holds)
        if isinstance(test, ast.Attribute) and test.attr == "requires_grad" and holds:
            return self.by_truth(test.value, environment, holds, "trained")
        return self.by_truth(test, environment, holds)

    def noted(self, node: ast.expr, environment: Environment) -> ast.expr:
        """Return the expression that a name stands for, where that is noted and still the same."""
        if not isinstance(node, ast.Name):
            return node
        reaching = environment.get(node.id, ())
        noted = self.scope.tests.get(reaching[0]) if len(reaching) == 1 else None
        if noted is None:
            return node
        told, was = noted
        paths = {
            p
            for n in ast.walk(told)
            if isinstance(n, (ast.Name, ast.Attribute)) and (p := path_of(n))
        }
        is_same = all(self.unnarrowed(environment, p) == self.unnarrowed(was, p) for p in paths)
        return told if is_same else node

    def unnarrowed(self, environment: Environment, path: str) -> set[Variable]:
        """Return what reaches a name, without what checks have left of it."""
        reaching = set(environment.get(path, ()))
        while parts := reaching & self.scope.narrowed_from.keys():
            reaching = reaching - parts | {self.scope.narrowed_from[one] for one in parts}
        return reaching

    def by_name(
        self, subject: ast.expr, check: tuple[str, str, bool], environment: Environment
    ) -> Environment:
        """Narrow an object whose class's name is compared with a text."""
        path = path_of(subject)
        if not path:
            return dict(environment)
        value = self.quietly(subject, environment)
        variable = self.op("named", self.new(), (value,), check, _place(subject))
        return self.with_narrowed(environment, path, variable)

    def with_narrowed(self, environment: Environment, path: str, variable: Variable) -> Environment:
        reaching = environment.get(path, ())
        if len(reaching) == 1:
            self.scope.narrowed_from[variable] = reaching[0]
        return {**environment, path: (variable,)}

    def quietly(self, node: ast.expr, environment: Environment) -> Variable:
        """Evaluate once more what was evaluated already, and report nothing of it again."""
        kept = self.scope.environment
        ops = len(self.facts.ops)
        self.scope.environment = environment
        value = self.expression(node)
        self.scope.environment = kept
        self.facts.ops[ops:] = [op for op in self.facts.ops[ops:] if op.code != "check"]
        return value

    def by_class(
        self, subject: ast.expr, classes: ast.expr, kind: str, environment: Environment, holds: bool
    ) -> Environment:
        if isinstance(subject, ast.NamedExpr):
            subject = subject.target
        path = path_of(subject)
        if not path:
            return dict(environment)
        pair = (self.quietly(subject, environment), self.quietly(classes, environment))
        variable = self.op("narrow", self.new(), pair, (kind, holds), _place(subject))
        return self.with_narrowed(environment, path, variable)

    def by_truth(
        self, subject: ast.expr, environment: Environment, holds: bool, what: str = "truth"
    ) -> Environment:
        path = path_of(subject)
        if not path or (path not in environment and "." not in path):
            return dict(environment)
        if "." in path and not holds:
            return dict(environment)
        value = self.quietly(subject, environment)
        variable = self.op(what, self.new(), (value,), holds)
        return self.with_narrowed(environment, path, variable)

    def by_predicate(self, call: ast.Call, environment: Environment, holds: bool) -> Environment:
        """Narrow what is given to a function that may do nothing but check it."""
        path = path_of(call.args[0])
        if not path or not isinstance(call.func, (ast.Name, ast.Attribute)):
            return dict(environment)
        pair = (self.quietly(call.args[0], environment), self.quietly(call.func, environment))
        variable = self.op("predicate", self.new(), pair, holds, _place(call))
        return self.with_narrowed(environment, path, variable)


def _gives_back(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function returns what it is given first."""
    first = node.args.args[0].arg if node.args.args else ""
    return first != "" and any(
        isinstance(one, ast.Return) and one.value is not None and path_of(one.value) == first
        for one in _statements(node.body)
    )


def _statements(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield statements and all inside of them, without those of nested scopes."""
    stack = list(nodes)
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, _SCOPES):
            for name in ("body", "orelse", "finalbody", "handlers", "cases"):
                stack += getattr(node, name, ())


def _hands_on(node: ast.stmt) -> bool:
    """Whether a statement defines a function that calls another with all that it is given."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    rest, keywords = node.args.vararg, node.args.kwarg
    if rest is None or keywords is None:
        return False
    return any(
        isinstance(call, ast.Call)
        and any(isinstance(a, ast.Starred) and path_of(a.value) == rest.arg for a in call.args)
        and any(k.arg is None and path_of(k.value) == keywords.arg for k in call.keywords)
        for call in _inside([node], is_deep=True)
    )


def _is_asked(node: ast.expr) -> bool:
    """Whether an expression asks for an attribute, and does nothing where there is none."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "hasattr"
        and not node.keywords
    )


def _named_by(node: ast.expr) -> ast.expr | None:
    """Return the object whose class's name an expression is, as in `m.__class__.__name__`."""
    if not isinstance(node, ast.Attribute) or node.attr != "__name__":
        return None
    owner = node.value
    if isinstance(owner, ast.Attribute) and owner.attr == "__class__":
        return owner.value
    if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name):
        is_type = owner.func.id == "type" and len(owner.args) == 1 and not owner.keywords
        return owner.args[0] if is_type else None
    return None


def _name_check(node: ast.expr) -> tuple[ast.expr, str, str, bool] | None:
    """Return the text that a condition compares, how and with what, and whether it is turned
    around; None where it does another thing.
    """
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("startswith", "endswith"):
            part = _text(node.args[0]) if len(node.args) == 1 and not node.keywords else None
            return None if part is None else (node.func.value, node.func.attr, part, False)
        return None
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return None
    left, op, right = node.left, node.ops[0], node.comparators[0]
    if isinstance(op, (ast.In, ast.NotIn)):
        part = _text(left)
        return None if part is None else (right, "in", part, isinstance(op, ast.NotIn))
    if not isinstance(op, (ast.Eq, ast.NotEq, ast.Gt, ast.GtE)):
        return None
    part = _text(right)
    if part is not None and isinstance(op, (ast.Eq, ast.NotEq)):
        return left, "==", part, isinstance(op, ast.NotEq)
    if (
        isinstance(left, ast.Call)
        and isinstance(left.func, ast.Attribute)
        and left.func.attr == "find"
        and len(left.args) == 1
    ):
        part, bound = _text(left.args[0]), ast.unparse(right)
        found = (type(op), bound) in ((ast.NotEq, "-1"), (ast.Gt, "-1"), (ast.GtE, "0"))
        if part is not None and (found or (isinstance(op, ast.Eq) and bound == "-1")):
            return left.func.value, "in", part, not found
    return None


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _class_comparison(node: ast.expr) -> tuple[ast.expr, ast.expr, bool] | None:
    """Return what a condition compares with a class, or with some in a display, and whether it is
    turned around. What is named like a class, in capitals, is taken for one.
    """
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return None
    left, right, operator = node.left, node.comparators[0], node.ops[0]
    negated = isinstance(operator, (ast.IsNot, ast.NotEq, ast.NotIn))
    if isinstance(operator, (ast.In, ast.NotIn)):
        items = right.elts if isinstance(right, (ast.Tuple, ast.List, ast.Set)) else []
        if path_of(left) and items and all(map(_is_named_like_a_class, items)):
            return left, right, negated
    elif isinstance(operator, (ast.Is, ast.Eq, ast.IsNot, ast.NotEq)):
        if path_of(left) and _is_named_like_a_class(right):
            return left, right, negated
        if path_of(right) and _is_named_like_a_class(left):
            return right, left, negated
    return None


def _is_named_like_a_class(node: ast.expr) -> bool:
    return path_of(node).rpartition(".")[2][:1].isupper()


def _check(node: ast.expr) -> tuple[ast.expr, ast.expr, str, bool] | None:
    """Return what a condition checks, for which classes, how, and whether it is turned around."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("isinstance", "issubclass")
        and len(node.args) == 2
        and not node.keywords
    ):
        return node.args[0], node.args[1], node.func.id, False
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right, operator = node.left, node.comparators[0], node.ops[0]
        if not isinstance(operator, (ast.Is, ast.Eq, ast.IsNot, ast.NotEq, ast.In, ast.NotIn)):
            return None
        negated = isinstance(operator, (ast.IsNot, ast.NotEq, ast.NotIn))
        for one, other in ((left, right), (right, left)):
            if isinstance(one, ast.Call) and _last(one) == "type" and len(one.args) == 1:
                return one.args[0], other, "type", negated
            if isinstance(one, ast.Attribute) and one.attr == "__class__":
                return one.value, other, "type", negated
    return None
