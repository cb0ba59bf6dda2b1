"""BN105 and BN206: a parameter or buffer of an instance that is filled, by a function, by a method
of its own, or by one of the layer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import libcst as cst

from bnmigrate.arguments.initial_values import Filling, filled_by, initial_value
from bnmigrate.findings import Edit, Obstacle
from bnmigrate.names.bindings import Names
from bnmigrate.names.syntax import bare, brief, dotted, in_place_of, literal, source
from bnmigrate.rulebook import Dialect
from bnmigrate.sites import Analysis, Site, Template
from bnmigrate.tensors import computed, rewritten, tensors_of

_TENSOR = "Tensor."


def fill_site(
    analysis: Analysis, node: cst.Attribute, new: str, dialect: Dialect, target: Dialect
) -> Site | None:
    """Return the site where `node`, a parameter of an instance, is filled; None where it's not."""
    names = analysis.names
    outer: cst.CSTNode = node
    parent = names.parent(node)
    if isinstance(parent, cst.Attribute) and parent.attr.value == "data":
        outer, parent = parent, names.parent(parent)
    if isinstance(parent, cst.Attribute) and parent.value is outer:
        tail = rewritten(parent.attr.value, dialect.root, target.root)
        if tail is not None:
            return _rewritten(analysis, node, parent, new, tail)
    if isinstance(parent, cst.AssignTarget) and outer is not node:
        return _assigned_data(analysis, node, parent, new, dialect, target)
    call = names.parent(parent) if parent is not None else None
    if not isinstance(call, cst.Call):
        return None
    if isinstance(parent, cst.Arg) and call.args[0] is parent:
        qualified = analysis.resolver.qualified(call.func) or ""
        if qualified.rpartition(".")[0] not in dialect.framework.fill_modules:
            return None
        return _filled(analysis, node, call, qualified, call.args[1:], new, dialect, target)
    if not isinstance(parent, cst.Attribute) or call.func is not parent:
        return None
    method = parent.attr.value
    if method == dialect.framework.sets_data:
        return _set_data(analysis, node, call, new, dialect, target)
    if method == "requires_grad_" and names.parent(call):
        return _requires_grad(analysis, node, call, new)
    if method in target.framework.writes and _is_written(call, names):
        return None
    made = computed(method, dialect.root, target.root)
    if made is not None and target.framework.writes:
        return _computed(analysis, node, call, new, target, *made)
    if method.endswith("_") and not method.startswith("_") and dialect.framework.fill_calls:
        return _filled(analysis, node, call, _TENSOR + method, call.args, new, dialect, target)
    return None


def _rewritten(
    analysis: Analysis, node: cst.Attribute, attribute: cst.Attribute, new: str, tail: str
) -> Site:
    """Translate what `attribute` gives of a parameter, by itself or where it is called."""
    call = analysis.names.parent(attribute)
    is_called = isinstance(call, cst.Call) and call.func is attribute
    whole: cst.BaseExpression = attribute
    if is_called:
        assert isinstance(call, cst.Call)
        if call.args:
            return _refused(call, f"`{attribute.attr.value}` is given something")
        whole = call
    site = Site("BN104", whole, f"`{brief(whole)}` becomes `.{new}{tail}`")

    def rewrite(old: cst.BaseExpression) -> cst.BaseExpression:
        tensor = _owner(old.func if isinstance(old, cst.Call) else old)
        renamed = _renamed(tensor, attribute.value is not node, new)
        return in_place_of(old, followed(renamed, tail))

    site.edits.append(Edit(whole, rewrite))
    return site


def _owner(expression: cst.BaseExpression) -> cst.Attribute:
    """Return the attribute that an attribute is read from."""
    read = cst.ensure_type(expression, cst.Attribute)
    return cst.ensure_type(read.value, cst.Attribute)


def renamed(read: cst.Attribute, new: str) -> cst.Attribute:
    """Return an attribute under another name, or at another path: `bn2d.gamma`."""
    path, dot, last = new.rpartition(".")
    owner = followed(read.value, f".{path}") if dot else read.value
    return read.with_changes(value=owner, attr=read.attr.with_changes(value=last))


def _renamed(tensor: cst.BaseExpression, has_data: bool, new: str) -> cst.BaseExpression:
    """Return a parameter, or its `data`, with the parameter's name changed."""
    read = cst.ensure_type(tensor, cst.Attribute)
    if has_data:
        return read.with_changes(value=_renamed(read.value, False, new))
    return renamed(read, new)


