"""The layers of the rules in a live network, and their settings in the rules' concepts."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, reduce
from typing import Any

from bnmigrate.comparison.facts import class_of_rules, initializer_named, layer_class, reads_alike
from bnmigrate.comparison.frameworks import Array, Framework
from bnmigrate.comparison.loading import CompareError, Network
from bnmigrate.comparison.places import Place, in_source
from bnmigrate.rulebook import Dialect, LayerClass, Parameter

LEARNED = ("scale", "offset")
STATISTICS = ("mean", "variance")
NEUTRAL = {"scale": 1.0, "offset": 0.0}
"""What a part does nothing at, as if there were none."""
SIZES = ("features", "shape")
"""The concepts whose values are sizes."""
SHOWN = ("affine", "has-offset")
"""The concepts of what the parts themselves show: which there are, and which learn."""
INITIAL = {f"initial-{part}": part for part in (*LEARNED, *STATISTICS)}
"""The concepts of what a part is filled with."""
VARIED = "values of its own"
"""What stands for initial values that aren't all the same."""


@dataclass(frozen=True)
class Part:
    """A parameter or statistic of a layer: how it is filled, and whether it learns."""

    initial: object
    learns: bool


@dataclass(frozen=True)
class Layer:
    """A layer of a network.

    `settings` are values by concept, in the sense that all dialects share: an update rate is the
    share of the new batch. `follows` tells whether its mode is that of its network.
    """

    path: str
    module: Any
    known: LayerClass
    framework: Framework
    settings: Mapping[str, object]
    parts: Mapping[str, Part]
    dtype: str
    training: bool
    follows: bool
    ignored: tuple[str, ...]
    place: Place | None

    @property
    def dialect(self) -> Dialect:
        """The dialect of its class."""
        return self.known.dialect

    @property
    def kind(self) -> str:
        """The layer's name in the rules."""
        return self.known.layer.name

    @cached_property
    def size(self) -> tuple[object, ...]:
        """What two layers that are a pair have in common: their sizes as numbers in a row."""
        first = next(iter(self.parts), None)
        sizes = [self.settings[c] for c in SIZES if c in self.settings]
        if not sizes:
            return (None if first is None else self.state(first).size,)
        return tuple(number for size in sizes for number in _in_a_row(size))

    def state(self, concept: str) -> Array:
        """Return a copy of a parameter or statistic that there is."""
        return self.framework.array(part_of(self.module, self.dialect, concept))


def layers_of(network: Network) -> list[Layer]:
    """Return the layers of a network in the order in which it holds them.

    What a layer holds inside is a part of it.
    """
    found: list[Layer] = []
    inside: set[int] = set()
    modules = network.framework.modules(network.module)
    paths = dict(modules)
    for path, module in modules:
        becomes = network.framework.unmade(module)
        if becomes is not None and class_of_rules(becomes) is not None:
            raise CompareError(f"{network.name}: {path} is made at its first call; give --input")
        known = layer_class(module)
        if known is None or id(module) in inside:
            continue
        inside.update(id(m) for _, m in network.framework.modules(module))
        found.append(_layer(path, module, known, network, paths))
    return found


def _layer(
    path: str, module: Any, known: LayerClass, network: Network, paths: Mapping[str, Any]
) -> Layer:
    framework = network.framework
    parts = {}
    dtype = ""
    for concept in (*LEARNED, *STATISTICS):
        tensor = part_of(module, known.dialect, concept)
        if framework.is_tensor(tensor) and tensor.shape:
            parts[concept] = Part(_initial(framework.array(tensor)), bool(tensor.requires_grad))
            dtype = framework.dtype(tensor)
    settings: dict[str, object] = {}
    ignored = []
    for parameter in known.signature.parameters:
        if parameter.encoding in ("neutral", "initial-value") or parameter.concept in SHOWN:
            continue
        value = _attribute(module, known, parameter)
        baked = _baked(module, known.dialect, framework, parameter.concept)
        if baked is not None:
            if value is not None and _number(value) != _number(baked):
                ignored.append(f"{parameter.name}={_number(value)!r}")
            value = baked
        if value is not None or parameter.choice_for("cumulative-average"):
            settings[parameter.concept] = _decoded(parameter, value)
    if settings.get("statistics") == "tracked-statistics" and "mean" not in parts:
        settings["statistics"] = "batch-statistics"
    place = network.places.get(id(module))
    if place is None:
        parent, _, name = path.rpartition(".")
        place = in_source(paths[parent], name) if parent in paths else None
    return Layer(
        path,
        module,
        known,
        framework,
        settings,
        parts,
        dtype,
        bool(module.training),
        bool(module.training) == bool(network.module.training),
        tuple(ignored),
        place,
    )


def part_of(module: Any, dialect: Dialect, concept: str) -> Any:
    """Return a parameter or statistic, None where the layer has none."""
    name = dialect.state.get(concept)
    if name is None:
        return None
    found: Any = module
    for part in name.split("."):
        found = getattr(found, part, None)
    return found


def _in_a_row(size: object) -> tuple[Any, ...]:
    return tuple(size) if isinstance(size, (tuple, list)) else (size,)


