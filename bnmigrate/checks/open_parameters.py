"""A parameter such as `norm_layer`, called in a file that doesn't tell which class arrives there.

Its arguments decide whether the translation of the callers is right: BN107 where they mean
something else in the other framework, BN202 and BN204 where its layer may not take them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import libcst as cst

from bnmigrate.findings import Obstacle
from bnmigrate.names.syntax import brief
from bnmigrate.search.layer_names import NAMED_LIKE_A_LAYER
from bnmigrate.sites import Analysis, Site
from bnmigrate.tracing.origins import Origins


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each call of such a parameter with arguments that aren't the same in both
    frameworks.
    """
    if not analysis.imports_source():
        return
    opposite, missing = _differing(analysis)
    followed = {id(use.node) for use in analysis.flow.uses}
    for call in analysis.names.calls:
        if not _is_like_a_layer(_called_name(call)) or id(call) in followed:
            continue
        keywords = [a.keyword.value for a in call.args if a.keyword is not None]
        inverted = next((k for k in keywords if k in opposite), None)
        lacking = next((k for k in keywords if k in missing), None)
        unpacked = next((a for a in call.args if a.star == "**"), None)
        if inverted is None and lacking is None and unpacked is None:
            continue
        origins = analysis.looker.of_class(call.func)
        if not origins.parameters or origins.layer or _is_migrated(analysis, origins):
            continue
        if inverted is not None:
            differs = f"{inverted} means the opposite in the two frameworks"
            yield _site(call, origins, "BN107", inverted, differs)
        elif origins.others:
            continue  # its default is another class, and a wrong argument fails loudly
        elif lacking is not None:
            differs = f"{missing[lacking]}'s layer takes no {lacking}"
            yield _site(call, origins, "BN202", lacking, differs)
        elif unpacked is not None:
            held = f"**{brief(unpacked.value)}"
            differs = f"the other framework's layer may not take what `{held}` holds"
            yield _site(call, origins, "BN204", held, differs)


def _differing(analysis: Analysis) -> tuple[set[str], dict[str, str]]:
    """Return the arguments that mean the opposite in the target, and those that it lacks, these
    with its title.
    """
    opposite: set[str] = set()
    missing: dict[str, str] = {}
    taken: set[str] = set()  # what some layer takes on both sides
    for source, target in analysis.pairs:
        for parameter in source.signature.parameters:
            other = target.signature.named(parameter.name)
            if other is None:
                missing[parameter.name] = target.title
                continue
            taken.add(parameter.name)
            encodings = {other.encoding, parameter.encoding}
            if other.concept == parameter.concept and encodings == {"same", "complement"}:
                opposite.add(parameter.name)
    return opposite, {name: title for name, title in missing.items() if name not in taken}


def _site(call: cst.Call, origins: Origins, code: str, argument: str, differs: str) -> Site:
    name = origins.parameters[0].name
    site = Site(code, call, f"the parameter `{name}` is called with {argument}")
    site.obstacles.append(
        Obstacle(
            code,
            f"which class arrives as `{brief(call.func)}` is decided by the callers, and {differs}",
            "look at what the callers give, and translate this call by hand together with them",
        )
    )
    return site


def _is_migrated(analysis: Analysis, origins: Origins) -> bool:
    """Tell whether the parameter's default is the target's layer."""
    return any(
        isinstance(node, cst.BaseExpression)
        and analysis.resolver.qualified(node) in analysis.rules.classes
        for node in origins.others
    )


def _called_name(call: cst.Call) -> str:
    if type(call.func) is cst.Name:
        return call.func.value
    return call.func.attr.value if type(call.func) is cst.Attribute else ""


@lru_cache(1000)  # a module calls few names, and these often
def _is_like_a_layer(name: str) -> bool:
    return NAMED_LIKE_A_LAYER.search(name) is not None
