"""What a check for a class tells about a name, and where."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

import libcst as cst

from bnmigrate.names.bindings import Names
from bnmigrate.names.syntax import dotted
from bnmigrate.tracing.class_checks import Check, reads_of


@dataclass
class Outcome:
    """What is known where a check has been passed.

    `regions` is the code that runs only then. `answers` are the expressions, other than the test,
    that are true only then, or false where it is negated: `ok` of `ok = isinstance(...)`. `results`
    are the return statements and lambdas whose value is the answer; `unseen` are places from which
    it goes on out of sight.
    """

    regions: list[cst.CSTNode] = field(default_factory=list)
    answers: list[Check] = field(default_factory=list)
    results: list[Check] = field(default_factory=list)
    unseen: list[cst.CSTNode] = field(default_factory=list)


def narrowed(check: Check, names: Names) -> list[cst.BaseExpression]:
    """Return the places that read the subject where the check is known to have been passed, as far
    as the function itself tells.
    """
    return [
        read
        for known, outcome in followed(check, names)
        for read in reads_in(outcome.regions, known, names)
    ]


def followed(check: Check, names: Names) -> list[tuple[Check, Outcome]]:
    """Return the check, and what holds its answer in the function, each with what it tells."""
    checks = [check]
    seen = {id(check.test)}
    found: list[tuple[Check, Outcome]] = []
    for known in checks:
        outcome = outcome_of(known, names)
        found.append((known, outcome))
        for answer in outcome.answers:
            if id(answer.test) not in seen:
                seen.add(id(answer.test))
                checks.append(answer)
    return found


def reads_in(
    regions: Collection[cst.CSTNode], check: Check, names: Names
) -> Iterator[cst.BaseExpression]:
    """Yield the places in `regions` that read the subject as it was when it was checked."""
    inside = {id(region) for region in regions}
    for read in reads_of(check.subject, names) if inside else ():
        if read is check.subject:
            continue
        ways = list(names.ancestors(read))
        region = next((up for up in (read, *ways) if id(up) in inside), None)
        if region is not None and not _is_rebound(check, read, region, names):
            yield read


# What asks for the truth of an answer and keeps nothing of it. What an `if` doesn't tell of the
# subject isn't lost: it is looked for where the subject is read.
_ASKS = (cst.If, cst.While, cst.IfExp, cst.Assert, cst.CompIf, cst.MatchCase)
_USES_UP = (cst.Expr, cst.FormattedStringExpression, cst.Comparison, cst.ComparisonTarget)


def outcome_of(check: Check, names: Names) -> Outcome:
    """Return what is known where the truth of `check.test` tells that the check was passed."""
    outcome = Outcome()
    node, holds, tells = check.test, not check.is_negated, True
    parent = names.parent(node)
    while parent is not None:
        if isinstance(parent, cst.BooleanOperation):
            # `x or check` may be true for another reason, `x and check` false
            tells = tells and isinstance(parent.operator, cst.And) == holds
            if tells and parent.left is node:
                outcome.regions.append(parent.right)
        elif isinstance(parent, cst.UnaryOperation) and isinstance(parent.operator, cst.Not):
            holds = not holds
        elif isinstance(parent, cst.NamedExpr):
            if tells:
                _follow_variable(check, parent.target, holds, names, outcome)
        elif not isinstance(parent, cst.MatchAs):
            break
        node, parent = parent, names.parent(parent)
    if isinstance(parent, _ASKS):
        if tells:
            outcome.regions.extend(_asked(parent, node, holds, names))
    elif isinstance(parent, (cst.Return, cst.Lambda)):
        if tells:
            passed = replace(check, test=parent, is_negated=not holds, asked=check.asked_at)
            outcome.results.append(passed)
        else:
            outcome.unseen.append(parent)
    elif isinstance(parent, (cst.Assign, cst.AnnAssign)) and tells and _is_variable(parent):
        _follow_variable(check, _targets(parent)[0], holds, names, outcome)
    elif isinstance(parent, cst.Arg):
        if _is_given_too(check, parent, names):
            outcome.unseen.append(parent)
    elif isinstance(parent, cst.BaseComp) and _is_used_up(parent, names):
        pass
    elif not isinstance(parent, _USES_UP) and parent is not None:
        outcome.unseen.append(parent)
    return outcome


def _is_variable(statement: cst.Assign | cst.AnnAssign) -> bool:
    targets = _targets(statement)
    return len(targets) == 1 and isinstance(targets[0], cst.Name)


def _targets(statement: cst.Assign | cst.AnnAssign) -> list[cst.BaseExpression]:
    if isinstance(statement, cst.Assign):
        return [target.target for target in statement.targets]
    return [statement.target]


def _follow_variable(
    check: Check, target: cst.BaseExpression, holds: bool, names: Names, outcome: Outcome
) -> None:
    """Add the reads of a variable that is given the answer."""
    binding = names.binding_at.get(id(target))
    if binding is None:
        outcome.unseen.append(target)
        return
    asked = check.asked_at
    function = names.scope_of(target).function
    for load in names.readers(binding):
        is_alone = names.reaching(load) == [binding]
        is_set = load.scope.function is function and names.runs_before(binding, load.node)
        if is_alone and is_set:
            answer = replace(check, test=load.node, is_negated=not holds, asked=asked)
            outcome.answers.append(answer)
        else:
            outcome.unseen.append(load.node)


def _is_given_too(check: Check, arg: cst.Arg, names: Names) -> bool:
    """Tell whether a call gets the answer and what it is about."""
    call = names.parent(arg)
    if not isinstance(call, cst.Call):
        return False
    text = dotted(check.subject)
    return any(other is not arg and dotted(other.value) == text for other in call.args)


def _is_used_up(comprehension: cst.CSTNode, names: Names) -> bool:
    """Tell whether a comprehension of answers is given to a call, such as `any(...)`."""
    return isinstance(names.parent(comprehension), cst.Arg)


def _asked(
    parent: cst.CSTNode, node: cst.CSTNode, holds: bool, names: Names
) -> Iterator[cst.CSTNode]:
    """Yield the code that runs only where the truth of `node`, for which `parent` asks, is
    `holds`; and the statements after an early exit.
    """
    if isinstance(parent, cst.If):
        if parent.test is not node:
            return
        taken, other = (parent.body, parent.orelse) if holds else (parent.orelse, parent.body)
        if taken is not None:
            yield taken
        body = other.body if isinstance(other, cst.Else) else other
        is_elif = isinstance(names.parent(parent), cst.If)  # an earlier branch may have been taken
        if isinstance(body, cst.BaseSuite) and _exits(body) and not is_elif:
            yield from _rest(parent, names)
    elif isinstance(parent, cst.IfExp):
        if parent.test is node:
            yield parent.body if holds else parent.orelse
    elif isinstance(parent, cst.While):
        if parent.test is node and holds:
            yield parent.body
    elif isinstance(parent, cst.Assert):
        if holds and parent.test is node:
            yield from _rest(parent, names)
    elif isinstance(parent, cst.CompIf):
        if holds:
            yield from _filtered(parent, names)
    elif isinstance(parent, cst.MatchCase) and parent.pattern is node:
        if parent.guard is not None:
            yield parent.guard
        yield parent.body


def _filtered(condition: cst.CompIf, names: Names) -> Iterator[cst.CSTNode]:
    """Yield what a comprehension does with what its `condition` lets through."""
    clause = names.parent(condition)
    comprehension = names.parent(clause) if clause is not None else None
    if isinstance(clause, cst.CompFor) and comprehension is not None:
        later = False
        for other in clause.ifs:
            if later:
                yield other
            later = later or other is condition
        if isinstance(comprehension, cst.DictComp):
            yield comprehension.key
            yield comprehension.value
        elif isinstance(comprehension, (cst.ListComp, cst.SetComp, cst.GeneratorExp)):
            yield comprehension.elt


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
    start, end = names.order_of(check.asked_at), names.order_of(read)
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
