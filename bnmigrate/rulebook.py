"""The rules: what is true of a layer in each framework, read from `rules/*.toml` and checked.

Every key is explained in docs/rules.md.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from bnmigrate.tables import Table, TableError, alternatives, load

ENCODINGS = ("same", "complement", "choices", "neutral", "initial-value")
VALUE_TYPES = ("int", "float", "bool")
STATE = ("scale", "offset", "mean", "variance", "counter")


@dataclass(frozen=True)
class Meaning:
    """Something that one dialect can say and another may not, with the finding that this makes."""

    name: str
    code: str
    reason: str
    advice: str


@dataclass(frozen=True)
class Accepts:
    """The literal values that a constructor takes; others raise there."""

    types: tuple[str, ...]
    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None

    def rejects(self, value: object) -> str | None:
        """Return why the literal `value` is rejected, None where it is accepted."""
        if type(value).__name__ not in self.types:
            return f"it takes {' or '.join(self.types)}, not {type(value).__name__}"
        assert isinstance(value, (int, float))
        if self.minimum is not None and not value >= self.minimum:
            return f"it must be at least {self.minimum:g}"
        if self.above is not None and not value > self.above:
            return f"it must be more than {self.above:g}"
        if self.maximum is not None and not value <= self.maximum:
            return f"it must be at most {self.maximum:g}"
        return None


@dataclass(frozen=True)
class Parameter:
    """A parameter of a constructor: the concept it sets and how its value encodes it."""

    name: str
    concept: str
    encoding: str
    default: str | None = None
    keyword_only: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    neutral: tuple[str, ...] = ()
    fills: str | None = None
    accepts: Accepts | None = None
    advice: str = ""

    def choice_for(self, meaning: str) -> str | None:
        """Return the literal by which this parameter says `meaning`, None where it cannot."""
        return next((text for text, said in self.choices.items() if said == meaning), None)


@dataclass(frozen=True)
class Signature:
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


@dataclass(frozen=True)
class Dialect:
    """How one framework spells the layer."""

    name: str
    title: str
    documentation: str
    classes: tuple[str, ...]
    package: str
    alias: str
    fresh_mode: str
    functional: tuple[str, ...]
    fills: Mapping[str, str]
    state: Mapping[str, str]
    alone: Mapping[str, str]
    inner: str | None
    signature: Signature

    @property
    def layer_class(self) -> str:
        """The qualified name that new code uses."""
        return self.classes[0]

    @property
    def root(self) -> str:
        """The framework's top-level package."""
        return self.package.partition(".")[0]


@dataclass(frozen=True)
class LayerClass:
    """A class that is the layer: its dialect, and the signature of its own constructor."""

    qualified_name: str
    layer: Layer
    dialect: Dialect
    signature: Signature


@dataclass(frozen=True)
class Layer:
    """One layer in all its dialects."""

    name: str
    meanings: Mapping[str, Meaning]
    dialects: Mapping[str, Dialect]


@dataclass(frozen=True)
class Rulebook:
    """All layers, with every class name that is known for one of them."""

    layers: tuple[Layer, ...]
    classes: Mapping[str, LayerClass]

    @property
    def dialect_names(self) -> tuple[str, ...]:
        """The names of all dialects in the order of the rules."""
        return tuple(dict.fromkeys(name for layer in self.layers for name in layer.dialects))

    @property
    def modules(self) -> frozenset[str]:
        """The modules that hold a known class."""
        return frozenset(name.rpartition(".")[0] for name in self.classes)

    @property
    def functional(self) -> Mapping[str, Dialect]:
        """Functions that do a layer's work, by qualified name."""
        return {
            name: dialect
            for layer in self.layers
            for dialect in layer.dialects.values()
            for name in dialect.functional
        }


