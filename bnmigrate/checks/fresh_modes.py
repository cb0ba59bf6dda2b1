"""BN106: a fresh layer that is used on its own, whose mode differs between the frameworks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from bnmigrate.findings import Edit, Obstacle
from bnmigrate.names.syntax import brief
from bnmigrate.rulebook import Dialect
from bnmigrate.sites import Analysis, Site
from bnmigrate.tracing.flow import Use


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each layer that no module registers and whose mode nobody sets."""
    by_maker: dict[int, list[Use]] = {}
    makers: dict[int, tuple[cst.Call, Use]] = {}
    for use in analysis.flow.uses:
        if use.kind == "call":
            assert isinstance(use.node, cst.Call)
            makers.setdefault(id(use.node), (use.node, use))
        elif use.held.made is not None:
            by_maker.setdefault(id(use.held.made), []).append(use)
    for call, use in makers.values():
        source = use.held.layer_class.dialect
        target = analysis.target_of(use.held.layer_class)
        if source.fresh_mode == target.fresh_mode:
            continue
        uses = by_maker.get(id(call), [])
        if _is_registered(uses):
            continue
        site = _alone(analysis, call, uses, source, target)
        if site is not None:
            site.group = use.group
            site.layer_class = use.held.layer_class
            site.is_access = True
            yield site


def _is_registered(uses: Sequence[Use]) -> bool:
    return any(
        use.kind in ("escape", "member") or (use.kind == "store" and use.detail == "object")
        for use in uses
    )


def _alone(
    analysis: Analysis, call: cst.Call, uses: Sequence[Use], source: Dialect, target: Dialect
) -> Site | None:
    """Return the site for a layer that lives on its own, None where its mode is right as it is."""
    applied = [use for use in uses if use.kind == "apply"]
    if not applied:
        return None
    if any(use.kind == "result" for use in uses):
        place = applied[0].node
        site = Site("BN106", place, f"`{brief(place)}` uses a fresh layer on its own")
        site.obstacles.append(
            Obstacle(
                "BN106",
                f"the function that makes it leaves it in {source.fresh_mode} mode, and a fresh "
                f"layer of {target.title} is in {target.fresh_mode} mode",
                "set the mode here, where the layer is used",
            )
        )
        return site
    first = min(analysis.names.order_of(use.expression) for use in applied)
    modes = source.modes.values()
    chained = _chained(analysis, call, source)
    if chained is not None:
        if _sets(chained, source) == target.fresh_mode:
            site = Site("BN106", chained, f"`{brief(chained)}` is what a fresh layer is anyway")
            site.edits.append(Edit(chained, lambda old: old.func.value))
            return site
        return None
    if any(
        use.kind == "access"
        and use.detail in modes
        and analysis.names.order_of(use.expression) < first
        for use in uses
    ):
        return None
    setter = target.modes["set"]
    suffix = f".{setter}()"
    if source.fresh_mode == "inference":
        inference = target.modes.get("inference")
        suffix = f".{inference}()" if inference else f".{setter}(False)"
    site = Site(
        "BN106",
        call,
        f"a fresh layer is in {source.fresh_mode} mode, {target.title}'s is not: `{suffix}` is "
        "added",
    )

    def rewrite(old: cst.Call) -> cst.BaseExpression:
        made = cst.parse_expression(f"_{suffix}")
        assert isinstance(made, cst.Call)
        assert isinstance(made.func, cst.Attribute)
        return made.with_changes(func=made.func.with_changes(value=old))

    site.edits.append(Edit(call, rewrite))
    return site


def _chained(analysis: Analysis, call: cst.Call, source: Dialect) -> cst.Call | None:
    """Return the call that sets the mode of the layer right where it's made."""
    attribute = analysis.names.parent(call)
    outer = analysis.names.parent(attribute) if attribute is not None else None
    if (
        isinstance(attribute, cst.Attribute)
        and attribute.attr.value in source.modes.values()
        and isinstance(outer, cst.Call)
        and outer.func is attribute
    ):
        return outer
    return None


def _sets(call: cst.Call, source: Dialect) -> str:
    """Return the mode that a call sets, empty where that can't be told."""
    assert isinstance(call.func, cst.Attribute)
    if call.func.attr.value == source.modes.get("inference"):
        return "inference"
    if not call.args:
        return "training"
    value = call.args[0].value
    named = value.value if isinstance(value, cst.Name) else ""
    return {"True": "training", "False": "inference"}.get(named, "")
