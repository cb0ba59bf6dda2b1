"""What an isinstance check, a comparison of types or a pattern tells about a name, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from bnmigrate.bindings import Names
from bnmigrate.references import Resolver
from bnmigrate.syntax import dotted, literal


@dataclass(frozen=True)
class Check:
    """A check that `subject` is an instance of one of `classes`.

    `test` is the whole of the check: the call, the comparison, the pattern. Where `is_negated`, it
    holds for everything else.
    """

    test: cst.CSTNode
    subject: cst.BaseExpression
    classes: tuple[cst.BaseExpression, ...]
    is_negated: bool = False


def check_around(node: cst.CSTNode, resolver: Resolver) -> Check | None:
    """Return the check in which `node`, a class, is one of those that are checked for."""
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
        subject = _type_of(comparison.left, resolver)
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


def _type_of(node: cst.BaseExpression, resolver: Resolver) -> cst.BaseExpression | None:
    """Return `x` of `type(x)` or `x.__class__`, also through a name."""
    binding = resolver.single(node)
    if binding is not None and binding.kind == "assign" and binding.value is not None:
        node = binding.value
    if isinstance(node, cst.Call) and len(node.args) == 1 and resolver.is_named(node.func, "type"):
        return node.args[0].value
    if isinstance(node, cst.Attribute) and node.attr.value == "__class__":
        return node.value
    return None


def narrowed(check: Check, names: Names) -> list[cst.BaseExpression]:
    """Return the places that read the subject where the check is known to have been passed."""
    find = _after_failing if check.is_negated else _regions
    regions = list(find(check.test, names))
    if not regions:
        return []
    inside = {id(region) for region in regions}
    found = []
    for read in reads_of(check.subject, names):
        if read is check.subject:
            continue
        ways = list(names.ancestors(read))
        region = next((up for up in (read, *ways) if id(up) in inside), None)
        if region is not None and not _is_rebound(check, read, region, names):
            found.append(read)
    return found


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


def _regions(test: cst.CSTNode, names: Names) -> Iterator[cst.CSTNode]:
    """Yield the code that runs only when `test` holds, and the statements after an early exit."""
    node = test
    parent = names.parent(node)
    while parent is not None:
        if isinstance(parent, cst.BooleanOperation):
            if not isinstance(parent.operator, cst.And):
                return
            if parent.left is node:
                yield parent.right
        elif isinstance(parent, cst.UnaryOperation) and isinstance(parent.operator, cst.Not):
            yield from _after_failing(parent, names)
            return
        elif isinstance(parent, (cst.If, cst.While, cst.IfExp)):
            if parent.test is node:
                yield parent.body
            return
        elif isinstance(parent, cst.Assert):
            yield from _rest(parent, names)
            return
        elif isinstance(parent, cst.CompIf):
            clause = names.parent(parent)
            comprehension = names.parent(clause) if clause is not None else None
            if isinstance(clause, cst.CompFor) and comprehension is not None:
                later = False
                for condition in clause.ifs:
                    if later:
                        yield condition
                    later = later or condition is parent
                if isinstance(comprehension, cst.DictComp):
                    yield comprehension.key
                    yield comprehension.value
                elif isinstance(comprehension, (cst.ListComp, cst.SetComp, cst.GeneratorExp)):
                    yield comprehension.elt
            return
        elif isinstance(parent, cst.MatchCase):
            if parent.pattern is node:
                if parent.guard is not None:
                    yield parent.guard
                yield parent.body
            return
        elif not isinstance(parent, (cst.NamedExpr, cst.MatchAs)):
            return
        node, parent = parent, names.parent(parent)


def _after_failing(negation: cst.CSTNode, names: Names) -> Iterator[cst.CSTNode]:
    """Yield what runs when `negation` doesn't hold: else, or all that follows an early exit."""
    parent = names.parent(negation)
    if isinstance(parent, cst.BooleanOperation) and isinstance(parent.operator, cst.Or):
        if parent.left is negation:
            yield parent.right
        parent = names.parent(parent)
    elif isinstance(parent, cst.BooleanOperation):
        return
    if isinstance(parent, cst.If):
        if parent.orelse is not None:
            yield parent.orelse
        if _exits(parent.body):
            yield from _rest(parent, names)
    elif isinstance(parent, cst.IfExp):
        yield parent.orelse


def _exits(body: cst.BaseSuite) -> bool:
    statements = list(body.body)
    last = statements[-1] if statements else None
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    return isinstance(last, (cst.Continue, cst.Break, cst.Return, cst.Raise))


def _rest(node: cst.CSTNode, names: Names) -> Iterator[cst.CSTNode]:
    """Yield the statements that follow the one that `node` stands in, in its block."""
    statement = names.statement_of(node)
    block = names.parent(statement)
    after = False
    for other in getattr(block, "body", ()):
        if after:
            yield other
        after = after or other is statement


def _is_rebound(check: Check, read: cst.BaseExpression, region: cst.CSTNode, names: Names) -> bool:
    """Tell whether the subject may be another one at `read` than it was when it was checked."""
    start, end = names.order_of(check.test), names.order_of(read)
    around = {id(up) for up in names.ancestors(read)}
    root = read
    while isinstance(root, cst.Attribute):
        root = root.value
    load = names.load_at[id(root)]
    owner = names.owner(load.scope, load.node.value)
    changes: list[tuple[int, cst.CSTNode]] = []
    if owner is not None:
        changes.extend((b.order, b.node) for b in owner.bindings[load.node.value])
    if isinstance(read, cst.Attribute):
        text = dotted(read)
        changes.extend(
            (names.order_of(a), a)
            for a in names.attributes
            if id(a) in names.stored and a.attr.value == read.attr.value and dotted(a) == text
        )
    for order, node in changes:
        if start < order <= end:
            return True
        # a loop inside the region may come back to `read` after the change
        if order > end and any(
            isinstance(up, (cst.For, cst.While)) and id(up) in around and _is_in(up, region, names)
            for up in names.ancestors(node)
        ):
            return True
    return False


def _is_in(node: cst.CSTNode, region: cst.CSTNode, names: Names) -> bool:
    return node is region or any(up is region for up in names.ancestors(node))


def literal_key(node: cst.BaseExpression) -> object:
    """Return the literal index or name of a subscript, None where it is another expression."""
    value = literal(node)
    return value if isinstance(value, (int, str)) and not isinstance(value, bool) else None
