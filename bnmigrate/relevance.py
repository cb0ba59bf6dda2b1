"""A search of the bytes of a file that tells whether it may hold anything to find.

Most files end here, and LibCST isn't imported for them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bnmigrate.rulebook import STATISTICS, Rulebook, last_names

WALKS = ("modules", "named_modules", "children", "named_children", "cells", "cells_and_names")
"""The methods that yield what a module is made of."""


@dataclass(frozen=True)
class _Search:
    """What a file must hold for anything to be found in it: `words`, or a name like a layer's in a
    string beside a walk over modules.
    """

    words: re.Pattern[bytes]
    path: re.Pattern[bytes]
    walk: re.Pattern[bytes]


@cache
def _search(rules: Rulebook) -> _Search:
    words = {name.encode() for name in last_names([*rules.classes, *rules.functional])}
    for layer in rules.layers:
        for dialect in layer.dialects.values():
            words.update(dialect.state[c].encode() for c in STATISTICS if c in dialect.state)
    known = b"|".join(re.escape(word) for word in sorted(words))
    # Every repetition has a limit, so that the search stays linear whatever a line holds.
    inside = rb"(?:[^()]|\([^()]{0,400}\))"
    return _Search(
        re.compile(
            rb"(?:%b)\b" % known
            # part of a class's name, which code looks for: name.find("BatchNorm")
            + rb"|BatchNorm\w{0,50}['\"]"
            # a parameter that may hold the class, called: norm_layer(planes, momentum=0.1)
            + rb"|(?:norm|bn|NORM|BN|Norm)\w{0,50}\s{0,50}\(%b{0,400}?\bmomentum\s*=" % inside
        ),
        # a layer found by its name: "bn" in name, name.endswith("norm1")
        re.compile(
            rb"(?:bn|BN|[Nn]orm)[\w.]{0,100}['\"] in \b"
            rb"|with\([bfru]?['\"][\w.]{0,100}(?:bn|BN|[Nn]orm)"
        ),
        # for name, module in model.named_modules(): but not inside of another call
        re.compile(
            rb"\bin[\s(]{1,50}%b{0,200}?\.\s{0,50}(?:%b)\s{0,50}\("
            % (inside, "|".join(WALKS).encode())
        ),
    )


def is_relevant(data: bytes, rules: Rulebook) -> bool:
    """Tell whether the file may hold anything to find; costs next to nothing."""
    search = _search(rules)
    return (
        search.words.search(data) is not None
        or (search.walk.search(data) is not None and search.path.search(data) is not None)
        or data[:2] in (b"\xff\xfe", b"\xfe\xff")
    )
