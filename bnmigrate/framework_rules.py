"""What a rule file says of a framework, whatever the layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bnmigrate.parameter_rules import check_template, expression
from bnmigrate.rulebook import Framework, Initializer, Trainer
from bnmigrate.tables import Table, alternatives

FILLS = {
    "constant": ("{target}", "{value}"),
    "zeros": ("{target}",),
    "ones": ("{target}",),
    "normal": ("{target}", "{mean}", "{std}"),
    "uniform": ("{target}", "{scale}"),
}
ITSELF = "all"
"""What gives an instance, and the modules inside of it."""

INSIDE = ("modules", "names", "all-names", ITSELF)
OWN_PARAMETERS = ("list", "names", "training")


def read_framework(table: Table, known: Mapping[str, Framework]) -> Framework:
    """Read a framework; what it leaves out is as the one is that it is `like`."""
    name = table.string("framework")
    if name in known:
        raise table.error("framework", f"'{name}' is there already")
    like = known.get(table.choice("like", known, None) or "")

    def otherwise(key: str, default: Any) -> Any:
        return default if like is None else getattr(like, key)

    def initializers(key: str, field: str) -> tuple[Initializer, ...]:
        if key not in table:
            found: tuple[Initializer, ...] = otherwise(field, ())
            return found
        return tuple(_read_initializer(entry) for entry in table.tables(key))

    imported = table.table("import")
    if imported is None:
        raise table.error("import", "is missing; it takes a table with package and alias")
    framework = Framework(
        name=name,
        title=table.string("title"),
        package=imported.string("package"),
        alias=imported.string("alias"),
        fresh_mode=table.choice(
            "fresh-mode", ("training", "inference"), otherwise("fresh_mode", ...)
        ),
        stays_in_framework=table.boolean("stays-in-framework", False),
        holds_others=table.boolean("holds-others", otherwise("holds_others", True)),
        modes=_mapping(table, "modes", otherwise("modes", {})),
        assigned_mode=table.choice(
            "assigned-mode", ("live", "partial"), otherwise("assigned_mode", "live")
        ),
        mode_setters=table.strings("mode-setters", otherwise("mode_setters", ())),
        trainers=tuple(_read_trainer(t) for t in table.tables("trainers"))
        if "trainers" in table
        else otherwise("trainers", ()),
        training_calls=table.strings("training-calls", otherwise("training_calls", ())),
        trainable=table.strings("trainable", otherwise("trainable", ())),
        methods=table.strings("methods", otherwise("methods", ())),
        members=frozenset(table.strings("members", otherwise("members", ()))),
        parameters=table.strings("parameters", otherwise("parameters", ())),
        own_parameters=_mapping(
            table, "own-parameters", otherwise("own_parameters", {}), values=OWN_PARAMETERS
        ),
        inside=_mapping(table, "inside", otherwise("inside", {}), keys=INSIDE),
        containers=table.strings("containers", otherwise("containers", ())),
        stateless=table.strings("stateless", otherwise("stateless", ())),
        walks=table.strings("walks", otherwise("walks", ())),
        sets_data=table.string("sets-data", otherwise("sets_data", "")),
        writes=table.strings("writes", otherwise("writes", ())),
        fills=_read_fills(table, "fills", otherwise("fills", {})),
        in_place_fills=_read_fills(table, "in-place-fills", otherwise("in_place_fills", {})),
        fill_calls=initializers("fill-calls", "fill_calls"),
        filled_tensors=_mapping(
            table, "filled-tensors", otherwise("filled_tensors", {}), values=tuple(FILLS)
        ),
        initializers=initializers("initializers", "initializers"),
        initializer=table.string("initializer", otherwise("initializer", "")),
    )
    imported.finish()
    table.finish()
    return framework


def _mapping(
    table: Table,
    key: str,
    default: Mapping[str, str],
    *,
    keys: Sequence[str] = (),
    values: Sequence[str] = (),
) -> Mapping[str, str]:
    """Return a table of strings, whose keys and values are among those that are allowed, if any."""
    if key not in table:
        return default
    read = table.mapping(key)
    for name, value in read.items():
        if keys and name not in keys:
            raise table.error(f"{key}.{name}", f"is not one of {alternatives(keys)}")
        if values and value not in values:
            raise table.error(f"{key}.{name}", f"'{value}' is not one of {alternatives(values)}")
    return read


def _read_fills(table: Table, key: str, default: Mapping[str, str]) -> Mapping[str, str]:
    """Return the statements that fill a parameter, by the kind of filling."""
    fills = _mapping(table, key, default, keys=tuple(FILLS))
    for name, template in fills.items():
        check_template(table, f"{key}.{name}", template, FILLS[name])
    return fills


def _read_trainer(table: Table) -> Trainer:
    trainer = Trainer(
        table.strings("names"), table.string("parameter"), int(table.number("position"))
    )
    table.finish()
    return trainer


def _read_initializer(table: Table) -> Initializer:
    arguments: list[tuple[str, str, str | None]] = []
    for entry in table.tables("arguments", []):
        default = expression(entry, "default", entry.string("default", None))
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
