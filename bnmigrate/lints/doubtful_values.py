"""BN301, BN302 and BN311: a momentum or an eps that is hardly ever meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bnmigrate.arguments.momentum import complement, complement_of_number
from bnmigrate.findings import Edit
from bnmigrate.lints.layer_calls import Given, LayerCall, layer_calls
from bnmigrate.lints.numbers import Known, known_number
from bnmigrate.lints.possible import flags, is_annotated
from bnmigrate.lints.site import lint_site
from bnmigrate.names.syntax import NO_LITERAL, bare, brief, dotted
from bnmigrate.rulebook import Doubtful, Parameter
from bnmigrate.sites import Analysis, Site

FROZEN = "BN311"
ANOTHER_NUMBER = "is called as another argument"
_INERT = "the layer's other arguments keep its statistics"
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
            if parameter.concept == "epsilon":
                no_number = _no_number(analysis, call, parameter, given)
                if no_number is not None:
                    yield no_number
                    continue
            known = known_number(given.value, analysis)
            if known is not None and is_frozen(parameter, known.value):
                frozen = _frozen(analysis, call, parameter, given, known)
                if frozen is not None:
                    yield frozen
                continue
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
    if not doubtful.holds(values[0].value) or values[1].value >= SWAPPED or not call.is_sure:
        return None
    return lint_site(
        doubtful.code,
        call.node,
        f"{call.layer_class.qualified_name} takes {epsilon[0].name} before {rate[0].name}: "
        f"{epsilon[0].name} is {values[0].value:g} here and {rate[0].name} {values[1].value:g}",
        "the two seem to stand in each other's place",
        "give them by keyword",
    )


def _no_number(
    analysis: Analysis, call: LayerCall, parameter: Parameter, given: Given
) -> Site | None:
    """Return the site where a flag, a number of channels or another argument is in eps's place."""
    what = _what_is_no_number(analysis, call, parameter, given)
    if not what or not call.is_sure:
        return None
    class_name, name = call.layer_class.qualified_name, parameter.name
    raises = parameter.accepts is not None and what != ANOTHER_NUMBER
    assert parameter.doubtful is not None
    return lint_site(
        parameter.doubtful.code,
        given.node,
        f"{name} of {class_name} is given `{brief(given.value)}`, which {what}",
        f"{name} takes a float, and the layer's first call raises a TypeError"
        if raises
        else "it is added to the variance, and nothing is raised",
        f"give {name} a small number such as 1e-5, and by keyword what was meant here",
    )


def _what_is_no_number(
    analysis: Analysis, call: LayerCall, parameter: Parameter, given: Given
) -> str:
    value = bare(given.value)
    known = analysis.resolver.constant(value)
    if known is NO_LITERAL:
        default = analysis.resolver.default(value)
        known = NO_LITERAL if default is None else analysis.resolver.constant(default)
    if isinstance(known, bool) or is_annotated(value, analysis, "bool"):
        return "is a flag"
    if isinstance(known, int) and parameter.accepts is not None:
        return "is an int"
    features = call.argument("features")
    text = dotted(value)
    if text is not None and features is not None and dotted(bare(features[1].value)) == text:
        return "is the number of channels"
    name = "" if text is None else text.rpartition(".")[2]
    if given.position is not None and known is NO_LITERAL and name != parameter.name:
        layer = call.layer_class.layer
        for dialect in layer.dialects.values():
            other = dialect.signature.named(name)
            if other is not None and other.concept != parameter.concept:
                is_number = other.concept == "update-rate"
                return ANOTHER_NUMBER if is_number else "is called as a flag"
    return ""


def is_frozen(parameter: Parameter, value: float) -> bool:
    """Whether a momentum keeps the statistics as they are, whatever the batch."""
    is_rate = parameter.concept == "update-rate"
    return is_rate and value == (1 if parameter.encoding == "complement" else 0)


def _frozen(
    analysis: Analysis, call: LayerCall, parameter: Parameter, given: Given, known: Known
) -> Site | None:
    """Return the site of a momentum with which the statistics never move."""
    assert parameter.doubtful is not None
    dialect = call.layer_class.dialect
    if _keeps_none(analysis, call) or (
        dialect.assigned_settings == "live" and _is_assigned(analysis, parameter.name)
    ):
        return None
    usual = next(
        (p.default for p in dialect.signature.parameters if p.concept == parameter.concept), None
    )
    opposite = 0 if parameter.encoding == "complement" else 1
    return _at(
        call,
        FROZEN,
        given,
        f"{_said(call, parameter, given, known)}: the statistics never move",
        f"{dialect.title}'s layer keeps its statistics as they were made, and normalises with "
        "those in evaluation, whatever it was trained on",
        f"leave it out, which is {parameter.name}={usual}; the statistics of the last batch alone "
        f"are {parameter.name}={opposite}",
    )


