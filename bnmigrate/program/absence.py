"""Where a program tells whether a layer has parameters and statistics that its arguments turn off.

Made with `affine=False`, one framework's layer has no scale and no offset, and the other's has them
all the same, frozen. What is read of such a layer, and what is done with all parameters of a
network, is followed; where the difference may show is an objection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import cached_property

from bnmigrate.program.facts import Argument, Op, Variable
from bnmigrate.program.objects import (
    ANY,
    CHECKPOINT,
    FOREIGN,
    NETWORK,
    At,
    Constant,
    Container,
    External,
    LayerObject,
    Member,
    StateName,
    StateValue,
    Value,
)
from bnmigrate.program.parameters import Problem
from bnmigrate.program.solver import Program
from bnmigrate.rulebook import Dialect, LayerClass

_SAYS_LITTLE = frozenset(
    {"requires_grad", "requires_grad_", "device", "dtype", "is_cuda", "ndim", "dim", "name"}
    | {"shape", "is_leaf", "is_floating_point", "is_complex", "size", "retain_grad"}
)
"""What may be read of a parameter that isn't trained, and which nothing comes of."""

_TRAINS = ("torch.optim.", "torch.nn.utils.clip_grad", "torch.nn.utils.clip_grads")
"""The functions that pass by what has no gradient, by the beginnings of their names."""

_HANDS_ON = frozenset(
    f"builtins.{name}"
    for name in ("list", "tuple", "set", "iter", "next", "filter", "dict", "isinstance", "getattr")
) | frozenset({"builtins.setattr", "builtins.hasattr", "builtins.type", "itertools.chain"})
"""The functions that hand parameters on, or ask of one what all have."""

_TELLS = ("torch.", "builtins.", "itertools.", "functools.", "collections.", "operator.", "math.")
"""The functions of which any other tells what it is given, by the beginnings of their names."""

_OF_NONE = frozenset({"attribute", "combine", "iterate", "part", "delete attribute"})
"""The operations that raise an error where what they read is None."""

_OF_FIRST = frozenset({"set attribute", "element", "set element"})
"""Those that do so where the first of what they read is."""


Made = tuple[At, str]
"""A place that makes layers, and the name of the layer: one call may make several."""


def made_at(member: Member) -> Made:
    """Return where a layer is made, for what is known of that place."""
    return member.at.in_text, member.layer_class.layer.name


