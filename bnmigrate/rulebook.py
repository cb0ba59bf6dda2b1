"""The rules: what is true of frameworks, families and layers, as `rules/` tells it.

Every key is explained in docs/layer-rules.md.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple


class Meaning(NamedTuple):
    """Something that one dialect can say and another may not, with the finding that this makes."""

    name: str
    code: str
    reason: str
    advice: str


class Accepts(NamedTuple):
    """The literal values that a constructor takes; others raise there."""

    types: tuple[str, ...]
    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None

    @property
    def takes_arrays(self) -> bool:
        """Whether a number of numpy's will do, of which float64 alone is one of Python's."""
        return "float" in self.types

    def rejects(self, value: object) -> str | None:
        """Return why the literal `value` is rejected, None where it is accepted."""
        if type(value).__name__ not in self.types:
            return f"it takes {' or '.join(self.types)}, not {type(value).__name__}"
        if isinstance(value, (tuple, list)):
            return None
        assert isinstance(value, (int, float))
        if self.minimum is not None and not value >= self.minimum:
            return f"it must be at least {self.minimum:g}"
        if self.above is not None and not value > self.above:
            return f"it must be more than {self.above:g}"
        if self.maximum is not None and not value <= self.maximum:
            return f"it must be at most {self.maximum:g}"
        return None


class Doubtful(NamedTuple):
    """The literal values that are taken and hardly ever meant, and the finding that one makes.

    `reason` and `advice` have {value} and what was meant, {meant}, which is 1 - value where it was
    meant as the other frameworks count; `otherwise` is the advice where no such value would be
    better. `inert` are meanings of the layer's other arguments under which the value has no effect.
    """

    code: str
    reason: str
    advice: str
    otherwise: str
    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None
    below: float | None = None
    values: tuple[float, ...] = ()
    inert: tuple[str, ...] = ()

    def holds(self, value: float) -> bool:
        """Tell whether `value` is doubtful."""
        return value in self.values or (
            (self.minimum is None or value >= self.minimum)
            and (self.above is None or value > self.above)
            and (self.maximum is None or value <= self.maximum)
            and (self.below is None or value < self.below)
        )


class Functions(NamedTuple):
    """Functions that do a layer's work: by their names what each takes, in positional order with
    the defaults, and by the names of parameters what is doubtful there, of which `inert` are other
    arguments, such as "training=False".
    """

    parameters: Mapping[str, Mapping[str, str | None]]
    doubtful: Mapping[str, Doubtful]


NO_FUNCTIONS = Functions(MappingProxyType({}), MappingProxyType({}))


class Parameter(NamedTuple):
    """A parameter of a constructor: the concept it sets and how its value encodes it. A number that
    `divides` what another concept sets leaves no rest.
    """

    name: str
    concept: str
    encoding: str
    default: str | None = None
    keyword_only: bool = False
    divides: str | None = None
    choices: Mapping[str, str] = MappingProxyType({})
    otherwise: str | None = None
    neutral: tuple[str, ...] = ()
    fills: str | None = None
    accepts: Accepts | None = None
    doubtful: Doubtful | None = None
    advice: str = ""

    @property
    def meaning_of_default(self) -> object:
        """What the default says in the sense that all dialects share, None where it says nothing
        that another one would say otherwise.
        """
        if self.default is None or self.encoding in ("neutral", "initial-value"):
            return None
        if self.encoding == "choices":
            return self.choices[self.default]
        value = ast.literal_eval(self.default)
        if type(value) is not float:
            return value
        return 1 - Decimal(self.default) if self.encoding == "complement" else Decimal(self.default)

    def reading(self, number: float) -> float:
        """Return what a layer gives back of a number that its constructor was given."""
        return 1 - number if self.encoding == "complement" else number

    def choice_for(self, meaning: str) -> str | None:
        """Return the literal by which this parameter says `meaning`, None where it cannot."""
        return next((text for text, said in self.choices.items() if said == meaning), None)


class Initializer(NamedTuple):
    """One way to write an initial value: the strings and the class that stand for it.

    `arguments` are the class's parameters in positional order: the name, what it sets in the
    statement that fills a parameter, and its default.
    """

    kind: str
    strings: tuple[str, ...]
    class_name: str
    arguments: tuple[tuple[str, str, str | None], ...]


class Trainer(NamedTuple):
    """Functions or classes that make a training step where `parameter`, number `position` from 0,
    is given: the weights that are trained, or what trains them.
    """

    names: tuple[str, ...]
    parameter: str
    position: int


class Signature(NamedTuple):
    """The parameters of a constructor in positional order."""

    parameters: tuple[Parameter, ...]

    def named(self, name: str) -> Parameter | None:
        """Return the parameter called `name`."""
        return next((p for p in self.parameters if p.name == name), None)

    def at(self, position: int) -> Parameter | None:
        """Return the parameter that the positional argument number `position` sets."""
        positional = [p for p in self.parameters if not p.keyword_only]
        return positional[position] if position < len(positional) else None

    def position(self, parameter: Parameter) -> int | None:
        """Return the position of `parameter`, None where it is keyword-only."""
        return None if parameter.keyword_only else self.parameters.index(parameter)

    def for_concept(self, concept: str) -> Parameter | None:
        """Return the parameter that sets `concept`."""
        return next((p for p in self.parameters if p.concept == concept), None)


NO_PARAMETERS = Signature(())


@dataclass(frozen=True, eq=False, kw_only=True)
class Framework:
    """What is true of a framework whatever the layer."""

    name: str
    title: str
    package: str
    alias: str
    fresh_mode: str
    stays_in_framework: bool = False
    holds_others: bool = True
    modes: Mapping[str, str] = field(default_factory=dict)
    assigned_mode: str = "live"
    mode_setters: tuple[str, ...] = ()
    trainers: tuple[Trainer, ...] = ()
    training_calls: tuple[str, ...] = ()
    trainable: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    members: frozenset[str] = frozenset()
    parameters: tuple[str, ...] = ()
    own_parameters: Mapping[str, str] = field(default_factory=dict)
    inside: Mapping[str, str] = field(default_factory=dict)
    containers: tuple[str, ...] = ()
    stateless: tuple[str, ...] = ()
    walks: tuple[str, ...] = ()
    sets_data: str = ""
    writes: tuple[str, ...] = ()
    fills: Mapping[str, str] = field(default_factory=dict)
    in_place_fills: Mapping[str, str] = field(default_factory=dict)
    fill_calls: tuple[Initializer, ...] = ()
    filled_tensors: Mapping[str, str] = field(default_factory=dict)
    initializers: tuple[Initializer, ...] = ()
    initializer: str = ""

    @property
    def root(self) -> str:
        """The framework's top-level package."""
        return self.package.partition(".")[0]

    @property
    def fill_modules(self) -> frozenset[str]:
        """The modules whose functions fill a parameter that they are given."""
        return frozenset(call.class_name.rpartition(".")[0] for call in self.fill_calls)

    @property
    def initializer_modules(self) -> frozenset[str]:
        """The modules whose names are imported one by one, as the framework's examples do."""
        return frozenset(i.class_name.rpartition(".")[0] for i in self.initializers)


