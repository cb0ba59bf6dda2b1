"""The numbers that the given files bind at their top, which other files import from them.

As with arrivals, each file is asked for its text alone: `BN_MOMENTUM = 0.1` in one file tells what
another one gives a layer that imports the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

# Every repetition has a limit, so that the search stays linear whatever a line holds.
# A line is found by the end of the one before: a search for a byte, and not for a place.
_NUMBER = re.compile(
    rb"\n(\w{0,50}(?:mom|eps)\w{0,50})[ \t]{0,20}(?::[ \t]{0,20}\w{1,20}[ \t]{0,20})?=[ \t]{0,20}"
    rb"(\d[\d_]{0,20}(?:\.\d{0,30})?(?:[eE][+-]?\d{1,3})?|\.\d{1,30}(?:[eE][+-]?\d{1,3})?)"
    rb"[ \t]{0,20}(?:[#;].*)?\r?$",
    re.MULTILINE | re.IGNORECASE,
)


class Constant(NamedTuple):
    """A name that a file binds once, to a number; `value` is how it writes it."""

    name: str
    value: str


def constants_in(data: bytes) -> tuple[Constant, ...]:
    """Return the constants that `data`, what is searchable of a file, has for a layer's numbers.

    A name that seems to be bound again, wherever that is, may hold another one.
    """
    found: list[Constant] = []
    for match in _NUMBER.finditer(b"\n" + data):
        again = rb"\b%b[ \t]*(?::[^=\n]*)?(?:[-+*/]|//|\*\*)?=(?!=)" % match[1]
        if len(re.findall(again, data)) == 1:
            found.append(Constant(match[1].decode(), match[2].decode()))
    return tuple(found)


def qualified(files: Iterable[tuple[str, Path, Iterable[Constant]]]) -> Mapping[str, str]:
    """Map the qualified name of each constant to its value; the files come with their packages.

    Two modules of one name that don't agree tell nothing: which is imported can't be seen.
    """
    found: dict[str, set[str]] = {}
    for package, path, constants in files:
        parts = [package, "" if path.stem == "__init__" else path.stem]
        module = ".".join(part for part in parts if part)
        for name, value in constants:
            found.setdefault(f"{module}.{name}", set()).add(value)
    return {name: values.pop() for name, values in found.items() if len(values) == 1}
