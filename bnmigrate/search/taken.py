"""Which names of the frameworks a file takes from another one that imports them, as in `from common
import nn`, `from common import *` and `common.nn`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bnmigrate.rulebook import Rulebook, last_names

TAKEN = "{} of module {}"
"""What is asked for to know whether some file takes a name from a module of that last name."""

EVERYTHING = "*"

_MODULES = ("nn", "init")

# A search for what is written as it is is many times as fast as one for a word before it.
_FROM = re.compile(
    rb"from[ \t]{1,20}([\w.]{1,200})[ \t]{1,20}import[ \t]{0,20}"
    rb"(?:\(([^()]{0,4000})\)|([^()\n]{0,400}))"
)
_COMMENT = re.compile(rb"#[^\n]{0,400}")
_NAME = re.compile(r"(\w+)(?:\s+as\s+\w+)?$")
# What fills a parameter, and what a layer's class is called for short.
_ALIKE = re.compile(r"\w+_|BN\w*|Norm\w*")


def taken_in(data: bytes, rules: Rulebook) -> Iterator[tuple[str, str, int]]:
    """Yield what a file, of which `data` is searchable, takes from other modules than those of the
    frameworks: what is asked for to know it, how the file says it, and where.
    """
    roots, names, attribute = _known(rules)
    for found in _FROM.finditer(data):
        module = found.group(1).decode(errors="replace")
        if module.partition(".")[0] in roots:
            continue
        for part in _COMMENT.sub(b"", found.group(2) or found.group(3) or b"").split(b","):
            name = _NAME.match(part.decode(errors="replace").strip())
            taken = EVERYTHING if part.strip().startswith(b"*") else name and name.group(1)
            if taken and (taken in names or _ALIKE.fullmatch(taken)):
                said = f"from {module} import {taken}"
                yield TAKEN.format(taken, module.rpartition(".")[2]), said, found.start()
    modules: dict[str, list[str]] = {}
    for found in attribute.finditer(data):
        holder = _word_before(data, found.start())
        taken = found.group()[1:].decode()
        if not holder or holder in roots or holder in names:
            continue
        if holder not in modules:
            modules[holder] = [holder, *_imported_as(holder, data)]
        for module in modules[holder]:
            yield TAKEN.format(taken, module), f"{holder}.{taken}", found.start()


def _imported_as(name: str, data: bytes) -> Iterator[str]:
    """Yield the last names of the modules that a file imports under another one."""
    for found in re.finditer(rb" as %b\b" % re.escape(name).encode(), data):
        yield _word_before(data, found.start())


def _word_before(data: bytes, end: int) -> str:
    start = end
    while data[start - 1 : start].isalnum() or data[start - 1 : start] == b"_":
        start -= 1
    return data[start:end].decode()


@cache
def _known(rules: Rulebook) -> tuple[frozenset[str], frozenset[str], re.Pattern[bytes]]:
    """Return the frameworks' top-level packages, the names by which their modules and the layer's
    class are known, and a search for those that are attributes.
    """
    dialects = [dialect for layer in rules.layers for dialect in layer.dialects.values()]
    roots = frozenset(dialect.root for dialect in dialects)
    aliases = {dialect.alias for dialect in dialects}
    layers = last_names(rules.classes)
    names = frozenset({EVERYTHING, *_MODULES, *aliases, *roots, *layers})
    attributes = "|".join(map(re.escape, sorted({*_MODULES, *layers})))
    return roots, names, re.compile(rb"\.(?:%b)\b" % attributes.encode())
