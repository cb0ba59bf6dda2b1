"""What is done with the parameters and buffers of layers, which become the other framework's.

A layer's tensor that is read, and what is computed from it, are followed; what isn't the same of
the other framework's tensor is an objection. rules/program/tensors.toml says what is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from bnmigrate.program import library
from bnmigrate.program.facts import Argument, Op, Variable
from bnmigrate.program.objects import (
    CHECKPOINT,
    At,
    Constant,
    Container,
    External,
    LayerObject,
    LayerReference,
    Member,
    StateValue,
    Value,
)
from bnmigrate.program.solver import Module, Program
from bnmigrate.tensors import rewritten, tensors_of

_TEXTS = frozenset(f"builtins.{name}" for name in ("print", "str", "repr", "format"))
_WITHOUT_GRADIENTS = frozenset({"torch.no_grad", "torch.inference_mode"})
_SETS = frozenset({"builtins.setattr"})
_LOOKS = frozenset(f"builtins.{name}" for name in ("type", "getattr", "setattr"))


class Problem(NamedTuple):
    """What stands at a place against some layers."""

    at: At
    layers: tuple[Member, ...]
    code: str
    reason: str
    advice: str


class Parameters:
    """Looks for what is done with the parameters of layers that move to the framework `target`.

    `moves` tells whether a value is of a layer that does, and `reached` gives those in a network.
    """

    def __init__(
        self,
        program: Program,
        moves: Callable[[Value], bool],
        reached: Callable[[Value], Iterable[Member]],
        target: str,
        title: str,
    ) -> None:
        self.program = program
        self._moves = moves
        self._reached = reached
        self._target = target
        self._title = title
        self.links: list[tuple[LayerObject, ...]] = []
        """Layers whose parameters are given to each other, which move together."""

        self._of: dict[Variable, tuple[str, Variable]] = {}
        """The attributes that variables are read from."""

    def problems(self) -> Iterator[Problem]:
        """Yield what stands against layers by what is done with their parameters."""
        for module in self.program.modules.values():
            base = module.base
            for op in module.facts.ops:
                if op.code == "attribute":
                    self._of[base + op.target] = (op.detail, base + op.sources[0])
                elif (
                    op.code in ("none", "narrow", "named", "truth", "trained")
                    and base + op.sources[0] in self._of
                ):
                    self._of[base + op.target] = self._of[base + op.sources[0]]
        yield from self._ignored()
        if not self._roots:
            return
        for module in self.program.modules.values():
            for op in module.facts.ops:
                handler = getattr(self, "_on_" + op.code.replace(" ", "_"), None)
                if handler is not None:
                    yield from handler(module, op)

    def _ignored(self) -> Iterator[Problem]:
        """Object to changes in place that the other framework's parameters leave undone. What is
        read from the layer there and then is written anew instead.
        """
        ignores = tensors_of(self._target).ignores
        for module in self.program.modules.values():
            for op in module.facts.ops if ignores else ():
                is_method = op.code == "attribute" and op.detail in ignores
                if not is_method and not (op.code == "combine" and op.detail[1]):
                    continue
                owner = module.base + op.sources[0]
                name, inner = self._of.get(owner, ("", 0))
                owner = inner if name == "data" else owner
                layers = [
                    v.network
                    for v in self.program.values[owner]
                    if isinstance(v, StateValue)
                    and v.kind != "computed"
                    and isinstance(v.network, LayerObject)
                    and self._moves(v.network)
                    and v.network.layer_class.dialect.root != self._target
                ]
                if layers and not self._is_own(owner):
                    yield Problem(
                        At(module.name, op.place),
                        tuple(layers),
                        "BN206",
                        "a parameter or buffer of the layer is changed in place under another "
                        f"name, and {self._title}'s stays as it was, without an error",
                        "change it where it is read from the layer: `bn.weight.mul_(...)`",
                    )

    def _states(self, variable: Variable, is_computed: bool = True) -> tuple[LayerObject, ...]:
        """Return the layers whose parameters a variable may be, or what is computed from them."""
        return tuple(
            v.network
            for v in self.program.values[variable]
            if isinstance(v, StateValue)
            and (is_computed or v.kind != "computed")
            and isinstance(v.network, LayerObject)
            and self._moves(v.network)
            and self._is_compared(v.network)
        )

    def _is_compared(self, layer: Member) -> bool:
        root = layer.layer_class.dialect.root
        return root != self._target and tensors_of(root).is_known

    def _inside(self, variable: Variable) -> tuple[LayerObject, ...]:
        """Return those of what is in a list or dict as well."""
        found = dict.fromkeys(self._states(variable))
        for value in self.program.values[variable]:
            if isinstance(value, Container) and value.kind != "module":
                for field in value.fields.values():
                    found.update(dict.fromkeys(self._states(field)))
        return tuple(found)

    def _is_own(self, variable: Variable) -> bool:
        """Whether a variable is a layer's parameter as it is read by its name."""
        name, owner = self._of.get(variable, ("", 0))
        if name == "data":
            return self._is_own(owner)
        return any(
            isinstance(v, LayerObject) and name in v.layer_class.dialect.state.values()
            for v in self.program.values[owner]
        )

    def _other(self, at: At, layers: Sequence[LayerObject], what: str) -> Iterator[Problem]:
        if layers:
            yield Problem(
                at,
                tuple(layers),
                "BN206",
                f"{what} of a parameter of the layer, which isn't the same of {self._title}'s",
                "rewrite this line by hand",
            )

    def _on_attribute(self, module: Module, op: Op) -> Iterator[Problem]:
        owner, name, at = module.base + op.sources[0], op.detail, At(module.name, op.place)
        layers = self._states(owner)
        if name in self.program.rules.data_setters:
            yield from self._filled(at, owner)
        if not layers or name.startswith("__") or self._is_replaced(at):
            return
        root = layers[0].layer_class.dialect.root
        known = tensors_of(root)
        if name == "name":
            yield Problem(
                at,
                layers,
                "BN108",
                "the name of a parameter of the layer is read, and the other framework's have "
                "none, or others",
                "keep the names elsewhere",
            )
        elif self._is_own(owner) and (
            name in ("requires_grad_", "data", *self.program.rules.data_setters)
            or rewritten(name, root, self._target) is not None
        ):
            return
        elif name in layers[0].layer_class.dialect.framework.writes:
            if not self._may_be_written(module, owner):
                yield from self._other(at, layers, f"`{name}`")
        elif name in known.same_alone:
            if self._takes_any(module.base + op.target):
                yield from self._other(at, layers, f"`{name}` with arguments")
        elif name == "shape":
            if self._is_printed(module.base + op.target):
                yield from self._other(at, layers, "the text of the shape")
        elif name not in known.plain and name not in known.same:
            yield from self._other(at, layers, f"`{name}`")

    def _filled(self, at: At, parameter: Variable) -> Iterator[Problem]:
        """Object to filling any parameter of a network, where the layer's are among them; where
        their names are read, it is by these that they are chosen.
        """
        found = dict.fromkeys(
            layer
            for v in self.program.values[parameter]
            if isinstance(v, StateValue)
            and not isinstance(v.network, LayerObject)
            and v.network is not CHECKPOINT
            and (at.module, v.network) not in self._named
            for layer in self._reached(v.network)
            if self._is_compared(layer)
        )
        if found:
            yield Problem(
                at,
                tuple(found),
                "BN206",
                "all parameters of a network are filled, the layer's among them, which become "
                f"{self._title}'s",
                "fill the layer's own in a branch for its class",
            )

    def _may_be_written(self, module: Module, parameter: Variable) -> bool:
        """Whether the other framework lets a program write into a parameter: where it is none that
        needs a gradient, or gradients are off.
        """
        name, _ = self._of.get(parameter, ("", 0))
        return (
            name == "data"
            or self._is_buffer(parameter)
            or any(
                self._is_called(module.base + op.sources[0], _WITHOUT_GRADIENTS)
                for op in module.facts.ops
                if op.code == "call"
            )
        )

    @cached_property
    def _named(self) -> set[tuple[str, Value]]:
        """The networks the names of whose parameters a module reads."""
        return {
            (module.name, v.network)
            for module in self.program.modules.values()
            for op in module.facts.ops
            if op.code == "attribute" and op.detail == "name"
            for v in self.program.values[module.base + op.sources[0]]
            if isinstance(v, StateValue)
        }

    @cached_property
    def _calls(self) -> dict[Variable, list[tuple[Module, Op]]]:
        """The calls of what each variable is."""
        found: dict[Variable, list[tuple[Module, Op]]] = {}
        for module in self.program.modules.values():
            for op in module.facts.ops:
                if op.code == "call":
                    found.setdefault(module.base + op.sources[0], []).append((module, op))
        return found

    def _takes_any(self, method: Variable) -> bool:
        return any(op.detail for _, op in self._calls.get(method, ()))

    @cached_property
    def _printed(self) -> set[Variable]:
        """The variables whose text is made."""
        found: set[Variable] = set()
        for module in self.program.modules.values():
            base = module.base
            for op in module.facts.ops:
                if op.code == "show":
                    found.add(base + op.sources[0])
                elif op.code == "call" and self._is_called(base + op.sources[0], _TEXTS):
                    found.update(base + a.variable for a in op.detail if isinstance(a, Argument))
        return found

    def _is_called(self, function: Variable, names: frozenset[str]) -> bool:
        return any(
            isinstance(v, External) and v.name in names for v in self.program.values[function]
        )

    def _is_printed(self, variable: Variable) -> bool:
        queue = [variable]
        for one in queue:
            if one in self._printed:
                return True
            queue += [v for v in self.program.flows[one] or () if v not in queue]
        return False

    @cached_property
    def _replaced(self) -> dict[str, list[At]]:
        """The calls that fill a layer's own parameter, which are written anew as a whole."""
        found: dict[str, list[At]] = {}
        for function, calls in self._calls.items():
            name, owner = self._of.get(function, ("", 0))
            if name in self.program.rules.data_setters and self._is_own(owner):
                for module, op in calls:
                    found.setdefault(module.name, []).append(At(module.name, op.place))
        return found

    def _is_replaced(self, at: At) -> bool:
        return any(one.place.holds(at.place) for one in self._replaced.get(at.module, ()))

    def _on_set_attribute(self, module: Module, op: Op) -> Iterator[Problem]:
        owner, source = (module.base + one for one in op.sources)
        at = At(module.name, op.place)
        if op.detail == "data" and not self._is_own(owner):
            yield from self._other(at, self._states(owner), "an assignment to `data`")
        yield from self._assigned(at, owner, op.detail, source)

    def _assigned(self, at: At, owner: Variable, name: str, source: Variable) -> Iterator[Problem]:
        """Object to a tensor that is put in the place of a layer's, unless it will be of the same
        framework.
        """
        layers = [
            v
            for v in self.program.values[owner]
            if isinstance(v, LayerObject)
            and self._moves(v)
            and self._is_compared(v)
            and name in v.layer_class.dialect.state.values()
        ]
        if (
            layers
            and source not in self._made_by[self._target]
            and source not in self._changed
            and not self._states(source, is_computed=False)
        ):
            yield Problem(
                at,
                tuple(layers),
                "BN206",
                f"another tensor is put in the place of `{name}`, which has to be one of "
                f"{self._title}'s",
                "fill the layer's own instead",
            )

    def _on_set_element(self, module: Module, op: Op) -> Iterator[Problem]:
        owner, _, source = (module.base + one for one in op.sources)
        if not self._is_buffer(owner) or self._is_left(source):
            layers = self._states(owner, is_computed=False)
            yield from self._other(At(module.name, op.place), layers, "an assignment to an element")

    def _on_combine(self, module: Module, op: Op) -> Iterator[Problem]:
        at = At(module.name, op.place)
        _, is_in_place = op.detail
        sources = [module.base + source for source in op.sources]
        if is_in_place and not self._is_buffer(sources[0]):
            yield from self._other(at, self._states(sources[0], False), "a change in place")
        layers = [layer for source in sources for layer in self._states(source)]
        if layers and any(map(self._is_left, sources)):
            yield self._handed(at, layers, "a tensor of the framework")

    def _is_buffer(self, variable: Variable) -> bool:
        """Whether a variable is a layer's statistic as it is read by its name: nothing needs a
        gradient of it, so that it is changed in place in every framework.
        """
        name, owner = self._of.get(variable, ("", 0))
        layers = [v for v in self.program.values[owner] if isinstance(v, LayerObject)]
        return bool(layers) and all(
            name in v.layer_class.dialect.statistics.values() for v in layers
        )

    @cached_property
    def _changed(self) -> set[Variable]:
        """The statistics that are changed in place and put where they were."""
        return {
            module.base + op.target
            for module in self.program.modules.values()
            for op in module.facts.ops
            if op.code == "combine"
            and op.detail[1]
            and self._is_buffer(module.base + op.sources[0])
        }

    def _is_left(self, variable: Variable) -> bool:
        """Whether a variable holds what a function of a framework returned that is left."""
        return any(variable in self._made_by[root] for root in self._roots)

    @cached_property
    def _made_by(self) -> dict[str, set[Variable]]:
        """What functions of the frameworks returned, by their packages."""
        found: dict[str, dict[Variable, None]] = {r: {} for r in (*self._roots, self._target)}
        for function, calls in self._calls.items():
            for value in self.program.values[function]:
                root = value.name.partition(".")[0] if isinstance(value, External) else ""
                for module, op in calls if root in found else ():
                    found[root][module.base + op.target] = None
        for made in found.values():
            queue = list(made)
            for variable in queue:
                following = [v for v in self.program.flows[variable] or () if v not in made]
                made.update(dict.fromkeys(following))
                queue += following
        return {root: set(made) for root, made in found.items()}

    @cached_property
    def _roots(self) -> frozenset[str]:
        return frozenset(
            root
            for root in self.program.rules.roots
            if root != self._target and tensors_of(root).is_known
        )

    def _of_framework(self, function: Variable) -> str:
        """Return what is called of a framework that the layers leave; empty where nothing is."""
        for value in self.program.values[function]:
            if isinstance(value, External) and value.name.partition(".")[0] in self._roots:
                return value.name
        return ""

    def _handed(self, at: At, layers: Iterable[LayerObject], name: str) -> Problem:
        return Problem(
            at,
            tuple(layers),
            "BN206",
            f"a parameter of the layer meets {name}, which doesn't take {self._title}'s tensors",
            "rewrite this line by hand",
        )

    def _on_call(self, module: Module, op: Op) -> Iterator[Problem]:
        at, function = At(module.name, op.place), module.base + op.sources[0]
        given = [module.base + a.variable for a in op.detail if isinstance(a, Argument)]
        layers = [layer for variable in given for layer in self._inside(variable)]
        if len(given) == 3 and self._is_called(function, _SETS):
            for one in self.program.values[given[1]]:
                if isinstance(one, Constant) and isinstance(one.value, str):
                    yield from self._assigned(at, given[0], one.value, given[2])
        if not layers:
            return
        name, owner = self._of.get(function, ("", 0))
        if name in self.program.rules.data_setters:
            filled = self._states(owner)
            if filled:
                self.links.append((*filled, *layers))
            else:
                yield self._handed(at, layers, "one that isn't a layer's")
        framework = self._of_framework(function)
        if framework and not self._is_replaced(at):
            yield self._handed(at, layers, f"`{framework}`")
        elif self._is_left(function):
            yield self._handed(at, layers, "a function of the framework")
        elif self._is_called(function, _LOOKS):
            yield from self._other(at, self._states(given[0]), "what is looked up")
        elif any(
            isinstance(v, External) and v.name.startswith("numpy.")
            for v in self.program.values[function]
        ):
            yield self._handed(at, layers, "a function of NumPy")

    def _on_check(self, module: Module, op: Op) -> Iterator[Problem]:
        subject, classes = (module.base + source for source in op.sources)
        at = At(module.name, op.place)
        layers = self._states(subject)
        moving = [
            v
            for v in self.program.values[subject]
            if isinstance(v, (LayerObject, LayerReference))
            and self._moves(v)
            and self._is_compared(v)
        ]
        asked = list(self.program.values[classes])
        for value in list(asked):
            if isinstance(value, Container):
                asked += [v for f in value.fields.values() for v in self.program.values[f]]
        if layers and any(
            isinstance(v, External) and v.name.partition(".")[0] in self._roots for v in asked
        ):
            yield from self._other(at, layers, "the class")
        roots = {v.layer_class.dialect.root for v in moving}
        if any(
            isinstance(v, External)
            and v.name in library.BASES
            and v.name.partition(".")[0] in roots
            for v in asked
        ):
            yield Problem(
                at,
                tuple(moving),
                "BN208",
                "the class of all modules of a framework is checked for, and the layer becomes one "
                "of another framework's",
                "check for what the layer can do instead, or translate the check by hand first",
            )
