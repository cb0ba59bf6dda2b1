"""The page that `--report` writes: self-contained, without scripts, each site with its proof."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from bnmigrate import __version__
from bnmigrate.report.page_style import STYLE
from bnmigrate.verify.compare import Array, batches
from bnmigrate.verify.sides import Sides
from bnmigrate.verify.sites import (
    DIFFERENT,
    EQUAL,
    UNVERIFIED,
    Arguments,
    SiteResult,
    evaluated,
    ranks_of,
)
from bnmigrate.verify.text import number

STEPS = 24
"""How many training steps a plot shows."""
WIDTH, HEIGHT = 460, 190
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 10, 26

_STYLE = (
    STYLE
    + """\
h2 { font-size: 1rem; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
pre { background: #8882; padding: .6rem; margin: .2rem 0; white-space: pre-wrap;
      overflow-wrap: anywhere; }
.status { padding: 0 .5rem; border: 1px solid; border-radius: .3rem; font-size: .85rem; }
.right { stroke: var(--right); }
.wrong { stroke: var(--wrong); stroke-dasharray: 5 3; }
.key-right { color: var(--right); }
.key-wrong { color: var(--wrong); }
@media (max-width: 45rem) { .sides { grid-template-columns: 1fr; } }
"""
)


@dataclass(frozen=True)
class Curves:
    """One running mean, step by step: with the momentum translated, and with it copied over."""

    name: str
    translated: object
    copied: object
    right: list[float]
    wrong: list[float]


def page(results: Sequence[SiteResult], sides: Sides, seed: int) -> str:
    """Return the page for all sites."""
    counts = ", ".join(
        f"{count} {status}"
        for status in (EQUAL, DIFFERENT, UNVERIFIED)
        if (count := sum(result.status == status for result in results))
    )
    sections = "\n".join(
        _section(result, sides, seed, place) for place, result in enumerate(results, 1)
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>bnmigrate verify</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>bnmigrate verify</h1>
<p>{len(results)} translated calls of the layer: {counts or "none"}. Each was run as it is written
and as it is translated, on the same batches: training steps, then an evaluation. Errors are in
units of the tolerance: up to 1, the two sides are equal.</p>
{_index(results)}
{sections}
<footer><p>bnmigrate {__version__}</p></footer>
</body>
</html>
"""


def _index(results: Sequence[SiteResult]) -> str:
    """Return a table of all sites, each with a link to its section."""
    rows = "".join(
        f'<tr><td><a href="#site-{place}">{escape(result.finding.place)}</a></td>'
        f"<td>{_badge(result)}</td>"
        f"<td>{number(result.largest) if result.largest is not None else ''}</td></tr>"
        for place, result in enumerate(results, 1)
    )
    head = "<tr><th>call</th><th>result</th><th>largest error</th></tr>"
    return f"<table>{head}{rows}</table>" if len(results) > 1 else ""


def _badge(result: SiteResult) -> str:
    kind = result.status.replace(" ", "-")
    return f'<span class="status {kind}">{escape(result.status)}</span>'


def _section(result: SiteResult, sides: Sides, seed: int, place: int) -> str:
    call = result.call
    reason = f"<p>{escape(result.reason)}</p>" if result.reason else ""
    return f"""<section id="site-{place}">
<h2>{escape(result.finding.place)} {_badge(result)}</h2>
{reason}
<div class="sides">
<div>{escape(call.layer_class.dialect.title)}<pre>{escape(call.before)}</pre></div>
<div>{escape(call.target.title)}<pre>{escape(call.after)}</pre></div>
<div>{_errors(result)}</div>
<div>{_plot(result, sides, seed)}</div>
</div>
</section>"""


def _errors(result: SiteResult) -> str:
    """Return a table of the largest error of each quantity over all runs and steps."""
    largest: dict[str, tuple[float, str]] = {}
    for run in result.runs:
        for error in run.errors:
            if error.units >= largest.get(error.quantity, (-1.0, ""))[0]:
                largest[error.quantity] = (error.units, error.when)
    if not largest:
        return ""
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{number(units)}</td>"
        f"<td>{escape(when) if units else ''}</td></tr>"
        for name, (units, when) in largest.items()
    )
    head = "<tr><th>quantity</th><th>largest error</th><th>at</th></tr>"
    return f"<table>{head}{rows}</table>{_values(result)}"


