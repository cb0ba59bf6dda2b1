"""What rule files say of a family of layers, and of one layer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from bnmigrate.framework_rules import FILLS
from bnmigrate.parameter_rules import Vocabulary, check_template, read_functions, read_signature
from bnmigrate.rulebook import (
    Dialect,
    Family,
    Framework,
    Layer,
    LayerClass,
    Meaning,
    Part,
    Rulebook,
    Signature,
    Spelling,
)
from bnmigrate.tables import Table, alternatives

MOVED = (
    "assigned-mode", "containers", "fill-calls", "filled-tensors", "fills", "fills-like",
    "fresh-mode", "import", "in-place-fills", "initializer", "initializers", "inside",
    "mode-setters", "modes", "own-parameters", "stateless", "stays-in-framework", "title",
    "trainable", "trainers", "training-calls", "writes",
)  # fmt: skip
"""The keys of a dialect that a framework's file has: those of rules in one file."""


@dataclass
class Rules:
    """What was read so far."""

    frameworks: dict[str, Framework] = field(default_factory=dict)
    families: dict[str, Family] = field(default_factory=dict)
    layers: dict[str, Layer] = field(default_factory=dict)
    classes: dict[str, LayerClass] = field(default_factory=dict)

    def rulebook(self) -> Rulebook:
        """Return all of it."""
        return Rulebook(
            MappingProxyType(self.frameworks),
            tuple(self.layers.values()),
            MappingProxyType(self.classes),
        )


def read_family(table: Table, rules: Rules) -> Family:
    """Read what the layers of a family share."""
    name = table.string("family")
    if name in rules.families:
        raise table.error("family", f"'{name}' is there already")
    family = Family(
        name=name,
        state=_read_state(table),
        has_modes=table.boolean("has-modes", True),
        ordinary=table.strings("ordinary", ()),
        settings=table.strings("settings", ()),
        meanings=_read_meanings(table),
        kept=frozenset(table.strings("kept", ())),
        spellings={},
    )
    vocabulary = _vocabulary(family, family.meanings)
    spellings: dict[str, Spelling] = {}
    for entry in table.tables("dialects", []):
        framework = entry.choice("name", rules.frameworks)
        if framework in spellings:
            raise entry.error("name", f"'{framework}' is there already")
        spellings[framework] = _read_spelling(entry, vocabulary, Spelling())
        entry.finish()
    table.finish()
    return replace(family, spellings=spellings)


def read_layer(table: Table, rules: Rules) -> None:
    """Add a layer, or what a file adds to one, to `rules`."""
    name = table.string("layer")
    layer = rules.layers.get(name)
    own_meanings = _read_meanings(table)
    dialects = dict(layer.dialects if layer else {})
    entries = table.tables("dialects")
    if layer is None and any("extends" in entry for entry in entries):
        known_layers = alternatives(rules.layers)
        raise table.error("layer", f"'{name}' has nothing to extend; write {known_layers}")
    family = _family_of(table, layer, rules)
    ranks = _read_ranks(table, ())
    meanings = {**(layer.meanings if layer else family.meanings), **own_meanings}
    vocabulary = _vocabulary(family, meanings)
    own: list[tuple[str, tuple[str, ...], Signature]] = []
    for entry in entries:
        if "extends" in entry:
            base = dialects[entry.choice("extends", dialects)]
            added = _class_names(entry)
            signature = (
                read_signature(entry, vocabulary, Signature(()))
                if "parameters" in entry
                else base.signature
            )
            dialects[base.name] = replace(base, classes=(*base.classes, *added))
            own.append((base.name, added, signature))
        else:
            dialect = _read_dialect(entry, family, vocabulary, rules, dialects)
            dialect = replace(dialect, ranks=dialect.ranks or ranks)
            dialects[dialect.name] = dialect
            own.append((dialect.name, dialect.classes, dialect.signature))
        entry.finish()
    kept = frozenset(table.strings("kept", ()))
    for dialect_name, dialect in dialects.items():
        dialects[dialect_name] = replace(dialect, kept=dialect.kept | kept)
    yields = table.boolean("yields", layer.yields if layer else False)
    rules.layers[name] = layer = Layer(name, family, meanings, dialects, yields)
    table.finish()
    classes = rules.classes
    for class_name, known in list(classes.items()):
        if known.layer.name == name:
            classes[class_name] = replace(known, layer=layer, dialect=dialects[known.dialect.name])
    for dialect_name, names, signature in own:
        for class_name in names:
            if class_name in classes:
                raise table.error("dialects", f"the class '{class_name}' is listed twice")
            classes[class_name] = LayerClass(class_name, layer, dialects[dialect_name], signature)


def _family_of(table: Table, layer: Layer | None, rules: Rules) -> Family:
    """Return the family that a file says, which that of a known layer needn't be."""
    if layer is None:
        return rules.families[table.choice("family", rules.families)]
    table.choice("family", (layer.family.name,), None)
    return layer.family


def _vocabulary(family: Family, meanings: Mapping[str, Meaning]) -> Vocabulary:
    return Vocabulary(tuple(family.state), (*meanings, *family.ordinary))


def _read_state(table: Table) -> dict[str, Part]:
    """Return the parts of a layer's state by their concepts."""
    parts = table.table("state")
    read: dict[str, Part] = {}
    for concept in parts.data if parts else ():
        assert parts is not None
        part = parts.table(concept)
        assert part is not None
        read[concept] = Part(part.string("needs", ""), part.boolean("statistic", False))
        part.finish()
    return read


