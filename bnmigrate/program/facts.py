"""What one module says: its classes, its functions, and how values pass through its expressions.

Facts hold no tree: variables are numbers, and an operation tells how the values of some pass into
others. They depend on nothing but the module's text, so that they can be kept with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

Variable: TypeAlias = int
"""A number that stands for all values that an expression, a name or a parameter may have."""


class Place(NamedTuple):
    """Where a node stands, as Python's parser has it: lines count from 1, columns in bytes of UTF-8
    from 0. `context` is the number of a copy of the function that it is in; 0 is the text itself.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    context: int = 0

    @property
    def in_text(self) -> Place:
        """The place in the text."""
        return self._replace(context=0) if self.context else self

    def holds(self, other: Place) -> bool:
        """Whether `other` stands inside of this place, or is it."""
        return (self.line, self.column) <= (other.line, other.column) and (
            other.end_line,
            other.end_column,
        ) <= (self.end_line, self.end_column)


NOWHERE = Place(0, 0, 0, 0)


class Argument(NamedTuple):
    """An argument of a call: `kind` is "positional", "keyword", "*" or "**"."""

    kind: str
    name: str
    variable: Variable
    place: Place = NOWHERE


class Item(NamedTuple):
    """An element of a display: `kind` is "item", "key", "*" or "**"; `key` is None where it can't
    be told.
    """

    kind: str
    key: object
    variable: Variable
    place: Place = NOWHERE


class Op(NamedTuple):
    """How values pass: what `code` does is told beside its rule in solver.py.

    `target` is the variable that takes the result, or 0; `sources` are the variables that are read;
    `detail` is what else the code needs.
    """

    code: str
    target: Variable
    sources: tuple[Variable, ...]
    detail: Any = None
    place: Place = NOWHERE

    @property
    def reads(self) -> Iterator[Variable]:
        """All variables that are read: the arguments of a call and the items of a display too."""
        yield from self.sources
        if self.code == "call":
            yield from (one.variable for one in self.detail if isinstance(one, Argument))
        elif self.code == "display":
            yield from (item.variable for item in self.detail[1])


class Parameter(NamedTuple):
    """A parameter of a function: `kind` is "positional", "keyword", "*" or "**"."""

    name: str
    kind: str
    variable: Variable
    annotation: Variable
    default: Variable = 0


class Test(NamedTuple):
    """That a function returns whether its parameter number `parameter` is one of some classes, or,
    where `kind` is "trained", has `requires_grad` set.
    """

    parameter: int
    classes: Variable
    kind: str
    is_negated: bool


@dataclass(eq=False)
class Function:
    """A function, a method or a lambda."""

    name: str
    place: Place
    parameters: list[Parameter] = field(default_factory=list)
    returned: Variable = 0
    yielded: Variable = 0
    owner: int | None = None
    kind: str = ""
    """What its decorators make of it: "property", "static", "class", "context", or nothing."""

    wraps: bool = False
    """Whether it returns what it is given first, or makes a function that hands on all arguments:
    as a decorator, what it decorates may be called in its place.
    """

    ops: tuple[int, int] = (0, 0)
    """Which of the module's operations are those of its body, from the first to behind the last."""

    test: Test | None = None

    guards: bool = False
    """Whether it does nothing but where what it is given is of a class that it asks for."""

    is_generic: bool = False
    """Whether it calls what it is given, or makes a function that does; see copies.py."""


@dataclass(eq=False)
class Class:
    """A class: `names` are what its body binds."""

    name: str
    place: Place
    bases: list[Variable] = field(default_factory=list)
    keywords: dict[str, Variable] = field(default_factory=dict)
    names: dict[str, Variable] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)
    """The annotated names of its body in order: the parameters of a dataclass's constructor."""

    is_dataclass: bool = False


class Tally(NamedTuple):
    """That something is added to a number or a list for each `element` of an iterable, or made of
    it: the results of a comprehension, or nothing that can be told.
    """

    place: Place
    element: Variable
    results: tuple[Variable, ...] = ()


@dataclass(eq=False)
class Facts:
    """What one module says. Variable 0 is nobody's."""

    size: int = 1
    ops: list[Op] = field(default_factory=list)
    constants: list[tuple[Variable, object]] = field(default_factory=list)
    lines: dict[Variable, int] = field(default_factory=dict)
    """The lines of literals; 0 for one that stands in several places."""

    functions: list[Function] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    names: dict[str, Variable] = field(default_factory=dict)
    stars: list[tuple[str, int]] = field(default_factory=list)
    exports: frozenset[str] | None = None
    """The names in `__all__`, where it is written out in one place."""

    tried: list[Place] = field(default_factory=list)
    """What stands where errors are caught: bodies of `try`, and of `with suppress(...)`."""

    conditional: list[Place] = field(default_factory=list)
    """What may be passed over, or left in the middle: branches, bodies of loops and of `try`."""

    tallies: list[Tally] = field(default_factory=list)
    called: set[str] = field(default_factory=set)
    """What is called, by the last two parts of its dotted name, but with False for an argument."""

    texts: set[str] = field(default_factory=set)
    """Strings that name something by its dotted name."""
