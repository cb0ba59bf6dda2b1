"""Checks for a class: an isinstance call, a comparison of types, a pattern."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import libcst as cst

from bnmigrate.names.bindings import Names
from bnmigrate.names.references import Resolver
from bnmigrate.names.syntax import dotted


@dataclass(frozen=True)
class Check:
    """A check that `subject` is an instance of one of `classes`.

    `test` is the whole of the check, whose truth is the answer: the call, the comparison, the
    pattern; or what holds the answer of a check further up. Where `is_negated`, it holds for
    everything else. The subject was looked at in `test`, or in `asked` where that is set.
    """

    test: cst.CSTNode
    subject: cst.BaseExpression
    classes: tuple[cst.BaseExpression, ...]
    is_negated: bool = False
    asked: cst.CSTNode | None = None

    @property
    def asked_at(self) -> cst.CSTNode:
        """Where the subject was looked at."""
        return self.asked or self.test

    @property
    def failed(self) -> Check:
        """The check that the subject is none of the classes."""
        return replace(self, is_negated=not self.is_negated)


def check_around(node: cst.CSTNode, resolver: Resolver) -> Check | None:
    """Return the check in which `node`, a class, is one of those that are checked for."""
    check = _simple_check(node, resolver)
    return None if check is None else joined(check, resolver)


def joined(check: Check, resolver: Resolver) -> Check:
    """Return the check that `check` is a part of: `isinstance(m, A) or isinstance(m, B)`."""
    names = resolver.names
    test, classes = check.test, check.classes
    parent = names.parent(test)
    while (
        not check.is_negated
        and isinstance(parent, cst.BooleanOperation)
        and isinstance(parent.operator, cst.Or)
    ):
        other = check_of(parent.right if parent.left is test else parent.left, resolver)
        if other is None or other.is_negated or dotted(other.subject) != dotted(check.subject):
            break
        both = (classes, other.classes) if parent.left is test else (other.classes, classes)
        test, classes = parent, (*both[0], *both[1])
        parent = names.parent(test)
    return replace(check, test=test, classes=classes)


def check_of(test: cst.BaseExpression, resolver: Resolver) -> Check | None:
    """Return the check that the whole of `test` is."""
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.Or):
        left, right = check_of(test.left, resolver), check_of(test.right, resolver)
        if left is None or right is None or left.is_negated or right.is_negated:
            return None
        if dotted(left.subject) != dotted(right.subject):
            return None
        return replace(left, test=test, classes=(*left.classes, *right.classes))
    if isinstance(test, cst.Call):
        is_check = len(test.args) == 2 and resolver.is_named(test.func, "isinstance")
        return _simple_check(_first_class(test.args[1].value), resolver) if is_check else None
    if isinstance(test, cst.Comparison):
        return _simple_check(_first_class(test.comparisons[0].comparator), resolver)
    return None


def _first_class(node: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(node, (cst.Tuple, cst.List, cst.Set)) and node.elements:
        return node.elements[0].value
    return next(_alternatives(node))


def checks_on(subject: cst.BaseExpression, resolver: Resolver) -> Iterator[Check]:
    """Yield the checks for a class that the function makes of what `subject` reads."""
    names = resolver.names
    for read in reads_of(subject, names):
        outer = names.parent(read)
        if isinstance(outer, cst.Match) and outer.subject is read:
            for case in outer.cases:
                if isinstance(case.pattern, cst.MatchClass):
                    yield Check(case.pattern, read, (case.pattern.cls,))
        elif isinstance(outer, (cst.Arg, cst.Attribute)):
            call = outer if isinstance(outer, cst.Attribute) else names.parent(outer)
            if isinstance(call, cst.Call) and resolver.is_named(call.func, "isinstance"):
                check = check_of(call, resolver)
            else:  # type(m) is ..., m.__class__ is ...
                comparison = None if call is None else names.parent(call)
                is_test = isinstance(comparison, cst.Comparison) and comparison.left is call
                check = check_of(comparison, resolver) if is_test else None  # type: ignore[arg-type]  # seen above
            if check is not None and check.subject is read:
                yield joined(check, resolver)


def _simple_check(node: cst.CSTNode, resolver: Resolver) -> Check | None:
    names = resolver.names
    outer = names.parent(node)
    classes: tuple[cst.BaseExpression, ...] = (node,)  # type: ignore[assignment]  # an expression
    if isinstance(outer, cst.Element):
        display = names.parent(outer)
        if not isinstance(display, (cst.Tuple, cst.List, cst.Set)):
            return None
        classes = tuple(element.value for element in display.elements)
        outer = names.parent(display)
    elif isinstance(outer, cst.BinaryOperation) and isinstance(outer.operator, cst.BitOr):
        classes = tuple(_alternatives(outer))
        outer = names.parent(outer)
    if isinstance(outer, cst.Arg):
        call = names.parent(outer)
        if (
            isinstance(call, cst.Call)
            and len(call.args) == 2
            and outer is call.args[1]
            and resolver.is_named(call.func, "isinstance")
        ):
            return Check(call, call.args[0].value, classes)
    elif isinstance(outer, cst.ComparisonTarget):
        comparison = names.parent(outer)
        assert isinstance(comparison, cst.Comparison)
        subject = type_of(comparison.left, resolver)
        if len(comparison.comparisons) == 1 and subject is not None:
            is_negated = isinstance(outer.operator, (cst.IsNot, cst.NotEqual, cst.NotIn))
            return Check(comparison, subject, classes, is_negated)
    return None


def _alternatives(node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        yield from _alternatives(node.left)
        yield from _alternatives(node.right)
    else:
        yield node


def type_of(node: cst.BaseExpression, resolver: Resolver) -> cst.BaseExpression | None:
    """Return `x` of `type(x)` or `x.__class__`, also through a name."""
    binding = resolver.single(node)
    if binding is not None and binding.kind == "assign" and binding.value is not None:
        node = binding.value
    if isinstance(node, cst.Call) and len(node.args) == 1 and resolver.is_named(node.func, "type"):
        return node.args[0].value
    if isinstance(node, cst.Attribute) and node.attr.value == "__class__":
        return node.value
    return None


def reads_of(subject: cst.BaseExpression, names: Names) -> Iterator[cst.BaseExpression]:
    """Yield the expressions that read what `subject` does: the same name, or dotted name."""
    text = dotted(subject)
    if text is None:
        return
    root = subject
    while isinstance(root, cst.Attribute):
        root = root.value
    first = names.load_at.get(id(root))
    if first is None:
        return
    owner = names.owner(first.scope, first.node.value)
    for load in names.loads_in(first.scope.function, first.node.value):
        if names.owner(load.scope, load.node.value) is not owner:
            continue
        node: cst.BaseExpression = load.node
        for _ in range(text.count(".")):
            parent = names.parent(node)
            if not isinstance(parent, cst.Attribute):
                break
            node = parent
        if dotted(node) == text:
            yield node
