"""Which layers stay in a program because they would hold others back: where both arrive in one
place they go together, and one of them can't.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from bnmigrate.program.facts import Op, Variable
from bnmigrate.program.objects import (
    At,
    Constant,
    Container,
    LayerReference,
    Member,
    Partial,
    Value,
)
from bnmigrate.program.refused import is_refused
from bnmigrate.program.whole_numbers import WHOLE, arguments, classes_called
from bnmigrate.rulebook import Dialect, LayerClass, Parameter

if TYPE_CHECKING:
    from bnmigrate.program.solver import Program
    from bnmigrate.program.uses import Uses

_SAID = frozenset({"features", "epsilon"})
"""The concepts of arguments that are translated whatever they are, but for a shape."""


class Yielding(NamedTuple):
    """That the layer of `member` can't change because of what is at a place, and holds back another
    one, which is called `other`.
    """

    at: At
    member: Member
    other: str


def yielding(
    program: Program,
    uses: Uses,
    moves: Callable[[Value], bool],
    dialect: Callable[[LayerClass], Dialect],
    is_late: bool,
) -> Iterator[Yielding]:
    """Yield what holds others back, as far as the program tells, of layers that yield to them;
    `is_late` says that it is known which calls make what a module registers at once.
    """
    if not any(member.layer_class.layer.yields for member in uses.members):
        return
    together = _Together(uses.links)
    for some in _arriving_together(program, uses):
        together.join(some)
    mixed = together.mixed()
    against: list[tuple[At, Member]] = [
        (objection.at, member) for objection in uses.objections for member in objection.members
    ]
    against += _unclear(program, uses, moves, dialect, is_late)
    against.sort(key=lambda one: (one[0].module, one[0].place))
    for at, member in against:
        others = mixed.get(together.first(member), ())
        if member.layer_class.layer.yields and others:
            yield Yielding(at, member, min(others))


class _Together:
    """Which members go together."""

    def __init__(self, links: Iterable[Iterable[Member]]) -> None:
        self.leader: dict[Member, Member] = {}
        for link in links:
            self.join(link)

    def first(self, member: Member) -> Member:
        """Return the one that stands for all that go together with `member`."""
        leader = self.leader
        leader.setdefault(member, member)
        while leader[member] is not member and leader[member] != member:
            leader[member] = leader[leader[member]]
            member = leader[member]
        return leader[member]

    def join(self, members: Iterable[Member]) -> None:
        """Note that some go together."""
        head: Member | None = None
        for member in members:
            first = self.first(member)
            if head is not None and first != head:
                self.leader[first] = head
            head = head if head is not None else first

    def mixed(self) -> dict[Member, set[str]]:
        """Return the names of the layers that don't yield, by what stands for all that go together
        with them.
        """
        found: dict[Member, set[str]] = {}
        for member in list(self.leader):
            if not member.layer_class.layer.yields:
                found.setdefault(self.first(member), set()).add(member.layer_class.layer.name)
        return found


def _arriving_together(program: Program, uses: Uses) -> Iterator[Sequence[Member]]:
    """Yield the members that arrive in one place, or are asked for in one check; also those that
    are translated already, so that the next run comes to the same.
    """
    yield from (need.members for need in uses.needs if need.kind != "reference")
    for values in program.values:
        if len(values) > 1:
            found = [one for value in values for one in _references(program, value)]
            if len(found) > 1:
                yield found
    for module in program.modules.values():
        for op in module.facts.ops:
            if op.code == "check":
                yield [*_asked(program, module.base + op.sources[1])]


def _references(program: Program, value: Value) -> Iterator[LayerReference]:
    """Yield the classes that a value is, or that a partial calls."""
    if isinstance(value, LayerReference):
        yield value
    elif isinstance(value, Partial):
        for inner in program.values[value.function]:
            if isinstance(inner, LayerReference):
                yield inner


def _asked(program: Program, classes: Variable) -> Iterator[LayerReference]:
    for value in program.values[classes]:
        if isinstance(value, LayerReference):
            yield value
        elif isinstance(value, Container):
            for field in value.fields.values():
                yield from (v for v in program.values[field] if isinstance(v, LayerReference))


def _unclear(
    program: Program,
    uses: Uses,
    moves: Callable[[Value], bool],
    dialect: Callable[[LayerClass], Dialect],
    is_late: bool,
) -> Iterator[tuple[At, Member]]:
    """Yield the calls of which it isn't certain here that they can be translated, as where the
    other framework's layer takes fewer inputs and nothing else is made that takes no others.
    """

    def is_narrowed(member: Member) -> bool:
        known = member.layer_class
        return bool(known.dialect.fewer_ranks(dialect(known)))

    whole = {(choice.at, choice.name) for choice in uses.choices if choice.flags == (WHOLE,)}
    for module in program.modules.values():
        for op in module.facts.ops:
            if op.code != "call":
                continue
            at = At(module.name, op.place).in_text
            held = [
                member
                for value in program.values[module.base + op.target]
                if isinstance(value, Partial) and value.at.in_text == at
                for member in _references(program, value)
            ]
            yield from ((at, one) for one in held if is_narrowed(one) and moves(one))
            called = program.values[module.base + op.sources[0]]
            given = [argument for argument in op.detail if argument != "decorator"]
            members = [m for m in _makers(program, called) if not is_refused(m.layer_class, given)]
            yields = [m for m in members if m.layer_class.layer.yields and moves(m)]
            if not yields:
                continue
            sets_modes = any(one.layer_class.layer.family.has_modes for one in members)
            takes_fewer = all(map(is_narrowed, members))
            is_unset = sets_modes and is_late and at not in uses.registered
            if is_unset or takes_fewer or not _is_clear(program, module.base, op, at, whole):
                yield from ((at, member) for member in yields)


def _makers(program: Program, called: Iterable[Value]) -> Iterator[Member]:
    """Yield the classes that are called, or the instance that one which derives initialises."""
    for value in called:
        yield from _references(program, value)
        receiver = getattr(value, "receiver", None)
        if receiver is not None and hasattr(receiver, "layer_class"):
            yield receiver


def _is_clear(program: Program, base: int, op: Op, at: At, whole: set[tuple[At, str]]) -> bool:
    """Whether all arguments of a call are such as can be translated for certain."""
    called = program.values[base + op.sources[0]]
    for layer_class, bound in classes_called(program, called):
        if not layer_class.layer.yields:
            continue
        count = 0
        for key, parameter, variable in arguments(op, layer_class, bound):
            count += 1
            is_said = parameter.concept in _SAID or _is_plain(program, parameter, base + variable)
            if not is_said and not _says_nothing(program, parameter, base + variable):
                return False
            is_shape = parameter.encoding == "shape"
            if is_shape and (at, key) not in whole and not _is_one(program, base + variable):
                return False
        if count < sum(argument != "decorator" for argument in op.detail):
            return False
    return True


def _is_plain(program: Program, parameter: Parameter, variable: Variable) -> bool:
    """Whether an argument is a literal that says the same in each dialect."""
    values = program.values[variable]
    said = [value.value for value in values if isinstance(value, Constant)]
    is_known = variable in program.constants and len(said) == len(values) > 0
    return parameter.encoding == "same" and is_known and None not in said


def _says_nothing(program: Program, parameter: Parameter, variable: Variable) -> bool:
    """Whether an argument is the literal that the parameter has by default."""
    said = {repr(v.value) for v in program.values[variable] if isinstance(v, Constant)}
    return variable in program.constants and said == {parameter.default}


def _is_one(program: Program, variable: Variable) -> bool:
    """Whether a variable holds a tuple of one number."""
    values = program.values[variable]
    return len(values) == 1 and all(
        isinstance(value, Container)
        and value.kind in ("tuple", "list")
        and [key for key, field in value.fields.items() if program.values[field]] == [0]
        for value in values
    )