def _values(result: SiteResult) -> str:
    said = "; ".join(
        ", ".join(f"{name} = {value!r}" for name, value in run.values.items())
        for run in result.runs
        if run.values
    )
    return f"<p>Drawn: {escape(said)}</p>" if said else ""


def _plot(result: SiteResult, sides: Sides, seed: int) -> str:
    drawn = curves(result, sides, seed)
    if drawn is None:
        return ""
    low = min(0.0, *drawn.right, *drawn.wrong)
    high = max(0.0, *drawn.right, *drawn.wrong)
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    scale = (bottom - TOP) / ((high - low) or 1)

    def height(value: float) -> str:
        return f"{bottom - (value - low) * scale:.1f}"

    def points(values: Sequence[float]) -> str:
        return " ".join(
            f"{LEFT + index * (right - LEFT) / STEPS:.1f},{height(value)}"
            for index, value in enumerate([0.0, *values])
        )

    ticks = "".join(
        f'<line class="axis" x1="{LEFT}" x2="{right}" y1="{height(value)}" y2="{height(value)}"/>'
        f'<text x="{LEFT - 6}" y="{height(value)}" dy="4" text-anchor="end">{value:.3g}</text>'
        for value in sorted({low, 0.0, high})
    )
    label = f"the running mean of one channel over {STEPS} training steps"
    return f"""<figure>
<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"
 aria-label="{label}">
{ticks}
<text x="{LEFT}" y="{HEIGHT - 6}">step 0</text>
<text x="{right}" y="{HEIGHT - 6}" text-anchor="end">{STEPS}</text>
<polyline class="wrong" points="{points(drawn.wrong)}"/>
<polyline class="right" points="{points(drawn.right)}"/>
</svg>
<figcaption>{label[0].upper()}{label[1:]}:<br>
<span class="key-right">&#9473; as translated, {escape(drawn.name)}={drawn.translated!r}</span><br>
<span class="key-wrong">&#9477; copied without the inversion,
{escape(drawn.name)}={drawn.copied!r}</span></figcaption>
</figure>"""


def curves(result: SiteResult, sides: Sides, seed: int) -> Curves | None:
    """Run the translated layer with its own momentum and with the original's copied over.

    None where the two frameworks mean the same by it, where the layer keeps no statistics, and
    where it wasn't run.
    """
    call = result.call
    source = call.layer_class.signature.for_concept("update-rate")
    target = call.target.signature.for_concept("update-rate")
    if source is None or target is None or source.encoding == target.encoding:
        return None
    if not result.runs or result.status == UNVERIFIED:
        return None
    values = result.runs[0].values
    original = evaluated(call, values, sides)
    translated = evaluated(call, values, sides, translated=True)
    if original.layer().part("mean") is None or translated.layer().part("mean") is None:
        return None
    copied = _bound(original)[source.name]
    given = _bound(translated)
    lines: list[list[float]] = []
    for momentum in (given[target.name], copied):
        keywords = {**given, target.name: momentum}
        made = replace(translated, positional=(), keywords=keywords)
        lines.append(_running_means(made, ranks_of(call)[0], seed))
    return Curves(target.name, given[target.name], copied, *lines)


def _bound(arguments: Arguments) -> dict[str, object]:
    """Return all arguments, those that are left out included, by name."""
    signature = inspect.signature(arguments.layer_class)
    bound = signature.bind(*arguments.positional, **arguments.keywords)
    bound.apply_defaults()
    return dict(bound.arguments)


def _running_means(arguments: Arguments, rank: int, seed: int) -> list[float]:
    layer = arguments.layer()
    layer.set_training(True)
    means: list[float] = []
    for x, _ in list(batches(int(arguments.channels), rank, STEPS, seed))[:STEPS]:
        layer.side.call(layer.module, x)
        mean: Array = layer.state()["mean"]
        means.append(float(mean[0]))
    return means
