"""Sites: the places that a check found, and which of them may change together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import libcst as cst

from bnmigrate.arguments.translate import Complement, Fill, Rewritten, Shared
from bnmigrate.findings import Blocker, Edit, Obstacle
from bnmigrate.names.bindings import Names
from bnmigrate.names.exports import Exports
from bnmigrate.names.references import Reference, Resolver
from bnmigrate.program.briefs import Brief, NeedHere
from bnmigrate.rulebook import Dialect, Framework, LayerClass, Rulebook
from bnmigrate.tracing.flow import Flow, Group
from bnmigrate.tracing.origins import Looker
from bnmigrate.tracing.structure import Structure


class BothAsked(NamedTuple):
    """A check that is to ask for the layers of both frameworks: it asks for `classes`, or for a
    base of theirs, or, `by_alias`, for another name that becomes the other framework's.
    """

    classes: tuple[LayerClass, ...]
    by_alias: bool


@dataclass(frozen=True)
class Analysis:
    """What the checks look at: one module and the dialect that it is to be translated to."""

    names: Names
    rules: Rulebook
    target: str
    moved: frozenset[str]
    """The dialects that are translated from."""
    resolver: Resolver
    references: tuple[Reference, ...]
    structure: Structure
    flow: Flow
    looker: Looker
    exports: Exports
    brief: Brief
    """What the program knows of the file."""
    base_checks: Mapping[int, BothAsked]
    """The checks that are to ask for the layers of both frameworks."""
    unset: frozenset[int]
    """The calls that make a layer which may be applied before anything sets its mode."""
    registered: frozenset[int]
    """The calls that make layers which modules register at once."""
    enabled: frozenset[int]
    """The attributes where a switch of the layer's is read that all have on which arrive."""
    keys: tuple[tuple[cst.CSTNode, NeedHere], ...]
    """Where what a layer has is looked up by its name in a network."""
    resident: Flow
    """Where the layers go that stay: those in the target's dialect, and in one that isn't moved."""

    @property
    def flows(self) -> tuple[Flow, Flow]:
        """The layers that are translated, and those that stay."""
        return self.flow, self.resident

    def target_of(self, layer_class: LayerClass) -> Dialect:
        """Return the dialect that a layer is translated to."""
        return layer_class.layer.dialects[self.target]

    @property
    def sources(self) -> tuple[Dialect, ...]:
        """The dialects that are translated from."""
        return tuple(dialect for dialect in self.rules.dialects if dialect.name in self.moved)

    @cached_property
    def imported_roots(self) -> frozenset[str]:
        """The top-level packages that the file imports from."""
        return frozenset(
            (binding.qualified or "").partition(".")[0]
            for scope in self.names.scopes
            for bindings in scope.bindings.values()
            for binding in bindings
            if binding.kind in ("import", "star")
        )

    @property
    def pairs(self) -> tuple[tuple[Dialect, Dialect], ...]:
        """The dialects that are translated from, each with what its layer is translated to: of
        layers that may be among all modules of a network, where nothing tells of which. One that is
        built around another isn't translated there (see program/held.py).
        """
        return tuple(
            (dialect, layer.dialects[self.target])
            for layer in self.rules.layers
            for dialect in layer.dialects.values()
            if dialect.name in self.moved
            and not (dialect.holds or layer.dialects[self.target].holds)
        )

    @property
    def framework(self) -> Framework:
        """The framework that is translated to."""
        return self.rules.frameworks[self.target]

    def imports_source(self) -> bool:
        """Tell whether the file imports a framework that is translated from, or none at all."""
        roots = self.imported_roots
        moved = {dialect.root for dialect in self.sources}
        return bool(roots & moved) or not roots & self.rules.roots


@dataclass(frozen=True)
class Template:
    """An expression that takes the place of `node`; qualified names in it become the file's own.

    Several take the place of a call that is a statement, each as a statement. Classes that a check
    asks for `is_beside` the node, which is a tuple afterwards. `kept` is what of the node they have
    as it was; `dialect` is whose names they have, if not those of the target.
    """

    node: cst.CSTNode
    texts: tuple[str, ...]
    kept: tuple[cst.CSTNode, ...] = ()
    dialect: Dialect | None = None
    is_beside: bool = False