def followed(expression: cst.CSTNode, tail: str) -> cst.BaseExpression:
    """Return an expression with the attributes and calls of `tail` behind it."""
    made = cst.parse_expression(f"_{tail}")
    first: cst.BaseExpression = made
    while isinstance(first, (cst.Attribute, cst.Call)):
        first = first.value if isinstance(first, cst.Attribute) else first.func
    replaced = made.deep_replace(first, expression)
    assert isinstance(replaced, cst.BaseExpression)
    return replaced


def _computed(
    analysis: Analysis,
    node: cst.Attribute,
    call: cst.Call,
    new: str,
    target: Dialect,
    method: str,
    arguments: tuple[str, ...],
) -> Site:
    """Translate what changes a parameter in place: the new value is computed, and written."""
    if not isinstance(analysis.names.parent(call), cst.Expr):
        return _refused(
            call, "the value of this fill is used: the counterpart gives another tensor"
        )
    keywords = [arg.keyword.value for arg in call.args if arg.keyword is not None]
    if (
        any(arg.star for arg in call.args)
        or len(call.args) > len(arguments)
        or not {*keywords} <= {*arguments}
    ):
        return _refused(call, f"`{method}_` is given what its counterpart doesn't take")
    if not analysis.resolver.is_plain(node.value):
        return _refused(
            call, f"`{brief(node.value)}` would be evaluated several times in the counterpart"
        )
    write = target.framework.writes[0]
    has_data = cst.ensure_type(call.func, cst.Attribute).value is not node

    def rewrite(old: cst.Call) -> cst.BaseExpression:
        tensor = _renamed(cst.ensure_type(old.func, cst.Attribute).value, has_data, new)
        value = cst.ensure_type(followed(tensor, f".{method}()"), cst.Call)
        made = cst.ensure_type(followed(tensor, f".{write}()"), cst.Call)
        given = cst.Arg(value.with_changes(args=old.args))
        return in_place_of(old, made.with_changes(args=[given]))

    site = _site(call)
    site.message = f"`{brief(call)}` becomes `.{new}.{write}(...)`"
    site.edits.append(Edit(call, rewrite))
    return site


def trains_site(analysis: Analysis, node: cst.Attribute, target: Dialect) -> Site | None:
    """Return the site where `node`, a method that says whether an instance's parameters train, is
    called; None where its value is used, or what it is given can't be told.
    """
    call = analysis.names.parent(node)
    if not isinstance(call, cst.Call) or call.func is not node or len(call.args) > 1:
        return None
    if not isinstance(analysis.names.parent(call), cst.Expr) or not analysis.resolver.is_plain(
        node.value
    ):
        return None
    value = call.args[0].value if call.args else cst.Name("True")
    if any(arg.star for arg in call.args) or not isinstance(literal(value), bool):
        return None
    owner, names = source(node.value), target.learned.values()
    site = Site("BN104", call, f"`{brief(call)}` becomes assignments to `requires_grad`")
    texts = tuple(f"{owner}.{name}.requires_grad = {source(value)}" for name in names)
    site.templates.append(Template(call, texts))
    return site


def reset_site(
    analysis: Analysis, node: cst.Attribute, dialect: Dialect, target: Dialect
) -> Site | None:
    """Return the site where `node`, a method of an instance that fills its state anew, is called;
    None where it isn't, or where `target` can't fill so.
    """
    call = analysis.names.parent(node)
    if not isinstance(call, cst.Call) or call.func is not node or call.args:
        return None
    if not isinstance(analysis.names.parent(call), cst.Expr) or not analysis.resolver.is_plain(
        node.value
    ):
        return None
    filled, fills = dialect.resets[node.attr.value], _fills(analysis, dialect, target)
    if not (target.state.keys() >= filled.keys() and fills.keys() >= set(filled.values())):
        return None
    names = {concept: target.state[concept] for concept in filled}
    site = Site("BN206", call, f"`{brief(call)}` becomes fills of {', '.join(names.values())}")
    site.templates.append(
        Template(
            call,
            tuple(
                fills[kind].format(target=f"{source(node.value)}.{names[concept]}")
                for concept, kind in filled.items()
            ),
        )
    )
    if id(node.value) not in analysis.flow.plain:
        site.unsafe.append(
            f"{target.title}'s layer has no `{node.attr.value}`: what stands here instead fills "
            f"what {dialect.title}'s own layer fills, and not what a class derived from it may add"
        )
    return site


def _is_written(call: cst.Call, names: Names) -> bool:
    """Tell whether a call is a statement, and gives one tensor."""
    is_plain = len(call.args) == 1 and not call.args[0].star and call.args[0].keyword is None
    return is_plain and isinstance(names.parent(call), cst.Expr)


