"""Which other classes the given files pass for a layer's class, by the name of the parameter.

It is the one thing that is asked of all files before each is looked at alone, and it is asked of
their text: `norm_layer=nn.GroupNorm` in one file tells that what another one makes of its
`norm_layer` isn't always the layer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from bnmigrate.source import NOTEBOOK

NAMED_LIKE_A_LAYER = re.compile(r"norm|(^|_)bn(_|$)", re.IGNORECASE)
"""What a parameter is called that takes the class of a layer of this kind."""

_GIVEN = re.compile(
    rb"(?<![\w.])(\w+)\s*=\s*(?:[\w.]*partial\(\s*)?((?:\w+\.)*([A-Z]\w*Norm\w*))(?![\w(.\s]*\()"
)


def arrivals(files: Iterable[Path], layers: frozenset[str]) -> Mapping[str, str]:
    """Map each parameter's name to another class that it is given, and where.

    `layers` are the names of the layer's own classes. A file that can't be read gives nothing
    here; it is reported when its turn comes.
    """
    found: dict[str, str] = {}
    for path in files:
        try:
            data = path.read_bytes()
        except OSError:
            continue
        if b"Norm" not in data:
            continue
        if path.suffix == NOTEBOOK:
            data = data.replace(rb"\n", b"  ")  # the end of a line is no part of the next one
        for match in _GIVEN.finditer(data):
            name = match.group(1).decode()
            if name in found or not NAMED_LIKE_A_LAYER.search(name):
                continue
            if match.group(3).decode() not in layers:
                line = data.count(b"\n", 0, match.start()) + 1
                found[name] = f"`{match.group(2).decode()}` ({path}:{line})"
    return found
