"""BN301 of the functions that do a layer's work, whose momentum need not be the layer's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import libcst as cst

from bnmigrate.lints.doubtful_values import judge
from bnmigrate.lints.numbers import known_number
from bnmigrate.lints.site import lint_site
from bnmigrate.names.references import Reference
from bnmigrate.names.syntax import NO_LITERAL, bare, brief
from bnmigrate.rulebook import Functions
from bnmigrate.sites import Analysis, Site

_INERT = "the function's other arguments keep the statistics"


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each argument of such a call whose value the rules call doubtful. There is
    no fix: no momentum of a function is written anew.
    """
    for reference in analysis.references:
        call = analysis.names.parent(reference.node)
        if (
            reference.functional is not None
            and isinstance(call, cst.Call)
            and call.func is reference.node
        ):
            yield from _sites(analysis, reference, call, reference.functional.functions)


def _sites(
    analysis: Analysis, reference: Reference, call: cst.Call, functions: Functions
) -> Iterator[Site]:
    name = next(m.qualified for m in reference.meanings if m.qualified)
    taken = functions.parameters.get(name, {})
    given = _given(call, tuple(taken))
    for parameter, doubtful in functions.doubtful.items():
        value = given[parameter].value if parameter in given else None
        known = None if value is None else known_number(value, analysis)
        if value is None or known is None or not doubtful.holds(known.value):
            continue
        is_inert = any(_says(analysis, said, given, taken) for said in doubtful.inert)
        if is_inert and taken[parameter] is None:
            continue  # which has no effect, and can't be left out
        meant = round(1 - known.value, 12)
        judged = judge(doubtful, known.value, meant, _INERT if is_inert else "")
        said = f" ({known.said})" if known.said else ""
        yield lint_site(
            doubtful.code,
            given[parameter],
            f"{parameter}={brief(value)} of {name}{said} {judged.verdict}",
            judged.reason,
            judged.advice,
            severity=judged.severity,
        )


def _given(call: cst.Call, taken: tuple[str, ...]) -> Mapping[str, cst.Arg]:
    """Return the arguments by the names of their parameters, as far as the call writes them."""
    given: dict[str, cst.Arg] = {}
    are_counted = True
    for index, arg in enumerate(call.args):
        are_counted = are_counted and not arg.star
        if arg.keyword is not None:
            given[arg.keyword.value] = arg
        elif are_counted and index < len(taken):
            given[taken[index]] = arg
    return given


def _says(
    analysis: Analysis,
    said: str,
    given: Mapping[str, cst.Arg],
    taken: Mapping[str, str | None],
) -> bool:
    """Whether a call says `said`, an argument such as "training=False", or leaves it at that; what
    it unpacks isn't seen.
    """
    name, _, wanted = said.partition("=")
    if name in given:
        value = analysis.resolver.constant(bare(given[name].value))
        return value is not NO_LITERAL and repr(value) == wanted
    return taken.get(name) == wanted