def freezes(node: cst.Attribute, names: Names) -> bool:
    """Tell whether `node`, a method that gives an instance's parameters, is called for a loop that
    freezes each of them and does nothing else.
    """
    call = names.parent(node)
    loop = names.parent(call) if isinstance(call, cst.Call) and not call.args else None
    if not isinstance(loop, cst.For) or loop.iter is not call or loop.orelse is not None:
        return False
    lines = loop.body.body
    statement = lines[0] if len(lines) == 1 else None
    if isinstance(statement, cst.SimpleStatementLine):
        statement = statement.body[0] if len(statement.body) == 1 else None
    said: cst.BaseExpression
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        said, value = statement.targets[0].target, statement.value
        method = "requires_grad"
    elif isinstance(statement, cst.Expr) and isinstance(statement.value, cst.Call):
        args = statement.value.args
        if len(args) != 1 or args[0].star or args[0].keyword is not None:
            return False
        said, value, method = statement.value.func, args[0].value, "requires_grad_"
    else:
        return False
    target = loop.target
    is_it = isinstance(target, cst.Name) and dotted(said) == f"{target.value}.{method}"
    return is_it and literal(value) is False


def _site(node: cst.CSTNode) -> Site:
    return Site("BN105", node, f"`{brief(node)}` fills a parameter")


def _refused(node: cst.CSTNode, reason: str) -> Site:
    site = _site(node)
    site.obstacles.append(Obstacle("BN105", reason, "rewrite this statement by hand"))
    return site


def _filled(
    analysis: Analysis,
    node: cst.Attribute,
    call: cst.Call,
    function: str,
    args: Sequence[cst.Arg],
    new: str,
    dialect: Dialect,
    target: Dialect,
) -> Site:
    known = next((c for c in dialect.framework.fill_calls if c.class_name == function), None)
    shown = function.removeprefix(_TENSOR)
    if known is None:
        return _refused(call, f"`{shown}` has no exact counterpart in {target.title}")
    filling = filled_by(args, known, analysis.resolver)
    if filling is None:
        return _refused(call, f"the arguments of `{shown}` can't be told from here")
    return _translated(analysis, node, call, filling, new, dialect, target)


def _fills(analysis: Analysis, dialect: Dialect, target: Dialect) -> Mapping[str, str]:
    """Return what fills a parameter of `target` as `dialect` fills one: in its memory, where the
    program keeps something of it and `dialect` does so too.
    """
    in_place = analysis.brief.keeps_memory and not dialect.framework.in_place_fills
    return (in_place and target.framework.in_place_fills) or target.framework.fills


def _set_data(
    analysis: Analysis,
    node: cst.Attribute,
    call: cst.Call,
    new: str,
    dialect: Dialect,
    target: Dialect,
) -> Site | None:
    if not dialect.framework.initializers:
        return None
    made = call.args[0].value if len(call.args) == 1 and not call.args[0].star else None
    if (
        not isinstance(made, cst.Call)
        or analysis.resolver.qualified(made.func) != dialect.framework.initializer
        or not made.args
    ):
        return _refused(
            call,
            "the value isn't made by `initializer(...)`: nothing else is translated",
        )
    decoded = initial_value(made.args[0].value, dialect.framework.initializers, analysis.resolver)
    if decoded is None:
        return _refused(
            call, f"the initial value `{brief(made.args[0].value)}` has no exact counterpart"
        )
    return _translated(analysis, node, call, decoded, new, dialect, target)


def _translated(
    analysis: Analysis,
    node: cst.Attribute,
    call: cst.Call,
    filling: Filling,
    new: str,
    dialect: Dialect,
    target: Dialect,
) -> Site:
    kind, values = filling
    fills = _fills(analysis, dialect, target)
    template = fills.get(kind)
    if kind == "uniform" and "scale" not in values:
        low, high = values.get("low", ""), values.get("high", "")
        if low.replace(" ", "") != f"-{high}".replace(" ", ""):
            return _refused(call, f"{target.title} fills uniformly only between -scale and scale")
        values = values | {"scale": high}
    if template is None:
        return _refused(call, f"{target.title} has no counterpart that fills like this")
    if not _is_dropped(call, analysis.names):
        return _refused(call, "the value of this fill is used: the counterpart returns nothing")
    if not analysis.resolver.is_plain(node.value):
        return _refused(
            call, f"`{brief(node.value)}` would be evaluated several times in the counterpart"
        )
    text = template.format(target=f"{source(node.value)}.{new}", **values)
    site = _site(call)
    site.templates.append(Template(call, (text,)))
    site.message = f"`{brief(call)}` becomes a fill of `.{new}`"
    return site