@dataclass(frozen=True, eq=False, kw_only=True)
class Spelling:
    """How a framework spells what the layers of a family share, as far as a layer doesn't say."""

    signature: Signature = NO_PARAMETERS
    state: Mapping[str, str] = field(default_factory=dict)
    alone: Mapping[str, str] = field(default_factory=dict)
    inner: str | None = None
    holds: str = ""
    input: str = "input"
    ranks: tuple[int, ...] = ()
    attributes: frozenset[str] = frozenset()
    methods: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    resets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    assigned_settings: str = "live"
    unused_state: str = "kept"
    half_precision: str = "live"
    precisions: tuple[str, ...] = ()
    cpu_kernel: bool = True
    announced: str = ""
    akin: tuple[str, ...] = ()
    functional: tuple[str, ...] = ()
    functions: Functions = NO_FUNCTIONS
    converters: tuple[str, ...] = ()


class Part(NamedTuple):
    """A part of a layer's state: the concept whose argument decides whether a layer has it at all,
    and whether it is a statistic, which no other layer's parameters are named like.
    """

    needs: str = ""
    is_statistic: bool = False


@dataclass(frozen=True, eq=False)
class Family:
    """What the layers of a kind share: the parts of their state, what can be said of them
    (`ordinary` in every dialect), the `settings` that code changes on an instance, by their
    concepts, the attributes that are `kept`, and how each framework spells it. What one without
    modes computes is the same in training and in evaluation.
    """

    name: str
    state: Mapping[str, Part]
    has_modes: bool
    ordinary: tuple[str, ...]
    settings: tuple[str, ...]
    meanings: Mapping[str, Meaning]
    kept: frozenset[str]
    spellings: Mapping[str, Spelling]

    @cached_property
    def switches(self) -> frozenset[str]:
        """The concepts whose arguments decide whether a layer has a part of its state."""
        return frozenset(part.needs for part in self.state.values() if part.needs)

    @cached_property
    def switches_of_learned(self) -> frozenset[str]:
        """Those of `switches` that decide about what is trained."""
        parts = (part for part in self.state.values() if not part.is_statistic)
        return frozenset(part.needs for part in parts if part.needs)


