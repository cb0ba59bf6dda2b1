"""BN301 and BN302: a momentum or an eps that is hardly ever meant."""

from __future__ import annotations

from collections.abc import Iterator

from bnmigrate.arguments.momentum import complement, complement_of_number
from bnmigrate.findings import Edit
from bnmigrate.lints.layer_calls import Given, LayerCall, layer_calls
from bnmigrate.lints.numbers import Known, known_number
from bnmigrate.lints.site import lint_site
from bnmigrate.names.syntax import NO_LITERAL, bare, brief
from bnmigrate.rulebook import Parameter
from bnmigrate.sites import Analysis, Site

SWAPPED = 0.01
"""A momentum below this, positional and behind a doubtful eps, is the eps."""


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each argument whose value the rules call doubtful."""
    for call in layer_calls(analysis):
        swapped = _swapped(analysis, call)
        if swapped is not None:
            yield swapped
            continue
        for name, given in call.given.items():
            parameter = call.layer_class.signature.named(name)
            if parameter is None or parameter.doubtful is None:
                continue
            known = known_number(given.value, analysis)
            if known is not None and parameter.doubtful.holds(known.value):
                yield _doubtful(analysis, call, parameter, given, known)


def _swapped(analysis: Analysis, call: LayerCall) -> Site | None:
    """Return the site where eps and momentum are given in each other's position."""
    epsilon, rate = call.argument("epsilon"), call.argument("update-rate")
    if epsilon is None or rate is None or None in (epsilon[1].position, rate[1].position):
        return None
    values = [known_number(given.value, analysis) for _, given in (epsilon, rate)]
    doubtful = epsilon[0].doubtful
    if values[0] is None or values[1] is None or doubtful is None:
        return None
    if not doubtful.holds(values[0].value) or values[1].value >= SWAPPED:
        return None
    return lint_site(
        doubtful.code,
        call.node,
        f"{call.layer_class.qualified_name} takes {epsilon[0].name} before {rate[0].name}: "
        f"{epsilon[0].name} is {values[0].value:g} here and {rate[0].name} {values[1].value:g}",
        "the two seem to stand in each other's place",
        "give them by keyword",
    )


def _doubtful(
    analysis: Analysis, call: LayerCall, parameter: Parameter, given: Given, known: Known
) -> Site:
    doubtful = parameter.doubtful
    assert doubtful is not None
    meant = _meant(call, known.value)
    message = f"{parameter.name}={brief(given.value)} of {call.layer_class.qualified_name}"
    if known.said:
        message += f" ({known.said})"
    reason = doubtful.reason.format(value=known.value, meant=meant)
    if parameter.concept != "update-rate":
        advice = doubtful.advice.format(value=known.value, meant=meant)
        return lint_site(
            doubtful.code,
            given.node,
            f"{message} is suspicious",
            reason,
            advice if 0 < meant < 1 else doubtful.otherwise,
        )
    if _is_inert(analysis, call, doubtful.inert):
        return lint_site(
            doubtful.code,
            given.node,
            f"{message} has no effect here",
            "the layer's other arguments keep its statistics from moving; were they to move, "
            + reason,
            "leave it out",
            severity="note",
        )
    if meant == known.value:
        return lint_site(
            doubtful.code,
            given.node,
            f"{message} is unusual",
            f"{known.value:g} means the same in either convention: half of the statistics goes "
            "with each batch",
            doubtful.otherwise.format(value=known.value),
            severity="note",
        )
    if doubtful.holds(meant):
        return lint_site(
            doubtful.code,
            given.node,
            f"{message} is suspicious",
            reason,
            doubtful.otherwise.format(value=known.value),
        )
    return lint_site(
        doubtful.code,
        given.node,
        f"{message} is suspicious",
        reason,
        doubtful.advice.format(value=known.value, meant=meant),
        _fix(given),
    )


def _meant(call: LayerCall, value: float) -> float:
    """Return the momentum that `value` was meant as: what the class's own convention makes of it,
    or 1 - value where that would be doubtful.
    """
    complemented = round(1 - value, 12)
    rate = call.layer_class.signature.for_concept("update-rate")
    is_usual = rate is None or rate.doubtful is None or not rate.doubtful.holds(value)
    return value if is_usual else complemented


def _fix(given: Given) -> list[Edit]:
    """Complement a number that stands in the call itself."""
    if not given.is_own or complement_of_number(given.value) is None:
        return []
    return [Edit(given.value, complement)]


def _is_inert(analysis: Analysis, call: LayerCall, meanings: tuple[str, ...]) -> bool:
    given = call.argument("statistics")
    if given is None:
        return False
    parameter, argument = given
    value = analysis.resolver.constant(bare(argument.value))
    return value is not NO_LITERAL and parameter.choices.get(repr(value)) in meanings
