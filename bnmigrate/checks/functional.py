"""BN210: what does the layer's work without being the layer, or turns it into another."""

from __future__ import annotations

from collections.abc import Iterator

from bnmigrate.findings import Obstacle
from bnmigrate.names.syntax import brief
from bnmigrate.sites import Analysis, Site

_COMPUTES = Obstacle(
    "BN210",
    "a function takes the statistics and the momentum itself: bnmigrate translates layers",
    "rewrite this call by hand; the other framework's function takes this momentum as it is",
)
_COMPUTES_ALONE = Obstacle(
    "BN210",
    "a function does the layer's work itself: bnmigrate translates layers",
    "rewrite this call by hand",
)
_CONVERTS = Obstacle(
    "BN210",
    "layers are replaced by others of their framework: none that are translated are found",
    "take this call out, or use the other framework's synchronised layer where the model is made",
)


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each use of the functional form or of a converter."""
    for reference in analysis.references:
        if reference.functional is None or reference.functional.name not in analysis.moved:
            continue
        name = next(m.qualified for m in reference.meanings if m.qualified)
        site = Site("BN210", reference.node, f"`{brief(reference.node)}` is {name}")
        computes = _COMPUTES if reference.functional.statistics else _COMPUTES_ALONE
        site.obstacles.append(_CONVERTS if name in reference.functional.converters else computes)
        yield site
