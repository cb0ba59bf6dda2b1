"""What the given files do with a layer's class that another one passes them, by the name of the
parameter: which other classes they pass, how they call it, whether they take partials apart;
whether one of them makes layers at all; and which names of the frameworks they take from another.

It is the one thing that is asked of all files before each is looked at alone, and it is asked of
their text: `norm_layer=nn.GroupNorm` in one file tells that what another one makes of its
`norm_layer` isn't always the layer.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

from bnmigrate.rulebook import Rulebook, last_names
from bnmigrate.search.layer_names import NAMED_LIKE_A_LAYER
from bnmigrate.search.relevance import differing_calls, has_hint, opposite_names, searchable
from bnmigrate.search.taken import taken_in

# A search for the sign is ten times as fast as one for a name before it.
_GIVEN = re.compile(rb"=\s*(?:[\w.]*partial\(\s*)?((?:\w+\.)*([A-Z]\w*Norm\w*))(?![\w(.\s]*\()")
_LAST_NAME = re.compile(rb"(?<![\w.])\w+$")
_WORD_BEFORE = re.compile(rb"\w+$")
_LONGEST = 200
"""How far before the sign a name is looked for, in bytes."""
_FURTHEST = 1000
"""How far before an argument its call is looked for, in bytes."""
_LARGEST = 50_000
"""How far before a call its class is looked for, in bytes."""

TAKES_PARTIALS_APART = "functools.partial"
"""What is asked for to know whether some file looks into the partials that it is given."""

# isinstance(norm_layer, functools.partial)
_APART = re.compile(rb"isinstance\([^\n]{1,200}?\bpartial\s{0,50}[,|)]+")


CALL_OF = "call of {}"
"""What is asked for to know whether some file calls what it is given by a name with arguments that
aren't the same in all frameworks.
"""

ANY_CALL = "call of what may be any layer's class"
"""What is asked for to know whether some file makes such a call of something that it is given."""

MAKES_LAYERS = "BatchNorm2d(...)"
"""What is asked for to know whether some file makes a layer, or hands its class on."""

TRAINS = "set_train()"
"""What is asked for to know whether some file trains a network."""

NONE_FOR = "None for {}"
"""What is asked for to know whether some file gives None for a flag, by its name."""

EDGES: Mapping[str, object] = {"None": None, "0": 0, "1": 1}
"""The values that some layers take and others don't, as they are written."""

AS_ARGUMENT = "{} as argument {} of {}"
"""What is asked for to know whether some file gives such a value to a call, by a name or by its
position from 0.
"""

AS_ENTRY = "{} as entry {}"
"""What is asked for to know whether some file has such a value in a dict or a partial by a name."""

AS_ATTRIBUTE = "{} as attribute {}"
"""What is asked for to know whether some file sets a name or an attribute to such a value."""

_EDGE_IN_PLACE = re.compile(rb", (None|0|1)(?=[,)])")
_NONE = re.compile(rb"None\b")
_NUMBER = re.compile(rb"mom|eps|affine", re.IGNORECASE)
_EDGES_BY_NAME = tuple(
    re.compile(rb"(%b) ?= ?([01])\b(?![.\w])" % name) for name in (b"eps", b"affine")
)
# momentum=, "momentum": and `momentum: Optional[float] =`, but not self.momentum =
_NAME_BEFORE = re.compile(
    rb"(?<!self\.)(?<!\w)(\w{0,50}(?:mom|eps|affine)\w{0,50})"
    rb"(?:['\"]?\s?:|(?:\s?:\s?[\w.\[\]| ,]{1,60})?\s?=)\s?$",
    re.IGNORECASE,
)

# norm_layer, self.bn, but not LayerNorm, trunc_normal_ or build_norm_layer
_GIVEN_CLASS = re.compile(r"(?!\w*normal|(?:build|create|get|make)_)[a-z_]")
_BRACKETS = re.compile(rb"[()\[\]{}]")
_NO_CLASSES = (b"dict", b"partial")
_CLASS = re.compile(rb"class\s{1,50}\w{1,200}\s{0,50}\(([\w.,\s]{1,500})\)\s{0,50}:")

_DEFINES = re.compile(rb"\b(?:def|class)\s+\w*$")


