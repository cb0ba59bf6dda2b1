"""What the values of variables are and hold of one kind; each variable is looked through once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from bnmigrate.program.facts import Variable
from bnmigrate.program.objects import Holder, Value
from bnmigrate.program.solver import Program

_FEW = 8
"""So many values are looked through again sooner than remembered."""

_Sought = TypeVar("_Sought", bound=Value)


class Inside(Generic[_Sought]):
    """Looks into a program that is solved for values of a kind, all of which make what holds them
    carry: layers, their classes, or their settings. `seeks` tells which of that kind.
    """

    def __init__(
        self,
        program: Program,
        kind: type[_Sought] | tuple[type[_Sought], ...],
        seeks: Callable[[_Sought], bool] = lambda _: True,
    ) -> None:
        self._values = program.values
        self._kind = kind
        self._seeks = seeks
        self._looked: dict[Variable, tuple[tuple[_Sought, ...], tuple[Holder, ...]]] = {}
        """What is sought among a variable's values, and what may hold more."""

    def of(
        self, variables: Iterable[Variable], opens: Callable[[Holder], bool]
    ) -> dict[_Sought, None]:
        """Return what some values are, or have in them where `opens` tells to look."""
        found: dict[_Sought, None] = {}
        seen: set[int] = set()
        queue = list(variables)
        for variable in queue:
            sought, holders = self._look(variable)
            found.update(dict.fromkeys(sought))
            for holder in holders:
                if id(holder) not in seen:
                    seen.add(id(holder))
                    if opens(holder):
                        queue.extend(holder.fields.values())
        return found

    def _look(self, variable: Variable) -> tuple[tuple[_Sought, ...], tuple[Holder, ...]]:
        known = self._looked.get(variable)
        if known is not None:
            return known
        values = self._values[variable]
        sought = tuple(v for v in values if isinstance(v, self._kind) and self._seeks(v))
        holders = tuple(v for v in values if isinstance(v, Holder) and v.carries)
        if len(values) > _FEW:
            self._looked[variable] = sought, holders
        return sought, holders
