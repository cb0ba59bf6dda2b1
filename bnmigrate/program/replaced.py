"""What is put in the place of something else while the program runs, by the other's dotted name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bnmigrate.program.facts import Argument, Op, Variable
from bnmigrate.program.objects import (
    FOREIGN,
    FOREIGN_MODULE,
    OPEN,
    TEXT,
    At,
    Constant,
    Container,
    External,
    LayerReference,
    OwnClass,
    OwnModule,
    Value,
)
from bnmigrate.program.solver import Module, Program

_REPLACES = frozenset(
    {"setattr", "__setattr__", "delattr", "__delattr__", "setitem"}
    | {"patch", "object", "multiple", "dict"}
)
"""The functions and methods that replace an attribute of what they are given first, or something by
its dotted name: Python's, unittest.mock's and pytest's.
"""

_OF_DICTS = frozenset({"update", "setdefault", "__setitem__"})
"""The methods that replace what a dict has."""

_BY_NAME = frozenset({External("unittest.mock.patch"), External("mock.patch")})
"""Those that are given a dotted name always."""

ANY_NAME = "*"
"""A name that can't be told."""

ANYTHING = f"{ANY_NAME}.{ANY_NAME}"
"""What is replaced where nothing is told of its dotted name."""


def replaced(program: Program) -> Iterator[tuple[At, str, tuple[Variable, ...]]]:
    """Yield the places that replace something, its name, and what the function is given there that
    does so.
    """
    for module in program.modules.values():
        read_from: dict[Variable, tuple[str, Variable]] = {}
        for op in module.facts.ops:
            at = At(module.name, op.place)
            names: Iterable[str] = ()
            if op.code == "attribute":
                read_from[module.base + op.target] = (op.detail, module.base + op.sources[0])
            elif op.code in ("set attribute", "delete attribute"):
                owners = program.values[module.base + op.sources[0]]
                names = [f"{owner}.{op.detail}" for owner in _owners(owners, is_own=False)]
            elif op.code == "set element":
                owner, key = (program.values[module.base + s] for s in op.sources[:2])
                names = _joined((n for n in _owners(owner, is_own=False) if n != "?"), _texts(key))
            elif op.code == "call":
                names = _by_call(program, module, op, read_from)
            given = op.detail if op.code == "call" else ()
            variables = tuple(module.base + a.variable for a in given if isinstance(a, Argument))
            for name in names:
                yield at, name, variables


def _by_call(
    program: Program, module: Module, op: Op, read_from: dict[Variable, tuple[str, Variable]]
) -> Iterator[str]:
    function = module.base + op.sources[0]
    names = {
        value.name.rpartition(".")[2]
        for value in program.values[function]
        if isinstance(value, External) and value.name not in ("builtins.dict", "builtins.object")
    }
    read, owner = read_from.get(function, ("", 0))
    if not names:
        names.add(read)
    is_method = not names.isdisjoint(_OF_DICTS)
    if not is_method and names.isdisjoint(_REPLACES):
        return
    arguments = [a for a in op.detail if isinstance(a, Argument)]
    given = [program.values[module.base + a.variable] for a in arguments]
    if is_method:
        given.insert(0, program.values[owner])
    first = list(given[0]) if given else []
    # What Python's own setattr gives an attribute of the program is followed.
    is_python = External("builtins.setattr") in program.values[function]
    owners = _owners(first, is_own=not is_method and not is_python)
    if is_method and not program.values[function]:  # of the dict that has a module's names
        owners += [value.module.name for value in first if isinstance(value, OwnModule)]
    whole = [text for text in _texts(first) if text != ANY_NAME]
    if TEXT in first:  # which begins with what is told of it
        whole = [f"{text.rstrip('.')}.{ANY_NAME}" for text in whole]
    if not _BY_NAME.isdisjoint(program.values[function]):
        # Of what is put together, the end may be told alone.
        ends = [text.split(".")[-2] for text in whole if text.startswith(".")]
        whole = [f"?.{end}" for end in ends] + [t for t in whole if not t.startswith(".")]
        whole = whole or [ANYTHING]
    texts = [text for values in given[1:2] for text in _texts(values) if text != ANY_NAME]
    texts += [a.name for a in arguments if a.kind == "keyword"]
    for values in given:
        for value in values:
            if isinstance(value, Container) and value.kind == "dict":
                texts += [key for key in value.fields if isinstance(key, str)]
    is_part = any(TEXT in values for values in given[1:2])  # what is told is in a name only
    yield from _joined(owners, [*texts, ANY_NAME] if is_part or not texts else texts)
    yield from whole
    yield from _joined(whole, texts)


def _owners(values: Iterable[Value], is_own: bool) -> list[str]:
    """Return the names of what has attributes; where not `is_own`, the program's are followed."""
    found = []
    for value in values:
        if isinstance(value, External):
            found.append(value.name)
        elif isinstance(value, LayerReference):
            found.append(value.layer_class.qualified_name)
        elif isinstance(value, OwnModule) and is_own:
            found.append(value.module.name)
        elif isinstance(value, OwnClass) and is_own:
            found.append(f"{value.module.name}.{value.facts.name}")
        elif value in (FOREIGN, FOREIGN_MODULE, OPEN):
            found.append("?")
    return found


def _texts(values: Iterable[Value]) -> list[str]:
    constants = [value.value for value in values if isinstance(value, Constant)]
    texts = [one for one in constants if isinstance(one, str)]
    return texts if texts or constants else [ANY_NAME]


def _joined(owners: Iterable[str], names: Iterable[str]) -> list[str]:
    names = list(names)
    return [f"{owner}.{name}" for owner in owners for name in names]


def of_program(program: Program, name: str) -> tuple[Variable, str]:
    """Return the variable of a module or class of the program that a dotted name means, or the name
    of what it means outside; 0 and nothing where it is neither.
    """
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        module = program.modules.get(".".join(parts[:end]))
        if module is not None:
            return _inside(program, module, parts[end:])
    return 0, ""


def _inside(program: Program, module: Module, parts: list[str]) -> tuple[Variable, str]:
    local = module.facts.names.get(parts[0])
    if local is None:
        return 0, ""
    variable = module.base + local
    for value in program.values[variable]:
        if isinstance(value, External):
            return 0, ".".join([value.name, *parts[1:]])
        if len(parts) == 1:
            break
        if isinstance(value, LayerReference):
            return 0, ".".join([value.layer_class.qualified_name, *parts[1:]])
        if isinstance(value, OwnModule):
            return _inside(program, value.module, parts[1:])
        if isinstance(value, OwnClass) and len(parts) == 2:
            return value.fields.get(parts[1], 0), ""
    return (variable, "") if len(parts) == 1 else (0, "")