@dataclass(frozen=True, eq=False, kw_only=True)
class Dialect(Spelling):
    """How one framework spells the layer. `attributes` and `methods` are all that it has; those
    that are `kept` mean the same in every dialect that has them.
    """

    framework: Framework
    family: Family
    classes: tuple[str, ...]
    kept: frozenset[str]
    documentation: str = ""

    @property
    def name(self) -> str:
        """The framework's name, which `--to` takes."""
        return self.framework.name

    @property
    def title(self) -> str:
        """What messages call the framework."""
        return self.framework.title

    @property
    def root(self) -> str:
        """The framework's top-level package."""
        return self.framework.root

    @property
    def layer_class(self) -> str:
        """The qualified name that new code uses."""
        return self.classes[0]

    @property
    def fresh_mode(self) -> str:
        """The mode of a layer that was just made, empty where the mode changes nothing."""
        return self.framework.fresh_mode if self.family.has_modes else ""

    @cached_property
    def statistics(self) -> Mapping[str, str]:
        """The part of `state` that no other layer's parameters are named like."""
        parts = self.family.state
        return {c: name for c, name in self.state.items() if parts[c].is_statistic}

    def refuses(self, precision: str) -> bool:
        """Whether the layer works in no numbers of a type, such as bfloat16."""
        return bool(self.precisions) and precision not in self.precisions

    @cached_property
    def learned(self) -> Mapping[str, str]:
        """The rest of `state`: what is trained."""
        return {c: name for c, name in self.state.items() if c not in self.statistics}

    @cached_property
    def settings(self) -> frozenset[str]:
        """The names of the family's settings."""
        concepts = self.family.settings
        return frozenset(p.name for p in self.signature.parameters if p.concept in concepts)

    def setting_in(self, target: Dialect, name: str) -> str:
        """Return what the attribute `name`, a setting, is called in `target` where that has no such
        attribute; empty where it isn't one, or none there reads the same.
        """
        if name not in self.settings & self.attributes - target.attributes:
            return ""
        here = self.signature.named(name)
        there = None if here is None else target.signature.for_concept(here.concept)
        return there.name if there is not None and there.name in target.attributes else ""

    def lacks(self, name: str, target: Dialect, *others: str) -> bool:
        """Whether an instance has no attribute `name` here, and in `target` neither that nor one of
        the `others`: it is an error in both.
        """
        return (
            name not in self.attributes
            and name not in self.framework.modes.values()
            and target.attributes.isdisjoint((name, *others))
        )

    def fewer_ranks(self, target: Dialect) -> tuple[int, ...]:
        """Return how many dimensions an input may have in `target`, where it may have others here;
        nothing where all that is right here is right there.
        """
        return () if {*self.ranks} <= {*target.ranks} else target.ranks

    def rounds(self, name: str, target: Dialect) -> bool:
        """Tell whether reading the attribute `name` gives 1 - x of what one of the constructors
        took, here or in `target`: 1 - 0.9 is 0.09999999999999998, and not the 0.1 that the other
        one gives back.
        """
        here = self.signature.named(name)
        there = None if here is None else target.signature.for_concept(here.concept)
        return here is not None and there is not None and here.encoding != there.encoding


