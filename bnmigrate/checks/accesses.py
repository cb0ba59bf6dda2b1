"""BN104, BN106 and BN206: what is read from, written to and called on an instance."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from bnmigrate.apart import set_apart
from bnmigrate.checks import settings
from bnmigrate.checks.filling import (
    fill_site,
    followed,
    freezes,
    renamed,
    reset_site,
    trains_site,
)
from bnmigrate.checks.guards import split_or_refuse
from bnmigrate.findings import Edit, Obstacle
from bnmigrate.framework_rules import ITSELF
from bnmigrate.names.syntax import bare, brief, in_place_of, literal
from bnmigrate.names.syntax import source as source_of
from bnmigrate.rulebook import Dialect
from bnmigrate.sites import Analysis, Site
from bnmigrate.tracing.flow import Use

# What every object has, whichever framework made it.
_OF_ANY_OBJECT = frozenset(
    {"__class__", "__call__", "__repr__", "__str__", "__doc__", "__module__", "__hash__", "__eq__"}
)

# What reads and sets the mode in every framework.
_MODE = "training"


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each access to an instance whose name or meaning changes."""
    by_node: dict[int, list[Use]] = {}
    mixed: list[Site] = []
    for use in analysis.flow.uses:
        if use.kind in ("access", "lookup", "apply"):
            by_node.setdefault(id(use.node), []).append(use)
    for uses in by_node.values():
        made = ((use, _site(analysis, use)) for use in uses)
        use, site = next(((use, site) for use, site in made if site is not None), (uses[0], None))
        if site is None:
            continue
        site.is_access = True
        site.group = use.group
        site.layer_class = use.held.layer_class
        assert isinstance(use.expression, cst.BaseExpression)
        if use is not uses[0] and not site.obstacles:
            _set_apart_or_refuse(analysis, site, use.expression)
        elif id(use.expression) in analysis.flow.mixed:
            mixed.append(site)
        else:
            _judge(analysis, site, use.expression)
        yield site
    split_or_refuse(analysis, mixed)


def _set_apart_or_refuse(analysis: Analysis, site: Site, expression: cst.BaseExpression) -> None:
    """Let what changes for one of several layers change for that alone."""
    if not set_apart(analysis, site, expression):
        site.obstacles.append(
            Obstacle(
                "BN208",
                f"`{brief(expression)}` may be another layer too, for which this stays",
                "check for each class in a branch of its own (isinstance)",
            )
        )


def _site(analysis: Analysis, use: Use) -> Site | None:
    source = use.held.layer_class.dialect
    target = analysis.target_of(use.held.layer_class)
    if use.kind == "access":
        assert isinstance(use.node, cst.Attribute)
        return access_site(analysis, use.node, source, target)
    assert isinstance(use.node, cst.Call)
    if use.kind == "lookup":
        return lookup_site(analysis, use.node, source, target)
    return _apply(use.node, source, target)


def _renamed(name: str, source: Dialect, target: Dialect) -> str | None:
    """Return what a parameter or buffer is called in the target, empty where it has none."""
    concept = next((c for c, said in source.state.items() if said == name), None)
    return None if concept is None else target.state.get(concept, "")


def access_site(
    analysis: Analysis, node: cst.Attribute, source: Dialect, target: Dialect
) -> Site | None:
    """Return the site that takes an attribute of an instance from one dialect to another; None
    where it stays as it is.
    """
    name = node.attr.value
    new = _renamed(name, source, target)
    is_stored = id(node) in analysis.names.stored
    if is_stored and name == _MODE and source.root != target.root:
        return _assigned_mode(analysis, node, target)
    if new is not None:
        if not new:
            return _refused(node, f"`{brief(node)}` is read", name, target)
        if source.root != target.root:
            filled = fill_site(analysis, node, new, source, target)
            if filled is not None:
                return filled
        if new == name:
            return None
        site = Site("BN104", node, f"`{brief(node)}` becomes `.{new}`")
        site.edits.append(_rename(node, new))
        return site
    if name in source.framework.modes.values():
        return _mode(analysis, node, source, target)
    if is_stored and settings.is_setting(name, source):
        return _assigned(node, name, source, target)
    setting = source.setting_in(target, name)
    if setting and not is_stored:
        site = Site("BN104", node, f"`{brief(node)}` becomes `.{setting}`")
        site.edits.append(_rename(node, setting))
        return site
    if name in source.kept and name in target.attributes and not is_stored:
        if not source.rounds(name, target):
            return None
        if not settings.is_compared(node, analysis.names):
            return None
        site = Site("BN206", node, f"`{brief(node)}` is compared")
        site.obstacles.append(settings.rounded(name, source, target, "compare with math.isclose"))
        return site
    if (
        name in source.framework.trainable
        and target.framework.trainable
        and freezes(node, analysis.names)
    ):
        if name in target.framework.trainable:
            return None
        site = Site("BN104", node, f"`{brief(node)}` becomes `.{target.framework.trainable[0]}`")
        site.edits.append(_rename(node, target.framework.trainable[0]))
        return site
    if id(node) in analysis.enabled and not is_stored and name not in target.attributes:
        site = Site("BN104", node, f"`{brief(node)}` becomes `True`, which all have that arrive")
        site.edits.append(Edit(node, lambda old: in_place_of(old, cst.Name("True"))))
        return site
    if name in source.attributes and source.root != target.root:
        own = _own_parameters(analysis, node, source, target) or _inside(
            analysis, node, source, target
        )
        if own is not None:
            return own
        if name in source.resets:
            reset = reset_site(analysis, node, source, target)
            if reset is not None:
                return reset
        if name == "register_buffer":
            return _register(analysis, node, source, target)
        return _refused(node, f"`{brief(node)}` is used", name, target)
    if name in source.attributes and name not in target.attributes:
        return _refused(node, f"`{brief(node)}` is used", name, target)
    if _is_private(name) and not is_stored and not _is_set(analysis, name):
        return _looks_inside(node, target)
    return None