def size_of(module: Any, known: LayerClass) -> tuple[int, ...]:
    """Return the size that a layer was made with."""
    parameters = map(known.signature.for_concept, SIZES)
    sizes = [_attribute(module, known, parameter) for parameter in parameters if parameter]
    return tuple(int(number) for size in sizes for number in _in_a_row(size) if number is not None)


def setting_of(module: Any, known: LayerClass, concept: str) -> float | None:
    """Return a number that a layer was made with, None where its class takes none."""
    parameter = known.signature.for_concept(concept)
    if parameter is None:
        return None
    value = _attribute(module, known, parameter)
    return None if value is None else float(value)


def _attribute(module: Any, known: LayerClass, parameter: Parameter) -> Any:
    """Return what an attribute says of a setting, in the shared sense."""
    inner = getattr(module, known.dialect.inner, None) if known.dialect.inner else None
    value = getattr(module if inner is None else inner, parameter.name, None)
    # What is kept means the same in all dialects, whatever the constructor's argument means.
    if parameter.encoding == "complement" and not reads_alike(known, parameter.name):
        return None if value is None else 1 - value
    return value


def _baked(module: Any, dialect: Dialect, framework: Framework, concept: str) -> Any:
    inner = getattr(module, dialect.inner, None) if dialect.inner else None
    for path in framework.facts.baked.get(concept, ()):
        found = reduce(
            lambda at, name: getattr(at, name, None),
            path.split("."),
            module if inner is None else inner,
        )
        if found is not None:
            return found
    return None


def _decoded(parameter: Parameter, value: Any) -> object:
    for text, meaning in parameter.choices.items():
        choice = ast.literal_eval(text)
        same = value is choice if choice in (None, True, False) else value == choice
        if same or (parameter.otherwise == "truth" and bool(value) is choice):
            return meaning
    return _number(value)


def _number(value: Any) -> object:
    """Return a number without the digits that 1 - x and float32 take away: 0.1 for 0.0999...98."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return tuple(value) if isinstance(value, list) else value
    return value if isinstance(value, int) else float(f"{value:.12g}")


def _initial(values: Array) -> object:
    """Return the number that all values are, else VARIED."""
    first = float(values.flat[0]) if values.size else 0.0
    return _number(first) if values.size and bool((values == first).all()) else VARIED


def words(layer: Layer, concept: str, of: Layer | None = None) -> str:
    """Say a setting of `layer`, or the same as that of `of`, as `layer`'s constructor takes it."""
    meant = of or layer
    if concept == "affine":
        return _words_of_learning(layer, learns(meant))
    if concept in INITIAL:
        return _words_of_initial(layer, concept, starts_at(meant, INITIAL[concept]))
    if concept == "layer":
        return f"{meant.kind}" if of is None else f"nn.{of.kind}"
    if concept == "parameter-type":
        return f"dtype {meant.dtype}"
    if concept == "mode":
        mode = "in training" if meant.training else "in inference"
        return f"{mode} as its network is" if meant.follows else f"{mode}, unlike its network"
    value = meant.settings.get(concept)
    parameter = layer.known.signature.for_concept(concept)
    if parameter is None:
        return f"{concept} {value}"
    text = parameter.choice_for(str(value))
    if text is not None:
        return f"{parameter.name}={text}"
    if isinstance(value, str):
        return f"{value.replace('-', ' ')}, which {parameter.name} can't say"
    if parameter.encoding == "complement" and isinstance(value, float):
        value = float(1 - Decimal(repr(value)))
    return f"{parameter.name}={value!r}"


def learns(layer: Layer) -> tuple[bool, ...]:
    """Whether scale and offset learn; what isn't there doesn't."""
    return tuple(layer.parts[c].learns if c in layer.parts else False for c in LEARNED)


def starts_at(layer: Layer, concept: str) -> object:
    """Return what a part is filled with; one that isn't there does nothing."""
    part = layer.parts.get(concept)
    return NEUTRAL.get(concept) if part is None else part.initial


def _words_of_learning(layer: Layer, learning: tuple[bool, ...]) -> str:
    dialect = layer.dialect
    affine = layer.known.signature.for_concept("affine")
    # Where an unused part isn't kept, one that is there was frozen later.
    frozen_later = not any(learning) and layer.parts and dialect.unused_state == "none"
    if (
        affine is not None
        and len(set(learning)) == 1
        and not (frozen_later and any(concept in layer.parts for concept in LEARNED))
    ):
        return f"{affine.name}={learning[0]}"
    offset = layer.known.signature.for_concept("has-offset")
    if learning == (True, False) and offset is not None and LEARNED[1] not in layer.parts:
        return f"{offset.name}=False"
    names = (dialect.state.get(concept, concept) for concept in LEARNED)
    return ", ".join(
        f"{name}.requires_grad={it_learns}" for name, it_learns in zip(names, learning, strict=True)
    )


def _words_of_initial(layer: Layer, concept: str, value: object) -> str:
    parameter = layer.known.signature.for_concept(concept)
    name = layer.dialect.state.get(INITIAL[concept], INITIAL[concept])
    if value == VARIED or value is None or parameter is None:
        return f"{name} filled with {value}"
    kind = {0.0: "zeros", 1.0: "ones"}.get(float(str(value)), "")
    return f"{parameter.name}={(initializer_named(layer.dialect, kind) or value)!r}"
