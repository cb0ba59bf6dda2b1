"""BN101, BN103 and BN107: calls and partials of the class, by its name or through a variable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import libcst as cst

from bnmigrate.apart import set_class_apart
from bnmigrate.arguments.translate import Fill, Translation, translate
from bnmigrate.checks import partials
from bnmigrate.findings import Edit, Obstacle
from bnmigrate.hoisting import name_for
from bnmigrate.names.syntax import brief, literal
from bnmigrate.rulebook import Dialect, LayerClass
from bnmigrate.sites import Analysis, Constructor, Site, takes_fewer
from bnmigrate.tracing.class_checks import type_of
from bnmigrate.tracing.flow import Flow, Held, Use
from bnmigrate.tracing.origins import Origins


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each call or partial of the class, and for those through a variable whose
    arguments change.
    """
    for use in analysis.flow.uses:
        if use.held.is_derived:
            continue  # its arguments are those of a constructor of the module's own
        if use.kind in ("call", "partial"):
            assert isinstance(use.node, cst.Call)
            site = _site(analysis, use, use.node)
            if site is not None:
                yield site
        elif use.kind == "base":
            assert isinstance(use.node, cst.ClassDef)
            yield from _initializers(analysis, use, use.node)


def _site(analysis: Analysis, use: Use, call: cst.Call) -> Site | None:
    layer_class = use.held.layer_class
    skip = 1 if use.kind == "partial" else 0
    callee = call.args[0].value if skip else call.func
    result = _translate(analysis, use.held, call, skip)
    target = analysis.target_of(layer_class)
    fewer = _takes_fewer(analysis, use, callee)
    if use.reference is None:
        if result.same_text and not fewer:
            return None
        code = "BN107"
        message = f"`{brief(callee)}` holds {_name(layer_class)}"
    else:
        code = "BN103" if skip else "BN101"
        message = f"{'partial' if skip else 'call'} of {_name(layer_class)}"
    added = []
    if (
        layer_class.dialect.unused_state == "none"
        and target.unused_state == "kept"
        and _is_without_parameters(use.held, call, skip)
    ):
        names = " and ".join(target.learned.values())
        added.append(f"{target.title}'s has {names} all the same, frozen")
    site = Site(
        code,
        call,
        "; ".join([message, *result.changed, *added]),
        use.group,
        use.reference,
        layer_class=layer_class,
        constructor=Constructor(skip, use.held.bound),
    )
    _fill_site(analysis, site, result, skip)
    if skip and not site.obstacles:
        _judge_partial(analysis, site, use, result)
    if use.reference is None and not result.same_text:
        _judge(analysis, site, callee)
        if _may_be_partial(analysis, use, call, result, skip):
            site.obstacles.append(_either_default(layer_class))
    if fewer:
        site.unsafe.append(fewer)
    return site


def _may_be_partial(
    analysis: Analysis, use: Use, call: cst.Call, result: Translation, skip: int
) -> bool:
    """Tell whether a default is written for a class where a partial, which may have it, comes too,
    or the other way round.
    """
    others = {
        one.held.is_partial
        for one in analysis.flow.uses
        if one.node is use.node and one.kind == use.kind
    }
    if len(others) < 2:
        return False
    other = replace(use.held, is_partial=not use.held.is_partial)
    return _translate(analysis, other, call, skip).changed != result.changed


def _either_default(layer_class: LayerClass) -> Obstacle:
    return Obstacle(
        "BN208",
        f"a partial of {layer_class.qualified_name} arrives here as well as the class, and what "
        "the call leaves out is the partial's or a default that the frameworks don't share",
        "write the argument where the class is given, in a partial",
    )


def _takes_fewer(analysis: Analysis, use: Use, callee: cst.BaseExpression) -> str:
    """Return in words that the target's layer doesn't take all inputs; nothing where the call may
    also make a layer that takes none but those.
    """
    target = analysis.target_of(use.held.layer_class)
    fewer = takes_fewer(use.held.layer_class, target)
    if not fewer:
        return ""
    flow = analysis.flow
    made = {one.held.layer_class for one in flow.uses if one.node is use.node}
    made.update(flow.arriving.get(id(callee), ()))
    return "" if any({*one.dialect.ranks} <= {*target.ranks} for one in made) else fewer


def _is_without_parameters(held: Held, call: cst.Call, skip: int) -> bool:
    """Tell whether a call says that the layer has no parameters, `affine=False`, or leaves it at
    that.
    """
    signature = held.layer_class.signature
    deciding = held.layer_class.layer.family.switches_of_learned
    is_off = any(p.default == "False" for p in signature.parameters if p.concept in deciding)
    for index, argument in enumerate(call.args[skip:]):
        if not argument.star:
            keyword = argument.keyword
            here = signature.named(keyword.value) if keyword else signature.at(index)
            if here is not None and here.concept in deciding:
                return literal(argument.value) is False
    is_whole = not (skip or held.is_partial or any(argument.star for argument in call.args))
    return is_off and is_whole


def _judge_partial(analysis: Analysis, site: Site, use: Use, result: Translation) -> None:
    """Weigh what may be done with what a partial holds."""
    obstacle = partials.taken_apart(analysis, use, result)
    assumption = partials.leaves_project(analysis, use, result)
    if obstacle is not None:
        site.obstacles.append(obstacle)
    elif assumption:
        site.unsafe.append(assumption)


def _translate(analysis: Analysis, held: Held, call: cst.Call, skip: int) -> Translation:
    return translate(
        call,
        held.layer_class,
        analysis.target_of(held.layer_class),
        analysis.resolver,
        skip=skip,
        bound=held.bound,
        of_partial=held.is_partial,
    )


