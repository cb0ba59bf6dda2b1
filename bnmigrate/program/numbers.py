"""Which names that modules take from each other are always one number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bnmigrate.program.facts import Place, Variable
from bnmigrate.program.objects import Constant, OwnModule
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