_TAKES_ANY = ("list", "tuple", "set", "enumerate", "zip", "any", "all", "sum", "map", "filter")


def _own_parameters(
    analysis: Analysis, node: cst.Attribute, source: Dialect, target: Dialect
) -> Site | None:
    """Return the site where `node`, a method that has to do with an instance's parameters, is
    called; None where what it does, or what is done with them, can't be told.
    """
    kind = source.framework.own_parameters.get(node.attr.value)
    if kind == "training":
        return trains_site(analysis, node, target)
    return _listed(analysis, node, target, kind == "names") if kind else None


def _listed(
    analysis: Analysis, node: cst.Attribute, target: Dialect, with_names: bool
) -> Site | None:
    call = analysis.names.parent(node)
    if not isinstance(call, cst.Call) or call.func is not node or not _takes_nothing(call):
        return None
    if not analysis.resolver.is_plain(node.value):
        return None
    if not _is_gone_through(analysis, call):
        return None
    owner = source_of(node.value)
    text = ", ".join(
        f'("{name}", {owner}.{name})' if with_names else f"{owner}.{name}"
        for name in target.learned.values()
    )
    site = Site("BN104", call, f"`{brief(call)}` becomes `({text})`")
    site.edits.append(Edit(call, lambda old: in_place_of(old, cst.parse_expression(f"({text})"))))
    return site


def _is_gone_through(analysis: Analysis, call: cst.BaseExpression) -> bool:
    """Tell whether what is iterated is all that matters of what a call gives."""
    around = analysis.names.parent(call)
    while isinstance(around, cst.IfExp) and around.test is not call:
        call, around = around, analysis.names.parent(around)
    if isinstance(around, (cst.For, cst.CompFor)):
        return around.iter is call
    outer = analysis.names.parent(around) if isinstance(around, cst.Arg) else None
    return isinstance(outer, cst.Call) and (
        analysis.resolver.is_named(outer.func, *_TAKES_ANY)
        or (isinstance(outer.func, cst.Attribute) and outer.func.attr.value == "extend")
    )


def _takes_nothing(call: cst.Call) -> bool:
    """Tell whether a call that gives a layer's parameters is given nothing, or whether to look into
    what is inside of it, where there is nothing.
    """
    return not call.args or (
        len(call.args) == 1
        and call.args[0].keyword is not None
        and call.args[0].keyword.value == "recurse"
        and isinstance(literal(call.args[0].value), bool)
    )


def _inside(
    analysis: Analysis, node: cst.Attribute, source: Dialect, target: Dialect
) -> Site | None:
    """Return the site where `node` is called for the modules inside of an instance, or for all of
    them, which is the instance alone.
    """
    if source.holds or target.holds:
        return None  # a module of the one framework alone
    whole: cst.BaseExpression = node
    said = node.attr.value
    while True:
        around = analysis.names.parent(whole)
        if isinstance(around, cst.Call) and around.func is whole and not around.args:
            said += "()"
        elif isinstance(around, cst.Attribute):
            said += f".{around.attr.value}"
        else:
            return None
        whole = around
        what = next((what for what, text in source.framework.inside.items() if text == said), "")
        if what == ITSELF or what in target.framework.inside:
            break
    if not _is_gone_through(analysis, whole):
        return None
    new = target.framework.inside.get(what, "")
    shown = f".{new}" if new else f"({brief(node.value)},)"
    site = Site("BN104", whole, f"`{brief(whole)}` becomes `{shown}`")

    def rewrite(old: cst.BaseExpression) -> cst.BaseExpression:
        owner = old
        for _ in range(said.count("()") + said.count(".") + 1):
            owner = (
                owner.func
                if isinstance(owner, cst.Call)
                else cst.ensure_type(owner, cst.Attribute).value
            )
        alone = cst.Tuple([cst.Element(bare(owner), cst.Comma())])
        return in_place_of(old, followed(owner, f".{new}") if new else alone)

    site.edits.append(Edit(whole, rewrite))
    return site


