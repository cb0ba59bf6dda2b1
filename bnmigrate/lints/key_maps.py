"""BN307: tables and replacements of checkpoint keys that lead to a wrong or misspelt name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from bnmigrate.findings import Edit
from bnmigrate.lints.site import lint_site
from bnmigrate.names.syntax import literal, source
from bnmigrate.rulebook import Dialect
from bnmigrate.sites import Analysis, Site

_LAST_NAME = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z_]\w*$")
_SPEAKS_OF_LAYERS = re.compile(r"norm|bn|gamma|beta|_mean|_var", re.IGNORECASE)
_TELLS_LAYERS = re.compile(
    _SPEAKS_OF_LAYERS.pattern + r"|running|moving|ndim|\bdim\(|shape|down_?sample|shortcut",
    re.IGNORECASE,
)
"""What a condition asks for that lets the keys of such layers alone through: their names, that a
neighbour is a statistic, that a weight has one dimension, or where nothing else has a bias."""


ALIKE = 0.75
"""How much alike a misspelt name and the right one are: `moving_var` and `moving_variance` are by
0.8, `moving_average` and `moving_mean` by less."""


# What a pattern and its replacement hold besides names.
_END = re.compile(r"(?:\\[bZ]|\$)+$")
_SPECIAL = re.compile(r"\\g<\w+>|\\\w")
_ANYWHERE = ("", ".", r"\.", r"\b")


@dataclass(frozen=True)
class _Pair:
    """Two strings that belong together, and the last name in each; `is_any` tells that what ends so
    is replaced, whatever stands before.
    """

    first: cst.SimpleString
    second: cst.SimpleString
    one: str
    other: str
    is_any: bool


@dataclass(frozen=True)
class _Word:
    """A name of a layer's state: what it is, and whose."""

    concept: str
    dialect: Dialect


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each pair of keys that don't belong together."""
    words = _vocabulary(analysis)
    for pair in _pairs(analysis):
        if pair.one != pair.other:
            yield from _mapped(words, pair)
            if pair.is_any:
                yield from _all_renamed(analysis, words, pair)


def _vocabulary(analysis: Analysis) -> dict[str, list[_Word]]:
    words: dict[str, list[_Word]] = {}
    for layer in analysis.rules.layers:
        for dialect in layer.dialects.values():
            for concept, name in dialect.state.items():
                if "." not in name:  # the last part of a path is another layer's
                    words.setdefault(name, []).append(_Word(concept, dialect))
    return words


def _pairs(analysis: Analysis) -> Iterator[_Pair]:
    """Yield the pairs of a dict, of a table, and of a replacement."""
    names = analysis.names
    for string in names.strings:
        if not isinstance(string, cst.SimpleString):
            continue
        parent = names.parent(string)
        if isinstance(parent, cst.DictElement) and parent.key is string:
            yield from _pair(string, parent.value)
        elif isinstance(parent, cst.Element):
            display = names.parent(parent)
            if (
                isinstance(display, (cst.Tuple, cst.List))
                and len(display.elements) == 2
                and display.elements[0] is parent
                and isinstance(names.parent(display), (cst.Element, cst.Arg))
            ):
                yield from _pair(string, display.elements[1].value)
        elif isinstance(parent, cst.Arg):
            call = names.parent(parent)
            if isinstance(call, cst.Call) and call.args[0] is parent:
                yield from _replaced(analysis, string, call)


def _replaced(analysis: Analysis, string: cst.SimpleString, call: cst.Call) -> Iterator[_Pair]:
    """Yield what `call`, whose first argument is `string`, puts in its place."""
    is_named = analysis.resolver.is_named
    uses_patterns = "re" in analysis.imported_roots
    if uses_patterns and is_named(call.func, "re.sub", "re.subn"):
        if len(call.args) > 1:
            yield from _pair_of_pattern(string, call.args[1].value)
    elif uses_patterns and is_named(call.func, "re.compile"):
        method = analysis.names.parent(call)
        user = None if method is None else analysis.names.parent(method)
        if (
            isinstance(method, cst.Attribute)
            and method.attr.value in ("sub", "subn")
            and isinstance(user, cst.Call)
            and user.args
        ):
            yield from _pair_of_pattern(string, user.args[0].value)
    elif (
        isinstance(call.func, cst.Attribute)
        and call.func.attr.value == "replace"
        and len(call.args) > 1
    ):
        text = literal(string)
        name = _last_name(text)
        is_any = isinstance(text, str) and text.removesuffix(name or "") in _ANYWHERE
        yield from _pair(string, call.args[1].value, is_any)


