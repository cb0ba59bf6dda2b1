"""What one file has to know of its program: plain data, for each file on its own.

Layers and references to their classes that change together, wherever they stand, are a group with
a number; a file's brief tells which of its places belong to which group, what stands against a
group in this file, and whether something does in another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from bnmigrate.findings import Blocker
from bnmigrate.program.facts import NOWHERE, Place
from bnmigrate.program.objects import LayerObject, Member
from bnmigrate.program.uses import Uses


@dataclass(frozen=True)
class NeedHere:
    """A place that must change where the layers of `group` do; see uses.Need."""

    place: Place
    kind: str
    group: int
    detail: str = ""
    is_mixed: bool = False
    is_open: bool = False
    is_derived: bool = False
    """Whether an instance of a class of the program that derives from the layer may be meant."""

    is_partable: bool = True
    layers: tuple[str, ...] = ()
    """The qualified names of the classes that may be meant, which are translated alike here; none
    where those of several frameworks may be.
    """


@dataclass(frozen=True)
class KnownHere:
    """That a parameter of the function at `place` is a literal, by the key "", or holds some by
    their keys; see callers.Known.
    """

    place: Place
    name: str
    values: tuple[tuple[str, str], ...]


class UnpackedHere(NamedTuple):
    """What one of the dicts holds that the call at `place` unpacks; see dicts.Unpacked."""

    place: Place
    number: int
    entries: tuple[tuple[str, str], ...] | None
    changed: str


class NumberHere(NamedTuple):
    """That an imported name, or the attribute at `place`, is always one number."""

    place: Place
    name: str
    value: float


class ReexportHere(NamedTuple):
    """That what is imported by `name`, or the attribute at `place`, is always what `qualified`
    names; see reexports.Reexport.
    """

    place: Place
    name: str
    qualified: str


class FlagHere(NamedTuple):
    """That the call of a layer's class at `place` may be given None, True or False, as text, by a
    name.
    """

    place: Place
    name: str
    value: str


class ChoiceHere(NamedTuple):
    """That an argument of the call of a layer's class at `place` is always one of some flags."""

    place: Place
    name: str
    flags: tuple[str, ...]


class ClassCheckHere(NamedTuple):
    """That the `isinstance` at `place` asks for these classes; see lint_facts.ClassCheck."""

    place: Place
    classes: tuple[str, ...]


@dataclass(frozen=True)
class ObjectionHere:
    """What stands against the layers of `groups`; see uses.Objection."""

    place: Place
    code: str
    reason: str
    advice: str
    groups: tuple[int, ...]


_Here = TypeVar("_Here", NeedHere, ObjectionHere)


