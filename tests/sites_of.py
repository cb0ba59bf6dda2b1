"""What a program asks of the layer, spelled alike whatever dialect and style it is written in."""

from __future__ import annotations

import ast
from dataclasses import dataclass

import libcst as cst

from bnmigrate.bindings import Names
from bnmigrate.flow import Flow
from bnmigrate.references import Resolver
from bnmigrate.rulebook import rulebook
from bnmigrate.structure import Structure
from bnmigrate.syntax import source


@dataclass(frozen=True)
class SiteArguments:
    """One use of the class: its kind, its dialect, and its arguments by name, defaults left out."""

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
                default = None if known is None else known.default
                if default is None or value != _normal(default):
                    arguments.append((name, value))
        found.append(
            SiteArguments(use.kind, use.held.layer_class.dialect.name, tuple(sorted(arguments)))
        )
    return found


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


def _normal(text: str) -> str:
    """Spell an expression alike: numbers as floats, one kind of space, no needless parentheses."""
    return ast.unparse(_Normal().visit(ast.parse(f"({text})", mode="eval")))