def _is_dropped(node: cst.CSTNode, names: Names) -> bool:
    """Whether nothing is done with the value of an expression: it is a statement, or what a lambda
    gives that is called by a method that drops it, `apply` of a module.
    """
    around = names.parent(node)
    if isinstance(around, cst.IfExp) and around.test is not node:
        return _is_dropped(around, names)
    if isinstance(around, cst.BooleanOperation) and around.right is node:
        return _is_dropped(around, names)
    if isinstance(around, cst.Lambda) and around.body is node:
        call = names.parent(names.parent(around) or around)
        method = call.func if isinstance(call, cst.Call) else None
        return isinstance(method, cst.Attribute) and method.attr.value == "apply"
    return isinstance(around, cst.Expr)


def _requires_grad(analysis: Analysis, node: cst.Attribute, call: cst.Call, new: str) -> Site:
    statement = analysis.names.parent(call)
    if not isinstance(statement, cst.Expr):
        return _refused(call, "the value of this call is used: MindSpore's returns None")
    if len(call.args) > 1 or any(arg.star for arg in call.args):
        return _refused(call, "the arguments of this call can't be told from here")

    def rewrite(old: cst.Expr) -> cst.Assign:
        assert isinstance(old.value, cst.Call)
        value = old.value.args[0].value if old.value.args else cst.Name("True")
        owner = renamed(node, new)
        target = cst.Attribute(owner, cst.Name("requires_grad"))
        return cst.Assign([cst.AssignTarget(target)], value, semicolon=old.semicolon)

    site = _site(call)
    site.message = f"`{brief(call)}` becomes an assignment to `.{new}.requires_grad`"
    site.edits.append(Edit(statement, rewrite))
    return site


def _assigned_data(
    analysis: Analysis,
    node: cst.Attribute,
    assigned: cst.AssignTarget,
    new: str,
    dialect: Dialect,
    target: Dialect,
) -> Site:
    """Translate `m.weight.data = torch.ones(n)`, and any tensor that nothing else has."""
    statement = analysis.names.parent(assigned)
    assert isinstance(statement, cst.Assign)
    made = statement.value
    qualified = (
        analysis.resolver.qualified(made.func) if isinstance(made, cst.Call) else None
    ) or ""
    template = target.framework.fills.get(dialect.framework.filled_tensors.get(qualified, ""))
    if len(statement.targets) != 1:
        return _refused(statement, "several things are given one tensor, which they share")
    setter = target.framework.sets_data
    if (
        template is None
        and setter
        and dialect.framework.filled_tensors
        and _is_fresh(analysis, made, dialect.root)
    ):
        return _given(statement, new, setter)
    if template is None or not analysis.resolver.is_plain(node.value):
        return _refused(
            statement,
            f"what is assigned is a tensor of the one framework, not of {target.title}, and "
            "may share its memory with others",
        )
    site = _site(statement)
    site.message = f"`{brief(statement)}` becomes a fill of `.{new}`"
    site.templates.append(
        Template(statement, (template.format(target=f"{source(node.value)}.{new}", value=""),))
    )
    return site


def _given(statement: cst.Assign, new: str, setter: str) -> Site:
    """Return the site that gives a parameter the tensor that is assigned to its data."""
    site = _site(statement)
    site.message = f"`{brief(statement)}` becomes `.{new}.{setter}(...)`"

    def rewrite(old: cst.Assign) -> cst.Expr:
        data = cst.ensure_type(old.targets[0].target, cst.Attribute)
        parameter = _renamed(data.value, False, new)
        given = cst.Arg(bare(old.value))
        call = cst.Call(cst.Attribute(parameter, cst.Name(setter)), [given])
        return cst.Expr(call, semicolon=old.semicolon)

    site.edits.append(Edit(statement, rewrite))
    return site


def _is_fresh(analysis: Analysis, value: cst.BaseExpression, root: str) -> bool:
    """Whether an expression gives a tensor that nothing else has: none shares its memory."""
    if isinstance(value, (cst.BinaryOperation, cst.UnaryOperation)):
        return True
    if not isinstance(value, cst.Call):
        return False
    fresh = tensors_of(root).fresh
    package, _, name = (analysis.resolver.qualified(value.func) or "").rpartition(".")
    if package == root:
        return name in fresh
    method = value.func
    return isinstance(method, cst.Attribute) and not package and method.attr.value in fresh