@dataclass(frozen=True)
class Brief:
    """What a file has to know of its program."""

    needs: tuple[NeedHere, ...] = ()
    objections: tuple[ObjectionHere, ...] = ()
    makes: tuple[Place, ...] = ()
    """The calls that may make a layer."""

    unset: tuple[Place, ...] = ()
    """The calls that make a layer which may be applied before anything sets its mode."""

    registered: tuple[Place, ...] = ()
    """The calls that make layers which modules register at once; see registered.py."""

    enabled: tuple[Place, ...] = ()
    """The attributes where a switch of the layer's is read that is on."""

    both: tuple[Place, ...] = ()
    """The checks for the layers of both frameworks in which the layer's class stays."""

    clear: tuple[Place, ...] = ()
    """The attributes with a name of the layer's of which no layer's can be meant."""

    followers: tuple[int, ...] = ()
    """The groups that stay where any other of the program does."""

    known: tuple[KnownHere, ...] = ()
    """The parameters of which all that callers give is known."""

    unpacked: tuple[UnpackedHere, ...] = ()
    """The dicts that calls of the layer unpack."""

    numbers: tuple[NumberHere, ...] = ()
    own_packages: tuple[str, ...] = ()
    """The top-level names of what the file imports of the program."""

    reexports: tuple[ReexportHere, ...] = ()
    """What is of a framework and comes by way of another file of the program."""

    flags: tuple[FlagHere, ...] = ()
    choices: tuple[ChoiceHere, ...] = ()
    class_checks: tuple[ClassCheckHere, ...] = ()
    """The checks for a layer's class that another file names."""

    trains: bool = False
    """Whether the program trains a network."""

    keeps_memory: bool = False
    """Whether the program keeps what shares the memory of a parameter."""

    staying: tuple[int, ...] | None = None
    """The groups that nothing outside of the file can reach, where it is judged alone."""

    blocked: Mapping[int, Blocker] = field(default_factory=dict)
    """What stands in another file against some groups: a place for each."""

    shared: tuple[str, ...] = ()
    """The variables of the module that another file reads and that hold a layer, a function that
    may return one, or something of a framework.
    """

    private: tuple[str, ...] = ()
    """The numbers of the module that nobody else reads, by their names."""

    layers: tuple[str, ...] = ()
    """The layers that are translated in the program, where not all are that the settings say."""

    program: str = ""
    """The root of the program, empty where the file is looked at on its own."""

    @property
    def is_linked(self) -> bool:
        """Whether all files of the program are known, and not this one alone."""
        return bool(self.program)

    @property
    def matters(self) -> bool:
        """Whether anything in the file is done with a layer."""
        return bool(self.needs or self.objections or self.class_checks)

    @property
    def groups(self) -> frozenset[int]:
        """The groups that have a place in the file."""
        return frozenset(need.group for need in self.needs) | {
            group for objection in self.objections for group in objection.groups
        }

    def with_blocked(self, blocked: Mapping[int, Blocker]) -> Brief:
        """Return the brief where other files stand against more groups."""
        mine = self.groups
        return replace(self, blocked={g: place for g, place in blocked.items() if g in mine})


