"""Carry out edits: render what changes and splice it into the text, whose other bytes stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import libcst as cst
from libcst._nodes.internal import CodegenState

from bnmigrate.findings import Edit
from bnmigrate.names.bindings import Names
from bnmigrate.names.rendering import Rendering
from bnmigrate.names.syntax import comments_in
from bnmigrate.source import Splice, common


class _Apply(cst.CSTTransformer):
    """Rewrites the edited nodes, visiting nothing but the way to them."""

    def __init__(self, edits: dict[int, list[Edit]], names: Names) -> None:
        super().__init__()
        self.edits = edits
        self.names = names
        self.way = set(edits)
        for group in edits.values():
            self.way.update(id(up) for up in names.ancestors(group[0].node))

    def on_visit(self, node: cst.CSTNode) -> bool:
        return id(node) in self.way

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        inner = self.names.embedded.get(id(original_node))
        if inner is not None and id(inner) in self.way:
            changed = inner.visit(self)
            assert isinstance(changed, cst.BaseExpression)
            quoted = cst.Module([]).code_for_node(changed)
            updated_node = updated_node.with_changes(
                value=f"{original_node.prefix}{original_node.quote}{quoted}{original_node.quote}"
            )
        for edit in self.edits.get(id(original_node), ()):
            updated_node = edit.rewrite(updated_node)
        return updated_node


def rewritten(node: Any, edits: Iterable[Edit], names: Names) -> Any:
    """Return `node` with those of `edits` carried out that are in it."""
    return node.visit(_Apply(_by_node(edits), names))


def _by_node(edits: Iterable[Edit]) -> dict[int, list[Edit]]:
    by_node: dict[int, list[Edit]] = {}
    for edit in edits:
        by_node.setdefault(id(edit.node), []).append(edit)
    return by_node


def outermost(edits: Iterable[Edit], names: Names) -> list[cst.CSTNode]:
    """Return the edited nodes that stand in no other one; a string stands for what is in it."""
    nodes = {id(edit.node): edit.node for edit in edits}
    found: dict[int, cst.CSTNode] = {}
    for node in nodes.values():
        top = node
        for up in names.ancestors(node):
            if id(up) in nodes or id(up) in names.embedded:
                top = up
        found[id(top)] = top
    return list(found.values())


def splices(edits: Iterable[Edit], names: Names, rendering: Rendering) -> list[Splice]:
    """Return what carries out `edits` on the text of `rendering`, in order; it knows where the
    outermost of the edited nodes are.
    """
    edits = list(edits)
    transformer = _Apply(_by_node(edits), names)
    pieces: list[Splice] = []
    for node in outermost(edits, names):
        old = rendering.code(node)
        indents = rendering.indents(node)
        made: Any = node.visit(transformer)
        if made is cst.RemovalSentinel.REMOVE:
            new = _what_stays(node, names, indents)
        else:
            nodes = made if isinstance(made, cst.FlattenSentinel) else [made]
            options = {"is_elif": True} if _is_elif(node, names) else {}
            new = "".join(_render(part, names.module, indents, **options) for part in nodes)
            is_statement = isinstance(node, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
            if is_statement and not old.endswith(("\n", "\r")):
                new = new.removesuffix(names.module.default_newline)
        # What both begin and end with is left alone: it may hold white space that LibCST loses.
        first = common(old, new)
        last = common(old[first:][::-1], new[first:][::-1])
        start, end = rendering.part(node, first, last)
        pieces.append((start, end, new[first : len(new) - last]))
    return _with_end(sorted(pieces), names.module.default_newline, rendering.text)


def _with_end(pieces: list[Splice], newline: str, text: str) -> list[Splice]:
    """Where the last line of `text` has no end and goes, take it from the one that is last then."""
    if not pieces or text.endswith(("\n", "\r")):
        return pieces
    *rest, (start, end, new) = pieces
    if new or end != len(text):
        return pieces
    if rest and rest[-1][1] == start:
        before = rest.pop()
        rest.append((*before[:2], before[2].removesuffix(newline)))
    elif text[:start].endswith(newline):
        start -= len(newline)
    return [*rest, (start, end, new)]


def _is_elif(node: cst.CSTNode, names: Names) -> bool:
    return isinstance(node, cst.If) and isinstance(names.parent(node), cst.If)


def _render(node: cst.CSTNode, module: cst.Module, indents: list[str], **options: bool) -> str:
    state = CodegenState(module.default_indent, module.default_newline)
    state.indent_tokens.extend(indents)
    node._codegen(state, **options)
    return "".join(state.tokens)


def _what_stays(node: cst.CSTNode, names: Names, indents: list[str]) -> str:
    """Return the lines of a removed statement that stay: comments, and the blank line between two
    groups where the next statement has none of its own.
    """
    assert isinstance(node, cst.SimpleStatementLine)
    lines = list(node.leading_lines)
    said = [text for part in node.body for text in comments_in(part)]
    if node.trailing_whitespace.comment is not None:
        said += comments_in(node.trailing_whitespace)
    lines += [cst.EmptyLine(comment=cst.Comment(text)) for text in said]
    block = names.parent(node)
    assert isinstance(block, (cst.Module, cst.IndentedBlock))
    index = next(i for i, statement in enumerate(block.body) if statement is node)
    before, after = block.body[:index], block.body[index + 1 :]
    next_lines = getattr(after[0], "leading_lines", ()) if after else ()
    if not any(line.comment for line in lines) and (not after or next_lines):
        return ""
    if (
        lines
        and lines[0].comment
        and before
        and _is_import(before[-1])
        and not any(map(_is_import, after[:1]))
    ):
        lines.insert(0, cst.EmptyLine(indent=False))  # what is said behind imports isn't of them
    return "".join(_render(line, names.module, indents) for line in lines)


def _is_import(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and isinstance(
        statement.body[0], (cst.Import, cst.ImportFrom)
    )