class Given(NamedTuple):
    """What a file tells of `name`, and the line where it does: for a parameter, another class that
    it passes; for TAKES_PARTIALS_APART, the check for partials; for CALL_OF and ANY_CALL, the call;
    for MAKES_LAYERS and TRAINS, where it does; for TAKEN, the import.
    """

    name: str
    said: str
    line: int


_Said: TypeAlias = tuple[str, str, int]
"""A name, what is told of it, and where in the file."""


def given_in(data: bytes, rules: Rulebook) -> tuple[Given, ...]:
    """Return what a file, of which `data` is searchable, tells of the parameters that take a
    layer's class, once for each.
    """
    found: dict[str, Given] = {}
    for name, said, place in _all_given(data, rules):
        if name not in found:  # the lines before each place would make it quadratic
            found[name] = Given(name, said, data.count(b"\n", 0, place) + 1)
    return tuple(found.values())


def _all_given(data: bytes, rules: Rulebook) -> Iterator[_Said]:
    yield from _taken_apart(data)
    yield from _opposite_calls(data, rules)
    yield from taken_in(data, rules)
    yield from _edges(data)
    yield from _training(data, rules)
    yield from _flags(data, rules)
    if has_hint(data, rules):
        layers = last_names(rules.classes)
        yield from _other_classes(data, layers)
        yield from _making(data, layers)
        yield from _calls(data, rules)


def _taken_apart(data: bytes) -> Iterator[_Said]:
    found = _APART.search(data) if b"partial" in data else None
    if found is not None:
        yield TAKES_PARTIALS_APART, found.group().decode(errors="replace"), found.start()


def _opposite_calls(data: bytes, rules: Rulebook) -> Iterator[_Said]:
    """Yield the calls with an argument that means the opposite in another framework: of anything by
    its last name, of a base class by its constructor, and of what was chosen or returned, as in
    `NORMS["bn"](c, momentum=0.1)`.
    """
    names = opposite_names(rules)
    for match in _giving(names).finditer(data) if any(name in data for name in names) else ():
        opening = _opening(data, match.start())
        before = data[max(opening - _LONGEST, 0) : opening].rstrip() if opening >= 0 else b""
        name = _WORD_BEFORE.search(before)
        if name is None and not before.endswith((b")", b"]")):
            continue
        if name is not None and (name.group() in _NO_CLASSES or _DEFINES.search(before)):
            continue
        shown = before.rpartition(b"\n")[2].lstrip() if name is None else name.group()
        said = _shown(shown + data[opening : match.end()])
        if name is None:
            yield ANY_CALL, said, opening
        elif name.group() == b"__init__":
            yield from ((CALL_OF.format(base), said, opening) for base in _bases(data, opening))
        else:
            yield CALL_OF.format(name.group().decode(errors="replace")), said, opening


