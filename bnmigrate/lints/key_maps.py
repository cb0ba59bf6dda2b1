"""BN307: tables and replacements of checkpoint keys that lead to a wrong or misspelt name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from bnmigrate.findings import Edit
from bnmigrate.lints.site import lint_site
from bnmigrate.rulebook import STATISTICS, Dialect
from bnmigrate.sites import Analysis, Site
from bnmigrate.syntax import literal, source

_LAST_NAME = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z_]\w*$")
_SPEAKS_OF_LAYERS = re.compile(r"norm|bn|gamma|beta|_mean|_var", re.IGNORECASE)


ALIKE = 0.75
"""How much alike a misspelt name and the right one are: `moving_var` and `moving_variance` are by
0.8, `moving_average` and `moving_mean` by less."""


@dataclass(frozen=True)
class _Word:
    """A name of a layer's state: what it is, and whose."""

    concept: str
    dialect: Dialect


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each pair of keys that don't belong together."""
    words = _vocabulary(analysis)
    for first, second, is_replacement in _pairs(analysis):
        one, other = _last_name(first), _last_name(second)
        if one is None or other is None or one == other:
            continue
        yield from _mapped(words, one, other, second)
        if is_replacement:
            yield from _all_renamed(analysis, words, one, other, first, second)


def _vocabulary(analysis: Analysis) -> dict[str, list[_Word]]:
    words: dict[str, list[_Word]] = {}
    for layer in analysis.rules.layers:
        for dialect in layer.dialects.values():
            for concept, name in dialect.state.items():
                words.setdefault(name, []).append(_Word(concept, dialect))
    return words


def _pairs(analysis: Analysis) -> Iterator[tuple[cst.SimpleString, cst.SimpleString, bool]]:
    """Yield two strings that a dict, a pair in a table or `replace` puts together."""
    names = analysis.names
    for string in names.strings:
        if not isinstance(string, cst.SimpleString):
            continue
        parent = names.parent(string)
        if isinstance(parent, cst.DictElement) and parent.key is string:
            if isinstance(parent.value, cst.SimpleString):
                yield string, parent.value, False
        elif isinstance(parent, cst.Element):
            display = names.parent(parent)
            if (
                isinstance(display, (cst.Tuple, cst.List))
                and len(display.elements) == 2
                and display.elements[0] is parent
                and isinstance(display.elements[1].value, cst.SimpleString)
                and isinstance(names.parent(display), (cst.Element, cst.Arg))
            ):
                yield string, display.elements[1].value, False
        elif isinstance(parent, cst.Arg):
            call = names.parent(parent)
            if (
                isinstance(call, cst.Call)
                and isinstance(call.func, cst.Attribute)
                and call.func.attr.value == "replace"
                and len(call.args) >= 2
                and call.args[0] is parent
                and isinstance(call.args[1].value, cst.SimpleString)
            ):
                yield string, call.args[1].value, True


def _last_name(string: cst.SimpleString) -> str | None:
    value = literal(string)
    match = _LAST_NAME.search(value) if isinstance(value, str) else None
    return match.group() if match else None


def _mapped(
    words: dict[str, list[_Word]], one: str, other: str, second: cst.SimpleString
) -> Iterator[Site]:
    """Find a statistic that is mapped to another one, or to a name that nobody has."""
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
        if not near or not concepts & set(STATISTICS) or other.startswith(f"{near[0]}_"):
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


def _all_renamed(
    analysis: Analysis,
    words: dict[str, list[_Word]],
    one: str,
    other: str,
    first: cst.SimpleString,
    second: cst.SimpleString,
) -> Iterator[Site]:
    """Find `key.replace("weight", "gamma")` of every key, whichever layer it is of."""
    affine = {
        (word.concept, word.dialect.name)
        for word in words.get(one, ())
        if word.concept in ("scale", "offset")
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
            if _SPEAKS_OF_LAYERS.search(source(up.test)):
                return True
        elif isinstance(up, (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)):
            if _SPEAKS_OF_LAYERS.search(source(up.for_in)):
                return True
        elif isinstance(up, cst.FunctionDef):
            return _SPEAKS_OF_LAYERS.search(up.name.value) is not None
    return False
