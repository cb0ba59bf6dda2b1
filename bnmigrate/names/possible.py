"""What else an argument's value may be: what calls give a parameter, what an attribute is set to,
and what a dict or a command line may lack.

It goes by names: any call of that name may be one of the function, any attribute of that name the
one that is read. What is found is looked at as a danger alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import libcst as cst

from bnmigrate.names.bindings import Names
from bnmigrate.names.scopes import Binding
from bnmigrate.names.syntax import NO_LITERAL, bare, brief, dotted, literal, source
from bnmigrate.search.arrivals import AS_ARGUMENT, AS_ATTRIBUTE, AS_ENTRY, EDGES

_DEEPEST = 4
"""Through how many parameters and attributes a value is followed."""

Constant = Callable[[cst.BaseExpression], object]
_Set = dict[str, list[tuple[cst.ClassDef | None, cst.BaseExpression]]]
_Known = tuple[object, str]
"""A literal or an OfType, and where it comes from, for a message."""


@dataclass(frozen=True)
class OfType:
    """A value of which the type alone is known."""

    name: str


class Possible:
    """Answers for the values of one module; `constant` tells what a name is bound to once, and
    `arrivals` what other files give.
    """

    def __init__(
        self,
        names: Names,
        constant: Constant,
        arrivals: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.names = names
        self.constant = constant
        self.arrivals = arrivals
        self._parameters: dict[Binding, tuple[_Known, ...]] = {}
        self._attributes: dict[tuple[str, int], tuple[object, ...]] = {}

    def values(self, node: cst.BaseExpression) -> Iterator[_Known]:
        """Yield the literals that `node` may be besides what it says and its default, and when."""
        for known, said in self._arriving(bare(node), _DEEPEST):
            if known is not None or not self._is_asked(node):
                yield known, said

    def _is_asked(self, node: cst.BaseExpression) -> bool:
        """Tell whether a condition around `node` looks at it: for None, one may suppose."""
        text = source(node)
        return any(
            text in source(up.test)
            for up in self.names.ancestors(node)
            if isinstance(up, (cst.If, cst.IfExp))
        )

    def _arriving(self, node: cst.BaseExpression, depth: int) -> Iterator[_Known]:
        if not depth:
            return
        if isinstance(node, cst.Name):
            yield from self._at_name(node, depth)
        elif isinstance(node, cst.Attribute):
            own = self._class_of(node)
            for known in self._attribute(node.attr.value, own, depth):
                yield known, f"`{brief(node)}` may be {_shown(known)}; then "
            if own is None:
                yield from self._elsewhere(node, AS_ATTRIBUTE, node.attr.value)
        elif isinstance(node, cst.Call):
            default = _looked_up(node)
            if default is not None:
                for known in self._known(default, depth - 1):
                    yield (
                        known,
                        f"`{brief(node)}` is {_shown(known)} where there is no such entry; then ",
                    )
        elif isinstance(node, cst.BooleanOperation) and isinstance(node.operator, cst.Or):
            for known in self._known(node.right, depth - 1):
                yield known, f"it may be {_shown(known)}; then "

    def _known(self, node: cst.BaseExpression, depth: int) -> Iterator[object]:
        """Yield the literals that an expression elsewhere in the module may be."""
        inner = bare(node)
        if isinstance(inner, cst.IfExp):
            yield from self._known(inner.body, depth)
            yield from self._known(inner.orelse, depth)
            return
        known = self.constant(inner)
        if known is not NO_LITERAL:
            yield known
            return
        binding = self._parameter(inner)
        if binding is not None and binding.value is not None:
            yield from self._known(binding.value, 0)
        for known, _ in self._arriving(inner, depth):
            yield known

    # Parameters

    def _parameter(self, node: cst.BaseExpression) -> Binding | None:
        """Return the parameter that a name stands for, and nothing else."""
        load = self.names.load_at.get(id(node))
        reaching = self.names.reaching(load) if load is not None else []
        is_one = len(reaching) == 1 and reaching[0].kind == "parameter"
        return reaching[0] if is_one else None

    def _at_name(self, node: cst.Name, depth: int) -> Iterator[_Known]:
        binding = self._parameter(node)
        if binding is not None:
            if binding not in self._parameters:
                self._parameters[binding] = ()  # what gives itself on gives nothing new
                found = dict.fromkeys(self._given(binding, node, depth))
                self._parameters[binding] = tuple(found)
            yield from self._parameters[binding]
            return
        load = self.names.load_at.get(id(node))
        for seen in self.names.reaching(load) if load is not None else ():
            if seen.kind == "import" and seen.qualified:
                yield from self._elsewhere(node, AS_ATTRIBUTE, seen.qualified.rpartition(".")[2])

    def _given(self, binding: Binding, node: cst.Name, depth: int) -> Iterator[_Known]:
        """Yield what calls may give for a parameter, and what it is annotated to be."""
        function = binding.scope.node
        if not isinstance(binding.node, cst.Param) or not isinstance(function, cst.FunctionDef):
            return
        annotation = binding.node.annotation
        if annotation is not None and dotted(annotation.annotation) == "int":
            yield OfType("int"), f"`{binding.name}` is annotated as int; "
        callees, position = self._called_as(function, binding)
        for callee in callees:
            for call in self._calls.get(callee, ()):
                for value in _argument(call, binding.name, position):
                    for known in self._known(value, depth - 1):
                        yield (
                            known,
                            f"`{brief(node)}` is {_shown(known)} in `{brief(call)}`; then ",
                        )
            for place in (binding.name, position):
                yield from self._elsewhere(node, AS_ARGUMENT, str(place), callee)
        yield from self._elsewhere(node, AS_ENTRY, binding.name)

    def _called_as(
        self, function: cst.FunctionDef, binding: Binding
    ) -> tuple[list[str], int | None]:
        """Return the names by which a function is called, and the position of its parameter."""
        parameters = [*function.params.posonly_params, *function.params.params]
        place = [i for i, p in enumerate(parameters) if p is binding.node]
        around = next(
            (up for up in self.names.ancestors(function) if not isinstance(up, cst.IndentedBlock)),
            None,
        )
        is_method = isinstance(around, cst.ClassDef) and not any(
            dotted(d.decorator) == "staticmethod" for d in function.decorators
        )
        position = place[0] - is_method if place else None
        if isinstance(around, cst.ClassDef) and function.name.value == "__init__":
            return [around.name.value, f"super {around.name.value}"], position
        return [function.name.value], position

    @cached_property
    def _calls(self) -> dict[str, list[cst.Call]]:
        """The calls of the module by the last name of what is called; those of a constructor by a
        derived class as `super Base`.
        """
        found: dict[str, list[cst.Call]] = {}
        for call in self.names.calls:
            name = (dotted(call.func) or "").rpartition(".")[2]
            if isinstance(call.func, cst.Attribute) and call.func.attr.value == "__init__":
                for up in self.names.ancestors(call):
                    for base in up.bases if isinstance(up, cst.ClassDef) else ():
                        last = (dotted(base.value) or "").rpartition(".")[2]
                        found.setdefault(f"super {last}", []).append(call)
            elif name:
                found.setdefault(name, []).append(call)
        return found

    # Attributes

    def _attribute(self, name: str, own: cst.ClassDef | None, depth: int) -> tuple[object, ...]:
        """Return the literals that an attribute of that name may be set to: of `own` instances by
        that class and those that it derives from or that derive from it, of others by any.
        """
        key = name, id(own)
        if key not in self._attributes:
            self._attributes[key] = ()
            known = [
                one
                for owner, value in self._set.get(name, ())
                if own is None or owner is None or _are_related(own, owner)
                for one in self._known(value, depth - 1)
            ]
            self._attributes[key] = tuple({(type(one), one): one for one in known}.values())
        return self._attributes[key]

    def _class_of(self, node: cst.Attribute) -> cst.ClassDef | None:
        """Return the class whose method reads or sets an attribute of its own instance."""
        scope = self.names.scope_of(node).function
        if not isinstance(node.value, cst.Name) or node.value.value != scope.first_parameter:
            return None
        return next((up for up in self.names.ancestors(node) if isinstance(up, cst.ClassDef)), None)

    @cached_property
    def _set(self) -> _Set:
        """What attributes are set to, by their names: in a class, by an assignment, by a call of a
        class that has no constructor of its own, by a command line; each with the class that does
        it.
        """
        found: _Set = {}
        for scope in self.names.scopes:
            if scope.kind == "class" and isinstance(scope.node, cst.ClassDef):
                self._add_fields(scope.node, scope.bindings, found)
        for attribute in self.names.attributes:
            up = self.names.parent(attribute) if id(attribute) in self.names.stored else None
            if isinstance(up, cst.AssignTarget):
                up = self.names.parent(up)
            if isinstance(up, (cst.Assign, cst.AnnAssign)) and up.value is not None:
                own = self._class_of(attribute)
                found.setdefault(attribute.attr.value, []).append((own, up.value))
        for call in self._calls.get("add_argument", ()):
            name, value = _option(call)
            if name and value is not None:
                found.setdefault(name, []).append((None, value))
        return found

    def _add_fields(
        self, node: cst.ClassDef, bindings: Mapping[str, list[Binding]], found: _Set
    ) -> None:
        fields = [n for n, made in bindings.items() if made[0].kind in ("assign", "other")]
        for name, made in bindings.items():
            values = [b.value for b in made if b.value is not None]
            found.setdefault(name, []).extend((node, value) for value in values)
        if "__init__" not in bindings:
            for call in self._calls.get(node.name.value, ()):
                for position, name in enumerate(fields):
                    values = _argument(call, name, position)
                    found.setdefault(name, []).extend((node, value) for value in values)

    # Other files

    def _elsewhere(self, node: cst.BaseExpression, asked: str, *about: str) -> Iterator[_Known]:
        for text, known in EDGES.items():
            told = self.arrivals.get(asked.format(text, *about))
            if told:
                yield known, f"`{brief(node)}` may be {text}, as in {told}; then "


def _are_related(one: cst.ClassDef, other: cst.ClassDef) -> bool:
    """Tell whether a class is another one, or seems to derive from it."""
    return one is other or any(
        (dotted(base.value) or "").rpartition(".")[2] == up.name.value
        for down, up in ((one, other), (other, one))
        for base in down.bases
    )


def _shown(known: object) -> str:
    return known.name if isinstance(known, OfType) else repr(known)


def _argument(call: cst.Call, name: str, position: int | None) -> list[cst.BaseExpression]:
    """Return what a call gives for a parameter, where that can be seen."""
    for index, arg in enumerate(call.args):
        if arg.keyword is not None and arg.keyword.value == name:
            return [arg.value]
        if arg.star == "*":
            position = None
        elif index == position and not arg.star and arg.keyword is None:
            return [arg.value]
    return []


_NONE = cst.Name("None")


def _looked_up(call: cst.Call) -> cst.BaseExpression | None:
    """Return what `d.get(key, default)` and `getattr(x, name, default)` give for nothing."""
    if any(arg.star or arg.keyword for arg in call.args):
        return None
    if isinstance(call.func, cst.Attribute) and call.func.attr.value == "get" and call.args:
        if literal(call.args[0].value) is NO_LITERAL:
            return None
        return call.args[1].value if len(call.args) == 2 else _NONE
    is_getattr = dotted(call.func) == "getattr" and len(call.args) == 3
    return call.args[2].value if is_getattr else None


def _option(call: cst.Call) -> tuple[str, cst.BaseExpression | None]:
    """Return the attribute that `add_argument` makes, and what it is where none is given."""
    given = {arg.keyword.value: arg.value for arg in call.args if arg.keyword is not None}
    flags = [literal(arg.value) for arg in call.args if arg.keyword is None and not arg.star]
    named = [flag for flag in flags if isinstance(flag, str)]
    long = next((flag for flag in named if flag.startswith("--")), named[0] if named else "")
    name = literal(given["dest"]) if "dest" in given else long.lstrip("-").replace("-", "_")
    is_always_there = not long.startswith("-") or "required" in given or "action" in given
    default = given.get("default", None if is_always_there else _NONE)
    return name if isinstance(name, str) else "", default