def _is_private(name: str) -> bool:
    return name.startswith("_") and name not in _OF_ANY_OBJECT


def _is_set(analysis: Analysis, name: str) -> bool:
    """Tell whether this module sets an attribute of that name itself."""
    stored = analysis.names.stored
    return any(a.attr.value == name and id(a) in stored for a in analysis.names.attributes)


def _looks_inside(node: cst.CSTNode, target: Dialect) -> Site:
    site = Site("BN206", node, f"`{brief(node)}` is used")
    site.obstacles.append(
        Obstacle(
            "BN206",
            f"`{brief(node)}` is inside the layer, which is built otherwise in {target.title}",
            "use the layer's public attributes by their names",
        )
    )
    return site


def _rename(node: cst.Attribute, new: str) -> Edit:
    return Edit(node, lambda old: renamed(old, new))


def _refused(node: cst.CSTNode, message: str, name: str, target: Dialect) -> Site:
    site = Site("BN206", node, message)
    site.obstacles.append(
        Obstacle(
            "BN206",
            f"{target.title}'s layer has nothing that does what `{name}` does here",
            "take this access out, or put the layer's translation off",
        )
    )
    return site


def _assigned(node: cst.CSTNode, name: str, source: Dialect, target: Dialect) -> Site | None:
    obstacle = settings.assigned(name, source, target)
    if obstacle is None:
        return None
    site = Site("BN206", node, f"`{brief(node)}` is assigned")
    site.obstacles.append(obstacle)
    return site


# Modes


def _mode(analysis: Analysis, node: cst.Attribute, source: Dialect, target: Dialect) -> Site | None:
    if source.framework.modes == target.framework.modes:
        return None
    name = node.attr.value
    call = analysis.names.parent(node)
    site = Site("BN106", node, f"`{brief(node)}()` sets the mode")
    if not isinstance(call, cst.Call) or call.func is not node:
        site.obstacles.append(
            Obstacle(
                "BN106",
                f"`{name}` is passed on here, and {target.title} calls it by another name with "
                "other arguments",
                "call it here, or rewrite this place by hand",
            )
        )
        return site
    site.node = call
    setter, inference = target.framework.modes["set"], target.framework.modes.get("inference")
    if name == source.framework.modes.get("inference"):
        new = inference or setter
        argument = [] if inference else [cst.Arg(cst.Name("False"))]
        site.message = f"`{brief(call)}` becomes `.{new}({'' if inference else 'False'})`"
        site.edits.append(_call_edit(call, new, argument))
    elif (
        inference
        and len(call.args) == 1
        and not call.args[0].star
        and literal(call.args[0].value) is False
    ):
        site.message = f"`{brief(call)}` becomes `.{inference}()`"
        site.edits.append(_call_edit(call, inference, []))
    else:
        site.message = f"`{brief(call)}` becomes `.{setter}(...)`"
        site.edits.append(_rename(node, setter))
    return site


def _assigned_mode(analysis: Analysis, node: cst.Attribute, target: Dialect) -> Site | None:
    """Return the site where a mode is assigned: it becomes a call where the target knows its mode
    by another thing too, which is set by that alone.
    """
    if target.framework.assigned_mode == "live":
        return None
    assigned = analysis.names.parent(node)
    statement = None if assigned is None else analysis.names.parent(assigned)
    if not isinstance(statement, cst.Assign) or len(statement.targets) != 1:
        return _refused(node, f"`{brief(node)}` is assigned", _MODE, target)
    setter = target.framework.modes["set"]
    site = Site("BN106", node, f"`{brief(statement)}` becomes `.{setter}(...)`")

    def rewrite(old: cst.Assign) -> cst.Expr:
        flag = cst.ensure_type(old.targets[0].target, cst.Attribute)
        method = flag.with_changes(attr=cst.Name(setter))
        call = cst.Call(method, [cst.Arg(bare(old.value))])
        return cst.Expr(call, semicolon=old.semicolon)

    site.edits.append(Edit(statement, rewrite))
    return site