def _read_meanings(table: Table) -> dict[str, Meaning]:
    """Return the meanings that a file describes, by their names."""
    told = table.table("meanings")
    read: dict[str, Meaning] = {}
    for name in told.data if told else ():
        assert told is not None
        entry = told.table(name)
        assert entry is not None
        meaning = Meaning(
            name, entry.string("code"), entry.string("reason"), entry.string("advice")
        )
        if not re.fullmatch(r"BN\d{3}", meaning.code):
            problem = f"'{meaning.code}' is not BN and three digits, such as 'BN203'"
            raise entry.error("code", problem)
        check_template(entry, "reason", meaning.reason, ("{target}",))
        entry.finish()
        read[name] = meaning
    return read


def _read_dialect(
    table: Table,
    family: Family,
    vocabulary: Vocabulary,
    rules: Rules,
    known: Mapping[str, Dialect],
) -> Dialect:
    """Read how a framework spells the layer; what isn't said is as its family says."""
    for key in MOVED:
        if key in table.data:
            raise table.error(
                key,
                "is true of a framework, and stands in a file of its own which begins with "
                "framework = \"...\": see 'From rules in one file' in docs/layer-rules.md",
            )
    name = table.choice("name", rules.frameworks)
    if name in known:
        raise table.error("name", f"'{name}' is there already; write extends = '{name}'")
    framework = rules.frameworks[name]
    spelling = _read_spelling(table, vocabulary, family.spellings.get(name, Spelling()))
    if not spelling.signature.parameters:
        raise table.error("parameters", "is missing; it takes an array of tables")
    told = {
        **vars(spelling),
        "attributes": framework.members | spelling.attributes | {*spelling.state.values()},
        "methods": (*framework.methods, *spelling.methods),
    }
    dialect = Dialect(
        framework=framework,
        family=family,
        classes=_class_names(table),
        kept=family.kept,
        documentation=table.string("documentation", ""),
        **told,
    )
    if not dialect.layer_class.startswith(f"{framework.package}."):
        problem = f"'{dialect.layer_class}' does not stand in the package '{framework.package}'"
        raise table.error("classes", problem)
    return dialect


def _read_spelling(table: Table, vocabulary: Vocabulary, base: Spelling) -> Spelling:
    """Read how a framework spells layers; what isn't said is as `base` says."""
    checkpoint, functions = table.table("checkpoint"), table.table("functions")
    spelling = Spelling(
        signature=read_signature(table, vocabulary, base.signature)
        if "parameters" in table
        else base.signature,
        state=table.mapping("state") if "state" in table else base.state,
        alone=checkpoint.mapping("alone") if checkpoint else base.alone,
        inner=checkpoint.string("inner", None) if checkpoint else base.inner,
        holds=table.string("holds", base.holds),
        input=table.string("input", base.input),
        ranks=_read_ranks(table, base.ranks),
        attributes=frozenset(
            [
                *table.strings("attributes", [*base.attributes]),
                *table.strings("more-attributes", ()),
            ]
        ),
        methods=table.strings("methods", base.methods),
        bases=table.strings("bases", base.bases),
        resets=_read_resets(table, vocabulary) if "resets" in table else base.resets,
        assigned_settings=table.choice(
            "assigned-settings", ("live", "ignored"), base.assigned_settings
        ),
        unused_state=table.choice("unused-state", ("none", "kept"), base.unused_state),
        half_precision=table.choice("half-precision", ("live", "frozen"), base.half_precision),
        precisions=table.strings("precisions", base.precisions),
        cpu_kernel=table.boolean("cpu-kernel", base.cpu_kernel),
        announced=table.string("announced", base.announced),
        akin=table.strings("akin", base.akin),
        functional=table.strings("functional", base.functional),
        functions=read_functions(functions) if functions else base.functions,
        converters=table.strings("converters", base.converters),
    )
    if checkpoint:
        checkpoint.finish()
    for name in spelling.functions.parameters:
        if name not in spelling.functional:
            raise table.error(f"functions.parameters.{name}", "is not in `functional`")
    for key, names in (("state", spelling.state), ("checkpoint.alone", spelling.alone)):
        for concept in names:
            if concept not in vocabulary.state:
                allowed = alternatives(vocabulary.state)
                raise table.error(f"{key}.{concept}", f"is not one of {allowed}")
    return spelling


def _read_ranks(table: Table, default: tuple[int, ...]) -> tuple[int, ...]:
    """Return how many dimensions an input may have."""
    if "ranks" not in table:
        return default
    ranks = table.numbers("ranks")
    if not ranks or any(rank != int(rank) or rank < 1 for rank in ranks):
        raise table.error("ranks", f"takes whole numbers from 1 on, not {ranks!r}")
    return tuple(map(int, ranks))


def _class_names(table: Table) -> tuple[str, ...]:
    names = table.strings("classes")
    if not names:
        raise table.error("classes", "names no class")
    for name in names:
        if "." not in name or not all(part.isidentifier() for part in name.split(".")):
            raise table.error("classes", f"'{name}' is not a qualified name such as 'layers.BN2d'")
    return names


def _read_resets(table: Table, vocabulary: Vocabulary) -> dict[str, Mapping[str, str]]:
    """Return what each method that fills anew does to which part of the state."""
    methods = table.table("resets")
    read: dict[str, Mapping[str, str]] = {}
    for name in methods.data if methods else ():
        assert methods is not None
        read[name] = methods.mapping(name)
        for concept, kind in read[name].items():
            if concept not in vocabulary.state:
                allowed = alternatives(vocabulary.state)
                raise methods.error(f"{name}.{concept}", f"is not one of {allowed}")
            if kind not in FILLS:
                raise methods.error(
                    f"{name}.{concept}", f"'{kind}' is not one of {alternatives(FILLS)}"
                )
    return read
