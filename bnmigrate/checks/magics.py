"""BN209: the layer in a part of a notebook that isn't Python.

That is a magic, a cell in another language, or a cell that can't be parsed. It stays as it is, so
what uses the layer there stops all that goes together with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from bnmigrate.findings import Obstacle
from bnmigrate.names.bindings import Names
from bnmigrate.names.syntax import literal
from bnmigrate.notebooks.ipython import STAND_IN
from bnmigrate.rulebook import last_names
from bnmigrate.sites import Analysis, Site
from bnmigrate.tracing.flow import Use

MESSAGE = "the layer is used in a magic, in another language, or in a cell that can't be parsed"


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each such part that names a layer, or uses what holds one."""
    if STAND_IN not in analysis.names.loads:
        return
    used: set[int] = set()
    for use in analysis.flow.uses:
        call = _stand_in(use.expression, analysis.names)
        if call is not None and _matters(use, _text(call)):
            used.add(id(call))
            yield _site(use.expression, use)
    if analysis.imports_source():
        named = _named(analysis)
        for load in analysis.names.loads[STAND_IN]:
            call = _stand_in(load.node, analysis.names)
            if call is not None and id(call) not in used:
                own = _own(call, analysis)
                if any(root not in own for root in named.findall(_text(call))):
                    yield _site(call)


def alone(sites: list[Site], names: Names) -> list[Site]:
    """Return the sites without those that other checks see in what stands in for these parts."""
    if STAND_IN not in names.loads:
        return sites
    return [s for s in sites if s.message == MESSAGE or _stand_in(s.node, names) is None]


def _site(node: cst.CSTNode, use: Use | None = None) -> Site:
    site = Site("BN209", node, MESSAGE)
    if use is not None:
        site.group = use.group
        site.is_access = use.held.made is not None
    site.obstacles.append(
        Obstacle(
            "BN209",
            f"{MESSAGE}: bnmigrate doesn't look into it and leaves it as it is",
            "write it as Python, or translate it by hand",
        )
    )
    return site


def _matters(use: Use, text: str) -> bool:
    """Tell whether the use differs between the frameworks; a call of an instance doesn't."""
    if use.held.made is None:
        return True
    name = use.expression.value if isinstance(use.expression, cst.Name) else ""
    return re.search(rf"\b{name}\s*\.", text) is not None


def _stand_in(node: cst.CSTNode, names: Names) -> cst.Call | None:
    """Return the call around `node` that stands in for what isn't Python."""
    for up in (node, *names.ancestors(node)):
        if isinstance(up, cst.Call) and isinstance(up.func, cst.Name) and up.func.value == STAND_IN:
            return up
    return None


def _text(call: cst.Call) -> str:
    return str(literal(call.args[1].value))


def _named(analysis: Analysis) -> re.Pattern[str]:
    """Return what finds the layer's names in a text; the match is the first name of the dotted."""
    rules = analysis.rules
    classes = [n for n, known in rules.classes.items() if known.dialect.name in analysis.moved]
    functional = [n for n, known in rules.functional.items() if known.name in analysis.moved]
    wanted = "|".join(map(re.escape, sorted(last_names([*classes, *functional]))))
    return re.compile(rf"(?<![\w.])(?=(?:\w+\.)*(?:{wanted})\b)(\w+)")


def _own(call: cst.Call, analysis: Analysis) -> set[str]:
    """Return the names in what isn't Python that stand for the framework of the target."""
    root = analysis.rules.frameworks[analysis.target].root
    return {
        arg.value.value
        for arg in call.args[2:]
        if isinstance(arg.value, cst.Name)
        and (analysis.resolver.qualified(arg.value) or "").partition(".")[0] == root
    }