@dataclass(frozen=True, eq=False)
class LayerClass:
    """A class that is the layer: its dialect, and the signature of its own constructor."""

    qualified_name: str
    layer: Layer
    dialect: Dialect
    signature: Signature

    def has_defaults_of(self, target: Dialect, given: Collection[object] = ()) -> bool:
        """Whether all that is left out of a call means the same in `target`; what is `given`, by
        names and positions, isn't left out.
        """
        ordinary = self.layer.family.ordinary
        for position, parameter in enumerate(self.signature.parameters):
            if parameter.name in given or (position in given and not parameter.keyword_only):
                continue
            said = parameter.meaning_of_default
            other = target.signature.for_concept(parameter.concept)
            is_same = said in ordinary if other is None else said == other.meaning_of_default
            if said is not None and not is_same:
                return False
        return True


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer in all its dialects, with all that may be meant by its arguments."""

    name: str
    family: Family
    meanings: Mapping[str, Meaning]
    dialects: Mapping[str, Dialect]
    yields: bool = False
    """Whether it stays in a program where it would hold others back; see program/yielding.py."""

    @property
    def holds(self) -> str:
        """The class of the layer that it is built around in one of its frameworks, if any."""
        return next((dialect.holds for dialect in self.dialects.values() if dialect.holds), "")

    def says_of(self, name: str, source: Dialect, target: Dialect) -> tuple[object, ...]:
        """Return all that the translation of an instance's attribute `name` depends on: layers of
        which the same is said are translated alike.
        """
        is_setting = name in source.settings
        is_state = name in source.state.values()
        return (
            self.attribute_in(target, name, source),
            name in source.attributes,
            name in target.attributes,
            source.rounds(name, target),
            tuple(source.resets.get(name, {}).items()),
            is_setting and (source.assigned_settings, target.assigned_settings),
            is_state and (source.unused_state, target.unused_state),
        )

    def keeps(self, name: str, source: Dialect, target: Dialect) -> bool:
        """Whether an instance's attribute `name` reads the same in `target`."""
        is_there = name in source.kept and name in source.attributes & target.attributes
        return is_there and not source.rounds(name, target)

    def says_of_call(
        self,
        source: LayerClass,
        target: Dialect,
        given: Collection[object],
    ) -> tuple[object, ...]:
        """Return all that the translation of a call of one of the layer's classes depends on, which
        is given arguments by these names and positions, None for any: layers of which the same is
        said are translated alike.
        """
        there = tuple(p for p in target.signature.parameters if p.encoding != "neutral")
        here = [
            parameter
            for position, parameter in enumerate(source.signature.parameters)
            if parameter.encoding != "neutral"
            or None in given
            or not {parameter.name, position}.isdisjoint(given)
        ]
        return (*here, self.same_positions(source.dialect, target), *there)

    def same_positions(self, source: Dialect, target: Dialect) -> int:
        """Return how many positions mean the same in all dialects of the two frameworks' packages:
        after them a reader who knows one of the layers needs the names.
        """
        roots = (source.root, target.root)
        concepts = [
            [p.concept for p in dialect.signature.parameters if not p.keyword_only]
            for dialect in self.dialects.values()
            if dialect.root in roots
        ]
        same = itertools.takewhile(lambda found: len({*found}) == 1, zip(*concepts, strict=False))
        return len(list(same))

    def attribute_in(self, target: Dialect, name: str, source: Dialect) -> str:
        """Return what an instance's attribute `name` is called in `target`, empty where nothing
        there means the same. What neither side's layer has keeps its name.
        """
        concept = next((c for c, said in source.state.items() if said == name), None)
        if concept is not None:
            return target.state.get(concept, "")
        here, there = name in source.attributes, name in target.attributes
        same = name in source.kept or source.root == target.root or not (here or there)
        return name if same and here == there else source.setting_in(target, name)


