"""BN107 without a layer in sight: a parameter such as `norm_layer`, called with a momentum."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.arrivals import NAMED_LIKE_A_LAYER
from bnmigrate.findings import Obstacle
from bnmigrate.origins import Origins
from bnmigrate.sites import Analysis, Site
from bnmigrate.syntax import brief


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each call of such a parameter with an argument that both frameworks have
    and mean differently: it decides whether the translation of the callers is right.
    """
    if not analysis.imports_source():
        return
    ambiguous = {
        parameter.name
        for dialect in analysis.sources
        for layer in analysis.rules.layers
        for parameter in dialect.signature.parameters
        if (other := layer.dialects[analysis.target].signature.named(parameter.name)) is not None
        and other.concept == parameter.concept
        and {other.encoding, parameter.encoding} == {"same", "complement"}
    }
    followed = {id(use.node) for use in analysis.flow.uses}
    for call in analysis.names.calls:
        if id(call) in followed:
            continue
        name = _called_name(call)
        keywords = [a.keyword.value for a in call.args if a.keyword is not None]
        meant = next((k for k in keywords if k in ambiguous), None)
        if meant is None or not NAMED_LIKE_A_LAYER.search(name):
            continue
        origins = analysis.looker.of_class(call.func)
        if not origins.parameters or origins.layer or _is_migrated(analysis, origins):
            continue
        site = Site(
            "BN107", call, f"the parameter `{origins.parameters[0].name}` is called with {meant}"
        )
        site.obstacles.append(
            Obstacle(
                "BN107",
                f"which class arrives as `{brief(call.func)}` is decided by the callers, and "
                f"{meant} means the opposite in the two frameworks",
                "look at what the callers give, and translate this call by hand together with them",
            )
        )
        yield site


def _is_migrated(analysis: Analysis, origins: Origins) -> bool:
    """Tell whether the parameter's default is the target's layer."""
    return any(
        isinstance(node, cst.BaseExpression)
        and analysis.resolver.qualified(node) in analysis.rules.classes
        for node in origins.others
    )


def _called_name(call: cst.Call) -> str:
    if isinstance(call.func, cst.Name):
        return call.func.value
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
