"""What the lints ask of the program: numbers, flags, classes, and whether it trains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bnmigrate.program.facts import Argument, Place, Variable
from bnmigrate.program.objects import (
    ANY,
    At,
    Constant,
    Container,
    External,
    LayerReference,
    OwnModule,
    Value,
)
from bnmigrate.program.origins import Origins
from bnmigrate.program.solver import Program


class Number(NamedTuple):
    """That a name which `module` imports, or an attribute of an imported module, by its place, is
    always one number.
    """

    module: str
    what: str | Place
    value: float


def numbers(program: Program) -> Iterator[Number]:
    """Yield what modules take from each other that is always one number."""
    for module in program.modules.values():
        name_of = {module.base + variable: name for name, variable in module.facts.names.items()}
        for op in module.facts.ops:
            target = module.base + op.target
            if op.code == "import" and op.detail[2] is not None:
                for variable in program.flows[target] or ():
                    number = _number(program, variable)
                    if variable in name_of and number is not None:
                        yield Number(module.name, name_of[variable], number)
            elif op.code == "attribute":
                owners = program.values[module.base + op.sources[0]]
                number = _number(program, target)
                if number is not None and all(isinstance(v, OwnModule) for v in owners):
                    yield Number(module.name, op.place.in_text, number)


def _number(program: Program, variable: Variable) -> float | None:
    """Return the number that a variable always is."""
    values = program.values[variable]
    one = next(iter(values)) if len(values) == 1 else None
    known = one.value if isinstance(one, Constant) else None
    return known if isinstance(known, (int, float)) and not isinstance(known, bool) else None


Flag = tuple[str, str]
"""The name of an argument, and None, True or False as text."""


def layer_calls(program: Program) -> Iterator[tuple[At, tuple[Flag, ...]]]:
    """Yield the calls of the layer's class, of any dialect, with the flags that its arguments may
    be.
    """
    for module in program.modules.values():
        for op in module.facts.ops:
            if op.code == "call" and any(
                isinstance(v, LayerReference) for v in program.values[module.base + op.sources[0]]
            ):
                flags = sorted(
                    (argument.name, repr(value.value))
                    for argument in op.detail
                    if isinstance(argument, Argument) and argument.kind == "keyword"
                    for value in program.values[module.base + argument.variable]
                    if isinstance(value, Constant) and value.type_name in ("bool", "NoneType")
                )
                yield At(module.name, op.place).in_text, tuple(flags)


class Choice(NamedTuple):
    """That an argument, by its name, of the layer's call at `at` is always one of some flags."""

    at: At
    name: str
    flags: tuple[str, ...]


def choices(program: Program) -> Iterator[Choice]:
    """Yield the arguments of calls of the layer's class that are always None, True or False, and of
    which other values mean something else. Callers outside of the program may give any of a flag:
    of a parameter that is annotated, or True or False by default.
    """
    origins = Origins(program)
    flags_by_callers = {
        module.base + parameter.variable
        for module in program.modules.values()
        for function in module.functions
        for parameter in function.facts.parameters
        if not program.is_closed
        and (parameter.annotation or _is_flag(program, module.base + parameter.default))
    }
    found: dict[tuple[At, str], set[str] | None] = {}
    for module in program.modules.values():
        for op in module.facts.ops:
            called = program.values[module.base + op.sources[0]] if op.code == "call" else ()
            signatures = [v.layer_class.signature for v in called if isinstance(v, LayerReference)]
            for argument in op.detail if signatures else ():
                if not isinstance(argument, Argument) or argument.kind != "keyword":
                    continue
                here = [one.named(argument.name) for one in signatures]
                if any(one is not None and one.choices and not one.otherwise for one in here):
                    key = At(module.name, op.place).in_text, argument.name
                    variable = module.base + argument.variable
                    values = program.values[variable]
                    known = found.setdefault(key, set())
                    flags = {
                        repr(value.value)
                        for value in values
                        if isinstance(value, Constant) and value.type_name in ("bool", "NoneType")
                    }
                    is_known = 0 < len(flags) == len(values) and not origins.comes_from(
                        variable, flags_by_callers
                    )
                    if known is not None:
                        found[key] = known | flags if is_known else None
    for (at, name), some in found.items():
        if some:
            yield Choice(at, name, tuple(sorted(some)))


def _is_flag(program: Program, variable: Variable) -> bool:
    return any(
        isinstance(value, Constant) and value.type_name == "bool"
        for value in program.values[variable]
    )


class ClassCheck(NamedTuple):
    """That the `isinstance` at `at` asks for these classes, by their qualified names, and names the
    layer's in another file.
    """

    at: At
    classes: tuple[str, ...]


def class_checks(program: Program) -> Iterator[ClassCheck]:
    """Yield the checks for a layer's class that another file names, where all is known that they
    ask for.
    """
    for module in program.modules.values():
        for op in module.facts.ops:
            if op.code != "call" or len(op.detail) != 2:
                continue
            asked = op.detail[1]
            called = program.values[module.base + op.sources[0]]
            if (
                not isinstance(asked, Argument)
                or asked.kind != "positional"
                or [v.name for v in called if isinstance(v, External)] != ["builtins.isinstance"]
            ):
                continue
            classes = list(_classes(program, module.base + asked.variable))
            names = {_class_name(value) for value in classes}
            if "" not in names and any(
                isinstance(value, LayerReference) and value.at.module != module.name
                for value in classes
            ):
                yield ClassCheck(At(module.name, op.place).in_text, tuple(sorted(names)))


def _classes(program: Program, variable: Variable) -> Iterator[Value | None]:
    """Yield what a variable may be, and for a tuple what is in it; None for what isn't known."""
    queue, seen = [variable], {variable}
    for one in queue:
        if not program.values[one]:
            yield None
        for value in program.values[one]:
            if isinstance(value, Container) and value.kind in ("tuple", "list"):
                inner = [v for key, v in value.fields.items() if key != ANY or program.values[v]]
                queue += [v for v in inner if v not in seen]
                seen.update(inner)
            else:
                yield value


def _class_name(value: Value | None) -> str:
    """Return the qualified name of a class of a framework."""
    if isinstance(value, LayerReference):
        return value.layer_class.qualified_name
    return value.name if isinstance(value, External) else ""


def trains(program: Program) -> bool:
    """Tell whether a program calls something that trains a network, but to say that it doesn't."""
    ends = tuple(
        f".{call.lower()}"
        for framework in program.rules.frameworks.values()
        for call in framework.training_calls
    )
    for module in program.modules.values():
        if any(f".{name.lower()}".endswith(ends) for name in module.facts.called):
            return True
        for op in module.facts.ops:
            if op.code == "call" and any(
                isinstance(value, External) and f".{value.name.lower()}".endswith(ends)
                for value in program.values[module.base + op.sources[0]]
            ):
                return True
    return False
