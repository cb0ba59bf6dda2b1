"""BN102, BN207 and BN208: the class as a value, as a base, and where it may be several things."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.arguments.translate import has_other_defaults
from bnmigrate.checks.settings import rounded
from bnmigrate.findings import Edit, Obstacle
from bnmigrate.names.scopes import Scope
from bnmigrate.names.syntax import brief, descendants
from bnmigrate.rulebook import last_names
from bnmigrate.sites import Analysis, Site, takes_fewer
from bnmigrate.tracing.flow import Use

# What the place is; the class is put in.
_SAYS = {
    "guard": "check for {}",
    "compare": "comparison with {}",
    "annotation": "{} is an annotation",
    "base": "{} is a base class",
    "assign": "{} is assigned",
    "attribute-assign": "{} is assigned",
    "default": "{} is a parameter's default",
    "argument": "{} is given as an argument",
    "element": "{} is in a container",
    "key": "{} is a key of a dict",
    "return": "{} is returned",
    "pattern": "match pattern for {}",
    "attribute": "attribute of {}",
    "other": "{} is a value",
}

# Attributes that a class has whichever framework it is from.
_ANY_CLASS = frozenset({"__name__", "__init__", "__class__", "__mro__"})


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each expression that names the class and doesn't call it."""
    only_checks = _only_checks(analysis)
    for use in analysis.flow.uses:
        if use.kind == "base":
            yield _base(analysis, use)
        elif use.reference is not None and use.kind not in ("call", "partial"):
            site = _value(analysis, use)
            if only_checks and site.is_check:
                site.unsafe.append(
                    "the file makes no such layer, and is looked at alone: where those that do "
                    "aren't translated, the check would miss their layers, in silence"
                )
            yield site
    for reference in analysis.references:
        classes = {
            known.qualified_name: known
            for meaning in reference.meanings
            if (known := analysis.rules.classes.get(meaning.qualified or "")) is not None
        }
        if reference.known is None and any(
            known.dialect.name in analysis.moved for known in classes.values()
        ):
            unknown = any(meaning.qualified is None for meaning in reference.meanings)
            others = dict.fromkeys(m.qualified for m in reference.meanings if m.qualified)
            holds = [
                *(dict.fromkeys(classes) | others),
                *(["something unknown"] if unknown else []),
            ]
            message = f"`{brief(reference.node)}` may be {' or '.join(holds)}"
            site = Site("BN208", reference.node, message)
            site.obstacles.append(
                Obstacle(
                    "BN208",
                    f"{message}: which one it is is decided when the program runs",
                    "import the layer under a name of its own",
                )
            )
            yield site
    if analysis.imports_source():
        yield from _unknown_holders(analysis)
        yield from _handed_on(analysis)


def _only_checks(analysis: Analysis) -> bool:
    """Tell whether the file only asks for the class, and no other file is known."""
    uses = [use for use in analysis.flow.uses if use.held.made is None]
    if not any(use.is_check for use in uses):
        return False
    if not all(use.is_check or use.kind in ("annotation", "assign") for use in uses):
        return False
    return not analysis.brief.is_linked


