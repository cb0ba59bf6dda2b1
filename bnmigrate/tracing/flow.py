"""Where a layer's class and its instances go, and what is done with them there.

`Flow` starts at each reference to the class and follows it through the module: into variables,
parameters, partials and containers, through calls to the instances that they make, and into what
an isinstance check narrows. It follows whatever may hold the layer; `origins` then looks back from
a place and tells what else may arrive there. What it meets are uses; those that hang together are
one group, which is translated as a whole or not at all.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import libcst as cst

from bnmigrate.names.bindings import Names
from bnmigrate.names.references import Reference
from bnmigrate.names.scopes import Binding, Scope
from bnmigrate.names.syntax import dotted, literal_key, source
from bnmigrate.rulebook import LayerClass
from bnmigrate.tracing import instances
from bnmigrate.tracing.answers import answers
from bnmigrate.tracing.class_checks import Check, check_around, reads_of
from bnmigrate.tracing.instances import ANY
from bnmigrate.tracing.narrowing import narrowed, reads_in
from bnmigrate.tracing.structure import Structure


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
    """What a place holds: the layer's class, an instance, or a container with one of them in it.

    `bound` is how many positional arguments a partial of the class has given; `made` is the call or
    check that an instance comes from, None for the class; `key` is the literal index or name under
    which a container has it, ANY where that can't be told, None for the thing itself. `is_derived`
    tells that it is a class of this module with a constructor of its own.
    """

    layer_class: LayerClass
    bound: int = 0
    is_partial: bool = False
    made: cst.CSTNode | None = None
    key: object = None
    is_derived: bool = False

    def inside(self, key: object) -> Held:
        """Return what a container holds that has this under `key`."""
        return replace(self, key=ANY if self.key is not None else key)

    def taken(self) -> Held:
        """Return what comes out of the container that this is in."""
        return replace(self, key=None)


@dataclass(frozen=True)
class Seed:
    """An expression of which the program knows that it may hold a layer of `classes`, or one of
    these; it is used by the access or call `around` it. `is_sole` tells that nothing else comes
    there, `is_mixed` that something else does, and `is_partable` that the two can be told apart
    there; `is_plain` that no instance of a class of the program that derives from the layer does.
    """

    node: cst.BaseExpression
    around: cst.CSTNode
    classes: tuple[LayerClass, ...]
    is_class: bool
    is_sole: bool
    is_mixed: bool
    is_partable: bool
    is_plain: bool = False


@dataclass(eq=False)
class Use:
    """Something that is done with the class.

    Of the class, `kind` is call, partial, guard, compare, annotation, base, assign, default,
    argument, element, key, return, pattern, attribute, attribute-assign or other; of an instance,
    access, lookup, apply, member, store, escape or result. `expression` holds the class or the
    instance; `node` is the call, class or attribute around it that matters; `reference` is set
    where the expression names the class itself.
    """

    kind: str
    node: cst.CSTNode
    expression: cst.CSTNode
    held: Held
    group: Group
    reference: Reference | None
    detail: str = ""

    @property
    def leaves(self) -> bool:
        """Whether the class goes on from here to calls that are out of sight."""
        return self.kind in _OUT_OF_SIGHT or (self.kind == "argument" and self.detail != "")

    @property
    def is_check(self) -> bool:
        """Whether the class is what something is checked for."""
        return self.kind in ("guard", "compare", "pattern")


_OUT_OF_SIGHT = frozenset({"attribute-assign", "element", "return", "other"})


def place_of(node: cst.BaseExpression, names: Names) -> tuple[Scope, str]:
    """Return the function that an expression stands in, and how it reads: where both are the same,
    it may stand for the same thing.
    """
    return names.scope_of(node).function, dotted(node) or source(node)


@dataclass(frozen=True)
class Checked:
    """A check that the layer may pass."""

    check: Check
    held: Held
    group: Group


_WRAPPERS = (
    cst.Element,
    cst.StarredElement,
    cst.Index,
    cst.SubscriptElement,
    cst.IfExp,
    cst.BooleanOperation,
    cst.NamedExpr,
    cst.Tuple,
    cst.List,
    cst.Set,
    cst.Dict,
    cst.DictElement,
)


class Flow:
    """Follows every reference of a module."""

    def __init__(
        self, structure: Structure, references: list[Reference], seeds: Iterable[Seed] = ()
    ) -> None:
        self.structure = structure
        self.resolver = structure.resolver
        self.names: Names = structure.names
        self.uses: list[Use] = []
        self.subclasses: dict[int, Held] = {}
        self.narrowed: dict[int, Held] = {}
        """Reads that a check has narrowed to the layer alone, names that a pattern binds to it, and
        calls that filter by a check.
        """
        self.mixed: dict[int, Check] = {}
        """Reads that a check has narrowed to the layer or another class, with the check."""
        self.checks: dict[tuple[Scope, str], list[Checked]] = {}
        """The checks that the layer may pass, by what they are about: see place_of()."""
        self.answered_elsewhere: dict[int, cst.CSTNode] = {}
        """Where the answer of a check goes on out of sight, by the class that it is for."""
        self._groups: dict[Binding, Group] = {}
        self._seen: dict[tuple[int, Held], Group] = {}
        self._met: set[int] = set()
        self._met_classes: set[int] = set()
        self._done: set[tuple[int, Held]] = set()
        self._indices: dict[int, dict[int, int]] = {}
        """The places of the elements of lists and tuples, up to the first starred one."""
        seeds = list(seeds)
        self.told = {id(seed.node) for seed in seeds if seed.is_sole}
        """Expressions of which the program knows that they are the layer, or its class, alone."""
        self.shared = {id(seed.node) for seed in seeds if seed.is_mixed}
        """Expressions of which the program knows that something else may come there too."""
        self.whole = {id(seed.node) for seed in seeds if not seed.is_partable}
        """Those of them where the two can't be told apart."""
        self.plain = {id(seed.node) for seed in seeds if seed.is_plain}
        """Those of them that are no instance of a class that derives from it."""
        self.arriving: dict[int, set[LayerClass]] = {}
        """The layers' classes that come there, as far as the program knows."""
        for seed in seeds:
            self.arriving.setdefault(id(seed.node), set()).update(seed.classes)
        self._references = {id(r.node): r for r in references if r.known is not None}
        self._queue: deque[tuple[cst.CSTNode, Held, Group, Reference | None]] = deque()
        for reference in references:
            if reference.known is not None:
                self.queue(reference.node, Held(reference.known), Group(), reference)
        self._run()
        used = {id(use.node) for use in self.uses}
        for seed in seeds:
            if id(seed.around) not in used:
                made = None if seed.is_class else seed.node
                self.queue(seed.node, Held(seed.classes[0], made=made), Group())
                self._run()

        self._leaving: dict[Group, list[Use]] = {}
        for use in self.uses:
            if use.leaves or use.kind in ("assign", "attribute", "base"):
                self._leaving.setdefault(use.group.find(), []).append(use)

    def _run(self) -> None:
        while self._queue:
            expression, held, group, named = self._queue.popleft()
            before = self._seen.setdefault((id(expression), held), group)
            if before is group or before.find() is group.find():
                if (id(expression), held) not in self._done:
                    self._done.add((id(expression), held))
                    if held.key is None:
                        met = self._met_classes if held.made is None else self._met
                        met.add(id(expression))
                    self._follow(expression, held, group, named)
            else:
                before.merge(group)

    def leaving(self, group: Group) -> list[Use]:
        """Return the uses by which the class of a group may go on to code that can't be seen, and
        those that look into it.
        """
        return self._leaving.get(group.find(), [])

    def is_reference(self, node: cst.BaseExpression) -> bool:
        """Tell whether the expression itself names a layer's class."""
        return id(node) in self._references

    def held_at(self, node: cst.BaseExpression) -> bool:
        """Tell whether the expression was met as one that may be an instance."""
        return id(node) in self._met

    def held_as_class(self, node: cst.BaseExpression) -> bool:
        """Tell whether the expression was met as one that may hold the class."""
        return id(node) in self._met_classes

    def queue(
        self, node: cst.CSTNode, held: Held, group: Group, reference: Reference | None = None
    ) -> None:
        """Remember to follow `node`, which holds `held`."""
        self._queue.append((node, held, group, reference))

    def use(
        self,
        kind: str,
        node: cst.CSTNode,
        expression: cst.CSTNode,
        held: Held,
        group: Group,
        reference: Reference | None = None,
        detail: str = "",
    ) -> None:
        """Note what is done with `expression`."""
        self.uses.append(Use(kind, node, expression, held, group, reference, detail))

    # What is done with an expression

    def _follow(
        self, expression: cst.CSTNode, held: Held, group: Group, reference: Reference | None
    ) -> None:
        names = self.names
        node: cst.CSTNode = expression
        parent = names.parent(node)
        while isinstance(parent, _WRAPPERS):
            if isinstance(parent, cst.IfExp) and parent.test is node:
                return
            if isinstance(parent, cst.DictElement) and parent.key is node:
                self.use("key", parent, expression, held, group, reference)
                return
            if isinstance(parent, (cst.Tuple, cst.List, cst.Set, cst.Dict)):
                held = held.inside(self._key_in(parent, node))
            if isinstance(parent, cst.NamedExpr):
                self.into_target(parent.target, held, group)
            node, parent = parent, names.parent(parent)
        if held.made is None:
            self._follow_class(expression, node, parent, held, group, reference)
        else:
            instances.follow(self, expression, node, parent, held, group)

    def _follow_class(
        self,
        expression: cst.CSTNode,
        node: cst.CSTNode,
        parent: cst.CSTNode | None,
        held: Held,
        group: Group,
        reference: Reference | None,
    ) -> None:
        """See what is done with `node`, which holds what `expression` does: the class."""
        use = self.use
        if isinstance(parent, cst.Arg):
            call = self.names.parent(parent)
            if isinstance(call, cst.ClassDef):
                self._base(call, expression, held, group, reference)
            elif isinstance(call, cst.Call):
                self._argument(call, parent, expression, held, group, reference)
        elif isinstance(parent, cst.Call) and held.key is None:
            use("call", parent, expression, held, group, reference)
            self.queue(parent, Held(held.layer_class, made=parent), group)
        elif isinstance(parent, (cst.Assign, cst.AnnAssign)) and parent.value is node:
            foreign = self.into_targets(parent, held, group)
            kind = "attribute-assign" if foreign else "assign"
            use(kind, parent, expression, held, group, reference, foreign)
        elif isinstance(parent, cst.Param) and parent.default is node:
            self.into_node(parent, held, group)
            use("default", parent, expression, held, group, reference, parent.name.value)
        elif isinstance(parent, cst.Return):
            use("return", parent, expression, held, group, reference)
            self.out_of_function(parent, held, group)
        elif isinstance(parent, cst.Lambda):
            use("return", parent, expression, held, group, reference)
        elif isinstance(parent, (cst.Comparison, cst.ComparisonTarget)):
            use("compare", parent, expression, held, group, reference)
            self._narrow(expression, held, group)
        elif isinstance(parent, cst.MatchClass):
            use("pattern", parent, expression, held, group, reference)
            self._narrow_pattern(parent, held, group)
        elif isinstance(parent, cst.Attribute):
            use("attribute", parent, expression, held, group, reference, parent.attr.value)
        elif isinstance(parent, cst.Subscript) and parent.value is node and held.key is not None:
            self.queue(parent, held.taken(), group)
            use("element", node, expression, held, group, reference)
        elif isinstance(parent, cst.BinaryOperation) and check_around(node, self.resolver):
            use("guard", parent, expression, held, group, reference)
            self._narrow(node, held, group)
        elif self._is_annotation(node):
            use("annotation", node, expression, held, group, reference)
            self._annotated(node, held, group)
        else:
            kind = "other" if held.key is None else "element"
            use(kind, node, expression, held, group, reference)

    def _key_in(self, display: cst.Tuple | cst.List | cst.Set | cst.Dict, element: Any) -> object:
        """Return the index or literal key of an element of a display."""
        if isinstance(display, cst.Dict):
            return ANY if not isinstance(element, cst.DictElement) else _or_any(element.key)
        if isinstance(display, cst.Set):
            return ANY
        if id(display) not in self._indices:
            known = itertools.takewhile(lambda e: isinstance(e, cst.Element), display.elements)
            self._indices[id(display)] = {id(e): index for index, e in enumerate(known)}
        return self._indices[id(display)].get(id(element), ANY)

    def _is_annotation(self, node: cst.CSTNode) -> bool:
        return any(
            isinstance(up, (cst.Annotation, cst.SimpleString, cst.TypeAlias, cst.TypeParam))
            for up in self.names.ancestors(node)
        )

    def _annotated(self, node: cst.CSTNode, held: Held, group: Group) -> None:
        """Follow a parameter or variable whose annotation is the class and nothing else."""
        outer = self.names.parent(node)
        if isinstance(outer, cst.SimpleString):
            outer = self.names.parent(outer)
        if not isinstance(outer, cst.Annotation):
            return
        annotated = self.names.parent(outer)
        made = Held(held.layer_class, made=node)
        if isinstance(annotated, cst.Param):
            self.into_node(annotated, made, group)
        elif isinstance(annotated, cst.AnnAssign):
            self.into_target(annotated.target, made, group)

    def _argument(
        self,
        call: cst.Call,
        arg: cst.Arg,
        expression: cst.CSTNode,
        held: Held,
        group: Group,
        reference: Reference | None,
    ) -> None:
        is_named = self.resolver.is_named
        index = next(i for i, a in enumerate(call.args) if a is arg)
        if is_named(call.func, "isinstance", "issubclass") and index == 1:
            self.use("guard", call, expression, held, group, reference)
            self._narrow(expression, held, group)
        elif is_named(call.func, "functools.partial") and index == 0 and held.key is None:
            self.use("partial", call, expression, held, group, reference)
            given = sum(1 for a in call.args[1:] if a.keyword is None and not a.star)
            made = replace(held, bound=held.bound + given, is_partial=True)
            self.queue(call, made, group)
        elif is_named(call.func, "dict") and arg.keyword is not None and held.key is None:
            self.use("element", call, expression, held, group, reference)
            self.queue(call, held.inside(arg.keyword.value), group)
        elif is_named(call.func, "typing.cast") and index == 0:
            self.use("annotation", call, expression, held, group, reference)
        else:
            into = self.into_argument(call, arg, held, group)
            name = dotted(call.func) or "the call"
            keyword = arg.keyword.value if arg.keyword else ""
            detail = "" if into else name + (f"({keyword}=...)" if keyword else "()")
            self.use("argument", call, expression, held, group, reference, detail)
            if not into and held.key is None and self._is_passed_through(call, expression):
                self.queue(call, held, group)

    def _is_passed_through(self, call: cst.Call, expression: cst.CSTNode) -> bool:
        """Tell whether it is `norm = f(norm)` or `self.norm = f(norm)`: a function seen elsewhere
        may give the class back, as those do that look it up where they are given its name.
        """
        if not isinstance(expression, cst.Name):
            return False
        statement = self.names.parent(call)
        return (
            isinstance(statement, cst.Assign)
            and statement.value is call
            and any(
                (dotted(target.target) or "").rpartition(".")[2] == expression.value
                for target in statement.targets
            )
        )

    def _base(
        self,
        class_def: cst.ClassDef,
        expression: cst.CSTNode,
        held: Held,
        group: Group,
        reference: Reference | None,
    ) -> None:
        self.use("base", class_def, expression, held, group, reference)
        self.subclasses[id(class_def)] = held
        own = self.structure.method(class_def, "__init__") is not None
        self.into_node(class_def, replace(held, is_derived=held.is_derived or own), group)

    # Checks

    def _narrow(self, expression: cst.CSTNode, held: Held, group: Group) -> None:
        if held.key is not None and id(expression) not in self._references:
            return
        check = check_around(expression, self.resolver)
        if check is None:
            return
        others = [c for c in check.classes if not self._is_same_layer(c, held)]
        made = Held(held.layer_class, made=check.test)
        told = answers(check, self.structure)
        for known, outcome in told.known:
            self._note_check(Checked(known, held, group))
            for read in reads_in(outcome.regions, known, self.names):
                if others:
                    self.mixed[id(read)] = check
                else:
                    self.narrowed[id(read)] = made
                self.queue(read, made, group)
        unseen = told.unseen
        for call in told.filters:
            if others:
                unseen = [*unseen, call]
            else:
                self.narrowed[id(call)] = made.inside(ANY)
                self.queue(call, made.inside(ANY), group)
        if unseen:
            self.answered_elsewhere[id(expression)] = unseen[0]

    def _note_check(self, checked: Checked) -> None:
        place = place_of(checked.check.subject, self.names)
        self.checks.setdefault(place, []).append(checked)

    def _is_same_layer(self, node: cst.BaseExpression, held: Held) -> bool:
        reference = self._references.get(id(node))
        if reference is not None:
            return reference.known is not None and (
                reference.known.dialect is held.layer_class.dialect
            )
        return (id(node), held.taken()) in self._done or (id(node), held) in self._done

    def _narrow_pattern(self, pattern: cst.MatchClass, held: Held, group: Group) -> None:
        made = Held(held.layer_class, made=pattern)
        outer = self.names.parent(pattern)
        if isinstance(outer, cst.MatchAs):
            self.narrowed[id(outer)] = made
            self.into_node(outer, made, group)
        match = next((u for u in self.names.ancestors(pattern) if isinstance(u, cst.Match)), None)
        if match is not None:
            check = Check(pattern, match.subject, (pattern.cls,))
            self._note_check(Checked(check, held, group))
            for read in narrowed(check, self.names):
                self.narrowed[id(read)] = made
                self.queue(read, made, group)

    # Into variables and out of them

    def into_targets(self, statement: cst.Assign | cst.AnnAssign, held: Held, group: Group) -> str:
        """Follow a value into all targets; return the first that is of another object's."""
        targets = (
            [target.target for target in statement.targets]
            if isinstance(statement, cst.Assign)
            else [statement.target]
        )
        foreign = [self.into_target(target, held, group) for target in targets]
        return next((name for name in foreign if name), "")

    def into_target(self, target: cst.CSTNode, held: Held, group: Group) -> str:
        """Follow the value into a target; return its name where it is another object's."""
        if isinstance(target, cst.Name):
            self.into_node(target, held, group)
        elif isinstance(target, cst.Attribute):
            scope = self.structure.class_of(target.value)
            if scope is None:
                self.into_foreign(target, held, group)
                return dotted(target) or f"...{target.attr.value}"
            self.into_attribute(scope, target.attr.value, held, group)
        elif isinstance(target, (cst.Tuple, cst.List)):
            for index, element in enumerate(target.elements):
                if held.key in (index, ANY):
                    self.into_target(element.value, held.taken(), group)
        elif isinstance(target, cst.Subscript):
            self.into_container(target.value, held.inside(_subscript_key(target)), group)
        return ""

    def into_foreign(self, target: cst.Attribute, held: Held, group: Group) -> None:
        """Follow an instance to what reads `other.x` later in the same function; `other` is an
        object whose class isn't of this module.
        """
        if held.made is None:
            return
        for read in reads_of(target, self.names):
            is_later = self.names.order_of(read) > self.names.order_of(target)
            is_read = id(read) not in self.names.stored
            if is_later and is_read and self._owner(read) == self._owner(target):
                self.queue(read, held, group)

    def _owner(self, node: cst.BaseExpression) -> list[Binding]:
        """Return what the name that a dotted name begins with may be bound by."""
        while isinstance(node, cst.Attribute):
            node = node.value
        return self.names.reaching(self.names.load_at[id(node)])

    def into_container(self, container: cst.BaseExpression, held: Held, group: Group) -> None:
        """Follow what is put into the container that a name or an attribute holds."""
        load = self.names.load_at.get(id(container))
        if load is not None:
            for binding in self.names.reaching(load):
                self.into_binding(binding, held, group)
        elif isinstance(container, cst.Attribute):
            scope = self.structure.class_of(container.value)
            if scope is not None:
                self.into_attribute(scope, container.attr.value, held, group)

    def into_node(self, node: cst.CSTNode, held: Held, group: Group) -> None:
        """Follow the value into what a name, parameter or definition binds."""
        binding = self.names.binding_at.get(id(node))
        if binding is not None:
            self.into_binding(binding, held, group)

    def into_binding(self, binding: Binding, held: Held, group: Group) -> None:
        """Follow the value to all that read a name."""
        self._groups.setdefault(binding, group).merge(group)
        for load in self.names.readers(binding):
            if id(load.node) not in self._references:
                self.queue(load.node, held, group)
        if binding.scope.kind == "class":
            self.into_attribute(binding.scope, binding.name, held, group)

    def into_attribute(self, scope: Scope, name: str, held: Held, group: Group) -> None:
        """Follow the value to all that read an attribute of a class's instances."""
        for attribute in self.structure.attributes_of(scope, name):
            if id(attribute) not in self.names.stored:
                self.queue(attribute, held, group)

    def into_argument(self, call: cst.Call, arg: cst.Arg, held: Held, group: Group) -> bool:
        """Follow the value into the parameter of this module's function that `arg` sets."""
        parameter = self.structure.parameter_of(call, arg)
        if parameter is None:
            return False
        self.into_node(parameter, held, group)
        return True

    def out_of_function(self, statement: cst.Return, held: Held, group: Group) -> None:
        """Follow the value to the calls of the function that returns it."""
        function = self.structure.function_of(statement)
        if function is None:
            return
        binding = self.names.binding_at[id(function)]
        callers: list[cst.BaseExpression] = [load.node for load in self.names.readers(binding)]
        if binding.scope.kind == "class":
            callers += self.structure.attributes_of(binding.scope, binding.name)
        for caller in callers:
            parent = self.names.parent(caller)
            if isinstance(parent, cst.Call) and parent.func is caller:
                self.queue(parent, held, group)


def _or_any(node: cst.BaseExpression) -> object:
    key = literal_key(node)
    return ANY if key is None else key


def _subscript_key(target: cst.Subscript) -> object:
    if len(target.slice) == 1 and isinstance(target.slice[0].slice, cst.Index):
        return _or_any(target.slice[0].slice.value)
    return ANY
