"""A search of the bytes of a file that tells whether it may hold anything to find.

Most files end here, and LibCST isn't imported for them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from bnmigrate.places import NOTEBOOK
from bnmigrate.rulebook import Rulebook, last_names

"""The methods that yield what a module is made of."""


_LAYERS = (b"norm", b"bn", b"NORM", b"BN", b"Norm")
"""What the name of a layer of this kind holds: all but the layer's own words are about such."""


class _Search(NamedTuple):
    """What is looked for: `pattern` where the file has one of `literals`.

    Looking for a literal is a hundred times as fast as looking for a pattern.
    """

    literals: tuple[bytes, ...]
    pattern: re.Pattern[bytes]

    def finds(self, data: bytes) -> bool:
        return _has_one(self.literals, data) and self.pattern.search(data) is not None


class _Searches(NamedTuple):
    """What a file must hold for anything to be found in it: the layer's `words`, a `comment` that
    suppresses, maybe nothing, a call of what may hold its class with an argument that means the
    `opposite`, or one that is `foreign` where the class may come from anywhere, or a layer's `path`
    in a string beside a `walk` over modules.
    """

    hints: tuple[bytes, ...]
    """In small letters: where none of them is, nothing of the rest can be."""
    words: _Search
    comment: _Search
    opposite: _Search
    foreign: _Search
    path: _Search
    walk: _Search


@cache
def _searches(rules: Rulebook) -> _Searches:
    words = set(last_names([*rules.classes, *rules.functional]))
    for layer in rules.layers:
        for dialect in layer.dialects.values():
            words.update(dialect.statistics.values())
            words.update(dialect.bases)
    known = "|".join(re.escape(word) for word in sorted(words)).encode()
    said = {*words, "BatchNorm"}
    opposite, foreign = _differing(rules)
    # Every repetition has a limit, so that the search stays linear whatever a line holds.
    inside = rb"(?:[^()]|\([^()]{0,400}\))"
    call = rb"(?:%b)\w{0,50}\s{0,50}\(%b{0,400}?(?:%%b)" % (b"|".join(_LAYERS), inside)
    return _Searches(
        hints=_shortest({word.lower() for word in (*said, *map(bytes.decode, _LAYERS))}),
        # ... or part of a class's name, which code looks for: name.find("BatchNorm")
        words=_Search(
            _shortest(said),
            re.compile(rb"(?:%b)\b|BatchNorm\w{0,50}['\"]" % known),
        ),
        # bnmigrate: ignore, noqa: BN301, which hold BN as the names of layers do
        comment=_Search(
            (b"bnmigrate", b"noqa:"),
            re.compile(rb"#\s{0,9}(?:bnmigrate\s{0,9}(?::|ignore)|noqa:.{0,99}BN\d)"),
        ),
        # norm_layer(planes, momentum=0.1)
        opposite=_Search(_shortest(opposite), re.compile(call % _alternatives(opposite))),
        # norm_layer(planes, device=device), norm_layer(planes, **kwargs)
        foreign=_Search(
            (b"**", *_shortest(foreign)),
            re.compile(call % (rb"\*\*|" + _alternatives(foreign))),
        ),
        # "bn" in name, name.endswith("norm1")
        path=_Search(
            (b"' in ", b'" in ', b"with("),
            re.compile(
                rb"(?:bn|BN|[Nn]orm)[\w.]{0,100}['\"] in \b"
                rb"|with\([bfru]?['\"][\w.]{0,100}(?:bn|BN|[Nn]orm)"
            ),
        ),
        # for name, module in model.named_modules(): but not inside of another call
        walk=_Search(
            _shortest(rules.walks),
            re.compile(
                rb"\bin[\s(]{1,50}%b{0,200}?\.\s{0,50}(?:%b)\s{0,50}\("
                % (inside, "|".join(sorted(rules.walks)).encode())
            ),
        ),
    )


@cache
def _differing(rules: Rulebook) -> tuple[frozenset[str], frozenset[str]]:
    """Return the constructors' parameters that mean the opposite in another dialect of a layer, and
    those that another dialect says in another way, or that no layer has in both.
    """
    opposite: set[str] = set()
    foreign: set[str] = set()
    missing: dict[str, set[str]] = {}
    taken: dict[str, set[str]] = {}
    for layer in rules.layers:
        for one, other in itertools.permutations(layer.dialects.values(), 2):
            for parameter in one.signature.parameters:
                same = other.signature.named(parameter.name)
                if same is None:
                    missing.setdefault(other.name, set()).add(parameter.name)
                    continue
                taken.setdefault(other.name, set()).add(parameter.name)
                if same.encoding != parameter.encoding:
                    is_opposite = {parameter.encoding, same.encoding} == {"same", "complement"}
                    (opposite if is_opposite else foreign).add(parameter.name)
    for target, names in missing.items():
        foreign |= names - taken.get(target, set())
    return frozenset(opposite), frozenset(foreign)


def _alternatives(names: Iterable[str]) -> bytes:
    return rb"\b(?:%b)\s*=" % "|".join(sorted(names)).encode()


def _shortest(words: Iterable[str]) -> tuple[bytes, ...]:
    """Return those words that have none of the others in them: where they aren't, none is."""
    words = sorted(words)
    return tuple(
        word.encode()
        for word in words
        if not any(other in word and other != word for other in words)
    )


def searchable(data: bytes, path: str) -> bytes:
    """Return the content of a file to search in: in a notebook code stands in JSON's strings."""
    if not path.endswith(NOTEBOOK):
        return data
    # The end of a line is no part of the next one.
    return data.replace(rb"\"", b'"').replace(rb"\n", b"  ")


def is_relevant(data: bytes, rules: Rulebook) -> bool:
    """Tell whether a file may hold anything to find, by what is `searchable` of it."""
    search = _searches(rules)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True  # in two bytes a letter
    return _has_one(search.hints, data.lower()) and (
        search.words.finds(data)
        or search.comment.finds(data)
        or search.opposite.finds(data)
        or (search.walk.finds(data) and search.path.finds(data))
        or (search.foreign.finds(data) and _has_open_call(data, rules))
    )


def _has_one(literals: Iterable[bytes], data: bytes) -> bool:
    for literal in literals:  # noqa: SIM110  # a generator takes twice as long
        if literal in data:
            return True
    return False


def _has_open_call(data: bytes, rules: Rulebook) -> bool:
    from bnmigrate.search.open_calls import has_open_call  # which few files need

    if data.lstrip().startswith(b"{"):
        return True  # a notebook may be Python too, whose code is in strings
    opposite, foreign = _differing(rules)
    return has_open_call(data, foreign, opposite)