def _fill_site(analysis: Analysis, site: Site, result: Translation, skip: int) -> None:
    call = site.node
    assert isinstance(call, cst.Call)
    site.obstacles.extend(result.obstacles)
    site.unsafe.extend(result.assumptions)
    site.shared.extend(result.shared)
    site.complements.extend(result.complements)
    site.rewritten.extend(result.rewritten)
    if result.assumptions:
        site.code = "BN202"
    if result.rewrite is not None:
        site.edits.append(Edit(call, result.rewrite))
    if result.fills:
        is_named = made_value(analysis, call) is not None
        if skip or not (is_named or name_for(analysis.names, call, result.fills)):
            site.obstacles.append(_unfillable(result.fills, _target(analysis, site)))
        else:
            site.fills.extend(result.fills)


def made_value(analysis: Analysis, call: cst.CSTNode) -> cst.BaseExpression | None:
    """Return the name or attribute that the layer made by `call` is assigned to, and it alone."""
    parent = analysis.names.parent(call)
    target: cst.BaseExpression | None = None
    if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
        target = parent.targets[0].target
    elif isinstance(parent, cst.AnnAssign):
        target = parent.target
    if isinstance(target, cst.Name) or (
        isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name)
    ):
        return target
    return None


def _unfillable(fills: Sequence[Fill], target: Dialect) -> Obstacle:
    filled = " and ".join(target.state[fill.concept] for fill in fills)
    return Obstacle(
        "BN202",
        f"{target.title}'s layer takes no initial value for its {filled}, and this one isn't "
        "assigned to a name by which a statement could fill it",
        "assign the layer to a name of its own first, or fill it by hand",
    )


def _judge(analysis: Analysis, site: Site, callee: cst.BaseExpression) -> None:
    """Weigh what else a variable may hold whose call changes meaning."""
    call = site.node
    assert isinstance(call, cst.Call)

    def changes(known: LayerClass) -> bool:
        target = analysis.target_of(known)
        return not translate(call, known, target, analysis.resolver).same_text

    if site.obstacles or set_class_apart(analysis, site, callee, changes):
        return
    origins = analysis.looker.of_class(callee)
    name = brief(callee)
    instance = type_of(callee, analysis.resolver)
    if instance is not None and id(instance) in analysis.flow.mixed:
        site.obstacles.append(
            Obstacle(
                "BN208",
                f"`{name}` may also be another class that `{brief(instance)}` is checked for, for "
                "which this call must stay as it is",
                "check for each class in a branch of its own",
            )
        )
    elif instance is not None and not _is_made_here(analysis, instance):
        site.unsafe.append(
            f"`{brief(instance)}` may be of a class that derives from the layer, whose own "
            "constructor may mean this argument otherwise"
        )
    elif origins.others:
        site.obstacles.append(
            Obstacle(
                "BN208",
                f"`{name}` may also hold {_other(analysis, origins)}, for which this call must "
                "stay as it is",
                "give each class a call of its own",
            )
        )
    elif origins.parameters or origins.unknown:
        what = (
            f"the parameter `{origins.parameters[0].name}`"
            if origins.parameters
            else f"`{brief(origins.unknown[0])}`"
        )
        site.unsafe.append(
            f"`{name}` comes from {what}, which may be another class; for that one this call "
            "would change its meaning in silence"
        )


def _is_made_here(analysis: Analysis, instance: cst.BaseExpression) -> bool:
    """Tell whether an instance is known by where it is made, not by a check or an annotation."""
    origins = analysis.looker.of_instance(instance)
    return id(instance) not in analysis.flow.narrowed and not origins.annotated


def _other(analysis: Analysis, origins: Origins) -> str:
    node = origins.others[0]
    if isinstance(node, (cst.ClassDef, cst.FunctionDef)):
        return f"`{node.name.value}`"
    if isinstance(node, cst.ImportAlias):
        return f"`{analysis.resolver.names.parent(node) and brief(node.name)}`"
    return f"`{brief(node)}`"


def initializers(
    analysis: Analysis, flow: Flow, class_def: cst.ClassDef
) -> Iterator[tuple[cst.Call, int]]:
    """Yield the calls by which a derived class initialises the layer that it is, and how many of
    their arguments are not the layer's.
    """
    for call in analysis.names.calls:
        func = call.func
        if not isinstance(func, cst.Attribute) or func.attr.value != "__init__":
            continue
        if not any(up is class_def for up in analysis.names.ancestors(call)):
            continue
        if isinstance(func.value, cst.Call) and analysis.resolver.is_named(
            func.value.func, "super"
        ):
            yield call, 0
        elif flow.is_reference(func.value):
            yield call, 1


def _initializers(analysis: Analysis, use: Use, class_def: cst.ClassDef) -> Iterator[Site]:
    layer_class = use.held.layer_class
    for call, skip in initializers(analysis, analysis.flow, class_def):
        result = _translate(analysis, use.held, call, skip)
        if result.same_text:
            continue
        message = f"`{class_def.name.value}` initialises {_name(layer_class)}"
        site = Site(
            "BN107",
            call,
            "; ".join([message, *result.changed]),
            use.group,
            layer_class=layer_class,
            constructor=Constructor(skip),
        )
        if result.fills:
            result.obstacles.append(_unfillable(result.fills, _target(analysis, site)))
            result.fills.clear()
        _fill_site(analysis, site, result, skip)
        yield site


def _target(analysis: Analysis, site: Site) -> Dialect:
    assert site.layer_class is not None
    return analysis.target_of(site.layer_class)


def _name(layer_class: LayerClass) -> str:
    return layer_class.qualified_name