@dataclass(frozen=True)
class KeptBack:
    """What the user said of a site: what it was, and how to take it back."""

    said: str
    advice: str
    is_suppressed: bool = False


@dataclass(frozen=True)
class Constructor:
    """That a site makes the layer: its call's first `skip` arguments are not the layer's, and a
    partial that is called holds `bound` positional ones already.
    """

    skip: int = 0
    bound: int = 0


@dataclass(frozen=True)
class Apart:
    """That `node`, a line or an expression, changes only where `subject` is a layer of `layers`,
    or the class of one where `is_class`, and stays where it is something else.
    """

    node: cst.CSTNode
    subject: cst.BaseExpression
    is_class: bool
    layers: tuple[Dialect, ...]


@dataclass(eq=False)
class Site:
    """One place: what it is, what would change there, and what stands against it.

    `reference` is the class's name that changes there; `fills` are statements to put after it,
    `templates` expressions to put in the place of a node. `unsafe` are assumptions of the fix. A
    site without a group can't be fixed. Where `is_access`, the layer can be translated without it,
    though not safely; where `is_check`, it asks whether something is the layer; where
    `reaches_members`, it may be of any layer that a module registers.
    `severity` is given where it isn't that of the code, `advice` where an unsafe fix has one of its
    own. A lint (`is_lint`) is about the code as it stands, and not a part of the translation.
    `kept_back` tells why the user wants nothing of the site, and nothing done with it. `elsewhere`
    is the place of a site in another file, which stands for it here and isn't reported. `is_split`
    tells that the check before it is parted into one for the layer and one for the rest, `apart`
    what is parted here, `is_made` that it is about the layer that a call makes. `complements` are
    the names among its arguments that are subtracted from 1, `rewritten` the values that change,
    `comment` what is written beside them and may be wrong then.
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
    templates: list[Template] = field(default_factory=list)
    layer_class: LayerClass | None = None
    constructor: Constructor | None = None
    is_access: bool = False
    is_check: bool = False
    reaches_members: bool = False
    severity: str = ""
    advice: str = ""
    is_lint: bool = False
    kept_back: KeptBack | None = None
    elsewhere: Blocker | None = None
    is_split: bool = False
    apart: Apart | None = None
    is_made: bool = False
    comment: str = ""
    complements: list[Complement] = field(default_factory=list)
    rewritten: list[Rewritten] = field(default_factory=list)

    @property
    def reported_as(self) -> str:
        """The code that the site is reported with: that of what stands against it, if anything."""
        return self.obstacles[0].code if self.obstacles else self.code


def of_any_member(node: cst.CSTNode, message: str, obstacle: Obstacle) -> Site:
    """Return the site of a place that may be of any layer that a module registers, and that stays:
    `obstacle` is why.
    """
    site = Site(obstacle.code, node, message, Group(), is_access=True, reaches_members=True)
    site.obstacles.append(obstacle)
    return site


@dataclass(frozen=True)
class Verdict:
    """What may be done with a site: fix is safe, unsafe or none.

    `blockers` are the sites that stand against it, itself where it can't be translated;
    `assumption` is the first one that its fix rests on, once nothing stands against it. `reach` is
    the same for all sites that reach the same layers.
    """

    fix: str
    blockers: tuple[Site, ...] = ()
    assumption: Site | None = None
    reach: Group | None = None


def settle(sites: Iterable[Site], links: Iterable[tuple[Group, Group]] = ()) -> dict[Site, Verdict]:
    """Decide every site by its group.

    What can't be translated stops its whole group; but an access that can't be carried over, and
    another group that `links` says reaches the same layers, only make the fix unsafe: the layers
    can be translated without it, and the program is then wrong there until a person mends it.
    """
    sites = list(sites)
    reach = _reach(sites, links)
    near: dict[Group, list[Site]] = {}
    far: dict[Group, list[Site]] = {}
    for site in sites:
        if site.group is not None:
            near.setdefault(site.group.find(), []).append(site)
            far.setdefault(reach[site.group.find()].find(), []).append(site)
    verdict_of_group: dict[Group, Verdict] = {}
    for group, members in near.items():
        reached = reach[group].find()
        verdict_of_group[group] = _verdict(members, far[reached], reached)
    verdicts: dict[Site, Verdict] = {}
    for site in sites:
        verdict = Verdict("none") if site.group is None else verdict_of_group[site.group.find()]
        if site.group is None or site.obstacles:
            verdict = Verdict("none", (site,), reach=verdict.reach)
        elif site.unsafe:
            verdict = replace(verdict, assumption=site)
        verdicts[site] = verdict
    return verdicts


def _reach(sites: Iterable[Site], links: Iterable[tuple[Group, Group]]) -> dict[Group, Group]:
    """Return, for each group, one that it shares with the groups that `links` says reach the same
    layers.
    """
    reach: dict[Group, Group] = {}
    for site in sites:
        if site.group is not None:
            reach.setdefault(site.group.find(), Group())
    for first, second in links:
        reach.setdefault(first.find(), Group()).merge(reach.setdefault(second.find(), Group()))
    return reach


@dataclass
class Part:
    """Sites that are fixed together, or not at all, and the program's groups that they are of."""

    sites: list[Site] = field(default_factory=list)
    groups: set[int] = field(default_factory=set)