def _keeps_none(analysis: Analysis, call: LayerCall) -> bool:
    """Whether the layer is told to keep no statistics, or never to move them."""
    given = call.argument("statistics")
    if given is None:
        return False
    value = analysis.resolver.constant(bare(given[1].value))
    meaning = given[0].choices.get(repr(value))
    return value is not NO_LITERAL and meaning not in call.layer_class.layer.family.ordinary


def _is_assigned(analysis: Analysis, name: str) -> bool:
    """Whether the file assigns an attribute of that name to something else than `self`."""
    return any(
        attribute.attr.value == name
        and id(attribute) in analysis.names.stored
        and dotted(attribute.value) != "self"
        for attribute in analysis.names.attributes
    )


def _said(call: LayerCall, parameter: Parameter, given: Given, known: Known) -> str:
    text = f"{parameter.name}={brief(given.value)} of {call.layer_class.qualified_name}"
    return f"{text} ({known.said})" if known.said else text


def _at(
    call: LayerCall,
    code: str,
    given: Given,
    message: str,
    reason: str,
    advice: str,
    edits: Sequence[Edit] = (),
    severity: str = "",
) -> Site:
    """Return a site at an argument; where something else may be called, it says so."""
    if not call.is_sure:
        message += ", where the layer is called here"
        edits = ()
    return lint_site(code, given.node, message, reason, advice, edits, severity=severity)


def _doubtful(
    analysis: Analysis, call: LayerCall, parameter: Parameter, given: Given, known: Known
) -> Site:
    doubtful = parameter.doubtful
    assert doubtful is not None
    meant = _meant(call, known.value)
    message = _said(call, parameter, given, known)
    if parameter.concept != "update-rate":
        advice = doubtful.advice.format(value=known.value, meant=meant)
        return _at(
            call,
            doubtful.code,
            given,
            f"{message} is suspicious",
            doubtful.reason.format(value=known.value, meant=meant),
            advice if 0 < meant < 1 else doubtful.otherwise,
        )
    inert = _INERT if _is_inert(analysis, call, doubtful.inert) else ""
    judged = judge(doubtful, known.value, meant, inert)
    edits = _fix(given) if judged.is_mended else []
    return _at(
        call,
        doubtful.code,
        given,
        f"{message} {judged.verdict}",
        judged.reason,
        judged.advice,
        edits,
        judged.severity,
    )


class Judgement(NamedTuple):
    """What is said of a momentum; `is_mended` tells that the other number is the advice."""

    verdict: str
    reason: str
    advice: str
    severity: str = ""
    is_mended: bool = False


def judge(doubtful: Doubtful, value: float, meant: float, inert: str) -> Judgement:
    """Return what is said of a doubtful momentum, which was `meant` as another number; `inert` says
    what keeps it from having an effect, and is empty where nothing does.
    """
    reason = doubtful.reason.format(value=value, meant=meant)
    if inert:
        return Judgement(
            "has no effect here",
            f"{inert} from moving; were they to move, {reason}",
            "leave it out",
            "note",
        )
    otherwise = doubtful.otherwise.format(value=value)
    if meant == value:
        same = f"{value:g} means the same in either convention"
        same += ": half of the statistics goes with each batch"
        return Judgement("is unusual", same, otherwise, "note")
    if doubtful.holds(meant):
        return Judgement("is suspicious", reason, otherwise)
    advice = doubtful.advice.format(value=value, meant=meant)
    return Judgement("is suspicious", reason, advice, is_mended=True)


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
    if value is not NO_LITERAL:
        return parameter.choices.get(repr(value)) in meanings
    possible = flags(argument.value, analysis)
    if possible is None or any(parameter.choices.get(v) not in meanings for v in possible.values):
        return False
    # A default that no call of this module takes is taken by none.
    arriving = {
        value
        for node, name, value in analysis.resolver.arriving.flags
        if node == id(call.node) and name == parameter.name
    }
    return arriving <= possible.values | possible.unused