def shipped_rules() -> Path:
    """Return the folder of the rules: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "rules"
    return inside if inside.is_dir() else package.parent / "rules"


@cache
def rulebook(extensions: tuple[Path, ...] = ()) -> Rulebook:
    """Read the rules that ship and then `extensions`; raise TableError where one is wrong."""
    layers: dict[str, Layer] = {}
    classes: dict[str, LayerClass] = {}
    for path in (*sorted(shipped_rules().glob("*.toml")), *extensions):
        _read_layer(load(path), layers, classes)
    return Rulebook(tuple(layers.values()), MappingProxyType(classes))


def _read_layer(table: Table, layers: dict[str, Layer], classes: dict[str, LayerClass]) -> None:
    name = table.string("layer")
    layer = layers.get(name, Layer(name, {}, {}))
    meanings = dict(layer.meanings)
    told = table.table("meanings")
    for meaning in told.data if told else ():
        assert told is not None
        meanings[meaning] = _read_meaning(meaning, told.table(meaning))
    dialects = dict(layer.dialects)
    own: list[tuple[str, tuple[str, ...], Signature]] = []
    for entry in table.tables("dialects"):
        if "extends" in entry.data:
            base = dialects[entry.choice("extends", dialects)]
            added = _class_names(entry)
            signature = (
                _read_signature(entry, meanings) if "parameters" in entry.data else base.signature
            )
            dialects[base.name] = replace(base, classes=(*base.classes, *added))
            own.append((base.name, added, signature))
        else:
            dialect = _read_dialect(entry, meanings)
            if dialect.name in dialects:
                raise entry.error(
                    "name", f"'{dialect.name}' is there already; write extends = '{dialect.name}'"
                )
            dialects[dialect.name] = dialect
            own.append((dialect.name, dialect.classes, dialect.signature))
        entry.finish()
    table.finish()
    layers[name] = layer = Layer(name, meanings, dialects)
    for class_name, known in list(classes.items()):
        if known.layer.name == name:
            classes[class_name] = replace(
                known, layer=layer, dialect=dialects[known.dialect.name]
            )
    for dialect_name, names, signature in own:
        for class_name in names:
            if class_name in classes:
                raise table.error("dialects", f"the class '{class_name}' is listed twice")
            classes[class_name] = LayerClass(class_name, layer, dialects[dialect_name], signature)


def _read_meaning(name: str, table: Table | None) -> Meaning:
    assert table is not None
    meaning = Meaning(name, table.string("code"), table.string("reason"), table.string("advice"))
    table.finish()
    return meaning


def _class_names(table: Table) -> tuple[str, ...]:
    names = table.strings("classes")
    if not names:
        raise table.error("classes", "names no class")
    for name in names:
        if "." not in name or not all(part.isidentifier() for part in name.split(".")):
            raise table.error("classes", f"'{name}' is not a qualified name such as 'layers.BN2d'")
    return names


def _read_dialect(table: Table, meanings: Mapping[str, Meaning]) -> Dialect:
    imported = table.table("import")
    if imported is None:
        raise table.error("import", "is missing; it takes a table with package and alias")
    state = table.mapping("state")
    checkpoint = table.table("checkpoint")
    alone = checkpoint.mapping("alone") if checkpoint else {}
    inner = checkpoint.string("inner", None) if checkpoint else None
    if checkpoint:
        checkpoint.finish()
    for key, names in (("state", state), ("checkpoint.alone", alone)):
        for concept in names:
            if concept not in STATE:
                raise table.error(f"{key}.{concept}", f"is not one of {alternatives(STATE)}")
    dialect = Dialect(
        name=table.string("name"),
        title=table.string("title"),
        documentation=table.string("documentation", ""),
        classes=_class_names(table),
        package=imported.string("package"),
        alias=imported.string("alias"),
        fresh_mode=table.choice("fresh-mode", ("training", "inference")),
        functional=table.strings("functional", ()),
        fills=table.mapping("fills"),
        state=state,
        alone=alone,
        inner=inner,
        signature=_read_signature(table, meanings),
    )
    if not dialect.layer_class.startswith(f"{dialect.package}."):
        raise imported.error("package", f"the class '{dialect.layer_class}' does not stand in it")
    imported.finish()
    return dialect


def _read_signature(table: Table, meanings: Mapping[str, Meaning]) -> Signature:
    parameters: list[Parameter] = []
    for entry in table.tables("parameters"):
        parameter = _read_parameter(entry, meanings)
        if any(parameter.name == other.name for other in parameters):
            raise entry.error("name", f"'{parameter.name}' is there already")
        if parameters and parameters[-1].keyword_only and not parameter.keyword_only:
            raise entry.error("keyword-only", "is missing: it follows a keyword-only parameter")
        parameters.append(parameter)
    return Signature(tuple(parameters))


def _read_parameter(table: Table, meanings: Mapping[str, Meaning]) -> Parameter:
    encoding = table.choice("encoding", ENCODINGS)
    choices = table.mapping("choices")
    if encoding == "choices" and not choices:
        raise table.error("choices", "is missing; encoding = 'choices' needs it")
    ordinary = ("tracked-statistics",)
    for value, meaning in choices.items():
        if meaning not in meanings and meaning not in ordinary:
            allowed = alternatives([*meanings, *ordinary])
            raise table.error(f"choices.{value}", f"'{meaning}' is not one of {allowed}")
    parameter = Parameter(
        name=table.string("name"),
        concept=table.string("concept"),
        encoding=encoding,
        default=_expression(table, "default", table.string("default", None)),
        keyword_only=table.boolean("keyword-only", False),
        choices=choices,
        otherwise=table.choice("otherwise", ("truth",), None),
        neutral=tuple(
            str(_expression(table, "neutral", text)) for text in table.strings("neutral", ())
        ),
        fills=table.choice("fills", STATE, None),
        accepts=_read_accepts(table.table("accepts")),
        advice=table.string("advice", ""),
    )
    if encoding in ("neutral", "initial-value") and not parameter.neutral:
        raise table.error("neutral", f"is missing; encoding = '{encoding}' needs it")
    if encoding == "initial-value" and parameter.fills is None:
        raise table.error("fills", "is missing; encoding = 'initial-value' needs it")
    table.finish()
    return parameter


def _expression(table: Table, key: str, text: str | None) -> str | None:
    if text is None:
        return None
    try:
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError):
        raise table.error(key, f"{text!r} is not a Python expression") from None
    return text


def _read_accepts(table: Table | None) -> Accepts | None:
    if table is None:
        return None
    types = table.strings("types")
    for name in types:
        if name not in VALUE_TYPES:
            raise table.error("types", f"'{name}' is not one of {alternatives(VALUE_TYPES)}")
    accepts = Accepts(types, table.number("minimum"), table.number("above"), table.number("maximum"))
    table.finish()
    return accepts


def last_names(names: Iterable[str]) -> frozenset[str]:
    """Return the part after the last dot of each of `names`."""
    return frozenset(name.rpartition(".")[2] for name in names)


__all__ = [
    "Dialect",
    "Layer",
    "LayerClass",
    "Meaning",
    "Parameter",
    "Rulebook",
    "Signature",
    "TableError",
    "last_names",
    "rulebook",
    "shipped_rules",
]
