"""What is known of the parameters and buffers of a layer as tensors: rules/program/tensors.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bnmigrate.rule_files import shipped_rules
from bnmigrate.tables import load


@dataclass(frozen=True)
class Tensors:
    """How the tensors of a framework compare with others'.

    What gives the same everywhere is `plain` where that is no tensor, `same` where it is one, and
    `same_alone` where it is one and nothing is given to it. `written` are the attributes that are
    written otherwise elsewhere, by what they give, and `writes` how this framework writes that.
    `in_place` are methods that change a tensor to what the method without the `_` gives, with the
    names of what is given to them; those that it `ignores` change nothing, and raise nothing.
    `shares` give what shares the memory of the tensor, and `fresh` what shares it with none.
    """

    plain: frozenset[str]
    same: frozenset[str]
    same_alone: frozenset[str]
    written: Mapping[str, str]
    writes: Mapping[str, str]
    in_place: Mapping[str, tuple[str, ...]]
    ignores: frozenset[str]
    shares: frozenset[str]
    fresh: frozenset[str]

    @property
    def is_known(self) -> bool:
        """Whether what a program does with such a tensor can be compared."""
        return bool(self.plain)

    def is_number(self, name: str) -> bool:
        """Whether an attribute gives numbers, or a method that it is does, and no tensor."""
        return name in self.plain or name in self.written


@cache
def tensors_of(root: str) -> Tensors:
    """Return what is known of the tensors of the framework whose package is `root`."""
    table = load(shipped_rules() / "program" / "tensors.toml").table(root)
    if table is None:
        none = frozenset[str]()
        return Tensors(none, none, none, {}, {}, {}, none, none, none)
    changes = table.table("in-place")
    return Tensors(
        frozenset(table.strings("plain", ())),
        frozenset(table.strings("same", ())),
        frozenset(table.strings("same-alone", ())),
        table.mapping("written"),
        table.mapping("writes"),
        {name: changes.strings(name) for name in changes.data} if changes else {},
        frozenset(table.strings("ignores", ())),
        frozenset(table.strings("shares", ())),
        frozenset(table.strings("fresh", ())),
    )


def rewritten(name: str, source: str, target: str) -> str | None:
    """Return what follows a tensor of `target` where `name` followed one of `source`; None where
    that isn't known.
    """
    gives = tensors_of(source).written.get(name)
    return tensors_of(target).writes.get(gives) if gives is not None else None


def computed(name: str, source: str, target: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the method that gives, of a tensor of `target`, what `name` changes one of `source` to
    in place, and the names of what is given to it; None where that isn't known.
    """
    arguments = tensors_of(source).in_place.get(name)
    new = name.removesuffix("_")
    if arguments is None or new not in tensors_of(target).same:
        return None
    return new, arguments
