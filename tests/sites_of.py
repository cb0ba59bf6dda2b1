"""What a program asks of the layer, spelled alike whatever dialect and style it is written in."""

from __future__ import annotations

import ast
from dataclasses import dataclass

import libcst as cst

from bnmigrate.names.bindings import Names
from bnmigrate.names.references import Resolver
from bnmigrate.names.syntax import source
from bnmigrate.rule_files import rulebook
from bnmigrate.rulebook import LayerClass
from bnmigrate.tracing.flow import Flow
from bnmigrate.tracing.structure import Structure


@dataclass(frozen=True)
class SiteArguments:
    """One use of the class: its kind, its dialect, and its arguments by name, defaults left out;
    the epsilon of a LayerNorm, whose defaults differ, is there in any case.
    """

    kind: str
    dialect: str
    arguments: tuple[tuple[str, str], ...]


def sites_of(text: str) -> list[SiteArguments]:
    """Return every use of the layer's class in a program, in source order."""
    names = Names(cst.parse_module(text), embedded=_annotation)
    resolver = Resolver(names, rulebook())
    references = [r for r in resolver.references() if r.known is not None]
    flow = Flow(Structure(resolver), references)
    found = []
    of_class = [use for use in flow.uses if use.held.made is None]
    for use in sorted(of_class, key=lambda use: names.order_of(use.expression)):
        arguments: list[tuple[str, str]] = []
        if use.kind in ("call", "partial"):
            assert isinstance(use.node, cst.Call)
            skip = 1 if use.kind == "partial" else 0
            signature = use.held.layer_class.signature
            for index, arg in enumerate(use.node.args[skip:]):
                if arg.keyword is not None:
                    name = arg.keyword.value
                elif arg.star:
                    name = arg.star
                else:
                    parameter = signature.at(use.held.bound + index)
                    name = parameter.name if parameter is not None else f"{index}"
                known = signature.named(name)
                value = _normal(source(arg.value))
                if known is not None and known.encoding == "shape":
                    value = _size(value)
                default = None if known is None else known.default
                neutral = () if known is None else known.neutral
                is_default = default is not None and value == _normal(default)
                is_written = known is not None and _is_written(use.held.layer_class, known.concept)
                if is_written or not (
                    is_default or _name(value) in map(_name, map(_normal, neutral))
                ):
                    arguments.append((name, value))
            for one in signature.parameters:
                is_given = any(name == one.name for name, _ in arguments) or use.held.is_partial
                if not is_given and _is_written(use.held.layer_class, one.concept):
                    arguments.append((one.name, _normal(one.default or "")))
        found.append(
            SiteArguments(use.kind, use.held.layer_class.dialect.name, tuple(sorted(arguments)))
        )
    return found


def _is_written(layer_class: LayerClass, concept: str) -> bool:
    return concept == "epsilon" and layer_class.layer.name == "LayerNorm"


def _annotation(string: cst.SimpleString) -> cst.BaseExpression | None:
    if "BatchNorm2d" not in string.value:
        return None
    try:
        return cst.parse_expression(string.raw_value)
    except cst.ParserSyntaxError:
        return None


class _Normal(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            return ast.Constant(float(node.value))
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return node.operand if isinstance(node.op, ast.UAdd) else node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not):
            return ast.IfExp(node.test.operand, node.orelse, node.body)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Write 1 - (a if c else b) as a conditional expression of 1 - a and 1 - b."""
        self.generic_visit(node)
        choice = node.right
        if isinstance(node.op, ast.Sub) and {type(node.left), type(choice)} == {ast.Constant}:
            left, right = ast.literal_eval(node.left), ast.literal_eval(choice)
            return ast.Constant(round(left - right, 15))
        is_one_minus = isinstance(node.op, ast.Sub) and ast.unparse(node.left) == "1.0"
        if not is_one_minus or not isinstance(choice, ast.IfExp):
            return node
        body, orelse = (
            self.visit_BinOp(ast.BinOp(node.left, ast.Sub(), branch))
            for branch in (choice.body, choice.orelse)
        )
        return ast.IfExp(choice.test, body, orelse)


def _name(text: str) -> str:
    """Return a type's last name, whatever its module is called; other values as they are."""
    return text.rpartition(".")[2] if text.replace(".", "").isidentifier() else text


def _size(shape: str) -> str:
    """Return the one size of a shape of one dimension, `c` of `[c]` and `(c,)`; others as they
    are.
    """
    match ast.parse(shape, mode="eval").body:
        case ast.List([size]) | ast.Tuple([size]):
            return ast.unparse(size)
    return shape


def _normal(text: str) -> str:
    """Spell an expression alike: numbers as floats, one kind of space, no needless parentheses."""
    return ast.unparse(_Normal().visit(ast.parse(f"({text})", mode="eval")))
