"""Where nodes stand in the text of their module, and what LibCST generates for them.

LibCST's own position provider visits every node twice and costs twice the parsing; generating the
code of the whole module with a look at each node costs half of it. Python's own parser is ten times
as fast and knows where each statement begins, so only the statements are generated that hold a node
which matters, each as far as its last such node, and looked for in the text where Python says that
it is.
"""

from __future__ import annotations

import ast
import bisect
import contextlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import libcst as cst
from libcst._nodes.internal import CodegenState

from bnmigrate.names.bindings import Names
from bnmigrate.source import Lines


class NotReproducedError(Exception):
    """LibCST doesn't give back the text that it was given, in more than white space."""


class Rendering:
    """The offsets in `text` of the `wanted` nodes of a module.

    `tree` is what Python makes of the text, None where Python can't parse it. Raises
    NotReproducedError.
    """

    def __init__(
        self, names: Names, text: str, wanted: Iterable[cst.CSTNode], tree: ast.Module | None
    ) -> None:
        self.text = text
        nodes = list(wanted)
        generated = None if tree is None else _by_statement(names, text, nodes, tree)
        if generated is None:
            state = _Recorder(names.module, nodes)
            _generate(state, names.module)
            generated = [_Generated(state, _lost(text, "".join(state.tokens)))]
        self._generated = {key: one for one in generated for key in one.state.spans}

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return the offsets of a wanted node in the text."""
        return self.part(node, 0, 0)

    def part(self, node: cst.CSTNode, first: int, last: int) -> tuple[int, int]:
        """Return the offsets in the text of `code` without `first` and `last` characters of it."""
        return self._generated[id(node)].part(node, first, last)

    def code(self, node: cst.CSTNode) -> str:
        """Return the code of a wanted node as LibCST generates it."""
        state = self._generated[id(node)].state
        start, end = state.spans[id(node)]
        return "".join(state.tokens[start:end])

    def indents(self, node: cst.CSTNode) -> list[str]:
        """Return the indentation that a wanted node stands at, a string for each level."""
        return self._generated[id(node)].state.indents[id(node)]


_NOTHING = contextlib.nullcontext()


class _AllGeneratedError(Exception):
    """Nothing else is wanted of a statement."""


class _Recorder(CodegenState):
    """Generates code and notes where the nodes that it was asked for begin and end; where it
    `stops`, raises _AllGeneratedError behind the last of them.
    """

    def __init__(
        self, module: cst.Module, wanted: Iterable[cst.CSTNode] = (), stops: bool = False
    ) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.wanted = {id(node) for node in wanted}
        self.stops = stops
        self.spans: dict[int, tuple[int, int]] = {}
        self.indents: dict[int, list[str]] = {}
        self._open: dict[int, int] = {}

    def record_syntactic_position(self, *_: Any, **__: Any) -> Any:
        """Do nothing, and at less cost than LibCST's own way to do nothing."""
        return _NOTHING

    def before_codegen(self, node: cst.CSTNode) -> None:
        if id(node) in self.wanted:
            self._open[id(node)] = len(self.tokens)
            self.indents[id(node)] = list(self.indent_tokens)

    def after_codegen(self, node: cst.CSTNode) -> None:
        if id(node) in self.wanted:
            self.spans[id(node)] = (self._open[id(node)], len(self.tokens))
            if self.stops and len(self.spans) == len(self.wanted):
                raise _AllGeneratedError


def _generate(state: _Recorder, node: cst.CSTNode) -> None:
    with contextlib.suppress(_AllGeneratedError):
        node._codegen(state)  # the one way to a generation with a state of one's own


class _Generated:
    """The code of a module or of a statement, and where it is in the text.

    LibCST loses some white space (a form feed before a statement, a blank line before the last
    comment, a lone carriage return at the end): `lost` are the offset in the code and the length of
    each. `start` is the offset in the text.
    """

    def __init__(self, state: _Recorder, lost: Sequence[tuple[int, int]], start: int = 0) -> None:
        self.state = state
        self.start = start
        self._offsets = [0, *itertools.accumulate(len(token) for token in state.tokens)]
        self._lost_at = [place for place, _ in lost]
        self._lost_before = [0, *itertools.accumulate(length for _, length in lost)]

    def part(self, node: cst.CSTNode, first: int, last: int) -> tuple[int, int]:
        """Return the offsets in the text of a node without some characters at its two ends."""
        opened, closed = self.state.spans[id(node)]
        # Where the last line has no end, the one that was generated is taken back.
        closed = min(closed, len(self._offsets) - 1)
        start, end = self._offsets[opened] + first, self._offsets[closed] - last
        in_text = self.start + end + self._lost_before[bisect.bisect_left(self._lost_at, end)]
        if start == end:
            return in_text, in_text
        lost = self._lost_before[bisect.bisect_right(self._lost_at, start)]
        return self.start + start + lost, in_text