def parts_of(
    chosen: Iterable[Site],
    links: Iterable[tuple[Group, Group]],
    groups: Mapping[int, Group],
    told: Mapping[Site, Sequence[int]],
) -> list[Part]:
    """Return the parts of the `chosen` sites, in the order of their first ones.

    `groups` are those of the program by their numbers, and `told` the sites that are needed where
    any of some groups changes.
    """
    chosen = list(chosen)
    reach = _reach(chosen, links)
    for group in groups.values():
        reach.setdefault(group.find(), Group())
    for site in chosen:
        for number in told.get(site, ()):
            assert site.group is not None
            reach[site.group.find()].merge(reach[groups[number].find()])
    found: dict[Group, Part] = {}
    for site in chosen:
        assert site.group is not None
        found.setdefault(reach[site.group.find()].find(), Part()).sites.append(site)
    for number, group in groups.items():
        part = found.get(reach[group.find()].find())
        if part is not None:
            part.groups.add(number)
    return list(found.values())


def _verdict(near: list[Site], far: list[Site], reach: Group) -> Verdict:
    """Decide a group: `near` are its own sites, `far` these and all that reach the same layers."""
    blockers = tuple(site for site in far if site.obstacles)
    # What a site rests on that can't be translated goes with what stands against it.
    assumption = next((s for s in (*near, *far) if s.unsafe and not s.obstacles), None)
    if any(site.obstacles and not site.is_access for site in near):
        return Verdict("none", blockers, assumption, reach)
    is_safe = not blockers and assumption is None
    return Verdict("safe" if is_safe else "unsafe", blockers, assumption, reach)


def settle_shared(sites: Iterable[Site]) -> None:
    """Merge the groups of sites that unpack one dict; refuse a dict that others read as well.

    It comes before `settle`, and once.
    """
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


def in_target(name: str, source: Dialect, target: Dialect) -> str:
    """Return in words what the target's layer calls the attribute `name`."""
    concept = next((concept for concept, said in source.state.items() if said == name), "")
    new = target.state.get(concept)
    return f"calls it `{new}`" if new else f"has no `{name}`"


def takes_fewer(layer_class: LayerClass, target: Dialect) -> str:
    """Return in words that the target's layer doesn't take all inputs, empty where it does."""
    ranks = layer_class.dialect.fewer_ranks(target)
    if not ranks:
        return ""
    return (
        f"{target.title}'s {layer_class.layer.name} takes inputs of {' or '.join(map(str, ranks))} "
        "dimensions and raises an error for others, and how many arrive can't be seen"
    )
