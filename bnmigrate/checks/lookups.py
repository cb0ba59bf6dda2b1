"""BN209: the layer found by its name, in a string or through a star import."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import libcst as cst

from bnmigrate.findings import Obstacle
from bnmigrate.names.syntax import brief, literal
from bnmigrate.rulebook import last_names
from bnmigrate.sites import Analysis, Site, of_any_member

_SEARCHES = frozenset({"find", "rfind", "index", "count", "startswith", "endswith", "__contains__"})


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each name that only a star import can bind, and for each class name in a
    string that code compares or looks up.
    """
    source_classes = [
        name
        for name, known in analysis.rules.classes.items()
        if known.dialect.name in analysis.moved
    ]
    wanted = last_names(source_classes)
    yield from _stars(analysis, wanted)
    if analysis.imports_source():
        yield from _strings(analysis, wanted)
        yield from _type_comments(analysis, wanted)


def _site(node: cst.CSTNode, message: str, reason: str, advice: str) -> Site:
    site = Site("BN209", node, message)
    site.obstacles.append(Obstacle("BN209", f"{message}: {reason}", advice))
    return site


def _stars(analysis: Analysis, wanted: frozenset[str]) -> Iterator[Site]:
    names = analysis.names
    stars = [b for scope in names.scopes for b in scope.bindings.get("*", ())]
    if not stars:
        return
    modules = " or ".join(dict.fromkeys(f"`{star.qualified or '.'}`" for star in stars))
    reason = f"only a star import can bind it here (from {modules}), and bnmigrate doesn't guess"
    advice = "import the name explicitly"
    for name in wanted:
        for load in names.loads.get(name, ()):
            if names.owner(load.scope, name) is None:
                yield _site(load.node, f"`{name}` may be the layer", reason, advice)
    for attribute in names.attributes:
        if attribute.attr.value in wanted:
            root: cst.BaseExpression = attribute
            while isinstance(root, cst.Attribute):
                root = root.value
            load_of = names.load_at.get(id(root))
            if load_of is not None and names.owner(load_of.scope, load_of.node.value) is None:
                yield _site(attribute, f"`{brief(attribute)}` may be the layer", reason, advice)


def _strings(analysis: Analysis, wanted: frozenset[str]) -> Iterator[Site]:
    advice = "name the class itself instead, so that it can be followed"
    named = re.compile("|".join(["BatchNorm", *map(re.escape, sorted(wanted))]))
    for string in analysis.names.strings:
        if not isinstance(string, cst.SimpleString) or not named.search(string.value):
            continue
        if id(string) in analysis.names.embedded or id(string) in analysis.exports.listing:
            continue
        text = literal(string)
        if not isinstance(text, str):
            continue
        parent = analysis.names.parent(string)
        if text.rpartition(".")[2] in wanted:
            if isinstance(parent, cst.Arg):
                call = analysis.names.parent(parent)
                if isinstance(call, cst.Call) and analysis.resolver.is_named(
                    call.func, "getattr", "hasattr", "setattr"
                ):
                    yield _site(
                        string,
                        f"the layer is looked up by its name {text!r}",
                        "what is found here, and how it is called, can't be followed",
                        advice,
                    )
                    continue
            if not _is_plain(analysis, string):
                continue
        elif _is_code(text, wanted) and _is_plain(analysis, string):
            yield _site(
                string,
                f"code in the string {brief(string)} names the layer",
                "code in strings isn't followed",
                "move it out of the string, or migrate it by hand",
            )
            continue
        elif not _is_searched(analysis, string, text, wanted):
            continue
        if _is_followed(analysis, string):
            continue
        message = f"the layer is recognised by its name {text!r}"
        reason = "the class has this name in either framework, its parameters and arguments don't"
        if _touches_parameters(analysis, string):
            obstacle = Obstacle("BN209", f"{message}: {reason}", advice)
            yield of_any_member(string, message, obstacle)
        else:
            yield _site(string, message, reason, advice)


def _touches_parameters(analysis: Analysis, string: cst.CSTNode) -> bool:
    """Tell whether what a string guards names a parameter or buffer that the target's layer calls
    otherwise, of something that isn't followed: `m.weight` where the class's name was found.
    """
    renamed = {
        name
        for source, target in analysis.pairs
        for name in {*source.state.values()} - {*target.state.values()}
    }
    function = analysis.structure.function_of(string)
    branch = _branch(analysis, string)
    return any(
        attribute.attr.value in renamed
        and not any(flow.held_at(attribute.value) for flow in analysis.flows)
        and analysis.structure.function_of(attribute) is function
        and (branch is None or any(up is branch for up in analysis.names.ancestors(attribute)))
        for attribute in analysis.names.attributes
    )


def _branch(analysis: Analysis, string: cst.CSTNode) -> cst.BaseSuite | None:
    """Return the branch that a condition with the string guards; None where it guards what follows,
    or there is none.
    """
    ancestors = list(analysis.names.ancestors(string))
    for below, node in zip([string, *ancestors], ancestors, strict=False):
        if isinstance(node, cst.If) and node.test is below:
            last = node.body.body[-1] if node.body.body else None
            leaves = cst.Return | cst.Continue | cst.Break | cst.Raise
            simple = last.body[-1] if isinstance(last, cst.SimpleStatementLine) else last
            return None if isinstance(simple, leaves) else node.body
    return None