def _by_statement(
    names: Names, text: str, wanted: Sequence[cst.CSTNode], tree: ast.Module
) -> list[_Generated] | None:
    """Generate the statements that hold the `wanted` nodes; None where one of these is in no
    statement, or its statement isn't found where Python has it.
    """
    statements = _Statements(names, tree)
    lines = Lines(text)
    inside: dict[int, list[cst.CSTNode]] = {}
    outer: dict[int, cst.CSTNode] = {}
    whole = {id(node) for node in wanted if names.statement_of(node) is node}
    for node in wanted:
        statement = names.statement_of(node)
        for up in names.ancestors(statement):
            if id(up) in whole:
                statement = up
        outer[id(statement)] = statement
        inside.setdefault(id(statement), []).append(node)
    made: list[_Generated] = []
    for statement in outer.values():
        line = statements.first_line(statement)
        if line is None:
            return None
        blocks = [up for up in names.ancestors(statement) if isinstance(up, cst.IndentedBlock)]
        default = names.module.default_indent
        indents = [default if up.indent is None else up.indent for up in reversed(blocks)]
        state = _Recorder(names.module, inside[id(statement)], stops=True)
        state.indent_tokens.extend(indents)
        _generate(state, statement)
        above = _Recorder(names.module)
        above.indent_tokens.extend(indents)
        for empty_line in getattr(statement, "leading_lines", ()):
            _generate(above, empty_line)
        start = lines.start(line) - len("".join(above.tokens))
        if start < 0 or not text.startswith("".join(state.tokens), start):
            return None
        made.append(_Generated(state, (), start))
    return made


class _Statements:
    """Finds what Python's parser made of a statement of LibCST's tree."""

    def __init__(self, names: Names, tree: ast.Module) -> None:
        self.names = names
        self.tree = tree
        self._in_block: dict[int, dict[int, ast.AST]] = {}
        self._elifs: dict[int, ast.AST | None] = {}

    def first_line(self, statement: cst.CSTNode) -> int | None:
        """Return the line that a statement begins at, counted from 1."""
        found = self._find(statement)
        if not isinstance(found, ast.stmt):
            return None
        decorators: list[ast.expr] = getattr(found, "decorator_list", [])
        return min([found.lineno, *(decorator.lineno for decorator in decorators)])

    def _find(self, statement: cst.CSTNode) -> ast.AST | None:
        parent = self.names.parent(statement)
        if isinstance(parent, (cst.Module, cst.IndentedBlock)):
            if id(parent) not in self._in_block:
                self._in_block[id(parent)] = dict(_pairs(parent, self._body(parent)))
            return self._in_block[id(parent)].get(id(statement))
        if isinstance(statement, cst.If) and isinstance(parent, cst.If):  # an elif
            if id(statement) not in self._elifs:
                found = next(iter(getattr(self._find(parent), "orelse", ())), None)
                self._elifs[id(statement)] = found
            return self._elifs[id(statement)]
        return None

    def _body(self, block: cst.CSTNode) -> Sequence[ast.AST]:
        """Return the statements that Python found in a block."""
        if isinstance(block, cst.Module):
            return self.tree.body
        owner = self.names.parent(block)
        outer = None if owner is None else self.names.parent(owner)
        field, siblings = "body", ()
        if isinstance(owner, cst.Else):
            owner, field = outer, "orelse"
        elif isinstance(owner, cst.Finally):
            owner, field = outer, "finalbody"
        elif isinstance(owner, (cst.ExceptHandler, cst.ExceptStarHandler)):
            return self._branch(outer, "handlers", owner)
        elif isinstance(owner, cst.MatchCase):
            return self._branch(outer, "cases", owner)
        found = None if owner is None else self._find(owner)
        return getattr(found, field, siblings)

    def _branch(self, outer: cst.CSTNode | None, field: str, branch: cst.CSTNode) -> list[ast.AST]:
        """Return the statements of one of the handlers of a try, or of the cases of a match."""
        assert outer is not None
        branches = zip(getattr(outer, field), getattr(self._find(outer), field, ()), strict=False)
        return next((found.body for one, found in branches if one is branch), [])


def _pairs(
    block: cst.Module | cst.IndentedBlock, found: Sequence[ast.AST]
) -> Iterator[tuple[int, ast.AST]]:
    """Pair each line or compound statement of a block with the first statement there."""
    place = 0
    for statement in block.body:
        if place < len(found):
            yield id(statement), found[place]
        place += len(statement.body) if isinstance(statement, cst.SimpleStatementLine) else 1


def _lost(text: str, generated: str) -> list[tuple[int, int]]:
    """Return what `generated` lacks of `text`: its offset there and its length."""
    if generated == text:
        return []
    lost: list[tuple[int, int]] = []
    here = 0
    for offset, character in enumerate(generated):
        start = here
        while here < len(text) and text[here] != character:
            if not text[here].isspace():
                raise NotReproducedError
            here += 1
        if here == len(text):
            raise NotReproducedError
        if here > start:
            lost.append((offset, here - start))
        here += 1
    if text[here:].strip():
        raise NotReproducedError
    return lost
