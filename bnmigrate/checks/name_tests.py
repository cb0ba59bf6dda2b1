"""BN104: names of parameters that are tested for those that the layer has: `if "bias" in name`.

Other layers keep theirs, so the other framework's name is asked for too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from bnmigrate.findings import Edit
from bnmigrate.names.syntax import (
    NO_LITERAL,
    brief,
    in_place_of,
    literal,
    source,
)
from bnmigrate.program.state_names import as_told
from bnmigrate.sites import Analysis, Site
from bnmigrate.tracing.flow import Group

_ENDS = ("endswith", "startswith")

_OF_STRINGS = frozenset(
    {"split", "rsplit", "partition", "rpartition", "lower", "strip", "removeprefix", "removesuffix"}
)
"""Methods of a string that give the same when they are called again."""

_ON_LINES_OF_THEIR_OWN = (cst.If, cst.While, cst.Return, cst.Assign, cst.Assert, cst.Arg)
"""Where an `or` needs no parentheses."""

_Also = Callable[[cst.SimpleString], str]


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each test of names of which the program knows that the layer's may come."""
    for node, need in analysis.keys:
        if need.kind != "told" or not need.layers:
            continue
        layer_class = analysis.rules.classes[need.layers[0]]
        dialect, target = layer_class.dialect, analysis.target_of(layer_class)

        def also(string: cst.SimpleString) -> str:
            return as_told(str(literal(string)), dialect, target)  # noqa: B023  # called at once

        new = _asking_both(analysis, node, also)
        if new is None:
            continue
        site = Site("BN104", node, f"`{brief(node)}` becomes `{source(new)}`", Group())
        site.layer_class = layer_class
        site.is_access = True
        site.edits.append(Edit(node, _replacing(new)))
        yield site


def strings_in(analysis: Analysis) -> set[int]:
    """Return the ids of the strings in these tests."""
    return {
        id(string)
        for node, need in analysis.keys
        if need.kind == "told"
        for string in analysis.names.strings
        if any(up is node for up in analysis.names.ancestors(string))
    }


def _replacing(new: cst.BaseExpression) -> Callable[[cst.BaseExpression], cst.BaseExpression]:
    return lambda old: in_place_of(old, new)


def _asking_both(analysis: Analysis, node: cst.CSTNode, also: _Also) -> cst.BaseExpression | None:
    """Return a test that is passed by the other framework's names too; None where none is known."""
    if isinstance(node, cst.Call):
        return _call(node, also)
    if not isinstance(node, cst.Comparison) or len(node.comparisons) != 1:
        return None
    left, right = node.left, node.comparisons[0].comparator
    operator = node.comparisons[0].operator
    if isinstance(operator, (cst.Equal, cst.NotEqual)):
        text, name = (left, right) if isinstance(left, cst.SimpleString) else (right, left)
        if not isinstance(text, cst.SimpleString) or not also(text):
            return None
        asked = cst.In() if isinstance(operator, cst.Equal) else cst.NotIn()
        both = [cst.ComparisonTarget(asked, _both(text, also))]
        return node.with_changes(left=name, comparisons=both)
    if not isinstance(operator, (cst.In, cst.NotIn)):
        return None
    if isinstance(right, (cst.Tuple, cst.List, cst.Set)):
        added = _added(right, also)
        return None if added is None else _with_comparator(node, added)
    if not isinstance(left, cst.SimpleString) or not also(left):
        return None
    if not _is_same_again(analysis, right):
        return None
    other = node.with_changes(left=_said(left, also), lpar=[], rpar=[])
    return node if _is_asked_beside(analysis, node, other) else _either(analysis, node, other)


def _is_asked_beside(analysis: Analysis, node: cst.Comparison, other: cst.Comparison) -> bool:
    """Tell whether a condition that a test is a part of has another one already."""
    whole: cst.CSTNode = node
    for up in analysis.names.ancestors(node):
        if not isinstance(up, cst.BooleanOperation):
            break
        whole = up
    queue = [whole]
    for one in queue:
        if isinstance(one, cst.BooleanOperation):
            queue += [one.left, one.right]
        elif isinstance(one, cst.Comparison) and source(one) == source(other):
            return True
    return False


def _either(analysis: Analysis, node: cst.Comparison, other: cst.Comparison) -> cst.BaseExpression:
    is_in = isinstance(node.comparisons[0].operator, cst.In)
    bare = node.with_changes(lpar=[], rpar=[])
    both = cst.BooleanOperation(bare, cst.Or() if is_in else cst.And(), other)
    parent = analysis.names.parent(node)
    is_same = isinstance(parent, cst.BooleanOperation) and type(parent.operator) is type(
        both.operator
    )
    is_bare = is_same or isinstance(parent, _ON_LINES_OF_THEIR_OWN)
    if is_bare and not (node.lpar and "\n" in source(bare)):
        return both
    return both.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _call(node: cst.Call, also: _Also) -> cst.BaseExpression | None:
    is_end = isinstance(node.func, cst.Attribute) and node.func.attr.value in _ENDS
    if not is_end or len(node.args) != 1 or node.args[0].star or node.args[0].keyword:
        return None
    asked = node.args[0].value
    new: cst.BaseExpression | None = None
    if isinstance(asked, cst.SimpleString) and also(asked):
        new = _both(asked, also)
    elif isinstance(asked, cst.Tuple):
        new = _added(asked, also)
    if new is None:
        return None
    return node.with_changes(args=[node.args[0].with_changes(value=new)])


def _with_comparator(node: cst.Comparison, new: cst.BaseExpression) -> cst.Comparison:
    return node.with_changes(comparisons=[node.comparisons[0].with_changes(comparator=new)])


def _both(text: cst.SimpleString, also: _Also) -> cst.Tuple:
    texts = (text.with_changes(lpar=[], rpar=[]), _said(text, also))
    return cst.Tuple(
        [cst.Element(one) for one in texts], lpar=[cst.LeftParen()], rpar=[cst.RightParen()]
    )


def _added(
    texts: cst.Tuple | cst.List | cst.Set, also: _Also
) -> cst.Tuple | cst.List | cst.Set | None:
    """Return a display of strings with the other framework's after them; None where it has
    something else in it.
    """
    strings = [element.value for element in texts.elements]
    elements = list(texts.elements)
    written = {literal(string) for string in strings}
    for string in strings:
        if not isinstance(string, cst.SimpleString):
            return None
        if also(string) and also(string) not in written:
            last = elements[-1]
            comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
            elements[-1] = last.with_changes(comma=comma)
            elements.append(cst.Element(_said(string, also), comma=last.comma))
    return texts.with_changes(elements=elements)


def _said(text: cst.SimpleString, also: _Also) -> cst.SimpleString:
    return cst.SimpleString(f"{text.prefix}{text.quote}{also(text)}{text.quote}")


def _is_same_again(analysis: Analysis, node: cst.BaseExpression) -> bool:
    """Tell whether a name, or a part of one, gives the same where it is evaluated again."""
    if isinstance(node, cst.Call):
        return (
            isinstance(node.func, cst.Attribute)
            and node.func.attr.value in _OF_STRINGS
            and all(literal(arg.value) is not NO_LITERAL for arg in node.args)
            and _is_same_again(analysis, node.func.value)
        )
    if isinstance(node, cst.Subscript):
        return analysis.resolver.is_plain(node) or (
            _is_same_again(analysis, node.value)
            and all(
                isinstance(one.slice, cst.Index) and literal(one.slice.value) is not NO_LITERAL
                for one in node.slice
            )
        )
    return analysis.resolver.is_plain(node)