def _edges(data: bytes) -> Iterator[_Said]:
    """Yield the values that not every layer takes, which calls give in place or by name."""
    for found in _EDGE_IN_PLACE.finditer(data):
        opening = _opening(data, found.start())
        before = data[max(opening - _LONGEST, 0) : opening] if opening >= 0 else b""
        name = _WORD_BEFORE.search(before)
        if name is None or _DEFINES.search(before):
            continue
        text, position = found.group(1).decode(), _commas(data[opening + 1 : found.start() + 1])
        callees = [name.group().decode(errors="replace")]
        if callees == ["__init__"]:
            callees = [f"super {base}" for base in _bases(data, opening)]
        said = _shown(name.group() + data[opening : found.end()])
        yield from ((AS_ARGUMENT.format(text, position, c), said, opening) for c in callees)
    for found in _NONE.finditer(data):
        before = data[max(found.start() - _LONGEST // 2, 0) : found.start()]
        # A search is worth it where there is something to find.
        if before.rstrip()[-1:] in (b"=", b":") and _NUMBER.search(before):
            named = _NAME_BEFORE.search(before)
            if named is not None:
                start = found.start() - len(before) + named.start()
                yield from _by_name(data, "None", named.group(1), start, found.end())
    for search in _EDGES_BY_NAME:
        for found in search.finditer(data):
            part = _WORD_BEFORE.search(data[max(found.start() - 50, 0) : found.start()])
            whole = (part.group() if part else b"") + found.group(1)
            start = found.end(1) - len(whole)
            yield from _by_name(data, found.group(2).decode(), whole, start, found.end())


def _by_name(data: bytes, text: str, name: bytes, start: int, end: int) -> Iterator[_Said]:
    """Yield a value that is given by name, where it is no default and not given to a layer."""
    said, shown = name.decode(errors="replace"), data[start:end].decode(errors="replace")
    opening = _opening(data, start)
    before = data[max(opening - _LONGEST, 0) : opening] if opening >= 0 else b""
    if _DEFINES.search(before):
        return
    callee = _WORD_BEFORE.search(before)
    if data[start + len(name) : start + len(name) + 1] in (b'"', b"'"):
        yield AS_ENTRY.format(text, said), shown, start
    elif callee is None:
        # In brackets that begin too far above, it is hardly ever more than a default.
        if data[end : end + 1] not in (b",", b")"):
            yield AS_ATTRIBUTE.format(text, said), shown, start
    elif callee.group() in _NO_CLASSES:
        yield AS_ENTRY.format(text, said), shown, start
    elif callee.group() == b"__init__":
        for base in _bases(data, opening):
            yield AS_ARGUMENT.format(text, said, f"super {base}"), shown, start
    else:
        yield AS_ARGUMENT.format(text, said, callee.group().decode()), shown, start


def _flags(data: bytes, rules: Rulebook) -> Iterator[_Said]:
    """Yield the flags of a layer that are None by their names, in a call or as a default."""
    for name, search in _flag_searches(rules):
        found = search.search(data) if name in data else None
        if found is not None:
            said = found.group().decode(errors="replace")
            yield NONE_FOR.format(name.decode()), said, found.start()


@cache
def _flag_searches(rules: Rulebook) -> tuple[tuple[bytes, re.Pattern[bytes]], ...]:
    names = {
        parameter.name.encode()
        for layer in rules.layers
        for dialect in layer.dialects.values()
        for parameter in dialect.signature.parameters
        if parameter.encoding == "choices"
    }
    annotation = rb"(?::\s?[\w.\[\]| ,]{1,60})?"
    return tuple(
        (name, re.compile(rb"\b%b['\"]?\s?%b[=:]\s?None\b" % (name, annotation)))
        for name in sorted(names)
    )


def _training(data: bytes, rules: Rulebook) -> Iterator[_Said]:
    """Yield the first call that trains a network."""
    calls = training_calls(rules)
    if any(call in data for call in calls):
        found = _trainings(calls).search(data)
        if found is not None:
            yield TRAINS, found.group().decode(errors="replace"), found.start()


def training_calls(rules: Rulebook) -> frozenset[bytes]:
    """Return the names of what trains a network, whichever framework it is of."""
    dialects = (dialect for layer in rules.layers for dialect in layer.dialects.values())
    return frozenset(call.encode() for dialect in dialects for call in dialect.training_calls)


@cache
def _trainings(calls: frozenset[bytes]) -> re.Pattern[bytes]:
    names = b"|".join(re.escape(call) for call in sorted(calls))
    return re.compile(rb"\b(?:%b)\((?!\s{0,20}(?:mode\s?=\s?)?False\b)" % names)


def _commas(data: bytes) -> int:
    """Return how many commas there are outside of brackets."""
    depth = commas = 0
    for byte in data:
        if byte in b"([{":
            depth += 1
        elif byte in b")]}":
            depth -= 1
        elif byte == 44 and not depth:  # a comma
            commas += 1
    return commas


def _bases(data: bytes, place: int) -> list[str]:
    """Return the last names of the bases of the class whose constructor `place` seems to be in."""
    first = max(place - _LARGEST, 0)
    begun = max(data.rfind(b"\nclass ", first, place), data.rfind(b" class ", first, place))
    found = _CLASS.match(data, begun + 1) if begun >= 0 or data.startswith(b"class ") else None
    bases = b"" if found is None else found.group(1)
    return [base.decode().strip().rpartition(".")[2] for base in bases.split(b",")]


@cache
def _giving(names: frozenset[bytes]) -> re.Pattern[bytes]:
    return re.compile(rb"\b(?:%b)\s{0,50}=(?!=)" % b"|".join(sorted(names)))


def _opening(data: bytes, place: int) -> int:
    """Return where the call begins whose arguments `place` is among, -1 where that isn't near."""
    closed = 0
    for bracket in reversed([*_BRACKETS.finditer(data, max(place - _FURTHEST, 0), place)]):
        if bracket.group() in b")]}":
            closed += 1
        elif closed:
            closed -= 1
        else:
            return bracket.start() if bracket.group() == b"(" else -1
    return -1


def _other_classes(data: bytes, layers: frozenset[str]) -> Iterator[_Said]:
    for match in _GIVEN.finditer(data) if b"Norm" in data else ():
        if match.group(2).decode() in layers:
            continue
        first = max(match.start() - _LONGEST, 0)
        before = data[first : match.start()].rstrip()
        last = _LAST_NAME.search(before)
        name = "" if last is None else last.group().decode()
        if NAMED_LIKE_A_LAYER.search(name):
            yield name, match.group(1).decode(), first + len(before)


def _making(data: bytes, layers: frozenset[str]) -> Iterator[_Said]:
    """Yield the first call of the layer's class, or where it is an argument."""
    names, making = _makings(layers)
    for found in names.finditer(data):
        first = max(found.start() - _LONGEST, 0)
        made = making.search(data, first, found.end() + _LONGEST)
        if made is not None:
            yield MAKES_LAYERS, made.group().decode(errors="replace"), made.start()
            return


@cache
def _makings(layers: frozenset[str]) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return a search for the names of the layer's class, which is many times as fast as the other
    one, and for calls of it and the class as an argument.
    """
    names = "|".join(map(re.escape, sorted(layers))).encode()
    return re.compile(names), re.compile(
        rb"\b(?:%b)\s{0,50}\(|(?:=|partial\()\s{0,50}[\w.]{0,200}\b(?:%b)\b" % (names, names)
    )


def _calls(data: bytes, rules: Rulebook) -> Iterator[_Said]:
    for start, call in differing_calls(data, rules):
        before = data[max(start - _LONGEST, 0) : start]
        if _DEFINES.search(before):
            continue
        whole = data[start - len(before) + len(_WORD_BEFORE.sub(b"", before)) : start] + call
        callee = whole.partition(b"(")[0].decode(errors="replace").strip()
        yield CALL_OF.format(callee), _shown(whole), start
        if _GIVEN_CLASS.match(callee):
            yield ANY_CALL, _shown(whole), start


def _shown(call: bytes) -> str:
    return b" ".join(call.split()).decode(errors="replace") + "...)"


def gathered(files: Iterable[tuple[Path, Iterable[Given]]]) -> Mapping[str, str]:
    """Map each parameter's name to a class that it is given, and where: in the first such file, and
    in the first besides that.
    """
    found: dict[str, str] = {}
    first: dict[str, Path] = {}
    for path, given in files:
        for name, said, line in given:
            text = f"`{said}` ({path}:{line})"
            if first.setdefault(name, path) is path:
                found.setdefault(name, text)
            else:
                found.setdefault(besides(name, str(first[name])), text)
    return found


def besides(name: str, path: str) -> str:
    """Return what is asked for to know what another file than the one at `path` tells by `name`."""
    return f"{name}, besides {path}"


def told_elsewhere(arrivals: Mapping[str, str], name: str, path: str) -> str:
    """Return what another file than the one at `path` tells by `name`, empty where none does."""
    told = arrivals.get(name, "")
    return arrivals.get(besides(name, path), "") if f" ({path}:" in told else told


def arrivals(files: Iterable[Path], rules: Rulebook) -> Mapping[str, str]:
    """Gather what the files give.

    A file that can't be read gives nothing here; it is reported when its turn comes.
    """
    return gathered(
        (path, given_in(searchable(data, path.name), rules)) for path, data in _contents(files)
    )


def _contents(files: Iterable[Path]) -> Iterator[tuple[Path, bytes]]:
    for path in files:
        with contextlib.suppress(OSError):
            yield path, path.read_bytes()