def _unknown_holders(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each attribute that is called like the class, of something that may be the
    framework: a parameter, what a call returns.
    """
    followed = {id(reference.node) for reference in analysis.references}
    wanted = last_names(_source_classes(analysis))
    has_star = any("*" in scope.bindings for scope in analysis.names.scopes)
    for attribute in analysis.names.attributes:
        if attribute.attr.value not in wanted or id(attribute) in followed:
            continue
        if analysis.structure.class_of(attribute.value) is not None:
            continue
        holder = analysis.resolver.unknown_holder(attribute.value)
        if holder is None:
            continue
        load = analysis.names.load_at.get(id(holder))
        if has_star and load is not None and not analysis.names.reaching(load):
            continue  # the star import is told of elsewhere
        message = f"`{brief(attribute)}` may be the layer"
        site = Site("BN208", attribute, message)
        site.obstacles.append(
            Obstacle(
                "BN208",
                f"{message}: what `{brief(holder)}` is can't be seen from this file",
                "name the layer through an import, or look at what arrives here and migrate this "
                "place by hand",
            )
        )
        yield site


def _source_classes(analysis: Analysis) -> list[str]:
    return [
        name
        for name, known in analysis.rules.classes.items()
        if known.dialect.name in analysis.moved
    ]


def _handed_on(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each import of the class that other files may import from this one."""
    for bindings in analysis.names.top.bindings.values():
        for binding in bindings:
            known = analysis.rules.classes.get(binding.qualified or "")
            if known is None or known.dialect.name not in analysis.moved or binding.by_way:
                continue
            why = analysis.exports.reason(binding)
            if not why:
                continue
            site = Site(
                "BN102", binding.node, f"{known.qualified_name} is imported for other files"
            )
            site.obstacles.append(
                Obstacle(
                    "BN102",
                    f"{why}, so other files may import it from here, with arguments that can't be "
                    "seen from this file",
                    "migrate the files that import it from here first, then this import by hand",
                )
            )
            yield site


def _value(analysis: Analysis, use: Use) -> Site:
    layer_class = use.held.layer_class
    said = _SAYS[use.kind]
    detail = ""
    if use.kind == "default":
        detail = f" of `{use.detail}`"
        said = "{} is the default"
    elif use.kind == "argument" and use.detail:
        detail = f" of `{use.detail}`, whose calls of it can't be seen from this file"
        said = "{} is an argument"
    elif use.kind == "attribute-assign":
        detail = f" to `{use.detail}`, whose calls can't be seen from this file"
    site = Site(
        "BN102",
        use.expression,
        said.format(layer_class.qualified_name) + detail,
        use.group,
        use.reference,
        layer_class=layer_class,
    )
    site.is_check = use.is_check
    answered = analysis.flow.answered_elsewhere.get(id(use.expression))
    if answered is not None and not analysis.brief.is_linked:
        site.unsafe.append(
            f"what is done where the check is passed can't be seen whole: its answer goes on from "
            f"`{brief(answered)}`, and names of the layer that are used there stay"
        )
    if use.leaves and has_other_defaults(layer_class, analysis.target_of(layer_class)):
        site.unsafe.append(
            f"{layer_class.qualified_name} and {analysis.target_of(layer_class).layer_class} have "
            "different defaults, and calls that can't be seen from here may leave arguments out"
        )
    if use.leaves and (fewer := takes_fewer(layer_class, analysis.target_of(layer_class))):
        site.unsafe.append(fewer)
    if use.kind == "pattern":
        _pattern(analysis, use, site)
    if id(use.expression) in analysis.names.stored:
        site.obstacles.append(_replaced(brief(use.expression)))
    elif use.kind == "attribute-assign" and _is_module(analysis, use):
        site.obstacles.append(_replaced(use.detail))
    elif use.kind == "attribute" and use.detail not in _ANY_CLASS:
        site.obstacles.append(
            Obstacle(
                "BN206",
                f"`{use.detail}` of the class isn't the same in "
                f"{analysis.target_of(layer_class).title}",
                "rewrite this place by hand",
            )
        )
    return site


def _pattern(analysis: Analysis, use: Use, site: Site) -> None:
    """Translate the attributes that `case BatchNorm2d(weight=w)` looks at."""
    pattern = use.node
    assert isinstance(pattern, cst.MatchClass)
    layer_class = use.held.layer_class
    source, target = layer_class.dialect, analysis.target_of(layer_class)
    if pattern.patterns:
        site.obstacles.append(
            Obstacle(
                "BN206",
                "the pattern looks at attributes by position, and the layer doesn't say which "
                "these are (it has no `__match_args__`)",
                "name the attributes in the pattern",
            )
        )
    renamed: dict[str, str] = {}
    for element in pattern.kwds:
        name = element.key.value
        renamed[name] = layer_class.layer.attribute_in(target, name, source)
        if not renamed[name] or "." in renamed[name]:
            site.obstacles.append(
                Obstacle(
                    "BN206",
                    f"nothing of {target.title}'s layer is what `{name}` is here, and a pattern "
                    "goes on in silence where an attribute isn't there",
                    f"take `{name}` out of the pattern",
                )
            )
        elif source.unused_state != target.unused_state and _is_none(element.pattern):
            site.obstacles.append(
                Obstacle(
                    "BN206",
                    f"whether `{name}` is None depends on the framework, and not on the layer's "
                    "arguments alone",
                    "ask for something else in the pattern",
                )
            )
        elif isinstance(element.pattern, cst.MatchValue) and source.rounds(name, target):
            site.obstacles.append(
                rounded(
                    name,
                    source,
                    target,
                    f"bind it (`{name}=value`) and compare with math.isclose in a guard",
                )
            )
    if not site.obstacles and any(name != new for name, new in renamed.items()):

        def rewrite(old: cst.MatchClass) -> cst.MatchClass:
            return old.with_changes(
                kwds=[
                    kwd.with_changes(key=kwd.key.with_changes(value=renamed[kwd.key.value]))
                    for kwd in old.kwds
                ]
            )

        site.edits.append(Edit(pattern, rewrite))


def _is_none(pattern: cst.MatchPattern) -> bool:
    return isinstance(pattern, cst.MatchSingleton) and pattern.value.value == "None"


def _is_module(analysis: Analysis, use: Use) -> bool:
    statement = use.node
    assert isinstance(statement, (cst.Assign, cst.AnnAssign))
    targets = (
        [t.target for t in statement.targets]
        if isinstance(statement, cst.Assign)
        else [statement.target]
    )
    return any(
        isinstance(target, cst.Attribute) and analysis.resolver.qualified(target.value) is not None
        for target in targets
    )


def _replaced(name: str) -> Obstacle:
    return Obstacle(
        "BN209",
        f"`{name}` is replaced for all who look it up there, with arguments that can't be seen "
        "from this file",
        "migrate the modules that read it first, then this line by hand",
    )


def _base(analysis: Analysis, use: Use) -> Site:
    class_def = use.node
    assert isinstance(class_def, cst.ClassDef)
    layer_class = use.held.layer_class
    site = Site(
        "BN102",
        use.expression,
        f"{layer_class.qualified_name} is a base class of `{class_def.name.value}`",
        use.group,
        use.reference,
        layer_class=layer_class,
    )
    if fewer := takes_fewer(layer_class, analysis.target_of(layer_class)):
        site.unsafe.append(fewer)
    problem = _overrides(analysis, use, class_def)
    if problem:
        site.obstacles.append(
            Obstacle(
                "BN207",
                f"`{class_def.name.value}` {problem}",
                "rewrite the class for "
                f"{analysis.target_of(layer_class).title} by hand, or keep the layer as a member "
                "instead of a base",
            )
        )
    return site


def _overrides(analysis: Analysis, use: Use, class_def: cst.ClassDef) -> str:
    """Return in what way a derived class depends on the layer's inside, empty where it doesn't."""
    if len(class_def.bases) > 1:
        return "has other bases too, which may be the other framework's"
    names = analysis.names
    scope = names.scope_at[id(class_def.body)]
    methods = use.held.layer_class.dialect.methods
    for name, bindings in scope.bindings.items():
        if name in methods or name in use.held.layer_class.dialect.state.values():
            return f"overrides `{name}`"
        if name == "__slots__" or any(b.kind == "other" for b in bindings):
            return f"sets `{name}`"
    own = set(scope.bindings) | _set_by_bases(analysis, use, scope)
    touched: list[str] = []
    for attribute in descendants(class_def):
        if not isinstance(attribute, cst.Attribute):
            continue
        if isinstance(attribute.value, cst.Call) and analysis.resolver.is_named(
            attribute.value.func, "super"
        ):
            if attribute.attr.value != "__init__":
                return f"calls `super().{attribute.attr.value}`"
        elif analysis.structure.class_of(attribute.value) is scope:
            if id(attribute) in names.stored and attribute.attr.value not in _inside(use):
                own.add(attribute.attr.value)
            else:
                touched.append(attribute.attr.value)
    foreign = next((name for name in touched if name not in own), None)
    return f"uses `self.{foreign}`" if foreign else ""


def _set_by_bases(analysis: Analysis, use: Use, scope: Scope) -> set[str]:
    """Return the attributes that the class's bases in this module add to the layer's."""
    bases = analysis.structure.bases(scope)
    found = {name for base in bases for name in base.bindings}
    for attribute in analysis.names.attributes if bases else ():
        if (
            id(attribute) in analysis.names.stored
            and attribute.attr.value not in _inside(use)
            and analysis.structure.class_of(attribute.value) in bases
        ):
            found.add(attribute.attr.value)
    return found


def _inside(use: Use) -> frozenset[str]:
    """Return the names that the layer itself has."""
    dialect = use.held.layer_class.dialect
    return frozenset(
        {*dialect.methods, *dialect.state.values()}
        | {parameter.name for parameter in dialect.signature.parameters}
    )
