"""BN106: a fresh layer that is used on its own, whose mode differs between the frameworks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import libcst as cst

from bnmigrate.apart import set_class_apart
from bnmigrate.findings import Edit, Obstacle
from bnmigrate.names.syntax import brief
from bnmigrate.rulebook import Dialect, LayerClass
from bnmigrate.sites import Analysis, Site
from bnmigrate.tracing.class_checks import type_of
from bnmigrate.tracing.flow import Use

_MAPS = ("map", "itertools.starmap")


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each layer that no module registers at once, or that may be applied before
    anything sets its mode, or its network's.
    """
    by_maker: dict[int, list[Use]] = {}
    makers: dict[int, tuple[cst.Call, Use]] = {}
    changes = partial(_has_other_mode, analysis)
    for use in analysis.flow.uses:
        if use.kind == "call":
            assert isinstance(use.node, cst.Call)
            is_string = analysis.resolver.is_named(use.node.func, "eval")  # which stays
            if not is_string and changes(use.held.layer_class):
                makers.setdefault(id(use.node), (use.node, use))
        elif use.held.made is not None:
            by_maker.setdefault(id(use.held.made), []).append(use)
        elif use.kind == "argument" and use.held.key is None:
            site = _made_out_of_sight(analysis, use)
            if site is not None:
                yield site
    for call, use in makers.values():
        source = use.held.layer_class.dialect
        target = analysis.target_of(use.held.layer_class)
        chained = _chained(analysis, call, source)
        is_unset = chained is None and id(call) in analysis.unset
        made = chained or call
        if isinstance(analysis.names.parent(made), cst.Expr):
            continue  # nobody has what it makes; or it initialises what a class makes that derives
        is_registered = id(made) in analysis.registered or _is_set_at_once(analysis, made)
        if is_registered and not is_unset:
            continue
        if chained is not None:
            site = _unneeded(chained, by_maker.get(id(call), []), source, target)
        elif set_class_apart(analysis, parted := _set(call, source, target), call.func, changes):
            site = parted
        elif _is_the_layer_alone(analysis, use, call):
            site = _set(call, source, target)
            instance = type_of(call.func, analysis.resolver)
            if instance is not None and analysis.looker.of_instance(instance).annotated:
                site.unsafe.append(f"that `{brief(instance)}` is the layer rests on an annotation")
        else:
            site = _unset(call, source, target)
        if site is not None:
            site.group = use.group
            site.layer_class = use.held.layer_class
            site.is_access = True
            site.is_made = site.node is call
            yield site


def _has_other_mode(analysis: Analysis, layer_class: LayerClass) -> bool:
    return layer_class.dialect.fresh_mode != analysis.target_of(layer_class).fresh_mode


def _unneeded(
    chained: cst.Call, uses: Sequence[Use], source: Dialect, target: Dialect
) -> Site | None:
    """Return the site that takes away a call which sets the mode that a fresh layer has anyway.

    In MindSpore one that nobody has set may follow the network that registers it.
    """
    if _sets(chained, source) != target.fresh_mode:
        return None
    may_be_registered = any(
        use.kind in ("escape", "member", "result")
        or (use.kind == "store" and use.detail == "object")
        for use in uses
    )
    is_applied = any(use.kind == "apply" for use in uses)
    if target.fresh_mode == "inference" and (may_be_registered or not is_applied):
        return None
    site = Site("BN106", chained, f"`{brief(chained)}` is what a fresh layer is anyway")
    site.edits.append(Edit(chained, lambda old: old.func.value))
    return site


def _set(call: cst.Call, source: Dialect, target: Dialect) -> Site:
    """Return the site that sets the mode of a layer where it is made."""
    setter = target.framework.modes["set"]
    suffix = f".{setter}()"
    if source.fresh_mode == "inference":
        inference = target.framework.modes.get("inference")
        suffix = f".{inference}()" if inference else f".{setter}(False)"
    site = Site(
        "BN106",
        call,
        f"a fresh layer is in {source.fresh_mode} mode, {target.title}'s is not: "
        f"`{suffix}` is added",
    )

    def rewrite(old: cst.Call) -> cst.BaseExpression:
        made = cst.parse_expression(f"_{suffix}")
        assert isinstance(made, cst.Call)
        assert isinstance(made.func, cst.Attribute)
        return made.with_changes(func=made.func.with_changes(value=old))

    site.edits.append(Edit(call, rewrite))
    return site


def _unset(call: cst.Call, source: Dialect, target: Dialect) -> Site:
    """Return the site of a call that has to stay: what it calls may make something else."""
    callee = brief(call.func)
    site = Site("BN106", call, f"`{brief(call)}` makes a fresh layer that no module registers")
    site.obstacles.append(
        Obstacle(
            "BN106",
            f"a fresh layer is in {source.fresh_mode} mode, {target.title}'s is not, and "
            f"`{callee}` may also make something else, on which nothing can be called here",
            "set the mode where the layer is used, or register it in a module at once",
        )
    )
    return site


