"""Where a literal stands that comes to a variable from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cached_property

from bnmigrate.program.facts import Variable
from bnmigrate.program.objects import Constant
from bnmigrate.program.solver import Module, Program


class Origins:
    """Answers for the literals of one program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.found: dict[tuple[Variable, Constant, str], str] = {}

    def of(self, variable: Variable, value: Constant, reader: Module) -> str:
        """Return where a literal stands that comes to a variable, as a message for `reader` says
        it; empty where that can't be told.
        """
        key = (variable, value, reader.name)
        if key not in self.found:
            self.found[key] = self._of(variable, value, reader)
        return self.found[key]

    def _of(self, variable: Variable, value: Constant, reader: Module) -> str:
        seen = {variable}
        queue = [variable]
        for one in queue:
            if one in self._lines:
                module, line = self._lines[one]
                return f"line {line}" if module is reader else f"line {line} of {module.name}"
            for source in self.into(one):
                if source not in seen and value in self.program.values[source]:
                    seen.add(source)
                    queue.append(source)
        return ""

    def comes_from(self, variable: Variable, others: Set[Variable]) -> bool:
        """Whether what a variable holds may come by one of some others."""
        seen = {variable}
        queue = [variable] if others else []
        for one in queue:
            if one in others:
                return True
            following = [v for v in self.into(one) if v not in seen]
            seen.update(following)
            queue += following
        return False

    def into(self, variable: Variable) -> Sequence[Variable]:
        """Return the variables that flow into one."""
        return self._sources.get(variable, ())

    @cached_property
    def _sources(self) -> dict[Variable, list[Variable]]:
        """The variables that flow into each."""
        found: dict[Variable, list[Variable]] = {}
        for source, targets in enumerate(self.program.flows):
            for target in targets or ():
                found.setdefault(target, []).append(source)
        return found

    @cached_property
    def _lines(self) -> dict[Variable, tuple[Module, int]]:
        return {
            module.base + variable: (module, line)
            for module in self.program.modules.values()
            for variable, line in module.facts.lines.items()
            if line
        }
