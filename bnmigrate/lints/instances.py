"""BN303, BN304 and BN309: what is done with a layer that is in the framework's own dialect."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import libcst as cst

from bnmigrate.checks.accesses import access_site, lookup_site
from bnmigrate.lints.half_precision import said_half
from bnmigrate.lints.site import lint_site
from bnmigrate.names.syntax import brief, dotted, literal
from bnmigrate.rulebook import Dialect, LayerClass
from bnmigrate.sites import Analysis, Site
from bnmigrate.tracing.flow import Use
from bnmigrate.tracing.origins import Looker


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each use of a layer that stays which it answers with an error, or not at
    all. What else may arrive in the same place makes it no business of this module's, and so does a
    derived class with a constructor of its own.
    """
    uses = list(_certain(analysis))
    given = {_name_of(use) for use in uses if _is_stored(analysis, use)}
    yield from _among_akin(analysis)
    yield from _in_derived(analysis)
    for use in uses:
        if not _is_stored(analysis, use):
            yield from _foreign_name(analysis, use, given)
        else:
            yield from _foreign_setting(analysis, use)
            yield from _ineffective(use)
        if use.kind == "access":
            assert isinstance(use.node, cst.Attribute)
            yield from _half_precision(analysis, use, use.node)


def _certain(analysis: Analysis) -> Iterator[Use]:
    looker = Looker(analysis.resident)
    seen: set[int] = set()
    for use in analysis.resident.uses:
        if use.kind not in ("access", "lookup") or id(use.node) in seen or use.held.is_derived:
            continue
        seen.add(id(use.node))
        assert isinstance(use.expression, cst.BaseExpression)
        if id(use.expression) in analysis.resident.mixed:
            continue
        origins = looker.of_instance(use.expression)
        if not (origins.others or origins.unknown or origins.parameters):
            yield use


def _among_akin(analysis: Analysis) -> Iterator[Site]:
    """Find a foreign name behind a check for the layer and others of its framework that are like it
    (`isinstance(m, (nn.BatchNorm2d, nn.GroupNorm))`): none of them has it.
    """
    seen: set[int] = set()
    for use in analysis.resident.uses:
        check = analysis.resident.mixed.get(id(use.expression))
        if check is None or use.kind != "access" or id(use.node) in seen:
            continue
        seen.add(id(use.node))
        own = use.held.layer_class.dialect
        are_akin = all(
            analysis.resolver.qualified(one) in (*own.classes, *own.akin) for one in check.classes
        )
        name = _name_of(use)
        is_plain = not (_is_stored(analysis, use) or use.held.is_derived)
        if are_akin and is_plain and name is not None and not _is_probed_for(analysis, use, name):
            assert isinstance(use.node, cst.Attribute)
            yield from foreign_state(use.node, use.held.layer_class)


def _in_derived(analysis: Analysis) -> Iterator[Site]:
    """Find a foreign name on `self` in a class that derives from the layer, and from nothing that
    isn't in sight.
    """
    names, structure, resident = analysis.names, analysis.structure, analysis.resident
    for scope in names.scopes:
        held = resident.subclasses.get(id(scope.node))
        if scope.kind != "class" or held is None:
            continue
        family = (scope, *structure.bases(scope))
        if not all(_is_in_sight(analysis, one.node) for one in family):
            continue
        bound = {name for one in structure.relatives(scope) for name in one.bindings}
        if "__getattr__" in bound:
            continue
        for name in _foreign_states(held.layer_class.dialect, held.layer_class):
            places = structure.attributes_of(scope, name)
            if (
                name in bound
                or "__getattr__" in bound
                or any(id(p) in names.stored for p in places)
            ):
                continue
            for place in places:
                function = names.scope_of(place)
                if function.parent is scope and not _is_probed(analysis, name):
                    yield from foreign_state(place, held.layer_class)


def _is_in_sight(analysis: Analysis, node: cst.CSTNode) -> bool:
    """Whether all bases of a class are the layer's class, or classes that derive from it here."""
    assert isinstance(node, cst.ClassDef)
    return all(
        arg.keyword is None
        and not arg.star
        and (
            analysis.resident.is_reference(arg.value)
            or (
                (definition := analysis.structure.definition(arg.value)) is not None
                and id(definition) in analysis.resident.subclasses
            )
        )
        for arg in node.bases
    )


