"""What `rules/networks/` says of live networks: how to look into them, which layers are alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bnmigrate.rule_files import rulebook, shipped_rules
from bnmigrate.rulebook import Dialect, LayerClass
from bnmigrate.tables import load

FOLDER = "networks"
KINDS = "kinds.toml"


@dataclass(frozen=True, eq=False)
class Facts:
    """What is true of the networks of one framework.

    `wrappers` says what holds a network in which attribute, `closed` are the names of classes that
    show no layers, `baked` says by the concept of a setting where the value stands that counts,
    `random` are the
    names of classes that draw, `random_shares` attributes of these that may say 0 for nothing, and
    `random_functions` functions.
    """

    package: str
    title: str
    module: str
    wrappers: Mapping[str, str]
    closed: frozenset[str]
    random: frozenset[str]
    random_shares: tuple[str, ...]
    random_functions: tuple[str, ...]
    baked: Mapping[str, tuple[str, ...]]

    @property
    def trains_when_made(self) -> bool:
        """Whether a new network is in training mode."""
        return _dialect(self.package).framework.fresh_mode == "training"

    def wrapped_in(self, module: Any) -> Any:
        """Return what a module only wraps, None where it is no wrapper."""
        attributes = (self.wrappers.get(_short(name)) for name in _names(type(module)))
        attribute = next(filter(None, attributes), None)
        return None if attribute is None else getattr(module, attribute)

    def is_closed(self, module: Any) -> bool:
        """Whether a module shows none of the layers in it."""
        return any(_short(name) in self.closed for name in _names(type(module)))

    def draws(self, module: Any) -> bool:
        """Whether a module is of a class that draws while it trains."""
        own = {base.__name__ for base in type(module).__mro__}
        own |= {_short(name) for name in _names(type(module))}
        shares = (getattr(module, name, None) for name in self.random_shares)
        return bool(own & self.random) and not any(
            isinstance(share, (int, float)) and share == 0 for share in shares
        )

    @property
    def mode_setter(self) -> str:
        """The name of the method that puts a network into training mode."""
        return _dialect(self.package).framework.modes["set"]


def _dialect(package: str) -> Dialect:
    """Return a framework's own dialect of any layer: what is asked of it holds for all."""
    dialects = (layer.dialects.get(package) for layer in rulebook().layers)
    return next(filter(None, dialects))


def reads_alike(known: LayerClass, name: str) -> bool:
    """Whether an attribute of a layer means the same in all dialects that have it."""
    return name in known.dialect.kept


def initializer_named(dialect: Dialect, kind: str) -> str | None:
    """Return the string by which a dialect says how a parameter is filled."""
    found = next((i for i in dialect.framework.initializers if i.kind == kind and i.strings), None)
    return None if found is None else found.strings[0]


@dataclass(frozen=True)
class Kind:
    """A layer that the frameworks call by different names."""

    name: str
    names: Mapping[str, str]

    def role(self, parameter: str) -> str:
        """Return the name that a parameter has in all frameworks."""
        return self.names.get(parameter, parameter)


@cache
def frameworks() -> tuple[Facts, ...]:
    """Return the facts of every framework."""
    return tuple(_read(path) for path in sorted(_folder().glob("*.toml")) if path.name != KINDS)


def _folder() -> Path:
    return shipped_rules() / FOLDER


def _read(path: Path) -> Facts:
    table = load(path)
    baked, wrappers = table.table("baked"), table.table("wrappers")
    facts = Facts(
        package=table.string("package"),
        title=table.string("title"),
        module=table.string("module"),
        wrappers={_short(n): wrappers.string(n) for n in wrappers.data} if wrappers else {},
        closed=frozenset(map(_short, table.strings("closed", ()))),
        random=frozenset(n if "." not in n else _short(n) for n in table.strings("random", ())),
        random_shares=table.strings("random-shares", ()),
        random_functions=table.strings("random-functions", ()),
        baked={concept: baked.strings(concept) for concept in baked.data} if baked else {},
    )
    for part in (baked, wrappers):
        if part:
            part.finish()
    table.finish()
    return facts


@cache
def _kinds() -> Mapping[str, Kind]:
    """Return the kinds by the names of their classes, without the modules between."""
    found: dict[str, Kind] = {}
    table = load(_folder() / KINDS)
    for entry in table.tables("kinds"):
        classes = entry.strings("classes")
        named = entry.table("parameters")
        names = {
            other: role
            for role in (named.data if named else ())
            for other in (named.strings(role) if named else ())
        }
        if named:
            named.finish()
        kind = Kind(entry.string("name"), names)
        entry.finish()
        for name in classes:
            found[_short(name)] = kind
    table.finish()
    return found


def _short(qualified: str) -> str:
    """Return package and class: where between a class stands differs by release."""
    package, _, rest = qualified.partition(".")
    name = rest.rpartition(".")[2]
    return f"{package}.{'mint.' if rest.startswith('mint.') else ''}{name}"


def kind_of(module: Any) -> Kind:
    """Return what a layer is, whichever framework it is of."""
    known = layer_class(module)
    if known is not None:
        return Kind(known.layer.name, {})
    for qualified in _names(type(module)):
        kind = _kinds().get(_short(qualified))
        if kind is not None:
            return kind
    return Kind(type(module).__name__, {})


def layer_class(module: Any) -> LayerClass | None:
    """Return the class of the rules that a module is an instance of, None where there is none."""
    return class_of_rules(type(module))


def class_of_rules(kind: type) -> LayerClass | None:
    """Return the class of the rules that `kind` is or derives from, None where there is none."""
    classes = rulebook().classes
    return next((classes[name] for name in _names(kind) if name in classes), None)


def _names(kind: type) -> Iterator[str]:
    """Yield the qualified names of a class and its bases, the nearest first."""
    for base in kind.__mro__:
        yield f"{base.__module__}.{base.__qualname__}"
