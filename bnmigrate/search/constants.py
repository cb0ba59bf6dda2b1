"""The numbers that the given files bind at their top, which other files import from them.

As with arrivals, each file is asked for its text alone: `BN_MOMENTUM = 0.1` in one file tells what
another one gives a layer that imports the name, from there or from a file that has imported it too.
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


_STATEMENT = (
    rb"from[ \t]{1,20}([\w.]{1,200})[ \t]{1,20}import[ \t]{0,20}"
    rb"(?:\(([^()]{0,4000})\)|([^()\n]{0,400}))"
)
_IMPORT = re.compile(rb"^([ \t]{0,80})" + _STATEMENT, re.MULTILINE)
_IMPORT_AT_TOP = re.compile(rb"\n" + _STATEMENT)
"""Many times as fast as the other one, because it begins with what is looked for as it is."""

_IMPORTED = re.compile(rb"(\w{1,50})(?:\s{1,20}as\s{1,20}(\w{1,50}))?")
_COMMENT = re.compile(rb"#[^\n]{0,400}")

NUMBER = "number {}"
"""What is asked for to know the number that a qualified name stands for: no class arrives by it."""

_DEEPEST = 5
"""Through how many files a name is followed."""


class Constant(NamedTuple):
    """A name that a file binds once: to a number, as it writes it, or to what it imports, as in
    `.settings.BN_MOMENTUM`.
    """

    name: str
    value: str

    @property
    def is_imported(self) -> bool:
        """Tell whether the file has it from another one."""
        return not self.value.lstrip(".")[:1].isdigit()


def constants_in(data: bytes) -> tuple[Constant, ...]:
    """Return the constants that `data`, what is searchable of a file, has for a layer's numbers.

    A name that seems to be bound again, wherever that is, may hold another one.
    """
    below = b"\n" + data
    written = _NUMBER.findall(below)
    at_top = (several or some for _, several, some in _IMPORT_AT_TOP.findall(below))
    if not written and not any(map(_is_for_numbers, at_top)):
        return ()
    imported = _imported_in(data)
    numbers = (
        (name, value)
        for name, value in written
        if name not in imported and _times_assigned(name, data) == 1
    )
    passed_on = (
        (name, sources[0])
        for name, sources in imported.items()
        if len(sources) == 1 and sources[0] and not _times_assigned(name, data)
    )
    return tuple(Constant(name.decode(), value.decode()) for name, value in (*numbers, *passed_on))


def _times_assigned(name: bytes, data: bytes) -> int:
    return len(re.findall(rb"\b%b[ \t]*(?::[^=\n]*)?(?:[-+*/]|//|\*\*)?=(?!=)" % name, data))


def _imported_in(data: bytes) -> dict[bytes, list[bytes]]:
    """Return where such names are imported from, empty for what is not at the top of the file."""
    found: dict[bytes, list[bytes]] = {}
    for indent, module, several, some in _IMPORT.findall(data):
        for name, alias in _IMPORTED.findall(_COMMENT.sub(b"", several or some)):
            if _is_for_numbers(alias or name):
                dot = b"" if module.endswith(b".") else b"."
                source = b"" if indent else module + dot + name
                found.setdefault(alias or name, []).append(source)
    return found


def _is_for_numbers(names: bytes) -> bool:
    names = names.lower()
    return b"mom" in names or b"eps" in names


def qualified(files: Iterable[tuple[str, Path, Iterable[Constant]]]) -> Mapping[str, str]:
    """Map what is asked for to know each constant to its value; the files come with their packages.

    Two modules of one name that don't agree tell nothing: which is imported can't be seen.
    """
    found: dict[str, set[Constant]] = {}
    for package, path, constants in files:
        parts = [package, "" if path.stem == "__init__" else path.stem]
        module = ".".join(part for part in parts if part)
        for one in constants:
            known = one
            if one.is_imported:
                known = Constant(one.name, _absolute(one.value, package))
            found.setdefault(f"{module}.{one.name}", set()).add(known)
    single = {name: values.pop() for name, values in found.items() if len(values) == 1}
    followed = ((name, _followed(constant, single)) for name, constant in single.items())
    return {NUMBER.format(name): value for name, value in followed if value is not None}


def _absolute(name: str, package: str) -> str:
    """Resolve a relative import in a file of `package`; what leads out of it is found nowhere."""
    rest = name.lstrip(".")
    level = len(name) - len(rest)
    if not level:
        return name
    parts = package.split(".") if package else []
    return ".".join([*parts[: len(parts) - level + 1], rest]) if level <= len(parts) else ""


def _followed(constant: Constant, single: Mapping[str, Constant]) -> str | None:
    """Return the number that a name stands for, through the files that pass it on."""
    followed: Constant | None = constant
    for _ in range(_DEEPEST):
        if followed is None or not followed.is_imported:
            break
        followed = single.get(followed.value)
    return None if followed is None or followed.is_imported else followed.value