def _call_edit(call: cst.Call, name: str, args: list[cst.Arg]) -> Edit:
    def rewrite(old: cst.Call) -> cst.Call:
        assert isinstance(old.func, cst.Attribute)
        return old.with_changes(
            func=old.func.with_changes(attr=old.func.attr.with_changes(value=name)),
            args=args,
            whitespace_before_args=cst.SimpleWhitespace(""),
        )

    return Edit(call, rewrite)


# Names in strings, and the input's name


def _register(
    analysis: Analysis, node: cst.Attribute, source: Dialect, target: Dialect
) -> Site | None:
    call = analysis.names.parent(node)
    if not isinstance(call, cst.Call) or not call.args:
        return None
    return _literal_name(call, call.args[0], source, target)


def lookup_site(
    analysis: Analysis, call: cst.Call, source: Dialect, target: Dialect
) -> Site | None:
    """Translate `getattr(layer, "weight")` and the like."""
    if analysis.resolver.is_named(call.func, "vars"):
        return _looks_inside(call, target)
    if len(call.args) < 2:
        return None
    name = literal(call.args[1].value)
    is_set = analysis.resolver.is_named(call.func, "setattr")
    if is_set and isinstance(name, str) and settings.is_setting(name, source):
        return _assigned(call, name, source, target)
    return _literal_name(call, call.args[1], source, target)


def _literal_name(call: cst.Call, arg: cst.Arg, source: Dialect, target: Dialect) -> Site | None:
    name = literal(arg.value)
    if not isinstance(name, str) or not isinstance(arg.value, cst.SimpleString):
        site = Site("BN206", call, f"`{brief(call)}` looks up a name that can't be seen")
        site.obstacles.append(
            Obstacle(
                "BN209",
                "the parameters have other names in the two frameworks",
                "write the names out",
            )
        )
        return site
    new = _renamed(name, source, target)
    if new is None and name in source.attributes and name not in target.attributes:
        new = ""
    if new is None or new == name:
        return None
    if not new or "." in new:  # no attribute of its own
        return _refused(call, f"`{brief(call)}` is used", name, target)
    string = arg.value
    site = Site("BN104", call, f"`{name}` becomes `{new}` in `{brief(call)}`")
    text = f"{string.prefix}{string.quote}{new}{string.quote}"
    index = next(i for i, one in enumerate(call.args) if one is arg)

    def rewrite(old: cst.Call) -> cst.Call:
        args = [*old.args]
        args[index] = args[index].with_changes(value=string.with_changes(value=text))
        return old.with_changes(args=args)

    site.edits.append(Edit(call, rewrite))
    return site


def _apply(call: cst.Call, source: Dialect, target: Dialect) -> Site | None:
    """Translate the keyword of the input."""
    if source.input == target.input:
        return None
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value == source.input:
            site = Site("BN104", call, f"{source.input}= becomes {target.input}=")
            site.edits.append(Edit(call, _keyword_renamer(source.input, target.input)))
            return site
    return None


def _keyword_renamer(name: str, new: str) -> Callable[[cst.Call], cst.Call]:
    def rewrite(old: cst.Call) -> cst.Call:
        return old.with_changes(
            args=[
                arg.with_changes(keyword=arg.keyword.with_changes(value=new))
                if arg.keyword is not None and arg.keyword.value == name
                else arg
                for arg in old.args
            ]
        )

    return rewrite


# What else may arrive


def _judge(analysis: Analysis, site: Site, expression: cst.BaseExpression) -> None:
    """Weigh what else the accessed expression may be."""
    origins = analysis.looker.of_instance(expression)
    if site.obstacles:
        return
    strange = (*origins.others, *origins.unknown)
    is_shared = strange or id(expression) in analysis.flow.shared
    if is_shared and set_apart(analysis, site, expression):
        return
    if strange:
        site.code = "BN208"
        name, shown = brief(expression), _shown(strange[0])
        made = "what is made out of sight" if name == shown else f"what `{shown}` makes"
        site.obstacles.append(
            Obstacle(
                "BN208",
                f"`{name}` may also be {made}, whose names stay",
                "check for the class first (isinstance), or keep the two apart",
            )
        )
        site.edits.clear()
        site.templates.clear()
    elif origins.annotated:
        name = origins.annotated[0].name
        site.unsafe.append(
            f"that `{name}` is the layer rests on its annotation alone, and a subclass that "
            "another file derives from it may arrive there too, whose names stay"
        )
    elif origins.parameters:
        site.message += f" (taking what arrives as `{origins.parameters[0].name}` to be the layer)"


def _shown(node: cst.CSTNode) -> str:
    if isinstance(node, (cst.ClassDef, cst.FunctionDef)):
        return node.name.value
    return brief(node)
