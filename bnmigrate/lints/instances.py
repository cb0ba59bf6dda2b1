"""BN303, BN304 and BN309: what is done with a layer that is in the framework's own dialect."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.checks.accesses import access_site, lookup_site
from bnmigrate.flow import Use
from bnmigrate.lints.site import lint_site
from bnmigrate.origins import Looker
from bnmigrate.rulebook import Dialect
from bnmigrate.sites import Analysis, Site
from bnmigrate.syntax import brief, literal


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each use of a layer that stays which it answers with an error, or not at
    all. What else may arrive in the same place makes it no business of this module's.
    """
    looker = Looker(analysis.resident)
    seen: set[int] = set()
    for use in analysis.resident.uses:
        if use.kind not in ("access", "lookup") or id(use.node) in seen:
            continue
        seen.add(id(use.node))
        assert isinstance(use.expression, cst.BaseExpression)
        if id(use.expression) in analysis.resident.mixed:
            continue
        origins = looker.of_instance(use.expression)
        if origins.others or origins.unknown or origins.parameters:
            continue
        yield from _foreign_name(analysis, use)
        if use.kind == "access":
            assert isinstance(use.node, cst.Attribute)
            yield from _ineffective(analysis, use, use.node)
            yield from _half_precision(analysis, use, use.node)


def _foreign_name(analysis: Analysis, use: Use) -> Iterator[Site]:
    own = use.held.layer_class.dialect
    name = use.detail if use.kind == "access" else _looked_up(use.node)
    if name is None or name in own.attributes or name in own.state.values():
        return
    other = next(
        (d for d in use.held.layer_class.layer.dialects.values() if _is_theirs(d, name)), None
    )
    if other is None:
        return
    assert isinstance(use.node, (cst.Attribute, cst.Call))
    translated = (
        access_site(analysis, use.node, other, own)
        if isinstance(use.node, cst.Attribute)
        else lookup_site(analysis, use.node, other, own)
    )
    concept = next((c for c, said in other.state.items() if said == name), "")
    new = own.state.get(concept, "")
    can_fix = translated is not None and not translated.obstacles
    yield lint_site(
        "BN303",
        use.node if translated is None else translated.node,
        f"`{brief(use.node)}` has {other.title}'s name on a layer of {own.title}",
        f"the layer has no `{name}`: reading it raises an AttributeError",
        f"use `{new}`" if new else f"{own.title}'s layer has nothing that does the same",
        translated.edits if translated is not None and can_fix else (),
        translated.templates if translated is not None and can_fix else (),
        use.held.layer_class,
    )


def _is_theirs(dialect: Dialect, name: str) -> bool:
    return name in dialect.state.values() or name in dialect.modes.values()


def _looked_up(call: cst.CSTNode) -> str | None:
    assert isinstance(call, cst.Call)
    name = literal(call.args[1].value) if len(call.args) > 1 else None
    return name if isinstance(name, str) else None


def _ineffective(analysis: Analysis, use: Use, node: cst.Attribute) -> Iterator[Site]:
    dialect = use.held.layer_class.dialect
    parameter = dialect.signature.named(node.attr.value)
    if (
        id(node) in analysis.names.stored
        and parameter is not None
        and parameter.concept in ("update-rate", "epsilon")
        and dialect.assigned_settings == "ignored"
    ):
        yield lint_site(
            "BN304",
            node,
            f"`{brief(node)}` is assigned",
            f"{dialect.title} bakes `{parameter.name}` in when the layer is made: this has no "
            "effect, and raises nothing",
            f"give `{parameter.name}` to the constructor, or make a new layer where it changes",
        )


def _half_precision(analysis: Analysis, use: Use, node: cst.Attribute) -> Iterator[Site]:
    """Find `bn.gamma.set_dtype(mindspore.float16)`."""
    dialect = use.held.layer_class.dialect
    method = analysis.names.parent(node)
    call = analysis.names.parent(method) if method is not None else None
    if (
        dialect.half_precision == "frozen"
        and node.attr.value in dialect.state.values()
        and isinstance(method, cst.Attribute)
        and method.attr.value == "set_dtype"
        and isinstance(call, cst.Call)
        and len(call.args) == 1
        and (analysis.resolver.qualified(call.args[0].value) or "").endswith(".float16")
    ):
        yield lint_site(
            "BN309",
            call,
            f"`{brief(call)}` makes a parameter of half precision",
            f"{dialect.title}'s layer runs with it, and its moving statistics silently never move",
            "keep the layer's parameters in float32; its input may be float16",
        )