def _is_probed(analysis: Analysis, name: str) -> bool:
    """Whether a `hasattr` of the file asks for the name."""
    return any(
        _asks(analysis, call) and len(call.args) == 2 and literal(call.args[1].value) == name
        for call in analysis.names.calls
    )


def _foreign_states(own: Dialect, layer_class: LayerClass) -> Iterator[str]:
    """Yield what only other dialects call a parameter, a buffer or a mode."""
    known = {*own.attributes, *own.state.values(), *own.framework.modes.values()}
    for other in layer_class.layer.dialects.values():
        yield from ({*other.state.values(), *other.framework.modes.values()} - known)


def foreign_state(node: cst.Attribute, layer_class: LayerClass) -> Iterator[Site]:
    """Tell of a name for the state or the mode that the layer doesn't have; nothing is written,
    because what it stands in may be more than one class.
    """
    own, name = layer_class.dialect, node.attr.value
    if name not in set(_foreign_states(own, layer_class)):
        return
    other = next(
        d
        for d in layer_class.layer.dialects.values()
        if name in d.state.values() or name in d.framework.modes.values()
    )
    concept = next((c for c, said in other.state.items() if said == name), "")
    new = own.state.get(concept, "")
    yield lint_site(
        "BN303",
        node,
        f"`{brief(node)}` has {other.title}'s name on a layer of {own.title}",
        f"the layer has no `{name}`: reading it raises an AttributeError",
        f"use `{new}`" if new else _counterpart(name, other, own),
        layer_class=layer_class,
    )


def _name_of(use: Use) -> str | None:
    """Return the attribute that is meant, None where `getattr` and the like don't write it out."""
    if use.kind == "access":
        return use.detail
    assert isinstance(use.node, cst.Call)
    name = literal(use.node.args[1].value) if len(use.node.args) > 1 else None
    return name if isinstance(name, str) else None


def _is_stored(analysis: Analysis, use: Use) -> bool:
    if use.kind == "access":
        return id(use.node) in analysis.names.stored
    assert isinstance(use.node, cst.Call)
    return analysis.resolver.is_named(use.node.func, "setattr")


def _foreign_name(analysis: Analysis, use: Use, given: Collection[str | None]) -> Iterator[Site]:
    """Find a name that only other dialects have, unless the file gives it to a layer itself."""
    own = use.held.layer_class.dialect
    name = _name_of(use)
    if name is None or name in own.attributes or name in own.state.values() or name in given:
        return
    if name in own.settings and _is_stored(analysis, use):
        return  # told of as a setting
    dialects = use.held.layer_class.layer.dialects.values()
    other = next((d for d in dialects if name in d.attributes or name in d.state.values()), None)
    if other is None or _is_probed_for(analysis, use, name) or _is_own(analysis, use, name):
        return
    assert isinstance(use.node, (cst.Attribute, cst.Call))
    translated = (
        access_site(analysis, use.node, other, own)
        if isinstance(use.node, cst.Attribute)
        else lookup_site(analysis, use.node, other, own)
    )
    concept = next((c for c, said in other.state.items() if said == name), "")
    new = own.state.get(concept, "")
    # What `hasattr` guards would have to change with it.
    can_fix = translated is not None and not (translated.obstacles or _asks(analysis, use.node))
    yield lint_site(
        "BN303",
        use.node if translated is None else translated.node,
        f"`{brief(use.node)}` has {other.title}'s name on a layer of {own.title}",
        f"the layer has no `{name}`: {_consequence(analysis, use)}",
        f"use `{new}`" if new else _counterpart(name, other, own),
        translated.edits if translated is not None and can_fix else (),
        translated.templates if translated is not None and can_fix else (),
        use.held.layer_class,
    )


def _foreign_setting(analysis: Analysis, use: Use) -> Iterator[Site]:
    """Find `m.track_running_stats = False`; what gives a parameter another name is meant."""
    own = use.held.layer_class.dialect
    name = _name_of(use) or ""
    for other in use.held.layer_class.layer.dialects.values():
        if name not in other.state.values() and other.signature.named(name) is None:
            continue
        if name in own.attributes or _is_own(analysis, use, name) or _is_alias(analysis, use):
            return
        yield lint_site(
            "BN303",
            use.node,
            f"`{brief(use.expression)}.{name}` is {other.title}'s name, and set on a layer of "
            f"{own.title}",
            f"the layer has no `{name}` and makes nothing of it, and nothing is raised",
            "say it as the layer does, or take it out",
        )
        return


