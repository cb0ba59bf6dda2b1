"""Which bindings a read name may stand for, and the qualified name behind an expression.

The rules are those of the language reference, section 4.2 ("Naming and binding").
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cached_property

import libcst as cst

from bnmigrate.names.scope_walk import Comprehensions, ScopeWalk
from bnmigrate.names.scopes import Binding, Load, Scope
from bnmigrate.names.syntax import children, dotted

Block = (cst.IndentedBlock, cst.SimpleStatementSuite, cst.Module)

# What a statement only sometimes gets to: a for loop may have nothing to bind its variable to.
_SOMETIMES = (
    cst.IfExp,
    cst.BooleanOperation,
    cst.For,
    cst.ExceptHandler,
    cst.ExceptStarHandler,
    cst.MatchCase,
    *Comprehensions,
)


class Names:
    """The scopes of a module; which binding a read name may stand for.

    `embedded` is asked for each string in an annotation and returns the expression that it holds
    where its names matter, else None; the others are kept as text.
    """

    def __init__(
        self,
        module: cst.Module,
        package: str = "",
        embedded: Callable[[cst.SimpleString], cst.BaseExpression | None] = lambda _: None,
    ) -> None:
        self.module = module
        self.package = package
        self.top = Scope("module", module, None)
        self.scopes = [self.top]
        self.parents: dict[int, cst.CSTNode] = {}
        self.loads: dict[str, list[Load]] = {}
        self.load_at: dict[int, Load] = {}
        self.scope_at: dict[int, Scope] = {}
        self.order_at: dict[int, int] = {}
        self.stored: set[int] = set()
        """Attributes and subscripts that are assigned to or deleted."""
        self.calls: list[cst.Call] = []
        self.attributes: list[cst.Attribute] = []
        self.returns: list[cst.Return] = []
        self.strings: list[cst.SimpleString] = []
        self.embedded: dict[int, cst.BaseExpression] = {}
        self.annotation_texts: list[str] = []
        self.binding_at: dict[int, Binding] = {}
        """What a name, import, parameter or definition binds, by the node's id."""
        self._readers: dict[str, dict[Binding, list[Load]]] = {}
        self._loads_in: dict[str, dict[Scope, list[Load]]] = {}
        ScopeWalk(self, embedded).run()

    def release(self) -> None:
        """Forget the bindings, when all is asked: they and their scopes go in circles, and the tree
        that they hold would have to wait for the search for garbage.
        """
        for scope in self.scopes:
            scope.bindings.clear()

    def hand_on(self, reexports: Mapping[str, str], attributes: Iterable[cst.Attribute]) -> None:
        """Note what imports stand for that other files hand on, `reexports` by what they say
        (`.layers:nn`) or by a name that a star binds, and which attributes of imported modules they
        hand on.
        """
        for attribute in attributes:
            node: cst.BaseExpression = attribute
            while isinstance(node, cst.Attribute):
                node = node.value
            load = self.load_at.get(id(node))
            for binding in self.reaching(load) if load is not None else ():
                binding.by_way = True
        for binding in (b for s in self.scopes for some in s.bindings.values() for b in some):
            qualified = reexports.get(self._said(binding))
            if qualified is not None:
                binding.qualified, binding.by_way = qualified, True
        for name, qualified in reexports.items():
            if ":" in name or name in self.top.bindings:
                continue
            for star in self.top.bindings.get("*", ()):
                assert isinstance(star.node, cst.ImportFrom)
                names = star.node.names
                assert isinstance(names, cst.ImportStar)
                self.parents[id(names)] = star.node
                binding = Binding(name, "import", names, self.top, star.order)
                binding.qualified, binding.by_way = qualified, True
                self.top.bindings.setdefault(name, []).append(binding)

    def _said(self, binding: Binding) -> str:
        """Return what the import says by which a name is bound, as `.layers:nn`."""
        statement = self.parents.get(id(binding.node))
        if not isinstance(binding.node, cst.ImportAlias) or not isinstance(
            statement, cst.ImportFrom
        ):
            return ""
        module = dotted(statement.module) if statement.module is not None else ""
        return f"{'.' * len(statement.relative)}{module}:{dotted(binding.node.name)}"

    @cached_property
    def quote(self) -> str:
        """The quote that most of the file's strings of one line have."""
        quotes = [s.quote for s in self.strings if len(s.quote) == 1]
        return '"' if quotes.count('"') > quotes.count("'") else "'"

    # Where a node stands

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """Return the node around `node` that holds code."""
        return self.parents.get(id(node))

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Yield the nodes around `node`, innermost first."""
        up = self.parents.get(id(node))
        while up is not None:
            yield up
            up = self.parents.get(id(up))

    def scope_of(self, node: cst.CSTNode) -> Scope:
        """Return the scope in which the expression or statement `node` is evaluated."""
        while id(node) not in self.scope_at:
            up = self.parents.get(id(node))
            if up is None:
                return self.top
            node = up
        return self.scope_at[id(node)]

    def block_of(self, node: cst.CSTNode) -> cst.CSTNode:
        """Return the block whose statement holds `node`."""
        return next((up for up in self.ancestors(node) if isinstance(up, Block)), self.module)

    def statement_of(self, node: cst.CSTNode) -> cst.CSTNode:
        """Return the line or compound statement that holds `node`."""
        statement = node
        for up in self.ancestors(node):
            if isinstance(up, (cst.IndentedBlock, cst.Module)):
                break
            statement = up
        return statement

    # What a name stands for

    def owners(self, scope: Scope, name: str) -> Iterator[Scope]:
        """Yield the scopes whose binding of `name` a read in `scope` may see, innermost first."""
        for candidate in scope.chain():
            if name in candidate.redirects:
                yield candidate.redirects[name]
            elif name in candidate.bindings:
                yield candidate

    def owner(self, scope: Scope, name: str) -> Scope | None:
        """Return the scope whose binding of `name` a read in `scope` sees; None for a builtin."""
        return next(self.owners(scope, name), None)

    def reaching(self, load: Load) -> list[Binding]:
        """Return the bindings that a read may see; empty for a builtin or an unbound name.

        Within its own scope a read sees the last binding that is always executed before it, and
        those after that one that may have been; from another scope it may see any of them. A
        class's body reads the scopes around it until it has bound the name itself.
        """
        if load.seen is None:
            load.seen = self._find_reaching(load)
        return load.seen

    def _find_reaching(self, load: Load) -> list[Binding]:
        name = load.node.value
        owners = self.owners(load.scope, name)
        owner = next(owners, None)
        if owner is None:
            return []
        bindings = owner.bindings.get(name, [])
        if owner.kind != "class" or owner is not load.scope:
            return self.visible(bindings, load.node, load.scope, load.order)
        seen, is_certain = self._before(bindings, load.node, load.order)
        around = None if is_certain else next(owners, None)
        return seen if around is None else [*around.bindings.get(name, ()), *seen]

    def loads_in(self, function: Scope, name: str) -> list[Load]:
        """Return the reads of `name` in a function, module or class, but not in those in it."""
        if name not in self._loads_in:
            by_function: dict[Scope, list[Load]] = {}
            for load in self.loads.get(name, ()):
                by_function.setdefault(load.scope.function, []).append(load)
            self._loads_in[name] = by_function
        return self._loads_in[name].get(function, [])

    def readers(self, binding: Binding) -> list[Load]:
        """Return the reads that may see `binding`, in source order."""
        if binding.name not in self._readers:
            by_binding: dict[Binding, list[Load]] = {}
            for load in self.loads.get(binding.name, ()):
                for seen in self.reaching(load):
                    by_binding.setdefault(seen, []).append(load)
            self._readers[binding.name] = by_binding
        return self._readers[binding.name].get(binding, [])

    def visible(
        self, bindings: list[Binding], node: cst.CSTNode, scope: Scope, order: int
    ) -> list[Binding]:
        """Return those of one name's `bindings` that `node`, read in `scope`, may see."""
        if len(bindings) < 2:
            return bindings
        # The body of a generator runs later, maybe after all that follows it.
        while scope.kind == "comprehension" and not isinstance(scope.node, cst.GeneratorExp):
            assert scope.parent is not None
            scope = scope.parent
        if bindings[0].scope is not scope:
            return bindings
        seen, _ = self._before(bindings, node, order)
        return seen or bindings

    def _before(
        self, bindings: list[Binding], node: cst.CSTNode, order: int
    ) -> tuple[list[Binding], bool]:
        """Return what a read in the bindings' own scope may see, and whether one of it is bound
        for certain.
        """
        above = {id(up): up for up in self.ancestors(node)}
        place = bisect.bisect_right(bindings, order, key=lambda binding: binding.order)
        seen: list[Binding] = []
        is_certain = False
        for index in range(place - 1, -1, -1):
            binding = bindings[index]
            seen.append(binding)
            if id(self.block_of(binding.node)) in above and not self._is_sometimes(binding, above):
                is_certain = True
                break
        seen.reverse()
        loops = {key for key, up in above.items() if isinstance(up, (cst.For, cst.While))}
        if loops:
            for index in range(place, len(bindings)):
                if not any(id(up) in loops for up in self.ancestors(bindings[index].node)):
                    break
                seen.append(bindings[index])
        if bindings[0].name in bindings[0].scope.shared:
            seen += [b for b in bindings if b.from_elsewhere and b not in seen]
        return seen, is_certain

    def _is_sometimes(self, binding: Binding, above: Container[int]) -> bool:
        """Tell whether `binding` is a part of its statement that is only sometimes executed."""
        for up in self.ancestors(binding.node):
            if isinstance(up, _SOMETIMES):
                return id(up) not in above
            if isinstance(up, cst.If) and isinstance(self.parent(up), cst.If):
                return id(up) not in above  # the condition of an elif
            if isinstance(up, Block):
                return False
        return False

    def runs_before(self, binding: Binding, node: cst.CSTNode) -> bool:
        """Tell whether `binding` has always been executed when `node` is."""
        block = self.block_of(binding.node)
        if not any(up is block for up in self.ancestors(node)):
            return False
        return binding.order < self.order_of(node)

    def order_of(self, node: cst.CSTNode) -> int:
        """Return the place of `node` in the order of execution."""
        below = [node]
        while below:
            first = below.pop()
            if id(first) in self.order_at:
                return self.order_at[id(first)]
            below.extend(reversed(list(children(first))))
        for candidate in self.ancestors(node):
            if id(candidate) in self.order_at:
                return self.order_at[id(candidate)]
        return 0

    def absolute(self, module: str | None, level: int) -> str | None:
        """Return the qualified name of the module in `from ...module import`."""
        if not level:
            return module
        if not self.package:
            return None
        parts = self.package.split(".")
        if level - 1 >= len(parts):
            return None
        base = ".".join(parts[: len(parts) - (level - 1)])
        return f"{base}.{module}" if module else base