@dataclass(frozen=True, eq=False)
class Rulebook:
    """All frameworks and layers, with every class name that is known for one of them."""

    frameworks: Mapping[str, Framework]
    layers: tuple[Layer, ...]
    classes: Mapping[str, LayerClass]
    _having: dict[tuple[str, tuple[str, ...]], Rulebook] = field(default_factory=dict)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The top-level packages of the frameworks."""
        return frozenset(framework.root for framework in self.frameworks.values())

    @cached_property
    def containers(self) -> frozenset[str]:
        """The classes that hold layers and register them, in every framework."""
        return frozenset(name for one in self.frameworks.values() for name in one.containers)

    @cached_property
    def stateless(self) -> frozenset[str]:
        """The layers without parameters, in every framework."""
        return frozenset(name for one in self.frameworks.values() for name in one.stateless)

    @cached_property
    def walks(self) -> frozenset[str]:
        """The methods that hand out the modules inside of one, in every framework."""
        return frozenset(name for one in self.frameworks.values() for name in one.walks)

    @cached_property
    def data_setters(self) -> frozenset[str]:
        """The methods that give a parameter the data of a tensor, in every framework."""
        found = frozenset(framework.sets_data for framework in self.frameworks.values())
        return found - {""}

    @cached_property
    def dialects(self) -> tuple[Dialect, ...]:
        """The dialects of all layers."""
        return tuple(dialect for layer in self.layers for dialect in layer.dialects.values())

    @cached_property
    def dialect_names(self) -> tuple[str, ...]:
        """The names of all dialects in the order of the rules."""
        return tuple(dict.fromkeys(name for layer in self.layers for name in layer.dialects))

    @cached_property
    def layer_names(self) -> tuple[str, ...]:
        """The names of all layers in the order of the rules."""
        return tuple(layer.name for layer in self.layers)

    def having(self, target: str, named: tuple[str, ...] = ()) -> Rulebook:
        """Return what is said of the layers that have the dialect `target`: of those that are
        `named`, or by default of all.
        """
        if (target, named) not in self._having:
            layers = tuple(
                layer
                for layer in self.layers
                if target in layer.dialects and (not named or layer.name in named)
            )
            classes = {n: known for n, known in self.classes.items() if known.layer in layers}
            found = Rulebook(self.frameworks, layers, MappingProxyType(classes))
            self._having[target, named] = found
        return self._having[target, named]

    def sources(self, target: str, named: tuple[str, ...] = ()) -> frozenset[str]:
        """Return the dialects that are translated to `target`: those that are `named`, or by
        default all but those that stay where the framework is the same.
        """
        if named:
            return frozenset(named) - {target}
        return frozenset(
            name
            for layer in self.layers
            for name, dialect in layer.dialects.items()
            if name != target
            and not (
                dialect.framework.stays_in_framework and dialect.root == layer.dialects[target].root
            )
        )

    @cached_property
    def modules(self) -> frozenset[str]:
        """The modules that hold a known class."""
        return frozenset(name.rpartition(".")[0] for name in self.classes)

    @cached_property
    def functional(self) -> Mapping[str, Dialect]:
        """Functions that do a layer's work or replace it, by qualified name."""
        return {
            name: dialect
            for dialect in self.dialects
            for name in (*dialect.functional, *dialect.converters)
        }


def last_names(names: Iterable[str]) -> frozenset[str]:
    """Return the part after the last dot of each of `names`."""
    return frozenset(name.rpartition(".")[2] for name in names)
