"""Where a module names a layer's class, and what its other expressions stand for."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from bnmigrate.arguments.translate import Entries
from bnmigrate.arguments.values import OfType
from bnmigrate.names.bindings import Names
from bnmigrate.names.scopes import Binding, Load
from bnmigrate.names.syntax import NO_LITERAL, bare, brief, dotted, literal, source
from bnmigrate.program.arriving import Arriving
from bnmigrate.rulebook import Dialect, LayerClass, Rulebook


@dataclass(frozen=True)
class Meaning:
    """One thing that an expression may stand for: a qualified name (None where unknown), and the
    imports that it was reached through.
    """

    qualified: str | None
    imports: tuple[Binding, ...] = ()


# A module's class is at most so many attributes away from a name.
_DEEPEST = 10

_KEEP_INTS = (cst.Add, cst.Subtract, cst.Multiply, cst.FloorDivide, cst.Modulo)
"""The operators that make an int of two."""

_UNKNOWN = (cst.IfExp, cst.BooleanOperation, cst.NamedExpr, cst.Subscript, cst.Await)


def _quote_of(node: cst.Dict | cst.Call) -> str:
    """Return the quote that the keys of a dict have."""
    keys = (
        [e.key for e in node.elements if isinstance(e, cst.DictElement)]
        if isinstance(node, cst.Dict)
        else []
    )
    return next((key.quote for key in keys if isinstance(key, cst.SimpleString)), '"')


@dataclass(eq=False)
class Reference:
    """An expression that names a layer's class (or its functional form), or a star import's name.

    `known` is None where the expression may stand for several things; `meanings` has them all.
    """

    node: cst.BaseExpression
    known: LayerClass | None
    meanings: tuple[Meaning, ...]
    functional: Dialect | None = None

    @property
    def imports(self) -> tuple[Binding, ...]:
        """The imports that the expression was reached through."""
        return tuple(dict.fromkeys(b for m in self.meanings for b in m.imports))


class Resolver:
    """Answers what expressions of one module stand for."""

    def __init__(
        self,
        names: Names,
        rules: Rulebook,
        arriving: Arriving | None = None,
    ) -> None:
        self.names = names
        self.arriving = arriving or Arriving()
        self.rules = rules
        self._meanings: dict[int, tuple[Meaning, ...]] = {}

    # Qualified names

    def meanings(self, node: cst.BaseExpression) -> tuple[Meaning, ...]:
        """Return what the name or attribute `node` may stand for; None literals aside."""
        if id(node) not in self._meanings:
            found = self._find_meanings(node)
            if id(node) not in self.names.parents:
                return found  # no part of the module, whose nodes alone keep their ids
            self._meanings[id(node)] = found
        return self._meanings[id(node)]

    def _find_meanings(self, node: cst.BaseExpression) -> tuple[Meaning, ...]:
        found: dict[Meaning, None] = {}
        # Names are followed through what they are assigned, each with what is looked up in it; not
        # by recursion, whose paths would double with each assignment.
        queue: list[tuple[cst.BaseExpression, str]] = [(node, "")]
        seen: set[tuple[Binding, str]] = set()
        while queue:
            value, attributes = queue.pop()
            given = ""
            while isinstance(value, cst.Attribute):
                if not given and id(value) in self.arriving.reexports:
                    given = f"{self.arriving.reexports[id(value)][1]}{attributes}"
                attributes = f".{value.attr.value}{attributes}"
                value = value.value
            load = self.names.load_at.get(id(value))
            reaching = self.names.reaching(load) if load is not None else []
            if not reaching or attributes.count(".") > _DEEPEST:
                found[Meaning(None)] = None
            for binding in reaching:
                if (binding, attributes) in seen or attributes.count(".") > _DEEPEST:
                    continue
                seen.add((binding, attributes))
                if binding.kind == "import":
                    name = given or (binding.qualified and f"{binding.qualified}{attributes}")
                    found[Meaning(name, (binding,))] = None
                elif binding.kind == "assign" and binding.value is not None:
                    if dotted(binding.value) != "None":
                        queue.append((binding.value, attributes))
                else:
                    found[Meaning(None)] = None
        return tuple(sorted(found, key=lambda m: [b.order for b in m.imports]))

    def qualified(self, node: cst.BaseExpression) -> str | None:
        """Return the one qualified name that `node` stands for, None where there are several."""
        if not isinstance(node, (cst.Name, cst.Attribute)):
            return None
        names = {meaning.qualified for meaning in self.meanings(node)}
        return names.pop() if len(names) == 1 else None

    def is_named(self, node: cst.BaseExpression, *qualified: str) -> bool:
        """Tell whether `node` stands for one of the names, builtins included."""
        load = self.names.load_at.get(id(node))
        if load is not None and not self.names.reaching(load):
            return isinstance(node, cst.Name) and node.value in qualified
        return self.qualified(node) in qualified

    def is_plain(self, node: cst.BaseExpression) -> bool:
        """Tell whether evaluating `node` again gives the same and does nothing else."""
        if isinstance(node, cst.Attribute):
            return self.is_plain(node.value)
        if isinstance(node, cst.Subscript):
            return self.is_plain(node.value) and all(
                isinstance(e.slice, cst.Index) and self._is_plain_key(e.slice.value)
                for e in node.slice
            )
        return isinstance(node, cst.Name)

    def _is_plain_key(self, node: cst.BaseExpression) -> bool:
        if isinstance(node, cst.BinaryOperation):
            return self._is_plain_key(node.left) and self._is_plain_key(node.right)
        if isinstance(node, cst.Call):
            is_length = self.is_named(node.func, "len") and len(node.args) == 1
            return is_length and not node.args[0].star and self.is_plain(node.args[0].value)
        return literal(node) is not NO_LITERAL or self.is_plain(node)

    # References

    def references(self) -> list[Reference]:
        """Find every expression that names a layer's class or functional form, in source order."""
        wanted = {*self.rules.classes, *self.rules.functional}
        prefixes = {
            ".".join(name.split(".")[:length])
            for name in wanted
            for length in range(1, name.count(".") + 2)
        }
        found: dict[int, Reference] = {}
        aliases: set[str] = set()
        queue = [
            name
            for scope in self.names.scopes
            for name, bindings in scope.bindings.items()
            if any(b.kind == "import" and b.qualified in prefixes for b in bindings)
        ]
        given_to: dict[str, list[str]] = {}
        for scope in self.names.scopes:
            for name, bindings in scope.bindings.items():
                for binding in bindings:
                    if binding.kind == "assign" and binding.value is not None:
                        root, _, _ = (dotted(binding.value) or "").partition(".")
                        given_to.setdefault(root, []).append(name)
        while queue:
            name = queue.pop()
            if name in aliases:
                continue
            aliases.add(name)
            queue.extend(given_to.get(name, ()))
            for load in self.names.loads.get(name, ()):
                self._follow(load, prefixes, found)
        for attribute, _ in self.arriving.reexports.values():
            self._climb(attribute, self.meanings(attribute), prefixes, found)
        return sorted(found.values(), key=lambda r: self.names.order_of(r.node))

    def _follow(self, load: Load, prefixes: set[str], found: dict[int, Reference]) -> None:
        """Climb from a name to what names a layer."""
        if not self._is_class_variable(load):
            self._climb(load.node, self.meanings(load.node), prefixes, found)

    def _climb(
        self,
        node: cst.BaseExpression,
        meanings: tuple[Meaning, ...],
        prefixes: set[str],
        found: dict[int, Reference],
    ) -> None:
        """Climb through the attributes of `node` to what names a layer."""
        while any(meaning.qualified in prefixes for meaning in meanings):
            classes = {self.rules.classes.get(m.qualified or "") for m in meanings}
            functional = {self.rules.functional.get(m.qualified or "") for m in meanings}
            if (classes != {None} or functional != {None}) and not self._leads_on(node, meanings):
                known = classes.pop() if len(classes) == 1 else None
                dialect = next((d for d in functional if d is not None), None)
                parent = self.names.parent(node)
                if dialect is None or not (
                    isinstance(parent, cst.Attribute) and parent.value is node
                ):
                    found[id(node)] = Reference(node, known, meanings, dialect)
                return
            parent = self.names.parent(node)
            if not (isinstance(parent, cst.Attribute) and parent.value is node):
                return
            node = parent
            meanings = tuple(
                Meaning(m.qualified and f"{m.qualified}.{parent.attr.value}", m.imports)
                for m in meanings
            )

    def _leads_on(self, node: cst.BaseExpression, meanings: tuple[Meaning, ...]) -> bool:
        """Tell whether a function of the class that `node` names is meant, and not the class:
        `SyncBatchNorm.convert_sync_batchnorm`.
        """
        parent = self.names.parent(node)
        return isinstance(parent, cst.Attribute) and any(
            f"{m.qualified}.{parent.attr.value}" in self.rules.functional for m in meanings
        )

    def _is_class_variable(self, load: Load) -> bool:
        """Tell whether the name is a variable that the class was assigned to: that is for flow."""
        reaching = self.names.reaching(load)
        return not any(b.qualified in self.rules.classes for b in reaching) and any(
            m.qualified in self.rules.classes for m in self.meanings(load.node)
        )

    def unknown_holder(
        self, node: cst.BaseExpression, seen: set[Binding] | None = None
    ) -> cst.CSTNode | None:
        """Return what `node` comes from that can't be seen from this file: a parameter, what a call
        returns. None where `node` is known, or not a module for certain.
        """
        seen = set() if seen is None else seen
        while isinstance(node, cst.Attribute):
            node = node.value
        if isinstance(node, cst.Call):
            made = self.single(node.func)
            return None if made is not None and made.kind == "class" else node
        if not isinstance(node, cst.Name):
            return node if isinstance(node, _UNKNOWN) else None
        load = self.names.load_at.get(id(node))
        reaching = self.names.reaching(load) if load is not None else []
        if not reaching:
            return None if hasattr(builtins, node.value) else node
        for binding in reaching:
            if binding in seen or binding.kind in ("import", "class", "function", "delete"):
                continue
            if binding.kind != "assign" or binding.value is None:
                return node
            seen.add(binding)
            if self.unknown_holder(binding.value, seen) is not None:
                return node
        return None

    # Values

    def single(self, node: cst.BaseExpression) -> Binding | None:
        """Return the one binding that the name `node` may see."""
        load = self.names.load_at.get(id(node))
        reaching = self.names.reaching(load) if load is not None else []
        return reaching[0] if len(reaching) == 1 else None

    def constant(self, node: cst.BaseExpression) -> object:
        """Return the literal value of `node`, also through a name bound once, else NO_LITERAL."""
        value = literal(bare(node)) if not isinstance(node, cst.Name) else literal(node)
        if value is not NO_LITERAL:
            return value
        binding = self.single(node)
        if binding is not None and binding.kind == "assign" and binding.value is not None:
            return literal(bare(binding.value))
        known = {} if binding is None else self.arriving.parameters.get(id(binding.node), {})
        given = known.get("")
        return NO_LITERAL if given is None else literal(given)

    def default(self, node: cst.BaseExpression) -> cst.BaseExpression | None:
        """Return the default that `node`, a parameter that isn't bound again, may hold."""
        binding = self.single(node)
        if binding is None or binding.kind != "parameter" or self._is_known(binding):
            return None
        return binding.value

    def number(self, node: cst.Name | cst.Attribute) -> float | None:
        """Return the number that `node` always is, which another module of the program has."""
        if isinstance(node, cst.Attribute):
            return self.arriving.attributes.get(id(node))
        binding = self.single(node)
        if binding is None:
            return None
        if binding.kind == "import" and binding.scope is self.names.top:
            return self.arriving.names.get(node.value)
        value = binding.value if binding.kind == "assign" else None
        return self.number(value) if isinstance(value, (cst.Name, cst.Attribute)) else None

    def _is_known(self, parameter: Binding) -> bool:
        """Whether all that callers give a parameter is known."""
        return id(parameter.node) in self.arriving.parameters

    def assigned(self, node: cst.BaseExpression) -> tuple[cst.BaseExpression, ...]:
        """Return what is assigned to the name `node` where it is bound several times."""
        load = self.names.load_at.get(id(node))
        reaching = self.names.reaching(load) if load is not None else []
        values = tuple(b.value for b in reaching if b.kind == "assign" and b.value is not None)
        return values if len(reaching) > 1 else ()

    def possible_values(self, node: cst.BaseExpression) -> Iterator[tuple[object, str]]:
        """Yield what else `node` may be, a literal or an OfType, and when."""
        binding = self.single(node)
        parameter = binding.node if binding is not None else None
        annotation = parameter.annotation if isinstance(parameter, cst.Param) else None
        if annotation is not None and dotted(annotation.annotation) == "int":
            yield OfType("int"), f"`{brief(node)}` is annotated as int"
        elif self._is_computed_int(node, set()):
            yield OfType("int"), f"`{brief(node)}` is a whole number"

    def choices(self, node: cst.BaseExpression) -> tuple[str, ...]:
        """Return which of None, True and False `node`, an argument of the layer, always is, or
        "int" where it is a whole number; nothing where it may be something else.
        """
        parent = self.names.parent(node)
        call = self.names.parent(parent) if isinstance(parent, cst.Arg) else None
        if not isinstance(parent, cst.Arg) or not isinstance(call, cst.Call):
            return ()
        key = parent.keyword.value if parent.keyword else str(call.args.index(parent))
        return self.arriving.choices.get((id(call), key), ())

    def _is_computed_int(self, node: cst.BaseExpression, seen: set[Binding]) -> bool:
        """Whether `node`, or what its name is bound to, computes an int, whatever is in it;
        `seen` are the bindings that it is looked for in.
        """
        node = bare(node)
        if isinstance(node, cst.Call):
            return self.is_named(node.func, "int", "len")
        if isinstance(node, cst.BinaryOperation):
            return isinstance(node.operator, _KEEP_INTS) and all(
                isinstance(self.constant(side), int) or self._is_computed_int(side, seen)
                for side in (node.left, node.right)
            )
        binding = self.single(node)
        if binding is None or binding in seen or binding.kind != "assign" or binding.value is None:
            return False
        return self._is_computed_int(binding.value, seen | {binding})

    def entries(self, node: cst.BaseExpression) -> Entries | None:
        """Return what the dict `node` holds, None where that can't be seen."""
        if isinstance(node, (cst.Dict, cst.Call)):
            items = self._items(node)
            return None if items is None else Entries(items, node, 1)
        binding = self.single(node)
        is_local = binding is not None and binding.scope.kind == "function"
        told = self.arriving.dicts.get(id(node))
        if told is not None and told.entries is None and not is_local:
            return None  # other files may change it
        return self._entries_beside(node) or self._entries_elsewhere(node)

    def _entries_beside(self, node: cst.BaseExpression) -> Entries | None:
        """Return what a dict holds that is written in the file, all of whose uses are seen."""
        load = self.names.load_at.get(id(node))
        binding = self.single(node)
        if load is None or binding is None or binding.kind != "assign":
            return None
        value = binding.value
        items = self._items(value) if isinstance(value, (cst.Dict, cst.Call)) else None
        if items is None:
            return None
        readers = 0
        for other in self.names.loads[load.node.value]:
            if binding not in self.names.reaching(other):
                continue
            if not self._only_reads(other.node):
                return None
            readers += 1
        assert isinstance(value, (cst.Dict, cst.Call))
        is_shared = binding.scope.kind != "function"
        return Entries(items, None if is_shared else value, readers, _quote_of(value))

    def _entries_elsewhere(self, node: cst.BaseExpression) -> Entries | None:
        """Return what a dict holds that the program knows; a value that may be one of several is
        what is looked up in it.
        """
        told = self.arriving.dicts.get(id(node))
        if told is None or told.entries is None or not self.is_plain(node):
            return None
        quote = self.names.quote
        items = [
            (key, cst.parse_expression(said or f"{source(node)}[{quote}{key}{quote}]"))
            for key, said in told.entries
        ]
        return Entries(tuple(items), None, 1, quote)

    def change(self, node: cst.BaseExpression) -> str:
        """Return where a dict may be changed that a call unpacks, empty where that isn't known."""
        told = self.arriving.dicts.get(id(node))
        return "" if told is None else told.changed

    def entries_given(self, node: cst.BaseExpression) -> Entries | None:
        """Return what callers give for `node`, a `**` parameter, None where that can't be seen."""
        binding = self.single(node)
        given = None if binding is None else self.arriving.parameters.get(id(binding.node))
        if given is None or "" in given:
            return None
        return Entries(tuple(given.items()), None, 0)

    def _only_reads(self, node: cst.Name) -> bool:
        """Tell whether this use leaves a dict as it is: `**kw`, `kw['a']` read, `kw.get('a')`."""
        parent = self.names.parent(node)
        if isinstance(parent, cst.Arg):
            return parent.star == "**"
        if isinstance(parent, cst.Subscript):
            return id(parent) not in self.names.stored
        if isinstance(parent, cst.Attribute) and parent.attr.value in ("get", "keys", "items"):
            return isinstance(self.names.parent(parent), cst.Call)
        return isinstance(parent, cst.Comparison)

    def _items(
        self, node: cst.Dict | cst.Call
    ) -> tuple[tuple[str, cst.BaseExpression], ...] | None:
        found: list[tuple[str, cst.BaseExpression]] = []
        if isinstance(node, cst.Call):
            if not self.is_named(node.func, "dict"):
                return None
            for arg in node.args:
                if arg.keyword is None:
                    return None
                found.append((arg.keyword.value, arg.value))
            return tuple(found)
        for element in node.elements:
            if not isinstance(element, cst.DictElement):
                return None
            key = literal(element.key)
            if not isinstance(key, str) or not isinstance(element.key, cst.SimpleString):
                return None
            found.append((key, element.value))
        return tuple(found) if len({name for name, _ in found}) == len(found) else None