def _made_out_of_sight(analysis: Analysis, use: Use) -> Site | None:
    """Return the site of a class that a function is given to call, where no module registers what
    it makes.
    """
    call = use.node
    assert isinstance(call, cst.Call)
    layer_class = use.held.layer_class
    source, target = layer_class.dialect, analysis.target_of(layer_class)
    if not (_has_other_mode(analysis, layer_class) and _calls_its_argument(analysis, use, call)):
        return None
    is_mapped = analysis.resolver.is_named(call.func, *_MAPS)
    if is_mapped and id(call) in analysis.registered:
        return None
    site = Site(
        "BN106",
        call,
        f"`{brief(call.func)}` makes fresh layers that no module registers",
        use.group,
        layer_class=use.held.layer_class,
        is_access=True,
    )
    site.obstacles.append(
        Obstacle(
            "BN106",
            f"a fresh layer is in {source.fresh_mode} mode, {target.title}'s is not, and "
            "there is no call here after which its mode could be set",
            "call the class here, in a lambda or a comprehension, or set the mode where the layer "
            "is used",
        )
    )
    return site


def _calls_its_argument(analysis: Analysis, use: Use, call: cst.Call) -> bool:
    """Tell whether a call is of a function of Python's own that calls what it is given."""
    given = next((arg for arg in call.args if arg.value is use.expression), None)
    if given is None:
        return False
    if given.keyword is not None:
        return given.keyword.value == "default_factory"
    is_first = given is call.args[0]
    return is_first and analysis.resolver.is_named(call.func, *_MAPS, "collections.defaultdict")


def _is_the_layer_alone(analysis: Analysis, use: Use, call: cst.Call) -> bool:
    """Tell whether the call makes the layer, or what derives from it, and never anything else."""
    if use.reference is not None and use.reference.node is call.func:
        return True
    instance = type_of(call.func, analysis.resolver)
    if instance is not None and id(instance) in analysis.flow.narrowed:
        return True
    origins = (
        analysis.looker.of_class(call.func)
        if instance is None
        else analysis.looker.of_instance(instance)
    )
    return not (origins.others or origins.parameters or origins.unknown)


def _chained(analysis: Analysis, call: cst.Call, source: Dialect) -> cst.Call | None:
    """Return the call that sets the mode of the layer right where it's made."""
    attribute = analysis.names.parent(call)
    outer = analysis.names.parent(attribute) if attribute is not None else None
    if (
        isinstance(attribute, cst.Attribute)
        and attribute.attr.value in source.framework.modes.values()
        and isinstance(outer, cst.Call)
        and outer.func is attribute
    ):
        return outer
    return None


def _is_set_at_once(analysis: Analysis, call: cst.Call) -> bool:
    """Whether a layer gets a name of the function around it, and the next statement its mode."""
    names = analysis.names
    target = names.parent(call)
    targets = target.targets if isinstance(target, cst.Assign) else ()
    if len(targets) != 1 or not isinstance(targets[0].target, cst.Name):
        return False
    binding = names.binding_at[id(targets[0].target)]
    readers = names.readers(binding)
    first = min(readers, key=lambda load: load.order, default=None)
    if first is None or any(load.scope.function is not binding.scope for load in readers):
        return False
    access = names.parent(first.node)
    setter = names.parent(access) if access is not None else None
    statement = names.statement_of(first.node)
    frameworks = analysis.rules.frameworks.values()
    return (
        isinstance(access, cst.Attribute)
        and any(access.attr.value in one.modes.values() for one in frameworks)
        and isinstance(setter, cst.Call)
        and setter.func is access
        and isinstance(names.parent(setter), cst.Expr)
        and all(r is first or names.statement_of(r.node) is not statement for r in readers)
        and _follows(analysis, call, setter)
    )


def _follows(analysis: Analysis, first: cst.CSTNode, second: cst.CSTNode) -> bool:
    """Whether the statement of one node stands right after that of another."""
    before, after = analysis.names.statement_of(first), analysis.names.statement_of(second)
    block = analysis.names.block_of(second)
    body = block.body if isinstance(block, (cst.IndentedBlock, cst.Module)) else ()
    return any(body[i] is before and body[i + 1] is after for i in range(len(body) - 1))


def _sets(call: cst.Call, source: Dialect) -> str:
    """Return the mode that a call sets, empty where that can't be told."""
    assert isinstance(call.func, cst.Attribute)
    if call.func.attr.value == source.framework.modes.get("inference"):
        return "inference"
    if not call.args:
        return "training"
    value = call.args[0].value
    named = value.value if isinstance(value, cst.Name) else ""
    return {"True": "training", "False": "inference"}.get(named, "")
