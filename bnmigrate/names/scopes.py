"""What binds and reads the names of a module, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst


@dataclass(eq=False, slots=True)
class Binding:
    """One place that binds a name.

    `kind` is import, star, assign, parameter, function, class, delete or other; `value` is the
    expression that an assignment or a parameter's default gives, where there is a single one;
    `qualified` is what an import binds, or stars; `order` rises in the order of execution within
    a block.
    """

    name: str
    kind: str
    node: cst.CSTNode
    scope: Scope
    order: int
    value: cst.BaseExpression | None = None
    qualified: str | None = None
    from_elsewhere: bool = False
    """Whether another scope binds it, by global or nonlocal: nobody knows when."""
    by_way: bool = False
    """Whether another file of the program hands it on, or what is in it: then it is imported from
    there, whatever `qualified` says that it is.
    """


@dataclass(eq=False, slots=True)
class Load:
    """One place that reads a name; `seen` is for `Names.reaching` to remember its answer."""

    node: cst.Name
    scope: Scope
    order: int
    seen: list[Binding] | None = None


@dataclass(eq=False)
class Scope:
    """A module, function, class or comprehension with the names that it binds.

    The kind `type` is the scope of type parameters: of what a class derives from, what a function's
    parameters are annotated with, and what a type alias stands for.
    """

    kind: str
    node: cst.CSTNode
    parent: Scope | None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    redirects: dict[str, Scope] = field(default_factory=dict)
    """Names declared global or nonlocal, with the scope that they stand for."""
    shared: set[str] = field(default_factory=set)
    """Names that other scopes bind as well, by global or nonlocal."""
    first_parameter: str | None = None

    def chain(self) -> Iterator[Scope]:
        """Yield the scopes that a name read here may come from, innermost first."""
        yield self
        scope = self.parent
        if scope is not None and self.kind == "type":
            yield scope  # the one scope besides the class's own body that sees its names
            scope = scope.parent
        while scope is not None:
            if scope.kind != "class":
                yield scope
            scope = scope.parent

    @property
    def function(self) -> Scope:
        """The scope itself, or the one around it that is no comprehension."""
        scope = self
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        return scope
