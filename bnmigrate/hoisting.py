"""Names for layers that are made in the middle of a statement, by which others can fill them:
`return BatchNorm2d(8)` becomes `norm = BatchNorm2d(8)`, what fills it, and `return norm`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import libcst as cst

from bnmigrate.arguments.values import Fill
from bnmigrate.findings import Edit
from bnmigrate.names.bindings import Names
from bnmigrate.names.syntax import descendants

_NAMES = ("norm", "bn", "layer", "batch_norm")

_STATEMENTS = (cst.Return, cst.Expr, cst.Assign, cst.AnnAssign, cst.AugAssign)

_ONCE = (
    *(cst.Arg, cst.Call, cst.List, cst.Tuple, cst.Element, cst.Dict, cst.DictElement),
    *(cst.StarredElement, cst.StarredDictElement, cst.BinaryOperation),
)
"""What evaluates its parts once, whatever these are."""

_PLAIN = (
    *(cst.Name, cst.Integer, cst.Float, cst.SimpleString),
    *(cst.UnaryOperation, cst.BinaryOperation, cst.BooleanOperation),
    *(cst.Comparison, cst.IfExp),
)
"""What evaluates to the same, whatever is evaluated before it."""

_CONSTANT = frozenset({"value"})
"""What the fills take that draw no random numbers."""


class Hoist(NamedTuple):
    """That what `call` makes gets a name in a statement of its own, which `texts` follow."""

    call: cst.Call
    name: str
    texts: Sequence[str]


def name_for(names: Names, call: cst.Call, fills: Sequence[Fill]) -> str:
    """Return what a layer may be called that `call` makes in the middle of a statement; empty where
    it can't be made before it.
    """
    statement = statement_of(names, call)
    if statement is None or names.scope_of(call).kind != "function":
        return ""
    is_first = isinstance(statement, cst.Return) and statement.value is call
    if not is_first and not all(_is_plain(names, arg) for arg in call.args):
        return ""
    if any(name not in _CONSTANT for fill in fills for name, _ in fill.values):
        return ""
    bound = {name for scope in names.scopes for name in scope.bindings} | set(names.loads)
    return next(
        (name for name in _NAMES if not any(one.startswith(name) for one in bound)),
        "",
    )


def statement_of(names: Names, call: cst.Call) -> cst.CSTNode | None:
    """Return the small statement that evaluates `call` once, None where it may not."""
    for up in names.ancestors(call):
        if isinstance(up, _STATEMENTS):
            return up
        if not isinstance(up, _ONCE):
            return None
    return None


def _is_plain(names: Names, arg: cst.Arg) -> bool:
    """Whether an argument is the same where it is evaluated earlier in its statement."""
    if arg.star:
        return False
    for node in descendants(arg.value):
        if isinstance(node, cst.BaseExpression) and not isinstance(node, _PLAIN):
            return False
        load = names.load_at.get(id(node))
        for binding in names.reaching(load) if load is not None else ():
            is_local = binding.scope.kind == "function" and binding.name not in binding.scope.shared
            if not is_local and len(binding.scope.bindings[binding.name]) > 1:
                return False
    return True


def hoisted(
    names: Names,
    hoists: Sequence[Hoist],
    statement: cst.CSTNode,
    separated: Callable[[Sequence[cst.BaseSmallStatement]], list[cst.BaseSmallStatement]],
) -> list[Edit]:
    """Return the edits that make layers before the statement that they are made in."""
    line = names.parent(statement)
    assert isinstance(line, (cst.SimpleStatementLine, cst.SimpleStatementSuite))
    # From the end: what else of the line is made before it comes first.
    behind = next(i for i, part in enumerate(reversed(line.body)) if part is statement)
    made: dict[str, cst.BaseExpression] = {}

    def named(name: str) -> Callable[[Any], Any]:
        def rewrite(call: Any) -> Any:
            made[name] = call
            return cst.Name(name)

        return rewrite

    def rewrite(node: Any) -> Any:
        small: list[cst.BaseSmallStatement] = []
        for hoist in hoists:
            small.append(cst.Assign([cst.AssignTarget(cst.Name(hoist.name))], made[hoist.name]))
            small += [cst.parse_statement(text).body[0] for text in hoist.texts]  # type: ignore[index]  # simple statements
        if isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1:
            first, *rest = small
            lines = [cst.SimpleStatementLine([one]) for one in rest]
            return cst.FlattenSentinel(
                [
                    cst.SimpleStatementLine([first], leading_lines=node.leading_lines),
                    *lines,
                    node.with_changes(leading_lines=()),
                ]
            )
        index = len(node.body) - 1 - behind
        body = [*node.body[:index], *small, *node.body[index:]]
        return node.with_changes(body=separated(body))

    return [*(Edit(hoist.call, named(hoist.name)) for hoist in hoists), Edit(line, rewrite)]
