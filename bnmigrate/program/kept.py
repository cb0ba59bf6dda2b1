"""What is kept of a program from one run to the next, as plain lists, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from bnmigrate.program.briefs import (
    Brief,
    ChoiceHere,
    ClassCheckHere,
    FlagHere,
    KnownHere,
    NeedHere,
    NumberHere,
    ObjectionHere,
    ReexportHere,
    UnpackedHere,
)
from bnmigrate.program.facts import Place

T = TypeVar("T")


class Followed(NamedTuple):
    """The briefs of a program's modules by their names; None where it can't be followed whole."""

    briefs: dict[str, Brief] | None


def pack(followed: Followed) -> object:
    """Return lists that JSON can hold."""
    if followed.briefs is None:
        return None
    return [[name, *_pack_brief(brief)] for name, brief in followed.briefs.items()]


def unpack(packed: Any) -> Followed | None:
    """Return what `pack` was given, None where the lists don't have the form that it gives."""
    if packed is None:
        return Followed(None)
    try:
        return Followed({_is(name, str): _brief(*parts) for name, *parts in packed})
    except (TypeError, ValueError, AttributeError):
        return None


def _pack_brief(brief: Brief) -> list[object]:
    needs = [
        [[*n.place[:4]], list(n.layers), *(getattr(n, field) for field in _NEED)]
        for n in brief.needs
    ]
    objections = [
        [[*o.place[:4]], o.code, o.reason, o.advice, list(o.groups)] for o in brief.objections
    ]
    listed = (brief.makes, brief.unset, brief.registered, brief.enabled, brief.both, brief.clear)
    places = [[list(place[:4]) for place in some] for some in listed]
    known = [[list(k.place[:4]), k.name, list(map(list, k.values))] for k in brief.known]
    dicts = [
        [
            list(d.place[:4]),
            d.number,
            None if d.entries is None else list(map(list, d.entries)),
            d.changed,
        ]
        for d in brief.unpacked
    ]
    numbers = [[list(n.place[:4]), *n[1:]] for n in brief.numbers]
    reexports = [[list(r.place[:4]), *r[1:]] for r in brief.reexports]
    choices = [[list(c.place[:4]), c.name, list(c.flags)] for c in brief.choices]
    checks = [[list(c.place[:4]), list(c.classes)] for c in brief.class_checks]
    flags = [[list(f.place[:4]), *f[1:]] for f in brief.flags]
    return [
        needs,
        objections,
        *places,
        list(brief.followers),
        known,
        dicts,
        numbers,
        list(brief.own_packages),
        reexports,
        flags,
        choices,
        checks,
        brief.trains,
        brief.keeps_memory,
        list(brief.shared),
        list(brief.private),
        list(brief.layers),
    ]


_NEED = {
    "kind": str,
    "group": int,
    "detail": str,
    "is_mixed": bool,
    "is_open": bool,
    "is_derived": bool,
    "is_partable": bool,
}
"""The fields of NeedHere behind its place, but for the layers."""


def _brief(
    needs: Any,
    objections: Any,
    makes: Any,
    unset: Any,
    registered: Any,
    enabled: Any,
    both: Any,
    clear: Any,
    followers: Any,
    known: Any,
    dicts: Any,
    numbers: Any,
    own_packages: Any,
    reexports: Any,
    flags: Any,
    choices: Any,
    checks: Any,
    trains: Any,
    keeps_memory: Any,
    shared: Any,
    private: Any,
    layers: Any,
) -> Brief:
    return Brief(
        tuple(
            replace(
                NeedHere(
                    _place(place),
                    *(_is(v, kind) for v, kind in zip(values, _NEED.values(), strict=True)),
                ),
                layers=tuple(_is(name, str) for name in layers),
            )
            for place, layers, *values in needs
        ),
        tuple(
            ObjectionHere(
                _place(place),
                _is(code, str),
                _is(reason, str),
                _is(advice, str),
                tuple(_is(group, int) for group in groups),
            )
            for place, code, reason, advice, groups in objections
        ),
        tuple(map(_place, makes)),
        tuple(map(_place, unset)),
        tuple(map(_place, registered)),
        tuple(map(_place, enabled)),
        tuple(map(_place, both)),
        tuple(map(_place, clear)),
        tuple(_is(group, int) for group in followers),
        tuple(
            KnownHere(
                _place(place),
                _is(name, str),
                tuple((_is(key, str), _is(value, str)) for key, value in values),
            )
            for place, name, values in known
        ),
        tuple(
            UnpackedHere(
                _place(place),
                _is(number, int),
                None
                if entries is None
                else tuple((_is(key, str), _is(value, str)) for key, value in entries),
                _is(changed, str),
            )
            for place, number, entries, changed in dicts
        ),
        tuple(
            NumberHere(
                _place(place),
                _is(name, str),
                value if isinstance(value, float) else _is(value, int),
            )
            for place, name, value in numbers
        ),
        tuple(_is(name, str) for name in own_packages),
        tuple(
            ReexportHere(_place(place), _is(name, str), _is(qualified, str))
            for place, name, qualified in reexports
        ),
        tuple(
            FlagHere(_place(place), _is(name, str), _is(flag, str)) for place, name, flag in flags
        ),
        tuple(
            ChoiceHere(_place(place), _is(name, str), tuple(_is(flag, str) for flag in some))
            for place, name, some in choices
        ),
        tuple(
            ClassCheckHere(_place(place), tuple(_is(name, str) for name in classes))
            for place, classes in checks
        ),
        _is(trains, bool),
        _is(keeps_memory, bool),
        shared=tuple(_is(name, str) for name in shared),
        private=tuple(_is(name, str) for name in private),
        layers=tuple(_is(name, str) for name in layers),
    )


def _place(packed: Any) -> Place:
    line, column, end_line, end_column = packed
    return Place(_is(line, int), _is(column, int), _is(end_line, int), _is(end_column, int))


def _is(value: Any, kind: type[T]) -> T:
    """Return `value`; raise TypeError where it isn't of the type that was written."""
    if type(value) is not kind:
        raise TypeError
    checked: T = value
    return checked
