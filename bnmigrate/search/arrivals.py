"""What the given files do with a layer's class that another one passes them, by the name of the
parameter: which other classes they pass, how they call it, whether they take partials apart; and
whether one of them makes layers at all.

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
from typing import NamedTuple

from bnmigrate.rulebook import Rulebook, last_names
from bnmigrate.search.layer_names import NAMED_LIKE_A_LAYER
from bnmigrate.search.relevance import differing_calls, has_hint, searchable

# A search for the sign is ten times as fast as one for a name before it.
_GIVEN = re.compile(rb"=\s*(?:[\w.]*partial\(\s*)?((?:\w+\.)*([A-Z]\w*Norm\w*))(?![\w(.\s]*\()")
_LAST_NAME = re.compile(rb"(?<![\w.])\w+$")
_WORD_BEFORE = re.compile(rb"\w+$")
_LONGEST = 200
"""How far before the sign a name is looked for, in bytes."""

TAKES_PARTIALS_APART = "functools.partial"
"""What is asked for to know whether some file looks into the partials that it is given."""

# isinstance(norm_layer, functools.partial)
_APART = re.compile(rb"isinstance\([^\n]{1,200}?\bpartial\s{0,50}[,|)]+")


CALL_OF = "call of {}"
"""What is asked for to know whether some file calls what it is given by a name with arguments that
aren't the same in all frameworks.
"""

MAKES_LAYERS = "BatchNorm2d(...)"
"""What is asked for to know whether some file makes a layer, or hands its class on."""

_DEFINES = re.compile(rb"\b(?:def|class)\s+\w*$")


class Given(NamedTuple):
    """What a file tells of `name`, and the line where it does: for a parameter, another class that
    it passes; for TAKES_PARTIALS_APART, the check for partials; for CALL_OF, the call; for
    MAKES_LAYERS, where it does.
    """

    name: str
    said: str
    line: int


def given_in(data: bytes, rules: Rulebook) -> tuple[Given, ...]:
    """Return what a file, of which `data` is searchable, tells of the parameters that take a
    layer's class, once for each.
    """
    layers = last_names(rules.classes)
    found: dict[str, Given] = {}
    apart = _APART.search(data) if b"partial" in data else None
    if apart is not None:
        said = apart.group().decode(errors="replace")
        line = _line(data, apart.start())
        found[TAKES_PARTIALS_APART] = Given(TAKES_PARTIALS_APART, said, line)
    if not has_hint(data, rules):
        return tuple(found.values())
    for match in _GIVEN.finditer(data) if b"Norm" in data else ():
        first = max(match.start() - _LONGEST, 0)
        before = data[first : match.start()].rstrip()
        last = _LAST_NAME.search(before)
        name = "" if last is None else last.group().decode()
        if name in found or not NAMED_LIKE_A_LAYER.search(name):
            continue
        if match.group(2).decode() not in layers:
            line = _line(data, first + len(before))
            found[name] = Given(name, match.group(1).decode(), line)
    made = _first_made(data, layers)
    if made is not None:
        said = made.group().decode(errors="replace")
        found[MAKES_LAYERS] = Given(MAKES_LAYERS, said, _line(data, made.start()))
    for start, call in differing_calls(data, rules):
        before = data[max(start - _LONGEST, 0) : start]
        whole = data[start - len(before) + len(_WORD_BEFORE.sub(b"", before)) : start] + call
        name = CALL_OF.format(whole.partition(b"(")[0].decode(errors="replace").strip())
        if name not in found and not _DEFINES.search(before):
            said = b" ".join(whole.split()).decode(errors="replace")
            found[name] = Given(name, f"{said}...)", _line(data, start))
    return tuple(found.values())


def _first_made(data: bytes, layers: frozenset[str]) -> re.Match[bytes] | None:
    """Return the first call of the layer's class, or where it is an argument."""
    names, making = _making(layers)
    for found in names.finditer(data):
        first = max(found.start() - _LONGEST, 0)
        made = making.search(data, first, found.end() + _LONGEST)
        if made is not None:
            return made
    return None


@cache
def _making(layers: frozenset[str]) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return a search for the names of the layer's class, which is many times as fast as the other
    one, and for calls of it and the class as an argument.
    """
    names = "|".join(map(re.escape, sorted(layers))).encode()
    return re.compile(names), re.compile(
        rb"\b(?:%b)\s{0,50}\(|(?:=|partial\()\s{0,50}[\w.]{0,200}\b(?:%b)\b" % (names, names)
    )


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def gathered(files: Iterable[tuple[Path, Iterable[Given]]]) -> Mapping[str, str]:
    """Map each parameter's name to a class that it is given, and where: in the first such file."""
    found: dict[str, str] = {}
    for path, given in files:
        for name, said, line in given:
            found.setdefault(name, f"`{said}` ({path}:{line})")
    return found


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