def _is_followed(analysis: Analysis, string: cst.SimpleString) -> bool:
    """Tell whether a string is looked for in the name of a class, which is the same in either
    framework, and the program knows what is done there with the layer, or nothing is.
    """
    if any(len(last_names(d.layer_class for d in pair)) > 1 for pair in analysis.pairs):
        return False  # the names differ
    parent = analysis.names.parent(string)
    if isinstance(parent, cst.Arg):
        call = analysis.names.parent(parent)
        method = call.func if isinstance(call, cst.Call) else None
        looked_in = [method.value] if isinstance(method, cst.Attribute) else []
    else:
        if isinstance(parent, cst.ComparisonTarget):
            parent = analysis.names.parent(parent)
        if not isinstance(parent, cst.Comparison):
            return False
        sides = [parent.left, *(part.comparator for part in parent.comparisons)]
        looked_in = [side for side in sides if side is not string]
    function = analysis.structure.function_of(string)
    is_held = any(
        any(flow.held_at(attribute.value) for flow in analysis.flows)
        and analysis.structure.function_of(attribute) is function
        for attribute in analysis.names.attributes
    )
    return (
        bool(looked_in)
        and all(_names_class(analysis, one) for one in looked_in)
        and (is_held or not _touches_parameters(analysis, string))
    )


def _names_class(analysis: Analysis, node: cst.BaseExpression) -> bool:
    """Tell whether an expression is the name of a class: `type(m).__name__`."""
    if isinstance(node, cst.Name):
        binding = analysis.resolver.single(node)
        return (
            binding is not None
            and binding.value is not None
            and not isinstance(binding.value, cst.Name)
            and _names_class(analysis, binding.value)
        )
    if not isinstance(node, cst.Attribute) or node.attr.value != "__name__":
        return False
    owner = node.value
    if isinstance(owner, cst.Call):
        return analysis.resolver.is_named(owner.func, "type") and len(owner.args) == 1
    return isinstance(owner, cst.Attribute) and owner.attr.value == "__class__"


class _Comments(cst.CSTVisitor):
    """Collects the type comments that have one of some words."""

    def __init__(self, words: frozenset[str]) -> None:
        super().__init__()
        self.pattern = re.compile(rf"#\s*type:.*\b({'|'.join(map(re.escape, sorted(words)))})\b")
        self.found: list[tuple[cst.Comment, str]] = []

    def visit_Comment(self, node: cst.Comment) -> None:
        match = self.pattern.match(node.value)
        if match is not None:
            self.found.append((node, match[1]))


def _type_comments(analysis: Analysis, wanted: frozenset[str]) -> Iterator[Site]:
    comments = _Comments(wanted)
    if comments.pattern.search(analysis.exports.text) is None:
        return
    analysis.names.module.visit(comments)
    for comment, name in comments.found:
        yield _site(
            comment,
            f"`{name}` in a type comment may be the layer",
            "names in comments aren't resolved",
            "write the type as an annotation, or migrate the comment by hand",
        )


def _is_code(text: str, wanted: frozenset[str]) -> bool:
    """Tell whether the string is an expression, such as a type, in which the class is named."""
    if not any(name in text for name in wanted):
        return False
    try:
        nodes = list(ast.walk(ast.parse(text, mode="eval")))
    except (SyntaxError, ValueError):
        return False
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    for node in nodes:
        parts = [node.func] if isinstance(node, ast.Call) else []
        parts += [node.slice] if isinstance(node, ast.Subscript) else []
        names.update(part.id for part in parts if isinstance(part, ast.Name))
    return not names.isdisjoint(wanted)


def _is_plain(analysis: Analysis, string: cst.CSTNode) -> bool:
    """Tell whether the string is data that code works with: no docstring and no key."""
    parent = analysis.names.parent(string)
    is_key = isinstance(parent, cst.DictElement) and parent.key is string
    is_part = isinstance(parent, cst.ConcatenatedString) and not any(
        isinstance(up, cst.Annotation) for up in analysis.names.ancestors(string)
    )
    return not is_key and not is_part and not isinstance(parent, cst.Expr)


def _is_searched(
    analysis: Analysis, string: cst.CSTNode, text: str, wanted: frozenset[str]
) -> bool:
    """Tell whether the string is part of a class's name that code searches for in another."""
    if len(text) < 5 or not any(text in name for name in wanted):
        return False
    parent = analysis.names.parent(string)
    if isinstance(parent, cst.Comparison) and parent.left is string:
        return any(isinstance(c.operator, (cst.In, cst.NotIn)) for c in parent.comparisons)
    if isinstance(parent, cst.Arg):
        call = analysis.names.parent(parent)
        return (
            isinstance(call, cst.Call)
            and isinstance(call.func, cst.Attribute)
            and call.func.attr.value in _SEARCHES
        )
    return False
