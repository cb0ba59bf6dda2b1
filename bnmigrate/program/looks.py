"""What looks into the layers of a network that it is given: rules/program/looks.toml."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from bnmigrate.rule_files import shipped_rules
from bnmigrate.tables import load


class Look(NamedTuple):
    """Functions and packages that look for the same."""

    functions: tuple[str, ...]
    packages: tuple[str, ...]
    looks_for: str
    runtime: str
    """What comes of it with the runtime's layer."""

    serves: bool
    """Whether that is as it was."""

    waits: bool
    """Whether it is given a network later."""

    def has(self, name: str) -> bool:
        """Whether a function, by its dotted name, is one of them."""
        return _end(name) in map(_end, self.functions) or self._is_inside(name)

    def makes(self, name: str) -> bool:
        """Whether one of them is a method of a class, by its dotted name."""
        owners = (function.rpartition(".")[0] for function in self.functions)
        return _end(name) in map(_end, owners) or self._is_inside(name)

    def _is_inside(self, name: str) -> bool:
        return any(name.startswith(f"{package}.") for package in self.packages)


@cache
def looks() -> tuple[Look, ...]:
    """Return all that is known to look into layers."""
    table = load(shipped_rules() / "program" / "looks.toml")
    return tuple(
        Look(
            one.strings("functions", ()),
            one.strings("packages", ()),
            one.string("for"),
            one.string("runtime"),
            one.boolean("serves", False),
            one.boolean("waits", False),
        )
        for one in table.tables("looks")
    )


@cache
def look_of(name: str) -> Look | None:
    """Return what a function, by its dotted name, looks for where a translated layer isn't it."""
    if any(name in look.functions for look in looks() if look.serves):
        return None
    return next((look for look in looks() if look.has(name) and not look.serves), None)


@cache
def makes_looker(name: str) -> bool:
    """Whether a class, by its dotted name, has methods that look into layers."""
    return any(look.makes(name) for look in looks() if not look.serves)


def names() -> frozenset[str]:
    """Return the last parts of the functions' names."""
    return frozenset(_end(name)[1] for look in looks() for name in look.functions)


def _end(name: str) -> tuple[str, str]:
    """Return the package and the last part of a dotted name: what lies between varies."""
    return name.partition(".")[0], name.rpartition(".")[2]
