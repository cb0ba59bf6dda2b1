"""The numbers of a module that only its own code reads, by their names, and nothing sets anew.

Whoever may read or set one in another way stands against it: another module, a name in a string,
code in a string, a module that is handed on as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bnmigrate.program.callers import EXECUTING
from bnmigrate.program.facts import Argument, Op
from bnmigrate.program.objects import TEXT, Constant, External, OwnModule
from bnmigrate.program.solver import Module, Program

_OF_ATTRIBUTES = frozenset({"attribute", "set_attribute", "delete_attribute"})

_HANDS_ON = frozenset({"copy", "reference", "either", "narrow", "annotated", "alias", "truth"})
"""The operations that give what they read, and so are followed."""

_LISTINGS = frozenset({"sys.modules", "importlib.reload"})
"""What gives any module of the program."""


def private_numbers(program: Program) -> Iterator[tuple[str, str]]:
    """Yield the names of modules and of their numbers."""
    externals = {v.name for values in program.values for v in values if isinstance(v, External)}
    if program.imports_any or externals & _LISTINGS or _executes_anything(program):
        return
    candidates = {
        (module.name, name)
        for module in program.modules.values()
        for name, variable in module.facts.names.items()
        if name not in module.members and _is_number(program, module.base + variable)
    }
    names = {name for _, name in candidates}
    if not names:
        return
    whole: set[str] = set()
    read: set[tuple[str, str]] = set()
    for module in program.modules.values():
        for _, constant in module.facts.constants:
            if isinstance(constant, str):
                names -= names & set(re.findall(r"\w+", constant))
        for op in module.facts.ops:
            whole.update(_handed_on(program, module, op))
            if op.code in _OF_ATTRIBUTES and op.detail in names:
                read.update((owner, op.detail) for owner in _owners(program, module, op))
            elif op.code == "import" and op.detail[2] in names:
                found = program.find(module, *op.detail[:2])
                read.add((found.name if found is not None else "", op.detail[2]))
    for module_name, name in sorted(candidates):
        is_read = not {(module_name, name), ("", name)}.isdisjoint(read)
        if name in names and module_name not in whole and not is_read:
            yield module_name, name


def _executes_anything(program: Program) -> bool:
    """Whether code is executed of which no part is in sight; of all other the names are."""
    for module in program.modules.values():
        for op in module.facts.ops:
            reads = [*op.reads] if op.code not in _HANDS_ON else []
            if not any(_is_executing(program, module.base + variable) for variable in reads):
                continue
            code = next((one for one in op.detail or () if isinstance(one, Argument)), None)
            if op.code != "call" or code is None:
                return True
            values = program.values[module.base + code.variable]
            if not values or not all(v == TEXT or isinstance(v, Constant) for v in values):
                return True
    return False


def _is_executing(program: Program, variable: int) -> bool:
    return any(
        isinstance(value, External) and value.name in EXECUTING
        for value in program.values[variable]
    )


def _is_number(program: Program, variable: int) -> bool:
    values = program.values[variable]
    one = next(iter(values)) if len(values) == 1 else None
    return isinstance(one, Constant) and type(one.value) in (int, float)


def _handed_on(program: Program, module: Module, op: Op) -> Iterator[str]:
    """Yield the modules that an operation does something else with than to read an attribute."""
    if op.code in _HANDS_ON or (op.code in _OF_ATTRIBUTES and op.detail != "__dict__"):
        return
    for variable in op.reads:
        for value in program.values[module.base + variable]:
            if isinstance(value, OwnModule):
                yield value.module.name


def _owners(program: Program, module: Module, op: Op) -> Iterator[str]:
    """Yield the modules that an operation on an attribute may mean; "" for any."""
    values = program.values[module.base + op.sources[0]]
    if not values:
        yield ""
    for value in values:
        yield value.module.name if isinstance(value, OwnModule) else ""
