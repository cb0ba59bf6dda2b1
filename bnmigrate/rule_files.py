"""The rules that ship, and those that users add, read from TOML and checked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from bnmigrate.rulebook import (
    Accepts,
    Dialect,
    Doubtful,
    Initializer,
    Layer,
    LayerClass,
    Meaning,
    Parameter,
    Rulebook,
    Signature,
    Trainer,
)
from bnmigrate.tables import Table, alternatives, load

ENCODINGS = ("same", "complement", "choices", "neutral", "initial-value")
VALUE_TYPES = ("int", "float", "bool")
FILLS = {
    "constant": ("{target}", "{value}"),
    "zeros": ("{target}",),
    "ones": ("{target}",),
    "normal": ("{target}", "{mean}", "{std}"),
    "uniform": ("{target}", "{scale}"),
}
INSIDE = ("modules", "names", "all-names")
OWN_PARAMETERS = ("list", "names", "training")
STATE = ("scale", "offset", "mean", "variance", "counter")


def shipped_rules() -> Path:
    """Return the folder of the rules: in the package when installed, beside it in a checkout."""
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
        if "extends" in entry:
            if not dialects:
                known_layers = alternatives(layers)
                raise table.error("layer", f"'{name}' has nothing to extend; write {known_layers}")
            base = dialects[entry.choice("extends", dialects)]
            added = _class_names(entry)
            signature = (
                _read_signature(entry, meanings) if "parameters" in entry else base.signature
            )
            dialects[base.name] = replace(base, classes=(*base.classes, *added))
            own.append((base.name, added, signature))
        else:
            dialect = _read_dialect(entry, meanings, dialects)
            if dialect.name in dialects:
                raise entry.error(
                    "name", f"'{dialect.name}' is there already; write extends = '{dialect.name}'"
                )
            dialects[dialect.name] = dialect
            own.append((dialect.name, dialect.classes, dialect.signature))
        entry.finish()
    kept = frozenset((*layer.kept, *table.strings("kept", ())))
    layers[name] = layer = Layer(name, meanings, dialects, kept)
    table.finish()
    for class_name, known in list(classes.items()):
        if known.layer.name == name:
            classes[class_name] = replace(known, layer=layer, dialect=dialects[known.dialect.name])
    for dialect_name, names, signature in own:
        for class_name in names:
            if class_name in classes:
                raise table.error("dialects", f"the class '{class_name}' is listed twice")
            classes[class_name] = LayerClass(class_name, layer, dialects[dialect_name], signature)


def _read_meaning(name: str, table: Table | None) -> Meaning:
    assert table is not None
    meaning = Meaning(name, table.string("code"), table.string("reason"), table.string("advice"))
    if not re.fullmatch(r"BN\d{3}", meaning.code):
        raise table.error("code", f"'{meaning.code}' is not BN and three digits, such as 'BN203'")
    _check_template(table, "reason", meaning.reason, ("{target}",))
    table.finish()
    return meaning


def _check_template(table: Table, key: str, text: str, placeholders: Iterable[str]) -> None:
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise table.error(key, f"{text!r} is not a template: {error}") from error
    for name in names:
        if f"{{{name}}}" not in placeholders:
            raise table.error(key, f"'{{{name}}}' is not one of {alternatives(placeholders)}")


def _class_names(table: Table) -> tuple[str, ...]:
    names = table.strings("classes")
    if not names:
        raise table.error("classes", "names no class")
    for name in names:
        if "." not in name or not all(part.isidentifier() for part in name.split(".")):
            raise table.error("classes", f"'{name}' is not a qualified name such as 'layers.BN2d'")
    return names


def _read_dialect(
    table: Table, meanings: Mapping[str, Meaning], known: Mapping[str, Dialect]
) -> Dialect:
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
    fills, in_place_fills = (_read_fills(table, key) for key in ("fills", "in-place-fills"))
    filled_tensors = table.mapping("filled-tensors")
    for name, kind in filled_tensors.items():
        if kind not in FILLS:
            raise table.error(
                f"filled-tensors.{name}", f"'{kind}' is not one of {alternatives(FILLS)}"
            )
    resets = _read_resets(table)
    inside = table.mapping("inside")
    for what in inside:
        if what not in INSIDE:
            raise table.error(f"inside.{what}", f"is not one of {alternatives(INSIDE)}")
    like = known.get(table.choice("fills-like", known, None) or "")
    dialect = Dialect(
        name=table.string("name"),
        title=table.string("title"),
        documentation=table.string("documentation", ""),
        classes=_class_names(table),
        package=imported.string("package"),
        alias=imported.string("alias"),
        stays_in_framework=table.boolean("stays-in-framework", False),
        fresh_mode=table.choice("fresh-mode", ("training", "inference")),
        methods=table.strings("methods", ()),
        functional=table.strings("functional", ()),
        converters=table.strings("converters", ()),
        fills=fills or (like.fills if like else {}),
        in_place_fills=in_place_fills or (like.in_place_fills if like else {}),
        initializers=tuple(_read_initializer(t) for t in table.tables("initializers", []))
        or (like.initializers if like else ()),
        state=state,
        alone=alone,
        inner=inner,
        signature=_read_signature(table, meanings),
        attributes=frozenset(table.strings("attributes", ())),
        containers=table.strings("containers", ()),
        stateless=table.strings("stateless", ()),
        bases=table.strings("bases", ()),
        assigned_settings=table.choice("assigned-settings", ("live", "ignored"), "live"),
        unused_state=table.choice("unused-state", ("none", "kept"), "kept"),
        half_precision=table.choice("half-precision", ("live", "frozen"), "live"),
        announced=table.string("announced", ""),
        akin=table.strings("akin", ()),
        training_calls=table.strings("training-calls", ()),
        trainers=tuple(_read_trainer(t) for t in table.tables("trainers", [])),
        mode_setters=table.strings("mode-setters", ()),
        modes=table.mapping("modes"),
        assigned_mode=table.choice("assigned-mode", ("live", "partial"), "live"),
        trainable=table.strings("trainable", ()),
        own_parameters=_choices(table, "own-parameters", OWN_PARAMETERS),
        inside=inside,
        writes=table.strings("writes", ()),
        input=table.string("input", "input"),
        fill_calls=tuple(_read_initializer(t) for t in table.tables("fill-calls", [])),
        filled_tensors=filled_tensors,
        resets=resets,
        initializer=table.string("initializer", like.initializer if like else ""),
    )
    if not dialect.layer_class.startswith(f"{dialect.package}."):
        raise imported.error("package", f"the class '{dialect.layer_class}' does not stand in it")
    imported.finish()
    return dialect


def _read_fills(table: Table, key: str) -> Mapping[str, str]:
    """Return the statements that fill a parameter, by the kind of filling."""
    fills = table.mapping(key)
    for name, template in fills.items():
        if name not in FILLS:
            raise table.error(f"{key}.{name}", f"is not one of {alternatives(FILLS)}")
        _check_template(table, f"{key}.{name}", template, FILLS[name])
    return fills


def _choices(table: Table, key: str, allowed: Sequence[str]) -> Mapping[str, str]:
    """Return a table whose values are among those that are allowed."""
    read = table.mapping(key)
    for name, value in read.items():
        if value not in allowed:
            raise table.error(f"{key}.{name}", f"'{value}' is not one of {alternatives(allowed)}")
    return read


def _read_resets(table: Table) -> dict[str, Mapping[str, str]]:
    """Return what each method that fills anew does to which part of the state."""
    methods = table.table("resets")
    read: dict[str, Mapping[str, str]] = {}
    for name in methods.data if methods else ():
        assert methods is not None
        read[name] = methods.mapping(name)
        for concept, kind in read[name].items():
            if concept not in STATE:
                raise methods.error(f"{name}.{concept}", f"is not one of {alternatives(STATE)}")
            if kind not in FILLS:
                raise methods.error(
                    f"{name}.{concept}", f"'{kind}' is not one of {alternatives(FILLS)}"
                )
    return read


def _read_trainer(table: Table) -> Trainer:
    trainer = Trainer(
        table.strings("names"), table.string("parameter"), int(table.number("position"))
    )
    table.finish()
    return trainer


def _read_initializer(table: Table) -> Initializer:
    arguments: list[tuple[str, str, str | None]] = []
    for entry in table.tables("arguments", []):
        default = _expression(entry, "default", entry.string("default", None))
        arguments.append((entry.string("name"), entry.string("sets"), default))
        entry.finish()
    initializer = Initializer(
        kind=table.choice("kind", FILLS),
        strings=table.strings("strings", ()),
        class_name=table.string("class"),
        arguments=tuple(arguments),
    )
    table.finish()
    return initializer


def _read_signature(table: Table, meanings: Mapping[str, Meaning]) -> Signature:
    parameters: list[Parameter] = []
    for entry in table.tables("parameters"):
        parameter = _read_parameter(entry, meanings)
        for other in parameters:
            if parameter.name == other.name:
                raise entry.error("name", f"'{parameter.name}' is there already")
            if parameter.concept == other.concept:
                taken = f"'{parameter.concept}' is what '{other.name}' sets already"
                raise entry.error("concept", taken)
        if parameters and parameters[-1].keyword_only and not parameter.keyword_only:
            raise entry.error("keyword-only", "is missing: it follows a keyword-only parameter")
        parameters.append(parameter)
    return Signature(tuple(parameters))


def _read_parameter(table: Table, meanings: Mapping[str, Meaning]) -> Parameter:
    encoding = table.choice("encoding", ENCODINGS)
    choices = table.mapping("choices")
    if encoding == "choices" and not choices:
        raise table.error("choices", "is missing; encoding = 'choices' needs a table of values")
    ordinary = ("tracked-statistics",)
    for value, meaning in choices.items():
        try:
            ast.literal_eval(value)
        except (SyntaxError, ValueError):
            problem = "is not a Python literal such as True, None or 'text'"
            raise table.error(f"choices.{value}", problem) from None
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
        doubtful=_read_doubtful(table.table("doubtful")),
        advice=table.string("advice", ""),
    )
    if encoding in ("neutral", "initial-value") and not parameter.neutral:
        needed = f"is missing; encoding = '{encoding}' needs a list of expressions"
        raise table.error("neutral", needed)
    if encoding == "initial-value" and parameter.fills is None:
        needed = f"is missing; encoding = 'initial-value' needs {alternatives(STATE)}"
        raise table.error("fills", needed)
    if encoding == "choices" and parameter.default not in (None, *choices):
        raise table.error("default", f"'{parameter.default}' is not one of {alternatives(choices)}")
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
    if not types:
        raise table.error("types", f"is empty; it takes some of {alternatives(VALUE_TYPES)}")
    for name in types:
        if name not in VALUE_TYPES:
            raise table.error("types", f"'{name}' is not one of {alternatives(VALUE_TYPES)}")
    accepts = Accepts(
        types, table.number("minimum"), table.number("above"), table.number("maximum")
    )
    table.finish()
    return accepts


def _read_doubtful(table: Table | None) -> Doubtful | None:
    if table is None:
        return None
    doubtful = Doubtful(
        code=table.string("code"),
        reason=table.string("reason"),
        advice=table.string("advice"),
        otherwise=table.string("otherwise"),
        minimum=table.number("minimum"),
        above=table.number("above"),
        maximum=table.number("maximum"),
        below=table.number("below"),
        values=tuple(table.numbers("values")),
        inert=table.strings("inert", ()),
    )
    bounds = (doubtful.minimum, doubtful.above, doubtful.maximum, doubtful.below)
    if bounds == (None, None, None, None):
        raise table.error(
            "maximum", "is missing; it takes one of minimum, above, maximum and below"
        )
    for key in ("reason", "advice"):
        _check_template(table, key, getattr(doubtful, key), ("{value}", "{meant}"))
    _check_template(table, "otherwise", doubtful.otherwise, ("{value}",))
    table.finish()
    return doubtful
