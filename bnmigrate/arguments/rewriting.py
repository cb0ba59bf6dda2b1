"""Rewrites lists of arguments: of a call, of a call of `dict`, and of a dict display."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import libcst as cst

from bnmigrate.arguments import listing

NO_SPACE = cst.SimpleWhitespace("")


@dataclass(frozen=True)
class Step:
    """What becomes of one argument.

    `name` is its keyword or key from now on, None where it stays as it is written; `rewrite`, if
    any, makes its new value; `written_out` are the keyword arguments that take the place of a dict
    that is unpacked.
    """

    name: str | None = None
    rewrite: Callable[[cst.BaseExpression], cst.BaseExpression] | None = None
    is_gone: bool = False
    written_out: tuple[tuple[str, str], ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything is different afterwards."""
        return self != Step()


def rewrite_call(
    call: cst.Call, skip: int, steps: Sequence[Step], added: Sequence[tuple[str, str]] = ()
) -> cst.Call:
    """Return `call` with `steps` carried out on its arguments after the first `skip` ones.

    `added` are names and values of keyword arguments that follow the others.
    """
    args = list(call.args[:skip])
    for arg, step in zip(call.args[skip:], steps, strict=True):
        args.extend(_written_out(arg, step) if step.written_out else [_changed_arg(arg, step)])
    opening: cst.BaseParenthesizableWhitespace = call.whitespace_before_args
    for name, text in added:
        new = cst.Arg(cst.parse_expression(text), cst.Name(name), _equal())
        args = listing.append(args, new, opening)
    flat = [step for step in steps for _ in step.written_out or [None]]
    gone = {skip + index for index, step in enumerate(flat) if step.is_gone}
    if gone:
        args, opening, closing = listing.remove(args, gone, opening, NO_SPACE)
        if args:
            args[-1] = _with_closing(args[-1], closing)
        else:
            opening = closing
    return call.with_changes(args=args, whitespace_before_args=opening)


def rewrite_dict(node: cst.Dict, steps: Sequence[Step]) -> cst.Dict:
    """Return a dict display of literal keys with `steps` carried out on its elements."""
    elements = [
        _changed_element(element, step)
        for element, step in zip(node.elements, steps, strict=True)
        if isinstance(element, cst.DictElement)
    ]
    gone = {index for index, step in enumerate(steps) if step.is_gone}
    if not gone:
        return node.with_changes(elements=elements)
    elements, opening, closing = listing.remove(
        elements, gone, node.lbrace.whitespace_after, node.rbrace.whitespace_before
    )
    return node.with_changes(
        elements=elements,
        lbrace=node.lbrace.with_changes(whitespace_after=opening),
        rbrace=node.rbrace.with_changes(whitespace_before=closing),
    )


def _equal() -> cst.AssignEqual:
    return cst.AssignEqual(NO_SPACE, NO_SPACE)


def _changed_arg(arg: cst.Arg, step: Step) -> cst.Arg:
    if step.rewrite is not None:
        arg = arg.with_changes(value=step.rewrite(arg.value))
    if step.name is not None:
        equal = arg.equal if arg.keyword else _equal()
        arg = arg.with_changes(keyword=cst.Name(step.name), equal=equal)
    return arg


def _written_out(arg: cst.Arg, step: Step) -> list[cst.Arg]:
    """Return the arguments that stand in the place of an unpacked dict; its comma is the last's."""
    made = [
        cst.Arg(
            cst.parse_expression(text),
            cst.Name(name),
            _equal(),
            comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")),
        )
        for name, text in step.written_out
    ]
    last = {"comma": arg.comma, "whitespace_after_arg": arg.whitespace_after_arg}
    return [*made[:-1], made[-1].with_changes(**last)]


def _changed_element(element: cst.DictElement, step: Step) -> cst.DictElement:
    if step.rewrite is not None:
        element = element.with_changes(value=step.rewrite(element.value))
    key = element.key
    if step.name is not None and isinstance(key, cst.SimpleString):
        text = f"{key.prefix}{key.quote}{step.name}{key.quote}"
        element = element.with_changes(key=key.with_changes(value=text))
    return element


def _with_closing(arg: cst.Arg, space: cst.BaseParenthesizableWhitespace) -> cst.Arg:
    if isinstance(arg.comma, cst.Comma):
        return arg.with_changes(comma=arg.comma.with_changes(whitespace_after=space))
    return arg.with_changes(whitespace_after_arg=space)
