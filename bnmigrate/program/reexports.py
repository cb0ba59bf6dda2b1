"""What a module has of a framework by way of another module of the program."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from typing import NamedTuple

from bnmigrate.program.facts import Place, Variable
from bnmigrate.program.objects import External, LayerReference, OwnModule
from bnmigrate.program.solver import Module, Program


class Reexport(NamedTuple):
    """That what `module` imports is always what `qualified` names: a name by a star, an import by
    what it says (`.layers:nn`), or an attribute of an imported module by its place.
    """

    module: str
    what: str | Place
    qualified: str


def own_packages(program: Program, module: Module) -> set[str]:
    """Return the top-level names of what a module imports of the program by its full name."""
    return {
        name.partition(".")[0]
        for op in module.facts.ops
        if op.code == "import"
        for name, level, _ in [op.detail]
        if not level and program.find(module, name, level) is not None
    }


def reexports(program: Program, frameworks: Collection[str]) -> Iterator[Reexport]:
    """Yield what modules of the program have of `frameworks`, and take from each other."""
    for module in program.modules.values():
        for what, variables in _taken(program, module, frameworks).items():
            names = {_qualified(program, variable) for variable in variables}
            name = names.pop() if len(names) == 1 else ""
            if name.partition(".")[0] in frameworks:
                yield Reexport(module.name, what, name)


def _taken(
    program: Program, module: Module, frameworks: Collection[str]
) -> dict[str | Place, list[Variable]]:
    """Return what a module takes from others, and the variables of each."""
    stars = [(star, program.find(module, star, level)) for star, level in module.facts.stars]
    is_known = all(own is not None or _is_told(star, frameworks) for star, own in stars)
    by_stars = [own.members for _, own in stars if own is not None and is_known]
    found: dict[str | Place, list[Variable]] = {}
    for op in module.facts.ops:
        target = module.base + op.target
        if op.code == "import" and op.detail[2] is not None:
            name, level, attribute = op.detail
            own = program.find(module, name, level)
            if own is not None and attribute in own.members:
                said = f"{'.' * level}{name}:{attribute}"
                found.setdefault(said, []).append(own.members[attribute])
        elif op.code == "star" and any(
            program.values[members.get(op.detail, 0)] for members in by_stars
        ):
            found.setdefault(op.detail, []).append(target)
        elif op.code == "attribute":
            owners = program.values[module.base + op.sources[0]]
            if owners and all(isinstance(v, OwnModule) for v in owners):
                found.setdefault(op.place.in_text, []).append(target)
    return found


def _is_told(star: str, frameworks: Collection[str]) -> bool:
    """Whether it is known what a star import from outside of the program may bind of a
    framework.
    """
    root = star.partition(".")[0]
    return root in frameworks or root in sys.stdlib_module_names


def _qualified(program: Program, variable: Variable) -> str:
    """Return the qualified name of what a variable always is."""
    values = program.values[variable]
    one = next(iter(values)) if len(values) == 1 else None
    if isinstance(one, LayerReference):
        return one.layer_class.qualified_name
    return one.name if isinstance(one, External) else ""
