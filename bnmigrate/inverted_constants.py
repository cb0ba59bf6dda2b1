"""A constant of the module that is nothing but the momentum of layers changes in the place of its
uses: `BN_MOMENTUM = 0.1` becomes `BN_MOMENTUM = 0.9`, and the calls keep `momentum=BN_MOMENTUM`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import libcst as cst

from bnmigrate.arguments.momentum import complement, complement_of_number
from bnmigrate.arguments.translate import Complement
from bnmigrate.findings import Edit
from bnmigrate.names.scopes import Load
from bnmigrate.sites import Analysis, Site

_READERS_OF_ALL = ("eval", "exec", "globals", "locals", "vars")
"""The builtins by which a module reads names that it doesn't write out."""


@dataclass(frozen=True)
class InvertedConstant:
    """The number `value` that a name stands for, and the sites that read the name, each with where
    it does.
    """

    value: cst.BaseExpression
    readers: tuple[tuple[Site, Complement], ...]

    def join(self) -> None:
        """Let the sites change together or not at all, and the constant with them."""
        first, _ = self.readers[0]
        assert first.group is not None
        first.edits.append(Edit(self.value, complement))
        for site, one in self.readers:
            assert site.group is not None
            first.group.merge(site.group)
            at_home = [r for r in site.rewritten if r.value is one.node]
            site.rewritten = [r for r in site.rewritten if r not in at_home]
            if site is first and at_home:
                site.rewritten.append(replace(at_home[0], value=self.value))

    def carry_out(self) -> None:
        """Let the name stay as it is where it is read, and say so."""
        for site, one in self.readers:
            one.is_at_home = True
            becomes = f"{one.node.value} becomes {complement_of_number(self.value)} where it is set"
            site.message = site.message.replace(one.said, becomes)


def say_what_stays(
    analysis: Analysis, chosen: Sequence[Site], inverted: Sequence[InvertedConstant]
) -> None:
    """Let the sites that read a constant which isn't among the `inverted` say why it stays."""
    done = {id(one) for constant in inverted for _, one in constant.readers}
    for site in chosen:
        for one in site.complements:
            name = one.node.value
            loads = {id(load.node) for load in _loads(analysis, name)}
            is_constant = id(one.node) in loads and _number(analysis, name) is not None
            if is_constant and id(one) not in done:
                site.message += f"; {name} stays, which something else sets or reads, or may"


def inverted_constants(analysis: Analysis, chosen: Sequence[Site]) -> Iterator[InvertedConstant]:
    """Yield the constants that nothing in the program reads but what `chosen` sites translate."""
    readers: dict[str, list[tuple[Site, Complement]]] = {}
    for site in chosen:
        for one in site.complements:
            readers.setdefault(one.node.value, []).append((site, one))
    for name, some in readers.items():
        value = _value(analysis, name)
        if value is not None and _are_all(analysis, name, some, chosen):
            yield InvertedConstant(value, tuple(some))


def _value(analysis: Analysis, name: str) -> cst.BaseExpression | None:
    """Return the number that a name of the module is bound to, once and alone."""
    top = analysis.names.top
    bindings = top.bindings.get(name, [])
    if name not in analysis.brief.private or len(bindings) != 1 or name in top.shared:
        return None
    if any(analysis.names.loads.get(reader) for reader in _READERS_OF_ALL):
        return None
    value = _number(analysis, name)
    statement = None if value is None else analysis.names.parent(value)
    is_alone = isinstance(statement, cst.Assign) and len(statement.targets) == 1
    return value if is_alone or isinstance(statement, cst.AnnAssign) else None


def _number(analysis: Analysis, name: str) -> cst.BaseExpression | None:
    """Return the number that a name of the module is bound to first."""
    value = next((one.value for one in analysis.names.top.bindings.get(name, [])), None)
    return None if value is None or complement_of_number(value) is None else value


def _are_all(
    analysis: Analysis,
    name: str,
    readers: Sequence[tuple[Site, Complement]],
    chosen: Sequence[Site],
) -> bool:
    """Whether nothing else in the module reads a name, also once the `chosen` sites are written:
    what is parted stays in a branch.
    """
    names = analysis.names
    known = {id(one.node) for _, one in readers}
    stays = {id(site.apart.node) for site in chosen if site.apart is not None}
    stays |= {id(template.node) for site in chosen for template in site.templates}
    return all(
        id(load.node) in known and stays.isdisjoint(map(id, names.ancestors(load.node)))
        for load in _loads(analysis, name)
    )


def _loads(analysis: Analysis, name: str) -> Iterator[Load]:
    """Yield where a name of the module is read in it."""
    names = analysis.names
    for load in names.loads.get(name, ()):
        if names.owner(load.scope, name) is names.top:
            yield load