def _pair(
    first: cst.SimpleString, second: cst.BaseExpression, is_any: bool = False
) -> Iterator[_Pair]:
    if isinstance(second, cst.SimpleString):
        one, other = _last_name(literal(first)), _last_name(literal(second))
        if one is not None and other is not None:
            yield _Pair(first, second, one, other, is_any)


def _pair_of_pattern(first: cst.SimpleString, second: cst.BaseExpression) -> Iterator[_Pair]:
    """Yield what a regular expression that ends with a name, and nothing else, is replaced by."""
    pattern, replacement = literal(first), literal(second)
    if (
        isinstance(second, cst.SimpleString)
        and isinstance(pattern, str)
        and isinstance(replacement, str)
    ):
        pattern = _END.sub("", pattern)
        one = _last_name(_SPECIAL.sub(" ", pattern))
        other = _last_name(_SPECIAL.sub(" ", replacement))
        if one is not None and other is not None:
            yield _Pair(first, second, one, other, pattern.removesuffix(one) in _ANYWHERE)


def _last_name(text: object) -> str | None:
    match = _LAST_NAME.search(text) if isinstance(text, str) else None
    return match.group() if match else None


def _mapped(words: dict[str, list[_Word]], pair: _Pair) -> Iterator[Site]:
    """Find a statistic that is mapped to another one, or to a name that nobody has."""
    one, other, second = pair.one, pair.other, pair.second
    ours, theirs = words.get(one, []), words.get(other, [])
    concepts = {word.concept for word in ours}
    if not concepts:
        return
    if theirs:
        speakers = {word.dialect.name for word in ours}
        if concepts & {w.concept for w in theirs} or speakers & {w.dialect.name for w in theirs}:
            return  # the same thing in two frameworks, or two things of one
        right = theirs[0].dialect.state.get(ours[0].concept, "")
        reason = f"`{other}` is the {theirs[0].concept} of {theirs[0].dialect.title}'s layer"
    else:
        near = [
            name
            for name in difflib.get_close_matches(other, words, n=5, cutoff=ALIKE)
            if name != one and any(word.concept in concepts for word in words[name])
        ]
        is_statistic = any(word.concept in word.dialect.statistics for word in ours)
        if not near or not is_statistic or other.startswith(f"{near[0]}_"):
            return  # a name of somebody's own
        right = near[0]
        reason = f"no layer has a `{other}`, so nothing is found under that name"
    yield lint_site(
        "BN307",
        second,
        f"`{one}` is mapped to `{other}`",
        f"`{one}` is the {ours[0].concept} of {ours[0].dialect.title}'s layer; {reason}",
        f"write `{right}`" if right else "drop the key: nothing corresponds to it there",
        [_renamed(second, other, right)] if right else (),
    )


def _renamed(string: cst.SimpleString, name: str, new: str) -> Edit:
    head, _, tail = string.value.rpartition(name)
    return Edit(string, lambda old: old.with_changes(value=head + new + tail))


def _all_renamed(analysis: Analysis, words: dict[str, list[_Word]], pair: _Pair) -> Iterator[Site]:
    """Find `key.replace("weight", "gamma")` of every key, whichever layer it is of."""
    one, other, first, second = pair.one, pair.other, pair.first, pair.second
    affine = {
        (word.concept, word.dialect.name)
        for word in words.get(one, ())
        if word.concept in word.dialect.learned
    }
    said = {(word.concept, word.dialect.name) for word in words.get(other, ())}
    if not {concept for concept, _ in affine} & {concept for concept, _ in said} or affine & said:
        return
    if _SPEAKS_OF_LAYERS.search(first.value) or _is_guarded(analysis, first):
        return
    if _SPEAKS_OF_LAYERS.search(second.value.replace(other, "")):
        return
    yield lint_site(
        "BN307",
        first,
        f"every `{one}` becomes `{other}`",
        f"other layers have a `{one}` too, and keep that name",
        "rename the keys of normalisation layers alone; `bnmigrate checkpoint` finds them by "
        "their statistics",
        severity="warning",
    )


def _is_guarded(analysis: Analysis, node: cst.CSTNode) -> bool:
    """Tell whether a condition around the place, or a chained call, speaks of such layers."""
    for up in analysis.names.ancestors(node):
        if isinstance(up, (cst.If, cst.IfExp, cst.While)):
            if _TELLS_LAYERS.search(source(up.test)):
                return True
        elif isinstance(up, (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)):
            if _TELLS_LAYERS.search(source(up.for_in)):
                return True
        elif isinstance(up, cst.FunctionDef):
            return _SPEAKS_OF_LAYERS.search(up.name.value) is not None
    return False