def briefs(uses: Uses) -> dict[str, Brief]:
    """Return the brief of each module that does anything with a layer, by the module's name."""
    number = _numbered(uses)
    needs: dict[str, set[NeedHere]] = {}
    objections: dict[str, set[ObjectionHere]] = {}
    for need in uses.needs:
        dialects = {member.layer_class.dialect for member in need.members}
        is_one = len({dialect.name for dialect in dialects}) == 1
        layers = tuple(sorted(dialect.layer_class for dialect in dialects)) if is_one else ()
        for group in {number[member] for member in need.members}:
            here = NeedHere(
                need.at.place,
                need.kind,
                group,
                need.detail,
                need.is_mixed,
                need.is_open,
                need.is_derived,
                need.is_partable,
                layers,
            )
            needs.setdefault(need.at.module, set()).add(here)
    for objection in uses.objections:
        groups = tuple(sorted({number[member] for member in objection.members}))
        said = ObjectionHere(
            objection.at.place, objection.code, objection.reason, objection.advice, groups
        )
        objections.setdefault(objection.at.module, set()).add(said)
    followers: dict[str, set[int]] = {}
    for member in uses.followers:
        followers.setdefault(member.at.module, set()).add(number[member])
    makes: dict[str, set[Place]] = {}
    for at in uses.makes:
        makes.setdefault(at.module, set()).add(at.place)
    unset: dict[str, set[Place]] = {}
    for at in uses.unset:
        unset.setdefault(at.module, set()).add(at.place)
    registered: dict[str, set[Place]] = {}
    for at in uses.registered:
        registered.setdefault(at.module, set()).add(at.place)
    enabled: dict[str, set[Place]] = {}
    for at in uses.enabled:
        enabled.setdefault(at.module, set()).add(at.place)
    both: dict[str, set[Place]] = {}
    for at in uses.both:
        both.setdefault(at.module, set()).add(at.place)
    clear: dict[str, set[Place]] = {}
    for at in uses.clear:
        clear.setdefault(at.module, set()).add(at.place)
    staying: tuple[int, ...] | None = None
    if uses.leaving is not None:
        left = {number[member] for member in uses.leaving}
        staying = tuple(sorted({*number.values()} - left))
    known: dict[str, set[KnownHere]] = {}
    for one in uses.known:
        literals = tuple((key, repr(value)) for key, value in one.values)
        known.setdefault(one.at.module, set()).add(KnownHere(one.at.place, one.name, literals))
    dicts: dict[str, list[UnpackedHere]] = {}
    for unpacked in uses.unpacked:
        at = unpacked.at
        dicts.setdefault(at.module, []).append(UnpackedHere(at.place, *unpacked[1:]))
    numbers: dict[str, set[NumberHere]] = {}
    for module, what, value in uses.numbers:
        place, named = (NOWHERE, what) if isinstance(what, str) else (what, "")
        numbers.setdefault(module, set()).add(NumberHere(place, named, value))
    reexports: dict[str, set[ReexportHere]] = {}
    for module, what, qualified in uses.reexports:
        place, named = (NOWHERE, what) if isinstance(what, str) else (what, "")
        reexports.setdefault(module, set()).add(ReexportHere(place, named, qualified))
    flags: dict[str, set[FlagHere]] = {}
    for at, given in uses.layer_calls:
        flags.setdefault(at.module, set()).update(FlagHere(at.place, *flag) for flag in given)
    choices: dict[str, list[ChoiceHere]] = {}
    for choice in uses.choices:
        always = ChoiceHere(choice.at.place, *choice[1:])
        choices.setdefault(choice.at.module, []).append(always)
    checks: dict[str, set[ClassCheckHere]] = {}
    for at, classes in uses.class_checks:
        checks.setdefault(at.module, set()).add(ClassCheckHere(at.place, classes))
    return {
        name: Brief(
            _sorted(needs.get(name, ())),
            _sorted(objections.get(name, ())),
            tuple(sorted(makes.get(name, ()))),
            tuple(sorted(unset.get(name, ()))),
            tuple(sorted(registered.get(name, ()))),
            tuple(sorted(enabled.get(name, ()))),
            tuple(sorted(both.get(name, ()))),
            tuple(sorted(clear.get(name, ()))),
            tuple(sorted(followers.get(name, ()))),
            tuple(sorted(known.get(name, ()), key=lambda one: (one.place, one.name))),
            tuple(sorted(dicts.get(name, ()))),
            tuple(sorted(numbers.get(name, ()))),
            tuple(sorted(uses.own_packages.get(name, ()))),
            tuple(sorted(reexports.get(name, ()))),
            tuple(sorted(flags.get(name, ()))),
            tuple(sorted(choices.get(name, ()))),
            tuple(sorted(checks.get(name, ()))),
            uses.trains,
            uses.keeps_memory,
            staying,
            shared=tuple(sorted(uses.shared.get(name, ()))),
            private=tuple(uses.private.get(name, ())),
        )
        for name in sorted({*needs, *objections, *makes, *numbers, *flags, *checks})
    }


def _sorted(found: Iterable[_Here]) -> tuple[_Here, ...]:
    return tuple(sorted(found, key=lambda one: (one.place, repr(one))))


def _numbered(uses: Uses) -> dict[Member, int]:
    """Give the members the numbers of their groups, in the order of their first place."""
    leader: dict[Member, Member] = {}

    def find(member: Member) -> Member:
        leader.setdefault(member, member)
        while leader[member] is not member:
            leader[member] = leader[leader[member]]
            member = leader[member]
        return member

    # A reference is equal to others at its place: one of them stands for all.
    for link in uses.links:
        for member in link[1:]:
            first, second = find(link[0]), find(member)
            if first is not second and first != second:
                leader[first] = second
    order = sorted(
        {*uses.members, *(m for link in uses.links for m in link)},
        key=lambda m: (
            m.at.module,
            m.at.place,
            isinstance(m, LayerObject),
            m.layer_class.qualified_name,
        ),
    )
    numbers: dict[Member, int] = {}
    for member in order:
        numbers.setdefault(find(member), len(numbers))
    return {member: numbers[find(member)] for member in order}
