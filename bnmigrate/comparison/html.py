"""The page that `--report` writes: self-contained, without scripts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from bnmigrate import __version__
from bnmigrate.comparison.measured import Measured, Numbers, said_of_shares
from bnmigrate.comparison.result import Comparison, LayerPair
from bnmigrate.report.page_style import STYLE

WORST = 6
"""How many layers have their statistics plotted."""
WIDTH, HEIGHT = 460, 170
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 10, 26
STRIP, CELL = 960, 26

_STYLE = (
    STYLE
    + """\
h2 { font-size: 1.1rem; }
code { font-family: ui-monospace, monospace; }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(22rem, 1fr)); gap: 1rem; }
.original { stroke: var(--right); }
.port { stroke: var(--wrong); stroke-dasharray: 5 3; }
.key-original { color: var(--right); }
.key-port { color: var(--wrong); }
.is-same { fill: var(--same); }
.is-different { fill: var(--wrong); }
.is-alone { fill: none; stroke: var(--wrong); stroke-dasharray: 2 2; }
"""
)


def page(comparison: Comparison) -> str:
    """Return the page."""
    original, port = comparison.original, comparison.port
    status = "different" if comparison.differences else "equal"
    title = f"{original.name} and {port.name}"
    numbers = "" if comparison.numbers is None else _numbers(comparison, comparison.numbers)
    notes = "".join(f"<li>{escape(note)}</li>" for note in comparison.notes)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>bnmigrate compare: {escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>bnmigrate compare</h1>
<p><code>{escape(original.name)}</code> ({escape(original.framework)}, {original.layers} layers) and
its port <code>{escape(port.name)}</code> ({escape(port.framework)}, {port.layers} layers):
<strong class="{status}">{status}</strong></p>
{numbers}
<section>
<h2>Settings</h2>
{_strip([(_named(pair), _state(pair)) for pair in comparison.layers], "the layers' settings")}
{_settings(comparison.layers)}
</section>
<ul>{notes}</ul>
<footer><p>bnmigrate {__version__}</p></footer>
</body>
</html>
"""


def _named(pair: LayerPair) -> str:
    original = pair.original.path if pair.original else "none"
    return f"{original} / {pair.port.path if pair.port else 'none'}"


def _state(pair: LayerPair) -> str:
    if pair.original is None or pair.port is None:
        return "alone"
    return "same" if pair.is_equal else "different"


def _strip(cells: Sequence[tuple[str, str]], what: str) -> str:
    """Return a cell for each layer in a row; pointing at one names it."""
    if not cells:
        return ""
    width = STRIP / len(cells)
    gap = 1 if width > 4 else 0
    drawn = "".join(
        f'<rect class="is-{state}" x="{index * width:.2f}" y="1" width="{width - gap:.2f}" '
        f'height="{CELL - 2}"><title>{escape(name)}: {state}</title></rect>'
        for index, (name, state) in enumerate(cells)
    )
    different = sum(state != "same" for _, state in cells)
    label = f"{what}, from the first to the last: {different} of {len(cells)} not the same"
    return f"""<figure>
<svg viewBox="0 0 {STRIP} {CELL}" width="{STRIP}" height="{CELL}" role="img"
 aria-label="{escape(label)}">{drawn}</svg>
<figcaption>{escape(label[0].upper() + label[1:])}.</figcaption>
</figure>"""


def _settings(pairs: Sequence[LayerPair]) -> str:
    rows = "".join(_row(pair) for pair in pairs if not pair.is_equal)
    if not rows:
        return "<p>All settings are the same.</p>"
    head = (
        "<tr><th>original</th><th>has</th><th>port</th><th>has</th><th>write</th><th>at</th></tr>"
    )
    return f"<table>{head}{rows}</table>"


def _row(pair: LayerPair) -> str:
    place = pair.port.place if pair.port else None
    cells = (
        pair.original.path if pair.original else "none",
        ", ".join(setting.original for setting in pair.settings),
        pair.port.path if pair.port else "none",
        ", ".join(setting.port for setting in pair.settings),
        ", ".join(setting.write for setting in pair.settings),
        str(place or ""),
    )
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _numbers(comparison: Comparison, numbers: Numbers) -> str:
    cells = [
        (f"{layer.original} / {layer.port}", "same" if layer.is_equal else "different")
        for layer in numbers.layers
    ]
    said = "".join(f"<li>{escape(str(each))}</li>" for each in comparison.measured)
    ends = ", ".join(f"{off:.1g} in {when}" for when, off in numbers.outputs)
    first = ""
    if numbers.partings:
        where = escape(numbers.partings[0].port or "the end")
        first = f"<p>The two part first at <code>{where}</code>.</p>"
    notes = "".join(f"<p>{escape(note)}</p>" for note in numbers.notes)
    return f"""<section>
<h2>Numbers</h2>
{_strip(cells, "what modules with parameters compute")}
{first}
<ul>{said}</ul>
<p>The end is off by {escape(ends)}, of its largest value.</p>
{notes}
<div class="plots">
{"".join(_plots(numbers))}
</div>
</section>"""


def _plots(numbers: Numbers) -> Iterator[str]:
    """Yield plots of the running means of the layers that are most off."""
    layers = [layer for layer in numbers.layers if layer.curves[0]]
    worst = sorted(layers, key=lambda layer: -layer.statistics)
    return (_plot(layer) for layer in worst[:WORST])


def _plot(layer: Measured) -> str:
    values = [value for curve in layer.curves for value in curve if math.isfinite(value)]
    low, high = min(0.0, *values), max(0.0, *values)
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    steps = len(layer.curves[0])

    def height(value: float) -> str:
        return f"{bottom - (value - low) * (bottom - TOP) / ((high - low) or 1):.1f}"

    def line(name: str, curve: Sequence[float]) -> str:
        points = " ".join(
            f"{LEFT + (index + 1) * (right - LEFT) / steps:.1f},{height(value)}"
            for index, value in enumerate(curve)
            if math.isfinite(value)
        )
        return f'<polyline class="{name}" points="{points}"/>'

    ticks = "".join(
        f'<line class="axis" x1="{LEFT}" x2="{right}" y1="{height(value)}" y2="{height(value)}"/>'
        f'<text x="{LEFT - 6}" y="{height(value)}" dy="4" text-anchor="end">{value:.3g}</text>'
        for value in sorted({low, 0.0, high})
    )
    name = f"{layer.original} / {layer.port}"
    shares = said_of_shares(layer.shares)
    return f"""<figure>
<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"
 aria-label="a running mean of {escape(name)} after each step">
{ticks}
<text x="{right}" y="{HEIGHT - 6}" text-anchor="end">step {steps}</text>
{line("original", layer.curves[0])}
{line("port", layer.curves[1])}
</svg>
<figcaption><code>{escape(name)}</code>, the running mean that is most off:
<span class="key-original">&#9473; original</span>, <span class="key-port">&#9477; port</span>.
{escape(shares)}</figcaption>
</figure>"""
