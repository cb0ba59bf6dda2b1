"""The calls between paired layers: those of leaves without parameters, such as pooling."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bnmigrate.comparison.trace import Call

Key = tuple[str, int]


@dataclass
class Stretch:
    """What both sides call before one call of a paired layer and after that of another."""

    port: list[Call] = field(default_factory=list)
    original: list[Call] = field(default_factory=list)

    def partner(self, call: Call) -> Call | None:
        """Return the call of the same kind that stands at the same place among its like."""
        before = sum(other.kind == call.kind for other in self.port[: self.port.index(call)])
        alike = [other for other in self.original if other.kind == call.kind]
        return alike[before] if before < len(alike) else None

    def __str__(self) -> str:
        if not self.port and not self.original:
            return "no other layer is called before it, on either side"
        names = [
            ", ".join(f"{call.kind} {call.path}" for call in calls) or "nothing"
            for calls in (self.port, self.original)
        ]
        return f"before it {names[0]} is called, and in the original {names[1]}"


def stretches(
    calls: Sequence[Call], port_calls: Sequence[Call], partner: Mapping[str, str]
) -> dict[Key | None, Stretch]:
    """Return what is called before each call of a paired layer of the port, by its key, and at the
    end of all by None. `partner` gives the original's path for the port's.
    """
    paired = set(partner.values())
    originals = _before(calls, lambda call: call.path in paired)
    found = {}
    for key, run in _before(port_calls, lambda call: call.path in partner).items():
        there = None if key is None else (partner[key[0]], key[1])
        found[key] = Stretch(run, originals.get(there, []))
    return found


def _before(calls: Sequence[Call], is_end: Callable[[Call], bool]) -> dict[Key | None, list[Call]]:
    found: dict[Key | None, list[Call]] = {}
    run: list[Call] = []
    for call in calls:
        if is_end(call):
            found[call.key] = run
            run = []
        elif call.is_leaf:
            run.append(call)
    found[None] = run
    return found
