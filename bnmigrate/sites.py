"""Sites: the places that a check found, and which of them may change together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import libcst as cst

from bnmigrate.bindings import Names
from bnmigrate.exports import Exports
from bnmigrate.findings import Edit, Obstacle
from bnmigrate.flow import Flow, Group
from bnmigrate.references import Reference, Resolver
from bnmigrate.rulebook import Dialect, LayerClass, Rulebook
from bnmigrate.translate import Fill, Shared


@dataclass(frozen=True)
class Analysis:
    """What the checks look at: one module and the dialect that it is to be translated to."""

    names: Names
    rules: Rulebook
    target: str
    resolver: Resolver
    references: tuple[Reference, ...]
    flow: Flow
    exports: Exports

    def target_of(self, layer_class: LayerClass) -> Dialect:
        """Return the dialect that a layer is translated to."""
        return layer_class.layer.dialects[self.target]

    @property
    def sources(self) -> tuple[Dialect, ...]:
        """The dialects that are translated from."""
        return tuple(
            dialect
            for layer in self.rules.layers
            for dialect in layer.dialects.values()
            if dialect.name != self.target
        )

    def imports_source(self) -> bool:
        """Tell whether the file imports a framework that is translated from, or none at all."""
        roots = {
            (binding.qualified or "").partition(".")[0]
            for scope in self.names.scopes
            for bindings in scope.bindings.values()
            for binding in bindings
            if binding.kind in ("import", "star")
        }
        known = {d.root for layer in self.rules.layers for d in layer.dialects.values()}
        return bool(roots & {dialect.root for dialect in self.sources}) or not roots & known


@dataclass(eq=False)
class Site:
    """One place: what it is, what would change there, and what stands against it.

    `reference` is the class's name that changes there. `unsafe` are assumptions of the fix.
    A site without a group can't be fixed.
    """

    code: str
    node: cst.CSTNode
    message: str
    group: Group | None = None
    reference: Reference | None = None
    edits: list[Edit] = field(default_factory=list)
    shared: list[Shared] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    unsafe: list[str] = field(default_factory=list)
    layer_class: LayerClass | None = None


@dataclass(frozen=True)
class Verdict:
    """What may be done with a site: fix is safe, unsafe or none; `blocker` is why it isn't."""

    fix: str
    blocker: Site | None = None
    reason: str = ""


def settle(sites: Iterable[Site]) -> dict[Site, Verdict]:
    """Decide every site by its group: one obstacle stops all of it, one assumption taints it."""
    sites = list(sites)
    _settle_shared(sites)
    groups: dict[Group, list[Site]] = {}
    verdicts: dict[Site, Verdict] = {}
    for site in sites:
        if site.group is None:
            verdicts[site] = Verdict("none", site)
        else:
            groups.setdefault(site.group.find(), []).append(site)
    for members in groups.values():
        blocker = next((site for site in members if site.obstacles), None)
        unsafe = next((reason for site in members for reason in site.unsafe), "")
        for site in members:
            if blocker is not None:
                verdicts[site] = Verdict("none", site if site.obstacles else blocker)
            elif unsafe:
                verdicts[site] = Verdict("unsafe", None, (site.unsafe or [unsafe])[0])
            else:
                verdicts[site] = Verdict("safe")
    return verdicts


def _settle_shared(sites: list[Site]) -> None:
    """Merge the groups of sites that unpack one dict; refuse a dict that others read as well."""
    asking: dict[int, list[tuple[Site, Shared]]] = {}
    for site in sites:
        for shared in site.shared:
            asking.setdefault(id(shared.node), []).append((site, shared))
    for pairs in asking.values():
        first, edit = pairs[0]
        assert first.group is not None
        if len(pairs) == edit.readers:
            first.edits.append(edit)
            for site, _ in pairs[1:]:
                assert site.group is not None
                first.group.merge(site.group)
        else:
            for site, _ in pairs:
                site.obstacles.append(
                    Obstacle(
                        "BN204",
                        "the dict that is unpacked here holds a value that changes, and other "
                        "code reads it too",
                        "give this call a dict of its own, or write the arguments out",
                    )
                )
