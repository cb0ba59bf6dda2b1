"""Take items out of comma-separated lists (arguments, imported names, dict entries).

Comments between the items stay, line breaks stay where the other items have them, and a trailing
comma stays where there was one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import libcst as cst

Item = TypeVar("Item", cst.Arg, cst.ImportAlias, cst.DictElement)
Space = cst.BaseParenthesizableWhitespace


def remove(
    items: Sequence[Item], indexes: set[int], opening: Space, closing: Space
) -> tuple[list[Item], Space, Space]:
    """Return `items` without those at `indexes`, and the white space before and after them all.

    `opening` stands before the first item; `closing` after the last one and its comma, if any.
    """
    kept = list(items)
    trailing_comma = isinstance(kept[-1].comma, cst.Comma)
    before: list[Space] = [opening]
    for item in kept[:-1]:
        assert isinstance(item.comma, cst.Comma)
        before.append(item.comma.whitespace_after)
    last = kept[-1]
    if isinstance(last.comma, cst.Comma):
        before.append(_join(last.comma.whitespace_after, closing))
    elif isinstance(last, cst.Arg):
        before.append(_join(last.whitespace_after_arg, closing))
    else:
        before.append(closing)
    for index in sorted(indexes, reverse=True):
        at_end = index == len(kept) - 1
        before[index : index + 2] = [_merge(before[index], before[index + 1], at_end)]
        del kept[index]
    result: list[Item] = []
    for index, item in enumerate(kept):
        is_last = index == len(kept) - 1
        changed = item
        if is_last and not trailing_comma:
            changed = changed.with_changes(comma=cst.MaybeSentinel.DEFAULT)
        elif not isinstance(item.comma, cst.Comma):
            changed = changed.with_changes(comma=cst.Comma())
        if isinstance(changed.comma, cst.Comma):
            after = cst.SimpleWhitespace("") if is_last else before[index + 1]
            changed = changed.with_changes(comma=changed.comma.with_changes(whitespace_after=after))
        if is_last and isinstance(changed, cst.Arg):
            changed = changed.with_changes(whitespace_after_arg=cst.SimpleWhitespace(""))
        result.append(changed)
    nothing = cst.SimpleWhitespace("")
    if kept:
        return result, before[0], before[-1]
    left = before[-1]
    has_comment = isinstance(left, cst.ParenthesizedWhitespace) and _has_comment(left)
    return result, nothing, left if has_comment else nothing


def append(items: Sequence[cst.Arg], new: cst.Arg, opening: Space) -> list[cst.Arg]:
    """Return `items` with `new` after them, laid out as they are; `opening` stands before them."""
    if not items:
        return [new]
    *others, last = items
    comma = last.comma if isinstance(last.comma, cst.Comma) else None
    closing = last.whitespace_after_arg if comma is None else comma.whitespace_after
    model = opening
    if others and isinstance(others[-1].comma, cst.Comma):
        model = others[-1].comma.whitespace_after
    between: Space = cst.SimpleWhitespace(" ")
    if isinstance(model, cst.ParenthesizedWhitespace):
        between = cst.ParenthesizedWhitespace(indent=model.indent, last_line=model.last_line)
    if isinstance(closing, cst.ParenthesizedWhitespace) and _has_comment(closing):
        # what was said of the last item stays with it
        layout = model if isinstance(model, cst.ParenthesizedWhitespace) else closing
        between = closing.with_changes(indent=layout.indent, last_line=layout.last_line)
        closing = cst.ParenthesizedWhitespace(indent=closing.indent, last_line=closing.last_line)
    if comma is not None:
        new = new.with_changes(comma=cst.Comma(whitespace_after=closing))
        last = last.with_changes(comma=comma.with_changes(whitespace_after=between))
    else:
        new = new.with_changes(whitespace_after_arg=closing)
        nothing = cst.SimpleWhitespace("")
        last = last.with_changes(
            comma=cst.Comma(whitespace_after=between), whitespace_after_arg=nothing
        )
    return [*others, last, new]


def _join(first: Space, second: Space) -> Space:
    return second if isinstance(first, cst.SimpleWhitespace) and not first.value else first


def _merge(first: Space, second: Space, at_end: bool) -> Space:
    """Return the space in the place of an item with `first` before and `second` after it."""
    if not isinstance(second, cst.ParenthesizedWhitespace):
        if isinstance(first, cst.ParenthesizedWhitespace) and (not at_end or _has_comment(first)):
            return first
        return second if at_end else first
    if not isinstance(first, cst.ParenthesizedWhitespace):
        return second if at_end or _has_comment(second) else first
    if not (_has_comment(first) or _has_comment(second)):
        return second if at_end else first
    lines = list(first.empty_lines)
    if second.first_line.comment is not None:
        lines.append(
            cst.EmptyLine(
                indent=first.indent,
                whitespace=first.last_line,
                comment=second.first_line.comment,
                newline=second.first_line.newline,
            )
        )
    return first.with_changes(
        empty_lines=[*lines, *second.empty_lines], indent=second.indent, last_line=second.last_line
    )


def _has_comment(space: cst.ParenthesizedWhitespace) -> bool:
    return space.first_line.comment is not None or any(
        line.comment is not None for line in space.empty_lines
    )