def _is_alias(analysis: Analysis, use: Use) -> bool:
    """Tell whether what is assigned is a parameter of a layer under its own name."""
    up = analysis.names.parent(use.node)
    statement = None if up is None else analysis.names.parent(up)
    value = statement.value if isinstance(statement, cst.Assign) else None
    state = use.held.layer_class.dialect.state.values()
    return isinstance(value, cst.Attribute) and value.attr.value in state


def _asks(analysis: Analysis, node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Call) and analysis.resolver.is_named(node.func, "hasattr")


def _consequence(analysis: Analysis, use: Use) -> str:
    if use.kind == "lookup":
        assert isinstance(use.node, cst.Call)
        if _asks(analysis, use.node):
            return "the answer is always False, and what depends on it never runs"
        if len(use.node.args) > 2:
            return f"what comes back is always {brief(use.node.args[2].value)}"
    return "reading it raises an AttributeError"


def _counterpart(name: str, other: Dialect, own: Dialect) -> str:
    if name in other.framework.modes.values():
        is_inference = name == other.framework.modes.get("inference")
        setter = (
            own.framework.modes.get("inference" if is_inference else "set")
            or own.framework.modes["set"]
        )
        return f"use `{setter}`"
    if name in other.resets:
        filled = [own.state[concept] for concept in other.resets[name] if concept in own.state]
        return f"fill {', '.join(filled)} instead"
    if name in other.framework.trainable and own.framework.trainable:
        return f"use `{own.framework.trainable[0]}`"
    return f"{own.title}'s layer has nothing that does the same; take it out"


def _is_own(analysis: Analysis, use: Use, name: str) -> bool:
    """Tell whether the instance is of a derived class that has the name itself."""
    structure, made = analysis.structure, use.held.made
    class_def = structure.definition(made.func) if isinstance(made, cst.Call) else None
    if not isinstance(class_def, cst.ClassDef):
        return False
    scope = analysis.names.scope_at[id(class_def.body)]
    return any(name in s.bindings for s in (scope, *structure.bases(scope))) or any(
        id(attribute) in analysis.names.stored for attribute in structure.attributes_of(scope, name)
    )


def _is_probed_for(analysis: Analysis, use: Use, name: str) -> bool:
    return is_asked_for(analysis, use.node, use.expression, name)


def is_asked_for(analysis: Analysis, node: cst.CSTNode, expression: cst.CSTNode, name: str) -> bool:
    """Tell whether the place is only reached where `hasattr` has found the name."""
    subject = dotted(expression) if isinstance(expression, cst.BaseExpression) else None
    for up in analysis.names.ancestors(node):
        if isinstance(up, (cst.If, cst.IfExp)):
            test: cst.BaseExpression = up.test
        elif isinstance(up, cst.BooleanOperation) and isinstance(up.operator, cst.And):
            test = up.left
        else:
            continue
        for call in analysis.names.calls:
            if (
                _asks(analysis, call)
                and len(call.args) == 2
                and dotted(call.args[0].value) == subject
                and literal(call.args[1].value) == name
                and call is not node
                and (call is test or any(a is test for a in analysis.names.ancestors(call)))
            ):
                return True
    return False


def _ineffective(use: Use) -> Iterator[Site]:
    """Find an assignment to what is baked in."""
    dialect = use.held.layer_class.dialect
    parameter = dialect.signature.named(_name_of(use) or "")
    if (
        parameter is not None
        and parameter.concept in ("update-rate", "epsilon")
        and dialect.assigned_settings == "ignored"
    ):
        yield lint_site(
            "BN304",
            use.node,
            f"`{brief(use.expression)}.{parameter.name}` is assigned",
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
        and (said := said_half(call.args[0].value, analysis)) is not None
    ):
        yield lint_site(
            "BN309",
            call,
            f"`{brief(call)}`{said} makes a parameter of half precision",
            f"{dialect.title}'s layer runs with it, and its moving statistics silently never move",
            "keep the layer's parameters in float32; its input may be float16",
        )
