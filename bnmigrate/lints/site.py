"""How a lint says what it found."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from bnmigrate.findings import Edit, Obstacle
from bnmigrate.rulebook import LayerClass
from bnmigrate.sites import Site, Template
from bnmigrate.tracing.flow import Group


def lint_site(
    code: str,
    node: cst.CSTNode,
    message: str,
    reason: str,
    advice: str,
    edits: Sequence[Edit] = (),
    templates: Sequence[Template] = (),
    layer_class: LayerClass | None = None,
    severity: str = "",
) -> Site:
    """Return a site that nothing else depends on; `edits` or `templates` are its unsafe fix.

    Templates are for a layer of `layer_class`, whose dialect is the target's.
    """
    site = Site(
        code, node, message, Group(), layer_class=layer_class, severity=severity, is_lint=True
    )
    if edits or templates:
        site.edits.extend(edits)
        site.templates.extend(templates)
        site.unsafe.append(reason)
        site.advice = advice
    else:
        site.obstacles.append(Obstacle(code, reason, advice))
    return site
