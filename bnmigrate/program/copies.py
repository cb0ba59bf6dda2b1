"""Copies of a function that calls what it is given, such as a decorator or a factory: with one for
each call of it, what one call gives doesn't come out of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bnmigrate.program.facts import Argument, Facts, Function, Item, Op, Place, Variable

_LARGEST = 500
"""How many operations the body of a function has at the most that is copied."""

_HANDED_ON = frozenset({"copy", "narrow", "either", "truth", "none", "named", "predicate"})
"""Operations whose result is what they are given, or less."""


@dataclass(frozen=True)
class Copy:
    """A function with variables of its own: `variables` maps those of the text to them. `ops` is
    its body, `evidence` what annotations say of its parameters, and `inner` are the functions
    inside, in the order of their numbers.
    """

    function: Function
    ops: list[Op]
    evidence: list[Op]
    inner: list[Function]
    variables: dict[Variable, Variable]


def is_generic(function: Function, inner: Sequence[Function], ops: Sequence[Op]) -> bool:
    """Whether a function calls what it is given, or keeps it by a key that it is given, or makes
    one that does; `ops` is its body.
    """
    if function.owner is not None or len(ops) > _LARGEST or any(op.code == "class" for op in ops):
        return False
    given = {p.variable for one in (function, *inner) for p in one.parameters}
    grows = True
    while grows:
        size = len(given)
        for op in ops:
            if op.code in _HANDED_ON and op.target and not given.isdisjoint(op.sources):
                given.add(op.target)
        grows = len(given) > size
    return any(
        (op.code == "call" and op.sources[0] in given)
        or (op.code == "set element" and given.issuperset(op.sources[1:]))
        for op in ops
    )


class Template:
    """A function of a module as it is copied."""

    def __init__(self, facts: Facts, function: Function) -> None:
        first, last = function.ops
        outside = [*facts.ops[:first], *facts.ops[last:]]
        parameters = {p.variable for p in function.parameters}
        self.function = function
        self.functions = facts.functions
        self.body = facts.ops[first:last]
        self.evidence = [op for op in outside if op.code == "annotated" and op.target in parameters]
        """What annotations say of the parameters."""

        inner = [facts.functions[op.detail] for op in self.body if op.code == "function"]
        own = {op.target for op in self.body} - {op.target for op in outside}
        own -= set(facts.names.values())
        for one in (function, *inner):
            own |= {one.returned, one.yielded, *(p.variable for p in one.parameters)}
        self.own = sorted(own - {0})
        """The variables that nothing outside of the function fills."""

    def copy(self, context: int, new: Iterable[Variable], number: int) -> Copy:
        """Return a copy.

        `context` tells its places from those of others, `new` yields fresh variables, and `number`
        is that of the first function inside of it.
        """
        variables = dict(zip(self.own, new, strict=False))
        inside = [op.detail for op in self.body if op.code == "function"]
        numbers = {its: number + index for index, its in enumerate(inside)}
        first = self.function.ops[0]
        return Copy(
            _function(self.function, variables, first, context),
            [_op(op, variables, numbers, context) for op in self.body],
            [_op(op, variables, numbers, 0) for op in self.evidence],
            [_function(self.functions[its], variables, first, context) for its in inside],
            variables,
        )


def _function(
    function: Function, variables: dict[Variable, Variable], first: int, context: int
) -> Function:
    begin, end = function.ops
    test = function.test
    return replace(
        function,
        place=_place(function.place, context),
        parameters=[
            p._replace(variable=variables.get(p.variable, p.variable)) for p in function.parameters
        ],
        returned=variables.get(function.returned, function.returned),
        yielded=variables.get(function.yielded, function.yielded),
        ops=(begin - first, end - first),
        test=test and test._replace(classes=variables.get(test.classes, test.classes)),
        is_generic=False,
    )


def _op(op: Op, variables: dict[Variable, Variable], numbers: dict[int, int], context: int) -> Op:
    detail = op.detail
    if op.code == "function":
        detail = numbers[detail]
    elif op.code == "call":
        detail = tuple(_moved(one, variables, context) for one in detail)
    elif op.code == "display":
        kind, items = detail
        detail = (kind, tuple(_moved(one, variables, context) for one in items))
    return Op(
        op.code,
        variables.get(op.target, op.target),
        tuple(variables.get(source, source) for source in op.sources),
        detail,
        _place(op.place, context),
    )


def _moved(
    one: Argument | Item | str, variables: dict[Variable, Variable], context: int
) -> Argument | Item | str:
    if isinstance(one, str):
        return one
    variable = variables.get(one.variable, one.variable)
    return one._replace(variable=variable, place=_place(one.place, context))


def _place(place: Place, context: int) -> Place:
    return place._replace(context=context)
