"""BN305, BN306, BN309 and BN310: arguments that mean something else than their writer thought."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.arguments.values import Change, Values
from bnmigrate.findings import Edit
from bnmigrate.lints.half_precision import said_half
from bnmigrate.lints.layer_calls import Given, LayerCall, layer_calls
from bnmigrate.lints.possible import may_be_none
from bnmigrate.lints.site import lint_site
from bnmigrate.names.syntax import NO_LITERAL, bare, brief
from bnmigrate.rulebook import Dialect, LayerClass, Parameter
from bnmigrate.sites import Analysis, Site


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each argument that is in the wrong place, framework or type."""
    for call in layer_calls(analysis):
        if not call.is_sure:
            continue  # what it may be besides the layer may take what this one doesn't
        yield from _strange_keywords(call)
        for name, given in call.given.items():
            parameter = call.layer_class.signature.named(name)
            assert parameter is not None
            if parameter.encoding == "initial-value" and given.position is not None:
                yield from _positional_initializer(analysis, call, parameter, given)
            elif parameter.encoding == "choices":
                yield from _turned_around(analysis, call, parameter, given)
            elif parameter.concept == "parameter-type":
                yield from _half_precision(analysis, call, parameter, given)
        yield from _announced(call)


def _others(layer_class: LayerClass) -> Iterator[Dialect]:
    """Yield the dialects of other conventions than the class's own."""
    for dialect in layer_class.layer.dialects.values():
        if dialect is not layer_class.dialect:
            yield dialect


def _foreign(layer_class: LayerClass, name: str) -> tuple[Dialect, Parameter] | None:
    """Return the dialect that has a parameter `name` which the class hasn't."""
    if layer_class.signature.named(name) is not None:
        return None
    for dialect in _others(layer_class):
        parameter = dialect.signature.named(name)
        if parameter is not None:
            return dialect, parameter
    return None


def _strange_keywords(call: LayerCall) -> Iterator[Site]:
    if not call.is_resident:
        return  # the translation says so already
    for arg in call.strange:
        assert arg.keyword is not None
        found = _foreign(call.layer_class, arg.keyword.value)
        if found is None:
            continue
        dialect, parameter = found
        own = call.layer_class.signature.for_concept(parameter.concept)
        has = f"its own is {own.name}" if own is not None else "it has none for that"
        yield lint_site(
            "BN306",
            arg,
            f"`{parameter.name}` is an argument of {dialect.title}'s layer",
            f"{call.layer_class.qualified_name} doesn't take it and raises a TypeError; {has}",
            f"write it as {own.name}, whose values mean something else"
            if own is not None
            else "drop it",
        )


def _turned_around(
    analysis: Analysis, call: LayerCall, parameter: Parameter, given: Given
) -> Iterator[Site]:
    """Find `use_batch_statistics=track_running_stats`, and `not` of it: the name tells what the
    value means.
    """
    value = bare(given.value)
    is_negated = isinstance(value, cst.UnaryOperation) and isinstance(value.operator, cst.Not)
    flag = bare(value.expression) if isinstance(value, cst.UnaryOperation) else value
    if not isinstance(flag, (cst.Name, cst.Attribute)):
        return
    found = _foreign(
        call.layer_class, (flag.attr if isinstance(flag, cst.Attribute) else flag).value
    )
    if found is None or not (flag is value or is_negated):
        return
    dialect, theirs = found
    flags = analysis.resolver.arriving.flags
    if may_be_none(flag, analysis) or (id(call.node), parameter.name, "None") in flags:
        return  # what may be None is the layer's own flag, under the other's name
    if theirs.concept != parameter.concept or theirs.choices == parameter.choices:
        return
    source = next(
        known
        for known in analysis.rules.classes.values()
        if known.dialect is dialect and known.layer is call.layer_class.layer
    )
    fate = Values(source, call.layer_class.dialect, analysis.resolver).fate(theirs, flag)
    right = fate.rewrite(flag) if isinstance(fate, Change) else None
    edits = [Edit(given.value, lambda _: right)] if call.is_resident and right is not None else []
    yield lint_site(
        "BN306",
        given.node,
        f"{parameter.name}={brief(given.value)} turns the meaning around",
        f"`{theirs.name}` is {dialect.title}'s, whose values are not those of "
        f"{call.layer_class.dialect.title}'s {parameter.name}, nor their opposites",
        f"write {parameter.name}={brief(right)}"
        if right is not None
        else "translate the value by its meaning",
        edits,
    )


def _positional_initializer(
    analysis: Analysis, call: LayerCall, parameter: Parameter, given: Given
) -> Iterator[Site]:
    """Find a flag where an initial value belongs: another framework has the flag in this place."""
    assert given.position is not None
    theirs = next(
        (
            (dialect, found)
            for dialect in _others(call.layer_class)
            if (found := dialect.signature.at(given.position)) is not None
            and found.encoding == "choices"
        ),
        None,
    )
    if theirs is None:
        return
    dialect, flag = theirs
    value = bare(given.value)
    known = analysis.resolver.constant(value)
    if known is NO_LITERAL:
        default = analysis.resolver.default(value)
        known = NO_LITERAL if default is None else analysis.resolver.constant(default)
    is_flag = known is None or isinstance(known, bool)
    if not is_flag and not (isinstance(value, cst.Name) and value.value == flag.name):
        return
    yield lint_site(
        "BN305",
        given.node,
        f"argument {given.position + 1} of {call.layer_class.qualified_name} is "
        f"{parameter.name}, and gets {brief(given.value)}",
        f"in {dialect.title} it is {flag.name}; here False makes every value of the layer's "
        f"{call.layer_class.dialect.state[parameter.fills or 'scale']} 0, and raises nothing",
        "give it by keyword, as what was meant",
    )


def _half_precision(
    analysis: Analysis, call: LayerCall, parameter: Parameter, given: Given
) -> Iterator[Site]:
    said = said_half(given.value, analysis)
    if said is None or call.layer_class.dialect.half_precision != "frozen":
        return
    yield lint_site(
        "BN309",
        given.node,
        f"{parameter.name}={brief(given.value)}{said} makes parameters of half precision",
        f"{call.layer_class.dialect.title}'s layer runs with them, and its moving statistics "
        "silently never move",
        "keep the layer's parameters in float32; its input may be float16",
    )


def _announced(call: LayerCall) -> Iterator[Site]:
    given = call.argument("update-rate")
    if given is None or not call.layer_class.dialect.announced:
        return
    parameter, argument = given
    yield lint_site(
        "BN310",
        argument.node,
        f"{parameter.name}={brief(argument.value)} is to change its meaning",
        call.layer_class.dialect.announced,
        "leave it out where it is the default, or pin the version",
    )
