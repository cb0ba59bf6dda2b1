"""The constructor calls that a fix translates, each as the text that it was and becomes.

A call stands in its file with the names that the file imports; here it is also given with the
qualified names in their place, so that it can be run without the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst

from bnmigrate.apply import rewritten
from bnmigrate.arguments.translate import Fill
from bnmigrate.checks.constructors import made_value
from bnmigrate.findings import Edit
from bnmigrate.names.syntax import NO_LITERAL, bare, children, dotted, literal, source
from bnmigrate.rulebook import Dialect, LayerClass
from bnmigrate.sites import Analysis, Constructor, Site

BOUND = "bound_argument_{}"
"""The names of the positional arguments that a partial, which is called, holds already."""


@dataclass(frozen=True)
class TranslatedCall:
    """One call of the layer's class, before and after.

    `before` and `after` are the texts of the two files. `original` and `translated` are the same
    calls with the class and whatever else the frameworks define under their qualified names, and
    with the dict in the place of a name that is unpacked; a partial, or a call of a partial, is
    given as a call of the class. `fills` are the statements that follow the translated call.

    `constants` are the values of names that are bound to a literal once, `defaults` those of
    parameters that have a literal default.
    """

    before: str
    after: str
    original: str
    translated: str
    fills: tuple[Fill, ...]
    layer_class: LayerClass
    target: Dialect
    constants: Mapping[str, object]
    defaults: Mapping[str, object]


def translated_calls(
    analysis: Analysis, chosen: Sequence[Site], edits: Sequence[Edit]
) -> dict[Site, TranslatedCall]:
    """Return the calls of the chosen sites that make the layer, as `edits` translate them."""
    return {
        site: _call(analysis, site, site.constructor, edits)
        for site in chosen
        if site.constructor is not None
    }


def _call(
    analysis: Analysis, site: Site, constructor: Constructor, edits: Sequence[Edit]
) -> TranslatedCall:
    call = site.node
    assert isinstance(call, cst.Call)
    assert site.layer_class is not None
    target = analysis.target_of(site.layer_class)
    given = call.args[constructor.skip :]
    dicts = list(_dicts(analysis, given))
    qualified = list(_qualified(analysis, [*given, *(value for _, value in dicts)]))
    before = [
        *qualified,
        *(_put(name, rewritten(v, qualified, analysis.names)) for name, v in dicts),
    ]
    # Not what is put around the call, such as a mode call on the layer.
    own = [*(edit for edit in edits if edit.node is not call), *site.edits]
    changed = [*own, *qualified]
    after = [*changed, *(_put(name, rewritten(v, changed, analysis.names)) for name, v in dicts)]
    made = made_value(analysis, call)
    statements = [_statement(fill, target, source(made)) for fill in site.fills if made is not None]
    constants, defaults = _known(analysis, [*given, *(value for _, value in dicts)])
    return TranslatedCall(
        source(call),
        "\n".join([source(rewritten(call, edits, analysis.names)), *statements]),
        _runnable(
            rewritten(call, before, analysis.names), site.layer_class.qualified_name, constructor
        ),
        _runnable(rewritten(call, after, analysis.names), target.layer_class, constructor),
        tuple(site.fills),
        site.layer_class,
        target,
        constants,
        defaults,
    )


def _runnable(call: cst.Call, class_name: str, constructor: Constructor) -> str:
    bound = [cst.Arg(cst.Name(BOUND.format(index))) for index in range(constructor.bound)]
    args = [*bound, *call.args[constructor.skip :]]
    return source(call.with_changes(func=cst.parse_expression(class_name), args=args))


def _statement(fill: Fill, target: Dialect, made: str) -> str:
    return fill.template.format(target=f"{made}.{target.state[fill.concept]}", **dict(fill.values))


def _put(node: cst.CSTNode, value: cst.BaseExpression) -> Edit:
    def rewrite(old: Any) -> cst.BaseExpression:
        del old
        return value

    return Edit(node, rewrite)


def _dicts(
    analysis: Analysis, args: Sequence[cst.Arg]
) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression]]:
    """Yield each name that is unpacked, and the dict that it is bound to."""
    for arg in args:
        if arg.star == "**" and not isinstance(arg.value, (cst.Dict, cst.Call)):
            binding = analysis.resolver.single(arg.value)
            if binding is not None and isinstance(binding.value, (cst.Dict, cst.Call)):
                yield arg.value, binding.value


def _names(node: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """Yield the names and dotted names that are read in `node`."""
    if isinstance(node, cst.Arg):
        yield from _names(node.value)  # not the keyword
    elif isinstance(node, (cst.Name, cst.Attribute)) and dotted(node):
        yield node
    elif isinstance(node, cst.Attribute):
        yield from _names(node.value)
    else:
        for child in children(node):
            yield from _names(child)


def _qualified(analysis: Analysis, nodes: Sequence[cst.CSTNode]) -> Iterator[Edit]:
    """Yield the edits that put qualified names in the place of what the frameworks define."""
    for top in nodes:
        for node in _names(top):
            name = analysis.resolver.qualified(node)
            if name is not None and name.partition(".")[0] in analysis.rules.roots:
                yield _put(node, cst.parse_expression(name))


def _known(
    analysis: Analysis, nodes: Sequence[cst.CSTNode]
) -> tuple[dict[str, object], dict[str, object]]:
    constants: dict[str, object] = {}
    defaults: dict[str, object] = {}
    for top in nodes:
        for node in _names(top):
            name = dotted(node) or ""
            value = analysis.resolver.constant(node)
            default = analysis.resolver.default(node)
            if value is not NO_LITERAL:
                constants[name] = value
            elif default is not None and literal(bare(default)) is not NO_LITERAL:
                defaults[name] = literal(bare(default))
    return constants, defaults