class Absence:
    """Looks for what tells that a layer was made without parameters, or without statistics.

    `without` are the concepts that may be turned off by the places that make layers, `frozen` those
    places, of which it isn't sure that their layers have parameters.
    """

    def __init__(
        self,
        program: Program,
        moves: Callable[[Value], bool],
        reached: Callable[[Value], Iterable[Member]],
        dialect: Callable[[LayerClass], Dialect],
        without: Mapping[Made, Set[str]],
        frozen: Set[Made],
    ) -> None:
        self.program = program
        self._moves = moves
        self._reached = reached
        self._dialect = dialect
        self._without = without
        self._frozen = frozen

    def problems(self) -> Iterator[Problem]:
        """Yield what stands against layers that may lack something."""
        if not self._frozen and not any(self._without.values()):
            return
        for module in self.program.modules.values():
            for op in module.facts.ops:
                handler = getattr(self, "_on_" + op.code.replace(" ", "_"), None)
                if handler is not None:
                    yield from handler(At(module.name, op.place), module.base, op)

    # One layer's

    def _on_attribute(self, at: At, base: int, op: Op) -> Iterator[Problem]:
        owner = base + op.sources[0]
        yield from self._read(at, owner, op.detail, base + op.target)
        states = [v for v in self.program.values[owner] if isinstance(v, StateValue)]
        if op.detail not in _SAYS_LITTLE:
            yield from self._told(at, states)

    def _read(self, at: At, owner: Variable, name: str, target: Variable) -> Iterator[Problem]:
        lacking = [
            value
            for value in self.program.values[owner]
            if isinstance(value, LayerObject) and self._moves(value) and self._lacks(value, name)
        ]
        if not lacking:
            return
        dialect = lacking[0].layer_class.dialect
        other = self._dialect(lacking[0].layer_class)
        if dialect.unused_state == "none" and not self._is_tried(at) and self._fails(target):
            return
        concept = next(c for c, said in dialect.state.items() if said == name)
        decided = lacking[0].layer_class.signature.for_concept(dialect.family.state[concept].needs)
        assert decided is not None
        none, kept = (dialect, other) if dialect.unused_state == "none" else (other, dialect)
        yield Problem(
            at,
            tuple(lacking),
            "BN206",
            f"where a layer's `{decided.name}` leaves it out, {none.title}'s "
            f"`{none.state[concept]}` is None, and {kept.title}'s `{kept.state[concept]}` is there "
            "all the same",
            "keep the layers that have it apart from those that don't, and mend this place by hand",
        )

    def _lacks(self, layer: LayerObject, name: str) -> bool:
        """Whether a layer may be one that has nothing by that name in one framework alone."""
        source, target = layer.layer_class.dialect, self._dialect(layer.layer_class)
        needs = next(
            (source.family.state[c].needs for c, n in source.state.items() if n == name), ""
        )
        if not needs or source.unused_state == target.unused_state:
            return False
        if layer.own is not None and any(name in o.facts.names for o in layer.own.ancestors()):
            return False
        made = made_at(layer)
        if made in self._without and layer.own is None:
            return needs in self._without[made]
        return any(needs in off for (_, name), off in self._without.items() if name == made[1])

    def _is_tried(self, at: At) -> bool:
        return any(place.holds(at.place) for place in self.program.modules[at.module].facts.tried)

    def _fails(self, variable: Variable) -> bool:
        """Whether all that is done with a value raises an error where that is None."""
        queue = [variable]
        for one in queue:
            if one in self._given_out:
                return False
            queue += [v for v in self.program.flows[one] or () if v not in queue]
            for is_first, op, base in self._readers.get(one, ()):
                if op.code in ("copy", "either", "none"):
                    queue += [base + op.target] if base + op.target not in queue else []
                elif not _fails_on_none(op, is_first):
                    return False
        return True

    @cached_property
    def _given_out(self) -> set[Variable]:
        """What the functions return that nobody in the program calls."""
        opened = set(self.program.opened)
        return {
            module.base + function.facts.returned
            for module in self.program.modules.values()
            for function in module.functions
            if At(module.name, function.facts.place) in opened
        }

    @cached_property
    def _readers(self) -> dict[Variable, list[tuple[bool, Op, int]]]:
        """The operations that read each variable, and whether it is what they read first; not those
        of functions that fill what they are given first.
        """
        found: dict[Variable, list[tuple[bool, Op, int]]] = {}
        for module in self.program.modules.values():
            base = module.base
            for op in module.facts.ops:
                sources = list(op.sources)
                if op.code == "call":
                    given = [a for a in op.detail if isinstance(a, Argument)]
                    fills = given and self._is_fill(base + op.sources[0])
                    sources += [a.variable for a in (given[1:] if fills else given)]
                elif op.code == "display":
                    sources += [item.variable for item in op.detail[1]]
                for index, source in enumerate(sources):
                    found.setdefault(base + source, []).append((index == 0, op, base))
        return found

    def _is_fill(self, function: Variable) -> bool:
        values = self.program.values[function]
        return bool(values) and all(
            isinstance(v, External) and v.name.startswith(self._fill_modules) for v in values
        )

    @cached_property
    def _fill_modules(self) -> tuple[str, ...]:
        """The names of the frameworks' modules whose functions fill a tensor."""
        frameworks = self.program.rules.frameworks.values()
        modules = {module for framework in frameworks for module in framework.fill_modules}
        return tuple(f"{module}." for module in modules if module)

    # All of a network's

    def _told(self, at: At, states: Iterable[Value]) -> Iterator[Problem]:
        """Object to what is done with all parameters where a layer has none in one framework."""
        found = {
            hash(member): member
            for state in states
            if (isinstance(state, StateValue) and state.kind in ("parameters", "all"))
            or isinstance(state, StateName)
            for member in self._reached(state.network)
            if state.network is not CHECKPOINT and not self._is_as_large(member)
        }
        if found:
            yield Problem(
                at,
                tuple(found.values()),
                "BN208",
                "something is done with all parameters here, and a layer without any "
                "(affine=False) has frozen ones in MindSpore",
                "leave out what isn't trained (`if p.requires_grad`)",
            )

    def _is_as_large(self, member: Member) -> bool:
        """Whether a layer has as many parameters in the other framework, for all that is known of
        where it is made.
        """
        source, target = member.layer_class.dialect, self._dialect(member.layer_class)
        if source.unused_state == target.unused_state:
            return True
        made = made_at(member)
        if isinstance(member, LayerObject) and member.own is not None:
            return all(name != made[1] for _, name in self._frozen)
        return made not in self._frozen

    def _collected(self, variable: Variable) -> list[Value]:
        """Return the parameters, or names of some, that are in a list or a generator."""
        found: list[Value] = [StateName(NETWORK)] if variable in self._grouped else []
        queue: list[Value] = list(self.program.values[variable])
        seen: set[int] = set()
        for value in queue:
            if isinstance(value, Container) and value.kind != "module" and id(value) not in seen:
                seen.add(id(value))
                inside = [v for f in value.fields.values() for v in self.program.values[f]]
                found += [v for v in inside if isinstance(v, (StateName, StateValue))]
                queue += inside if len(seen) < 9 else []
        return found

    @cached_property
    def _grouped(self) -> set[Variable]:
        """What is read of an optimizer's groups by the key of their parameters."""
        found: dict[Variable, None] = {}
        for module in self.program.modules.values():
            for op in module.facts.ops:
                if op.code == "element":
                    owner, key = (self.program.values[module.base + s] for s in op.sources)
                    if FOREIGN in owner and Constant("params", "str") in key:
                        found[module.base + op.target] = None
        queue = list(found)
        for variable in queue:
            following = [v for v in self.program.flows[variable] or () if v not in found]
            found.update(dict.fromkeys(following))
            queue += following
        return set(found)

    def _states(self, variable: Variable) -> list[Value]:
        """Return the parameters that a variable is, or collects."""
        own = [v for v in self.program.values[variable] if isinstance(v, StateValue)]
        return [*own, *self._collected(variable)]

    def _on_iterate(self, at: At, base: int, op: Op) -> Iterator[Problem]:
        if op.detail:
            source = base + op.sources[0]
            names = [v for v in self.program.values[source] if isinstance(v, StateName)]
            yield from self._told(at, [*names, *self._collected(source)])

    def _on_element(self, at: At, base: int, op: Op) -> Iterator[Problem]:
        for value in self.program.values[base + op.sources[0]]:
            if isinstance(value, Container) and value.kind in ("list", "generator", "set"):
                inside = self.program.values[value.fields.get(ANY, 0)]
                yield from self._told(at, [v for v in inside if isinstance(v, StateValue)])

    _on_slice = _on_element

    def _on_compare(self, at: At, base: int, op: Op) -> Iterator[Problem]:
        for source in op.sources:
            states = [v for v in self._states(base + source) if isinstance(v, StateValue)]
            yield from self._told(at, states)

    _on_show = _on_compare
    _on_hash = _on_compare

    def _on_combine(self, at: At, base: int, op: Op) -> Iterator[Problem]:
        if op.detail[0] != "Add":
            yield from self._on_compare(at, base, op)
        else:
            values = [v for s in op.sources for v in self.program.values[base + s]]
            yield from self._told(at, [v for v in values if isinstance(v, StateValue)])

    def _on_call(self, at: At, base: int, op: Op) -> Iterator[Problem]:
        given = [base + a.variable for a in op.detail if isinstance(a, Argument)]
        for value in self.program.values[base + op.sources[0]]:
            if not isinstance(value, External):
                continue
            if value.name == "builtins.getattr" and len(given) > 1:
                for name in self.program.values[given[1]]:
                    if isinstance(name, Constant) and isinstance(name.value, str):
                        yield from self._read(at, given[0], name.value, base + op.target)
            if not value.name.startswith(_TELLS) or value.name.startswith(_TRAINS):
                continue
            if value.name in _HANDS_ON or value.name.startswith("itertools.chain."):
                continue
            is_torch = value.name.startswith("torch.")
            for variable in given:
                found = self._states(variable)
                yield from self._told(
                    at, [v for v in found if isinstance(v, StateValue) or not is_torch]
                )


def _fails_on_none(op: Op, is_first: bool) -> bool:
    """Whether an operation raises an error where what it reads, first or not, is None."""
    if op.code == "combine":
        return bool(op.detail[0] != "Mod")  # which may put it in a text
    return op.code in _OF_NONE or (is_first and op.code in _OF_FIRST)
